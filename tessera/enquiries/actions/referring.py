"""Writing a referral over as many sittings as it takes, and sending it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.access.rules import Audience, InvolvementKind, Mark
from tessera.audit import NotHere, action, note
from tessera.core.identifiers import new_reference
from tessera.enquiries.actions import _clocks
from tessera.enquiries.models import (
    Danger,
    Draft,
    Referral,
    ReferralAddress,
    ReferralAdult,
    ReferralAnswer,
    ReferralChild,
)
from tessera.enquiries.rules import intake
from tessera.enquiries.rules.referral_pages import OwnAnswer
from tessera.enquiries.rules.who import Child, child_name
from tessera.enquiries.rules.words import ClockKind, ReferralState
from tessera.notifications import actions as notifications
from tessera.partnership import queries as partnership
from tessera.people import actions as people
from tessera.people.rules import Place
from tessera.records import actions as records
from tessera.records.rules.words import LineKind, NoteKind


@action("start", "draft")
def start_draft(*, practitioner: Me, at: datetime) -> Draft:
    """A new, empty referral that only its author sees."""
    draft = Draft(author_id=practitioner.id, agency_id=practitioner.agency_id, started_at=at, saved_at=at)
    draft.save(force_insert=True)
    return draft


@action("save", "draft")
def save_draft(
    *, practitioner: Me, at: datetime, draft_id: UUID, page: str, answers: dict[str, Any]
) -> Draft:
    """Keep one page's answers as they were typed, finished or not. Raises NotHere once the referral was sent."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id, sent_at__isnull=True).first()
    if draft is None:
        raise NotHere("This referral is not here, or was sent already.")
    draft.answers = {**draft.answers, page: answers}
    draft.saved_at = at
    draft.save(update_fields=("answers", "saved_at"))
    return draft


@action("discard", "draft")
def discard_draft(*, practitioner: Me, at: datetime, draft_id: UUID) -> Draft:
    """Throw a referral away before it was ever sent. Raises NotHere once it was sent."""
    draft = Draft.objects.filter(pk=draft_id, sent_at__isnull=True).first()
    if draft is None or Draft.objects.filter(pk=draft_id, sent_at__isnull=True).delete()[0] != 1:
        raise NotHere("This referral is not here, or was sent already.")
    draft.pk = draft_id
    return draft


@action("send", "referral")
def send(
    *,
    practitioner: Me,
    at: datetime,
    referral: intake.Referral,
    draft_id: UUID | None = None,
    from_agency_id: UUID | None = None,
    lines: Sequence[records.NewLine] | None = None,
    extra: dict[str, str] | None = None,
    own: Sequence[OwnAnswer] = (),
) -> Referral:
    """Make a referral real, whole or not at all: its case, its note, children, adults and the child's words.

    `referral.received_at` is when it reached the hub, and starts the first clock (Working Together to Safeguard
    Children 2023, chapter 3: acknowledge and decide within one working day). `from_agency_id` is the referring agency
    where somebody else enters it for them. `lines` are the statements where they say more than the intake format can
    (which child, which marks). `extra` holds setting, relationship and other answers the intake format
    has no field for, and `own` those to questions that the partnership asks besides.
    A draft that was sent already answers with the referral it became.
    """
    draft = _unsent(draft_id)
    if draft is not None and draft.referral_id is not None:
        return Referral.objects.get(pk=draft.referral_id)
    in_force = partnership.in_force(practitioner.partnership_id, at)
    agency = Agency.objects.get(pk=from_agency_id or practitioner.agency_id)
    case = access.open_case(practitioner=practitioner, at=at)
    _involve_referrer(practitioner, at, case.pk, agency)
    row = _referral(practitioner, referral, case.pk, agency, in_force.document_id, extra or {})
    row.referrer_id = practitioner.id if from_agency_id is None else None
    row.reference = new_reference(_prefix(practitioner.partnership_code))
    row.note_id = _write_lines(practitioner, at, case.pk, referral, lines)
    row.save(force_insert=True)
    described = _people(practitioner, row, referral)
    _own_answers(practitioner, row, own, described, len(referral.children))
    _voices(practitioner, at, case.pk, referral, extra or {})
    if referral.immediate_danger:
        Danger(
            **_clocks.hub_label(practitioner, case.pk, practitioner.hub) | {"audience": Audience.WHOLE_CASE},
            referral=row,
            reason=_("The referrer says a child is in immediate danger."),
            called_at=at,
        ).save(force_insert=True)
    _clocks.start(
        practitioner=practitioner,
        at=referral.received_at,
        kind=ClockKind.ACKNOWLEDGE,
        referral=row,
        enquiry=None,
        settings=in_force.settings,
    )
    people.mark_possible_subjects(
        practitioner=practitioner, at=at, case_id=case.pk, described=[(one.pk, one) for one in described]
    )
    access.involve(
        practitioner=practitioner,
        at=at,
        case_id=case.pk,
        principal=practitioner.hub,
        kind=InvolvementKind.HUB,
        reason=_("The hub received the referral."),
    )
    if draft is not None:
        Draft.objects.filter(pk=draft.pk).update(answers={}, sent_at=at, referral_id=row.pk)
    notifications.tell_hub(
        practitioner=practitioner,
        at=at,
        word="referral_received",
        case_id=case.pk,
        reference=row.reference,
        link=f"/referrals/{row.pk}/",
    )
    note(danger=referral.immediate_danger)
    return row


