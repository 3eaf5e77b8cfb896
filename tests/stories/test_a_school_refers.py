"""A school is worried, writes it down over as many sittings as it takes, and sends it once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tessera.access.rules import Mark
from tessera.enquiries.models import Clock, Danger, Draft, Referral, ReferralAddress, ReferralChild
from tessera.records.models import ChildsVoice, Line, Note
from tests.cast import as_member, client_as

pytestmark = pytest.mark.django_db(transaction=True)

WHOLE: dict[str, dict[str, Any]] = {
    "child-1": {
        "given_name": "Rowan", "family_name": "Ashdown", "age_kind": "born", "born_day": "4", "born_month": "March",
        "born_year": "2018", "sex": "M", "nhs_number": "999 612 2131", "upn_not_known": "on",
        "address": "12 Mill Row\nThornmere", "postcode": "ZZ99 3AB", "protected": "on", "disabilities": ["HEAR", "AUT"],
        "also_known_as": "Ro\nRowan Mills",
    },
    "child-2": {"family_name": "Ashdown", "age_kind": "age", "age_years": "3", "given_name": "Robin"},
    "adult-1": {
        "given_name": "Jo", "family_name": "Ashdown", "relationship_to_children": "mother",
        "parental_responsibility": "yes", "lives_with_children": "not_known",
    },
    "adult-2": {"family_name_not_known": "on", "relationship_to_children": "mother’s friend"},
    "you": {
        "name": "Ben Aldous", "role": "designated safeguarding lead", "phone": "01632 960200",
        "cover": "Mo Pryce, 01632 960201", "email": "ben.aldous@example.org", "relationship_to_family": "His school",
    },
    "agencies": {"row": ["1"], "row-1-kind": "agency", "row-1-agency": "Saltway Surgery", "row-1-contact": "Dr Lowe"},
    "concerns": {"concerns": ["neglect", "young_carer"]},
    "what-happened": {
        "row": ["1", "2", "3"],
        "row-1-kind": "seen", "row-1-text": "Wet shoes, and no socks.", "row-1-when_day": "15",
        "row-1-when_month": "6", "row-1-when_year": "2026", "row-1-about": "child-1",
        "row-2-kind": "told", "row-2-text": "There was no hot water.", "row-2-source": "the neighbour",
        "row-3-kind": "opinion", "row-3-text": "Things are worse than in May.",
    },
    "daily-life": {"daily_life": "He gets himself and Robin up."},
    "voice-1": {
        "child": "child-1", "words": "I do the nights.", "how": "said", "asked_by": "Form tutor: how was the weekend?",
        "setting": "In the library", "alone": "yes", "response": "Told him I would ask for help.",
    },
    "strengths": {"working_well": "He is never late.", "already_tried_not_known": "on"},
    "family-views": {"views_of_parents": "“I am on my own.”"},
    "consent": {"position": "not_reached", "reason_not_reached": "Rang three times."},
    "level": {"level": "3", "level_reason": "More than we can do."},
    "keep": {"keep": "yes", "keep_text": "Who told us.", "keep_reason": "The neighbour is afraid."},
    "practical": {"risk_to_practitioners": "A loose dog.", "interpreter_not_known": "on"},
    "hopes": {"hoped_for": "That someone sees the children at home."},
}  # fmt: skip


def begun(client: Client, danger: str = "no") -> str:
    """The address of a new draft."""
    answer = client.post("/referrals/new/", {"immediate_danger": danger})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def written(client: Client, pages: dict[str, dict[str, Any]] | None = None, danger: str = "no") -> str:
    """The address of a draft with these pages saved."""
    draft = begun(client, danger)
    for slug, answers in (pages or WHOLE).items():
        answer = client.post(f"{draft}{slug}/", {"go": "continue", "tab": "a", **answers})
        assert answer.status_code == 302, _errors(answer)
    return draft


def sent(client: Client, draft: str) -> str:
    """The address of the receipt, after sending."""
    answer = client.post(f"{draft}check/")
    assert answer.status_code == 302, _errors(answer)
    return str(answer["Location"])


def _errors(answer: Any) -> str:
    return " | ".join(re.findall(r'href="[^"]*">([^<]*)</a></li>', answer.content.decode()))


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_school_refers_and_everything_it_wrote_arrives() -> None:
    ben = client_as("ben")
    receipt = sent(ben, written(ben))
    with as_member("ama"):
        referral = Referral.objects.get()
        assert referral.concerns == ["neglect", "young_carer"]
        assert (referral.level, referral.consent_position) == (3, "not_reached")
        assert (referral.risk_to_practitioners, referral.interpreter) == ("A loose dog.", "Not known")
        assert referral.relationship_to_family == "His school"
        assert referral.referrer_cover == "Mo Pryce, 01632 960201"
        assert referral.other_agencies == [
            {"agency": "Saltway Surgery", "code": "saltway_surgery", "contact": "Dr Lowe"}
        ]
        rowan, robin = ReferralChild.objects.filter(referral=referral)
        assert (rowan.nhs_number, str(rowan.date_of_birth), rowan.upn) == ("9996122131", "2018-03-04", "")
        assert (rowan.also_known_as, rowan.disabilities) == (["Ro", "Rowan Mills"], ["HEAR", "AUT"])
        assert (robin.age_years, robin.date_of_birth) == (3, None)
        address = ReferralAddress.objects.get(child=rowan)
        assert (address.lines, address.marks) == (["12 Mill Row", "Thornmere"], [Mark.DOMESTIC_ABUSE_ADDRESS])
        lines = Line.objects.filter(note_id=referral.note_id)
        assert [(line.kind, line.when, line.source, line.about) for line in lines] == [
            ("seen", "2026-06-15", "", "Rowan Ashdown"),
            ("told", "", "the neighbour", ""),
            ("opinion", "", "", ""),
        ]
        voice = ChildsVoice.objects.get()
        assert (voice.child, voice.words, voice.setting) == (
            "Rowan Ashdown",
            "I do the nights.",
            "In the library",
        )
        assert Note.objects.get(kind="keep_from_family").lines.get().text == "Who told us."
        assert Clock.objects.get(referral=referral, kind="acknowledge").due_at is not None
    assert str(referral.pk) in receipt


def test_the_receipt_gives_a_reference_and_names_nobody() -> None:
    ben = client_as("ben")
    page = text_of(ben.get(sent(ben, written(ben))))
    with as_member("ben"):
        reference = Referral.objects.get().reference
    assert reference in page
    assert "01632 960100" in page
    for private in ("Rowan", "Ashdown", "neglect", "Mill Row", "Neglect"):
        assert private not in page


def test_sending_twice_sends_once() -> None:
    ben = client_as("ben")
    draft = written(ben)
    first, second = ben.post(f"{draft}check/"), ben.post(f"{draft}check/")
    assert first["Location"] == second["Location"]
    with as_member("ama"):
        assert Referral.objects.count() == 1
    assert ben.get(f"{draft}child-1/")["Location"] == first["Location"]
    assert ben.post(f"{draft}child-1/autosave/", {"given_name": "Late"}).status_code == 409


def test_an_empty_referral_is_not_sent_and_everything_needed_is_listed() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    page = text_of(ben.post(f"{draft}check/"))
    for words in (
        "Add at least one child",
        "Enter your role",
        "Select at least one kind of worry",
        "Write at least one thing that was seen",
        "Select whether the family knows",
    ):
        assert words in page
    assert page.index("Add at least one child") < page.index("Select whether the family knows")
    with as_member("ama"):
        assert not Referral.objects.exists()


def test_a_child_in_danger_is_said_at_once_and_to_the_hub() -> None:
    ben = client_as("ben")
    draft = written(ben, danger="yes")
    assert "Ring 999, then ring the hub" in text_of(ben.get(draft))
    sent(ben, draft)
    with as_member("ama"):
        assert Referral.objects.get().immediate_danger
        assert Danger.objects.count() == 1


def test_an_unborn_baby_and_why_no_child_was_asked() -> None:
    ben = client_as("ben")
    due = timezone.localdate() + timedelta(weeks=20)
    baby = {
        "family_name": "Noor", "age_kind": "due", "due_day": due.day, "due_month": due.month, "due_year": due.year,
    }  # fmt: skip
    few = {name: WHOLE[name] for name in ("you", "concerns", "consent")}
    lines = {"row": ["1"], "row-1-kind": "heard", "row-1-text": "Shouting through the wall."}
    why = {"not_asked": "The baby is not born."}
    draft = written(ben, {"child-1": baby, **few, "what-happened": lines, "voices": why})
    assert "Baby Noor (unborn)" in text_of(ben.get(f"{draft}children/"))
    sent(ben, draft)
    with as_member("ama"):
        child = ReferralChild.objects.get()
        assert (child.given_name, child.family_name, child.expected_date_of_birth) == ("", "Noor", due)
        texts = [line.text for line in Line.objects.filter(note_id=child.referral.note_id)]
        assert texts == ["Shouting through the wall."]
        assert child.referral.voice_not_asked == "The baby is not born."


def test_the_draft_is_left_and_resumed_with_what_was_typed_right_or_wrong() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    wrong = {
        "family_name": "Ashdown",
        "age_kind": "born",
        "born_day": "31",
        "born_month": "2",
        "born_year": "2018",
    }
    left = ben.post(f"{draft}child-1/", {**wrong, "nhs_number": "999 000", "go": "later"})
    assert left["Location"] == "/referrals/"
    listed = text_of(client_as("ben").get("/referrals/"))
    assert "Ashdown" in listed
    assert draft in listed
    page = text_of(ben.get(f"{draft}child-1/"))
    assert 'value="31"' in page
    assert "999 000" in page
    assert "There is a problem" not in page
    checked = text_of(ben.get(f"{draft}child-1/?check"))
    assert "Date of birth must be a real date" in checked
    assert "This is not an NHS number" in checked
    assert "Needs attention" in text_of(ben.get(draft))


def test_save_and_continue_shows_what_is_wrong_and_keeps_it() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    page = text_of(ben.post(f"{draft}consent/", {"position": "refused", "go": "continue"}))
    assert "Error: " in page
    assert "Enter why" in page
    assert "<title>Error: " in page
    with as_member("ben"):
        assert Draft.objects.get().answers["consent"]["position"] == "refused"


def test_a_draft_is_its_authors_alone_and_a_forged_address_is_not_here() -> None:
    ben = client_as("ben")
    draft = written(ben)
    for other in ("eve", "ama", "cass"):
        stranger = client_as(other)
        for address in (
            draft,
            f"{draft}child-1/",
            f"{draft}check/",
            f"{draft}child-1/remove/",
            f"{draft}discard/",
        ):
            assert stranger.get(address).status_code == 404, (other, address)
        assert stranger.post(f"{draft}child-1/", {"given_name": "X"}).status_code == 404
        assert stranger.post(f"{draft}child-1/autosave/", {"given_name": "X"}).status_code == 404
        assert stranger.post(f"{draft}check/").status_code == 404
        assert stranger.post(f"{draft}discard/").status_code == 404
    assert ben.get(f"{draft}child-9/").status_code == 404
    assert ben.get(f"{draft}nothing/").status_code == 404


def test_an_unsent_referral_is_deleted_only_when_that_is_said_again() -> None:
    ben = client_as("ben")
    draft = begun(ben)
    assert "cannot be brought back" in text_of(ben.get(f"{draft}discard/"))
    assert ben.post(f"{draft}discard/")["Location"] == "/referrals/"
    assert ben.get(draft).status_code == 404


def test_beginning_twice_begins_once() -> None:
    ben = client_as("ben")
    assert begun(ben) == begun(ben)
    assert "Select whether a child is in danger" in text_of(ben.post("/referrals/new/", {}))
