"""Who must be told. Used by the verbs of this app; not a verb of its own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.access.rules import Audience
from tessera.enquiries.models import Enquiry, Feedback, Referral
from tessera.enquiries.rules.words import TellKind


def owe(
    *,
    practitioner: Me,
    at: datetime,
    referral: Referral,
    enquiry: Enquiry | None,
    owed: Sequence[tuple[TellKind, UUID]],
    due_at: datetime | None,
) -> None:
    """From now on these agencies must be told, by `due_at`, each as what it is. Owing the same twice changes nothing.

    Costs the same however many they are.
    """
    already = set(Feedback.objects.filter(referral=referral).values_list("kind", "to_agency_id"))
    new = [(kind, agency_id) for kind, agency_id in owed if (kind, agency_id) not in already]
    if not new:
        return
    agencies = Agency.objects.in_bulk([agency_id for _, agency_id in new])
    Feedback.objects.bulk_create(
        Feedback(
            case_id=referral.case_id,
            agency_id=practitioner.agency_id,
            author_id=practitioner.id,
            audience=Audience.NAMED,
            named=[practitioner.hub, agencies[agency_id].members_id],
            referral=referral,
            enquiry=enquiry,
            kind=kind,
            to_agency=agencies[agency_id],
            owed_at=at,
            due_at=due_at,
        )
        for kind, agency_id in new
    )
