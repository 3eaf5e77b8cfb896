"""At every door by which settings come in, what cannot be used changes nothing, and what can is there whole."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tessera.partnership.models import SettingsStep
from tessera.partnership.queries import versions
from tessera.partnership.rules import Settings, check
from tessera.partnership.rules.areas import AREAS
from tessera.partnership.rules.reading import write
from tests.cast import as_member, client_as
from tests.rules.partnership.settings_damaged import BLOWS, UGLY, WORDS, Blow, damaged
from tests.stories.test_settings_are_agreed_by_two import given_draft
from tests.stories.test_the_pages_of_settings import typed

pytestmark = pytest.mark.django_db(transaction=True)
# One draft is written in again and again, as somebody at the door would: each example begins where the last one ended.
at_the_door = settings(
    deadline=None,
    max_examples=12,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def standing(draft: UUID) -> tuple[int, str]:
    """The number of the last step, and what the draft says."""
    with as_member("ada") as me:
        shown = versions.draft(me, draft)
        return shown.number, shown.text


def whole(draft: UUID) -> None:
    """Every step that holds words holds a document that can be used, written as it is kept."""
    with as_member("ada"):
        for text in (
            SettingsStep.objects.filter(draft_id=draft).exclude(text="").values_list("text", flat=True)
        ):
            assert Settings.load(text).dump() == text


def bring(client: Client, draft: UUID, number: int, text: bytes) -> Any:
    file = BytesIO(text)
    file.name = "settings.yaml"
    return client.post(f"/settings/drafts/{draft}/bring/", {"file": file, "number": number})


def test_an_ugly_file_is_refused_with_its_line_and_changes_nothing() -> None:
    draft, ada = given_draft(), client_as("ada")
    before = standing(draft)
    for name, text in UGLY.items():
        answer = bring(ada, draft, before[0], text)
        assert answer.status_code == 200, name
        page = answer.content.decode()
        assert "cannot be used" in page or "That file is empty" in page, name
        assert "That file is empty" in page or "Line " in page, name
        assert standing(draft) == before, name
        assert b"<script>alert" not in answer.content
    whole(draft)


@pytest.fixture
def a_draft() -> UUID:
    return given_draft()


@at_the_door
@given(blows=BLOWS)
def test_a_damaged_file_is_taken_whole_or_refused(a_draft: UUID, blows: list[Blow]) -> None:
    try:
        text = write(damaged(blows)).encode()
    except UnicodeEncodeError:
        return
    before = standing(a_draft)
    problems = check(text)
    answer = bring(client_as("ada"), a_draft, before[0], text)
    after = standing(a_draft)
    if answer.status_code == 302:
        assert problems == []
        assert after[1] == Settings.load(text).dump()
        assert after[0] - before[0] == (after[1] != before[1])
    else:
        assert answer.status_code == 200
        assert after == before
        # Where the document itself is whole, it is refused for what no version may change.
        assert problems or "Keep ‘" in answer.content.decode()


@at_the_door
@given(data=st.data())
def test_what_is_typed_in_a_page_is_taken_whole_or_refused(a_draft: UUID, data: st.DataObject) -> None:
    ada, before = client_as("ada"), standing(a_draft)
    area = data.draw(st.sampled_from(AREAS))
    page = f"/settings/drafts/{a_draft}/areas/{area.slug}/"
    shown = ada.get(page)
    groups = [group for section in shown.context["sections"] for group in section["groups"]]
    entries = [entry.at for group in groups for entry in group.entries]
    at = data.draw(st.sampled_from(["", *entries]))
    page = f"{page}{at}/" if at else page
    given_ = typed(ada, page)
    for name in (
        data.draw(st.lists(st.sampled_from(sorted(given_)), min_size=1, max_size=3)) if given_ else ()
    ):
        given_[name] = data.draw(WORDS.filter(lambda word: "\ud800" not in word))
    answer = ada.post(page, given_ | {"number": before[0]})
    after = standing(a_draft)
    if answer.status_code == 302:
        assert after[0] - before[0] == (after[1] != before[1])
        whole(a_draft)
    else:
        assert answer.status_code == 200
        assert after == before
        assert "There is a problem" in answer.content.decode()


@at_the_door
@given(
    parts=st.lists(WORDS | st.sampled_from(("clocks", "decision", "agencies", "limits", "red")), max_size=4)
)
def test_an_address_of_no_part_is_not_there(a_draft: UUID, parts: list[str]) -> None:
    at = ".".join(parts).replace("/", "").replace("\ud800", "")[:300]
    before, ada = standing(a_draft), client_as("ada")
    for slug in ("clocks", "agencies", "nowhere"):
        page = f"/settings/drafts/{a_draft}/areas/{slug}/"
        for address in (page, page.replace("/areas/", "/arrange/"), page.replace("/areas/", "/add/")):
            answer = ada.post(f"{address}{at}/", {"what": "sideways", "code": "é", "number": before[0]})
            assert answer.status_code in (200, 302, 404, 405, 409), address
    after = standing(a_draft)
    assert after == before or Settings.load(after[1])
    whole(a_draft)
