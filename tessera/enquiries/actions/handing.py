"""Handing over to the hub what an agency holds: a deliberate act, line by line. Nothing leaves an agency by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import _questions
from tessera.enquiries.actions._finishing import finish
from tessera.enquiries.models import HandedLine, HandOver, Rating, Request, Return
from tessera.enquiries.queries.handing import HeldLine, held_lines, is_handed_over, kept_rating
from tessera.enquiries.rules.handing import Choice, hand_over_of, marks_given
from tessera.enquiries.rules.words import RequestState
from tessera.partnership import queries as partnership
from tessera.records import actions as records
from tessera.records import queries as records_queries
from tessera.records.rules.words import LineKind, NoteKind


@dataclass(frozen=True)
class Chosen:
    """What is done with one line. `words`: the new ones. `reason` (of the settings) and `why`: of holding back."""

    line_id: UUID
    choice: Choice
    words: str = ""
    reason: str = ""
    why: str = ""


class HandedOverAlready(NotAllowed):
    """The same page was sent twice. It is one hand-over, and nothing went a second time."""


@action("hand_over", "hand_over")
def hand_over(
    *,
    practitioner: Me,
    at: datetime,
    request_id: UUID,
    once: UUID,
    chosen: Sequence[Chosen],
    could_not_say: str = "",
    rating: bool = False,
) -> HandOver:
    """Give the hub these lines, as they are or in new words, and keep a record of that and of what is held back.

    The first time is the agency's answer to the question. It can be done again, and takes nothing back. `rating`: how
    urgent the agency thinks it is goes too. `once` is what the page was drawn with: sent twice it is one hand-over, and
    the second raises HandedOverAlready. Raises NotAllowed where the question was withdrawn, where nothing is held,
    where a line that was never decided is left out, where one would go as it is again, and where new words or a reason
    are missing.
    """
    request = _questions.to_change(request_id, for_agency=practitioner)
    answer = Return.objects.filter(request=request).first()
    if answer is None:
        raise NotHere("This is not here.")
    if request.state == RequestState.WITHDRAWN:
        raise NotAllowed(_("The hub has withdrawn this question."), verb="hand_over", state=request.state)
    if is_handed_over(request.pk, once):
        raise HandedOverAlready(_("This was handed over already."), verb="hand_over", state=request.state)
    held = {line.id: line for line in held_lines(request.pk)}
    _judged(practitioner, at, request, held, chosen)
    hub = {"audience": Audience.NAMED, "named": [practitioner.hub]}
    label = {"case_id": request.case_id, "agency_id": practitioner.agency_id, "author_id": practitioner.id}
    written, given = _written(practitioner, at, request, held, chosen)
    made = HandOver(
        id=hand_over_of(request.pk, once),
        **label,
        **hub,
        request=request,
        note_id=written,
        could_not_say=could_not_say,
        handed_at=at,
    )
    made.save(force_insert=True)
    HandedLine.objects.bulk_create(
        HandedLine(
            **label,
            audience=Audience.OWN_AGENCY,
            marks=list(held[one.line_id].marks),
            hand_over=made,
            line_id=one.line_id,
            given_id=given.get(one.line_id),
            choice=one.choice,
            reason=one.reason if one.choice == Choice.HELD_BACK else "",
            why=one.why if one.choice == Choice.HELD_BACK else "",
        )
        for one in chosen
    )
    if rating:
        _rate(practitioner, at, request)
    finish(practitioner, at, request, RequestState.RETURNED)
    # The hub reads the ledger of its cases: not how much is held back.
    for choice in (Choice.AS_IT_IS, Choice.NEW_WORDS):
        note(**{choice.value: sum(one.choice == choice for one in chosen)})
    return made


def _judged(
    practitioner: Me, at: datetime, request: Request, held: dict[UUID, HeldLine], chosen: Sequence[Chosen]
) -> None:
    """Whether this may be done with these lines. Raises NotHere for a line that is not there to be handed over."""
    reasons = partnership.in_force(practitioner.partnership_id, at).settings.refusal_reasons
    if any(one.line_id not in held for one in chosen):
        raise NotHere("This line is not here.")
    undecided = {line.id for line in held.values() if not line.decided} - {one.line_id for one in chosen}
    for right, missing in (
        (bool(chosen), _("Choose what to do with at least one line.")),
        (len({one.line_id for one in chosen}) == len(chosen), _("Choose one thing for each line.")),
        (not undecided, _("Choose what to do with each line.")),
        (
            all(held[o.line_id].as_it_is for o in chosen if o.choice == Choice.AS_IT_IS),
            _("The hub has this line already, with its marks. Say it in new words, or hold it back."),
        ),
        (all(o.words.strip() for o in chosen if o.choice == Choice.NEW_WORDS), _("Write the new words.")),
        (
            all(o.reason in reasons and o.why.strip() for o in chosen if o.choice == Choice.HELD_BACK),
            _("Say why each line is held back."),
        ),
    ):
        if not right:
            raise NotAllowed(missing, verb="hand_over", state=request.state)


def _written(
    practitioner: Me, at: datetime, request: Request, held: dict[UUID, HeldLine], chosen: Sequence[Chosen]
) -> tuple[UUID | None, dict[UUID, UUID]]:
    """The note that the hub reads, and which of its lines stands for which. None where every line is held back."""
    going = [one for one in chosen if one.choice != Choice.HELD_BACK]
    if not going:
        return None, {}
    written = records.write_note(
        practitioner=practitioner,
        at=at,
        case_id=request.case_id,
        kind=NoteKind.HANDED_OVER,
        lines=[_line(held[one.line_id], one) for one in going],
        audience=Audience.NAMED,
        named=[practitioner.hub],
    )
    lines = records_queries.lines_of_note(written.pk)
    return written.pk, dict(zip((one.line_id for one in going), lines, strict=True))


def _line(held: HeldLine, one: Chosen) -> records.NewLine:
    marks = marks_given(one.choice, held.marks)
    if one.choice == Choice.NEW_WORDS:
        # Who said it and when may be what is held back, so the agency's own words carry neither.
        return records.NewLine(kind=LineKind.RECORD, text=one.words, marks=marks, summary=True)
    return records.NewLine(LineKind(held.kind), held.text, held.when, held.source, held.about, marks)


def _rate(practitioner: Me, at: datetime, request: Request) -> None:
    """How urgent the agency thinks it is, for the hub, in a row of its own."""
    value, reason = kept_rating(request)
    if not value:
        return
    fields: dict[str, Any] = {"value": value, "reason": reason, "by_hub": False, "rated_at": at}
    Rating(
        case_id=request.case_id,
        agency_id=practitioner.agency_id,
        author_id=practitioner.id,
        audience=Audience.NAMED,
        named=[practitioner.hub],
        enquiry_id=request.enquiry_id,
        **fields,
    ).save(force_insert=True)
