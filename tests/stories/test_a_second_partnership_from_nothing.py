"""A second partnership is begun on pages alone, words its own form and takes a referral apart from the first.

Ama works in the hubs of both, and Ben refers in both: what they are shown hangs on where they work just now.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from lxml import html

from config import first_page
from config.commands import new_partnership
from tessera.enquiries.models import Enquiry, Referral
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry
from tests.stories.joining import accepted, given
from tests.stories.test_a_school_refers import sent, written
from tests.stories.test_an_agency_answers import page as text
from tests.stories.test_an_agency_answers import posted
from tests.stories.test_the_pages_of_settings import begun, typed
from tests.tooling.test_new_partnership import TYPED

pytestmark = pytest.mark.django_db(transaction=True)

THERE, SOCIAL_CARE = "saltmarsh", "Saltmarsh Children’s Services"
Console = Callable[[], AbstractContextManager[None]]
# Every table whose rows belong to a case, and those that name a partnership themselves.
OF_A_PARTNERSHIP = (
    "SELECT 'case', partnership_id FROM access_case UNION ALL "
    "SELECT 'agency', partnership_id FROM access_agency UNION ALL "
    "SELECT 'membership', partnership_id FROM access_membership UNION ALL "
    "SELECT 'settings', partnership_id FROM partnership_settings UNION ALL "
    "SELECT 'message', partnership_id FROM notifications_message UNION ALL "
    "SELECT 'referral', a.partnership_id FROM enquiries_referral r LEFT JOIN access_agency a ON a.id = r.agency_id "
    "UNION ALL SELECT 'line', a.partnership_id FROM records_line l LEFT JOIN access_agency a ON a.id = l.agency_id"
)


def begin(console: Console) -> None:
    """Begun on the page that there is for it; then its administrators invite those who work elsewhere already."""
    with console():
        page = first_page._Page(new_partnership.begin)
        request = RequestFactory().post(f"/begin/{page.key}/", TYPED)
        said = page.answer(request, page.key).content.decode()
        assert said.count("/sign-in/new-password/") == 4, "a link for each administrator"
    ola, tam = client_as("o-lindqvist", THERE), client_as("t-bell", THERE)
    for name, email, place, role in (
        ("Ama Mensah", "ama.mensah@example.org", f"{SOCIAL_CARE}: Saltmarsh MASH", "hub_practitioner"),
        ("Priya Raman", "priya.raman@example.org", f"{SOCIAL_CARE}: Saltmarsh MASH", "decision_maker"),
        ("Ben Aldous", "ben.aldous@example.org", "Fen End Primary", "safeguarding_lead"),
        ("Cass Wheeler", "cass.wheeler@example.org", "Saltmarsh Police", "agency_officer"),
    ):
        link = given(ola, tam, name=name, email=email, place=place, roles=[role])
        assert accepted(link)["Location"] == "/sign-in/"


def reword() -> None:
    """Its administrators agree on words of their own, on pages alone."""
    ola, tam = client_as("o-lindqvist", THERE), client_as("t-bell", THERE)
    draft = begun(ola)
    for step, (part, field, words) in enumerate(
        (
            ("areas/ratings/ratings.red/", "ratings-red-label", "Crimson"),
            ("areas/referral/referral.hopes/", "referral-hopes-title", "What would help most?"),
        ),
        1,
    ):
        given = typed(ola, draft + part)
        assert field in given, sorted(given)
        assert ola.post(draft + part, given | {field: words, "number": step}).status_code == 302
    assert ola.post(f"{draft}send/", {"number": 3, "reason": "Our own words."}).status_code == 302
    assert tam.post(f"{draft}approve/", {"number": 4}).status_code == 302


def seen(username: str, partnership: str) -> dict[str, int]:
    """Of each kind how many rows somebody sees; it fails where one is another partnership's."""
    with as_member(username, partnership) as me, connection.cursor() as cursor:
        cursor.execute(OF_A_PARTNERSHIP)
        rows = cursor.fetchall()
        foreign = [row for row in rows if row[1] != me.partnership_id]
        assert not foreign, f"{username} in {partnership} sees {foreign}"
    return {kind: sum(row[0] == kind for row in rows) for kind, _ in rows}


def links(client: Client, page: str, beginning: str) -> list[str]:
    """The addresses on a page that begin so, each once."""
    return list(dict.fromkeys(re.findall(rf'(?:href|action)="({beginning}[^"#?]*)', text(client, page))))


