"""Whoever challenges a decision is told by when the hub replies, and who is asked next if that settles nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from config.home import ROOT
from tessera.access import actions as access
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import deciding
from tessera.enquiries.models import Challenge
from tessera.enquiries.queries import deciding as queries
from tessera.partnership import actions as partnership
from tests.cast import as_member, client_as
from tests.stories.front_door import given_referral

pytestmark = pytest.mark.django_db(transaction=True)

Console = Callable[[], AbstractContextManager[None]]
LONDON = ZoneInfo("Europe/London")
THORNMERE = (ROOT / "demonstration" / "thornmere.yaml").read_text(encoding="utf-8")
SEEN = [{"kind": "seen", "text": "Wet shoes, and no socks."}]
# Friday 22 May 2026, 3:20pm; Monday is a bank holiday.
FRIDAY = datetime(2026, 5, 22, 15, 20, tzinfo=LONDON)


def given_challenge(at: datetime, *, at_risk_now: bool = False) -> UUID:
    referral = given_referral(at.astimezone(UTC) - timedelta(hours=2), lines=SEEN)
    with as_member("ben") as me:
        made = deciding.challenge(
            practitioner=me,
            at=at.astimezone(UTC),
            referral_id=referral.pk,
            reason="Nobody has asked the children.",
            at_risk_now=at_risk_now,
        )
        return made.pk


def until(challenge: UUID) -> list[str]:
    """By when the hub replies, and when each stage after that ends, in London."""
    with as_member("ben"):
        shown = queries.disagreement(challenge)
        ends = [shown.reply_due_at, *(stage.until for stage in shown.stages)]
        return [f"{end.astimezone(LONDON):%d %b %H:%M}" for end in ends]


def test_a_challenge_names_each_stage_and_when_it_ends() -> None:
    usual = given_challenge(FRIDAY)
    assert until(usual) == ["26 May 15:20", "28 May 15:20", "04 Jun 15:20", "18 Jun 15:20"]
    page = client_as("ben").get(f"/challenges/{usual}/").content.decode()
    assert "If that does not settle it" in page
    assert "Stage 2: manager to manager" in page
    assert "The managers of both practitioners talk with each other." in page
    assert "28 May 2026" in page
    assert "A child is at risk now" not in page
    assert client_as("dev").get(f"/challenges/{usual}/").status_code == 404


def test_where_a_child_is_at_risk_now_everything_is_sooner_and_a_stage_may_be_passed_over() -> None:
    urgent = given_challenge(FRIDAY, at_risk_now=True)
    assert until(urgent) == ["22 May 19:20", "26 May 12:30", "27 May 12:30", "28 May 12:30"]
    page = client_as("priya").get(f"/challenges/{urgent}/").content.decode()
    assert "A child is at risk now" in page
    assert "a stage may be passed over" in page


def test_the_stage_that_is_on_is_marked_until_there_is_a_reply() -> None:
    now = timezone.now()
    challenge = given_challenge(now - timedelta(days=6))
    with as_member("ben"):
        on = [s for s in queries.disagreement(challenge).stages if s.begins < now <= s.until]
    assert len(on) == 1
    page = f"/challenges/{challenge}/"
    assert client_as("ben").get(page).content.decode().count(">Now<") == 1
    with as_member("priya") as me:
        deciding.answer_challenge(
            practitioner=me, at=now, challenge_id=challenge, reply="We see each of them alone on Thursday."
        )
    assert ">Now<" not in client_as("ben").get(page).content.decode()


def test_it_is_said_on_the_page_that_a_child_is_at_risk_now() -> None:
    referral = given_referral(timezone.now() - timedelta(hours=2))
    ben = client_as("ben")
    form = {"reason": "Nobody has asked the children.", "safe_meanwhile": "School rings each morning."}
    page = f"/referrals/{referral.pk}/challenge/"
    assert "Select what it is about" in ben.post(page, form).content.decode()
    assert "Select a valid choice" in ben.post(page, form | {"about": "the weather"}).content.decode()
    form["about"] = "drift"
    assert ben.post(page, form | {"at_risk_now": "on"}).status_code == 302
    assert ben.post(page, form | {"reason": "The heating is still off."}).status_code == 302
    with as_member("ben"):
        urgent, usual = Challenge.objects.order_by("made_at")
        assert (urgent.at_risk_now, usual.at_risk_now) == (True, False)
        assert urgent.reply_due_at - urgent.made_at == timedelta(hours=4)
        assert usual.reply_due_at > urgent.reply_due_at
    assert "Nothing has happened since the decision" in ben.get(f"/challenges/{usual.pk}/").content.decode()
    with as_member("ben") as me, pytest.raises(NotAllowed):
        deciding.challenge(
            practitioner=me, at=timezone.now(), referral_id=referral.pk, reason="It rains.", about="rain"
        )


def test_what_was_agreed_when_it_was_made_is_what_it_says(the_console: Console) -> None:
    challenge = given_challenge(timezone.now() - timedelta(hours=1))
    before = until(challenge)
    text = THORNMERE + "\nchallenge:\n  stages:\n    managers: {within: 9wd, label: Another stage}\n"
    with the_console():
        partnership.adopt(practitioner=access.Console(), at=timezone.now(), text=text)
    assert until(challenge) == before
    assert "Another stage" not in client_as("ben").get(f"/challenges/{challenge}/").content.decode()
    later = given_challenge(timezone.now())
    assert "Another stage" in client_as("ben").get(f"/challenges/{later}/").content.decode()


def test_how_we_work_says_who_is_asked_next_and_who_must_come_to_meetings() -> None:
    page = client_as("ben").get("/how-we-work/").content.decode()
    assert "If a challenge is not settled" in page
    assert "Stage 4: the safeguarding partners" in page
    assert "Initial child protection conference" in page
    assert "At least 2 other agencies" in page
    assert "Within 15 working days of the strategy discussion" in page