def _unsent(draft_id: UUID | None) -> Draft | None:
    if draft_id is None:
        return None
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise NotHere("This referral is not here.")
    return draft


def _prefix(code: str) -> str:
    letters = "".join(letter for letter in code.upper() if "A" <= letter <= "Z")
    return (letters + "XX")[:2]


def _involve_referrer(practitioner: Me, at: datetime, case_id: UUID, agency: Agency) -> None:
    """Whoever sends it, and whoever leads on safeguarding where the worry came from; not where somebody typed it in."""
    principals = {
        practitioner.principal: _("They made the referral."),
        agency.principal_id: _("The referral is theirs."),
    }
    for principal, why in principals.items():
        access.involve(
            practitioner=practitioner,
            at=at,
            case_id=case_id,
            principal=principal,
            kind=InvolvementKind.REFERRER,
            reason=why,
        )


def _label(practitioner: Me, case_id: UUID) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "agency_id": practitioner.agency_id,
        "author_id": practitioner.id,
        "audience": Audience.WHOLE_CASE,
        "named": [],
    }


def _referral(
    practitioner: Me,
    given: intake.Referral,
    case_id: UUID,
    agency: Agency,
    settings_id: UUID,
    extra: dict[str, str],
) -> Referral:
    return Referral(
        **_label(practitioner, case_id),
        state=ReferralState.RECEIVED,
        from_agency=agency,
        referrer_name=given.referrer.name,
        referrer_role=given.referrer.role,
        referrer_phone=given.referrer.phone or "",
        referrer_email=given.referrer.email or "",
        relationship_to_family=given.referrer.relationship_to_family or "",
        concerns=list(given.concerns),
        immediate_danger=given.immediate_danger,
        daily_life=given.daily_life or "",
        working_well=given.working_well or "",
        already_tried=given.already_tried or "",
        views_of_parents=given.views_of_parents or "",
        consent_position=given.consent.position,
        consent_reason=given.consent.reason or "",
        level=given.level,
        level_reason=given.level_reason or "",
        hoped_for=given.hoped_for or "",
        risk_to_practitioners=extra.get("risk_to_practitioners", ""),
        interpreter=extra.get("interpreter", ""),
        referrer_cover=extra.get("cover", ""),
        voice_not_asked=extra.get("not_asked", ""),
        other_agencies=[
            {"agency": other.agency, "code": other.code, "contact": other.contact}
            for other in given.other_agencies
        ],
        their_reference=given.reference,
        fingerprint=given.fingerprint,
        received_at=given.received_at,
        settings_id=settings_id,
    )


def _write_lines(
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    given: intake.Referral,
    lines: Sequence[records.NewLine] | None,
) -> UUID:
    """The referrer's statements, one line each; and apart, named to the hub, what the family must not read."""
    stated = lines or [
        records.NewLine(
            kind=LineKind(line.kind), text=line.text, when=_written(line.when), source=line.source or ""
        )
        for line in given.lines
    ]
    written = records.write_note(
        practitioner=practitioner, at=at, case_id=case_id, kind=NoteKind.REFERRAL, lines=stated
    )
    if given.keep_from_family is not None:
        records.write_note(
            practitioner=practitioner,
            at=at,
            case_id=case_id,
            kind=NoteKind.KEEP_FROM_FAMILY,
            lines=[
                records.NewLine(
                    kind=LineKind.RECORD, text=given.keep_from_family.text, marks=(Mark.NOT_FOR_FAMILY,)
                )
            ],
            audience=Audience.NAMED,
            named=[practitioner.hub],
            reason=given.keep_from_family.reason,
        )
    return written.pk


