"""Four people write one form at once: one goes offline and returns, one has no script, one's access ends mid-word."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.checks import looked_over
from tests.browser.live.conftest import Make, Writer, agree
from tests.browser.live.served import Service

pytestmark = pytest.mark.browser
BEGUN = "The child was seen at home.\nAma: .\nBen: .\nCass: ."
AMA, BEN = (
    "He answered the door himself, and it was nine at night.",
    "In class he was quiet after the weekend.",
)
BEFORE, AFTER = "The neighbour rang twice and the infor", "mant who knows him said more"
SECRET = "The informant drinks at the Anchor"


def hear(who: Writer) -> list[bytes]:
    """Every byte that this browser's sockets are sent from now on."""
    heard: list[bytes] = []
    who.page.on("websocket", lambda ws: ws.on("framereceived", lambda sent: heard.append(bytes(sent))))
    return heard


def at_ones_line(who: Writer) -> None:
    """Put the caret where one's own line of the text is to be written."""
    name = f"{who.username.capitalize()}: "
    who.caret(who.text().index(name) + len(name))


def typing(people: dict[Writer, str]) -> None:
    """Everybody types their words, a letter each in turn."""
    for place in range(max(map(len, people.values()))):
        for who, words in people.items():
            if place < len(words):
                who.page.keyboard.type(words[place])


def phrases(who: Writer) -> dict[str, str]:
    """Who wrote what of the text, as the page of one of them says."""
    details = who.section().locator('[data-live-authors="know"]')
    details.locator("summary").click()
    expect(details.locator("dt").first).to_be_visible()
    found: dict[str, str] = {}
    for name, words in zip(
        details.locator("dt").all_inner_texts(), details.locator("dd").all_inner_texts(), strict=True
    ):
        found[name] = f"{found.get(name, '')}|{words}"
    return found


def test_four_people_write_at_once(service: Service, writer: Make) -> None:
    ama, ben, cass = writer("ama"), writer("ben"), writer("cass")
    heard = [hear(one) for one in (ama, ben)]
    for one in (ama, ben):
        one.page.reload()
        one.state("saved")
    ama.put(BEGUN)
    for one in (ben, cass):
        expect(one.box()).to_have_value(BEGUN)
    cass.put(SECRET, "keeps")
    priya = writer("priya", live=False, java_script_enabled=False)
    expect(priya.box()).to_have_value(BEGUN)

    for one in (ama, ben, cass):
        at_ones_line(one)
    typing({ama: AMA[:20], ben: BEN[:10], cass: BEFORE[:20]})
    ben.context.set_offline(True)
    typing({ama: AMA[20:40], ben: BEN[10:30], cass: BEFORE[20:]})
    ben.state("offline")
    # Whoever has no script changes a word meanwhile, and something in another part, and presses one button.
    priya.box().fill(BEGUN.replace("child", "boy"))
    priya.box("worry").fill("He is nine and alone.")
    with priya.page.expect_navigation():
        priya.save().click()
    expect(priya.page.get_by_role("main")).to_contain_text("Saved.")
    expect(ama.box("worry")).to_have_value("He is nine and alone.")

    cass.state("saved")
    service.let_go("police")
    typing({cass: AFTER, ama: AMA[40:], ben: BEN[30:]})
    why = cass.page.get_by_text("You can no longer read this form, because your access to it has ended.")
    expect(why).to_be_focused()
    expect(why).to_have_count(1)
    for words in ("seen at home", "nine and alone", "rang twice", "informant", ama.name):
        assert words not in cass.page.content()

    ben.context.set_offline(False)
    said = agree(service, ama, ben)
    assert said == f"The boy was seen at home.\nAma: {AMA}.\nBen: {BEN}.\nCass: {BEFORE}."
    priya.page.reload()
    expect(priya.box()).to_have_value(said)
    wrote = phrases(ama)
    assert wrote[ben.called] == f"|{BEN}"
    assert wrote[cass.called] == f"|{BEFORE}"
    assert wrote[priya.called] == "|boy"
    assert AMA in wrote[ama.called]
    assert phrases(ben) == wrote
    # What the police keep was sent to nobody, in no form.
    assert all(len(each) > 10 for each in heard)
    assert not [True for each in heard for sent in each if b"Anchor" in sent]
    for one in (ama, ben, priya):
        assert "Anchor" not in one.page.content()
    for one in (ama, cass):
        assert looked_over(one.page) == []
        assert one.console.said == []
