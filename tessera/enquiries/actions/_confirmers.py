"""Telling whoever may agree to a rating that one waits. Used by the verbs of this app; not a verb of its own."""

from datetime import datetime

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.enquiries.models import Enquiry
from tessera.notifications import actions as notifications
from tessera.notifications.queries import holding
from tessera.partnership.rules.words import Confirmer


def tell(practitioner: Me, at: datetime, enquiry: Enquiry, confirm_by: Confirmer) -> None:
    """Whoever may agree to a rating hears that one waits. Nobody, where none need agree."""
    if confirm_by is Confirmer.NOBODY:
        return
    roles = (Role.DECISION_MAKER, Role.HUB_PRACTITIONER)[: 2 if confirm_by is Confirmer.HUB else 1]
    people = holding(at, role__in=roles, partnership_id=practitioner.partnership_id, team__is_hub=True)
    notifications.tell(
        practitioner=practitioner,
        at=at,
        recipients=set(people) - {practitioner.id},
        word="rating_proposed",
        reference=enquiry.reference,
        link=f"/enquiries/{enquiry.pk}/",
        case_id=enquiry.case_id,
    )
