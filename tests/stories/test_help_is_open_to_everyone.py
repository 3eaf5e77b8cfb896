"""Help, accessibility and privacy: open to all, linked from every page, with one's own hub for who is signed in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import client_as

pytestmark = pytest.mark.django_db
PAGES = ("/help/", "/accessibility/", "/privacy/")


@pytest.mark.parametrize("address", PAGES)
def test_nobody_signed_in_reads_it_and_is_told_of_no_partnership(address: str) -> None:
    answer = Client().get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert not re.search("Thornmere|Eastmere|01632", page)
    assert "tel:999" in page


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("username", "own", "other"), [("ben", "Thornmere", "Eastmere"), ("raj", "Eastmere", "Thornmere")]
)
def test_whoever_is_signed_in_reads_of_their_own_hub(
    address: str, username: str, own: str, other: str
) -> None:
    page = client_as(username, own.lower()).get(address).content.decode()
    assert own in page
    assert other not in page


def test_the_settings_say_whom_to_ask_about_personal_data() -> None:
    named = client_as("ben").get("/privacy/").content.decode()
    assert "data.protection@thornmere.example.org" in named
    unnamed = client_as("raj", "eastmere").get("/privacy/").content.decode()
    assert "ask for whoever is responsible for data protection" in unnamed
    assert "frontdoor@eastmere.example.org" in unnamed


def test_every_page_leads_there() -> None:
    for page in (Client().get("/sign-in/"), client_as("ama").get("/worklist/")):
        footer = page.content.decode().partition("<footer")[2]
        assert re.findall(r'href="(/[a-z]+/)"', footer) == list(PAGES)


def test_links_within_a_page_lead_to_a_heading() -> None:
    for address in PAGES:
        page = client_as("ama").get(address).content.decode()
        for target in re.findall(r'href="#([a-z-]+)"', page):
            assert f'id="{target}"' in page, f"{address}#{target}"
