"""Who is here and where, who wrote what, what is spoken, two answers at once, and a section that is taken away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.checks import looked_over
from tests.browser.live.conftest import Make, agree
from tests.browser.live.served import Service

pytestmark = pytest.mark.browser


def test_who_is_here_and_in_which_field(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    here, at = ama.section().locator("[data-live-here]"), ama.section().locator('[data-live-at="know"]')
    expect(here).to_have_text(f"Also here: {cass.called}")
    expect(at).to_be_empty()
    ama.caret(0, "heading")
    cass.box().focus()
    expect(at).to_have_text(f"{cass.called} is here")
    group = ama.section().locator(".tessera-live__taken")
    expect(group).to_have_count(1)
    line = "e => getComputedStyle(e, '::before').borderLeftStyle"
    assert group.evaluate(line) == "solid"
    expect(ama.box("heading")).to_be_focused()
    ama.page.emulate_media(forced_colors="active")
    assert group.evaluate(line) == "solid"
    # One person with two tabs is one person; nobody is told of somebody in another section.
    second = writer("cass")
    expect(here).to_have_text(f"Also here: {cass.called}")
    second.context.close()
    cass.box("worry").focus()
    expect(at).to_be_empty()
    cass.page.goto("about:blank")
    expect(here).to_have_text("Nobody else is here")


def test_two_people_of_one_name_are_two(service: Service, writer: Make) -> None:
    named = "UPDATE access_practitioner SET name = 'Ama Mensah' WHERE name = 'Priya Raman'"
    assert service.administer(named) == 1
    ama, other, cass = writer("ama"), writer("priya"), writer("cass")
    assert ama.called == other.called
    expect(cass.section().locator("[data-live-here]")).to_have_text(
        f"Also here: {ama.called} and {ama.called}"
    )
    other.type("Not by her. ")
    expect(ama.page.locator("[data-live-announce]")).to_have_text(f"{other.called} changed What is known")
    ama.caret(len(ama.text()))
    ama.type("By her.")
    details = cass.section().locator('[data-live-authors="know"]')
    details.locator("summary").click()
    expect(details.locator("dd")).to_have_text(["Not by her.", "By her."])
    # Whoever signs in on her browser is somebody else, by whatever name.
    ama.username = "priya"
    ama.sign_in()
    service.kill()
    service.start()
    expect(ama.page.get_by_text("Somebody else has signed in").first).to_be_visible(timeout=15_000)


def test_changes_are_spoken_now_and_then_and_can_be_muted(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    said = ama.page.locator("[data-live-announce]")
    ama.page.evaluate(
        """() => { window.spoken = []
          const out = document.querySelector('[data-live-announce]')
          new MutationObserver(() => { if (out.textContent) window.spoken.push(out.textContent) })
            .observe(out, { childList: true, characterData: true, subtree: true }) }"""
    )
    cass.type("The child was seen at home on Monday", delay=60)
    expect(said).to_have_text(f"{cass.called} changed What is known")
    ama.page.wait_for_timeout(4500)
    spoken = ama.page.evaluate("spoken")
    assert 1 <= len(spoken) <= 3
    ama.type("My own words are not announced to me")
    ama.page.wait_for_timeout(4500)
    assert ama.page.evaluate("spoken") == spoken
    mute = ama.page.locator("[data-live-mute]")
    expect(mute).to_have_attribute("aria-pressed", "false")
    mute.click()
    expect(mute).to_have_attribute("aria-pressed", "true")
    cass.type("More")
    agree(service, ama, cass)
    ama.page.wait_for_timeout(4500)
    assert ama.page.evaluate("spoken") == spoken
    ama.page.reload()
    expect(mute).to_have_attribute("aria-pressed", "true")


def test_the_status_is_not_spoken_at_each_key(service: Service, writer: Make) -> None:
    ama = writer("ama")
    spoken = ama.section().locator("[data-live-state] .govuk-visually-hidden")
    expect(spoken).to_have_text("Saved")
    ama.page.evaluate(
        """() => { window.spoken = []
          const out = document.querySelector('[data-live-state] .govuk-visually-hidden')
          new MutationObserver(() => window.spoken.push(out.textContent)).observe(out, { childList: true }) }"""
    )
    ama.type("Letter by letter, for a while", delay=50)
    ama.state("saved")
    assert ama.page.evaluate("spoken") == []
    service.kill()
    expect(spoken).to_have_text("Offline: your typing is kept on this device")


def test_who_wrote_what_phrase_by_phrase(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.type("Seen at home. ")
    expect(cass.box()).to_have_value("Seen at home. ")
    cass.caret(5)
    cass.type("twice ")
    agree(service, ama, cass)
    details = ama.section().locator('[data-live-authors="know"]')
    assert "twice" not in str(details.text_content())
    details.locator("summary").click()
    phrases = details.locator("dl > *")
    social = ama.called
    expect(phrases).to_have_text([social, "Seen", cass.called, "twice", social, "at home."])
    # Open, it follows what is written, and an earlier page's words keep their author.
    ama.page.reload()
    ama.state("saved")
    details.locator("summary").click()
    expect(phrases).to_have_text([social, "Seen", cass.called, "twice", social, "at home."])
    cass.caret(len(cass.text()))
    cass.type("By two officers.")
    expect(phrases.last).to_have_text("By two officers.")
    assert "officers" in service.text()


def test_two_answers_at_once_are_both_shown_and_none_is_overwritten(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.page.get_by_label("Green", exact=True).check()
    expect(cass.page.get_by_label("Green", exact=True)).to_be_checked()
    ama.context.set_offline(True)
    ama.state("offline")
    ama.page.get_by_label("Red", exact=True).check()
    cass.page.get_by_label("Amber", exact=True).check()
    cass.state("saved")
    ama.context.set_offline(False)
    asked = ama.section().locator('[data-live-conflict="rating"]')
    expect(asked).to_contain_text("You answered: Red")
    expect(asked).to_contain_text(f"{cass.called} answered: Amber")
    ama.state("asked")
    assert service.value("rating") == "amber"
    expect(ama.page.get_by_label("Amber", exact=True)).to_be_checked()
    assert looked_over(ama.page) == []
    # The question outlives a reload.
    ama.page.reload()
    expect(asked).to_contain_text("You answered: Red")
    asked.get_by_role("button", name="Use my answer: Red").click()
    expect(cass.page.get_by_label("Red", exact=True)).to_be_checked()
    ama.state("saved")
    assert service.value("rating") == "red"
    expect(asked).to_be_hidden()


def test_an_answer_given_in_haste_twice_is_no_conflict(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    for _ in range(3):
        for answer in ("Red", "Amber", "Green"):
            ama.page.get_by_label(answer, exact=True).check()
    ama.state("saved")
    expect(cass.page.get_by_label("Green", exact=True)).to_be_checked()
    assert service.value("rating") == "green"
    expect(ama.section().locator('[data-live-conflict="rating"]')).to_be_hidden()


def test_dates_and_lists_too(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.page.get_by_label("At school").check()
    expect(cass.page.get_by_label("At school")).to_be_checked()
    for label, words in (("Day", "31"), ("Month", "2"), ("Year", "2026")):
        ama.page.get_by_label(label).fill(words)
    ama.box().focus()
    expect(ama.section().get_by_text("Enter a real date")).to_be_visible()
    assert service.value("seen") == ""
    ama.page.get_by_label("Day", exact=True).fill("3")
    ama.box().focus()
    expect(ama.section().get_by_text("Enter a real date")).to_have_count(0)
    expect(cass.page.get_by_label("Month", exact=True)).to_have_value("2")
    assert service.value("seen") == "2026-02-03"
    # Somebody in the middle of a date is not disturbed: they are asked when they are done.
    ama.page.get_by_label("Day", exact=True).fill("4")
    cass.page.get_by_label("Day", exact=True).fill("5")
    cass.box().focus()
    cass.state("saved")
    ama.page.wait_for_timeout(300)
    expect(ama.page.get_by_label("Day", exact=True)).to_have_value("4")
    ama.box().focus()
    asked = ama.section().locator('[data-live-conflict="seen"]')
    expect(asked).to_contain_text("You answered: 4 February 2026")
    asked.get_by_role("button", name=f"Keep the answer of {cass.name}").click()
    ama.state("saved")
    expect(ama.page.get_by_label("Day", exact=True)).to_have_value("5")


def test_a_list_of_lines_grows_under_everyone(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    worries, theirs = ama.section("What worries us"), cass.section("What worries us")
    expect(ama.lines()).to_have_count(0)  # those that a page offers without a script are not shown
    worries.get_by_role("button", name="Add a line").click()
    ama.page.keyboard.type("No food in the house")
    expect(cass.lines()).to_have_value("No food in the house")
    cass.kinds().select_option("seen")
    expect(ama.kinds()).to_have_value("seen")
    theirs.get_by_role("button", name="Add a line").click()
    cass.page.keyboard.type("Nobody answers the door")
    expect(ama.lines()).to_have_count(2)
    expect(ama.lines().nth(1)).to_have_value("Nobody answers the door")
    details = worries.locator("details[data-live-authors^='list/']:visible").nth(1)
    details.locator("summary").click()
    expect(details.locator("dt")).to_have_text(cass.called)
    # One that was begun and left empty is nobody's line.
    worries.get_by_role("button", name="Add a line").click()
    ama.box().focus()
    expect(ama.lines()).to_have_count(2)
    theirs.get_by_role("button", name="Remove line").first.click()
    expect(ama.lines()).to_have_count(1)
    cass.state("saved", "What worries us")
    cass.page.reload()
    cass.state("saved", "What worries us")
    expect(cass.lines()).to_have_value("Nobody answers the door")
    assert looked_over(ama.page) == []


def test_two_who_add_a_line_at_once_have_added_two(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    for one in (ama, cass):
        one.section("What worries us").get_by_role("button", name="Add a line").click()
    for one in (ama, cass):
        one.page.keyboard.type(f"Said by {one.username}")
    for one in (ama, cass):
        expect(one.lines()).to_have_count(2)
        one.state("saved", "What worries us")
    first = ama.lines().first.input_value()
    said = ["Said by ama", "Said by cass"] if first == "Said by ama" else ["Said by cass", "Said by ama"]
    for one in (ama, cass):
        for place, words in enumerate(said):
            expect(one.lines().nth(place)).to_have_value(words)
    names = [ama.lines().nth(place).evaluate("e => e.labels[0].textContent.trim()") for place in range(2)]
    assert names == ["Line 1", "Line 2"]


def test_a_section_taken_away_in_the_middle_of_a_word(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.put("The informant lives at number nine")
    expect(cass.box()).to_have_value("The informant lives at number nine")
    cass.caret(3)
    cass.page.keyboard.type(" half a wo")
    service.let_go("police")
    gone = cass.page.get_by_text("You can no longer read this form, because your access to it has ended.")
    expect(gone).to_have_count(1)  # several sections were shut: it is said once
    expect(gone).to_be_focused()
    cass.page.keyboard.type("rd")
    for words in ("informant", ama.name, "half a wo", "Sign off"):
        assert words not in cass.page.content()
    everywhere = (
        "() => [...document.querySelectorAll('textarea, input')].every(e => !e.value.includes('informant'))"
    )
    assert cass.page.evaluate(everywhere)
    assert looked_over(cass.page) == []
    # Whoever else has it open goes on.
    ama.caret(len(ama.text()))
    ama.type(", upstairs")
    said = agree(service, ama)
    assert said.endswith("number nine, upstairs")
    assert "word" not in said


def test_a_closed_form_is_written_in_no_more(service: Service, writer: Make) -> None:
    ama = writer("ama")
    ama.type("The last words")
    ama.state("saved")
    service.close_form()
    ama.state("closed")
    expect(ama.box()).to_have_attribute("readonly", "")
    expect(ama.page.get_by_label("Red", exact=True)).to_be_disabled()
    assert looked_over(ama.page) == []


def test_the_page_as_people_see_it(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.type("The child was seen at home.")
    cass.caret(0)
    expect(ama.section().locator('[data-live-at="know"]')).to_contain_text("is here")
    ama.section().locator('[data-live-authors="know"] summary').click()
    assert looked_over(ama.page) == []
    assert ama.console.said == []
