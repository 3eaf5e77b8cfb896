"""Search: two functions of the database that find rows by their words and answer with identifiers, nothing else.

Under row security PostgreSQL may not look into an index of words before it has judged each row, which takes seconds.
So these functions look for the asker and judge as they go. What they judge by is not written here: it is made from the
policy's own lines about seeing (policy.py), each fact about the asker read once. Whoever calls them joins what they
answer back to the secured table, which judges again. A test holds both against every row of many random worlds.

Newest first, and names by the alphabet: an order by how well something fits would be worked out from rows that the
asker may not see.
"""

import re
from collections.abc import Mapping

from tessera.access.conditions import IN_CASE, IN_CASE_OF_MANY
from tessera.access.policy import POLICY, SEE, Exclusion, Permission

LONGEST = 200  # characters of what was typed that are looked at
MOST = 51  # rows of one answer
RARE = 300  # lines
FEW = 3_000  # cases, or lines
FACTS = {
    "who": "uuid",
    "me": "integer",
    "partnership": "uuid",
    "principals": "integer[]",
    "agencies": "uuid[]",
    "roles": "text[]",
    "clearances": "text[]",
    "excluded_people": "uuid[]",
    "excluded_cases": "uuid[]",
    "own_record_cases": "uuid[]",
    "own_agency_cases": "uuid[]",
    "assured_cases": "uuid[]",
    "hub": "integer",
}
_FACT = re.compile(r"\(SELECT access\.(\w+)\(\)\)(?:::[\w\[\]]+)?")
_TABLE = re.compile(r"\bFROM (\w+) (\w+) WHERE ")


def may_see(kind: str, row: str, kinds: Mapping[str, str], *, few: bool = False) -> str:
    """What the policy says of seeing rows of a kind, as one condition on `row`, for a function that sees every row.

    `kinds` maps tables to the kinds that the policy knows them by: where a condition asks another table, that table's
    own lines are asked too, as row security would. Facts about the asker become variables named `fact_...`. Of `few`
    rows each asks for its own case; of more, PostgreSQL may read every open case first.
    """
    permissions = [p for p in POLICY if isinstance(p, Permission) and (p.kind, p.verb) == (kind, SEE)]
    if not permissions:
        raise ValueError(f"nobody may see a {kind}")
    ways = [
        " AND ".join(
            f"({_judged((IN_CASE if few and c is IN_CASE_OF_MANY else c).sql, row, kinds)})"
            for c in line.when
        )
        for line in permissions
    ]
    opened = ways[0] if len(ways) == 1 else "(" + " OR ".join(f"({way})" for way in ways) + ")"
    closed = [
        f"({_judged(line.unless.sql, row, kinds)})"
        for line in POLICY
        if isinstance(line, Exclusion) and line.kind == kind and line.verb in ("", SEE)
    ]
    return " AND ".join([opened, *closed])


def _judged(sql: str, row: str, kinds: Mapping[str, str]) -> str:
    def asked(found: re.Match[str]) -> str:
        table, other = found.groups()
        if " OR " in found.string[found.end() :]:
            raise ValueError(f"what a condition asks of {table} cannot be judged with it: {sql}")
        return f"FROM public.{table} {other} WHERE {may_see(kinds[table], other, kinds)} AND "

    def fact(found: re.Match[str]) -> str:
        return f"fact_{found[1]}"

    return _FACT.sub(fact, _TABLE.sub(asked, sql.replace("{t}", row)))


def functions(kinds: Mapping[str, str]) -> list[str]:
    """The two functions, as SQL that may be run again. `kinds`: the kind that the policy knows each table by."""
    few, many = (may_see("line", "found", kinds, few=few) for few in (True, False))
    return [_lines(few, many, may_see("case", "c", kinds)), _people(kinds)]


def facts(*conditions: str) -> str:
    """The variables of a function that conditions of `may_see` name, each with its value."""
    used = sorted({name for sql in conditions for name in re.findall(r"\bfact_(\w+)", sql)})
    return "\n    ".join(f"fact_{name} {FACTS[name]} := access.{name}();" for name in used)


