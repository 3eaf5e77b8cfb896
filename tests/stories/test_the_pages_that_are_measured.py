"""What the benchmarks write is what the product can read: the pages that they measure answer."""

from __future__ import annotations

import pytest

from config.bench import _pages
from config.bench._crowd import crowd
from config.postgres import Addresses

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_pages_that_are_measured_answer(addresses: Addresses) -> None:
    crowd(addresses.owner, live=3, closed=2)
    asked = _pages.addresses()
    del asked["empty"]  # there while it is measured, and in no installation
    assert {name: client.get(path).status_code for name, (client, path) in asked.items()} == dict.fromkeys(
        ("worklist", "enquiry", "inbox", "referral"), 200
    )
