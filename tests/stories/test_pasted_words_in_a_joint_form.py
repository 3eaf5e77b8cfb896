"""What was pasted into a joint form is tidied, and keeps nobody else from saving."""

from __future__ import annotations

import re

import pytest

from tessera.live_forms.actions import writing
from tessera.live_forms.rules import gate
from tessera.live_forms.rules.fields import Section
from tests.cast import client_as
from tests.stories.joint_form import Page, given_form

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = "What we know and what we think"


def test_what_somebody_else_pasted_keeps_nobody_from_saving_and_is_mended_by_whoever_changes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enquiry = given_form()
    with monkeypatch.context() as before:  # as pages wrote that were not asked yet to leave it out
        before.setattr(gate, "keeps", lambda _text: True)
        before.setattr(writing, "clean_again", lambda _field, sent, _stood: sent)
        before.setattr(Section, "most", lambda _section, _root: 100_000)
        cass = Page(client_as("cass"), enquiry.pk)
        cass.save(TOGETHER, daily_life="He walks.\x0bHe eats.", must_happen="x" * 30_000)
    ben = Page(client_as("ben"), enquiry.pk)
    assert "\x0b" in ben.text
    assert re.search(r"<textarea[^>]* maxlength=\"20000\"", ben.forms()[TOGETHER])
    assert ben.save(TOGETHER, think="We worry.").status_code == 302
    assert ben.fields(TOGETHER)["think"] == "We worry."
    assert (
        ben.save(TOGETHER, daily_life="He walks.\x0bHe eats twice.", must_happen="x" * 25_000).status_code
        == 302
    )
    assert ben.fields(TOGETHER)["daily_life"] == "He walks.\nHe eats twice."
    assert ben.fields(TOGETHER)["must_happen"] == "x" * 25_000
    refused = ben.save(TOGETHER, think="We worry.\x0bMuch.", must_happen="x" * 26_000, daily_life="He walks.")
    assert refused.status_code == 200
    assert "Character 10 is an invisible control character" in ben.words
    assert "Shorten this to" in ben.words
    assert ben.fields(TOGETHER)["think"] == "We worry.\x0bMuch."  # given back, to be put right
    assert Page(client_as("cass"), enquiry.pk).fields(TOGETHER)["daily_life"] == "He walks.\nHe eats twice."
