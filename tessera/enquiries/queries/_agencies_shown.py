"""What each agency was asked and what it knows, as an enquiry's page shows it. Used by the queries of this app."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.access.models import Agency
from tessera.access.rules import Audience
from tessera.core.language import Phrases, marked
from tessera.enquiries.models import Chase, HandOver, NotShared, Request, Return
from tessera.enquiries.queries._clocks_shown import (
    Facts,
    PauseShown,
    facts_of_request,
    pauses_of_requests,
)
from tessera.enquiries.rules.referral_pages import when_words
from tessera.enquiries.rules.words import WAITING, ClockKind, RequestState
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.records.queries import Held, LineRead
from tessera.records.rules.words import KIND_DRAWN

STATUS = {
    "sent": (marked("Asked"), "yellow"),
    "seen": (marked("Seen"), "yellow"),
    "late": (marked("Late"), "red"),
    "returned": (marked("Returned"), "green"),
    "nothing_known": (marked("Nothing known"), "grey"),
    "refused": (marked("Refused"), "red"),
    "withdrawn": (marked("Withdrawn"), "grey"),
}
FOR_PEOPLE = gettext_lazy("For people whom the agency named, and nobody else")


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
    id: UUID
    author_id: UUID
    confirm_by: str
    waits: str  # what it waits for, in words; "" where it stands
    confirmed_by: str
    confirmed_at: datetime | None


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
    held: tuple[str, ...]
    could_not_say: str
    refusal: str
    rating: RatingShown | None
    asked_at: datetime
    seen_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    shared: str
    chased: int
    pauses: tuple[PauseShown, ...]
    can_pause: bool
    withdrawn_at: datetime | None
    withdrawn_reason: str

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is waited for."""
        return self.state in ("sent", "seen", "late")

    @property
    def is_paused(self) -> bool:
        """Whether its time stands still."""
        return self.is_waiting and any(pause.ended_at is None for pause in self.pauses)


@dataclass(frozen=True, slots=True)
class NotSharedShown:
    """A decision not to share with an agency."""

    agency: str
    reason: str
    by: str
    decided_at: datetime


NOTE_TITLES = Phrases(
    {
        "referral": "The referral, line by line",
        "keep_from_family": "Not for the family",
        "conversation": "Conversation",
        "advice": "Advice",
        "observation": "Observation",
        "joint_form": "From the joint form",
    }
)


def line_shown(line: LineRead) -> LineShown:
    """A line with its source, when it was, and whom it is about, in words."""
    whose = _("Summary by {agency}").format(agency=line.agency) if line.summary else ""
    told = [
        whose,
        line.source,
        _("about {about}").format(about=line.about) if line.about else "",
        when_words(line.when),
    ]
    return LineShown(
        line.id,
        KIND_DRAWN.get(line.kind, line.kind),
        line.text,
        ", ".join(part for part in told if part),
        tuple(_(mark.replace("_", " ")) for mark in line.marks),
    )


def agencies_shown(
    enquiry_id: UUID,
    lines: Sequence[LineRead],
    ratings: Sequence[tuple[UUID, RatingShown]],
    settings: Settings,
    at: datetime,
    held: Sequence[Held] = (),
) -> tuple[AgencyShown, ...]:
    """Every question of an enquiry, in the order they were sent. `ratings` are the agencies’ own, latest last.

    With each answer stands how urgent the agency judged it in that answer, not what it said in another since.
    `held` is what each agency keeps from this reader; it is said with the agency's last answer.
    """
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
    handed: dict[UUID | None, UUID] = {}
    unsaid: dict[UUID, str] = {}
    by: dict[UUID, str] = {}
    instants: dict[UUID, set[datetime]] = defaultdict(set)
    for answer in returns.values():
        instants[answer.request_id].add(answer.returned_at)
    for made in (
        HandOver.objects.filter(request__in=requests).select_related("author").order_by("handed_at", "id")
    ):
        handed[made.note_id] = made.request_id
        instants[made.request_id].add(made.handed_at)
        by.setdefault(made.request_id, made.author.name)
        words = (unsaid.get(made.request_id, ""), made.could_not_say)
        unsaid[made.request_id] = "\n\n".join(part for part in words if part)
    names = _named(returns.values())
    last = {request.to_agency_id: request.pk for request in requests}
    pauses = pauses_of_requests([request.pk for request in requests], settings)
    return tuple(
        replace(
            _agency(
                request,
                returns.get(request.pk),
                chases[request.pk],
                pauses.get(request.pk, ()),
                [line for line in lines if _belongs(line, request, returns.get(request.pk), handed)],
                unsaid.get(request.pk, ""),
                by.get(request.pk, ""),
                _given(request, instants[request.pk], ratings),
                names,
                settings,
                at,
            ),
            held=tuple(
                h.words
                for h in held
                if last[request.to_agency_id] == request.pk and h.agency_id == request.to_agency_id
            ),
        )
        for request in requests
    )


