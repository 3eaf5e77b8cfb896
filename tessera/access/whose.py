"""Whose a row is, as SQL: the cases, the person and the partnership that a row `x` tells of.

`there` are the columns that its table has.
"""


def cases_of(kind: str, there: set[str]) -> str:
    """The cases that a row would tell of."""
    if kind == "case":
        return "ARRAY[x.id]"
    if "case_id" in there or "case" in there:
        return f'array_remove(ARRAY[x."{"case_id" if "case_id" in there else "case"}"], NULL)'
    if "cases" in there:
        return "x.cases"
    if kind == "person" or "person_id" in there:
        of = "x.id" if kind == "person" else "x.person_id"
        return f"ARRAY(SELECT s.case_id FROM public.access_subject s WHERE s.person_id = {of})"  # noqa: S608 - as above
    return "'{}'::uuid[]"


def person_of(kind: str, there: set[str]) -> str:
    """The person that a row is about, or null."""
    if kind == "person":
        return "x.id"
    return "x.person_id" if "person_id" in there else "NULL::uuid"


def partnership_of(kind: str, there: set[str]) -> str:
    """The partnership of a row that is of no case."""
    if kind == "partnership":
        return "x.id"
    for name in ("partnership_id", "partnership"):
        if name in there:
            return f'x."{name}"'
    if "agency_id" in there:
        return "(SELECT a.partnership_id FROM public.access_agency a WHERE a.id = x.agency_id)"
    return "NULL::uuid"


def of_case(kind: str, there: set[str]) -> str:
    """Which rows are of a case, as SQL: what is told when somebody asks what could be seen of it."""
    if kind == "case":
        return "x.id = of_case"
    for name in ("case_id", "case"):
        if name in there:
            return f'x."{name}" = of_case'
    if kind == "person" or "person_id" in there:
        of = "x.id" if kind == "person" else "x.person_id"
        return f"{of} IN (SELECT s.person_id FROM public.access_subject s WHERE s.case_id = of_case)"  # noqa: S608
    return "false"
