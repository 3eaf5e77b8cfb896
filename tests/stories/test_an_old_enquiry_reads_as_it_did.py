"""What was opened under one version of the settings reads the same, word for word, after five later ones."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tessera.enquiries.models import Challenge, Enquiry, Request
from tessera.enquiries.queries import of_case
from tessera.partnership import queries
from tessera.partnership.actions import drafting
from tessera.partnership.rules.reading import write
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_referral
from tests.stories.test_settings_are_agreed_by_two import when_approved, when_sent
from tests.stories.test_the_hub_screens_a_referral import child_of, when_ama_says_who
from tests.stories.test_who_gave_what_and_who_looked import given_a_referral_that_ran_its_course

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)


def words_of(page: str) -> str:
    """What a person reads in the main part of a page, without what the clock says now and who has looked."""
    body = client_as("ama").get(page).content.decode()
    main = body[body.index("<main") : body.index("</main>")].partition("Who has looked</h2>")[0]
    text = re.sub(r"<[^>]+>", " ", main)
    return re.sub(r"\s+", " ", re.sub(r"\b\d+ (day|hour|minute|second)s?\b", "some time", text))


def when_agreed_anew(number: int) -> None:
    with as_member("ada") as me:
        settings = queries.in_force(me.partnership_id, timezone.now()).settings
        data = settings.data()
        data["ratings"]["red"]["label"] = f"Orange {number}"
        data["concerns"]["neglect"]["label"] = f"Unmet needs {number}"
        data["clocks"]["decision"]["label"] = f"Deciding {number}"
        data["challenge"]["reasons"]["drift"]["label"] = f"Standstill {number}"
        data["clocks"]["decision"]["limits"]["red"] = f"{4 + number}h"
        for part in (
            "outcomes",
            "closures",
            "screening",
            "lawful_bases",
            "consent_positions",
            "refusal_reasons",
        ):
            for code, choice in data[part].items():
                choice["label"] = f"{code} {number}"
        begun = drafting.begin(
            practitioner=me, at=timezone.now(), partnership_id=me.partnership_id, text=write(data)
        )
    when_sent(begun.pk, number=1)
    when_approved(begun.pk, number=2)


def test_an_old_enquiry_reads_the_same_after_five_later_versions() -> None:
    enquiry = given_a_referral_that_ran_its_course()
    with as_member("ama"):
        asked = Request.objects.filter(enquiry=enquiry).values_list("pk", flat=True)
        pages = (
            f"/enquiries/{enquiry.pk}/",
            f"/referrals/{enquiry.referral_id}/",
            f"/referrals/{enquiry.referral_id}/screen/",
            f"/enquiries/{enquiry.pk}/audit/",
            f"/cases/{enquiry.case_id}/chronology/",
            f"/challenges/{Challenge.objects.get().pk}/",
            *(f"/requests/{one}/" for one in asked),
        )
    before = [words_of(page) for page in pages]
    for number in range(1, 6):
        when_agreed_anew(number)
    with as_member("ama") as me:
        now = queries.in_force(me.partnership_id, timezone.now()).settings
        assert now.rating("red").label == "Orange 5", "and what is opened now reads otherwise"
    assert [words_of(page) for page in pages] == before
    assert not re.search(r"Orange|Unmet|Standstill", "".join(before))


def test_work_under_way_and_earlier_contacts_keep_their_words_and_old_words_are_filtered_by() -> None:
    first = given_referral(NOW - timedelta(days=40), reference="FIRST")
    assert when_ama_says_who(first, child_of(first), "new") == 302
    enquiry = given_enquiry(NOW - timedelta(hours=1), rating="red")
    rows, contacts = row_of(enquiry), contacts_of(enquiry)
    assert "Red" in rows
    assert "Neglect" in rows
    assert "Neglect" in contacts
    when_agreed_anew(1)
    assert row_of(enquiry) == rows
    for words in ("neglect", "Unmet needs 1"):
        found = client_as("ama").get("/worklist/", {"q": words}).content.decode()
        assert enquiry.reference in found, (
            words,
            "it is found by what it says, and by what that is called now",
        )
    assert (
        enquiry.reference not in client_as("ama").get("/worklist/", {"q": "Unmet needs 2"}).content.decode()
    )
    assert contacts_of(enquiry) == contacts
    with as_member("priya") as me:
        words = dict(of_case.outcomes(me, timezone.now()))
    assert words["no_further_action"].startswith("no_further_action 1 (before: No further action by")


def row_of(enquiry: Enquiry) -> str:
    """What the worklist says of an enquiry, without what the clock says now."""
    page = client_as("ama").get("/worklist/").content.decode()
    row = next(row for row in page.split("<tr")[1:] if enquiry.reference in row)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|\b\d+ \w+|\d", " ", row))


def contacts_of(enquiry: Enquiry) -> str:
    """What the page of its screening says of an earlier contact about the same people."""
    return words_of(f"/referrals/{enquiry.referral_id}/screen/").partition("arlier contacts")[2][:600]
