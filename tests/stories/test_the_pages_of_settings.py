"""An administrator changes settings on pages alone; what cannot be used is refused by its place."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tessera.partnership.actions import drafting
from tessera.partnership.queries import in_force, versions
from tessera.partnership.rules.areas import AREAS
from tessera.partnership.rules.reading import write
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry
from tests.stories.test_settings_are_agreed_by_two import given_draft, red_now, when_approved, when_sent

pytestmark = pytest.mark.django_db(transaction=True)


def begun(client: Client) -> str:
    page: str = client.post("/settings/begin/")["Location"]
    return page


def number(page: str) -> int:
    with as_member("ada") as me:
        return versions.draft(me, UUID(page.split("/")[3])).number


def typed(client: Client, page: str) -> dict[str, Any]:
    """What the form of a page holds, as a browser would post it."""
    form = client.get(page).context["form"]
    found = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in found.items()}


def test_a_limit_is_changed_sent_and_approved_on_pages_alone() -> None:
    ada, vera = client_as("ada"), client_as("vera")
    page = begun(ada)
    assert begun(vera) == page, "there is one draft at a time"
    part = f"{page}areas/clocks/clocks.decision/"
    given = typed(ada, part) | {"clocks-decision-limits-red": "soon", "number": 1}
    wrong = ada.post(part, given).content.decode()
    assert "There is a problem" in wrong
    assert "soon" in wrong, "what was typed stays"
    given["clocks-decision-limits-red"] = "3h"
    for _ in range(2):
        saved = ada.post(part, given)
        assert (saved.status_code, saved["Location"]) == (302, f"{page}areas/clocks/")
    assert number(page) == 2
    shown = vera.get(page).content.decode()
    assert "3 hours" in shown
    assert "Enter what is changed" in ada.post(f"{page}send/", {"number": 2}).content.decode()
    assert ada.post(f"{page}send/", {"number": 2, "reason": "The board agreed."}).status_code == 302
    assert "another administrator approves" in ada.get(page).content.decode()
    assert ada.post(f"{page}approve/", {"number": 3}).status_code == 409
    assert vera.post(f"{page}approve/", {"number": 2}).status_code == 409, "an old page"
    assert vera.post(f"{page}approve/", {"number": 3}).status_code == 302
    assert vera.post(f"{page}approve/", {"number": 3}).status_code == 409, "once is enough"
    assert red_now() == "3h"
    listed = ada.get("/settings/").content.decode()
    assert "Version 2" in listed
    assert "Vera Lindqvist" in listed
    assert "3 hours" in ada.get("/settings/versions/2/").content.decode()
    assert "4 hours" in ada.get("/settings/versions/1/?since=2").content.decode()
    assert ada.get("/settings/versions/9/").status_code == 404


def test_every_area_can_be_read_and_saved_as_it_stands() -> None:
    ada = client_as("ada")
    page = begun(ada)
    for area in AREAS:
        own = f"{page}areas/{area.slug}/"
        shown = ada.get(own)
        assert shown.status_code == 200
        if shown.context["has_questions"]:
            assert ada.post(own, typed(ada, own) | {"number": 1}).status_code == 302, area.slug
    assert number(page) == 1, "saving what stands there writes nothing"


def test_an_entry_is_added_moved_and_removed() -> None:
    ada = client_as("ada")
    page = begun(ada)
    arrange = f"{page}arrange/agencies/"
    entry = f"{page}add/agencies/agencies/"
    assert "Enter a code of small letters" in ada.post(entry, {"code": "Not A Code"}).content.decode()
    part = ada.post(entry, {"code": "refuge"})["Location"]
    given = {"agencies-refuge-name": "Larkfield Refuge", "agencies-refuge-kind": "voluntary", "number": 1}
    refused = ada.post(part, given)
    assert "Add this: it is needed." in refused.content.decode()
    assert ada.post(part, given | {"agencies-refuge-short": "LR"}).status_code == 302
    ada.post(f"{arrange}agencies.refuge/", {"what": "up", "number": 2})
    ada.post(f"{arrange}agencies.refuge/", {"what": "remove", "number": 3})
    assert number(page) == 4
    kept = ada.post(f"{arrange}agencies.childrens_social_care/", {"what": "remove", "number": 4})
    assert "hub" in kept.content.decode()
    assert number(page) == 4
    for bad in ("nothing", "ratings.red", "agencies.none"):
        assert ada.post(f"{arrange}{bad}/", {"what": "up", "number": 4}).status_code == 404
    assert ada.post(f"{arrange}agencies.police/", {"what": "eat", "number": 4}).status_code == 404


def test_two_who_write_in_one_part_see_both() -> None:
    ada, vera = client_as("ada"), client_as("vera")
    page = begun(ada)
    part = f"{page}areas/clocks/clocks.decision/"
    given = typed(ada, part) | {"number": 1}
    ada.post(part, given | {"clocks-decision-limits-red": "3h"})
    late = vera.post(part, given | {"clocks-decision-limits-red": "2h"})
    assert late.status_code == 409
    shown = late.content.decode()
    assert "Somebody else acted" in shown
    assert "3h" in shown
    assert "2h" in shown
    assert number(page) == 2


def test_a_file_is_taken_whole_or_refused_by_line() -> None:
    ada = client_as("ada")
    page = begun(ada)
    text = ada.get(f"{page}file/").content.decode()
    bad = text.replace("hub_email: mash@", "hub_email: mash ")
    answer = ada.post(f"{page}bring/", {"number": 1, "file": BytesIO(bad.encode())})
    assert "partnership.hub_email" in answer.content.decode()
    assert "Line " in answer.content.decode()
    for junk in (b"\xff\xfe", b"a: &x 1\nb: *x\n", b"[" * 5000, b"- 1"):
        assert ada.post(f"{page}bring/", {"number": 1, "file": BytesIO(junk)}).status_code == 200
    assert number(page) == 1
    good = text.replace("hub_name: Thornmere MASH", "hub_name: Thornmere Front Door")
    assert ada.post(f"{page}bring/", {"number": 1, "file": BytesIO(good.encode())}).status_code == 302
    assert "Thornmere Front Door" in ada.get(page).content.decode()
    again = ada.post(f"{page}bring/", {"number": 1, "file": BytesIO(text.encode())})
    assert again.status_code == 409, "an old page takes nothing back"


def test_the_clocks_of_a_draft_are_tried() -> None:
    ada = client_as("ada")
    page = begun(ada)
    shown = ada.get(f"{page}preview/?day=2026-12-24&time=15:20").content.decode()
    assert "When each clock would run out" in shown
    assert "7:20pm" in shown, "four hours of a red decision"
    assert "Enter a time such as 15:20" in ada.get(f"{page}preview/?day=2026-12-24&time=x").content.decode()
    far = ada.get(f"{page}preview/?day=9999-12-31&time=15:20").content.decode()
    assert "Enter a day before the year 3000" in far
    assert ada.get(f"{page}preview/?day=0001-01-01&time=00:00").status_code == 200


@pytest.mark.parametrize("username", ["ama", "priya", "ben", "gil"])
def test_nobody_else_has_these_pages(username: str) -> None:
    draft, other = given_draft(), client_as(username)
    for page in ("/settings/", "/settings/versions/1/", "/settings/versions/1/file/"):
        assert other.get(page).status_code == 404
    for page in (f"/settings/drafts/{draft}/", f"/settings/drafts/{uuid4()}/"):
        for end in ("", "file/", "bring/", "preview/", "areas/clocks/", "areas/clocks/clocks.decision/"):
            assert other.get(page + end).status_code == 404
        for end in (
            "send/",
            "approve/",
            "send-back/",
            "withdraw/",
            "arrange/clocks/clocks.decision/",
            "add/agencies/agencies/",
        ):
            answer = other.post(
                page + end,
                {"number": 2, "reason": "x", "back-reason": "x", "withdraw-reason": "x", "what": "up"},
            )
            assert answer.status_code == 404
    assert other.post("/settings/begin/").status_code == 404
    assert client_as("ada").get(f"/settings/drafts/{uuid4()}/").status_code == 404


def test_what_does_not_fit_is_shown_with_the_draft() -> None:
    ada = client_as("ada")
    page = begun(ada)
    assert "Nothing here is refused" not in ada.get(page).content.decode()
    part = f"{page}areas/clocks/clocks.decision/"
    given = typed(ada, part) | {"clocks-decision-reminders": "", "number": 1}
    assert ada.post(part, given).status_code == 302
    shown = ada.get(page).content.decode()
    assert "Nobody is reminded of this clock." in shown


def test_what_is_taken_away_takes_no_page_away() -> None:
    """A rating that an enquiry has, and the prompt that the page of asking shows."""
    enquiry = given_enquiry(timezone.now() - timedelta(hours=1), rating="blue")
    with as_member("ada") as me:
        data = in_force(me.partnership_id, timezone.now()).settings.data()
        del data["ratings"]["blue"], data["necessity_prompts"]["why_this_much"]
        for clock in data["clocks"].values():
            clock["limits"].pop("blue", None)
        begun_at = timezone.now()
        draft = drafting.begin(
            practitioner=me, at=begun_at, partnership_id=me.partnership_id, text=write(data)
        )
    when_sent(draft.pk, number=1)
    when_approved(draft.pk, number=2)
    ama = client_as("ama")
    assert "Blue" in ama.get("/worklist/?show=all").content.decode()
    asking = ama.get(f"/enquiries/{enquiry.pk}/ask/")
    agency = asking.context["enquiry"].agencies[0].id
    assert ama.get(f"/enquiries/{enquiry.pk}/ask/?agency={agency}").status_code == 200
