"""Which records are read again by when: of one case, and of every open case that a supervisor may open.

The rows are asked as their reader, so that nothing hidden moves a day. What is known of all the children is one
question, and the patterns about them another, however many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.audit import NotHere
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.patterns.queries import found_about
from tessera.patterns.rules import Finding
from tessera.people.queries import PersonTold, people_of_cases
from tessera.records.queries import ABOUT, ENDED
from tessera.records.rules.reviewing import Known, Rated, Worry, due_on, reasons
from tessera.ui.paging import page_near

A_PAGE = 50
SOON = timedelta(days=14)
# Who leads the work of others. Whether a case is open is for its hub alone to know, so its decision makers supervise.
SUPERVISES = (Role.DECISION_MAKER,)

# What was corrected or withdrawn counts for nothing. A review is of when it says, however often it was corrected since.
OF_OPEN_CASES = """
WITH of_case AS (
    SELECT e.case_id, min(e.opened_at) AS opened_at FROM enquiries_enquiry e
     WHERE e.state <> 'closed' AND (%(cases)s::uuid[] IS NULL OR e.case_id = ANY (%(cases)s::uuid[])) GROUP BY e.case_id
), child AS (
    SELECT DISTINCT s.person_id, s.case_id, l.opened_at FROM of_case l JOIN access_subject s ON s.case_id = l.case_id
     WHERE NOT s.provisional
)"""
TOLD = """said AS (
    SELECT note_id, bool_or(harm) AS harm FROM (
        SELECT DISTINCT ON (p.note_id, p.line_id) p.note_id, p.nature = 'harm' AND p.significance > 0 AS harm
          FROM records_promotion p WHERE p.case_id = ANY (ARRAY(SELECT case_id FROM of_case))
         ORDER BY p.note_id, p.line_id, p.promoted_at DESC, p.id DESC) p GROUP BY note_id
), entry AS (
    SELECT n.id, n.case_id, n.agency_id, a.people, n.written_at, coalesce(s.harm, false) AS harm,
           CASE WHEN n.kind = 'review' THEN least(n.written_at,
                (n.first_day + coalesce(n.at_time, '23:59') + interval '59.999999 s') AT TIME ZONE 'Europe/London')
           END AS reviewed_at
      FROM records_note n LEFT JOIN said s ON s.note_id = n.id LEFT JOIN about a ON a.note_id = n.id
     WHERE n.case_id = ANY (ARRAY(SELECT case_id FROM of_case))
     UNION ALL
    SELECT v.id, v.case_id, v.agency_id, CASE WHEN v.person_id IS NOT NULL THEN ARRAY[v.person_id] END, v.written_at,
           false, NULL
      FROM records_childs_voice v WHERE v.case_id = ANY (ARRAY(SELECT case_id FROM of_case))
), told AS (
    SELECT c.person_id, c.case_id, c.opened_at, e.written_at, e.harm, e.reviewed_at,
           max(e.reviewed_at) OVER (PARTITION BY c.person_id, c.case_id) AS last_review
      FROM child c LEFT JOIN entry e ON e.case_id = c.case_id AND (e.people IS NULL OR c.person_id = ANY (e.people))
       AND NOT EXISTS (SELECT 1 FROM ended x WHERE x.id = e.id AND x.agency_id = e.agency_id)
), rated AS (
    SELECT r.case_id, array_agg(r.value ORDER BY r.at, r.id) AS said, array_agg(r.at ORDER BY r.at, r.id) AS at FROM (
        SELECT v.id, v.case_id, v.value, coalesce(y.confirmed_at, v.rated_at) AS at
          FROM enquiries_rating v LEFT JOIN enquiries_confirmation y ON y.rating_id = v.id
         WHERE v.case_id = ANY (ARRAY(SELECT case_id FROM of_case)) AND v.by_hub
           AND (v.confirm_by = 'nobody' OR y.id IS NOT NULL)) r GROUP BY r.case_id
)
SELECT t.person_id, t.case_id, t.opened_at, t.last_review,
       max(t.written_at) FILTER (WHERE t.reviewed_at IS NULL
                                   AND NOT (t.harm AND (t.last_review IS NULL OR t.written_at > t.last_review))),
       max(t.written_at) FILTER (WHERE t.reviewed_at IS NULL),
       min(t.written_at) FILTER (WHERE t.harm AND (t.last_review IS NULL OR t.written_at > t.last_review)),
       r.said, r.at
  FROM told t LEFT JOIN rated r USING (case_id)
 GROUP BY t.person_id, t.case_id, t.opened_at, t.last_review, r.said, r.at
