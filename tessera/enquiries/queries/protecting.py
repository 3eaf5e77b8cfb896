"""The page on which an address is kept from somebody: whose it is, and what follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.access.here import Me, only_reads
from tessera.access.models import Clearance
from tessera.access.rules import NEEDS_CLEARANCE, Mark
from tessera.audit import NotHere, query
from tessera.core.text import join_words
from tessera.enquiries.models import ReferralAddress
from tessera.enquiries.queries._people_shown import name_of
from tessera.people.rules import Place
from tessera.records.rules.marks import LABELS


@dataclass(frozen=True, slots=True)
class ToProtect:
    """An address that may be marked. `others` live there too, as they were told; `not_cleared` in words, or empty."""

    id: UUID
    case_id: UUID
    referral_id: UUID
    reference: str
    name: str
    agency: str
    words: str
    others: str
    choices: tuple[tuple[str, str], ...]
    not_cleared: str


@query("referral_address", "consider")
def to_protect(*, practitioner: Me, at: datetime, referral_id: UUID, address_id: UUID) -> ToProtect:
    """An address of a referral, for whoever of the hub would have it marked. Raises NotHere."""
    rows = ReferralAddress.objects.select_related("child__referral", "adult__referral", "agency")
    row = rows.filter(
        Q(child__referral_id=referral_id) | Q(adult__referral_id=referral_id), pk=address_id
    ).first()
    if row is None or not practitioner.is_hub or only_reads(row.case_id):
        raise NotHere("This address is not here.")
    place = _place(row)
    same = [one for one in rows.filter(case_id=row.case_id).exclude(pk=row.pk) if _place(one).same_as(place)]
    lacking = [mark for mark in NEEDS_CLEARANCE if mark not in _cleared(practitioner, at)]
    return ToProtect(
        id=row.pk,
        case_id=row.case_id,
        referral_id=referral_id,
        reference=_whose(row).referral.reference,
        name=name_of(_whose(row)),
        agency=row.agency.name,
        words=", ".join(filter(None, (*row.lines, row.postcode))),
        others=join_words([name_of(_whose(one)) for one in same]),
        choices=tuple((mark.value, LABELS[mark]) for mark in NEEDS_CLEARANCE if mark not in row.marks),
        not_cleared=join_words([_(mark.replace("_", " ")) for mark in lacking]),
    )


def _whose(row: ReferralAddress) -> Any:
    """The child or the adult that the address is told of; the database holds it to one of them."""
    return row.child or row.adult


def _place(row: ReferralAddress) -> Place:
    return Place(tuple(row.lines), row.postcode, tuple(row.marks))


def _cleared(practitioner: Me, at: datetime) -> set[Mark]:
    held = Clearance.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        practitioner_id=practitioner.id,
        partnership_id=practitioner.partnership_id,
        valid_from__lte=at,
    )
    return {Mark(mark) for mark in held.values_list("mark", flat=True)}
