"""Four agencies each hold a piece of one child's story; put together, in order, it is another story."""

from __future__ import annotations

import re

import pytest

from config.demonstration import load
from tessera.access.models import Subject
from tessera.enquiries.models import Referral
from tests.cast import as_member, client_as

pytestmark = pytest.mark.django_db(transaction=True)
POPPY = 14


def entries(username: str, case_id: str) -> list[str]:
    """When each thing was, and by which agency, as somebody reads the chronology."""
    page = client_as(username).get(f"/cases/{case_id}/chronology/").content.decode()
    return re.findall(r"tessera-entries__when\"><span[^>]*>[^<]*</span>([^<·]+· [^<·]+?)(?: ·| <|<)", page)


def test_each_agency_reads_its_rightful_part_and_the_hub_the_whole() -> None:
    load.load(only={POPPY})
    with as_member("owen"):
        case_id = str(Referral.objects.get(their_reference="CASE-14-0").case_id)
        person = str(Subject.objects.filter(case_id=case_id).values_list("person_id", flat=True)[0])
    whole = entries("owen", case_id)
    assert len(whole) >= 20
    agencies = {words.split("· ")[1] for words in whole}
    assert agencies >= {
        "Brook Street Nursery",
        "Thornmere Community Health",
        "Wheelwright Medical Centre",
        "Thornmere College",
        "Thornmere Police",
    }
    for username in ("bridget", "paul", "patrick"):
        mine = entries(username, case_id)
        assert mine, username
        assert set(mine) <= set(whole), username
    intelligence = "named by a former partner"
    assert intelligence in page("cass", case_id), "whoever is cleared reads it"
    for username in ("ama", "bridget", "paul", "patrick"):
        said = page(username, case_id)
        assert intelligence not in said, username
    assert "withheld by Thornmere Police (police intelligence)" in page("ama", case_id)
    assert "police intelligence" not in page("bridget", case_id)
    for username in ("owen", "bridget"):
        assert client_as(username).get(f"/people/{person}/chronology/").status_code == 200
    rule = "Poppy Sandford: Moved 3 or more times within 365 days"
    found = page("owen", case_id).partition(rule)[2].partition("</section>")[0]
    parts = ("went to Dyer&#x27;s Yard twice", "Left the practice after 37 days", "had taken Pitch 41")
    assert all(part in found for part in parts), "put together, a pattern"
    for username in ("bridget", "paul", "patrick"):
        said = page(username, case_id)
        assert rule not in said, f"{username} holds a part of it"
        assert sum(part in said for part in parts) < len(parts), username


def page(username: str, case_id: str) -> str:
    return client_as(username).get(f"/cases/{case_id}/chronology/").content.decode()
