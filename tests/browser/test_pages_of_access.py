"""Who may open a case, seals, exclusions, quality assurance and who has looked, in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.browser.people import person
from tests.browser.test_pages_axe import HREFS, Tour

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def tour(browser: Browser, live_demo: str, request: pytest.FixtureRequest) -> Tour:
    """A tour by the member of the cast that the test names, signed in, with script or without."""
    username, script = request.param
    who = person(browser, live_demo, username, script=script)
    who.sign_in()
    return Tour(who)


def with_error(tour: Tour, address: str) -> None:
    """The page, and the same page after its form was sent with nothing in it."""
    tour.see(address)
    tour.who.submit()
    tour.who.reads("There is a problem")
    tour.look(f"{address}, with errors")


@pytest.mark.parametrize("tour", [("priya", True)], indirect=True)
def test_who_has_access_and_a_seal(tour: Tour, browser: Browser, live_demo: str) -> None:
    priya = tour.who
    priya.go("/worklist/")
    priya.go(str(priya.main.locator('a[href^="/enquiries/"]').last.get_attribute("href")))
    priya.follow("Who has access")
    priya.heading("Who has access")
    page = priya.page.url
    tour.look("who has access")
    for part in ("add/", "school/"):
        with_error(tour, f"{page}{part}")
    priya.go(f"{page}add/")
    options = priya.main.locator("select option", has_text="Dev Chaudhry")
    priya.main.locator("select").select_option(str(options.first.get_attribute("value")))
    priya.main.locator("textarea").fill("He knows the family.")
    priya.submit()
    priya.reads("He knows the family.")
    ended = str(priya.main.locator('a[href$="/end/"]').last.get_attribute("href"))
    with_error(tour, str(priya.main.locator('a[href$="/hand-over/"]').last.get_attribute("href")))
    with_error(tour, ended)
    case = page.removesuffix("access/")
    with_error(tour, f"{case}seal/")
    priya.go(f"{case}seal/")
    priya.main.locator("textarea").fill("The family of a colleague.")
    priya.submit()
    priya.reads("This case is sealed")
    tour.look("who has access, sealed")
    for part in ("seal/name/", "seal/open/"):
        with_error(tour, f"{case}{part}")
    priya.go(page)
    with_error(tour, str(priya.main.locator('a[href$="/take-away/"]').first.get_attribute("href")))
    priya.go(f"{case}seal/open/")
    priya.main.locator("textarea").fill("It was another family.")
    priya.submit()
    priya.reads("The seal is open")
    tour.look("who has access, opened again")
    tour.see(f"{case}looked/", "/looked/")
    assert priya.page.url.endswith("/looked/")
    priya.go(ended)
    priya.main.locator("textarea").fill("He has moved on.")
    priya.main.get_by_label("Yes", exact=True).check()
    priya.submit()
    tour.over()
    dev = Tour(person(browser, live_demo, "dev"))
    dev.who.sign_in()
    dev.see("/own-record/")
    dev.see(str(dev.who.main.locator('a[href^="/own-record/"]').first.get_attribute("href")))
    dev.who.reads("You read what you or your agency wrote in it until then")
    dev.over()


@pytest.mark.parametrize("tour", [("hana", True)], indirect=True)
def test_the_guardian_reads_who_looked_and_answers_for_exclusions(tour: Tour) -> None:
    hana = tour.who
    tour.see("/looked/cases/?name=nobody-at-all", "/looked/cases/")
    tour.see(str(hana.main.locator('a[href$="/looked/"]').first.get_attribute("href")))
    with_error(tour, "/exclusions/")
    assert hana.page.url.endswith("/exclusions/")
    tour.over()


@pytest.mark.parametrize("tour", [("gil", True)], indirect=True)
def test_quality_assurance(tour: Tour, browser: Browser, live_demo: str) -> None:
    gil = tour.who
    tour.see("/assurance/")
    with_error(tour, "/assurance/ask/")
    day = datetime.now(UTC).date() + timedelta(days=20)
    gil.fill(
        {
            "purpose": "How children's words bear on decisions.",
            "scope": "Closed in the last year.",
            "until_day": str(day.day),
            "until_month": str(day.month),
            "until_year": str(day.year),
        }
    )
    gil.submit()
    gil.reads("It is asked for.")
    asked = str(gil.main.locator('a[href^="/assurance/0"]').first.get_attribute("href"))
    priya = person(browser, live_demo, "priya")
    priya.sign_in()
    other = Tour(priya)
    other.see(asked, f"{asked}?begins=2020-01-01&ends=2020-01-02")
    priya.go(asked)
    boxes = priya.main.locator('input[name="cases"]')
    assert boxes.count(), "the demonstration has a closed enquiry"
    boxes.first.check()
    priya.press("Agree to these cases")
    priya.reads("They may read these cases until then")
    other.look("quality assurance, agreed")
    tour.see(asked)
    case = gil.main.locator('a[href^="/enquiries/"]').evaluate_all(HREFS)
    tour.see(*case)
    gil.go(case[-1])
    gil.press("Ask for a file")
    tour.look("ask for a file")
    gil.main.locator("textarea").fill("For the panel.")
    gil.press("Ask")
    gil.reads("Somebody else must agree")
    tour.look("quality assurance, a file asked for")
    other.see("/assurance/")
    tour.over()
    other.over()


@pytest.mark.parametrize("tour", [("ada", True)], indirect=True)
def test_an_exclusion_is_ended(tour: Tour, browser: Browser, live_demo: str) -> None:
    ada = tour.who
    leila = person(browser, live_demo, "leila")
    leila.sign_in()
    leila.go("/exclusions/")
    leila.fill(
        {
            "given_name": "Zebedee",
            "family_name": "Quenby",
            "born_day": "1",
            "born_month": "2",
            "born_year": "2015",
            "reason": "A neighbour's child.",
        }
    )
    leila.submit()
    leila.reads("It is recorded.")
    leila.leave()
    tour.see("/exclusions/")
    first = str(ada.main.locator('a[href$="/end/"]').first.get_attribute("href"))
    with_error(tour, first)
    ada.main.locator("textarea").fill("They moved away.")
    ada.submit()
    tour.look("exclusions, one asked to be ended")
    assert ada.page.url.endswith("/exclusions/"), "asking leads back to the list"
    tour.see(first)
    tour.over()
