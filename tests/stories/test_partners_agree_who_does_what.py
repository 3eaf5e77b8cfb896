"""Where partnerships differ in whose work a step is, a setting says so: it narrows and never widens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from config.home import ROOT
from tessera.access import actions as access
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import enquiring, screening
from tessera.enquiries.models import Enquiry, Screening
from tessera.partnership import actions as partnership
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_referral

pytestmark = pytest.mark.django_db(transaction=True)

Console = Callable[[], AbstractContextManager[None]]
THORNMERE = (ROOT / "demonstration" / "thornmere.yaml").read_text(encoding="utf-8")


def given_process(console: Console, **process: str) -> None:
    text = THORNMERE + "\nprocess:\n" + "".join(f"  {name}: {value}\n" for name, value in process.items())
    with console():
        partnership.adopt(practitioner=access.Console(), at=datetime(2026, 1, 5, tzinfo=UTC), text=text)


def test_a_manager_screens_where_that_is_agreed(the_console: Console) -> None:
    given_process(the_console, screened_by="decision_maker")
    referral = given_referral()
    page = client_as("ama").get(f"/referrals/{referral.pk}/screen/").content.decode()
    assert "Here referrals are screened by someone with the role Decision-maker." in page
    assert "Record what happens" not in page
    chosen = {"outcome": "advice_only", "reason": "Nothing new.", "advice": "Ring us again."}
    with as_member("ama") as me, pytest.raises(NotAllowed, match="Ask one of them"):
        screening.screen(practitioner=me, at=timezone.now(), referral_id=referral.pk, **chosen)
    with as_member("ama"):
        assert not Screening.objects.exists()
    assert (
        "Record what happens" in client_as("priya").get(f"/referrals/{referral.pk}/screen/").content.decode()
    )
    with as_member("priya") as me:
        screening.screen(practitioner=me, at=timezone.now(), referral_id=referral.pk, **chosen)
        assert Screening.objects.count() == 1


def test_a_manager_rates_where_that_is_agreed(the_console: Console) -> None:
    given_process(the_console, rated_by="decision_maker")
    enquiry = given_enquiry(rating=None)
    assert "Rate again" not in client_as("ama").get(f"/enquiries/{enquiry.pk}/").content.decode()
    red = {"value": "red", "reason": "A third adult was named."}
    with as_member("ama") as me, pytest.raises(NotAllowed, match="the hub’s rating is set by"):
        enquiring.rate(practitioner=me, at=timezone.now(), enquiry_id=enquiry.pk, **red)
    with as_member("priya") as me:
        enquiring.rate(practitioner=me, at=timezone.now(), enquiry_id=enquiry.pk, **red)
        assert Enquiry.objects.get(pk=enquiry.pk).rating == "red"


def test_somebody_who_may_not_rate_screens_without_a_rating(the_console: Console) -> None:
    given_process(the_console, rated_by="decision_maker")
    referral = given_referral()
    ama = client_as("ama")
    assert "How urgent is it?" not in ama.get(f"/referrals/{referral.pk}/screen/").content.decode()
    sent = {"outcome": "enquiry", "reason": "Two worries.", "rating": "red", "rating_reason": "Forged."}
    ama.post(f"/referrals/{referral.pk}/screen/", sent)
    with as_member("ama"):
        assert Enquiry.objects.get(referral=referral).rating == ""


def test_an_open_case_goes_through_the_hub_where_that_is_agreed(the_console: Console) -> None:
    given_process(the_console, open_case_passed_on="false")
    referral = given_referral()
    ama = client_as("ama")
    assert 'value="open_case"' not in ama.get(f"/referrals/{referral.pk}/screen/").content.decode()
    with as_member("ama") as me, pytest.raises(NotAllowed, match="goes through the hub"):
        screening.screen(
            practitioner=me,
            at=timezone.now(),
            referral_id=referral.pk,
            outcome="open_case",
            reason="She has a worker.",
            passed_to="Flo Lockett",
        )


def test_the_process_is_drawn_from_the_settings(the_console: Console) -> None:
    before = client_as("ben").get("/how-we-work/").content.decode()
    assert "Decision-maker" in before
    assert "Pass to the practitioner already working with the family" in before
    given_process(
        the_console, screened_by="decision_maker", open_case_passed_on="false", consent_sought_at="[1, 2]"
    )
    after = client_as("ben").get("/how-we-work/").content.decode()
    assert after.count("Decision-maker") == before.count("Decision-maker") + 2, (
        "in the picture and in the table"
    )
    assert "Pass to the practitioner already working with the family" not in after
    for page in (before, after):
        assert page.count("<rect") == 8
