"""A part that is changed after its agency signed it off: those who have it open are told at once."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tessera.live_forms import actions
from tests.browser.live.conftest import Make
from tests.browser.live.served import Service
from tests.cast import as_member

pytestmark = pytest.mark.browser
PART = "What your agency gives"


def test_whoever_changes_a_part_that_was_signed_off_and_whoever_reads_it_are_told(
    service: Service, writer: Make
) -> None:
    cass = writer("cass")
    cass.type("The caller was the neighbour.", "gives")
    cass.state("saved", PART)
    with as_member("cass") as me:
        actions.sign_off(practitioner=me, at=timezone.now(), form_id=service.opened.form)
    cass.open()
    ama = writer("ama")
    theirs = ama.section(PART).filter(has_text=cass.agency).locator("[data-live-signed]")
    own = cass.section(PART).locator("[data-live-signed]")
    for one in (theirs, own):
        expect(one).to_be_hidden()
    cass.type("No: the aunt. ", "gives")
    said = re.compile(
        rf"^Changed since it was signed off: {re.escape(cass.called)}, \d+:\d\d[ap]m\.( Sign it off again\.)?$"
    )
    expect(theirs).to_have_text(said)
    expect(own).to_have_text(re.compile(r"Sign it off again\.$"))
    expect(own).to_have_text(said)
    expect(theirs).not_to_contain_text("again")
    expect(cass.page.locator("[data-live-announce]")).to_contain_text("Changed since it was signed off")
    cass.open()
    expect(own).to_contain_text("Changed since it was signed off")
