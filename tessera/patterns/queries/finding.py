"""Asks the rows that somebody may read for patterns: one statement for every rule and any number of children.

The tables are those of other apps and the statement asks them as its reader, so that row security has judged each row
before a rule counts it. A finding can then rest on nothing that is hidden, and hidden rows change no answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from tessera.access.here import Me
from tessera.audit import NotHere
from tessera.partnership import queries as partnership
from tessera.patterns.models import Dismissal
from tessera.patterns.queries._told import told, words_of
from tessera.patterns.queries.looking import shown_beside
from tessera.patterns.rules import Dismissed, Fact, FactKind, Finding, PatternRule, Watched, watched

# People in one statement: PostgreSQL expects few rows of it, and of thousands it would compare each with each.
AT_ONCE = 500
# The least urgent rating, whatever a partnership calls it.
LOWEST = "green"

WHOM = """
WITH rule AS (
    SELECT * FROM unnest(%(rules)s::text[], %(numbers)s::integer[], %(days)s::integer[]) AS r(rule, number, days)
), tie AS (
    SELECT x.person_id, x.sibling_id, r.id, r.kind, r.relationship
      FROM people_relationship r
     CROSS JOIN LATERAL (VALUES (r.person_id, r.other_id), (r.other_id, r.person_id)) AS x(person_id, sibling_id)
     WHERE (r.person_id = ANY (%(people)s::uuid[]) OR r.other_id = ANY (%(people)s::uuid[]))
       AND x.person_id = ANY (%(people)s::uuid[]) AND r.state <> 'mistaken'
), sibling AS (
    SELECT DISTINCT t.person_id, t.sibling_id FROM tie t
     WHERE (t.kind = 'sibling' OR t.kind = '' AND lower(t.relationship) IN
            ('brother', 'sister', 'sibling', 'twin', 'half-brother', 'half-sister', 'half brother', 'half sister'))
       AND NOT EXISTS (SELECT 1 FROM people_relationship c WHERE c.replaces_id = t.id OFFSET 0)
), whom AS (
    SELECT unnest(%(people)s::uuid[]) AS person_id UNION SELECT sibling_id FROM sibling
), of_case AS (
    SELECT s.person_id, s.case_id FROM access_subject s
     WHERE s.person_id = ANY (ARRAY(SELECT person_id FROM whom)) AND NOT s.provisional
), """
# Whatever is `different` is counted once: three ratings of one enquiry are one thing, two calls of one agency too. A
# rule holds from a day on which so many different things begin within its days. Where no two are one thing, the one
# that stands so many further on tells, and nothing is counted. A fact is one row, however many children of a family it
# is about, so that its words are asked for once.
RESTS_ON = """, child AS (
    SELECT DISTINCT k.person_id, k.referral_id
      FROM enquiries_referral_child k JOIN of_case USING (person_id, case_id)
     WHERE k.case_id = ANY (ARRAY(SELECT case_id FROM of_case))
), fact AS (
    SELECT theme.rule, t.person_id, t.entry AS different, 'note' AS kind, t.id, t.line_id, t.case_id, t.agency_id, t.day
      FROM told t JOIN (VALUES ('low_level', 'low_notes'), ('not_brought', 'not_brought'), ('move', 'moves'))
           AS theme(theme, rule) ON theme.theme = ANY (t.themes)
    UNION ALL
    SELECT 'absence_with_illness', t.person_id, theme.side, 'note', t.id, t.line_id, t.case_id, t.agency_id, t.day
      FROM told t JOIN (VALUES ('absence', 'away'), ('parent_illness', 'ill'), ('parent_mental_health', 'ill'))
           AS theme(theme, side) ON theme.theme = ANY (t.themes)
    UNION ALL
    SELECT 'sibling_concern', t.person_id, 'own', 'note', t.id, t.line_id, t.case_id, t.agency_id, t.day
      FROM told t WHERE t.nature = 'harm' AND EXISTS (SELECT 1 FROM sibling s WHERE s.person_id = t.person_id)
    UNION ALL
    SELECT 'sibling_concern', s.person_id, 'theirs', 'note', t.id, t.line_id, t.case_id, t.agency_id, t.day
      FROM told t JOIN sibling s ON s.sibling_id = t.person_id
     WHERE t.nature = 'harm' AND NOT EXISTS (SELECT 1 FROM told o WHERE o.id = t.id AND o.person_id = s.person_id)
    UNION ALL
    SELECT 'repeat_contacts', k.person_id, r.from_agency_id::text, 'referral', r.id, NULL, r.case_id,
           r.from_agency_id, (r.received_at AT TIME ZONE 'Europe/London')::date
      FROM child k JOIN enquiries_referral r ON r.id = k.referral_id
    UNION ALL
    SELECT 'greens', k.person_id, e.id::text, 'rating', e.id, NULL, last.case_id,
           last.agency_id, (last.rated_at AT TIME ZONE 'Europe/London')::date
      FROM child k JOIN enquiries_enquiry e ON e.referral_id = k.referral_id
     CROSS JOIN LATERAL (SELECT v.* FROM enquiries_rating v WHERE v.enquiry_id = e.id AND v.by_hub
                          ORDER BY v.rated_at DESC, v.id DESC LIMIT 1) last
     WHERE last.value = %(lowest)s AND (last.confirm_by = 'nobody' OR EXISTS (
           SELECT 1 FROM enquiries_confirmation y WHERE y.rating_id = last.id))
), series AS (
    SELECT f.rule, f.person_id, r.number, r.days, count(DISTINCT f.different) = count(*) AS all_different
      FROM fact f JOIN rule r ON r.rule = f.rule WHERE f.person_id = ANY (%(people)s::uuid[])
     GROUP BY f.rule, f.person_id, r.number, r.days HAVING count(DISTINCT f.different) >= r.number
), placed AS (
    SELECT f.*, s.number, s.days, s.all_different,
           lead(f.day, s.number - 1) OVER (PARTITION BY f.rule, f.person_id ORDER BY f.day) AS reached
      FROM series s JOIN fact f ON f.rule = s.rule AND f.person_id = s.person_id
), begun AS MATERIALIZED (
    SELECT p.rule, p.person_id, range_agg(daterange(p.day, p.day + p.days, '[]')) AS days
      FROM placed p
     WHERE p.reached <= p.day + p.days AND (p.all_different OR p.number <= (
           SELECT count(DISTINCT o.different) FROM placed o
            WHERE o.rule = p.rule AND o.person_id = p.person_id AND o.day BETWEEN p.day AND p.day + p.days))
     GROUP BY p.rule, p.person_id
), found AS (
    SELECT f.rule, f.kind, f.id, f.line_id, f.case_id, f.agency_id, f.day, array_agg(DISTINCT f.person_id) AS people
      FROM begun w JOIN placed f ON f.rule = w.rule AND f.person_id = w.person_id AND f.day <@ w.days
     GROUP BY f.rule, f.kind, f.id, f.line_id, f.case_id, f.agency_id, f.day
)
SELECT found.rule, found.people, found.kind, found.id, found.line_id, found.case_id, a.name, found.day,
       coalesce((SELECT l.text FROM records_line l WHERE found.kind = 'note' AND l.note_id = found.id
                    AND (found.line_id IS NULL OR l.id = found.line_id) ORDER BY l.position LIMIT 1), '')
  FROM found JOIN access_agency a ON a.id = found.agency_id
 ORDER BY found.rule, found.day, found.id, found.line_id
