"""The hub decides: the lines to rely on, by agency; what is possible while an enquiry lives, and not after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import asking, deciding, enquiring
from tessera.enquiries.models import Danger, Decision, Enquiry, Feedback
from tessera.partnership import queries as partnership
from tessera.partnership.actions import drafting
from tessera.partnership.rules.reading import write
from tessera.records.actions import NewLine
from tessera.records.queries import lines_to_read
from tessera.records.rules.words import LineKind
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request
from tests.stories.test_settings_are_agreed_by_two import when_approved, when_sent

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(username: str, path: str) -> str:
    answer = client_as(username).get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def given_an_answered_enquiry() -> Enquiry:
    enquiry = given_enquiry(datetime.now(UTC) - timedelta(hours=2))
    request = given_request(enquiry)
    with as_member("cass") as me:
        asking.answer(
            practitioner=me,
            at=datetime.now(UTC),
            request_id=request.pk,
            lines=[
                NewLine(LineKind.RECORD, "Two calls in March."),
                NewLine(LineKind.SEEN, "No light in the house."),
            ],
        )
    return enquiry


def given_a_decision(enquiry: Enquiry) -> None:
    with as_member("priya") as me:
        deciding.decide(
            practitioner=me,
            at=datetime.now(UTC),
            enquiry_id=enquiry.pk,
            outcome="no_further_action",
            closure="met_by_those_around",
            level=2,
            reasons="The school will help.",
            relied_on=[lines_to_read(enquiry.case_id)[0].id],
            would_change="Another night alone.",
            safety_meanwhile="A neighbour looks in.",
        )


def test_the_lines_to_rely_on_stand_under_the_agency_that_wrote_them() -> None:
    enquiry = given_an_answered_enquiry()
    page = html.fromstring(page_of("priya", f"/enquiries/{enquiry.pk}/decide/"))
    groups = {}
    for group in page.xpath('//*[@role="group"][.//input[@name="relied_on"]]'):
        (title,) = page.xpath(f'//*[@id="{group.get("aria-labelledby")}"]')
        groups[title.text_content()] = [label.text_content().strip() for label in group.xpath(".//label")]
    assert list(groups) == ["What the children said or showed", "Kestrel Lane Primary", "Thornmere Police"]
    assert groups["What the children said or showed"] == ["Rowan Ashdown: “I do the nights.”"]
    assert groups["Thornmere Police"] == ["Record: Two calls in March.", "Seen: No light in the house."]
    ids = page.xpath('//input[@name="relied_on"]/@id')
    assert ids[0] == "id_relied_on"
    assert len(set(ids)) == len(ids) == 6
    (chosen,) = page.xpath('//label[contains(., "Two calls")]/preceding-sibling::input/@value')
    given = {
        "outcome": "no_further_action",
        "ends_no_further_action": "met_by_those_around",
        "level": "2",
        "reasons": "The school will help.",
        "relied_on": [chosen],
        "would_change": "Another night alone.",
        "safety_meanwhile": "A neighbour looks in.",
    }
    answer = client_as("priya").post(f"/enquiries/{enquiry.pk}/decide/", given)
    assert answer["Location"] == f"/enquiries/{enquiry.pk}/"
    with as_member("priya"):
        decision = Decision.objects.get(enquiry=enquiry)
        assert [str(pk) for pk in decision.relied_on.values_list("line_id", flat=True)] == [chosen]


def test_why_work_ends_is_asked_kept_and_shown_in_the_words_of_its_day() -> None:
    enquiry = given_an_answered_enquiry()
    decide = f"/enquiries/{enquiry.pk}/decide/"
    said = "No further action by social care, with advice: Those who know the family meet the need"
    with as_member("priya"):
        line = str(lines_to_read(enquiry.case_id)[0].id)
    given = {
        "outcome": "no_further_action", "level": "2", "reasons": "The school will help.", "relied_on": [line],
        "would_change": "Another night alone.", "safety_meanwhile": "A neighbour looks in.",
    }  # fmt: skip
    for wrong in ({}, {"ends_no_further_action": "moved_away"}, {"ends_other_local_authority": "moved_away"}):
        page = client_as("priya").post(decide, given | wrong)
        assert page.status_code == 200
        assert "There is a problem" in page.content.decode()
    for outcome, closure in (("no_further_action", "moved_away"), ("family_help", "looked_into")):
        with as_member("priya") as me, pytest.raises(NotAllowed, match="why work ends"):
            deciding.decide(
                practitioner=me, at=datetime.now(UTC), enquiry_id=enquiry.pk, outcome=outcome, closure=closure, level=2,
                reasons="None.", relied_on=[], would_change="None.", safety_meanwhile="None.",
            )  # fmt: skip
    right = given | {
        "ends_no_further_action": "met_by_those_around",
        "ends_other_local_authority": "moved_away",
    }
    assert client_as("priya").post(decide, right).status_code == 302
    pages = [
        f"/enquiries/{enquiry.pk}/", f"/enquiries/{enquiry.pk}/audit/", f"/cases/{enquiry.case_id}/chronology/"
    ]  # fmt: skip
    assert all(said in page_of("ama", page) for page in pages)
    when_reworded("met_by_those_around", "Others do it")
    assert all(said in page_of("ama", page) for page in pages)


def when_reworded(closure: str, words: str) -> None:
    with as_member("ada") as me:
        data = partnership.in_force(me.partnership_id, datetime.now(UTC)).settings.data()
        data["closures"][closure]["label"] = words
        begun = drafting.begin(
            practitioner=me, at=datetime.now(UTC), partnership_id=me.partnership_id, text=write(data)
        )
    when_sent(begun.pk, number=1)
    when_approved(begun.pk, number=2)


def test_danger_is_called_on_what_is_decided_and_on_what_is_closed_a_way_on_is_shown() -> None:
    enquiry = given_an_answered_enquiry()
    danger = f"/referrals/{enquiry.referral_id}/danger/"
    given_a_decision(enquiry)
    assert danger in page_of("ama", f"/enquiries/{enquiry.pk}/")
    assert client_as("ama").post(danger, {"reason": "He is on the roof."}).status_code == 302
    with as_member("ama") as me:
        for told in Feedback.objects.filter(enquiry=enquiry):
            deciding.tell(practitioner=me, at=datetime.now(UTC), feedback_id=told.pk, words="Thank you.")
        deciding.close(practitioner=me, at=datetime.now(UTC), enquiry_id=enquiry.pk)
    overview = page_of("ama", f"/enquiries/{enquiry.pk}/")
    assert danger not in overview
    assert "/referrals/new/" in overview
    assert (
        f'href="/cases/{enquiry.case_id}/access/">End it for each whose work with the family has ended'
        in overview
    )
    page = page_of("ama", danger)
    assert "<textarea" not in page
    assert "Make a new referral" in page
    assert "This enquiry is closed" in page
    late = client_as("ama").post(danger, {"reason": "He is on the roof again."})
    assert late.status_code == 200
    assert "This enquiry is closed. Ring the hub now" in late.content.decode()
    with as_member("ama") as me:
        with pytest.raises(NotAllowed, match="make a new referral"):
            enquiring.call_danger(
                practitioner=me, at=datetime.now(UTC), referral_id=enquiry.referral_id, reason="Again."
            )
        assert Danger.objects.filter(referral_id=enquiry.referral_id).count() == 1
    # The referrer cannot see that it is closed, and is not stopped: everybody in the hub is told.
    assert client_as("ben").post(danger, {"reason": "He is on the roof."}).status_code == 302
