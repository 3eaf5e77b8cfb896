"""Why somebody may see something, for the Caldicott guardian. The database answers, and writes that it was asked."""

from datetime import datetime

from tessera.access.explanation import Explanation, explain
from tessera.access.here import Me
from tessera.access.models import Practitioner
from tessera.access.rules import Role
from tessera.audit import NotHere


def for_guardians(practitioner: Me) -> None:
    """Raises NotHere for whoever is no Caldicott guardian."""
    if not practitioner.has(Role.CALDICOTT_GUARDIAN):
        raise NotHere("This page is not here.")


def explained(*, practitioner: Me, email: str, written: str, moment: datetime | None) -> Explanation | None:
    """What the policy says of them and of this row at the moment, or now.

    None where nobody of this address belonged to the partnership, and where there is nothing of this name or it is not
    the guardian's to know of.
    """
    for_guardians(practitioner)
    who = Practitioner.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
    if who is None:
        return None
    return explain(practitioner_id=who, written=written, at=moment)
