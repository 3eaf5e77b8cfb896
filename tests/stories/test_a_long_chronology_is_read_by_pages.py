"""A long chronology is listed by pages; its picture, its gaps and every count are of the whole of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.chronology.views import _paged
from tessera.core.text import date_words
from tessera.enquiries.models import Enquiry
from tests.cast import client_as
from tests.stories.front_door import given_enquiry, given_request
from tests.stories.test_a_note_is_on_the_chronology import page_of, when_somebody_writes
from tests.stories.test_two_agencies_told_one_event import given_two

pytestmark = pytest.mark.django_db(transaction=True)
A_PAGE = 3
YEARS = range(2016, 2023)


@pytest.fixture(autouse=True)
def _few_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_paged, "A_PAGE", A_PAGE)


def given_a_long_story() -> tuple[Enquiry, str]:
    """A note of each year on the chronology, beside what the front door did; and its page."""
    enquiry, ben = given_enquiry(), client_as("ben")
    for year in YEARS:
        told = {"text": f"Hungry in {year}.", "impact": f"He was tired in {year}."}
        day = date_words(date(year, 3, 5))
        when_somebody_writes(ben, enquiry, **told, when="day", day=day, promote="on", nature="harm")
    return enquiry, f"/cases/{enquiry.case_id}/chronology/"


def listed(page: str) -> dict[int, str]:
    """By its number what each entry of the list says."""
    found = re.findall(r'<li id="entry-(\d+)">(.*?)</li>', page, re.DOTALL)
    return {int(number): re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", told)) for number, told in found}


def gaps(page: str) -> list[str]:
    return re.findall(r'<li class="tessera-entries__gap">([^<]*)</li>', page)


def marks(page: str) -> list[tuple[str, int]]:
    """Where each mark of the picture leads: the query of the page, and the number of the entry there."""
    picture = page[page.index('<svg class="tessera-lanes') : page.index("tessera-legend")]
    found = re.findall(r'<a href="([^"#]*)#entry-(\d+)"', picture)
    return [(unescape(query), int(number)) for query, number in found]


def how_many(page: str) -> int:
    (number,) = re.findall(r'id="list">(\d+) entr', page)
    return int(number)


def pages_of(client: Client, address: str) -> Iterator[str]:
    """Each page of the list, first to last, by the links that lead on."""
    onward = ""
    while True:
        page = page_of(client, address + onward)
        yield page
        found = re.search(r'href="(\?[^"#]*)#list"[^>]* rel="next"', page)
        if found is None:
            return
        onward = unescape(found[1])


def test_every_entry_stands_on_one_page_and_each_mark_leads_to_it() -> None:
    (_enquiry, address), ben = given_a_long_story(), client_as("ben")
    whole = page_of(ben, f"{address}?page=all")
    every, number = listed(whole), how_many(whole)
    assert list(every) == list(range(1, number + 1))
    assert number > 2 * A_PAGE
    assert marks(whole) == [("", place) for _query, place in marks(whole)], "everything is on this page"
    told = dict[int, str]()
    for place, page in enumerate(pages_of(ben, address), 1):
        here = listed(page)
        assert list(here) == list(range(A_PAGE * (place - 1) + 1, min(A_PAGE * place, number) + 1))
        assert f"Entries {min(here)} to {max(here)} of {number}." in page
        assert f"Show all {number} entries on one page (to print)" in page
        assert how_many(page) == number
        assert len(marks(page)) == number, "each can be dated"
        told |= here
        for query, entry in marks(page):
            assert (query == "") == (entry in here)
            if query and place == 1:
                assert every[entry] == listed(page_of(ben, address + query))[entry]
    assert told == every
    assert "Show the entries by pages" in whole
    assert "He was tired in 2022." not in page_of(ben, address), (
        "what the list does not hold is not on the page"
    )


def test_a_gap_between_two_pages_is_told_once() -> None:
    (_enquiry, address), ben = given_a_long_story(), client_as("ben")
    whole = gaps(page_of(ben, f"{address}?page=all"))
    assert len(whole) >= len(YEARS), "one after each year"
    by_pages = [gaps(page) for page in pages_of(ben, address)]
    assert [one for page in by_pages for one in page] == whole
    assert sum(map(bool, by_pages)) > 2


def test_what_is_asked_for_is_kept_from_page_to_page_and_no_number_is_lost() -> None:
    (_enquiry, address), ben = given_a_long_story(), client_as("ben")
    when_somebody_writes(ben, _enquiry, text="Dry shoes.", promote="on", nature="strength")
    chosen = f"{address}?shape=harm&begins-day=&significance=&lanes=person"
    whole = page_of(ben, f"{chosen}&page=all")
    assert how_many(whole) == len(YEARS)
    pages = list(pages_of(ben, chosen))
    assert {number: told for page in pages for number, told in listed(page).items()} == listed(whole)
    for page in pages:
        assert "Dry shoes." not in page
        for query, entry in marks(page):
            assert not query or {"shape=harm", "lanes=person"} <= set(query[1:].split("&")), entry
    # Past either end is that end, and what is no number is the first page.
    last = len(pages)
    for asked, there in (("0", 1), ("-3", 1), ("soon", 1), ("", 1), ("99", last), ("9" * 30, last)):
        assert listed(page_of(ben, f"{chosen}&page={asked}")) == listed(pages[there - 1]), asked
    shut = '<details class="govuk-details"><summary'
    choose = "Choose what is shown"
    for query, open_ in (("?page=2", False), ("?page=all", False), ("?shape=harm&page=2", True)):
        page = page_of(ben, address + query)
        drawn = page[: page.index(choose)].rpartition("<details")[2]
        assert (" open" in drawn) is open_, (query, shut)


def test_what_a_reader_may_not_see_moves_nothing_to_another_page() -> None:
    (enquiry, address), hana, ama = given_a_long_story(), client_as("hana"), client_as("ama")
    given_request(enquiry, "Thornmere Community Health")

    def read(client: Client) -> list[tuple[object, ...]]:
        return [(listed(page), gaps(page), marks(page), how_many(page)) for page in pages_of(client, address)]

    before, hers = read(hana), read(ama)
    assert len(before) > 2
    for year in YEARS:
        day = date_words(date(year, 6, 5))
        given = {"when": "day", "day": day, "promote": "on", "nature": "harm", "draft": str(uuid4())}
        when_somebody_writes(ama, enquiry, **given, text=f"For the hub in {year}.", share="hub")
    assert read(hana) == before
    assert len(read(ama)) > len(hers), "for whoever may read them there are more pages"


def test_an_account_of_the_same_event_on_another_page_is_led_to(monkeypatch: pytest.MonkeyPatch) -> None:
    enquiry, compare = given_two()
    said = {"same": "yes", "reason": "One fall, told on two days."}
    assert client_as("ama").post(compare, said).status_code == 302
    monkeypatch.setattr(_paged, "A_PAGE", 1)
    ben, address = client_as("ben"), f"/cases/{enquiry.case_id}/chronology/"
    found = list[str]()
    for page in pages_of(ben, address):
        for link, other in re.findall(
            r'<a class="govuk-link" href="([^"]*#entry-\d+)">\d+\. ([^<]*)</a>', page
        ):
            query, _, number = unescape(link).partition("#entry-")
            assert other in unescape(listed(page_of(ben, address + query))[int(number)])
            found.append(query)
    assert len(found) == 2
    assert all(found), "each stands beside the other, which is on another page"


def test_a_page_asks_no_more_than_the_whole() -> None:
    (_enquiry, address), ben = given_a_long_story(), client_as("ben")

    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as found:
            page_of(ben, address + query)
        return len(found)

    asked("")
    assert asked("") == asked("?page=2") == asked("?page=all")
