"""The forms of a draft are drawn as forms before it is agreed, and keep nothing of what is typed in them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tessera.audit.models import Entry
from tessera.enquiries.models import Draft, Referral
from tessera.enquiries.rules.referral_pages import PAGES
from tessera.partnership.actions import drafting
from tessera.partnership.queries import in_force
from tessera.partnership.rules.reading import write
from tests.cast import as_member, client_as

pytestmark = pytest.mark.django_db(transaction=True)


def given_reworded() -> str:
    """A draft that asks for the school in other words, no longer for the religion, and the police another question."""
    with as_member("ada") as me:
        data = in_force(me.partnership_id, timezone.now()).settings.data()
        asked = data["referral"]["children"]["questions"]
        asked["school"]["label"] = "Which nursery, school or college?"
        asked["religion"] |= {"asked": False, "required": False}
        asked_of = data["request_templates"]["neglect"]
        asked_of["police"] = {"question": "Has anybody been called to the house?", "why": "They go there."}
        draft = drafting.begin(
            practitioner=me, at=timezone.now(), partnership_id=me.partnership_id, text=write(data)
        )
    return f"/settings/drafts/{draft.pk}/"


def test_each_page_of_the_referral_is_drawn_as_the_draft_asks() -> None:
    page, ada = given_reworded(), client_as("ada")
    assert f"{page}forms/referral/before/" in ada.get(f"{page}preview/").content.decode()
    for slug in [*(one.slug for one in PAGES), "child-1", "adult-1", "voice-1"]:
        shown = ada.get(f"{page}forms/referral/{slug}/")
        assert shown.status_code == 200, slug
    child = ada.get(f"{page}forms/referral/child-1/").content.decode()
    assert "Which nursery, school or college?" in child
    assert "religion" not in child.lower()
    assert 'name="family_name"' in child
    for slug in ("child-2", "nowhere", "voice-0"):
        assert ada.get(f"{page}forms/referral/{slug}/").status_code == 404


def test_what_is_typed_is_checked_and_kept_nowhere() -> None:
    page, ada = given_reworded(), client_as("ada")
    before = kept()
    wrong = ada.post(
        f"{page}forms/referral/child-1/", {"given_name": "Nobody", "family_name": ""}
    ).content.decode()
    assert "There is a problem" in wrong
    assert "Nobody" in wrong, "what was typed is still there"
    assert "Nobody" not in ada.get(f"{page}forms/referral/child-1/").content.decode()
    right = ada.post(f"{page}forms/referral/hopes/", {"hoped_for": "Some help."}).content.decode()
    assert "It was not kept." in right
    assert kept() == before


def kept() -> tuple[int, int, int]:
    with as_member("ada"):
        return Draft.objects.count(), Referral.objects.count(), Entry.objects.filter(kind="draft").count()


def test_the_page_on_which_an_agency_is_asked_is_drawn_for_a_kind_and_a_concern() -> None:
    page, ada = given_reworded(), client_as("ada")
    shown = ada.get(f"{page}forms/ask/?kind=police&concern=neglect").content.decode()
    assert "Has anybody been called to the house?" in shown
    assert ada.get(f"{page}forms/ask/").status_code == 200
    assert ada.get(f"{page}forms/ask/?kind=nobody&concern=nothing").status_code == 200
    other = ada.get(f"{page}forms/ask/?kind=other&concern=neglect").content.decode()
    assert "There is no question ready" in other or 'name="question"' in other
    assert ada.post(f"{page}forms/ask/", {}).status_code == 405


@pytest.mark.parametrize("username", ["ama", "priya", "ben"])
def test_nobody_else_has_these_pages(username: str) -> None:
    page, other = given_reworded(), client_as(username)
    assert other.get(f"{page}forms/ask/").status_code == 404
    assert other.get(f"{page}forms/referral/before/").status_code == 404
    assert other.post(f"{page}forms/referral/before/", {}).status_code == 404
