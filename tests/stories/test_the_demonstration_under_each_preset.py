"""The whole demonstration is lived under each of the four presets, and its pages are there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest

from config.demonstration import load, written
from config.demonstration.register import BEGAN, register, texts
from config.home import Refused
from tessera.access import actions as access
from tessera.enquiries.models import Clock, Enquiry
from tessera.enquiries.rules.words import ClockKind
from tessera.partnership import actions as partnership
from tessera.partnership import queries
from tessera.partnership.rules import PRESETS
from tests.cast import as_member, client_as

pytestmark = pytest.mark.django_db(transaction=True)
Console = Callable[[], AbstractContextManager[None]]
OTHERS = [preset for preset in PRESETS if f"based_on: {preset}" not in texts()[0]]


@pytest.mark.parametrize("preset", OTHERS)
def test_every_case_is_lived_and_every_page_of_it_is_there(the_console: Console, preset: str) -> None:
    """Under the preset that it is written for, every other test of the demonstration loads it."""
    with the_console():
        partnership.adopt(practitioner=access.Console(), at=BEGAN.replace(month=2), text=texts(preset)[0])
    numbers = {number for number, _ in written.files()}
    assert load.load(only=numbers) == len(numbers)
    with as_member("priya") as me:
        now = queries.in_force(me.partnership_id, datetime.now(UTC)).settings
        assert now.partnership.started_from == preset
        enquiries = list(Enquiry.objects.all())
        clocks = {(one.referral_id, one.kind): one for one in Clock.objects.all()}
    assert len(enquiries) >= len(numbers) - 5
    for enquiry in enquiries:
        decision = clocks[enquiry.referral_id, ClockKind.DECISION]
        assert decision.limit == str(now.limit("decision", enquiry.rating) or ""), enquiry.reference
    priya = client_as("priya")
    for page in ("/worklist/", *(f"/enquiries/{one.pk}/" for one in enquiries)):
        assert priya.get(page).status_code == 200, page


def test_what_was_begun_on_one_preset_is_not_put_on_another(the_console: Console) -> None:
    with the_console(), pytest.raises(Refused, match="stands on generic-4-24-72"):
        register(preset="surrey-4wh-24wh-72h")
