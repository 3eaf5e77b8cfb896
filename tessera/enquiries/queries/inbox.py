"""An agency's own inbox: what the hub asks it, least time left first, and what it has answered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.audit import NotHere
from tessera.core.text import excerpt
from tessera.enquiries.models import Referral, ReferralChild, Request
from tessera.enquiries.queries._clocks_shown import Facts
from tessera.enquiries.rules.answering import is_begun
from tessera.enquiries.rules.who import age_words, child_name
from tessera.enquiries.rules.words import ANSWERED, RequestState
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings

ANSWERS = (Role.AGENCY_OFFICER, Role.SAFEGUARDING_LEAD, Role.HUB_PRACTITIONER, Role.DECISION_MAKER)
WAITING = (RequestState.SENT, RequestState.SEEN)
SOON = timedelta(hours=2)
A_PAGE = 20
SHOWS = (
    ("late", "Late", "red"),
    ("soon", "Due in 2 hours", "amber"),
    ("unopened", "Not opened yet", "blue"),
    ("urgent", "Urgent for us", ""),
)
ANSWER_WORDS = {
    RequestState.RETURNED: ("Answered", "green"),
    RequestState.NOTHING_KNOWN: ("Nothing known", "grey"),
    RequestState.REFUSED: ("Refused", "red"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One question of the inbox."""

    id: UUID
    reference: str
    children: str
    ages: str
    concern: str
    question: str
    rating: str
    rating_label: str
    clock: Facts | None
    sent_at: datetime
    answered_at: datetime | None
    status: str
    colour: str
    is_late: bool
    is_begun: bool
    urgent: bool

    @property
    def tone(self) -> str:
        """The colour of its edge: its rating's, or red where it is late."""
        return "red" if self.is_late else self.rating


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that filters the list when followed."""

    count: int
    text: str
    href: str
    tone: str
    current: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for an agency, and one page of what it has answered."""

    agency: str
    tiles: tuple[Tile, ...]
    waiting: tuple[Waiting, ...]
    all_waiting: int
    filtered: bool
    answered: tuple[Waiting, ...]
    page: Page[Any]


def inbox(*, practitioner: Me, at: datetime, show: str = "", page: str = "1") -> Inbox:
    """The questions to this practitioner's agency. Raises NotHere for whoever does not answer for it."""
    if not practitioner.has(*ANSWERS):
        raise NotHere("This page is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    asked = Request.objects.filter(to_agency_id=practitioner.agency_id).defer("context", "necessity")
    waiting = list(asked.filter(state__in=WAITING).order_by("due_at", "sent_at"))
    answered = Paginator(_answered(asked), A_PAGE).get_page(page)
    counts = {word: sum(_shown(row, word, at) for row in waiting) for word, _, _ in SHOWS}
    rows = [row for row in waiting if _shown(row, show, at)]
    done = list(answered.object_list)
    facts = _Facts([row.case_id for row in (*rows, *done)], settings, at)
    return Inbox(
        agency=practitioner.agency,
        tiles=tuple(
            Tile(counts[word], text, "?" if word == show else f"?show={word}", tone, word == show)
            for word, text, tone in _toned(counts)
        ),
        waiting=tuple(facts.shown(row) for row in rows),
        all_waiting=len(waiting),
        filtered=len(rows) != len(waiting),
        answered=tuple(facts.shown(row) for row in done),
        page=answered,
    )


def _answered(asked: QuerySet[Request]) -> QuerySet[Request]:
    return asked.filter(state__in=ANSWERED).order_by("-answered_at", "id")


def _toned(counts: dict[str, int]) -> Iterable[tuple[str, str, str]]:
    return ((word, text, tone if counts[word] else "") for word, text, tone in SHOWS)


def _shown(row: Request, show: str, at: datetime) -> bool:
    match show:
        case "late":
            return row.due_at is not None and row.due_at <= at
        case "soon":
            return row.due_at is not None and at < row.due_at <= at + SOON
        case "unopened":
            return row.state == RequestState.SENT
        case "urgent":
            return bool(row.urgent_for_them)
        case _:
            return True


class _Facts:
    """What the requests of a page are about, asked for once for all of them."""

    def __init__(self, cases: Sequence[UUID], settings: Settings, at: datetime) -> None:
        self.settings, self.at = settings, at
        self.concerns = dict(
            Referral.objects.filter(case_id__in=cases)
            .order_by("received_at")
            .values_list("case_id", "concerns")
        )
        self.children = _children(cases, at.date())

    def shown(self, row: Request) -> Waiting:
        who = self.children.get(row.case_id, [])
        late = row.state in WAITING and row.due_at is not None and row.due_at <= self.at
        status, colour = _status(row, late)
        return Waiting(
            id=row.pk,
            reference=row.reference,
            children=who[0][0] if who else row.reference,
            ages=_more(who),
            concern=", ".join(
                self.settings.concern(code).label for code in self.concerns.get(row.case_id, [])[:2]
            ),
            question=excerpt(row.question, 160),
            rating=row.rating,
            rating_label=self.settings.rating(row.rating).label if row.rating else "",
            clock=Facts(row.sent_at, row.due_at, stopped_at=row.answered_at) if row.due_at else None,
            sent_at=row.sent_at,
            answered_at=row.answered_at,
            status=status,
            colour=colour,
            is_late=late,
            is_begun=row.state in WAITING and is_begun(row.draft_answer),
            urgent=bool(row.urgent_for_them),
        )


def _status(row: Request, late: bool) -> tuple[str, str]:
    if row.state in ANSWER_WORDS:
        return ANSWER_WORDS[RequestState(row.state)]
    if late:
        return "Late", "red"
    return ("New", "blue") if row.state == RequestState.SENT else ("Opened", "yellow")


def _more(who: Sequence[tuple[str, str]]) -> str:
    others = len(who) - 1
    age = who[0][1] if who else ""
    if others < 1:
        return age
    words = f"and {others} other {'child' if others == 1 else 'children'}"
    return f"{age}, {words}" if age else words


def _children(cases: Sequence[UUID], on: date) -> dict[UUID, list[tuple[str, str]]]:
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    rows = ReferralChild.objects.filter(case_id__in=cases).order_by("position")
    for case, given, family, born, expected, age in rows.values_list(
        "case_id", "given_name", "family_name", "date_of_birth", "expected_date_of_birth", "age_years"
    ):
        found[case].append((child_name(given, family, expected), age_words(born, expected, age, on)))
    return found
