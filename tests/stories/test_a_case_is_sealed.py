"""A decision-maker seals a case: those named know of it, and for everyone else there is no such case anywhere."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tessera.access.models import Case, Involvement, Practitioner, Seal
from tessera.access.rules import InvolvementKind
from tessera.audit.models import Entry
from tessera.enquiries.models import Enquiry
from tessera.notifications.models import Message
from tessera.oversight.actions import sealing
from tests.cast import CAST, as_member, client_as
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "The children of somebody in the hub."
EVERYWHERE = (
    "/worklist/",
    "/worklist/?q=Ashdown",
    "/worklist/wallboard/",
    "/requests/",
    "/referrals/",
    "/messages/",
    "/looked/cases/",
    "/assurance/",
)


def of(username: str) -> UUID:
    with as_member("priya"):
        return Practitioner.objects.values_list("pk", flat=True).get(username=username)


def when_it_is_sealed(enquiry: Enquiry, *named: str) -> None:
    people = [of(name) for name in named]
    with as_member("priya") as me:
        sealing.seal(
            practitioner=me, at=timezone.now(), case_id=enquiry.case_id, reason=WHY, named=[me.id, *people]
        )


def test_a_sealed_case_is_there_for_those_named_and_for_nobody_else() -> None:
    enquiry = given_enquiry()
    asked = given_request(enquiry)
    addresses = (
        f"/enquiries/{enquiry.pk}/",
        f"/enquiries/{enquiry.pk}/audit/",
        f"/referrals/{enquiry.referral_id}/",
        f"/requests/{asked.pk}/",
        f"/cases/{enquiry.case_id}/access/",
        f"/cases/{enquiry.case_id}/looked/",
    )
    before = {name: client_as(name) for name in CAST}
    empty = {name: page_of(before[name], "/worklist/wallboard/") for name in ("ama",)}
    when_it_is_sealed(enquiry, "marcus")
    for name in CAST:
        client = client_as(name)
        named = name == "priya"
        for address in addresses:
            assert (client.get(address).status_code == 200) is named, f"{address} as {name}"
        if not named:
            for page in EVERYWHERE:
                body = page_of(client, page)
                assert enquiry.reference not in body, f"{page} as {name}"
                assert "Ashdown" not in body.replace("q=Ashdown", "").replace('value="Ashdown"', ""), (
                    f"{page} as {name}"
                )
    assert enquiry.reference in page_of(client_as("priya"), "/worklist/")
    assert client_as("marcus").get(addresses[0]).status_code == 200
    assert page_of(client_as("ama"), "/worklist/wallboard/") != empty["ama"], "the counts go with it"
    with as_member("ama"):
        assert not Case.objects.exists()
        assert not Message.objects.filter(case_id=enquiry.case_id).exists()
        assert not Entry.objects.filter(case=enquiry.case_id, verb="seal").exists()
    with as_member("hana") as me:
        assert not Entry.objects.filter(case=enquiry.case_id).exclude(by=me.id).exists()


def page_of(client: object, page: str) -> str:
    body: str = client.get(page).content.decode()  # type: ignore[attr-defined]
    return body


def test_whoever_seals_names_themself_and_says_why() -> None:
    enquiry = given_enquiry()
    priya, marcus = client_as("priya"), of("marcus")
    page = f"/cases/{enquiry.case_id}/seal/"
    assert "Marcus Bell, who decides" in priya.get(page).content.decode()
    refused = priya.post(page, {"named": [marcus], "reason": WHY}).content.decode()
    assert "Name yourself too" in refused
    assert "Enter why" in priya.post(page, {"named": [marcus]}).content.decode()
    with as_member("ama"):
        assert Case.objects.exists()
    for _ in range(2):
        answer = priya.post(page, {"named": [marcus, of("priya")], "reason": WHY})
        assert answer["Location"] == f"/cases/{enquiry.case_id}/access/"
    shown = priya.get(f"/cases/{enquiry.case_id}/access/").content.decode()
    assert "This case is sealed" in shown
    assert WHY in shown
    with as_member("priya"):
        assert Seal.objects.count() == 1
        assert Involvement.objects.filter(kind=InvolvementKind.NAMED, valid_to__isnull=True).count() == 2


def test_a_name_is_added_and_taken_away() -> None:
    enquiry = given_enquiry()
    when_it_is_sealed(enquiry)
    owen = client_as("owen")
    page = f"/enquiries/{enquiry.pk}/"
    assert owen.get(page).status_code == 404
    priya, case = client_as("priya"), f"/cases/{enquiry.case_id}/"
    for _ in range(2):
        priya.post(f"{case}seal/name/", {"who": of("owen"), "reason": "He visits them."})
    assert owen.get(page).status_code == 200
    with as_member("priya"):
        names = dict(
            Involvement.objects.filter(kind=InvolvementKind.NAMED).values_list("principal__id", "pk")
        )
        numbers = dict(Practitioner.objects.values_list("username", "principal_id"))
    assert len(names) == 2
    # Owen may work in it, and decide nothing about the seal.
    assert owen.post(f"{case}seal/open/", {"reason": "x"}).status_code == 404
    last = priya.post(f"/involvements/{names[numbers['priya']]}/take-away/", {"reason": "I leave."})
    assert "Nobody who decides would be named any more" in last.content.decode()
    priya.post(f"/involvements/{names[numbers['owen']]}/take-away/", {"reason": "It is done."})
    assert owen.get(page).status_code == 404


def test_the_seal_is_opened_and_everyone_is_there_again() -> None:
    enquiry = given_enquiry()
    when_it_is_sealed(enquiry, "marcus")
    priya, page = client_as("priya"), f"/cases/{enquiry.case_id}/seal/open/"
    assert "Enter why" in priya.post(page, {"reason": ""}).content.decode()
    for _ in range(2):
        priya.post(page, {"reason": "He works elsewhere now."})
    assert client_as("ama").get(f"/enquiries/{enquiry.pk}/").status_code == 200
    assert client_as("ben").get(f"/referrals/{enquiry.referral_id}/").status_code == 200
    shown = priya.get(f"/cases/{enquiry.case_id}/access/").content.decode()
    assert "He works elsewhere now." in shown
    with as_member("priya"):
        assert not Involvement.objects.filter(kind=InvolvementKind.NAMED, valid_to__isnull=True).exists()


@pytest.mark.parametrize("username", ["ama", "owen", "ben", "hana", "gil", "ada"])
def test_whoever_does_not_decide_seals_nothing(username: str) -> None:
    enquiry = given_enquiry()
    client = client_as(username)
    for case in (enquiry.case_id, uuid4()):
        assert client.get(f"/cases/{case}/seal/").status_code == 404
        assert client.post(f"/cases/{case}/seal/", {"named": [of("priya")], "reason": WHY}).status_code == 404
    with as_member("priya"):
        assert not Seal.objects.exists()
