"""What a referral says of how its adults stand to its children, written down once both are people on record."""

from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.enquiries.models import Referral, ReferralAdult, ReferralChild
from tessera.people.actions import tying


def told(practitioner: Me, at: datetime, referral_id: UUID) -> None:
    """Write the ties that can be written by now, as the referrer's agency told them, and none a second time."""
    children = list(
        ReferralChild.objects.filter(referral_id=referral_id, person__isnull=False)
        .order_by("position")
        .values_list("person_id", flat=True)
    )
    adults = list(
        ReferralAdult.objects.filter(referral_id=referral_id, person__isnull=False).order_by("position")
    )
    ties = [
        tying.NewTie(
            person=adult.person_id,
            other=child,
            words=adult.relationship_to_children,
            parental_responsibility=adult.parental_responsibility,
            lives_together=adult.lives_with_children,
        )
        for adult in adults
        for child in children
        if child is not None and adult.person_id is not None and adult.person_id != child
    ]
    if ties:
        case_id, agency_id = Referral.objects.values_list("case_id", "from_agency_id").get(pk=referral_id)
        tying.record_ties(practitioner=practitioner, at=at, case_id=case_id, told_by=agency_id, ties=ties)
