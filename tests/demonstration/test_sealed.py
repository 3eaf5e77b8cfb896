"""The demonstration's sealed case is there for Priya and Marcus, and for nobody else of the cast."""

from __future__ import annotations

import pytest

from config.demonstration import sealed
from tessera.access.models import Case
from tessera.enquiries.models import Referral
from tests.cast import CAST, as_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_made_once_and_known_to_two() -> None:
    assert (sealed.seal(), sealed.seal()) == (1, 0)
    for name in ("priya", "marcus"):
        with as_member(name):
            assert Case.objects.get().sealed
    for name in (*CAST, "owen", "lorna", "leila"):
        if name != "priya":
            with as_member(name):
                assert not Case.objects.exists(), name
                assert not Referral.objects.exists(), name
