"""A reload, a lost network, a server that dies, a session that ends: what was typed is there afterwards, once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tessera.live_forms.rules.codec import buf, number
from tessera.live_forms.rules.wire import FromClient, Reader, ToClient, frame, jot
from tests.browser.live.conftest import Make, Writer, agree
from tests.browser.live.served import Service

if TYPE_CHECKING:
    from playwright.sync_api import WebSocketRoute

pytestmark = pytest.mark.browser
STORED = """() => new Promise((yes, no) => { const asked = indexedDB.open('tessera-live')
  asked.onerror = no
  asked.onsuccess = () => { const all = asked.result.transaction('unsent').objectStore('unsent').getAll()
    all.onsuccess = () => { asked.result.close()
      yes(all.result.map(one => Object.values(one).map(part => part instanceof ArrayBuffer
        ? new TextDecoder('latin1').decode(part) : String(part)).join(' '))) } } })"""
KEPT = "Offline: your typing is kept on this device"


def seen(who: Writer) -> str:
    """What the state says to the eye."""
    return who.section().locator("[data-live-state] > span").first.inner_text()


def stored(who: Writer) -> str:
    """What the browser holds, once it holds something: how many records one's typing makes is a matter of speed."""
    for _ in range(100):
        if found := who.page.evaluate(STORED):
            return "\n".join(found)
        who.page.wait_for_timeout(50)
    raise AssertionError("Nothing is stored")


def nothing_stored(who: Writer) -> None:
    """Waits until the browser holds nothing any more."""
    for _ in range(100):
        if not (found := who.page.evaluate(STORED)):
            return
        who.page.wait_for_timeout(50)
    raise AssertionError(f"{len(found)} records are still stored")


