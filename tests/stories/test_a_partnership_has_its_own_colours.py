"""The colours that two administrators agreed on are on every page of their partnership, at once, and on no other."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import client_as
from tests.stories.test_the_pages_of_settings import begun, typed

pytestmark = pytest.mark.django_db(transaction=True)

LINKED = re.compile(r'<link rel="stylesheet" href="(/colours/[^"]+)">')


def linked(client: Client, page: str) -> list[str]:
    return LINKED.findall(client.get(page).content.decode())


def when_agreed(fields: dict[str, str], area: str) -> None:
    ada, vera = client_as("ada"), client_as("vera")
    page = begun(ada)
    number = ada.get(page).context["draft"].number
    part = f"{page}areas/{area}/"
    assert ada.post(part, typed(ada, part) | fields | {"number": number}).status_code == 302
    assert ada.post(f"{page}send/", {"number": number + 1, "reason": "Agreed."}).status_code == 302
    assert vera.post(f"{page}approve/", {"number": number + 2}).status_code == 302


def test_colours_are_in_force_without_a_restart_and_only_there() -> None:
    ama = client_as("ama")
    assert linked(ama, "/worklist/") == []
    when_agreed({"theme-ink": "#402030", "theme-link": "0b3d6b"}, "look")
    [address] = linked(ama, "/worklist/")
    answer = ama.get(address)
    assert Client().get(address).status_code == 302, "to sign in"
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert answer.content.decode() == (
        ":root{\n  --tessera-ink: #402030;\n  --tessera-ink-text: #ffffff;\n  --tessera-soft: #f3f6f5;\n"
        "  --tessera-line: #cfd8d6;\n  --govuk-brand-colour: #0f6b6b;\n  --govuk-link-colour: #0b3d6b;\n}\n"
    )
    for page in ("/messages/", "/help/", "/how-we-work/"):
        assert linked(ama, page) == [address]
    assert linked(Client(), "/sign-in/") == [], "whoever is not signed in is nobody's"
    assert linked(client_as("raj"), "/messages/") == [address]
    assert linked(client_as("raj", "eastmere"), "/messages/") == [], (
        "where he works by day nobody agreed on any"
    )


@pytest.mark.parametrize(
    "colours", ["", "402030", "red-red-red-red-red-red", "-".join(["402030"] * 7), "x" * 400]
)
def test_an_address_of_no_colours_is_not_there(colours: str) -> None:
    assert client_as("ama").get(f"/colours/{colours}.css").status_code == 404


def test_a_colour_that_hides_words_is_refused_beside_its_question() -> None:
    ada = client_as("ada")
    page = begun(ada)
    part = f"{page}areas/look/"
    refused = ada.post(part, typed(ada, part) | {"theme-ink": "#dddddd", "number": 1})
    assert refused.status_code == 200
    assert "needs a contrast of 4.5 to 1" in refused.content.decode()


def test_how_long_things_are_kept_is_on_the_privacy_page() -> None:
    ama = client_as("ama")
    assert "youngest child of the case is 25, and until 75" in ama.get("/privacy/").content.decode()
    ada = client_as("ada")
    page = begun(ada)
    shown = ada.get(f"{page}areas/keeping/").content.decode()
    assert "Until the youngest child of the case is 25" in shown
    short = ada.post(f"{page}areas/keeping/", typed(ada, f"{page}areas/keeping/") | {
        "retention-case_until_age": "24", "number": 1})  # fmt: skip
    assert "Write 25 or more." in short.content.decode()
    when_agreed({"retention-case_until_age": "30", "retention-message_years": "2"}, "keeping")
    told = ama.get("/privacy/").content.decode()
    assert "youngest child of the case is 30, and until 75" in told
    assert "kept for 2 years" in told
    assert "is 25 at least" in Client().get("/privacy/").content.decode()
