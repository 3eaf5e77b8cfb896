"""One referral under each of the four presets: every due time is the one worked out by hand.

Thornmere's hub is open from 8:30am to 5:30pm, Monday to Friday, but not on bank holidays. The referral arrives, half an
hour later an enquiry is opened, and ten minutes after that the police are asked.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.home import ROOT
from tessera.access import actions as access
from tessera.enquiries.actions import enquiring, waiting
from tessera.enquiries.models import Clock, Enquiry, Request
from tessera.partnership import actions as partnership
from tessera.partnership.rules import PRESETS
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)

LONDON = ZoneInfo("Europe/London")
THORNMERE = (ROOT / "demonstration" / "thornmere.yaml").read_text(encoding="utf-8")
SEEN = [{"kind": "seen", "text": "Wet shoes, and no socks."}]
Console = Callable[[], AbstractContextManager[None]]

# Friday 22 May 2026, 3:20pm; Monday 25 May is a bank holiday. Opened at 3:50pm, asked at 4:00pm.
LATE_FRIDAY = datetime(2026, 5, 22, 15, 20, tzinfo=LONDON)
# Saturday 28 March, 11:30pm: opened at midnight, and an hour later the clocks go forward. Asked at 12:10am.
BEFORE_SUMMER = datetime(2026, 3, 28, 23, 30, tzinfo=LONDON)
# Saturday 24 October, 11:30pm: opened at midnight, and two hours later the clocks go back. Asked at 12:10am.
BEFORE_WINTER = datetime(2026, 10, 24, 23, 30, tzinfo=LONDON)

# preset, received, rating, acknowledge, decision, agency's return; all in London, as "day hour:minute"
WORKED = [
    # One working day from Friday 3:20pm is Tuesday 3:20pm. Elapsed hours run on through the weekend.
    ("generic-4-24-72", LATE_FRIDAY, "red", "26 15:20", "22 19:50", "22 18:00"),
    ("generic-4-24-72", LATE_FRIDAY, "amber", "26 15:20", "23 15:50", "23 04:00"),
    ("generic-4-24-72", LATE_FRIDAY, "green", "26 15:20", "25 15:50", "24 04:00"),
    ("merton-2-6-24", LATE_FRIDAY, "red", "26 15:20", "22 19:50", "22 18:00"),
    ("merton-2-6-24", LATE_FRIDAY, "amber", "26 15:20", "23 03:50", "22 22:00"),
    ("merton-2-6-24", LATE_FRIDAY, "green", "26 15:20", "24 15:50", "23 16:00"),
    # Amber: one working day. 4 working hours from 4pm: 1 h 30 on Friday, 2 h 30 on Tuesday from 8:30am.
    ("oxfordshire-4h-1wd-3wd", LATE_FRIDAY, "red", "26 15:20", "22 19:50", "22 18:00"),
    ("oxfordshire-4h-1wd-3wd", LATE_FRIDAY, "amber", "26 15:20", "26 15:50", "26 11:00"),
    ("oxfordshire-4h-1wd-3wd", LATE_FRIDAY, "green", "26 15:20", "28 15:50", "27 16:00"),
    # Red: 8 working hours, 1 h 40 on Friday and 6 h 20 on Tuesday; 4 working hours as above.
    ("surrey-4wh-24wh-72h", LATE_FRIDAY, "red", "26 15:20", "26 14:50", "26 11:00"),
    # 24 working hours from 4pm: 1 h 30 on Friday, 9 h on Tuesday, 9 h on Wednesday, 4 h 30 on Thursday.
    ("surrey-4wh-24wh-72h", LATE_FRIDAY, "amber", "26 15:20", "29 15:50", "28 13:00"),
    ("surrey-4wh-24wh-72h", LATE_FRIDAY, "green", "26 15:20", "01 15:50", "25 16:00"),
    # The clocks go forward at 1am: four hours after midnight it is 5am. Working days begin on Monday 30 March.
    ("generic-4-24-72", BEFORE_SUMMER, "red", "30 17:30", "29 05:00", "29 03:10"),
    ("generic-4-24-72", BEFORE_SUMMER, "amber", "30 17:30", "30 01:00", "29 13:10"),
    # 48 real hours from midnight, and 24 from ten past: an hour later by the clock on the wall.
    ("merton-2-6-24", BEFORE_SUMMER, "green", "30 17:30", "31 01:00", "30 01:10"),
    ("oxfordshire-4h-1wd-3wd", BEFORE_SUMMER, "amber", "30 17:30", "30 17:30", "30 12:30"),
    ("surrey-4wh-24wh-72h", BEFORE_SUMMER, "red", "30 17:30", "30 16:30", "30 12:30"),
    # The clocks go back at 2am: four hours after midnight it is 3am.
    ("generic-4-24-72", BEFORE_WINTER, "red", "26 17:30", "25 03:00", "25 01:10"),
    ("generic-4-24-72", BEFORE_WINTER, "amber", "26 17:30", "25 23:00", "25 11:10"),
    ("merton-2-6-24", BEFORE_WINTER, "green", "26 17:30", "26 23:00", "25 23:10"),
    ("oxfordshire-4h-1wd-3wd", BEFORE_WINTER, "green", "26 17:30", "28 17:30", "27 17:30"),
    # Five working days end on Friday; 72 real hours from ten past midnight, an hour earlier on the wall.
    ("surrey-4wh-24wh-72h", BEFORE_WINTER, "green", "26 17:30", "30 17:30", "27 23:10"),
]


def given_preset(console: Console, preset: str) -> None:
    """Thornmere as it is, on another preset, in force since the winter."""
    text = THORNMERE.replace("based_on: generic-4-24-72", f"based_on: {preset}")
    with console():
        partnership.adopt(practitioner=access.Console(), at=datetime(2026, 1, 5, tzinfo=UTC), text=text)


def london(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(LONDON):%d %H:%M}"


def due(enquiry: Enquiry, kind: str) -> str:
    return london(Clock.objects.get(referral_id=enquiry.referral_id, kind=kind).due_at)


# Rated amber at 3:50pm on that Friday and red at 5pm. Four hours from then is sooner than any amber limit. 8 working
# hours count from 5pm too: 30 minutes on Friday and 7 h 30 on Tuesday, which is sooner than four working days.
RATED_HIGHER = {
    "generic-4-24-72": "22 21:00",
    "merton-2-6-24": "22 21:00",
    "oxfordshire-4h-1wd-3wd": "22 21:00",
    "surrey-4wh-24wh-72h": "26 16:00",
}

# Amber on that Friday. The decision stands still from 4:20pm, when 30 minutes are used, until Tuesday at 10:00am, and
# the police's time from 4:30pm, when 30 minutes are used, until then. The rest runs from there.
STOOD_STILL = {
    # 23 h 30 of 24 real hours; 11 h 30 of 12.
    "generic-4-24-72": ("27 09:30", "26 21:30"),
    # 11 h 30 of 12; 5 h 30 of 6.
    "merton-2-6-24": ("26 21:30", "26 15:30"),
    # A working day is 9 hours here: 8 h 30 are left, 7 h 30 on Tuesday, 1 h on Wednesday. 3 h 30 of 4 working hours.
    "oxfordshire-4h-1wd-3wd": ("27 09:30", "26 13:30"),
    # Four working days are 36 hours: 35 h 30 are left, 7 h 30 on Tuesday, 9 h on each day to Friday, and 1 h on Monday.
    # 23 h 30 of 24 working hours: 7 h 30, 9 h on Wednesday and 7 h on Thursday.
    "surrey-4wh-24wh-72h": ("01 09:30", "28 15:30"),
}


def given_pauses(enquiry: Enquiry, asked: Request) -> None:
    """The decision and the police's time both stand still from that Friday until Tuesday at 10:00am."""
    with as_member("ama") as me:
        enquiring.pause(
            practitioner=me,
            at=datetime(2026, 5, 22, 16, 20, tzinfo=LONDON),
            enquiry_id=enquiry.pk,
            kind="decision",
            reason_code="family_unreachable",
            words="Nobody answers the door.",
        )
        waiting.pause_request(
            practitioner=me,
            at=datetime(2026, 5, 22, 16, 30, tzinfo=LONDON),
            request_id=asked.pk,
            reason_code="question_unclear",
            words="They ask which address is meant.",
        )
    tuesday = datetime(2026, 5, 26, 10, 0, tzinfo=LONDON)
    with as_member("ama") as me:
        assert due(enquiry, "decision") == "", "what stands still is due at no time"
        enquiring.resume(practitioner=me, at=tuesday, enquiry_id=enquiry.pk, kind="decision")
        waiting.resume_request(practitioner=me, at=tuesday, request_id=asked.pk)


