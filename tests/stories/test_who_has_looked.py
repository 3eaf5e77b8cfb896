"""Who has looked at a case, in plain words: for hub, lead and guardian; and for everyone what they looked at."""

from __future__ import annotations

import ast
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tessera.access.models import Practitioner
from tessera.audit.models import Entry
from tessera.audit.queries import LOOKING
from tessera.enquiries.models import Enquiry
from tessera.oversight.actions import involving
from tessera.oversight.queries import _words
from tessera.oversight.queries import looking as queries
from tests.cast import as_member, client_as
from tests.house.source import python
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)


def given_looks(enquiry: Enquiry) -> None:
    for name, times in (("ama", 3), ("ben", 2)):
        client = client_as(name)
        for _ in range(times):
            assert client.get(f"/referrals/{enquiry.referral_id}/").status_code == 200


def when_read(username: str, enquiry: Enquiry, later: timedelta = timedelta()) -> str:
    with as_member(username) as me:
        shown = queries.who_looked(practitioner=me, at=timezone.now() + later, case_id=enquiry.case_id)
        return "\n".join(
            [agency.words for agency in shown.agencies]
            + [
                f"{person.name} {deed.words} {deed.times}"
                for agency in shown.agencies
                for person in agency.people
                for deed in (*person.looked, *person.did)
            ]
        )


def test_the_hub_reads_who_looked_and_who_did_not() -> None:
    enquiry = given_enquiry()
    given_request(enquiry)
    given_looks(enquiry)
    said = when_read("priya", enquiry)
    assert "Ben Aldous opened the referral twice" in said
    assert "Ama Mensah opened the referral 3 times" in said
    assert "Thornmere Police has not opened this since" in said
    assert "Kestrel Lane Primary has not" not in said
    weeks = when_read("priya", enquiry, later=timedelta(days=20))
    assert "Kestrel Lane Primary has not opened this since" in weeks
    page = client_as("ama").get(f"/cases/{enquiry.case_id}/looked/").content.decode()
    assert "Rowan and Robin Ashdown" in page


def test_the_guardian_reads_it_without_a_name_and_the_lead_reads_it_too() -> None:
    enquiry = given_enquiry()
    given_looks(enquiry)
    hana = client_as("hana")
    page = hana.get(f"/cases/{enquiry.case_id}/looked/").content.decode()
    assert "Ben Aldous" in page
    assert "Ashdown" not in page
    assert enquiry.reference not in page
    assert f"/cases/{enquiry.case_id}/looked/" in hana.get("/looked/cases/?name=ben").content.decode()
    assert "Nothing was looked at" in hana.get("/looked/cases/?name=nobody-at-all").content.decode()
    dev = client_as("dev")
    assert dev.get(f"/cases/{enquiry.case_id}/looked/").status_code == 404
    with as_member("ama") as me:
        number = Practitioner.objects.get(username="dev").principal_id
        involving.add(
            practitioner=me, at=timezone.now(), case_id=enquiry.case_id, principal=number, reason="He leads."
        )
    assert "Ben Aldous" in dev.get(f"/cases/{enquiry.case_id}/looked/").content.decode()


@pytest.mark.parametrize("username", ["ben", "cass", "dev", "eve", "flo", "gil", "ada", "raj"])
def test_nobody_else_reads_it(username: str) -> None:
    enquiry = given_enquiry()
    given_looks(enquiry)
    client = client_as(username)
    for case in (enquiry.case_id, uuid4()):
        assert client.get(f"/cases/{case}/looked/").status_code == 404
    assert client.get("/looked/cases/").status_code == 404


def test_that_somebody_read_it_is_in_the_ledger() -> None:
    enquiry = given_enquiry()
    client_as("ama").get(f"/cases/{enquiry.case_id}/looked/")
    assert "Ama Mensah opened who has looked once" in when_read("priya", enquiry)


def test_everyone_reads_what_they_looked_at_themself() -> None:
    enquiry = given_enquiry()
    given_looks(enquiry)
    ben = client_as("ben").get("/looked/").content.decode()
    assert enquiry.reference in ben
    assert "twice" in ben
    assert "You have looked at no record" in client_as("eve").get("/looked/").content.decode()
    client_as("ama").post("/exclusions/", {
        "given_name": "Rowan", "family_name": "Ashdown", "born_day": "4", "born_month": "3", "born_year": "2018",
        "reason": "A neighbour.",
    })  # fmt: skip
    ama = client_as("ama").get("/looked/").content.decode()
    assert enquiry.reference not in ama
    assert "A record that is not open to you now" in ama


def recorded() -> set[tuple[str, str, bool]]:
    """(verb, kind, looking) of every @action and @query of the project."""
    found = set()
    for source in python():
        if source.parts[0] != "tessera":
            continue
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.FunctionDef):
                continue
            for call in node.decorator_list:
                if not isinstance(call, ast.Call):
                    continue
                name = ast.unparse(call.func).split(".")[-1]
                given = [str(a.value) for a in call.args if isinstance(a, ast.Constant)]
                if name == "action" and len(given) == 2:
                    found.add((given[0], given[1], given[0] in LOOKING))
                elif name == "query" and given:
                    found.add((given[1] if len(given) > 1 else "see", given[0], True))
    return found


OF_NO_CASE = {
    "adopt",
    "register",
    "start",
    "save",
    "discard",
    "email",
    "read",
    "exclude",
    "declare",
    "ask_to_end",
}
SETTINGS = ("settings", "settings_draft", "settings_count")  # of no case either


def test_whatever_the_ledger_says_of_a_case_has_words() -> None:
    acts = {one for one in recorded() if one[0] not in OF_NO_CASE and one[1] not in SETTINGS}
    assert len(acts) > 40
    acts = {one for one in acts if f"{one[0]} {one[1]}" not in _words.WHOLE}
    assert {
        verb for verb, _, looking in acts if verb not in (_words.LOOKED if looking else _words.DID)
    } == set()
    assert {kind for _, kind, _ in acts if kind not in _words.KINDS} == set()


def test_the_ledger_itself_is_where_it_comes_from() -> None:
    enquiry = given_enquiry()
    given_looks(enquiry)
    with as_member("priya"):
        assert Entry.objects.filter(case=enquiry.case_id, verb="see").count() == 5
