"""A case about to be sealed, a name about to be taken from a seal, and who may be named. For those who decide."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Membership
from tessera.access.rules import Role
from tessera.audit import NotHere
from tessera.oversight.queries import involving
from tessera.oversight.queries.involving import InvolvementShown, ToChange


@dataclass(frozen=True, slots=True)
class ToUnname:
    """A name on a seal. Whoever takes their own away cannot go back to the case."""

    case_id: UUID
    reference: str
    name: str
    one: InvolvementShown | None
    is_oneself: bool

    @property
    def onward(self) -> tuple[UUID, ...]:
        """What the address of the next page needs."""
        return () if self.is_oneself else (self.case_id,)


def to_seal(*, practitioner: Me, at: datetime, case_id: UUID) -> ToChange:
    """A case whose seal is about to change. Raises NotHere for whoever does not decide for the hub that runs it."""
    if not practitioner.has(Role.DECISION_MAKER):
        raise NotHere("This case is not here.")
    return involving.case_to_change(practitioner=practitioner, at=at, case_id=case_id)


def to_unname(*, practitioner: Me, at: datetime, involvement_id: UUID) -> ToUnname:
    """A name that is about to be taken away. Raises NotHere."""
    if not practitioner.has(Role.DECISION_MAKER):
        raise NotHere("This is not here.")
    found = involving.to_change(practitioner=practitioner, at=at, involvement_id=involvement_id)
    if found.one is None or not found.one.is_named:
        raise NotHere("This is not here.")
    oneself = found.one.principal == practitioner.principal
    return ToUnname(found.case_id, found.reference, found.name, found.one, oneself)


def who_may_be_named(*, practitioner: Me, at: datetime) -> tuple[tuple[str, str], ...]:
    """Whoever works in the hub, by name: a case is sealed to few. Others are named afterwards, one by one."""
    live = Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    rows = Membership.objects.filter(
        live,
        partnership_id=practitioner.partnership_id,
        team__is_hub=True,
        role__in=(Role.HUB_PRACTITIONER, Role.DECISION_MAKER),
    )
    found: dict[str, str] = {}
    for pk, name, role in rows.order_by("practitioner__name").values_list(
        "practitioner_id", "practitioner__name", "role"
    ):
        found[str(pk)] = _("{name}, who decides").format(name=name) if role == Role.DECISION_MAKER else name
    return tuple(found.items())
