"""Several people write in one field: every letter stays, and so does everybody's caret."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import expect

from tests.browser.live.conftest import Make, agree
from tests.browser.live.served import Service

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("usernames", [("ama", "cass"), ("ama", "cass", "priya", "leila")])
def test_everyone_types_at_once_and_no_letter_is_lost(
    service: Service, writer: Make, usernames: tuple[str, ...]
) -> None:
    people = [writer(one) for one in usernames]
    words = {one.username: f"[{one.username} wrote this without a break, letter by letter]" for one in people}
    for one in people:  # each has a place of their own before anybody goes on
        one.type(words[one.username][0])
        agree(service, *people)
    for i in range(1, max(len(one) for one in words.values())):
        for one in people:
            if i < len(words[one.username]):
                one.type(words[one.username][i])
    said = agree(service, *people)
    assert sorted(said) == sorted("".join(words.values()))
    for one in words.values():  # nobody's words are torn apart: each kept typing where they were
        assert one in said
    for one in people:
        one.state("saved")
        assert one.console.said == []


def test_the_caret_stays_among_its_own_words(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.type("The child was seen at home.")
    agree(service, ama, cass)
    ama.caret(14)
    cass.caret(0)
    cass.type("On Monday: ")
    agree(service, ama, cass)
    assert ama.where() == 14 + len("On Monday: ")
    ama.type("NOT ")
    agree(service, ama, cass)
    cass.caret(len(cass.text()))
    cass.type(" End")
    assert agree(service, ama, cass) == "On Monday: The child was NOT seen at home. End"
    assert ama.box().evaluate("e => document.activeElement === e")


def test_hundreds_of_edits_with_emoji_and_chinese_come_out_the_same(service: Service, writer: Make) -> None:
    people = [writer(one) for one in ("ama", "cass", "priya")]
    chance = random.Random(5)
    pieces = ["a", "the child ", "\n", "👶", "👨‍👩‍👧", "家庭", "é", "🙂🙃", "x" * 40]
    edit = """(e, [at, gone, words]) => { e.focus(); const units = [...e.value], before = units.slice(0, at).join('')
      const cut = units.slice(at, at + gone).join('')
      e.setSelectionRange(before.length, before.length + cut.length)
      document.execCommand(words || !gone ? 'insertText' : 'delete', false, words) }"""
    for _ in range(100):
        for one in people:
            length = int(one.box().evaluate("e => [...e.value].length"))
            at = chance.randint(0, length)
            gone = chance.choice([0, 0, 0, 1, 3]) if length > 5 else 0
            one.box().evaluate(edit, [at, gone, chance.choice([*pieces, ""])])
    said = agree(service, *people)
    assert "\ufffd" not in said
    assert len(said) > 100
    assert [one.console.said for one in people] == [[], [], []]


def test_composing_waits_for_no_one_and_loses_nothing(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.type("before after")
    agree(service, ama, cass)
    ama.caret(7)
    keys = ama.context.new_cdp_session(ama.page)
    keys.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    cass.caret(0)
    cass.type("Police: ")
    ama.page.wait_for_timeout(400)
    assert ama.text() == "before niafter"  # nothing moves under the fingers
    keys.send("Input.imeSetComposition", {"text": "nih", "selectionStart": 3, "selectionEnd": 3})
    keys.send("Input.insertText", {"text": "你好"})
    assert agree(service, ama, cass) == "Police: before 你好after"
    assert ama.where() == len("Police: before 你好")


def test_undo_takes_back_only_ones_own_words(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.type("Ama wrote. ")
    agree(service, ama, cass)
    cass.caret(len(cass.text()))
    cass.type("Cass wrote.")
    agree(service, ama, cass)
    ama.page.keyboard.press("Control+z")
    assert agree(service, ama, cass) == "Cass wrote."
    ama.page.keyboard.press("Control+Shift+z")
    assert agree(service, ama, cass) == "Ama wrote. Cass wrote."
    ama.page.keyboard.press("Control+z")
    ama.page.keyboard.press("Control+y")
    assert agree(service, ama, cass) == "Ama wrote. Cass wrote."


def test_a_large_paste_arrives_whole(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    paste = "".join(
        f"{i} 家 👶 the child was seen. " for i in range(3000)
    )  # as much as a field holds, nearly
    ama.box().evaluate("(e, words) => { e.focus(); document.execCommand('insertText', false, words) }", paste)
    assert agree(service, ama, cass) == paste


def test_half_a_character_is_never_sent(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.box().evaluate(
        "e => { e.value = 'a\\ud83db'; e.dispatchEvent(new InputEvent('input', {bubbles: true})) }"
    )
    expect(cass.box()).to_have_value("a\ufffdb")
    assert agree(service, ama, cass) == "a\ufffdb"
    ama.box("heading").focus()
    ama.page.keyboard.type("👶")
    expect(cass.box("heading")).to_have_value("👶")
    agree(service, ama, cass, name="heading")
    ama.page.keyboard.press("Backspace")
    assert agree(service, ama, cass, name="heading") == ""


def test_what_was_typed_before_the_script_came_is_kept(service: Service, writer: Make) -> None:
    ama = writer("ama")
    ama.type("Already here. ")
    ama.state("saved")
    ben = writer("priya", live=False)
    ben.page.route(
        "**/static/ui/live*.js", lambda route: (ben.page.wait_for_timeout(1500), route.continue_())[1]
    )
    ben.page.goto(ben.page.url, wait_until="commit")
    ben.box().wait_for()
    ama.type("And more. ")
    ben.caret(len(ben.text()))
    ben.type("Ben was quick.")
    ben.state("saved")
    said = agree(service, ama, ben)
    assert "Ben was quick." in said
    assert "Already here. " in said
    assert "And more. " in said


def test_save_sends_what_waits_and_posts_nothing(service: Service, writer: Make) -> None:
    ama = writer("ama")
    ama.type("Typed once")
    ama.save().click()
    ama.state("saved")
    assert agree(service, ama) == "Typed once"
    assert ama.posts == []
    # With no script it is an ordinary form.
    plain = writer("priya", live=False, java_script_enabled=False)
    with plain.page.expect_navigation():
        plain.save().click()
    assert len(plain.posts) == 1
    expect(plain.box()).to_have_value("Typed once")
