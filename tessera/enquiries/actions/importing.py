"""Taking in referrals that another system hands over, each at most once."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from tessera.access.here import Me
from tessera.audit import action
from tessera.enquiries.actions import referring
from tessera.enquiries.models import Referral
from tessera.enquiries.rules import intake

# The first of the two numbers of an advisory lock: apart from every other lock that this application takes.
TAKING_IN = 7_350_213


@action("take_in", "referral")
def take_in(
    *, practitioner: Me, at: datetime, referral: intake.Referral, from_agency_id: UUID
) -> Referral | None:
    """Make the referral real, whole or not at all, and the first that came under its reference from its agency stands.

    None where one came before, with the same content or with other: then nothing is added or changed. Two imports of
    the same referral at once take turns, and the second finds what the first made.
    """
    with connection.cursor() as cursor:
        # Asked for by itself: the statement after it sees what the one that held the lock before us wrote.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))",
            (TAKING_IN, f"{from_agency_id} {referral.reference}"),
        )
    if Referral.objects.filter(from_agency_id=from_agency_id, their_reference=referral.reference).exists():
        return None
    return referring.send(practitioner=practitioner, at=at, referral=referral, from_agency_id=from_agency_id)