"""
# What the rules go by, of all that may be said of a note: of harm only where there is a brother or sister.
TELLING = """s.nature = 'harm' AND EXISTS (SELECT 1 FROM sibling)
       OR s.themes && ARRAY['low_level', 'not_brought', 'move', 'absence', 'parent_illness', 'parent_mental_health']"""
FOUND = "".join((WHOM, told(TELLING), RESTS_ON))

PAGES = {
    FactKind.NOTE: "/notes/{}/",
    FactKind.REFERRAL: "/referrals/{}/",
    FactKind.RATING: "/enquiries/{}/",
}


def found_about(*, practitioner: Me, at: datetime, people: Collection[UUID]) -> tuple[Finding, ...]:
    """Every pattern about these people that rests on what may be read, by the rules in force.

    Two questions, and one more for each further five hundred of them. Each with what its reader has judged of it, where
    it rests on nothing more since. In the order of the rules, then as the people were given.
    """
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    rules = {one.rule: one for one in watched(settings.patterns, settings.rating_label(LOWEST))}
    if not rules or not people:
        return ()
    rows = _rows(rules.values(), list(people))
    order = {person_id: place for place, person_id in enumerate(people)}
    judged = _judged(people) if rows else {}
    facts: dict[tuple[str, UUID], list[Fact]] = defaultdict(list)
    for rule, about, *row in rows:
        fact = _fact(practitioner, row)
        for person_id in about:
            facts[rule, person_id].append(fact)
    found = [
        Finding(rules[PatternRule(rule)], person_id, tuple(theirs))
        for (rule, person_id), theirs in facts.items()
    ]
    found = [replace(one, dismissed=_dismissed(one, judged)) for one in found]
    places = list(rules)
    return tuple(sorted(found, key=lambda one: (places.index(one.watched.rule), order[one.person_id])))


def _rows(rules: Iterable[Watched], people: list[UUID]) -> list[tuple[Any, ...]]:
    """The facts of every pattern in order of time, each with everybody in whose pattern it is.

    Of some hundreds of people at once, or it takes for ever.
    """
    values: dict[str, Any] = {
        "rules": [str(one.rule) for one in rules],
        "numbers": [one.number for one in rules],
        "days": [one.days for one in rules],
        "lowest": LOWEST,
    }
    rows = list[tuple[Any, ...]]()
    with connection.cursor() as cursor:
        for begins in range(0, len(people), AT_ONCE):
            cursor.execute(FOUND, values | {"people": people[begins : begins + AT_ONCE]})
            rows += cursor.fetchall()
    return rows


def _fact(practitioner: Me, row: Sequence[Any]) -> Fact:
    """One fact, with the page where this reader may read it: an enquiry has a page for its hub alone."""
    word, pk, line_id, case_id, agency, day, words = row
    kind = FactKind(word)
    page = PAGES[kind] if practitioner.is_hub or kind != FactKind.RATING else ""
    return Fact(kind, line_id or pk, case_id, agency, day, words_of(words), page.format(pk))


def _judged(people: Collection[UUID]) -> dict[tuple[str, UUID], list[tuple[Dismissed, set[UUID]]]]:
    """What the reader has dismissed about these people, the latest first, each with what it rested on."""
    found: dict[tuple[str, UUID], list[tuple[Dismissed, set[UUID]]]] = defaultdict(list)
    rows = Dismissal.objects.filter(about__in=people).order_by("-dismissed_at")
    for rule, about, at, reason, facts in rows.values_list(
        "rule", "about", "dismissed_at", "reason", "facts"
    ):
        found[rule, about].append((Dismissed(at, reason), set(facts)))
    return found


def _dismissed(
    one: Finding, judged: dict[tuple[str, UUID], list[tuple[Dismissed, set[UUID]]]]
) -> Dismissed | None:
    facts = {fact.id for fact in one.facts}
    ours = judged.get((str(one.watched.rule), one.person_id), ())
    return next((dismissed for dismissed, rested_on in ours if facts <= rested_on), None)


def to_dismiss(*, practitioner: Me, at: datetime, person_id: UUID, rule: str) -> Finding:
    """One pattern about somebody. Raises NotHere where the reader is shown none."""
    found = found_about(practitioner=practitioner, at=at, people=[person_id])
    one = next((one for one in found if str(one.watched.rule) == rule), None)
    if one is None:
        raise NotHere("This pattern is not here.")
    shown_beside([one], ())
    return one
