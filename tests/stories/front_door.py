"""What the stories of the front door begin with: a referral that arrived, an enquiry that was opened."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tessera.access.models import Agency
from tessera.enquiries.actions import asking, referring, screening
from tessera.enquiries.models import Enquiry, Referral, Request
from tessera.enquiries.rules import intake
from tessera.partnership import queries as partnership
from tests.cast import as_member

# A Tuesday on which Thornmere's hub is open, in the past of whenever the tests are run.
TUESDAY = datetime(2026, 6, 16, 9, 30, tzinfo=UTC)
# Why an answer goes to more than the hub, as the answer form asks.
WIDER = {
    "share_reason": "The school sees the children each day.",
    "share_purpose": "decide_next_steps",
    "share_basis": "public_task",
}
CHECKED: dict[str, Any] = {
    "reference": "STORY-1",
    "received_at": TUESDAY.isoformat(),
    "referrer": {
        "name": "Ben Aldous",
        "role": "designated safeguarding lead",
        "agency": "Kestrel Lane Primary",
    },
    "children": [
        {"given_name": "Rowan", "family_name": "Ashdown", "date_of_birth": "2018-03-04", "sex": "M"},
        {"given_name": "Robin", "family_name": "Ashdown", "date_of_birth": "2020-07-09", "sex": "F"},
    ],
    "adults": [
        {
            "given_name": "Jo",
            "family_name": "Ashdown",
            "relationship_to_children": "mother",
            "parental_responsibility": True,
            "lives_with_children": True,
        }
    ],
    "concerns": ["neglect"],
    "lines": [
        {"kind": "seen", "text": "Wet shoes on Monday, and no socks.", "when": "2026-06-15"},
        {"kind": "told", "text": "There was no hot water all week.", "source": "the neighbour"},
        {"kind": "opinion", "text": "Things are worse than in May."},
    ],
    "child_voice": [
        {"child": 0, "words": "I do the nights.", "how": "said", "asked_by": "form tutor", "alone": True}
    ],
    "consent": {"position": "not_reached", "reason": "Rang three times on Monday."},
    "immediate_danger": False,
}


def given_referral(at: datetime = TUESDAY, by: str = "ben", **changes: Any) -> Referral:
    """A referral that reached the hub at this moment."""
    with as_member(by) as me:
        codes = dict(Agency.objects.filter(partnership_id=me.partnership_id).values_list("name", "code"))
        told = CHECKED | {"received_at": at.isoformat()} | changes
        line = json.dumps(told).encode()
        checked = intake.check(line, received_by=at + timedelta(minutes=1), agencies=codes.get)
        assert isinstance(checked, intake.Referral), checked
        return referring.send(practitioner=me, at=at, referral=checked)


def given_enquiry(at: datetime = TUESDAY, rating: str | None = "amber", **changes: Any) -> Enquiry:
    """A referral screened half an hour after it arrived, with an enquiry as the outcome."""
    referral = given_referral(at, **changes)
    with as_member("ama") as me:
        screening.screen(
            practitioner=me,
            at=at + timedelta(minutes=30),
            referral_id=referral.pk,
            outcome="enquiry",
            reason="Two worries that one agency cannot answer.",
            rating=rating,
            rating_reason="Needs have grown." if rating else "",
        )
        return Enquiry.objects.get(referral=referral)


def given_request(enquiry: Enquiry, agency: str = "Thornmere Police", at: datetime | None = None) -> Request:
    """One question to one agency."""
    with as_member("ama") as me:
        return asking.ask(
            practitioner=me,
            at=at or enquiry.opened_at + timedelta(minutes=10),
            enquiry_id=enquiry.pk,
            to_agency_id=Agency.objects.get(name=agency).pk,
            question="What do you know of the adults at the address?",
            context="A school is worried about neglect.",
            basis=_basis(me, enquiry.opened_at),
            purpose="To decide what the children need.",
            necessity="Nobody else holds it.",
            told_family=True,
        )


def _basis(me: Any, at: datetime) -> str:
    return next(iter(partnership.in_force(me.partnership_id, at).settings.lawful_bases))
