"""What every verb of the hub asks first. Used by the verbs of this app; not a verb of its own."""

from uuid import UUID

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.audit import NotHere
from tessera.enquiries.models import Enquiry, Referral


def only(practitioner: Me) -> int:
    """The hub's principal. Raises NotHere for whoever is not in it: what they may not do is not there for them.

    PostgreSQL refuses them as well; this only makes its answer the same as for an address that does not exist.
    """
    if practitioner.hub is None or not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This is not here.")
    return practitioner.hub


def referral_to_change(referral_id: UUID) -> Referral:
    """The referral, held so that two people cannot screen it at once."""
    referral = Referral.objects.select_for_update().filter(pk=referral_id).first()
    if referral is None:
        raise NotHere("This referral is not here.")
    return referral


def enquiry_to_change(enquiry_id: UUID) -> Enquiry:
    """The enquiry with its referral, held so that two people cannot change it at once."""
    enquiry = (
        Enquiry.objects.select_for_update(of=("self",))
        .select_related("referral")
        .filter(pk=enquiry_id)
        .first()
    )
    if enquiry is None:
        raise NotHere("This enquiry is not here.")
    return enquiry


def changed(rows: int) -> None:
    """A row that may not be changed answers an update with silence: that is the same as not being there."""
    if rows != 1:
        raise NotHere("This is not here.")
