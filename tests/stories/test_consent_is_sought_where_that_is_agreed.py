"""At the levels that the partners have agreed on, a referral and its screening ask for consent, or why not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import enquiring, screening
from tessera.enquiries.models import Screening
from tests.cast import as_member, client_as
from tests.stories.front_door import TUESDAY, given_referral
from tests.stories.test_a_school_refers import begun, written
from tests.stories.test_partners_agree_who_does_what import Console, given_process

pytestmark = pytest.mark.django_db(transaction=True)

SCREENED = {
    "outcome": "enquiry",
    "reason": "Two worries.",
    "rating": "amber",
    "rating_reason": "Needs have grown.",
}
WHY = "Nobody could reach them, and the baby is six weeks old."
ASKED = "Why are agencies asked although the family has not agreed?"


def test_the_hub_says_why_it_asks_agencies_without_agreement() -> None:
    referral = given_referral(level=3)
    page = f"/referrals/{referral.pk}/screen/"
    ama = client_as("ama")
    shown = ama.get(page).content.decode()
    assert ASKED in shown
    # In the words of the day on which it was referred.
    assert "The referrer thinks it is level 3, Targeted Early Help." in shown
    refused = ama.post(page, SCREENED).content.decode()
    assert "Enter why agencies are asked although the family has not agreed" in refused
    with as_member("ama") as me, pytest.raises(NotAllowed, match="although the family has not agreed"):
        screening.screen(practitioner=me, at=TUESDAY, referral_id=referral.pk, **SCREENED)
    assert ama.post(page, SCREENED | {"without_consent_enquiry": WHY}).status_code == 302
    with as_member("ama"):
        assert Screening.objects.get(referral=referral).without_consent == WHY
    assert WHY in ama.get(page).content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {"level": 3, "consent": {"position": "agreed"}},
        {"level": 4},
        {},
        {"level": 3, "immediate_danger": True},
    ],
)
def test_where_they_agreed_or_it_cannot_wait_nothing_more_is_asked(told: dict[str, object]) -> None:
    referral = given_referral(**told)
    ama = client_as("ama")
    page = f"/referrals/{referral.pk}/screen/"
    assert ASKED not in ama.get(page).content.decode()
    assert ama.post(page, SCREENED).status_code == 302


def test_danger_that_is_called_waits_for_no_reason() -> None:
    referral = given_referral(level=3)
    with as_member("ama") as me:
        enquiring.call_danger(
            practitioner=me, at=TUESDAY + timedelta(hours=1), referral_id=referral.pk, reason="He is there."
        )
    ama = client_as("ama")
    assert ASKED not in ama.get(f"/referrals/{referral.pk}/screen/").content.decode()
    assert ama.post(f"/referrals/{referral.pk}/screen/", SCREENED).status_code == 302


def test_advice_shares_nothing_and_asks_nothing() -> None:
    referral = given_referral(level=2)
    chosen = {"outcome": "advice_only", "reason": "Nothing new.", "advice": "Ring us again."}
    assert client_as("ama").post(f"/referrals/{referral.pk}/screen/", chosen).status_code == 302


def test_where_the_partners_name_no_level_nothing_is_asked(the_console: Console) -> None:
    given_process(the_console, consent_sought_at="[]")
    referral = given_referral(level=3)
    ama = client_as("ama")
    assert ASKED not in ama.get(f"/referrals/{referral.pk}/screen/").content.decode()
    assert ama.post(f"/referrals/{referral.pk}/screen/", SCREENED).status_code == 302


def test_the_referral_says_when_the_family_is_asked_first() -> None:
    ben = client_as("ben")
    draft = written(ben, {"level": {"level": "3", "level_reason": "Too much for one agency."}})
    page = ben.get(f"{draft}consent/").content.decode()
    assert "Here the family is asked first at these levels of need: Universal, Additional and" in page
    assert "Why does it not apply?" in page
    said = "at the level you chose the family is asked first"
    alone = {"go": "continue", "tab": "a", "position": "not_applicable"}
    ben.post(f"{draft}consent/", alone)
    assert said in ben.get(f"{draft}consent/?check").content.decode()
    ben.post(f"{draft}consent/", alone | {"reason_not_applicable": "She lives alone at 17."})
    assert said not in ben.get(f"{draft}consent/?check").content.decode()
    ben.post(f"{draft}consent/", alone)
    ben.post(f"{draft}level/", {"go": "continue", "tab": "a", "level": "4", "level_reason": "She is hurt."})
    assert said not in ben.get(f"{draft}consent/?check").content.decode()


def test_the_referral_of_partners_who_name_no_level_says_nothing_of_it(the_console: Console) -> None:
    given_process(the_console, consent_sought_at="[]")
    ben = client_as("ben")
    page = ben.get(f"{begun(ben)}consent/").content.decode()
    assert "is asked first" not in page
    assert "Why does it not apply?" not in page
