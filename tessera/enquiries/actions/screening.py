"""Reading a referral first: who the people in it are, and what is done with it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.audit import NotHere, action, note
from tessera.core.language import Phrases
from tessera.core.steps import NotAllowed
from tessera.core.text import join_words
from tessera.enquiries.actions import _clocks, _confirmers, _hub, _owing, _ties
from tessera.enquiries.models import (
    Danger,
    Enquiry,
    Rating,
    Referral,
    ReferralAddress,
    ReferralAdult,
    ReferralChild,
    Screening,
)
from tessera.enquiries.rules.consent import why_goes_on
from tessera.enquiries.rules.process import kept_from
from tessera.enquiries.rules.states import REFERRAL, still_needed
from tessera.enquiries.rules.words import (
    ClockKind,
    EnquiryState,
    RatingValue,
    ReferralState,
    ScreeningOutcome,
    TellKind,
)
from tessera.notifications import actions as notifications
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import Confirmer, StartEvent
from tessera.people import actions as people
from tessera.people.rules import PersonGiven, Place, details_of, given_of

NEEDED = Phrases(
    {
        "advice": "the advice you gave",
        "passed_to": "whom it was passed to",
        "rating_reason": "why you rated it so",
        "without_consent": "why it goes on although the family has not agreed",
        "duplicate_of": "the reference of the other referral",
    }
)


class AlreadyScreened(NotAllowed):
    """Someone has screened this referral. What they decided stands, and nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            _("This referral was screened already. What was decided then stands, and nothing was changed."),
            verb="screen",
            state=ReferralState.SCREENED,
        )


