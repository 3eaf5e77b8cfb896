"""An agency's own inbox: what the hub asks it, least time left first, and what it has answered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.audit import NotHere
from tessera.core.language import marked
from tessera.core.text import excerpt
from tessera.enquiries.models import DraftAnswer, Referral, ReferralChild, Request, Return
from tessera.enquiries.queries._clocks_shown import (
    Facts,
    PauseShown,
    facts_of_request,
    pauses_of_requests,
)
from tessera.enquiries.rules.answering import is_begun
from tessera.enquiries.rules.who import FIELDS, Child, ages_words, children_words
from tessera.enquiries.rules.words import ANSWERED, WAITING, RequestState
from tessera.partnership import queries as partnership
from tessera.ui.paging import page_near

ANSWERS = (Role.AGENCY_OFFICER, Role.SAFEGUARDING_LEAD, Role.HUB_PRACTITIONER, Role.DECISION_MAKER)
SOON = timedelta(hours=2)
A_PAGE = 20
SHOWS = (
    ("late", marked("Late"), "red"),
    ("soon", marked("Due in 2 hours"), "amber"),
    ("unopened", marked("Not opened yet"), "blue"),
    ("urgent", marked("Urgent for us"), ""),
)
ANSWER_WORDS = {
    RequestState.RETURNED: (marked("Answered"), "green"),
    RequestState.NOTHING_KNOWN: (marked("Nothing known"), "grey"),
    RequestState.REFUSED: (marked("Refused"), "red"),
    RequestState.WITHDRAWN: (marked("Withdrawn"), "grey"),
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
    is_kept: bool
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
    """One page of what waits for an agency, and one of what it has answered."""

    agency: str
    tiles: tuple[Tile, ...]
    waiting: tuple[Waiting, ...]
    waiting_page: Page[Any]
    all_waiting: int
    filtered: bool
    answered: tuple[Waiting, ...]
    answered_page: Page[Any]


def inbox(
    *, practitioner: Me, at: datetime, show: str = "", page: str = "1", answered_page: str = "1"
) -> Inbox:
    """The questions to this practitioner's agency. Raises NotHere for whoever does not answer for it.

    `page` and `answered_page` are as they were typed in an address: what is no page gives the nearest one.
    """
    if not practitioner.has(*ANSWERS):
        raise NotHere("This page is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    asked = Request.objects.filter(to_agency_id=practitioner.agency_id).defer("context", "necessity")
    shows = _shows(at)
    show = show if show in {word for word, _words, _tone in SHOWS} else ""
    counts = asked.aggregate(**{word: Count("pk", filter=where) for word, where in shows.items()})
    waiting = page_near(
        asked.filter(shows[show or "waiting"]).order_by("due_at", "sent_at", "id"),
        A_PAGE,
        page,
        count=counts[show or "waiting"],
    )
    answered = page_near(
        asked.filter(shows["answered"]).order_by(Coalesce("answered_at", "withdrawn_at").desc(), "id"),
        A_PAGE,
        answered_page,
        count=counts["answered"],
    )
    rows, done = list(waiting.object_list), list(answered.object_list)
    still = [row.pk for row in (*rows, *done) if row.would_be_due_at is not None]
    pauses = pauses_of_requests(still, settings) if still else {}
    facts = _Facts((*rows, *done), pauses, practitioner.partnership_id, at)
    return Inbox(
        agency=practitioner.agency,
        tiles=tuple(
            Tile(counts[word], text, "?" if word == show else f"?show={word}", tone, word == show)
            for word, text, tone in _toned(counts)
        ),
        waiting=tuple(facts.shown(row) for row in rows),
        waiting_page=waiting,
        all_waiting=counts["waiting"],
        filtered=bool(show),
        answered=tuple(facts.shown(row) for row in done),
        answered_page=answered,
    )


def _shows(at: datetime) -> dict[str, Q]:
    """What each tile counts and shows when it is followed, beside all that waits and all that was answered."""
    waiting = Q(state__in=WAITING)
    return {
        "waiting": waiting,
        "answered": Q(state__in=(*ANSWERED, RequestState.WITHDRAWN)),
        "late": waiting & Q(due_at__lte=at),
        "soon": waiting & Q(due_at__gt=at, due_at__lte=at + SOON),
        "unopened": Q(state=RequestState.SENT),
        "urgent": waiting & Q(urgent_for_them=True),
    }


def _toned(counts: dict[str, int]) -> Iterable[tuple[str, str, str]]:
    return ((word, _(text), tone if counts[word] else "") for word, text, tone in SHOWS)


class _Facts:
    """What the requests of a page are about, asked for once for all of them."""

    def __init__(
        self,
        rows: Sequence[Request],
        pauses: dict[UUID, tuple[PauseShown, ...]],
        partnership_id: UUID,
        at: datetime,
    ) -> None:
        self.pauses, self.partnership_id, self.at = pauses, partnership_id, at
        cases = [row.case_id for row in rows]
        # An answer to a question that waits still is one that the agency keeps to itself until it hands it over.
        waiting = [row.pk for row in rows if row.state in WAITING]
        self.kept = set(Return.objects.filter(request_id__in=waiting).values_list("request_id", flat=True))
        self.begun = {
            request
            for request, answers in DraftAnswer.objects.filter(request_id__in=waiting).values_list(
                "request_id", "answers"
            )
            if is_begun(answers)
        }
        self.concerns = dict(
            Referral.objects.filter(case_id__in=cases)
            .order_by("received_at")
            .values_list("case_id", "concerns")
        )
        self.children = _children(cases)

    def shown(self, row: Request) -> Waiting:
        who = self.children.get(row.case_id, [])
        # What was asked is called by the words that were agreed then.
        agreed = partnership.in_force(self.partnership_id, row.sent_at).settings
        late = row.state in WAITING and row.due_at is not None and row.due_at <= self.at
        status, colour = _status(row, late)
        return Waiting(
            id=row.pk,
            reference=row.reference,
            children=children_words(who) if who else row.reference,
            ages=ages_words(who, self.at.date()),
            concern=", ".join(agreed.concern(code).label for code in self.concerns.get(row.case_id, [])[:2]),
            question=excerpt(row.question, 160),
            rating=row.rating,
            rating_label=agreed.rating_label(row.rating),
            clock=facts_of_request(row, self.pauses.get(row.pk, ())),
            sent_at=row.sent_at,
            answered_at=row.answered_at or row.withdrawn_at,
            status=status,
            colour=colour,
            is_late=late,
            is_begun=row.pk in self.begun and row.pk not in self.kept,
            is_kept=row.pk in self.kept,
            urgent=bool(row.urgent_for_them),
        )


def _status(row: Request, late: bool) -> tuple[str, str]:
    if row.state in ANSWER_WORDS:
        words, colour = ANSWER_WORDS[RequestState(row.state)]
        return _(words), colour
    if late:
        return _("Late"), "red"
    if row.would_be_due_at is not None:
        return _("Paused"), "blue"
    return (_("New"), "blue") if row.state == RequestState.SENT else (_("Opened"), "yellow")


def _children(cases: Sequence[UUID]) -> dict[UUID, list[Child]]:
    found: dict[UUID, list[Child]] = defaultdict(list)
    rows = ReferralChild.objects.filter(case_id__in=cases).order_by("position")
    for case, *who in rows.values_list("case_id", *FIELDS):
        found[case].append(Child(*who))
    return found