def test_the_server_dies_while_everyone_types(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    for i in range(40):
        ama.type("a")
        cass.type("p")
        if i == 15:
            service.kill()
        if i == 30:
            service.start()
    for one in (ama, cass):
        one.state("saved")
    assert sorted(agree(service, ama, cass)) == sorted("ap" * 40)


def test_offline_and_back(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.type("Together. ")
    expect(cass.box()).to_have_value("Together. ")
    ama.context.set_offline(True)
    ama.state("offline")
    ama.caret(len(ama.text()))
    ama.type("Ama alone. ")
    ama.page.wait_for_timeout(300)
    assert seen(ama) == KEPT
    cass.caret(0)
    cass.type("Cass too. ")
    cass.state("saved")
    assert "alone" not in service.text()
    ama.context.set_offline(False)
    ama.state("saved")
    assert agree(service, ama, cass) == "Cass too. Together. Ama alone. "


def test_a_reload_with_words_unsent(service: Service, writer: Make) -> None:
    ama = writer("ama")
    ama.type("Saved first. ")
    ama.state("saved")
    service.kill()
    ama.state("offline")
    ama.type("Then the child said so.")
    found = stored(ama)
    assert "child" not in found  # sealed
    service.start()
    ama.page.reload()
    ama.state("saved")
    assert agree(service, ama) == "Saved first. Then the child said so."
    nothing_stored(ama)
    assert ama.posts == []


def test_a_tab_closed_at_once_and_opened_again(service: Service, writer: Make) -> None:
    ama = writer("ama")
    ama.type("Last words")
    ama.page.goto("about:blank")
    ama.open()
    assert agree(service, ama) == "Last words"


def test_a_server_that_does_not_answer_is_not_called_saved(service: Service, writer: Make) -> None:
    ama = writer("ama")
    service.pause()
    ama.box().focus()
    ama.page.keyboard.insert_text("Is it saved?")
    ama.page.wait_for_timeout(500)
    ama.state("saving")
    stored(ama)
    service.kill()
    service.start()
    ama.state("saved")
    assert agree(service, ama) == "Is it saved?"


def test_a_session_that_ends_loses_nothing(service: Service, writer: Make) -> None:
    ama = writer("ama")
    ama.type("Before. ")
    ama.state("saved")
    ama.session_runs_out()
    ama.type("After.")
    ama.state("out")
    found = stored(ama)
    assert "After" not in found
    link = ama.page.get_by_role("link", name="Sign in again").first
    expect(link).to_have_attribute("href", re.compile(r"^/sign-in/\?next=/enquiries/"))
    ama.sign_in()
    ama.open()
    assert agree(service, ama) == "Before. After."


def test_signing_out_destroys_what_was_kept(service: Service, writer: Make) -> None:
    ama = writer("ama")
    service.kill()
    ama.state("offline")
    ama.type("On a shared computer")
    stored(ama)
    ama.page.goto("about:blank")
    service.start()
    ama.sign_out()
    ama.sign_in()
    ama.open()
    assert agree(service, ama) == ""
    expect(ama.page.locator("[data-live-lost]")).to_contain_text("cannot be opened any more")
    nothing_stored(ama)
    ama.open()
    expect(ama.page.locator("[data-live-lost]")).to_have_count(0)


def test_signing_out_of_another_browser_destroys_nothing_here(service: Service, writer: Make) -> None:
    ama, there = writer("ama"), writer("ama")
    service.kill()
    ama.state("offline")
    ama.type("On my own computer")
    stored(ama)
    ama.page.goto("about:blank")
    there.page.goto("about:blank")
    service.start()
    there.sign_out()
    ama.open()
    assert agree(service, ama) == "On my own computer"
    nothing_stored(ama)


def test_what_one_left_on_a_shared_computer_is_not_the_next_ones(service: Service, writer: Make) -> None:
    ama = writer("ama")
    service.kill()
    ama.state("offline")
    ama.type("Left by Ama")
    stored(ama)
    ama.page.goto("about:blank")
    service.start()
    for username, said in (("priya", ""), ("ama", "Left by Ama")):
        ama.username = username
        ama.sign_in()
        ama.open()
        assert agree(service, ama) == said


def test_somebody_else_signing_in_ends_the_page(service: Service, writer: Make) -> None:
    ama = writer("ama")
    ama.type("Ama's words. ")
    ama.state("saved")
    service.kill()
    ama.context.set_offline(
        True
    )  # no attempt gets out with Ama's session, to be answered once the server is back
    ama.type("Not sent yet.")
    stored(ama)
    ama.username = "priya"
    ama.sign_in()
    service.start()
    ama.context.set_offline(False)
    expect(ama.page.get_by_text("Somebody else has signed in").first).to_be_visible(timeout=15_000)
    assert "words" not in ama.page.content()
    ama.username = "ama"
    ama.sign_in()
    ama.open()
    assert agree(service, ama) == "Ama's words. Not sent yet."


def test_with_no_key_nothing_is_stored_and_the_page_says_so(service: Service, writer: Make) -> None:
    ama = writer("ama", live=False)
    ama.page.route("**/live-key/", lambda route: route.fulfill(status=403, body="no"))
    ama.console.expected = frozenset({403})
    ama.open()
    service.kill()
    ama.state("offline")
    ama.type("Only here")
    assert seen(ama) == "Offline. Your typing is on this page only: do not close it"
    asked = []
    ama.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    ama.page.evaluate("setTimeout(() => location.reload())")
    ama.page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    service.start()
    ama.state("saved")
    assert agree(service, ama) == "Only here"


def test_a_new_epoch_merges_no_old_word_and_shows_them(service: Service, writer: Make) -> None:
    ama, cass = writer("ama"), writer("cass")
    ama.type("Old. ")
    expect(cass.box()).to_have_value("Old. ")
    ama.context.set_offline(True)
    ama.state("offline")
    ama.type("Typped")
    for _ in range(3):
        ama.page.keyboard.press("Backspace")
    ama.type("ed offline")
    service.new_epoch()
    cass.caret(5)
    cass.type("New.")
    ama.context.set_offline(False)
    aside = ama.page.locator("[data-live-aside] textarea")
    expect(aside).to_have_value("Typed offline")
    assert "offline" not in agree(service, ama, cass)
    # They stay until they have been copied, through a reload too.
    ama.page.reload()
    expect(aside).to_have_value("Typed offline")
    ama.page.get_by_role("button", name="I have copied these words").click()
    expect(aside).to_have_count(0)
    ama.page.reload()
    ama.state("saved")
    expect(aside).to_have_count(0)
    assert "offline" not in agree(service, ama, cass)


def refusing(who: Writer, code: str) -> list[str]:
    """The next update that this page sends is refused, as the server would refuse it. Opens the page again."""
    codes: list[str] = []

    def stand_between(ws: WebSocketRoute) -> None:
        server = ws.connect_to_server()

        def sent(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            body = Reader(message, 0).buf(2**20)
            if codes and body[0] == FromClient.WRITE:
                reader = Reader(body, 1)
                channel, count = reader.u(), reader.u()
                ws.send(
                    frame(
                        ToClient.REFUSED, number(channel), number(count), buf(codes.pop().encode()), jot({})
                    )
                )
            else:
                server.send(message)

        ws.on_message(sent)

    who.page.route_web_socket("**/live/**", stand_between)
    who.open()
    codes.append(code)
    return codes


@pytest.mark.parametrize("code", ["again", "too-fast"])
def test_a_passing_refusal_is_sent_again(service: Service, writer: Make, code: str) -> None:
    ama, cass = writer("ama"), writer("cass")
    codes = refusing(ama, code)
    ama.type("Said twice, written once")
    expect(cass.box()).to_have_value("Said twice, written once")
    assert agree(service, ama, cass) == "Said twice, written once"
    assert codes == []


@pytest.mark.parametrize("code", ["not-accepted", "full", "closed", "read-only"])
def test_a_lasting_refusal_puts_the_words_aside(service: Service, writer: Make, code: str) -> None:
    ama, cass = writer("ama"), writer("cass")
    cass.put("Kept. ")
    expect(ama.box()).to_have_value("Kept. ")
    refusing(ama, code)
    ama.put("Refused")
    expect(ama.page.locator("[data-live-aside] textarea")).to_have_value("Refused")
    assert agree(service, ama, cass) == "Kept. "
    ama.caret(len(ama.text()))
    ama.type("Goes on.")
    expect(cass.box()).to_have_value("Kept. Goes on.")
    assert agree(service, ama, cass) == "Kept. Goes on."


def test_with_no_way_through_for_a_socket_it_is_an_ordinary_form(service: Service, writer: Make) -> None:
    ama = writer("ama", live=False)
    ama.page.route_web_socket("**/live/**", lambda ws: ws.close(code=1011))
    ama.page.reload()
    ama.state("plain")
    ama.type("Typed all the same")
    with ama.page.expect_navigation():
        ama.save().click()
    assert len(ama.posts) == 1
