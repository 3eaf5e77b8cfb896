"""One question to an agency, with what it may know of the case, and its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.audit import NotHere, query
from tessera.core.text import join_words
from tessera.enquiries.models import Chase, DraftAnswer, Referral, Request
from tessera.enquiries.queries._agencies_shown import LineShown, line_shown
from tessera.enquiries.queries._answer_shown import AnswerShown, agreed_at, answer_shown, own_questions
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
from tessera.enquiries.rules.words import WAITING, AskedFor, RequestState
from tessera.partnership import queries as partnership
from tessera.partnership.rules import AnswerQuestion
from tessera.partnership.rules.settings import Settings
from tessera.records import queries as records
from tessera.records.queries import LineRead


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
    own_questions: tuple[AnswerQuestion, ...]
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
    asked_under = agreed_at(row, row.sent_at)
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
        own_questions=own_questions(row),
        draft=draft_of(practitioner, row.pk) if addressed else {},
        hub_name=settings.partnership.hub_name,
        hub_telephone=settings.partnership.hub_telephone,
        referral=referral,
        shared=_shared(lines, row.to_agency_id) if addressed else (),
        answer=answer_shown(row, lines),
        is_addressed=addressed,
        for_chronology=row.asked_for == AskedFor.CHRONOLOGY,
        has_form=form_of(row.enquiry_id) is not None,
        holds=addressed and row.state != RequestState.WITHDRAWN and bool(held_lines(row.pk)),
        handed=hand_overs(row.pk, row.to_agency.partnership_id) if addressed else (),
    )


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
    """What others wrote beside the referral, let this agency read, and stands: one entry for each of them."""
    found: dict[str, list[LineShown]] = {}
    for line in lines:
        if line.note_kind != "referral" and line.agency_id != own and not line.ended:
            found.setdefault(line.agency, []).append(line_shown(line))
    return tuple(SharedShown(agency, tuple(said)) for agency, said in found.items())
