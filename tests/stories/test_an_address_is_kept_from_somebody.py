"""An address of children that must be kept from somebody: whoever is not cleared is not told that there is one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tessera.access.models import Clearance
from tessera.access.rules import Mark
from tessera.enquiries.actions import screening
from tessera.enquiries.models import Enquiry, ReferralChild
from tessera.oversight.actions.clearances import end_clearance
from tessera.people.models import Address
from tests.cast import as_member, client_as
from tests.stories.front_door import CHECKED, TUESDAY, given_enquiry, given_referral

pytestmark = pytest.mark.django_db(transaction=True)
STREET, POSTCODE = "12 Refuge Road", "ZZ99 3AB"
PLACE: dict[str, Any] = {"lines": [STREET, "Thornmere"], "postcode": POSTCODE}


def given(family: str = "Ashdown", address: dict[str, Any] | None = None) -> Enquiry:
    """An enquiry about two children of this family, at this address where there is one."""
    told = {"family_name": family} | ({"address": address} if address else {})
    return given_enquiry(
        reference=f"STORY-{family}",
        children=[child | told for child in CHECKED["children"]],
        adults=[adult | {"family_name": family} for adult in CHECKED["adults"]],
    )


def given_that_leila_is_not_cleared() -> None:
    """She works in the hub, as Ama does, and is no longer cleared for such addresses."""
    with as_member("hana") as me:
        held = Clearance.objects.get(
            practitioner__username="leila", mark=Mark.DOMESTIC_ABUSE_ADDRESS, valid_to__isnull=True
        )
        end_clearance(practitioner=me, at=datetime.now(UTC), clearance_id=held.pk)


def words(username: str, path: str) -> str:
    """What a page says, without what is different each time: identifiers, references, times of the day."""
    answer = client_as(username).get(path)
    assert answer.status_code == 200, (username, path)
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(re.sub(r"TH-\w{4}-\w{4}|\b[0-9a-f]{8}-[-0-9a-f]{27}\b", "", text).split())


def paths(enquiry: Enquiry) -> tuple[str, ...]:
    """Every page on which the children of a referral stand."""
    with as_member("ama"):
        child = ReferralChild.objects.filter(referral_id=enquiry.referral_id).order_by("position")[0]
    referral = f"/referrals/{enquiry.referral_id}/"
    return (f"/enquiries/{enquiry.pk}/", referral, f"{referral}child/{child.pk}/who/")


def test_whoever_is_cleared_reads_it_and_so_does_whoever_told_it() -> None:
    enquiry = given(address=PLACE | {"protected": True})
    given_that_leila_is_not_cleared()
    for path in paths(enquiry):
        assert STREET in words("ama", path)
        assert STREET not in words("leila", path)
        assert POSTCODE not in words("leila", path)
    assert STREET in words("ben", paths(enquiry)[1])


def test_to_whoever_is_not_cleared_it_is_as_if_there_were_none() -> None:
    protected, nowhere = given(address=PLACE | {"protected": True}), given("Quenby")
    given_that_leila_is_not_cleared()
    for hidden, absent in zip(paths(protected), paths(nowhere), strict=True):
        assert words("leila", hidden) == words("leila", absent).replace("Quenby", "Ashdown")
        assert words("ama", hidden) != words("ama", absent).replace("Quenby", "Ashdown")


def test_nobody_is_found_by_an_address_that_is_hidden() -> None:
    with as_member("ama") as me:
        child = ReferralChild.objects.filter(
            referral_id=given(address=PLACE | {"protected": True}).referral_id
        ).order_by("position")[0]
        screening.identify_child(practitioner=me, at=TUESDAY, child_id=child.pk, person_id=None)
        assert Address.objects.get().marks == [Mark.DOMESTIC_ABUSE_ADDRESS]
    given_that_leila_is_not_cleared()
    # A family name changes; the day and the house say who it may be.
    later = TUESDAY + timedelta(days=1)
    again = [CHECKED["children"][0] | {"family_name": "Quenby", "address": PLACE}]
    referral = given_referral(later, reference="STORY-3", children=again, child_voice=[])
    with as_member("ama"):
        [described] = ReferralChild.objects.filter(referral=referral)
    path = f"/referrals/{referral.pk}/child/{described.pk}/who/"
    assert "The address is the same." in words("ama", path)
    assert "The address is the same." not in words("leila", path)
    assert "Rowan Ashdown" not in words("leila", path)
