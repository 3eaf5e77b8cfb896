"""What each agency was asked and what it knows, as an enquiry's page shows it. Used by the queries of this app."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.access.models import Agency
from tessera.access.rules import Audience
from tessera.enquiries.models import Chase, NotShared, Request, Return
from tessera.enquiries.queries._clocks_shown import Facts
from tessera.enquiries.rules.referral_pages.summary import when_words
from tessera.enquiries.rules.words import RequestState
from tessera.partnership.rules.settings import Settings
from tessera.records.queries import LineRead

STATUS = {
    "sent": ("Asked", "yellow"),
    "seen": ("Seen", "yellow"),
    "late": ("Late", "red"),
    "returned": ("Returned", "green"),
    "nothing_known": ("Nothing known", "grey"),
    "refused": ("Refused", "red"),
}
WAITING = (RequestState.SENT, RequestState.SEEN)
KIND_OF_LINE = {"seen": "saw", "child": "voice"}


@dataclass(frozen=True, slots=True)
class LineShown:
    """One statement, its kind as the page draws it, and where it came from."""

    id: UUID
    kind: str
    text: str
    by: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatingShown:
    """How urgent somebody judged it to be, and why."""

    value: str
    label: str
    reason: str
    by: str
    agency: str
    by_hub: bool
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class AgencyShown:
    """One question to one agency, and its answer."""

    request_id: UUID
    agency_id: UUID
    agency: str
    state: str
    status: str
    colour: str
    question: str
    context: str
    basis: str
    told_family: str
    clock: Facts | None
    lines: tuple[LineShown, ...]
    could_not_say: str
    refusal: str
    rating: RatingShown | None
    asked_at: datetime
    seen_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    shared: str
    chased: int

    @property
    def is_waiting(self) -> bool:
        """Whether no answer has come yet."""
        return self.state in ("sent", "seen", "late")


@dataclass(frozen=True, slots=True)
class NotSharedShown:
    """A decision not to share with an agency."""

    agency: str
    reason: str
    by: str
    decided_at: datetime


def line_shown(line: LineRead) -> LineShown:
    """A line with its source, when it was, and whom it is about, in words."""
    told = [line.source, f"about {line.about}" if line.about else "", when_words(line.when)]
    return LineShown(
        line.id,
        KIND_OF_LINE.get(line.kind, line.kind),
        line.text,
        ", ".join(part for part in told if part),
        tuple(mark.replace("_", " ") for mark in line.marks),
    )


def agencies_shown(
    enquiry_id: UUID,
    lines: Sequence[LineRead],
    ratings: Sequence[tuple[UUID, RatingShown]],
    settings: Settings,
    at: datetime,
) -> tuple[AgencyShown, ...]:
    """Every question of an enquiry, in the order they were sent. `ratings` are the agencies’ own, latest last."""
    requests = list(
        Request.objects.filter(enquiry_id=enquiry_id).select_related("to_agency").order_by("sent_at")
    )
    returns = {
        answer.request_id: answer
        for answer in Return.objects.filter(request__in=requests).select_related("author")
    }
    chases: dict[UUID, int] = defaultdict(int)
    for request in Chase.objects.filter(request__in=requests).values_list("request_id", flat=True):
        chases[request] += 1
    names = _named(returns.values())
    latest = dict(ratings)
    return tuple(
        _agency(request, returns.get(request.pk), chases[request.pk], lines, latest, names, settings, at)
        for request in requests
    )


def _agency(
    request: Request,
    answer: Return | None,
    chased: int,
    lines: Sequence[LineRead],
    ratings: dict[UUID, RatingShown],
    names: dict[int, str],
    settings: Settings,
    at: datetime,
) -> AgencyShown:
    waiting = request.state in WAITING
    late = waiting and request.due_at is not None and request.due_at < at
    state = "late" if late else request.state
    basis = settings.lawful_bases.get(request.basis)
    said = [line for line in lines if _belongs(line, request, answer)]
    return AgencyShown(
        request_id=request.pk,
        agency_id=request.to_agency_id,
        agency=request.to_agency.name,
        state=state,
        status=STATUS[state][0],
        colour=STATUS[state][1],
        question=request.question,
        context=request.context,
        basis=basis.label if basis else request.basis,
        told_family="The family was told"
        if request.told_family
        else f"The family was not told: {request.told_family_reason}",
        clock=Facts(request.sent_at, request.due_at) if waiting and request.due_at else None,
        lines=tuple(line_shown(line) for line in said),
        could_not_say=answer.could_not_say if answer else "",
        refusal=request.refusal_reason,
        rating=ratings.get(request.to_agency_id),
        asked_at=request.sent_at,
        seen_at=request.seen_at,
        answered_at=request.answered_at,
        answered_by=answer.author.name if answer else (said[0].by if said else ""),
        shared=_shared(answer, request, names) if answer else "",
        chased=chased,
    )


def _belongs(line: LineRead, request: Request, answer: Return | None) -> bool:
    """The lines of its answer; where it knew nothing, what it wrote about where it looked."""
    if answer is not None:
        return line.note_id == answer.note_id
    return (
        request.state == RequestState.NOTHING_KNOWN
        and line.note_kind == "return"
        and line.agency_id == request.to_agency_id
        and line.written_at == request.answered_at
    )


def _named(answers: Iterable[Return]) -> dict[int, str]:
    principals = {number for answer in answers for number in answer.named}
    if not principals:
        return {}
    return dict(Agency.objects.filter(members_id__in=principals).values_list("members_id", "name"))


def _shared(answer: Return, request: Request, names: dict[int, str]) -> str:
    """How far the agency said it may be shared, in words."""
    if answer.audience == Audience.WHOLE_CASE:
        return "May be shared with everyone involved in the case"
    others = sorted(
        names[number]
        for number in answer.named
        if number in names and names[number] != request.to_agency.name
    )
    return f"For the hub and {', '.join(others)} only" if others else "For the hub only"


def not_shared_shown(enquiry_id: UUID) -> tuple[NotSharedShown, ...]:
    """Every decision not to share, oldest first."""
    rows = NotShared.objects.filter(enquiry_id=enquiry_id).order_by("decided_at")
    return tuple(
        NotSharedShown(*row)
        for row in rows.values_list("to_agency__name", "reason", "author__name", "decided_at")
    )
