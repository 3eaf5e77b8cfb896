"""Who must be told. Used by the verbs of this app; not a verb of its own."""

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
    kind: TellKind,
    to_agency_id: UUID,
    due_at: datetime | None,
) -> Feedback:
    """From now on this agency must be told, by `due_at`. Owing the same twice changes nothing."""
    found = Feedback.objects.filter(referral=referral, kind=kind, to_agency_id=to_agency_id).first()
    if found is not None:
        return found
    agency = Agency.objects.get(pk=to_agency_id)
    feedback = Feedback(
        case_id=referral.case_id,
        agency_id=practitioner.agency_id,
        author_id=practitioner.id,
        audience=Audience.NAMED,
        named=[practitioner.hub, agency.members_id],
        referral=referral,
        enquiry=enquiry,
        kind=kind,
        to_agency=agency,
        owed_at=at,
        due_at=due_at,
    )
    feedback.save(force_insert=True)
    return feedback
