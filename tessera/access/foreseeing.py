"""Compiles the policy a third time, so that it can be asked before something is written: who would see it then?

The same lines about seeing a line of a note, asked for each practitioner of an agency about a label that nobody has
saved. Of whom whoever asks may be told is the policy's to say as well: their own agency, the hub, and every agency
whose involvement they see; and only by what they see of involvements are people counted as in the case. About any other
agency that they name the case's own involvements are not asked at all: the answer is who there would read it while
the hub has that agency in the case. So it is the same answer whether the hub has, and nobody finds out by asking whom
else the hub has turned to (docs/decisions/0016).

Answered with numbers, by agency and role. A name that is missing from a list would tell of somebody whom a record is
kept from.
"""

from tessera.access import search
from tessera.access.explaining import Kinds, Plan, as_seen, columns, may_see
from tessera.access.lines import conditions_of
from tessera.access.policy import SEE

KIND = "line"  # what is written with a label wears what a line wears
# As the case is now, but for those only who are supposed to be in it.
NOW = {"case": {"audience": "supposed", "sealed": "b.sealed"}}
# Of each asker what follows from involvements, from those alone that are supposed. `kept`: principals whose work in
# the case has ended; `kept_agencies`: those of them that are agencies; `working`: principals who work in it.
OF_THE_CASE = {
    "own_record_cases": "CASE WHEN g.principals && kept AND NOT g.principals && working "
    "THEN ARRAY[of_case] ELSE '{}' END",
    "own_agency_cases": "CASE WHEN g.principals && kept_agencies AND NOT g.principals && working "
    "THEN ARRAY[of_case] ELSE '{}' END",
    "excluded_cases": "CASE WHEN EXISTS (SELECT 1 FROM public.access_subject s WHERE s.case_id = of_case "
    "AND s.person_id = ANY (g.excluded_people)) THEN ARRAY[of_case] ELSE '{}' END",
}
LABEL = {
    "case_id": "of_case",
    "agency_id": "its_agency",
    "author_id": "its_author",
    "audience": "its_audience",
    "named": "its_named",
    "marks": "its_marks",
}
# Whoever may be in the case by what is supposed, each judged once, and counted by agency and role.
JUDGED = """    RETURN QUERY
    WITH asked AS (
        SELECT a.id, a.id = ANY (told) AS known,
               CASE WHEN a.id = ANY (told) THEN involved
                    WHEN opened.sealed THEN '{}'::integer[] ELSE ARRAY[a.principal_id] END AS supposed
          FROM public.access_agency a
         WHERE a.partnership_id = here AND (a.id = ANY (told) OR a.id = ANY (also))),
    -- Every principal that each practitioner may be in a case by: whoever is in it by none of them need not be judged.
    belonging AS (
        SELECT m.practitioner_id, m.agency_id, m.role::text, m.scope::text, p.principal_id AS me,
               ARRAY[a.members_id, a.principal_id, t.principal_id] AS others
          FROM public.access_membership m
          JOIN public.access_practitioner p ON p.id = m.practitioner_id
          JOIN public.access_agency a ON a.id = m.agency_id
          LEFT JOIN public.access_team t ON t.id = m.team_id
         WHERE m.partnership_id = here AND now() >= m.valid_from AND (m.valid_to IS NULL OR now() < m.valid_to)),
    judged AS MATERIALIZED (
        SELECT w.id, w.practitioner_id
          FROM (SELECT DISTINCT k.id, k.known, k.supposed, b.practitioner_id
                  FROM asked k JOIN belonging b ON b.agency_id = k.id
                 WHERE EXISTS (SELECT 1 FROM belonging o WHERE o.practitioner_id = b.practitioner_id
                                  AND k.supposed && (o.others || o.me))) w
         WHERE access._would_see(w.practitioner_id, here, of_case, for_agency, access.who(), its_audience,
                                 coalesce(its_named, '{}'), coalesce(its_marks, '{}'), w.supposed,
                                 CASE WHEN w.known THEN kept ELSE '{}' END,
                                 CASE WHEN w.known THEN kept_agencies ELSE '{}' END,
                                 CASE WHEN w.known THEN working ELSE '{}' END)),
    -- Each person once in an agency, in the role that reaches furthest.
    counted AS (
        SELECT DISTINCT ON (j.id, j.practitioner_id) j.id, j.practitioner_id, b.role
          FROM judged j JOIN belonging b ON b.agency_id = j.id AND b.practitioner_id = j.practitioner_id
         ORDER BY j.id, j.practitioner_id, array_position(ARRAY['agency', 'team', 'person'], b.scope), b.role)
    SELECT k.id, k.known, j.role, count(j.practitioner_id)
      FROM asked k LEFT JOIN counted j ON j.id = k.id
     GROUP BY k.id, k.known, j.role;
"""