class AlreadyIdentified(NotAllowed):
    """Somebody has said that this is someone else. It is for people to settle, not for the second to overwrite."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Someone has said already who this is. Nothing was changed. If you think they are wrong, talk to them."
            ),
            verb="identify",
            state=ReferralState.RECEIVED,
        )


@action("screen", "screening")
def screen(
    *,
    practitioner: Me,
    at: datetime,
    referral_id: UUID,
    outcome: str,
    reason: str,
    advice: str = "",
    passed_to: str = "",
    rating: str | None = None,
    rating_reason: str = "",
    duplicate_of: UUID | None = None,
    without_consent: str = "",
) -> Screening:
    """Decide what is done with a referral first, once, and keep the promise to do so in time.

    An enquiry, when that is the outcome, is opened in the same transaction, rated if a rating is given, its clocks
    started. With any other outcome the referrer is owed an answer. Raises AlreadyScreened for a second screening,
    NotAllowed where something is missing, NotHere for whoever is not in the hub.
    """
    hub = _hub.only(practitioner)
    referral = _hub.referral_to_change(referral_id)
    if referral.state == ReferralState.SCREENED:
        raise AlreadyScreened
    chosen = ScreeningOutcome(outcome)
    step = REFERRAL.take("screen", ReferralState(referral.state), outcome=chosen, reason=reason)
    in_force = partnership.in_force(practitioner.partnership_id, at)
    missing = still_needed(
        chosen,
        consent_asked=_consent_asked(referral, in_force.settings),
        without_consent=without_consent,
        advice=advice,
        passed_to=passed_to,
        rating=rating,
        rating_reason=rating_reason,
        duplicate_of=duplicate_of,
    )
    if missing:
        words = join_words([NEEDED[name] for name in missing])
        raise NotAllowed(
            _("Write {words}.").format(words=words), verb="screen", state=referral.state, missing=missing
        )
    _as_agreed(practitioner, in_force.settings, chosen, rating)
    screening = Screening(
        **_clocks.hub_label(practitioner, referral.case_id, hub),
        referral=referral,
        outcome=chosen,
        reason=reason,
        advice=advice,
        passed_to=passed_to,
        without_consent=without_consent.strip(),
        duplicate_of=_other(referral, duplicate_of) if chosen is ScreeningOutcome.DUPLICATE else None,
        screened_at=at,
    )
    screening.save(force_insert=True)
    referral.state = step.lands(ReferralState.RECEIVED)
    _hub.changed(
        Referral.objects.filter(pk=referral.pk, state=ReferralState.RECEIVED).update(state=referral.state)
    )
    _clocks.stop(ClockKind.ACKNOWLEDGE, at=at, referral_id=referral.pk)
    if chosen is ScreeningOutcome.ENQUIRY:
        _open_enquiry(
            practitioner, at, referral, in_force.settings, in_force.document_id, rating, rating_reason
        )
        _tell_referrer(practitioner, at, referral)
    else:
        _owe_referrer(practitioner, at, referral, in_force.settings)
    note(outcome=chosen)
    return screening


def _consent_asked(referral: Referral, settings: Settings) -> bool:
    """Whether it must be said why a referral is shared further although the family has not agreed."""
    return why_goes_on(
        settings,
        level=referral.level,
        position=referral.consent_position,
        danger=referral.immediate_danger or Danger.objects.filter(referral=referral).exists(),
    )


def _as_agreed(practitioner: Me, settings: Settings, outcome: ScreeningOutcome, rating: str | None) -> None:
    """Refuse what the partners have agreed to do another way."""
    words = kept_from("screen", settings, practitioner.roles)
    if words is None and rating:
        words = kept_from("rate", settings, practitioner.roles)
    if words is None and outcome is ScreeningOutcome.OPEN_CASE and not settings.process.open_case_passed_on:
        words = _(
            "Here a referral about an open case goes through the hub like any other. Choose another outcome."
        )
    if words is not None:
        raise NotAllowed(words, verb="screen", state=ReferralState.RECEIVED)


def _other(referral: Referral, duplicate_of: UUID | None) -> Referral:
    """The referral that this one repeats. Two that name each other would leave nobody working on either."""
    other = Referral.objects.filter(pk=duplicate_of).first() if duplicate_of is not None else None
    if other is None:
        raise NotHere("This referral is not here.")
    closed = Screening.objects.filter(referral=other, duplicate_of__isnull=False).exists()
    if other.pk == referral.pk or closed:
        raise NotAllowed(
            _("Choose another referral, one that was not itself closed as sent already."),
            verb="screen",
            state=referral.state,
        )
    return other


def _open_enquiry(
    practitioner: Me,
    at: datetime,
    referral: Referral,
    settings: Settings,
    settings_id: UUID,
    rating: str | None,
    rating_reason: str,
) -> Enquiry:
    """The hub's own work on the referral. It keeps the referral's reference: people quote only one."""
    label = _clocks.hub_label(practitioner, referral.case_id, practitioner.hub)
    confirm_by = settings.process.rating_confirmed_by
    counts = confirm_by is Confirmer.NOBODY or settings.process.proposed_rating_counts
    enquiry = Enquiry(
        **label,
        reference=referral.reference,
        referral=referral,
        state=EnquiryState.OPEN,
        rating=RatingValue(rating) if rating and counts else "",
        opened_at=at,
        settings_id=settings_id,
    )
    enquiry.save(force_insert=True)
    ratings: list[tuple[str, datetime]] = []
    if rating:
        Rating(
            **label,
            enquiry=enquiry,
            by_hub=True,
            value=RatingValue(rating),
            reason=rating_reason,
            rated_at=at,
            confirm_by=confirm_by,
        ).save(force_insert=True)
        ratings += [(RatingValue(rating), at)] if counts else []
        _confirmers.tell(practitioner, at, enquiry, confirm_by)
    from_referral = settings.clock(ClockKind.DECISION).starts is StartEvent.REFERRAL_RECEIVED
    _clocks.start(
        practitioner=practitioner,
        at=referral.received_at if from_referral else at,
        kind=ClockKind.DECISION,
        referral=referral,
        enquiry=enquiry,
        settings=settings,
        ratings=ratings,
    )
    return enquiry


def _owe_referrer(practitioner: Me, at: datetime, referral: Referral, settings: Settings) -> None:
    """No enquiry will answer the referrer, so the hub owes them an answer now."""
    clock = _clocks.start(
        practitioner=practitioner,
        at=at,
        kind=ClockKind.FEEDBACK,
        referral=referral,
        enquiry=None,
        settings=settings,
    )
    _owing.owe(
        practitioner=practitioner,
        at=at,
        referral=referral,
        enquiry=None,
        owed=[(TellKind.REFERRER, referral.from_agency_id)],
        due_at=clock.due_at,
    )


def _tell_referrer(practitioner: Me, at: datetime, referral: Referral) -> None:
    """The referrer hears that the referral was read: the second half of what the first clock promises."""
    word, link = "referral_screened", f"/referrals/{referral.pk}/"
    if referral.referrer_id is not None:
        notifications.tell(
            practitioner=practitioner,
            at=at,
            recipients=[referral.referrer_id],
            word=word,
            reference=referral.reference,
            link=link,
            case_id=referral.case_id,
        )
        return
    notifications.tell_agency(
        practitioner=practitioner,
        at=at,
        agency_id=referral.from_agency_id,
        word=word,
        reference=referral.reference,
        link=link,
        case_id=referral.case_id,
    )


@action("identify", "referral_child")
def identify_child(
    *, practitioner: Me, at: datetime, child_id: UUID, person_id: UUID | None
) -> ReferralChild | None:
    """Say who a child of a referral is: someone on record, or (None) nobody yet, so that a new record is made.

    A person decides; nothing merges itself. Saying the same again changes nothing. Raises AlreadyIdentified where it
    was decided otherwise, NotHere where the child or the person is not there to be seen.
    """
    _hub.only(practitioner)
    child = ReferralChild.objects.select_for_update().filter(pk=child_id).first()
    if child is None:
        raise NotHere("This child is not here.")
    given = given_of(child, _places(ReferralAddress.objects.filter(child_id=child.pk)))
    person = _person(practitioner, at, child, person_id, given)
    if person is None:
        return None
    _hub.changed(
        ReferralChild.objects.filter(pk=child.pk, person__isnull=True).update(
            person_id=person, identified_by_id=practitioner.id, identified_at=at
        )
    )
    child.person_id, child.identified_by_id, child.identified_at = person, practitioner.id, at
    _ties.told(practitioner, at, child.referral_id)
    note(new=person_id is None)
    return child


@action("identify", "referral_adult")
def identify_adult(
    *, practitioner: Me, at: datetime, adult_id: UUID, person_id: UUID | None
) -> ReferralAdult | None:
    """Say who an adult of a referral is, as for a child."""
    _hub.only(practitioner)
    adult = ReferralAdult.objects.select_for_update().filter(pk=adult_id).first()
    if adult is None:
        raise NotHere("This adult is not here.")
    given = given_of(adult, _places(ReferralAddress.objects.filter(adult_id=adult.pk)))
    person = _person(practitioner, at, adult, person_id, given)
    if person is None:
        return None
    _hub.changed(ReferralAdult.objects.filter(pk=adult.pk, person__isnull=True).update(person_id=person))
    adult.person_id = person
    _ties.told(practitioner, at, adult.referral_id)
    note(new=person_id is None)
    return adult


def _person(
    practitioner: Me,
    at: datetime,
    described: ReferralChild | ReferralAdult,
    person_id: UUID | None,
    given: PersonGiven,
) -> UUID | None:
    """The person who was chosen or made; None where the same was said before."""
    if described.person_id is not None:
        if person_id in (None, described.person_id):
            return None
        raise AlreadyIdentified
    if person_id is not None:
        person = people.link_person(
            practitioner=practitioner, at=at, case_id=described.case_id, person_id=person_id, given=given
        )
    else:
        person = people.record_person(
            practitioner=practitioner,
            at=at,
            case_id=described.case_id,
            given=given,
            details=details_of(described),
        )
    people.settle(practitioner=practitioner, at=at, described=described.pk, person_id=person.pk)
    return person.pk


def _places(rows: Iterable[ReferralAddress]) -> list[Place]:
    return [Place(tuple(row.lines), row.postcode, tuple(row.marks)) for row in rows]
