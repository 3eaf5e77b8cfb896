"""Searching: lines and people that the searcher may see, with where to read on; and nothing that tells of any other."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tessera.access.models import Practitioner
from tessera.access.rules import Audience
from tessera.audit.models import Entry
from tessera.oversight.actions import involving
from tessera.records.actions import NewLine, write_note
from tessera.records.rules.words import LineKind, NoteKind
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_referral, given_request

pytestmark = pytest.mark.django_db(transaction=True)
NOTHING = "Nothing found"


def when_somebody_searches(browser: Client, words: str, **narrowed: str) -> str:
    answer = browser.post("/search/", {"words": words} | narrowed)
    assert answer.status_code == 302
    where = answer["Location"]
    assert not any(word in where for word in words.split()), "what was looked for stands in the address"
    page = browser.get(where)
    assert page.status_code == 200
    return unmarked(page.content.decode())


def unmarked(page: str) -> str:
    return re.sub(r"</?mark[^>]*>", "", page)


def without_what_was_typed(page: str) -> str:
    """The page without the field that shows the words again, and without what differs each time."""
    page = re.sub(r'<input[^>]*name="(words|csrfmiddlewaretoken)"[^>]*>', "", page)
    return re.sub(r'data-[a-z-]*now="[^"]*"|datetime="[^"]*"|\?for=[\w-]+', "", page)


def test_the_hub_finds_a_line_and_reads_on() -> None:
    enquiry = given_enquiry()
    page = when_somebody_searches(client_as("ama"), "sock shoes")
    assert "Wet shoes on Monday, and no socks." in page
    assert "Ben Aldous" in page
    assert enquiry.reference in page
    assert f"/enquiries/{enquiry.pk}/" in page
    assert "Rowan and Robin Ashdown" in page
    assert "no hot water" not in page


def test_whoever_has_no_part_in_it_finds_what_they_would_find_of_nothing() -> None:
    given_enquiry()
    for name in ("dev", "eve", "gil", "ada", "raj"):
        browser = client_as(name)
        for words in ("socks", "Ashdown"):
            hidden = when_somebody_searches(browser, words)
            assert NOTHING in hidden
            absent = when_somebody_searches(browser, "xyzzyx")
            assert without_what_was_typed(hidden) == without_what_was_typed(absent)


def test_an_agency_that_was_asked_reads_on_in_its_question() -> None:
    enquiry = given_enquiry()
    request = given_request(enquiry)
    with as_member("ama") as me:
        write_note(
            practitioner=me,
            at=datetime.now(UTC),
            case_id=enquiry.case_id,
            kind=NoteKind.OBSERVATION,
            lines=[NewLine(LineKind.RECORD, "A lantern burned all night.")],
        )
    page = when_somebody_searches(client_as("tariq"), "lanterns")
    assert "A lantern burned all night." in page
    assert f"/requests/{request.pk}/" in page


def test_whoever_was_added_to_a_case_reads_on_in_the_enquiry() -> None:
    enquiry = given_enquiry()
    with as_member("ama") as me:
        involving.add(
            practitioner=me,
            at=datetime.now(UTC),
            case_id=enquiry.case_id,
            principal=Practitioner.objects.get(username="dev").principal_id,
            reason="He knows the family.",
        )
    assert f"/enquiries/{enquiry.pk}/" in when_somebody_searches(client_as("dev"), "socks")
    of_ben = when_somebody_searches(client_as("ben"), "socks")
    assert f"/enquiries/{enquiry.pk}/" not in of_ben
    assert f"/referrals/{enquiry.referral_id}/" in of_ben


def test_a_line_that_needs_a_clearance_is_neither_found_nor_counted() -> None:
    enquiry = given_enquiry()
    with as_member("owen") as me:
        write_note(
            practitioner=me,
            at=datetime.now(UTC),
            case_id=enquiry.case_id,
            kind=NoteKind.OBSERVATION,
            lines=[
                NewLine(LineKind.RECORD, "A canary sang.", marks=("police_intelligence",)),
                NewLine(LineKind.SEEN, "A wren sang."),
            ],
        )
    assert "canary sang" in when_somebody_searches(client_as("owen"), "canary")  # who wrote it
    page = when_somebody_searches(client_as("ama"), "sang")
    assert "A wren sang." in page
    assert "canary" not in page
    assert "withheld" not in page.lower()
    hidden = when_somebody_searches(client_as("ama"), "canary")
    absent = when_somebody_searches(client_as("ama"), "xyzzyx")
    assert NOTHING in hidden
    assert without_what_was_typed(hidden) == without_what_was_typed(absent)


def test_what_is_for_some_people_is_found_by_them_alone() -> None:
    enquiry = given_enquiry()
    with as_member("ama") as me:
        write_note(
            practitioner=me,
            at=datetime.now(UTC),
            case_id=enquiry.case_id,
            kind=NoteKind.OBSERVATION,
            lines=[NewLine(LineKind.SEEN, "A heron stood.")],
            audience=Audience.NAMED_PEOPLE,
        )
    assert "A heron stood." in when_somebody_searches(client_as("ama"), "heron")
    assert NOTHING in when_somebody_searches(client_as("priya"), "heron")


def test_what_was_found_is_marked_whatever_its_ending() -> None:
    given_enquiry()
    ama = client_as("ama")
    where = ama.post("/search/", {"words": "shoe sock"})["Location"]
    page = ama.get(where).content.decode()
    assert 'Wet <mark class="tessera-mark">shoes</mark> on Monday, and no <mark' in page


def test_a_search_of_one_agencys_notes_or_of_some_days_finds_no_others() -> None:
    given_enquiry()
    ama, line = client_as("ama"), "Wet shoes on Monday, and no socks."
    (school, police) = (
        re.search(rf'<option value="([^"]+)">{name}<', ama.get("/search/").content.decode())
        for name in ("Kestrel Lane Primary", "Thornmere Police")
    )
    assert school
    assert police
    today = datetime.now(UTC).date()
    later, before = str(today + timedelta(days=2)), str(today - timedelta(days=400))
    for narrowed, found in (
        ({"agency": school[1]}, True),
        ({"agency": police[1]}, False),
        ({"since": before, "until": later}, True),
        ({"since": later}, False),
        ({"until": before}, False),
        ({"until": "9999-12-31", "since": "1000-01-01"}, True),
    ):
        page = when_somebody_searches(ama, "shoes", **narrowed)
        assert (line in page) is found, narrowed
        assert "<details" in page
        assert " open" in page[page.index("<details") : page.index("</details>")]
    for wrong, said in (
        ({"agency": "00000000-0000-4000-8000-000000000000"}, "Select a valid choice"),
        ({"since": later, "until": before}, "The last day must be the same as or after the first day"),
        ({"since_day": "31", "since_month": "2", "since_year": "2026"}, "The first day"),
    ):
        refused = ama.post("/search/", {"words": "shoes"} | wrong)
        assert refused.status_code == 200
        assert said in refused.content.decode()


def test_pages_go_on_from_the_last_line_and_say_no_total() -> None:
    enquiry = given_enquiry()
    with as_member("ama") as me:
        for number in range(45):
            write_note(
                practitioner=me,
                at=datetime.now(UTC) - timedelta(days=number),
                case_id=enquiry.case_id,
                kind=NoteKind.OBSERVATION,
                lines=[NewLine(LineKind.SEEN, f"Kestrels, sighting {number}.")],
            )
    browser = client_as("ama")
    page, read = when_somebody_searches(browser, "kestrel"), []
    while True:
        read += [int(n) for n in re.findall(r"Kestrels, sighting (\d+)\.", page)]
        assert "45" not in re.sub(r"<[^>]+>|[-\w]{20,}", "", page).replace("sighting 45", "")
        older = re.search(r'href="(/search/\?for=[^"]+)">Older lines', page)
        if older is None:
            break
        page = unmarked(browser.get(older[1].replace("&amp;", "&")).content.decode())
    assert read == list(range(45))


def test_the_ledger_says_that_they_searched_and_where_they_found_and_never_the_words() -> None:
    enquiry = given_enquiry()
    browser = client_as("ama")
    when_somebody_searches(browser, "Rowan socks")
    when_somebody_searches(browser, "shoes")
    with as_member("ama") as me:
        searched = list(Entry.objects.filter(verb="search", by=me.id))
        assert [e.detail for e in searched if e.kind == "line"] == [
            {"words": 2, "lines": 0, "people": 0},
            {"words": 1, "lines": 1, "people": 0},
        ]
        assert [e.case for e in searched if e.kind == "case"] == [enquiry.case_id]
        told = " ".join(str(vars(e)) for e in Entry.objects.all())
    assert "shoes" not in told
    assert "Rowan" not in told


def test_a_search_belongs_to_the_session_it_was_made_in() -> None:
    given_referral()
    answer = client_as("ama").post("/search/", {"words": "shoes"})
    page = client_as("ama").get(answer["Location"]).content.decode()
    assert "shoes" not in page


def test_an_empty_search_says_what_to_type_and_a_long_one_that_it_is_too_long() -> None:
    browser = client_as("ama")
    for words, said in (("  ", "Enter a word or a name"), ("x" * 201, "200 characters or fewer")):
        answer = browser.post("/search/", {"words": words})
        assert answer.status_code == 200
        assert said in answer.content.decode()
    for odd in ("'; DROP TABLE records_line; --", "\\", '"', "((", "the of and", "-shoes", ":*", "%s"):
        assert NOTHING in when_somebody_searches(browser, odd + " ")