def statements(kinds: Kinds) -> list[str]:
    """The function that asks the policy for one practitioner, as SQL. It is made by the owner and granted to nobody."""
    seen = ",\n".join(as_seen(Plan(kinds, columns(kinds), NOW), conditions_of(KIND, (SEE,))))
    worn = ", ".join(f"{value} AS {name}" for name, value in LABEL.items())
    given = (
        "asker uuid, here uuid, of_case uuid, its_agency uuid, its_author uuid, its_audience text, "
        "its_named integer[], its_marks text[], supposed integer[], kept integer[], "
        "kept_agencies integer[], working integer[]"
    )
    known = ", ".join(
        f"{OF_THE_CASE.get(name, f'g.{name}')} AS {name}"
        for name in search.FACTS
        if name not in ("who", "partnership", "hub")
    )
    return [
        f"""CREATE OR REPLACE FUNCTION access._would_see({given}) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $foresee$
WITH f AS MATERIALIZED (
    SELECT asker AS who, here AS partnership, access._hub(here) AS hub, now() AS at, true AS live,
           {known}
      FROM access._facts(asker, here, now()) g),
{seen}
SELECT coalesce(bool_or({may_see(KIND)}), false) FROM (SELECT {worn}) x CROSS JOIN f
 WHERE f.me IS NOT NULL AND f.agencies <> '{{}}'
$foresee$;"""  # noqa: S608 - the policy's own words
    ]


def functions(kinds: dict[str, str]) -> list[str]:
    """The function that the application calls. `kinds`: the kind that the policy knows each table by."""
    case, involvement = search.may_see("case", "c", kinds), search.may_see("involvement", "i", kinds)
    return [
        f"""
CREATE OR REPLACE FUNCTION access.would_see(
    of_case uuid, for_agency uuid, its_audience text, its_named integer[], its_marks text[], also uuid[])
RETURNS TABLE (agency uuid, known boolean, role text, people bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    here uuid := access.partnership();
    opened record;
    told uuid[];
    involved integer[];
    kept integer[];
    kept_agencies integer[];
    working integer[];
    {search.facts(case, involvement)}
BEGIN
    SELECT c.audience, c.sealed, c.hub INTO opened FROM public.access_case c WHERE c.id = of_case AND {case};
    -- Whoever may not open the case, or writes for an agency that is not theirs, is told nothing.
    IF opened IS NULL OR NOT coalesce(for_agency = ANY (access.agencies()), false) THEN RETURN; END IF;
    SELECT coalesce(array_agg(i.principal_id), '{{}}') || opened.hub,
           coalesce(array_agg(i.principal_id) FILTER (WHERE i.kind = 'own_record'), '{{}}'),
           coalesce(array_agg(i.principal_id) FILTER (WHERE i.kind = 'own_record' AND p.kind = 'agency'), '{{}}'),
           coalesce(array_agg(i.principal_id) FILTER (WHERE i.kind <> 'own_record'), '{{}}')
      INTO involved, kept, kept_agencies, working
      FROM public.access_involvement i JOIN public.access_principal p ON p.id = i.principal_id
     WHERE i.case_id = of_case AND now() >= i.valid_from AND (i.valid_to IS NULL OR now() < i.valid_to)
       AND {involvement};
    SELECT array_agg(a.id) INTO told
      FROM public.access_agency a
     WHERE a.partnership_id = here AND (a.id = for_agency OR involved && ARRAY[a.principal_id, a.members_id]
        OR EXISTS (SELECT 1 FROM public.access_team t WHERE t.agency_id = a.id AND t.principal_id = ANY (involved))
        OR EXISTS (SELECT 1 FROM public.access_practitioner p
                     JOIN public.access_membership m ON m.practitioner_id = p.id
                    WHERE m.agency_id = a.id AND p.principal_id = ANY (involved)));
    -- The case keeps who is in it; of those the ones that whoever asks may know of.
    involved := ARRAY(SELECT unnest(involved) INTERSECT SELECT unnest(opened.audience));
{JUDGED}END $$;"""  # noqa: S608 - the policy's own words
    ]
