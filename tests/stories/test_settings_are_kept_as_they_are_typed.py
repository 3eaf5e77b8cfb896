"""What an administrator types on a page of settings is kept as it is typed, for them alone, until it is saved."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tessera.partnership.models import SettingsStep
from tests.cast import as_member, client_as
from tests.stories.test_the_pages_of_settings import begun

pytestmark = pytest.mark.django_db(transaction=True)

WAITS = "This is what you typed and have not saved in the draft yet."


def typed(client: Client, page: str, **given: str) -> int:
    number = re.search(r'name="number" value="(\d+)"', client.get(page).content.decode())
    assert number is not None
    whole = {"number": number[1], **given}
    return client.post(page, whole, headers={"X-Requested-With": "autosave"}).status_code


def steps() -> int:
    with as_member("ada"):
        return SettingsStep.objects.count()


def test_half_a_value_is_kept_and_is_not_in_the_draft() -> None:
    ada = client_as("ada")
    page = f"{begun(ada)}areas/clocks/clocks.decision/"
    before = steps()
    assert typed(ada, page, **{"clocks-decision-limits-red": "3"}) == 204
    assert steps() == before, "what is typed is no document yet"
    shown = ada.get(page).content.decode()
    assert WAITS in shown
    assert 'name="clocks-decision-limits-red" type="text" value="3"' in shown
    assert "Throw away what I typed" in shown
    assert WAITS not in ada.get(page.replace("clocks.decision", "clocks.feedback")).content.decode()
    assert WAITS not in client_as("vera").get(page).content.decode()


def test_it_goes_when_it_is_thrown_away() -> None:
    ada = client_as("ada")
    page = f"{begun(ada)}areas/partnership/"
    typed(ada, page, **{"partnership-hub_name": "Thornmere f"})
    assert "Thornmere f<" not in ada.get(page).content.decode()
    assert 'value="Thornmere f"' in ada.get(page).content.decode()
    ada.post(page, {"forget": "1"})
    shown = ada.get(page).content.decode()
    assert WAITS not in shown
    assert 'value="Thornmere MASH"' in shown


def test_what_was_refused_is_kept_and_what_is_saved_is_not() -> None:
    ada = client_as("ada")
    page = f"{begun(ada)}areas/partnership/"
    shown = ada.get(page).content.decode()
    whole = dict(re.findall(r'name="([\w-]+)" type="text" value="([^"]*)"', shown))
    whole["number"] = "1"
    refused = ada.post(page, whole | {"partnership-hub_telephone": "ring us"})
    assert refused.status_code == 200
    assert WAITS in ada.get(page).content.decode()
    assert 'value="ring us"' in ada.get(page).content.decode()
    saved = ada.post(page, whole | {"partnership-hub_telephone": "01632 960177"})
    assert saved.status_code == 302, re.findall(r"Error.{0,200}", saved.content.decode())
    assert WAITS not in ada.get(page).content.decode()


def test_it_was_typed_over_the_step_that_was_read() -> None:
    """Somebody else saves meanwhile: their words are not written over when what was typed is saved later."""
    ada, vera = client_as("ada"), client_as("vera")
    page = f"{begun(ada)}areas/partnership/"
    fields = re.findall(r'name="([\w-]+)" type="text" value="([^"]*)"', ada.get(page).content.decode())
    whole = dict(fields)
    typed(ada, page, **whole | {"partnership-hub_name": "Ada’s words"})
    assert vera.post(page, whole | {"number": "1", "partnership-hub_name": "Vera’s words"}).status_code == 302
    shown = ada.get(page).content.decode()
    assert 'value="Ada’s words"' in shown
    assert 'name="number" value="1"' in shown
    both = ada.post(page, whole | {"number": "1", "partnership-hub_name": "Ada’s words"})
    assert both.status_code == 409
    assert "Vera’s words" in both.content.decode()
    assert WAITS in ada.get(page).content.decode()
