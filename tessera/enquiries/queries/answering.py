"""One question to an agency, with what it may know of the case, and its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Agency, Practitioner
from tessera.audit import NotHere, query
from tessera.core.text import join_words
from tessera.enquiries.models import Chase, DraftAnswer, HandOver, Rating, Referral, Request, Return
from tessera.enquiries.queries._agencies_shown import FOR_PEOPLE, LineShown, line_shown
from tessera.enquiries.queries._clocks_shown import (
    Facts,
    PauseShown,
    facts_of_request,
    pauses_of_requests,
)
from tessera.enquiries.queries._own_answers import OwnAnswered, OwnAnswers
from tessera.enquiries.queries._people_shown import (
    PersonShown,
    VoiceShown,
    adults_of,
    children_of,
    title,
    voice_shown,
)
from tessera.enquiries.queries.handing import HandOverShown, hand_overs, held_lines
from tessera.enquiries.queries.joining import form_of
from tessera.enquiries.rules.words import ANSWERED, WAITING, AskedFor, RequestState
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.records import queries as records
from tessera.records.queries import AttachmentRead, LineRead


@dataclass(frozen=True, slots=True)
class ReferralShown:
    """What this agency may know of the referral."""

    from_agency_id: UUID
    from_agency: str
    referrer: str
    received_at: datetime
    concerns: str
    daily_life: str
    working_well: str
    already_tried: str
    consent: str
    consent_reason: str
    interpreter: str
    own: tuple[OwnAnswered, ...]
    children: tuple[PersonShown, ...]
    adults: tuple[PersonShown, ...]
    lines: tuple[LineShown, ...]
    voices: tuple[VoiceShown, ...]


@dataclass(frozen=True, slots=True)
class SharedShown:
    """What another agency has shared with this one."""

    agency: str
    lines: tuple[LineShown, ...]


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


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the agency it is addressed to reads it. `ratings`: the bands of the day that it was asked."""

    id: UUID
    case_id: UUID
    enquiry_id: UUID
    reference: str
    title: str
    agency_id: UUID
    agency: str
    state: str
    rating: str
    rating_label: str
    ratings: tuple[tuple[str, str, str], ...]
    question: str
    context: str
    purpose: str
    necessity: str
    basis: str
    basis_plain: str
    basis_citation: str
    told_family: bool
    told_family_reason: str
    asked_by: str
    sent_at: datetime
    answered_at: datetime | None
    clock: Facts | None
    pauses: tuple[PauseShown, ...]
    withdrawn_at: datetime | None
    withdrawn_reason: str
    chased_at: datetime | None
    urgent: bool
    refusal_reason: str
    draft: dict[str, Any]
    hub_name: str
    hub_telephone: str
    referral: ReferralShown | None
    shared: tuple[SharedShown, ...]
    answer: AnswerShown | None
    is_addressed: bool
    for_chronology: bool
    has_form: bool
    holds: bool
    handed: tuple[HandOverShown, ...]

    @property
    def is_kept(self) -> bool:
        """Whether the agency has written down what it holds and has handed nothing over yet."""
        return self.answer is not None and self.state in WAITING

    @property
    def is_over(self) -> bool:
        """Whether the agency has answered, in any of the three ways, or is asked no more."""
        return self.state not in WAITING

    def says(self, typed: str) -> bool:
        """Whether these words stand in the answer already: the same sent twice is sent once."""
        said = [line.text for line in self.answer.lines] if self.answer else []
        said += [self.answer.could_not_say, self.answer.rating_reason] if self.answer else []
        return any(words and (words in typed or typed in words) for words in (*said, self.refusal_reason))

    @property
    def everyone(self) -> str:
        """Who "everyone involved" is, by name as far as this agency may know it."""
        from_agency = self.referral.from_agency if self.referral else ""
        referrer = (
            _("{from_agency} (who made the referral)").format(from_agency=from_agency)
            if from_agency != self.agency
            else ""
        )
        return join_words([name for name in (self.hub_name, from_agency and referrer, self.agency) if name])


@query("request")
def asked(*, practitioner: Me, at: datetime, request_id: UUID, settings: Settings) -> Asked:
    """A question with all that may be seen beside it. Raises NotHere."""
    return asked_again(practitioner=practitioner, at=at, request_id=request_id, settings=settings)


