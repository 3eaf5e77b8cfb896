"""Several agencies write one form about a child, each with a part that it shares and a part that it holds back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.access.models import Agency
from tessera.audit.models import Entry
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import deciding
from tessera.enquiries.models import Feedback
from tessera.enquiries.queries.joining import printed
from tessera.notifications.models import Message
from tessera.records.queries import lines_to_read
from tests.cast import as_member, client_as
from tests.stories.joint_form import NOW, POLICE, SCHOOL, Page, given_asked, given_form, sent_by

pytestmark = pytest.mark.django_db(transaction=True)
QUESTIONS = {
    "the form": 30,
    "a save": 68,  # and the form again, to which it leads
    "a save of nothing": 22,
    "the history of a field": 30,
    "what changed": 30,
}
URGENT = "How urgent we agree this is"
TOGETHER, OWN, HELD = "What we know and what we think", "What our agency knows", "What our agency holds back"


def test_the_hub_opens_a_form_and_each_agency_is_told_by_reference_alone() -> None:
    enquiry = given_asked()
    ama = client_as("ama")
    address = f"/enquiries/{enquiry.pk}/joint-form/"
    assert ama.get(address).status_code == 404
    page = ama.get(f"{address}open/").content.decode()
    assert POLICE in page
    assert SCHOOL in page
    with as_member("ama"):
        agencies = {a.name: str(a.pk) for a in Agency.objects.filter(name__in=[POLICE, SCHOOL])}
    none = ama.post(f"{address}open/", {})
    assert "Select at least one agency" in none.content.decode()
    assert ama.post(f"{address}open/", {"agencies": [agencies[POLICE]]}).status_code == 302
    assert (
        ama.post(f"{address}open/", {"agencies": [agencies[POLICE]]}).status_code == 302
    )  # sent twice: one form
    with as_member("cass") as me:
        told = Message.objects.filter(recipient_id=me.id, word="joint_form_opened")
        assert [(one.reference, one.link) for one in told] == [(enquiry.reference, address)]
    assert client_as("cass").get(address).status_code == 200
    assert client_as("ben").get(address).status_code == 404  # asked, and not let in
    assert ama.post(f"{address}agencies/{agencies[SCHOOL]}/let-in/").status_code == 302
    assert client_as("ben").get(address).status_code == 200
    assert ama.post(f"{address}agencies/{agencies[SCHOOL]}/let-go/").status_code == 302
    assert client_as("ben").get(address).status_code == 404


def test_what_one_agency_saves_the_others_read_and_what_it_holds_back_they_do_not() -> None:
    enquiry = given_form()
    cass = Page(client_as("cass"), enquiry.pk)
    assert "Only people of your own agency" in cass.words
    cass.save(TOGETHER, know__0001="Two calls to the house in October.", know__0001__kind="record")
    cass.save(OWN, lines__0001="The first caller was the neighbour.")
    cass.save(HELD, words="An informant lives next door.")
    assert "An informant lives next door." in cass.text
    ben, ama = Page(client_as("ben"), enquiry.pk), Page(client_as("ama"), enquiry.pk)
    for page in (ben, ama):
        assert "Two calls to the house in October." in page.text
        assert "The first caller was the neighbour." in page.text
        assert "informant" not in page.text
        assert "What Thornmere Police knows" in page.words
        assert page.words.count("Thornmere Police knows") == 1
        assert "{agency}" not in page.text
    assert "What our agency knows" in cass.words
    assert "What Thornmere Police knows" not in cass.words
    changed = told(ben.client, f"{ben.address}changes/")
    assert "What Thornmere Police knows" in changed
    assert ben.fields(TOGETHER)["know-0001-kind"] == "record"


@pytest.mark.parametrize("name", ["dev", "eve", "flo", "gil", "ada"])
def test_whoever_takes_no_part_finds_nothing(name: str) -> None:
    enquiry = given_form()
    page = Page(client_as("cass"), enquiry.pk)
    section = page.section(TOGETHER)
    client = client_as(name)
    for path in ("", "open/", "close/"):
        assert client.get(f"{page.address}{path}").status_code == 404, path
    for path in ("", f"sections/{section}/put-back/", "sign-off/", "close/"):
        assert client.post(f"{page.address}{path}", page.typed(TOGETHER)).status_code == 404, path


def test_words_typed_at_the_same_time_merge_and_the_same_words_are_asked() -> None:
    enquiry = given_form()
    first = Page(client_as("cass"), enquiry.pk)
    first.save(TOGETHER, daily_life="He walks to school alone. He eats at school.")
    cass, ben = Page(client_as("cass"), enquiry.pk), Page(client_as("ben"), enquiry.pk)
    cass.save(TOGETHER, daily_life="He walks to school alone, in the dark. He eats at school.")
    ben.save(TOGETHER, daily_life="He walks to school alone. He eats twice at school.")
    both = "He walks to school alone, in the dark. He eats twice at school."
    assert ben.fields(TOGETHER)["daily_life"] == both
    cass, ben = Page(client_as("cass"), enquiry.pk), Page(client_as("ben"), enquiry.pk)
    cass.save(TOGETHER, daily_life=both.replace("twice", "once"), think="We worry about the nights.")
    asked = ben.save(
        TOGETHER, daily_life=both.replace("twice", "three times"), works="", must_happen="A bed."
    )
    assert asked.status_code == 200
    assert "Somebody else changed this while you were writing" in ben.words
    assert "Put both together there" in ben.words
    assert both.replace("twice", "once") in ben.words
    assert ben.fields(TOGETHER)["daily_life"] == both.replace("twice", "three times")
    assert ben.fields(TOGETHER)["must_happen"] == "A bed."  # what does not clash was saved
    assert Page(client_as("ama"), enquiry.pk).fields(TOGETHER)["daily_life"] == both.replace("twice", "once")
    assert ben.save(TOGETHER).status_code == 200  # it is asked until somebody chooses
    ben.save(TOGETHER, **{"settle.daily_life": "mine"}, daily_life=both.replace("twice", "three times"))
    assert Page(client_as("ama"), enquiry.pk).fields(TOGETHER)["daily_life"] == both.replace(
        "twice", "three times"
    )


def test_a_choice_that_two_made_is_a_question_and_not_a_silent_winner() -> None:
    enquiry = given_form()
    cass, ben = Page(client_as("cass"), enquiry.pk), Page(client_as("ben"), enquiry.pk)
    cass.save(URGENT, rating="red", reason="A weapon.")
    assert ben.save(URGENT, rating="green").status_code == 200
    assert "Your own answer is above. Only one of the two can be kept" in ben.words
    assert "Put both together" not in ben.words
    assert "What is in my box" not in ben.words
    assert Page(client_as("ama"), enquiry.pk).fields(URGENT)["rating"] == "red"
    ben.save(URGENT, **{"settle.rating": "theirs"})
    assert ben.fields(URGENT)["rating"] == "red"


def test_two_new_lines_at_once_are_two_lines_and_one_sent_twice_is_one() -> None:
    enquiry = given_form()
    cass, ben = Page(client_as("cass"), enquiry.pk), Page(client_as("ben"), enquiry.pk)
    sent = cass.typed(TOGETHER, know__0001="Calls in October.", know__0001__kind="record")
    assert [cass.client.post(cass.address, sent).status_code for _ in range(2)] == [302, 302]
    ben.save(TOGETHER, know__0001="Wet shoes on Monday.", know__0001__kind="seen")
    found = ben.fields(TOGETHER)
    said = {found[name]: found[f"{name}-kind"] for name in found if name[:-1] == "know-000" and found[name]}
    assert said == {"Calls in October.": "record", "Wet shoes on Monday.": "seen"}


def test_one_press_saves_what_was_typed_anywhere_on_the_page() -> None:
    enquiry = given_form()
    cass = Page(client_as("cass"), enquiry.pk)
    cass.send(
        cass.typed(TOGETHER, daily_life="He walks alone.")
        | cass.typed(HELD, words="An informant lives next door.")
        | cass.typed(URGENT, rating="red", reason="A weapon.")
    )
    assert "Saved." in cass.words
    assert cass.fields(TOGETHER)["daily_life"] == "He walks alone."
    assert cass.fields(HELD)["words"] == "An informant lives next door."
    assert cass.fields(URGENT)["rating"] == "red"
    # What one part asks keeps nothing of the others back.
    ben, ama = Page(client_as("ben"), enquiry.pk), Page(client_as("ama"), enquiry.pk)
    ben.save(URGENT, rating="green")
    asked = ama.send(ama.typed(URGENT, rating="amber") | ama.typed(TOGETHER, think="We worry."))
    assert asked.status_code == 200
    assert "Saved, but for what is shown below." in ama.words
    assert "Somebody else changed this while you were writing" in ama.words
    assert ama.fields(URGENT)["rating"] == "amber"
    cass.open()
    assert cass.fields(TOGETHER)["think"] == "We worry."
    assert cass.fields(URGENT)["rating"] == "green"
    assert cass.save(TOGETHER).status_code == 302
    assert "Nothing was changed." in cass.words


def test_words_for_a_part_that_is_open_no_more_are_said_to_be_lost_and_the_others_are_saved() -> None:
    enquiry = given_form()
    cass, ben = Page(client_as("cass"), enquiry.pk), Page(client_as("ben"), enquiry.pk)
    ben.save(OWN, lines__0001="Wet shoes on Monday.")
    theirs = ben.typed(HELD, words="Not for the police.")
    cass.send(cass.typed(TOGETHER, think="We worry.") | theirs)
    assert "A part of this page is open to you no more" in cass.words
    assert cass.fields(TOGETHER)["think"] == "We worry."
    ben.open()
    assert ben.fields(HELD)["words"] == ""


def test_a_closed_form_is_read_only_and_an_expired_session_saves_nothing() -> None:
    enquiry = given_form()
    cass, ben = Page(client_as("cass"), enquiry.pk), Page(client_as("ben"), enquiry.pk)
    assert cass.client.post(f"{cass.address}sign-off/").status_code == 302
    cass.open()
    assert "Thornmere Police signed off" in cass.words
    for ask in (cass.client.get, cass.client.post):
        assert ask(f"{cass.address}close/").status_code == 404  # the hub's alone
    ama = client_as("ama")
    assert "Kestrel Lane Primary has not signed off yet" in ama.get(f"{cass.address}close/").content.decode()
    assert ama.post(f"{cass.address}close/").status_code == 302
    late = ben.save(TOGETHER, daily_life="Too late.")
    assert "This form is closed" in late.content.decode()
    assert "Too late." in late.content.decode()  # what was typed is given back
    ben.open()
    assert "<textarea" not in ben.text
    section = re.findall(r"sections/([0-9a-f-]{36})/add/", ben.text)[0]
    added = f"{ben.address}sections/{section}/add/"
    assert "Enter what you add" in ben.client.post(added, {"words": " "}).content.decode()
    assert ben.client.post(added, {"words": "He came in dry shoes today."}).status_code == 302
    assert client_as("dev").post(added, {"words": "x"}).status_code == 404
    cass.open()
    assert "He came in dry shoes today." in cass.text
    assert "He came in dry shoes today. " in told(cass.client, f"{cass.address}changes/")
    later = quote(datetime.now(UTC).isoformat())
    assert "Nothing has changed" in told(cass.client, f"{cass.address}changes/?since={later}")
    assert "Added by Ben" in cass.words
    ben.client.cookies.clear()
    gone = ben.client.post(ben.address, {"daily_life": "x"})
    assert gone.status_code == 302
    assert "sign-in" in gone["Location"]


def test_who_wrote_what_is_told_to_the_phrase_and_put_back_as_new_writing() -> None:
    enquiry = given_form()
    cass = Page(client_as("cass"), enquiry.pk)
    cass.save(TOGETHER, daily_life="He eats at school.")
    since = datetime.now(UTC).isoformat()
    ben = Page(client_as("ben"), enquiry.pk)
    ben.save(TOGETHER, daily_life="He eats twice at school.")
    section = ben.section(TOGETHER)
    history = f"{ben.address}sections/{section}/history/"
    words = told(ben.client, f"{history}?field=daily_life")
    assert "Everything it said" in words
    assert [part for part in ("He eats", "twice", "at school.") if part not in words] == []
    changed = told(cass.client, f"{ben.address}changes/?since={quote(since)}")
    assert "twice" in changed
    assert "put in by Ben" in changed
    seq = min(
        map(
            int,
            re.findall(
                r'name="seq" value="(\d+)"', ben.client.get(f"{history}?field=daily_life").content.decode()
            ),
        )
    )
    back = cass.client.post(f"{ben.address}sections/{section}/put-back/", {"field": "daily_life", "seq": seq})
    assert back.status_code == 302
    ben.open()
    assert ben.fields(TOGETHER)["daily_life"] == "He eats at school."
    assert "twice" in told(ben.client, f"{history}?field=daily_life")
    told(cass.client, f"{ben.address}changes/")  # and what was saved is told once
    unread = told(cass.client, f"{ben.address}changes/")
    for nonsense in ("soon", "2026-11-21T10:00:00", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00"):
        assert told(cass.client, f"{ben.address}changes/?since={quote(nonsense)}") == unread, nonsense
    assert "Nothing has changed" in told(
        cass.client, f"{ben.address}changes/?since={quote('9999-12-31T23:59:59+00:00')}"
    )
    for field in ("nothing", "know/../x", ""):
        assert ben.client.get(f"{history}?field={field}").status_code == 404
    held = cass.section(HELD)
    assert ben.client.get(f"{ben.address}sections/{held}/history/?field=words").status_code == 404
    assert ben.client.post(f"{ben.address}sections/{held}/put-back/", {"field": "words"}).status_code == 404


def test_how_a_line_is_known_is_among_what_changed_and_has_its_history() -> None:
    enquiry = given_form()
    cass = Page(client_as("cass"), enquiry.pk)
    cass.save(TOGETHER, know__0001="Two calls to the house.", know__0001__kind="record")
    since = quote(datetime.now(UTC).isoformat())
    ben = Page(client_as("ben"), enquiry.pk)
    ben.save(TOGETHER, know__0001__kind="opinion", know__0001__source="police")
    changed = told(cass.client, f"{ben.address}changes/?since={since}")
    assert "What we know: How it is known Two calls to the house. Opinion set by Ben" in changed
    assert "What we know: From where Two calls to the house. Police set by Ben" in changed
    history = unescape(re.search(r'href="([^"]+history/\?field=know%2F0001%2Fkind)"', ben.text)[1])  # type: ignore[index]
    words = told(cass.client, history)
    assert "What we know: How it is known: who wrote what" in words
    assert words.index("Opinion") < words.index("From a record")


def test_what_is_kept_of_a_form_never_holds_what_an_agency_holds_back() -> None:
    enquiry = given_form()
    cass = Page(client_as("cass"), enquiry.pk)
    cass.save(HELD, words="An informant lives next door.")
    cass.save(OWN, lines__0001="The first caller was the neighbour.")
    answer = client_as("ama").get(f"/enquiries/{enquiry.pk}/joint-form.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert "joint-form.pdf" not in cass.text
    for name in ("cass", "dev"):  # a file leaves the system by the hub, or with a second person's word
        assert client_as(name).get(f"/enquiries/{enquiry.pk}/joint-form.pdf").status_code == 404, name
    with as_member("cass") as me:
        kept = repr(printed(me, NOW, enquiry.pk))
    assert "The first caller was the neighbour." in kept
    assert "informant" not in kept
    audit = told(client_as("ama"), f"/enquiries/{enquiry.pk}/audit/")
    assert "The first caller was the neighbour." in audit
    assert "informant" not in audit
    with as_member("ama"):
        assert not Entry.objects.filter(verb="write", case=enquiry.case_id, row=held_section(cass)).exists()


def test_an_enquiry_closes_only_once_its_form_is_closed() -> None:
    enquiry = given_form()
    address = f"/enquiries/{enquiry.pk}/"
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
        for one in Feedback.objects.filter(enquiry=enquiry):
            deciding.tell(practitioner=me, at=datetime.now(UTC), feedback_id=one.pk, words="Thank you.")
        with pytest.raises(NotAllowed, match="Close the joint form first"):
            deciding.close(practitioner=me, at=datetime.now(UTC), enquiry_id=enquiry.pk)
    priya = client_as("priya")
    assert "Joint form: what the agencies write" in told(priya, address)
    assert priya.post(f"{address}joint-form/close/").status_code == 302
    with as_member("priya") as me:
        deciding.close(practitioner=me, at=datetime.now(UTC), enquiry_id=enquiry.pk)
    assert "Closed" in Page(priya, enquiry.pk).words


def held_section(page: Page) -> str:
    return page.section(HELD)


def test_each_page_asks_as_much_of_a_long_form_as_of_a_short_one() -> None:
    enquiry = given_form()
    cass = Page(client_as("cass"), enquiry.pk)
    cass.save(TOGETHER, know__0001="One.", daily_life="He eats.")
    few = asked_by(cass)
    for line in range(2, 6):
        cass.send(
            cass.typed(TOGETHER, **{f"know-{line:04}": "More.", f"know-{line:04}-kind": "seen"})
            | cass.typed(OWN, **{f"lines-{line - 1:04}": "Ours."})
        )
    assert asked_by(cass) == few == QUESTIONS


def asked_by(page: Page) -> dict[str, int]:
    """How many questions of the database each page of the form asks."""
    section = page.section(TOGETHER)
    found = {}
    for name, ask in {
        "the form": page.open,
        "a save": lambda: page.save(TOGETHER, daily_life=page.fields(TOGETHER)["daily_life"] + " More."),
        "a save of nothing": lambda: page.client.post(page.address, sent_by(page.text)),
        "the history of a field": lambda: page.client.get(
            f"{page.address}sections/{section}/history/?field=daily_life"
        ),
        "what changed": lambda: page.client.get(f"{page.address}changes/?since=2020-01-01T00:00:00%2B00:00"),
    }.items():
        with CaptureQueriesContext(connection) as questions:
            ask()
        found[name] = len(questions)
    return found


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
