"""A referral about which immediate danger is called: whom to ring, and what was called before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.access.here import Me, only_reads
from tessera.audit import NotHere, query
from tessera.enquiries.models import Enquiry, Referral
from tessera.enquiries.queries.enquiring import DangerShown, dangers_of
from tessera.enquiries.rules.words import EnquiryState
from tessera.partnership import queries as partnership


@dataclass(frozen=True, slots=True)
class InDanger:
    """A referral as the danger page needs it: whom to ring, and what was called before."""

    id: UUID
    case_id: UUID
    reference: str
    hub_name: str
    hub_telephone: str
    back: str
    dangers: tuple[DangerShown, ...]
    closed: bool


@query("referral", "consider")
def in_danger(*, practitioner: Me, at: datetime, referral_id: UUID) -> InDanger:
    """Whoever may open the case and write in it may call danger. Raises NotHere for anyone else."""
    row = Referral.objects.filter(pk=referral_id).first()
    if row is None or only_reads(row.case_id):
        raise NotHere("This referral is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    enquiry = Enquiry.objects.filter(referral_id=row.pk).values_list("pk", "state").first()
    return InDanger(
        id=row.pk,
        case_id=row.case_id,
        reference=row.reference,
        hub_name=settings.partnership.hub_name,
        hub_telephone=settings.partnership.hub_telephone,
        back=f"/enquiries/{enquiry[0]}/" if enquiry else f"/referrals/{row.pk}/",
        dangers=dangers_of(row.pk),
        closed=bool(enquiry and enquiry[1] == EnquiryState.CLOSED),
    )
