"""A draft that another version overtook is carried onto it: what clashes is asked about, and nothing else is lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from tessera.access.actions import Console
from tessera.core.steps import NotAllowed
from tessera.partnership.actions import adopt, drafting
from tessera.partnership.actions.drafting import WrittenMeanwhile
from tessera.partnership.models import SettingsDraft
from tessera.partnership.queries import in_force, versions
from tessera.partnership.rules.settings import Settings
from tests.cast import as_member, client_as
from tests.stories.test_settings_are_agreed_by_two import (
    changed,
    given_draft,
    red_now,
    when_approved,
    when_sent,
)

pytestmark = pytest.mark.django_db(transaction=True)
AsOwner = Callable[[], AbstractContextManager[None]]


def given_newer(the_console: AsOwner, red: str, **agencies: object) -> None:
    """Another version comes into force at the console, past the draft that is open."""
    with as_member("ada") as me:
        old = in_force(me.partnership_id, timezone.now()).settings
    with the_console():
        adopt(practitioner=Console(), at=timezone.now(), text=changed(old, red, **agencies))


def shown(draft: UUID) -> Settings:
    with as_member("ada") as me:
        return versions.draft(me, draft).settings


def test_what_clashes_is_asked_about_and_all_else_is_carried_over(the_console: AsOwner) -> None:
    surgery = {"name": "Quayside Surgery", "short": "G9", "kind": "gp"}
    draft = given_draft(red="3h", quayside=surgery)
    given_newer(the_console, "2h", harbour={"name": "Harbour Surgery", "short": "G8", "kind": "gp"})
    ada, vera = client_as("ada"), client_as("vera")
    page = f"/settings/drafts/{draft}/"
    assert "must be carried onto that" in ada.get("/settings/").content.decode()
    assert "Carry it onto that version" in ada.get(page).content.decode()
    asked = ada.get(f"{page}carry/").content.decode()
    for words in (
        "It was: 4 hours",
        "As it is agreed: 2 hours",
        "As the draft has it: 3 hours",
        "Harbour Surgery",
    ):
        assert words in asked
    given = {"number": 2, "onto": 2}
    assert "Select whose words it shall be" in ada.post(f"{page}carry/", given).content.decode()
    assert how_many() == 1, "nothing was begun"
    red = {"clocks-decision-limits-red": "draft"}
    assert ada.post(f"{page}carry/", given | red | {"onto": 1}).status_code == 409, (
        "another version was shown"
    )
    assert ada.post(f"{page}carry/", given | red | {"number": 1}).status_code == 409, (
        "another draft was shown"
    )
    done = ada.post(f"{page}carry/", given | red)
    assert done.status_code == 302
    new = UUID(done["Location"].split("/")[3])
    settings = shown(new)
    assert str(settings.limit("decision", "red")) == "3h"
    assert {"quayside", "harbour"} <= set(settings.agencies)
    told = vera.get(f"/settings/drafts/{new}/").content.decode()
    assert "Carried over from the draft that followed version 1" in told
    assert "Withdrawn" in ada.get(page).content.decode()
    assert ada.get(f"{page}carry/").status_code == 200
    assert ada.post(f"{page}carry/", given | red | {"number": 3}).status_code == 409, "it is given up"
    when_sent(new, number=1)
    when_approved(new, number=2)
    assert red_now() == "3h"


def how_many() -> int:
    with as_member("ada"):
        return SettingsDraft.objects.count()


def test_a_draft_that_nothing_overtook_is_carried_nowhere() -> None:
    draft = given_draft()
    assert client_as("ada").get(f"/settings/drafts/{draft}/carry/").status_code == 404
    assert client_as("ama").get(f"/settings/drafts/{draft}/carry/").status_code == 404
    with as_member("ada") as me, pytest.raises(NotAllowed):
        drafting.carry(practitioner=me, at=timezone.now(), draft_id=draft, number=2, onto=1, chosen={})


def test_whoever_carries_it_over_does_not_approve_it(the_console: AsOwner) -> None:
    draft = given_draft()
    given_newer(the_console, "4h", harbour={"name": "Harbour Surgery", "short": "G8", "kind": "gp"})
    with as_member("vera") as me:
        made = drafting.carry(practitioner=me, at=timezone.now(), draft_id=draft, number=2, onto=2, chosen={})
    when_sent(made.pk, by="vera", number=1)
    with pytest.raises(NotAllowed, match="somebody else"):
        when_approved(made.pk, by="vera", number=2)
    when_approved(made.pk, by="ada", number=2)


def test_of_two_who_begin_at_the_same_moment_one_begins() -> None:
    together, found = Barrier(2), []

    def begin(username: str) -> None:
        try:
            with as_member(username) as me:
                together.wait(30)
                drafting.begin(practitioner=me, at=timezone.now(), partnership_id=me.partnership_id)
                found.append("begun")
        except (NotAllowed, WrittenMeanwhile):
            found.append("refused")
        finally:
            connection.close()

    both = [Thread(target=begin, args=(name,)) for name in ("ada", "vera")]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert sorted(found) == ["begun", "refused"]


def test_two_drafts_that_are_open_are_both_shown_and_only_one_is_approved() -> None:
    """The program begins one at a time; a second can still be there, by hand or from an older installation."""
    draft = given_draft()
    with as_member("vera") as me:
        text = shown(draft).dump()
        other = SettingsDraft.objects.create(
            partnership_id=me.partnership_id, follows=1, begun_by_id=me.id, begun_at=timezone.now()
        )
        other.steps.create(number=1, word="begun", text=text, by_id=me.id, at=timezone.now())
    listed = client_as("ada").get("/settings/").content.decode()
    assert "More than one draft is open" in listed
    assert f"/settings/drafts/{draft}/" in listed
    assert f"/settings/drafts/{other.pk}/" in listed
    assert "Another draft is open too" in client_as("ada").get(f"/settings/drafts/{draft}/").content.decode()
    when_sent(draft)
    when_sent(other.pk, by="vera", number=1)
    when_approved(draft)
    with pytest.raises(NotAllowed, match="has been agreed since"):
        when_approved(other.pk, by="ada", number=2)
    assert (
        "Carry it onto that version" in client_as("ada").get(f"/settings/drafts/{other.pk}/").content.decode()
    )