def worked_to_its_end(enquiry: str) -> None:
    """The police are asked and answer, it is decided, all who are owed an answer have it, and it is closed."""
    ama, priya, cass = (client_as(name, THERE) for name in ("ama", "priya", "cass"))
    row = next(row for row in text(ama, f"{enquiry}ask/").split("<tr")[1:] if "Saltmarsh Police" in row)
    police = re.findall(r"\?agency=[^\"&]+", row)[0]
    ask = f"{enquiry}ask/{police}"
    given = typed(ama, ask) | {"told_family": "yes", "necessity": "Nobody else holds it."}
    assert ama.post(ask, given).status_code == 302
    (request,) = set(re.findall("/requests/[0-9a-f-]{36}/", text(cass, "/requests/")))
    answer = posted({"kind": "record", "text": "One call to the address in May.", "source": "our log"})
    assert cass.post(f"{request}answer/", answer).status_code == 302
    decide = f"{enquiry}decide/"
    offered = html.fromstring(text(priya, decide)).xpath('//input[@name="relied_on"]/@value')
    decided = typed(priya, decide) | {
        "outcome": "family_help",
        "level": "3",
        "reasons": "Help with the nights.",
        "relied_on": [str(offered[0])],
        "would_change": "Another night alone.",
        "safety_meanwhile": "A neighbour looks in.",
    }
    assert priya.post(decide, decided).status_code == 302
    owed = links(ama, enquiry, "/feedback/")
    assert owed, "the referrer and the police are owed an answer"
    for tell in owed:
        assert ama.post(tell, {"words": "Family Help will call."}).status_code == 302
    given_to = {
        name: [client_as(name, THERE).get(tell.removesuffix("tell/")).status_code for tell in owed]
        for name in ("ben", "cass", "ama")
    }
    assert sorted(given_to["ben"]) == sorted(given_to["cass"]) == [200, 404], "each has their own"
    assert given_to["ben"] != given_to["cass"]
    assert ama.post(f"{enquiry}close/").status_code == 302


def test_it_is_begun_worded_and_takes_a_referral_apart_from_the_first(the_console: Console) -> None:
    here = given_enquiry(rating="red")
    begin(the_console)
    reword()
    ben, ama = client_as("ben", THERE), client_as("ama", THERE)
    draft = written(ben)
    assert "What would help most?" in ben.get(draft).content.decode()
    sent(ben, draft)
    with as_member("ama", THERE):
        there = Referral.objects.get()
        assert there.pk != here.referral_id
    screened = {
        "outcome": "enquiry",
        "reason": "Two worries.",
        "rating": "red",
        "rating_reason": "Two children alone at night.",
        "without_consent_enquiry": "They will be asked again today.",
    }
    assert ama.post(f"/referrals/{there.pk}/screen/", screened).status_code == 302
    with as_member("ama", THERE):
        enquiry = Enquiry.objects.get()
    page = ama.get(f"/enquiries/{enquiry.pk}/").content.decode()
    assert "Crimson" in page
    assert "8 working hours" in page, "the preset that was chosen, for a decision at red"
    assert there.reference in ama.get("/worklist/").content.decode()
    assert here.reference not in ama.get("/worklist/").content.decode()
    for address in (f"/enquiries/{here.pk}/", f"/referrals/{here.referral_id}/"):
        assert ama.get(address).status_code == 404
        assert ben.get(address).status_code == 404
    worked_to_its_end(f"/enquiries/{enquiry.pk}/")
    with as_member("ama", THERE):
        assert Enquiry.objects.get().state == "closed"
    at_first = client_as("ama")
    assert "Crimson" not in at_first.get("/worklist/").content.decode()
    assert there.reference not in at_first.get("/worklist/").content.decode()
    assert at_first.get(f"/enquiries/{enquiry.pk}/").status_code == 404
    assert client_as("ben").get(f"/referrals/{there.pk}/").status_code == 404


def test_no_row_of_one_is_seen_by_the_hub_of_the_other(the_console: Console) -> None:
    given_enquiry()
    begin(the_console)
    sent(client_as("ben", THERE), written(client_as("ben", THERE)))
    for partnership in ("thornmere", THERE):
        found = seen("ama", partnership)
        assert found["case"] == found["referral"] == found["message"] == 1, (partnership, found)
        assert found["line"] > 1
    assert seen("o-lindqvist", THERE).keys() == {"agency", "membership", "settings"}, (
        "who keeps settings sees no case"
    )