def asked_again(*, practitioner: Me, at: datetime, request_id: UUID, settings: Settings) -> Asked:
    """The same, for what shows none of it to a page that is open already: no look is written. Raises NotHere."""
    row = Request.objects.filter(pk=request_id).select_related("to_agency", "author").first()
    if row is None:
        raise NotHere("This request is not here.")
    addressed = row.to_agency_id == practitioner.agency_id
    asked_under = _agreed(row, row.sent_at)
    basis = asked_under.lawful_bases.get(row.basis)
    lines = records.lines_to_read(row.case_id)
    referral = _referral(row, lines, at)
    pauses = pauses_of_requests([row.pk], asked_under).get(row.pk, ())
    chased = Chase.objects.filter(request=row).order_by("-chased_at").values_list("chased_at", flat=True)
    return Asked(
        id=row.pk,
        case_id=row.case_id,
        enquiry_id=row.enquiry_id,
        reference=row.reference,
        title=title(referral.children) if referral else row.reference,
        agency_id=row.to_agency_id,
        agency=row.to_agency.name,
        state=row.state,
        rating=row.rating,
        rating_label=asked_under.rating_label(row.rating),
        ratings=tuple((code.value, band.label, band.meaning) for code, band in asked_under.ratings.items()),
        question=row.question,
        context=row.context,
        purpose=row.purpose,
        necessity=row.necessity,
        basis=basis.label if basis else row.basis,
        basis_plain=basis.plain if basis else "",
        basis_citation=basis.citation if basis else "",
        told_family=row.told_family,
        told_family_reason=row.told_family_reason,
        asked_by=row.author.name,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        clock=facts_of_request(row, pauses),
        pauses=pauses,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
        chased_at=chased.first(),
        urgent=bool(row.urgent_for_them),
        refusal_reason=row.refusal_reason,
        draft=draft_of(practitioner, row.pk) if addressed else {},
        hub_name=settings.partnership.hub_name,
        hub_telephone=settings.partnership.hub_telephone,
        referral=referral,
        shared=_shared(lines, row.to_agency_id) if addressed else (),
        answer=_answer(row, lines),
        is_addressed=addressed,
        for_chronology=row.asked_for == AskedFor.CHRONOLOGY,
        has_form=form_of(row.enquiry_id) is not None,
        holds=addressed and row.state != RequestState.WITHDRAWN and bool(held_lines(row.pk)),
        handed=hand_overs(row.pk, row.to_agency.partnership_id) if addressed else (),
    )


def _agreed(row: Request, moment: datetime) -> Settings:
    """The settings that what was asked or answered at a moment was made under: it is shown by them for ever."""
    return partnership.in_force(row.to_agency.partnership_id, moment).settings


def draft_of(practitioner: Me, request_id: UUID) -> dict[str, Any]:
    """What their agency is typing in answer: empty where it has begun nothing, and once it has answered."""
    mine = DraftAnswer.objects.filter(request_id=request_id, agency_id=practitioner.agency_id)
    found: dict[str, Any] = mine.values_list("answers", flat=True).first() or {}
    return found


def others(practitioner: Me, asked: Asked) -> tuple[tuple[str, str], ...]:
    """Every other agency of the partnership as (identifier, name), the one that made the referral first."""
    rows = Agency.objects.filter(partnership_id=practitioner.partnership_id).order_by("name")
    referrer = asked.referral.from_agency_id if asked.referral else None
    found = rows.exclude(pk=practitioner.agency_id).values_list("pk", "name")
    return tuple(
        (str(pk), _("{name}, who made the referral").format(name=name) if pk == referrer else name)
        for pk, name in sorted(found, key=lambda agency: agency[0] != referrer)
    )


def _referral(row: Request, lines: Sequence[LineRead], at: datetime) -> ReferralShown | None:
    referral = (
        Referral.objects.filter(case_id=row.case_id)
        .select_related("from_agency")
        .order_by("received_at")
        .first()
    )
    if referral is None:
        return None
    settings = partnership.of_record(referral.settings_id, row.to_agency.partnership_id, at)
    consent = settings.consent_positions[referral.consent_position]  # type: ignore[index]
    return ReferralShown(
        from_agency_id=referral.from_agency_id,
        from_agency=referral.from_agency.name,
        referrer=f"{referral.referrer_name}, {referral.referrer_role}",
        received_at=referral.received_at,
        concerns=", ".join(settings.concern(code).label for code in referral.concerns),
        daily_life=referral.daily_life,
        working_well=referral.working_well,
        already_tried=referral.already_tried,
        consent=consent.label,
        consent_reason=referral.consent_reason,
        interpreter=referral.interpreter,
        own=OwnAnswers(referral.pk, settings).in_one_list(),
        children=children_of(referral.pk, localdate(at)),
        adults=adults_of(referral.pk),
        lines=tuple(line_shown(line) for line in lines if line.note_kind == "referral"),
        voices=tuple(voice_shown(voice) for voice in records.voices_to_read(row.case_id) if not voice.ended),
    )


def _shared(lines: Sequence[LineRead], own: UUID) -> tuple[SharedShown, ...]:
    """What others wrote beside the referral and let this agency read, one entry for each of them."""
    found: dict[str, list[LineShown]] = {}
    for line in lines:
        if line.note_kind != "referral" and line.agency_id != own:
            found.setdefault(line.agency, []).append(line_shown(line))
    return tuple(SharedShown(agency, tuple(said)) for agency, said in found.items())


def _answer(row: Request, lines: Sequence[LineRead]) -> AnswerShown | None:
    given = Return.objects.filter(request=row).select_related("author").first()
    if given is None:
        if row.state not in ANSWERED or row.answered_at is None:
            return None
        return handed_shown(row, lines) or _without_return(row, row.answered_at, lines)
    settings = _agreed(row, given.returned_at)
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
        rating_label=_agreed(row, row.sent_at).rating_label(rated[0]) if rated else "",
        rating_reason=rated[1] if rated else "",
        readers=_readers(given, row, settings),
        why_wider=_why_wider(given, settings),
        files=records.attachments_of([given.note_id]),
    )


def handed_shown(row: Request, lines: Sequence[LineRead]) -> AnswerShown | None:
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
    settings = _agreed(row, row.sent_at)
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
