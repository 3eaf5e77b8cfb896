"""Oversight that has begun: emergency access, reviewed and waiting, a case read to assure quality, a clearance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from config.demonstration.stage import on_stage
from tessera.access.models import Assurance, Clearance, EmergencyAccess, Practitioner
from tessera.access.rules import Mark
from tessera.enquiries.models import ReferralChild
from tessera.oversight.actions import assuring, clearances, emergencies
from tessera.oversight.rules import Ground
from tessera.people.rules import PersonGiven, given_of


def oversee() -> int:
    """Dev opened Maya's record and Hana has reviewed it; Raj opened Amara's. How many were made: none a second time."""
    with on_stage("raj"):
        if EmergencyAccess.objects.exists():
            return 0
    maya = _opens(
        "dev",
        _child("Maya", "Whitlock"),
        Ground.PRESENT,
        "She is in our reception with a friend from her old school and will not say where she slept. Her worker is in "
        "court until two and the hub's line is engaged.",
    )
    with on_stage("hana") as me:
        emergencies.review(
            practitioner=me,
            at=datetime.now(UTC),
            use_id=maya,
            finding="justified",
            reason="The girl was there, her worker could not be reached, and only her own record was opened. I have "
            "asked the hub for a second line.",
        )
    _opens(
        "raj",
        _child("Amara", "Okonjo"),
        Ground.UNREACHABLE,
        "Out of hours. The ward says her aunt has come to take her home and asks whether she may.",
    )
    return 2


def assure() -> int:
    """Gil reads Amara's closed case for a month, as Priya agreed. How many were made: none a second time."""
    now = datetime.now(UTC)
    with on_stage("gil") as me:
        if Assurance.objects.exists():
            return 0
        asked = assuring.ask(
            practitioner=me,
            at=now,
            purpose="How what a child said bears on what was decided about their family.",
            scope="One closed enquiry about a young carer.",
            until=now + timedelta(days=30),
        )
    with on_stage("priya") as me:
        cases = ReferralChild.objects.filter(given_name="Amara", family_name="Okonjo")
        case = cases.order_by("-pk").values_list("case_id", flat=True)[0]
        assuring.agree(practitioner=me, at=now, assurance_id=asked.pk, case_ids=[case])
    return 1


def clear() -> int:
    """Hana lets Tamsin read of an adult's health for three months. How many were given: none a second time."""
    now = datetime.now(UTC)
    with on_stage("hana") as me:
        if Clearance.objects.filter(given_by_id=me.id).exists():
            return 0
        clearances.give_clearance(
            practitioner=me,
            at=now,
            email=Practitioner.objects.get(username="tamsin").email,
            mark=Mark.ADULT_HEALTH,
            reason="She works with children who look after an ill parent, and must know what the illness asks of them.",
            last_day=(now + timedelta(days=90)).date(),
        )
    return 1


def _child(given_name: str, family_name: str) -> PersonGiven:
    """A child as the hub knows them."""
    with on_stage("ama"):
        found = ReferralChild.objects.filter(
            given_name=given_name, family_name=family_name, date_of_birth__isnull=False
        )
        child = found.order_by("-pk")[0]
        return PersonGiven(given_name, family_name, date_of_birth=given_of(child).date_of_birth)


def _opens(username: str, given: PersonGiven, ground: Ground, words: str) -> UUID:
    with on_stage(username) as me:
        return emergencies.open_in_emergency(
            practitioner=me,
            at=datetime.now(UTC),
            once=uuid4(),
            given=given,
            ground=ground,
            words=words,
            hours=1,
        ).pk
