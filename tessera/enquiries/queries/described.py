"""Who and what referrals name, as they were told: for whoever must leave it out of what goes to others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from tessera.access.rules import Audience
from tessera.enquiries.models import Referral, ReferralAddress, ReferralAdult, ReferralChild


@dataclass(frozen=True)
class Described:
    """Somebody as a referral describes them. `relationship`: to the children; empty for a child."""

    person_id: UUID | None
    given_name: str
    family_name: str
    others: tuple[str, ...]
    is_child: bool
    relationship: str


@dataclass(frozen=True)
class NamedInCases:
    """Everybody and every place that may be seen. `settings`: schools, nurseries and surgeries, as they were typed."""

    people: tuple[Described, ...]
    settings: tuple[str, ...]
    numbers: tuple[str, ...]
    places: tuple[str, ...]
    referrers: tuple[str, ...]


def named_in(case_ids: Collection[UUID]) -> NamedInCases:
    """Whom and what the referrals of these cases name. Four questions."""
    of = {"case_id__in": case_ids}
    people, settings, numbers = list[Described](), list[str](), list[str]()
    children = ReferralChild.objects.filter(**of).order_by("referral__received_at", "position")
    for person_id, given, family, others, school, gp, nhs, upn in children.values_list(
        "person_id", "given_name", "family_name", "also_known_as", "school", "gp", "nhs_number", "upn"
    ):
        people.append(Described(person_id, given, family, tuple(others), is_child=True, relationship=""))
        settings += [school, gp]
        numbers += [nhs, upn]
    adults = ReferralAdult.objects.filter(**of).order_by("referral__received_at", "position")
    for person_id, given, family, relationship, audience in adults.values_list(
        "person_id", "given_name", "family_name", "relationship_to_children", "audience"
    ):
        told = relationship if audience == Audience.WHOLE_CASE else ""
        people.append(Described(person_id, given, family, (), is_child=False, relationship=told))
    places = [
        part
        for lines, postcode in ReferralAddress.objects.filter(**of).values_list("lines", "postcode")
        for part in (*lines, postcode)
    ]
    referrers = Referral.objects.filter(**of).values_list("referrer_name", flat=True)
    return NamedInCases(
        tuple(people),
        tuple(filter(None, settings)),
        tuple(filter(None, numbers)),
        tuple(filter(None, places)),
        tuple(filter(None, referrers)),
    )
