"""What an agency answered, as whoever may read it reads it. Used by the queries of this app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tessera.access.models import Agency, Practitioner
from tessera.core.text import join_words
from tessera.enquiries.models import HandOver, Rating, Request, Return
from tessera.enquiries.queries._agencies_shown import FOR_PEOPLE, LineShown, line_shown
from tessera.enquiries.rules.words import ANSWERED, RequestState
from tessera.partnership import queries as partnership
from tessera.partnership.rules import AnswerQuestion
from tessera.partnership.rules.settings import Settings
from tessera.records import queries as records
from tessera.records.queries import AttachmentRead, LineRead


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """What the agency answered. It is never changed."""

    by: str
    answered_at: datetime
    lines: tuple[LineShown, ...]
    could_not_say: str
    rating: str
    rating_label: str
    rating_reason: str
    readers: str
    why_wider: str
    files: tuple[AttachmentRead, ...]


def agreed_at(row: Request, moment: datetime) -> Settings:
    """The settings that what was asked or answered at a moment was made under: it is shown by them for ever."""
    return partnership.in_force(row.to_agency.partnership_id, moment).settings


def own_questions(row: Request) -> tuple[AnswerQuestion, ...]:
    """What the partnership asks whoever answers this, beside the hub's question, as it was agreed when it was asked."""
    settings = agreed_at(row, row.sent_at)
    agency = settings.agencies.get(row.to_agency.code)
    return tuple(settings.answer_questions(row.concern, agency.kind).values()) if agency else ()


def answer_shown(row: Request, lines: Sequence[LineRead]) -> AnswerShown | None:
    """What was answered, as far as whoever asks may see it; None where nothing was."""
    given = Return.objects.filter(request=row).select_related("author").first()
    if given is None:
        if row.state not in ANSWERED or row.answered_at is None:
            return None
        return _handed_shown(row, lines) or _without_return(row, row.answered_at, lines)
    settings = agreed_at(row, given.returned_at)
    rated = (
        Rating.objects.filter(
            enquiry_id=row.enquiry_id, agency_id=row.to_agency_id, rated_at=given.returned_at
        )
        .values_list("value", "reason")
        .first()
    )
    return AnswerShown(
        by=given.author.name,
        answered_at=given.returned_at,
        lines=tuple(line_shown(line) for line in lines if line.note_id == given.note_id),
        could_not_say=given.could_not_say,
        rating=rated[0] if rated else "",
        rating_label=agreed_at(row, row.sent_at).rating_label(rated[0]) if rated else "",
        rating_reason=rated[1] if rated else "",
        readers=_readers(given, row, settings),
        why_wider=_why_wider(given, settings),
        files=records.attachments_of([given.note_id]),
    )


def _handed_shown(row: Request, lines: Sequence[LineRead]) -> AnswerShown | None:
    """What was handed over, for whoever may not see what the agency holds; None where nothing was."""
    made = list(HandOver.objects.filter(request=row).select_related("author").order_by("handed_at"))
    if not made:
        return None
    notes = {one.note_id for one in made}
    rated = Rating.objects.filter(
        enquiry_id=row.enquiry_id,
        agency_id=row.to_agency_id,
        by_hub=False,
        rated_at__in=[one.handed_at for one in made],
    )
    settings = agreed_at(row, row.sent_at)
    value, reason = rated.order_by("-rated_at").values_list("value", "reason").first() or ("", "")
    return AnswerShown(
        by=made[0].author.name,
        answered_at=made[0].handed_at,
        lines=tuple(line_shown(line) for line in lines if line.note_id in notes),
        could_not_say="\n\n".join(one.could_not_say for one in made if one.could_not_say),
        rating=value,
        rating_label=settings.rating_label(value),
        rating_reason=reason,
        readers=_("{hub_name} and {name}, and nobody else").format(
            hub_name=settings.partnership.hub_name, name=row.to_agency.name
        ),
        why_wider="",
        files=(),
    )


def _without_return(row: Request, answered_at: datetime, lines: Sequence[LineRead]) -> AnswerShown:
    """A refusal, or nothing known: what was written about where the agency looked; or an answer for others by name."""
    looked = [
        line
        for line in lines
        if row.state == RequestState.NOTHING_KNOWN
        and line.note_kind == "return"
        and line.agency_id == row.to_agency_id
        and line.written_at == answered_at
    ]
    by = looked[0].by if looked else ""
    return AnswerShown(
        by=by,
        answered_at=answered_at,
        lines=tuple(line_shown(line) for line in looked),
        could_not_say="",
        rating="",
        rating_label="",
        rating_reason="",
        readers=str(FOR_PEOPLE) if row.state == RequestState.RETURNED else "",
        why_wider="",
        files=(),
    )


def _readers(given: Return, row: Request, settings: Settings) -> str:
    """Who may read the answer, in words."""
    hub, own = settings.partnership.hub_name, row.to_agency.name
    if given.audience == "own_agency":
        return _("{own}, and nobody else but of what was handed over").format(own=own)
    if given.audience == "whole_case":
        return _("{hub}, {own} and everyone else who is involved in this case, now or later").format(
            hub=hub, own=own
        )
    if given.audience == "named_people":
        people = Practitioner.objects.filter(principal_id__in=given.named).order_by("name")
        named = join_words([*people.values_list("name", flat=True), given.author.name])
        return _("{who}, and nobody else").format(who=named)
    names = (
        Agency.objects.filter(members_id__in=given.named)
        .exclude(pk=row.to_agency_id)
        .order_by("name")
        .values_list("name", flat=True)
    )
    return _("{who}, and nobody else").format(who=join_words([hub, own, *names]))


def _why_wider(given: Return, settings: Settings) -> str:
    """Why it was shared with more than the hub, what for and on which lawful basis; nothing where it was not."""
    purpose, basis = settings.purposes.get(given.share_purpose), settings.lawful_bases.get(given.share_basis)
    labels = [one.label for one in (purpose, basis) if one]
    return f"{given.share_reason} ({'; '.join(labels)})" if given.share_reason else ""
