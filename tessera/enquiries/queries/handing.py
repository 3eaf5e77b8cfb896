"""What an agency holds that the hub has not got whole, and what it has handed over and held back so far."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.audit import NotHere, query, without_case
from tessera.enquiries.models import HandedLine, HandOver, Rating, Referral, Request, Return
from tessera.enquiries.queries._agencies_shown import LineShown, line_shown
from tessera.enquiries.queries._people_shown import names_of
from tessera.enquiries.rules.handing import Choice, hand_over_of, is_held, marks_given, may_go_as_it_is
from tessera.enquiries.rules.words import RequestState
from tessera.partnership import queries as partnership
from tessera.records import queries as records
from tessera.records.rules.words import LineKind


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line that the hub has not got whole, as whoever may read it reads it.

    `decided`: what was done with it last. `gone`: it was handed over as it is, last or before. `shown`: it in words.
    """

    id: UUID
    kind: str
    text: str
    when: str
    source: str
    about: str
    marks: tuple[str, ...]
    audience: str
    decided: str
    gone: bool
    shown: LineShown

    @property
    def as_it_is(self) -> bool:
        """Whether it may be handed over as it is: what the hub has already does not go again."""
        return may_go_as_it_is(self.audience) and not self.gone

    @property
    def marked(self) -> str:
        """Its marks in words."""
        return ", ".join(self.shown.marks)

    def read_by_hub(self, choice: Choice, words: str, agency: str) -> LineShown:
        """As the hub will read it when this is done with it."""
        if choice == Choice.AS_IT_IS:
            return self.shown
        marks = tuple(_(mark.replace("_", " ")) for mark in marks_given(choice, self.marks))
        return LineShown(
            self.id, LineKind.RECORD, words, _("Summary by {agency}").format(agency=agency), marks
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """The page of a hand-over."""

    id: UUID
    case_id: UUID
    reference: str
    title: str
    question: str
    lines: tuple[HeldLine, ...]
    rating: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class HandedShown:
    """What was done with one line. `given`: the words that the hub reads. `original`: where they are other words."""

    choice: str
    given: str
    original: str
    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class HandOverShown:
    """One hand-over, as the agency itself reads it."""

    by: str
    handed_at: datetime
    could_not_say: str
    lines: tuple[HandedShown, ...]


def held_lines(request_id: UUID) -> tuple[HeldLine, ...]:
    """The lines of an agency's answer that the hub has not got whole and that whoever asks may read, in order."""
    answer = Return.objects.filter(request_id=request_id).first()
    if answer is None:
        return ()
    done = HandedLine.objects.filter(hand_over__request_id=request_id).order_by("hand_over__handed_at", "pk")
    choices = list(done.values_list("line_id", "choice"))
    decided = dict(choices)
    gone = {line for line, choice in choices if choice == Choice.AS_IT_IS}
    return tuple(
        HeldLine(
            line.id,
            line.kind,
            line.text,
            line.when,
            line.source,
            line.about,
            line.marks,
            line.audience,
            decided.get(line.id, ""),
            line.id in gone,
            line_shown(line),
        )
        for line in records.lines_to_read(answer.case_id)
        if line.note_id == answer.note_id and is_held(line.audience, line.marks)
    )


@query("request", "consider")
def holding(*, practitioner: Me, request_id: UUID) -> Holding:
    """What may be handed over of an agency's answer. Raises NotHere for anyone else, and where nothing is held."""
    row = Request.objects.filter(pk=request_id, to_agency_id=practitioner.agency_id).first()
    lines = held_lines(request_id) if row else ()
    if row is None or not lines or row.state == RequestState.WITHDRAWN:
        raise NotHere("This is not here.")
    is_first = not HandOver.objects.filter(request=row).exists()
    if is_first:
        without_case()  # that something is held is the agency's to tell
    return Holding(
        id=row.pk,
        case_id=row.case_id,
        reference=row.reference,
        title=_children(row.case_id) or row.reference,
        question=row.question,
        lines=lines,
        rating=kept_rating(row)[0],
        is_first=is_first,
    )


def is_handed_over(request_id: UUID, once: UUID) -> bool:
    """Whether what a page drawn with `once` sent was handed over already."""
    return HandOver.objects.filter(pk=hand_over_of(request_id, once)).exists()


def kept_rating(row: Request) -> tuple[str, str]:
    """How urgent the agency rated it in this answer, and why, where the hub has not got that; else two empty texts.

    An answer's rating is of the same instant as the answer, and what goes to the hub of the same as its hand-over: an
    agency that is asked twice in one enquiry may rate it twice.
    """
    rated = Rating.objects.filter(enquiry_id=row.enquiry_id, agency_id=row.to_agency_id, by_hub=False)
    handed = HandOver.objects.filter(request=row).values("handed_at")
    answered = Return.objects.filter(request=row).values("returned_at")
    if rated.filter(audience=Audience.NAMED, rated_at__in=handed).exists():
        return "", ""
    kept = rated.filter(audience=Audience.OWN_AGENCY, rated_at__in=answered)
    return kept.values_list("value", "reason").first() or ("", "")


def hand_overs(request_id: UUID, partnership_id: UUID) -> tuple[HandOverShown, ...]:
    """What was handed over and held back, oldest first, as the agency itself may read it."""
    made = HandOver.objects.filter(request_id=request_id).select_related("author").order_by("handed_at")
    found: dict[UUID, list[HandedShown]] = {row.pk: [] for row in made}
    handed_at = {row.pk: row.handed_at for row in made}
    rows = HandedLine.objects.filter(hand_over__in=found).order_by("pk")
    for pk, choice, text, given, reason, why in rows.values_list(
        "hand_over_id", "choice", "line__text", "given__text", "reason", "why"
    ):
        reasons = partnership.in_force(partnership_id, handed_at[pk]).settings.refusal_reasons
        label = reasons[reason].label if reason in reasons else reason
        found[pk].append(
            HandedShown(choice, given or "", text if choice != Choice.AS_IT_IS else "", label, why)
        )
    return tuple(
        HandOverShown(row.author.name, row.handed_at, row.could_not_say, tuple(found[row.pk])) for row in made
    )


def _children(case_id: UUID) -> str:
    referral = (
        Referral.objects.filter(case_id=case_id).order_by("received_at").values_list("pk", flat=True).first()
    )
    return names_of(referral) if referral else ""
