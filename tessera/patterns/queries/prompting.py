"""Asks the rows that somebody may read for what calls for a question while they write: one statement.

As with a pattern, row security has judged each row before a rule goes by it: a prompt rests on nothing that is hidden.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tessera.access.here import Me
from tessera.partnership import queries as partnership
from tessera.patterns.queries._told import told, words_of
from tessera.patterns.queries.looking import shown_beside
from tessera.patterns.rules import Fact, FactKind, Prompt, Seen, asked
from tessera.patterns.rules.prompts import Sign
from tessera.people.rules.names import given_tokens
from tessera.records.rules.happened import as_told

# The children of one case, and of each what was told in any case that may be opened. What a referral leaves blank is
# blank where no other says it and the child's own record does not: the newest referral is where that is read.
CHILDREN = """
WITH child AS (
    SELECT p.* FROM people_person p
     WHERE p.id = ANY (ARRAY(SELECT s.person_id FROM access_subject s
                              WHERE s.case_id = %(case)s AND NOT s.provisional))
       AND (p.date_of_birth > %(today)s::date - interval '18 years' OR p.date_of_birth IS NULL
            AND (p.expected_date_of_birth IS NOT NULL OR p.age_years_when_recorded < 18))
), of_case AS (
    SELECT s.person_id, s.case_id FROM access_subject s
     WHERE s.person_id = ANY (ARRAY(SELECT id FROM child)) AND NOT s.provisional
), """
FACTS = """, described AS (
    SELECT k.person_id, k.referral_id, k.case_id, k.ethnicity, k.religion, k.disabilities,
           r.from_agency_id AS agency_id, (r.received_at AT TIME ZONE 'Europe/London')::date AS day,
           row_number() OVER (PARTITION BY k.person_id ORDER BY r.received_at DESC, k.id) AS place
      FROM enquiries_referral_child k JOIN of_case USING (person_id, case_id)
      JOIN enquiries_referral r ON r.id = k.referral_id
     WHERE k.case_id = ANY (ARRAY(SELECT case_id FROM of_case))
), blank AS (
    SELECT c.id, concat_ws(' ',
           CASE WHEN bool_and(c.ethnicity = '' AND d.ethnicity = '') THEN 'ethnicity' END,
           CASE WHEN bool_and(c.religion = '' AND d.religion = '') THEN 'religion' END) AS what
      FROM child c JOIN described d ON d.person_id = c.id GROUP BY c.id
), tie AS (
    SELECT r.other_id AS person_id, r.id, r.case_id, coalesce(r.told_by_id, r.agency_id) AS agency_id,
           CASE WHEN r.kind = 'parent' AND p.sex = 'M' THEN 'father_told' ELSE 'tie' END AS sign,
           (r.made_at AT TIME ZONE 'Europe/London')::date AS day, r.relationship,
           concat_ws(' ', p.given_name, p.family_name) AS name
      FROM people_relationship r JOIN people_person p ON p.id = r.person_id
     WHERE r.other_id = ANY (ARRAY(SELECT id FROM child)) AND r.state <> 'mistaken' AND r.kind IN ('', 'parent')
       AND NOT EXISTS (SELECT 1 FROM people_relationship c WHERE c.replaces_id = r.id OFFSET 0)
), fact AS (
    SELECT t.person_id, theme.theme AS sign, 'note' AS kind, t.id, t.line_id, t.case_id, t.agency_id, t.day, coalesce(
           (SELECT l.text FROM records_line l WHERE l.note_id = t.id AND (t.line_id IS NULL OR l.id = t.line_id)
             ORDER BY l.position LIMIT 1), '') AS words
      FROM told t CROSS JOIN LATERAL unnest(t.themes) AS theme(theme)
     WHERE t.person_id = ANY (ARRAY(SELECT id FROM child))
    UNION ALL
    SELECT c.person_id, 'heard', 'voice', v.id, NULL, v.case_id, v.agency_id,
           (v.written_at AT TIME ZONE 'Europe/London')::date, v."when"
      FROM records_childs_voice v JOIN of_case c USING (case_id)
     WHERE v.case_id = ANY (ARRAY(SELECT case_id FROM of_case)) AND coalesce(v.person_id, c.person_id) = c.person_id
       AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.voice_id = v.id AND w.agency_id = v.agency_id)
       AND NOT EXISTS (SELECT 1 FROM records_childs_voice n WHERE n.replaces_id = v.id AND n.agency_id = v.agency_id)
    UNION ALL
    SELECT d.person_id, 'condition', 'referral', d.referral_id, NULL, d.case_id, d.agency_id, d.day,
           array_to_string(d.disabilities, ' ')
      FROM described d WHERE d.disabilities::text[] <> '{}' AND d.disabilities::text[] <> '{NONE}'
    UNION ALL
    SELECT d.person_id, 'blank', 'referral', d.referral_id, NULL, d.case_id, d.agency_id, d.day, b.what
      FROM described d JOIN blank b ON b.id = d.person_id WHERE d.place = 1 AND b.what <> ''
    UNION ALL
    SELECT t.person_id, t.sign, 'family', t.id, NULL, t.case_id, t.agency_id, t.day,
           concat_ws(E'\n', t.relationship, t.name) FROM tie t
)
SELECT c.id, concat_ws(' ', nullif(c.given_name, ''), c.family_name), f.sign, f.kind, f.id, f.line_id, f.case_id,
       a.name, f.day, f.words
  FROM child c LEFT JOIN fact f ON f.person_id = c.id LEFT JOIN access_agency a ON a.id = f.agency_id
 ORDER BY c.date_of_birth DESC NULLS FIRST, c.given_name, c.id, f.day, f.id, f.line_id
"""
CALLS_FOR = "".join((CHILDREN, told("s.themes <> '{}'"), FACTS))
PAGES = {FactKind.NOTE: "/notes/{}/", FactKind.REFERRAL: "/referrals/{}/", FactKind.VOICE: "/voices/{}/"}


def prompts(*, practitioner: Me, at: datetime, case_id: UUID) -> tuple[Prompt, ...]:
    """The questions for whoever writes in a case, by what they may see of its children. One statement.

    That a fact of another case was shown is written in the ledger.
    """
    today = timezone.localdate(at)
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    if not any(settings.prompt(word) for word in settings.prompts):
        return ()
    with connection.cursor() as cursor:
        cursor.execute(CALLS_FOR, {"case": case_id, "today": today})
        rows = cursor.fetchall()
    children = list(dict.fromkeys((row[0], row[1]) for row in rows))
    seen = [one for one in map(_seen, (row for row in rows if row[2] is not None)) if one is not None]
    found = asked(settings, children, seen, case_id, today)
    shown_beside(found, [case_id])
    return found


def _seen(row: tuple[Any, ...]) -> Seen | None:
    """A child was heard on the day on which they said it, whenever it was written down. Who has no name is no tie."""
    person_id, _, sign, word, pk, line_id, case_id, agency, day, words = row
    if sign == Sign.HEARD:
        day, words = as_told(words).last or day, ""
    if sign in (Sign.TIE, Sign.FATHER_TOLD):
        words, _, name = words.partition("\n")
        if not given_tokens(name):
            return None
    kind = FactKind(word)
    href = PAGES[kind].format(pk) if kind in PAGES else f"/cases/{case_id}/family/"
    fact = Fact(kind, line_id or pk, case_id, agency or "", day, words_of(words), href)
    return Seen(person_id, sign, fact)