@pytest.mark.parametrize("preset", PRESETS)
def test_what_stood_still_has_the_rest_of_its_time_afterwards(the_console: Console, preset: str) -> None:
    given_preset(the_console, preset)
    enquiry = given_enquiry(LATE_FRIDAY.astimezone(UTC), "amber", lines=SEEN, reference="STORY-STILL")
    asked = given_request(enquiry)
    given_pauses(enquiry, asked)
    with as_member("ama"):
        still = due(enquiry, "decision"), london(Request.objects.get(pk=asked.pk).due_at)
    assert still == STOOD_STILL[preset]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_due_time_is_the_one_worked_out_by_hand(the_console: Console, preset: str) -> None:
    given_preset(the_console, preset)
    worked = [row for row in WORKED if row[0] == preset]
    counted = []
    for number, (_, received, rated, *_) in enumerate(worked):
        enquiry = given_enquiry(received.astimezone(UTC), rated, lines=SEEN, reference=f"STORY-{number}")
        asked = given_request(enquiry)
        with as_member("ama"):
            dues = due(enquiry, "acknowledge"), due(enquiry, "decision"), london(asked.due_at)
        counted.append((preset, received, rated, *dues))
        assert client_as("ama").get(f"/enquiries/{enquiry.pk}/").status_code == 200
    assert counted == worked
    enquiry = given_enquiry(LATE_FRIDAY.astimezone(UTC), "amber", lines=SEEN, reference="STORY-HIGHER")
    with as_member("ama") as me:
        enquiring.rate(
            practitioner=me,
            at=datetime(2026, 5, 22, 17, 0, tzinfo=LONDON),
            enquiry_id=enquiry.pk,
            value="red",
            reason="A third adult was named.",
        )
        assert due(enquiry, "decision") == RATED_HIGHER[preset]
