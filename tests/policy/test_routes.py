"""Every address, tried as every member of the cast. The table that comes of it is in git, so a change is a difference.

The addresses are those of one lived case (the school that referred, the agencies asked, the hub) and of one draft. What
may not be seen and what does not exist must answer alike, in status and in words.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config.demonstration import cases, written
from config.demonstration.browser import client_as
from config.demonstration.stage import Stage, on_stage
from tests.cast import CAST

TABLE = Path(__file__).with_name("routes.md")
# Addresses that change who is signed in, and so cannot be tried in turn. May only shrink.
CHANGES_THE_SESSION = ("account_logout", "session_end", "choose_membership", "demo_sign_in")


def every_address(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, route) of everything the resolver knows."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_address(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield entry.name or route, route


def an_emergency() -> uuid.UUID:
    """Raj asks for a child of whom there is no record: it opens nothing, and is reviewed."""
    from django.utils import timezone

    from tessera.oversight.actions import emergencies
    from tessera.oversight.rules import Ground
    from tessera.people.rules import PersonGiven

    with on_stage("raj") as me:
        use = emergencies.open_in_emergency(
            practitioner=me,
            at=timezone.now(),
            once=uuid.uuid4(),
            given=PersonGiven("Nobody", "Here", date_of_birth=date(2020, 1, 1)),
            ground=Ground.DANGER,
            words="Nobody of this name is on record.",
            hours=1,
        )
    return use.pk


def a_clearance() -> uuid.UUID | None:
    """One that Ama holds."""
    from tessera.access.models import Clearance

    with on_stage("ada"):
        of_ama = Clearance.objects.filter(practitioner__username="ama")
        return of_ama.values_list("pk", flat=True).first()


def a_tie(case_id: uuid.UUID) -> uuid.UUID | None:
    """How somebody of the case stands to somebody else, the first that was told."""
    from tessera.people.models import Relationship

    ties = Relationship.objects.filter(case_id=case_id).order_by("made_at", "id")
    return ties.values_list("pk", flat=True).first()


def a_rating(referral_id: uuid.UUID) -> uuid.UUID | None:
    """The hub's first."""
    from tessera.enquiries.models import Rating

    of_hub = Rating.objects.filter(enquiry__referral_id=referral_id, by_hub=True).order_by("rated_at")
    return of_hub.values_list("pk", flat=True).first()


@pytest.fixture
def known(db: None) -> dict[str, str]:
    """What each kind of identifier in an address stands for: rows of one lived case, and Ben's own draft."""
    from django.utils import timezone

    from tessera.access.models import Agency, Involvement
    from tessera.enquiries.actions import referring
    from tessera.enquiries.models import (
        Challenge,
        Enquiry,
        Feedback,
        Referral,
        ReferralAddress,
        ReferralAdult,
        ReferralChild,
        Request,
    )
    from tessera.live_forms.models import Section
    from tessera.notifications.models import Message

    document = written.read(dict(written.files())[1])
    referral_id = cases.live(document, datetime.now(UTC), Stage())[-1]
    # A second case, decided and challenged, for what only such a case has.
    cases.live(written.read(dict(written.files())[3]), datetime.now(UTC), Stage())
    use, clearance = an_emergency(), a_clearance()
    with on_stage("ben") as me:
        draft = referring.start_draft(practitioner=me, at=timezone.now())
        message = Message.objects.values_list("pk", flat=True).first()
    with on_stage("priya"):
        referral = Referral.objects.get(pk=referral_id)
        rows = {
            "referral_id": referral_id,
            "draft_id": draft.pk,
            "child_id": ReferralChild.objects.filter(referral=referral).values_list("pk", flat=True)[0],
            "adult_id": ReferralAdult.objects.filter(referral=referral).values_list("pk", flat=True)[0],
            "address_id": ReferralAddress.objects.filter(child__referral=referral)[0].pk,
            "enquiry_id": Enquiry.objects.values_list("pk", flat=True).get(referral=referral),
            "rating_id": a_rating(referral_id),
            "request_id": Request.objects.filter(to_agency__name="Thornmere Housing").values_list(
                "pk", flat=True
            )[0],
            # By name, not by identifier: several are owed within one millisecond, and any might be first.
            "feedback_id": Feedback.objects.order_by("referral__received_at", "to_agency__name", "kind")
            .values_list("pk", flat=True)
            .first(),
            "challenge_id": Challenge.objects.values_list("pk", flat=True).first(),
            "message_id": message,
            "use_id": use,
            "clearance_id": clearance,
            "case_id": referral.case_id,
            # Work that may be ended and handed over; no name on a seal. The stories try those who are let in to read.
            "involvement_id": Involvement.objects.filter(case_id=referral.case_id, kind="asked")
            .order_by("valid_from", "id")
            .values_list("pk", flat=True)
            .first(),
            "assurance_id": None,
            "section_id": Section.objects.filter(key="analysis").values_list("pk", flat=True).first(),
            **_of_the_record(referral),
            "agency_id": Agency.objects.get(name="Thornmere Housing").pk,
            "exclusion_id": None,
            "relationship_id": a_tie(referral.case_id),
            "export_id": None,
            # Who works here is every administrator's to see: the stories try whose page it is.
            "practitioner_id": None,
            "invitation_id": None,
            "membership_id": None,
        }
    return {name: str(value or uuid.uuid4()) for name, value in rows.items()} | {
        "page": "worries",
        "kind": "decision",
        "which": "1",
    }