def _people(practitioner: Me, row: Referral, given: intake.Referral) -> list[ReferralChild | ReferralAdult]:
    label = _label(practitioner, row.case_id)
    children: list[ReferralChild] = []
    addresses: list[tuple[intake.Address | None, dict[str, Any]]] = []
    for position, child in enumerate(given.children, 1):
        made = ReferralChild(
            **label,
            referral=row,
            position=position,
            given_name=child.given_name or "",
            family_name=child.family_name,
            also_known_as=list(child.also_known_as),
            date_of_birth=child.date_of_birth,
            expected_date_of_birth=child.expected_date_of_birth,
            age_years=child.age_years,
            sex=child.sex or "",
            nhs_number=child.nhs_number or "",
            upn=child.upn or "",
            ethnicity=child.ethnicity or "",
            first_language=child.first_language or "",
            communication=child.communication or "",
            religion=child.religion or "",
            disabilities=list(child.disabilities),
            school=child.school or "",
            gp=child.gp or "",
        )
        children.append(made)
        addresses.append((child.address, {"child": made}))
    ReferralChild.objects.bulk_create(children)
    adults = []
    for position, adult in enumerate(given.adults, 1):
        grown = ReferralAdult(
            **label,
            referral=row,
            position=position,
            given_name=adult.given_name or "",
            family_name=adult.family_name,
            date_of_birth=adult.date_of_birth,
            relationship_to_children=adult.relationship_to_children,
            parental_responsibility=adult.parental_responsibility,
            lives_with_children=adult.lives_with_children,
        )
        adults.append(grown)
        addresses.append((adult.address, {"adult": grown}))
    ReferralAdult.objects.bulk_create(adults)
    hub_only = label | {
        "audience": Audience.NAMED,
        "named": [practitioner.hub],
        "marks": [Mark.DOMESTIC_ABUSE_ADDRESS],
    }
    ReferralAddress.objects.bulk_create(
        ReferralAddress(
            **(hub_only if address.protected else label),
            **whose,
            lines=list(address.lines),
            postcode=address.postcode or "",
            door=Place(tuple(address.lines), address.postcode or "").kept_as,
        )
        for address, whose in addresses
        if address is not None
    )
    return [*children, *adults]


def _own_answers(
    practitioner: Me,
    row: Referral,
    own: Sequence[OwnAnswer],
    described: Sequence[ReferralChild | ReferralAdult],
    children: int,
) -> None:
    """Answers to the partnership's own questions. Of `described`, the first so many are `children`, the rest adults."""
    label = _label(practitioner, row.case_id)
    ReferralAnswer.objects.bulk_create(
        ReferralAnswer(
            **label,
            referral=row,
            child_id=None if one.child is None else described[one.child].pk,
            adult_id=None if one.adult is None else described[children + one.adult].pk,
            section=one.section,
            question=one.question,
            answer=one.answer,
        )
        for one in own
    )


def _voices(
    practitioner: Me, at: datetime, case_id: UUID, given: intake.Referral, extra: dict[str, str]
) -> None:
    for number, voice in enumerate(given.child_voice):
        child = given.children[voice.child]
        records.record_voice(
            practitioner=practitioner,
            at=at,
            case_id=case_id,
            child=child_name(
                Child(
                    child.given_name or "",
                    child.family_name,
                    child.sex or "",
                    child.date_of_birth,
                    child.expected_date_of_birth,
                    child.age_years,
                )
            ),
            words=voice.words,
            how=voice.how or "",
            asked_by=voice.asked_by or "",
            setting=extra.get(f"setting_{number}", ""),
            when=_written(voice.when),
            alone=voice.alone,
            response=voice.response or "",
        )


def _written(when: intake.When | None) -> str:
    """When something happened, no more exactly than it is known."""
    if when is None:
        return ""
    if when.moment is not None:
        return when.moment.isoformat()
    length = {intake.Precision.YEAR: 4, intake.Precision.MONTH: 7}.get(when.precision, 10)
    return when.first.isoformat()[:length]
