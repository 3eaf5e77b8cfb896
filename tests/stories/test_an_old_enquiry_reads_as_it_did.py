"""What was opened under one version of the settings reads the same, word for word, after five later ones."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from tessera.partnership import queries
from tessera.partnership.actions import drafting
from tessera.partnership.rules.reading import write
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry
from tests.stories.test_settings_are_agreed_by_two import when_approved, when_sent

pytestmark = pytest.mark.django_db(transaction=True)


def words_of(page: str) -> str:
    """What a person reads in the main part of a page, without what the clock says now."""
    body = client_as("ama").get(page).content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    text = re.sub(r"<[^>]+>", " ", main)
    return re.sub(r"\s+", " ", re.sub(r"\b\d+ (day|hour|minute|second)s?\b", "some time", text))


def when_agreed_anew(number: int) -> None:
    with as_member("ada") as me:
        settings = queries.in_force(me.partnership_id, timezone.now()).settings
        data = settings.data()
        data["ratings"]["amber"]["label"] = f"Orange {number}"
        data["concerns"]["neglect"]["label"] = f"Unmet needs {number}"
        data["clocks"]["decision"]["label"] = f"Deciding {number}"
        data["clocks"]["decision"]["limits"]["amber"] = f"{24 + number}h"
        for part in ("outcomes", "screening"):
            for code, choice in data[part].items():
                choice["label"] = f"{code} {number}"
        begun = drafting.begin(
            practitioner=me, at=timezone.now(), partnership_id=me.partnership_id, text=write(data)
        )
    when_sent(begun.pk, number=1)
    when_approved(begun.pk, number=2)


def test_an_old_enquiry_reads_the_same_after_five_later_versions() -> None:
    enquiry = given_enquiry()
    pages = (f"/enquiries/{enquiry.pk}/", f"/referrals/{enquiry.referral_id}/")
    before = [words_of(page) for page in pages]
    for number in range(1, 6):
        when_agreed_anew(number)
    with as_member("ama") as me:
        now = queries.in_force(me.partnership_id, timezone.now()).settings
        assert now.rating("amber").label == "Orange 5", "and what is opened now reads otherwise"
    assert [words_of(page) for page in pages] == before
    assert "Orange" not in "".join(before)
