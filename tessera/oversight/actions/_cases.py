"""What every verb about who may open a case asks first. Used by the verbs of this app; not a verb of its own."""

from uuid import UUID

from tessera.access.here import Me
from tessera.access.models import Case, Involvement, Seal
from tessera.access.rules import InvolvementKind, Role
from tessera.audit import NotHere


def hub_only(practitioner: Me) -> None:
    """Raises NotHere for whoever is not in the hub. PostgreSQL refuses them as well."""
    if not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This is not here.")


def decides_only(practitioner: Me) -> None:
    """Raises NotHere for whoever does not decide. PostgreSQL refuses them as well."""
    if not practitioner.has(Role.DECISION_MAKER):
        raise NotHere("This is not here.")


def held(case_id: UUID) -> Case:
    """The case, held so that two people cannot change who may open it at once. Raises NotHere for all but its hub."""
    held = Involvement.objects.select_for_update().filter(case_id=case_id, kind=InvolvementKind.HUB)
    case = Case.objects.filter(pk=case_id).first() if list(held) else None
    if case is None:
        raise NotHere("This case is not here.")
    return case


def seal_of(case_id: UUID) -> Seal | None:
    """The seal on a case, where it is sealed."""
    return Seal.objects.filter(case_id=case_id, opened_at__isnull=True).first()


def changed(rows: int) -> None:
    """A row that may not be changed answers an update with silence: that is the same as not being there."""
    if rows != 1:
        raise NotHere("This is not here.")