def _of_the_record(referral: Any) -> dict[str, Any]:
    from tessera.enquiries.models import ReferralChild
    from tessera.records.models import Attachment, ChildsVoice, Line, Note

    return {
        "attachment_id": Attachment.objects.values_list("pk", flat=True).first(),
        "note_id": Note.objects.filter(case_id=referral.case_id, kind="referral")[0].pk,
        "line_id": Line.objects.filter(case_id=referral.case_id, note__kind="referral", marks=[])
        .exclude(kind__in=["impact", "action"])
        .order_by("position")[0]
        .pk,
        "voice_id": ChildsVoice.objects.filter(case_id=referral.case_id).order_by("pk")[0].pk,
        "person_id": ReferralChild.objects.filter(referral=referral, person__isnull=False)[0].person_id,
    }


def filled(route: str, known: dict[str, str]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known.get(found[1], "1"), route)


def absent(route: str, known: dict[str, str]) -> str:
    """The same address about something that does not exist."""
    others = {name: str(uuid.uuid4()) if name.endswith("_id") else value for name, value in known.items()}
    return filled(route, others)


def words(answer: Any) -> str:
    """The body of an answer without what differs each time: the token and the time."""
    body = getattr(answer, "content", b"").decode("utf-8", "replace")
    return re.sub(r'(csrfmiddlewaretoken" value|data-[a-z-]*now|datetime)="[^"]*"', "", body)


def ours() -> list[tuple[str, str]]:
    return [
        (name, route)
        for name, route in every_address()
        if "^" not in route and "\\" not in route and name not in CHANGES_THE_SESSION
    ]


def test_every_address_as_everyone(known: dict[str, str]) -> None:
    browsers = {name: client_as(name) for name in CAST} | {"nobody": Client()}
    lines = [
        "| address | " + " | ".join(browsers) + " |",
        "|---" * (len(browsers) + 1) + "|",
    ]
    for _, route in sorted(ours(), key=lambda entry: entry[1]):
        statuses = [str(browser.get(filled(route, known)).status_code) for browser in browsers.values()]
        assert "500" not in statuses, f"/{route} failed for somebody: {statuses}"
        lines.append(f"| /{route} | " + " | ".join(statuses) + " |")
    made = "\n".join(lines) + "\n"
    if os.environ.get("WRITE_ROUTES") == "1":
        TABLE.write_text(made, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == made, (
        "Who gets which page has changed. Read the difference as a Caldicott guardian would; if it is meant, "
        "write the table anew with WRITE_ROUTES=1 and commit it with the change."
    )


def test_what_may_not_be_seen_answers_as_what_is_not_there(known: dict[str, str]) -> None:
    for username in ("dev", "eve", "ada", "gil"):
        browser = client_as(username)
        for _, route in ours():
            if "<uuid:" not in route:
                continue
            hidden, missing = browser.get(filled(route, known)), browser.get(absent(route, known))
            assert hidden.status_code == missing.status_code, f"/{route} as {username}"
            assert hidden.status_code in (404, 405), f"/{route} as {username} answered {hidden.status_code}"
            assert words(hidden) == words(missing), (
                f"/{route} as {username} says more of one than of the other"
            )


def test_nobody_is_sent_to_sign_in(known: dict[str, str]) -> None:
    for _, route in ours():
        answer = Client().get(filled(route, known))
        if "<uuid:" in route:
            assert answer.status_code == 302, f"/{route} answered {answer.status_code} to nobody"
            assert answer["Location"].startswith("/sign-in/")