def _lines(few: str, many: str, cases: str) -> str:
    # Planned anew each time: how many lines hold a word and how many cases are open to the asker differ by thousands.
    newer = "(found.written_at, found.line_id) < (before_at, before_id)"
    order = f"ORDER BY found.written_at DESC, found.line_id DESC LIMIT least(most, {MOST})"
    hits = """WITH found AS MATERIALIZED (
            SELECT w.line_id, w.case_id, w.agency_id, w.author_id, w.audience, w.named, w.marks, w.written_at
              FROM public.records_words w WHERE w.words @@ wanted"""
    narrow = (
        "(since IS NULL OR found.written_at >= since) AND (of_agency IS NULL OR found.agency_id = of_agency)"
    )
    return f"""
DROP FUNCTION IF EXISTS access.find_lines(text, timestamptz, uuid, integer);
CREATE OR REPLACE FUNCTION access.find_lines(asked text, before_at timestamptz, before_id uuid, most integer,
                                             since timestamptz DEFAULT NULL, of_agency uuid DEFAULT NULL)
RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 20 SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off
SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    wanted tsquery := websearch_to_tsquery('english', left(asked, {LONGEST}));
    mine uuid[];
    many bigint;
    {facts(many, cases)}
BEGIN
    -- Nothing but words too common to look for, or only words that must not be there.
    IF querytree(wanted) IN ('', 'T') THEN RETURN; END IF;
    -- PostgreSQL cannot tell how rare a word is that it knows nothing of, and would read every line for one that is
    -- nowhere. So some are counted first. A rare word is narrow for everybody.
    SELECT count(*) INTO many
      FROM (SELECT 1 FROM public.records_words w WHERE w.words @@ wanted LIMIT {RARE} + 1) AS counted;
    IF many > {RARE} THEN
        -- Whoever may open few cases is asked about those: their lines and the lines with the words are two lists, and
        -- only what stands in both is read.
        SELECT array_agg(few.id) INTO mine
          FROM (SELECT c.id FROM public.access_case c WHERE {cases} LIMIT {FEW} + 1) AS few;
        IF cardinality(mine) <= {FEW} OR mine IS NULL THEN
            RETURN QUERY {hits} AND w.case_id = ANY (mine))
            SELECT found.line_id FROM found WHERE {newer} AND {narrow} AND {few} {order};
            RETURN;
        END IF;
        SELECT count(*) INTO many
          FROM (SELECT 1 FROM public.records_words w WHERE w.words @@ wanted LIMIT {FEW} + 1) AS counted;
    END IF;
    IF many <= {FEW} THEN
        RETURN QUERY {hits})
        SELECT found.line_id FROM found WHERE {newer} AND {narrow} AND {few} {order};
    ELSE
        -- Of a common word the newest lines soon hold enough.
        RETURN QUERY SELECT found.line_id FROM public.records_words found
         WHERE found.words @@ wanted AND {newer} AND {narrow} AND {many} {order};
    END IF;
END $$;"""  # noqa: S608 - made of the policy's own words


def _people(kinds: Mapping[str, str]) -> str:
    person, name = may_see("person", "found", kinds), may_see("name", "n", kinds)
    return f"""
CREATE OR REPLACE FUNCTION access.find_people(asked text, most integer)
RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 20 SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off
SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    wanted tsquery;
    {facts(person, name)}
BEGIN
    -- The beginnings of names, two letters or more, one of them three: letters and digits are all that is left of them.
    SELECT to_tsquery('simple', string_agg(part || ':*', ' & ')) INTO wanted
      FROM (SELECT DISTINCT part FROM regexp_split_to_table(lower(left(asked, {LONGEST})), '[^[:alnum:]]+') AS part
             WHERE length(part) > 1 LIMIT 6) AS parts
    HAVING max(length(part)) > 2;
    IF wanted IS NULL OR numnode(wanted) = 0 THEN RETURN; END IF;
    RETURN QUERY
    SELECT found.id FROM public.people_person found
     WHERE found.id IN (
           SELECT p.id FROM public.people_person p
            WHERE to_tsvector('simple', p.given_name || ' ' || p.family_name) @@ wanted
            UNION ALL
           SELECT n.person_id FROM public.people_name n
            WHERE to_tsvector('simple', n.name) @@ wanted AND {name})
       AND {person}
     ORDER BY found.family_name, found.given_name, found.id LIMIT least(most, {MOST});
END $$;"""  # noqa: S608 - made of the policy's own words