def _agency(
    request: Request,
    answer: Return | None,
    chased: int,
    pauses: tuple[PauseShown, ...],
    said: Sequence[LineRead],
    unsaid: str,
    handed_by: str,
    rating: RatingShown | None,
    names: dict[int, str],
    settings: Settings,
    at: datetime,
) -> AgencyShown:
    waiting = request.state in WAITING
    late = waiting and request.due_at is not None and request.due_at < at
    state = "late" if late else request.state
    paused = waiting and any(pause.ended_at is None for pause in pauses)
    status, colour = (marked("Paused"), "blue") if paused and not late else STATUS[state]
    agreed = partnership.in_force(request.to_agency.partnership_id, request.sent_at).settings
    basis = agreed.lawful_bases.get(request.basis)
    return AgencyShown(
        request_id=request.pk,
        agency_id=request.to_agency_id,
        agency=request.to_agency.name,
        state=state,
        status=_(status),
        colour=colour,
        question=request.question,
        context=request.context,
        basis=basis.label if basis else request.basis,
        told_family=_("The family was told")
        if request.told_family
        else _("The family was not told: {reason}").format(
            reason=request.told_family_reason.strip().removesuffix(".")
        ),
        clock=facts_of_request(request, pauses) if waiting else None,
        lines=tuple(line_shown(line) for line in said),
        held=(),
        could_not_say="\n\n".join(part for part in (answer.could_not_say if answer else "", unsaid) if part),
        refusal=request.refusal_reason,
        rating=rating,
        asked_at=request.sent_at,
        seen_at=request.seen_at,
        answered_at=request.answered_at,
        answered_by=_answered_by(answer, handed_by) or (said[0].by if said else ""),
        shared=_shared(answer, request, names, handed=bool(handed_by)),
        chased=chased,
        pauses=pauses,
        can_pause=waiting
        and not paused
        and request.due_at is not None
        and request.due_at > at
        and bool(settings.clock(ClockKind.AGENCY_RETURN).pause_reasons),
        withdrawn_at=request.withdrawn_at,
        withdrawn_reason=request.withdrawn_reason,
    )


def _given(
    request: Request, instants: set[datetime], ratings: Sequence[tuple[UUID, RatingShown]]
) -> RatingShown | None:
    """The rating of this answer, or of what was last handed over of it: it is of the same instant."""
    own = [
        rating for agency, rating in ratings if agency == request.to_agency_id and rating.rated_at in instants
    ]
    return own[-1] if own else None


def _belongs(
    line: LineRead, request: Request, answer: Return | None, handed: Mapping[UUID | None, UUID]
) -> bool:
    """The lines of its answer and what it handed over; where it knew nothing, what it wrote about where it looked."""
    if line.note_id in handed:
        return handed[line.note_id] == request.pk
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


def _answered_by(answer: Return | None, handed_by: str) -> str:
    """Who answered: of what an agency keeps to itself, whoever first handed some of it over."""
    return answer.author.name if answer and answer.audience != Audience.OWN_AGENCY else handed_by


def _shared(answer: Return | None, request: Request, names: dict[int, str], *, handed: bool) -> str:
    """How far the agency said it may be shared, in words."""
    if answer is None and request.state == RequestState.RETURNED and not handed:
        return _("{readers}. Ask {name}").format(readers=FOR_PEOPLE, name=request.to_agency.name)
    if answer is None:
        return _("For the hub only") if handed else ""
    if answer.audience == Audience.NAMED_PEOPLE:
        return str(FOR_PEOPLE)
    if answer.audience == Audience.OWN_AGENCY:
        return _("Kept by {name}, but for what was handed over to the hub").format(
            name=request.to_agency.name
        )
    if answer.audience == Audience.WHOLE_CASE:
        return _("May be shared with everyone involved in the case")
    others = sorted(
        names[number]
        for number in answer.named
        if number in names and names[number] != request.to_agency.name
    )
    return (
        _("For the hub and {others} only").format(others=", ".join(others))
        if others
        else _("For the hub only")
    )


def not_shared_shown(enquiry_id: UUID) -> tuple[NotSharedShown, ...]:
    """Every decision not to share, oldest first."""
    rows = NotShared.objects.filter(enquiry_id=enquiry_id).order_by("decided_at")
    return tuple(
        NotSharedShown(*row)
        for row in rows.values_list("to_agency__name", "reason", "author__name", "decided_at")
    )
