"""A job counts a draft of the settings against the work under way; whoever keeps the settings sees round numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tessera.access.acting import acting_automatically
from tessera.access.models import Partnership
from tessera.enquiries.actions import enquiring, waiting
from tessera.enquiries.jobs import count_drafts
from tessera.enquiries.queries.trying import promises
from tessera.enquiries.rules.trying import counted, due_then
from tessera.partnership.models import SettingsCount
from tessera.partnership.queries import in_force
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_referral, given_request
from tests.stories.test_settings_are_agreed_by_two import given_draft, when_approved, when_sent

pytestmark = pytest.mark.django_db(transaction=True)
Worker = Callable[[], AbstractContextManager[None]]
NOW = datetime.now(UTC).replace(microsecond=0)


def words_of(page: str, row: str) -> str:
    """What stands beside a row of a summary."""
    rows = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.S)
    return {key.strip(): value.strip() for key, value in rows}[row]


def test_whoever_keeps_the_settings_sees_numbers_and_nobody_else_sees_them(the_job_worker: Worker) -> None:
    for _ in range(6):
        given_enquiry(
            NOW - timedelta(hours=3), rating="red"
        )  # opened half an hour later, and decided in four hours
    given_referral(NOW - timedelta(hours=1))
    draft = given_draft(red="2h")
    page = f"/settings/drafts/{draft}/effect/"
    assert "Look again in a minute" in client_as("ada").get(page).content.decode()
    with the_job_worker():
        assert count_drafts(NOW) == 1
        assert count_drafts(NOW + timedelta(hours=1)) == 0, "once as it stands"
    shown = client_as("vera").get(page).content.decode()
    assert "Decision: time allowed: red: 4 hours becomes 2 hours." in shown.replace("Clocks: ", "")
    assert words_of(shown, "Enquiries open") == "About 5"
    assert words_of(shown, "Referrals waiting to be screened") == "Fewer than 5"
    assert words_of(shown, "Enquiries that are in time and would be late") == "About 5"
    with as_member("ada"):
        kept = SettingsCount.objects.order_by("counted_at").first()
        assert kept is not None
        assert [move for move in kept.figures["moves"] if move["clock"] == "decision"] == [
            {
                "clock": "decision",
                "rating": "red",
                "running": 5,
                "sooner": 5,
                "later": None,
                "overdue": None,
                "overdue_then": 5,
            }
        ]
        with pytest.raises(DatabaseError), transaction.atomic():
            SettingsCount(draft_id=draft, number=2, figures={}, counted_at=NOW).save(force_insert=True)
    with the_job_worker():
        assert count_drafts(NOW + timedelta(days=2)) == 1, "and again another day"
    shown = client_as("vera").get(page).content.decode()
    assert words_of(shown, "Enquiries that are in time and would be late") == "Fewer than 5", (
        "all are late by then"
    )
    with as_member("ama"):
        assert not SettingsCount.objects.exists()
    assert client_as("ama").get(page).status_code == 404


def test_under_the_settings_in_force_no_promise_of_live_work_moves(the_job_worker: Worker) -> None:
    """Rated again, stood still, asked and paused: what is worked out again is what was promised."""
    enquiry = given_enquiry(NOW - timedelta(hours=6), rating="green")
    question = given_request(enquiry)
    paused = given_request(enquiry, agency="Thornmere Housing")
    with as_member("ama") as me:
        enquiring.rate(
            practitioner=me,
            at=NOW - timedelta(hours=5),
            enquiry_id=enquiry.pk,
            value="amber",
            reason="More is known.",
        )
        enquiring.pause(
            practitioner=me,
            at=NOW - timedelta(hours=4),
            enquiry_id=enquiry.pk,
            kind="decision",
            reason_code="family_unreachable",
            words="Nobody is at home.",
        )
        waiting.pause_request(
            practitioner=me,
            at=NOW - timedelta(hours=4),
            request_id=paused.pk,
            reason_code="question_unclear",
            words="They asked which house.",
        )
        partnership, settings = me.partnership_id, in_force(me.partnership_id, timezone.now()).settings
    with the_job_worker(), acting_automatically(), transaction.atomic():
        found, _ = promises(partnership)
    own = {(one.kind, one.agency): one for one in found}
    assert own["decision", ""].due_at is None
    assert own["agency_return", "housing"].due_at is None
    assert own["agency_return", "police"].started_at == question.sent_at
    for one in found:
        assert due_then(one, settings) == one.due_at
    assert {(m.sooner, m.later) for m in counted(found, 0, settings, NOW).moves} == {(0, 0)}


def test_when_it_is_in_force_no_promise_has_moved(the_job_worker: Worker) -> None:
    """What the page says of running promises is what happens to them."""
    given_request(given_enquiry(NOW - timedelta(hours=1), rating="red"))
    given_referral(NOW - timedelta(hours=1))
    before = promised(the_job_worker)
    draft = given_draft(red="2h")
    when_sent(draft)
    when_approved(draft)
    with the_job_worker():
        assert count_drafts(NOW + timedelta(minutes=2)) == 0, "an approved draft is counted no more"
    assert promised(the_job_worker) == before


def promised(the_job_worker: Worker) -> list[tuple[str, datetime | None]]:
    with the_job_worker(), acting_automatically(), transaction.atomic():
        partnership = Partnership.objects.get(code="thornmere").pk
        found, _ = promises(partnership)
    return sorted((one.kind, one.due_at) for one in found)
