"""What a browser keeps until it is saved is sealed with a key that goes when its practitioner signs out."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import client_as

pytestmark = pytest.mark.django_db(transaction=True)


def key_of(client: Client) -> bytes:
    answer = client.get("/live-key/", headers={"X-Requested-With": "live"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return bytes(answer.content)


def test_a_key_is_ones_own_and_goes_with_signing_out() -> None:
    cass, again, ben = client_as("cass"), client_as("cass"), client_as("ben")
    key = key_of(cass)
    assert len(key) == 32
    assert key_of(cass) == key_of(again) == key  # a reload, or another page, opens what the first one kept
    assert key_of(ben) != key
    assert cass.get("/live-key/").status_code == 403  # to a script of our own alone
    assert Client().get("/live-key/", headers={"X-Requested-With": "live"}).status_code in (302, 401)
    assert cass.post("/sign-out/").status_code == 302
    after = key_of(again)
    assert len(after) == 32
    assert after != key
    assert key_of(ben) == key_of(client_as("ben"))