"""
KNOWN = ", ".join((OF_OPEN_CASES, ENDED, ABOUT, TOLD))


@dataclass(frozen=True)
class ToReview:
    """A child of an open case: when their record is next read again, and what is known of it, on which that rests."""

    person_id: UUID
    case_id: UUID
    name: str
    due: date
    known: Known
    today: date

    @property
    def reasons(self) -> tuple[str, ...]:
        """The facts on which it rests, each a sentence: worked out where it is shown, of thousands for fifty."""
        return tuple(reasons(self.known))

    @property
    def is_due(self) -> bool:
        """Whether the day has come."""
        return self.due <= self.today

    @property
    def is_overdue(self) -> bool:
        """Whether the day is over."""
        return self.due < self.today


@dataclass(frozen=True)
class Queue:
    """One page of the records that are due, the first day first. `agreed`: whether the partners review records.

    `counts`: how many of each list there are, by its word.
    """

    agreed: bool
    show: str
    page: Page[ToReview]
    counts: dict[str, int] = field(default_factory=dict)


SHOWS = ("due", "soon", "all")


def queue(*, practitioner: Me, at: datetime, show: str, page: str) -> Queue:
    """The records of children of open cases that a supervisor may open. Raises NotHere for whoever is none."""
    if not practitioner.has(*SUPERVISES):
        raise NotHere("This page is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    every = _every(practitioner, at, settings)
    lists = {
        "due": [one for one in every if one.is_due],
        "soon": [one for one in every if not one.is_due and one.due <= one.today + SOON],
        "all": every,
    }
    show = show if show in lists else "due"
    counts = {word: len(rows) for word, rows in lists.items()}
    return Queue(settings.reviews.on, show, page_near(lists[show], A_PAGE, page), counts)


def reviews_of(
    *, practitioner: Me, at: datetime, case_id: UUID, people: Iterable[PersonTold], found: Iterable[Finding]
) -> list[ToReview]:
    """The children among these people whose record a case is, where it is open; the first to be reviewed first.

    Nobody outside the hub knows whether a case is open: for them there is none. `found`: the patterns about these
    people. One question.
    """
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    if not settings.reviews.on:
        return []
    return _to_review(settings, _day(at), _rows([case_id]), people, found)


def _every(practitioner: Me, at: datetime, settings: Settings) -> list[ToReview]:
    """The children of every open case."""
    if not settings.reviews.on:
        return []
    rows = _rows(None)
    people = people_of_cases({row[1] for row in rows})
    children = [one.id for one in people if one.is_child(_day(at))]
    found = found_about(practitioner=practitioner, at=at, people=children)
    return _to_review(settings, _day(at), rows, people, found)


def _rows(case_ids: list[UUID] | None) -> list[tuple[Any, ...]]:
    """What is known of each person in these cases that are open, or in every one."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {"cases": case_ids})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _to_review(
    settings: Settings,
    today: date,
    rows: Iterable[tuple[Any, ...]],
    people: Iterable[PersonTold],
    found: Iterable[Finding],
) -> list[ToReview]:
    names = {one.id: one.name for one in people if one.is_child(today)}
    patterns: dict[UUID, list[Finding]] = defaultdict(list)
    for finding in found:
        patterns[finding.person_id].append(finding)
    told = []
    zone = timezone.get_current_timezone()  # asked once: there are thousands of moments
    for person_id, case_id, *dated in rows:
        if person_id in names:
            known = _known(settings, zone, patterns[person_id], *dated)
            due = due_on(known, settings.reviews)
            told.append(ToReview(person_id, case_id, names[person_id], due, known, today))
    return sorted(told, key=lambda one: (one.due, one.name, one.case_id))


def _known(
    settings: Settings,
    zone: tzinfo,
    patterns: Iterable[Finding],
    opened: datetime,
    reviewed: datetime | None,
    quiet: datetime | None,
    entry: datetime | None,
    harm: datetime | None,
    said: list[str] | None,
    rated: list[datetime] | None,
) -> Known:
    since = _day(reviewed, zone) if reviewed else None
    worries = [Worry(_day(harm, zone), _("Harm was noted"))] if harm else []
    return Known(
        opened=_day(opened, zone),
        reviewed=since,
        quiet=_day(quiet, zone) if quiet else None,
        entry=_day(entry, zone) if entry and entry > (reviewed or opened) else None,
        rated=tuple(
            Rated(_day(on, zone), value, settings.rating_label(value))
            for value, on in zip(said or (), rated or (), strict=True)
        ),
        worries=(*worries, *_newer(patterns, since)),
    )


def _newer(patterns: Iterable[Finding], since: date | None) -> Iterator[Worry]:
    """Each pattern that rests on something newer than the last review, from the first such day."""
    for one in patterns:
        newer = [fact.day for fact in one.facts if since is None or fact.day > since]
        if newer:
            yield Worry(min(newer), _("Pattern: {rule}").format(rule=one.words))


def _day(moment: datetime, zone: tzinfo | None = None) -> date:
    return timezone.localtime(moment, zone).date()
