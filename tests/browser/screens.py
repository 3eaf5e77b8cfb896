"""Pictures of the main pages of a demonstration that runs, for people to look at.

    python -m tests.browser.screens FOLDER [http://127.0.0.1:8000]

Each page on a desktop and on a telephone. Those that the documentation shows are written to docs/images with --docs.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from config.browser_finder import find
from config.home import ROOT
from tests.browser.checks import DESKTOP, MOBILE, at
from tests.browser.people import Person, person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FloatRect

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
IMAGES = ROOT / "docs" / "images"
TALLEST = 1500  # pixels of a page that the documentation shows


class Camera:
    """Takes pictures into a folder; those whose name is in `shown` also for the documentation."""

    def __init__(self, folder: Path, shown: frozenset[str]) -> None:
        self.folder, self.shown = folder, shown
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, who: Person, name: str, address: str = "") -> None:
        """Both pictures of the page at this address, or of the page that is open."""
        if address:
            who.go(address)
        for kind, size in (("desktop", DESKTOP), ("mobile", MOBILE)):
            at(who.page, size)
            who.page.screenshot(path=self.folder / f"{name}-{kind}.png", full_page=True)
        at(who.page, DESKTOP)
        if name in self.shown:
            tall = min(int(who.page.evaluate("document.documentElement.scrollHeight")), TALLEST)
            clip: FloatRect = {"x": 0, "y": 0, "width": DESKTOP[0], "height": tall}
            who.page.screenshot(path=IMAGES / f"{name}.png", clip=clip, full_page=True)


def first_link(who: Person, start: str, *, reading: str = "") -> str:
    """The address of the first link in the page that begins so, in the first row that reads so if that is said."""
    rows = who.main.get_by_role("row").filter(has_text=reading) if reading else who.main
    return str(rows.locator(f'a[href^="{start}"]').first.get_attribute("href"))


def hub(browser: Browser, address: str, camera: Camera) -> None:
    """The hub's pages, as its manager sees them."""
    priya = person(browser, address, "priya")
    camera.take(priya, "sign-in", "/sign-in/")
    priya.sign_in()
    camera.take(priya, "worklist", "/worklist/")
    camera.take(priya, "wallboard", "/worklist/wallboard/")
    priya.go("/worklist/?rating=red")
    enquiry = first_link(priya, "/enquiries/", reading="✓")
    camera.take(priya, "enquiry", enquiry)
    for page in ("ask", "rate", "decide", "close", "audit"):
        camera.take(priya, page, f"{enquiry}{page}/")
    priya.go("/worklist/?show=new")
    new = first_link(priya, "/referrals/0")
    camera.take(priya, "screening", new)
    who = priya.main.locator('a[href*="/who/"]')
    if who.count():
        camera.take(priya, "who-is-this", str(who.first.get_attribute("href")))
    camera.take(priya, "messages", "/messages/")
    priya.context.close()


def agencies(browser: Browser, address: str, camera: Camera) -> None:
    """What the police and a school see."""
    cass = person(browser, address, "cass")
    cass.sign_in()
    camera.take(cass, "inbox", "/requests/")
    camera.take(cass, "request", first_link(cass, "/requests/"))
    cass.context.close()
    ben = person(browser, address, "ben")
    ben.sign_in()
    camera.take(ben, "my-referrals", "/referrals/")
    camera.take(ben, "sent-referral", first_link(ben, "/referrals/0"))
    ben.go("/referrals/new/")
    ben.fill({"immediate_danger": "no"})
    ben.press("Start")
    camera.take(ben, "tasks")
    ben.go(f"{ben.page.url}what-happened/")
    ben.fill({"row-1-text": "Wet shoes on Monday, and no socks. Mum fails to engage."})
    ben.press("Check my wording")
    camera.take(ben, "referral")
    ben.context.close()


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(
        description="Takes pictures of the main pages of a running demonstration."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument(
        "--docs", action="store_true", help="write those that the documentation shows to docs/images"
    )
    args = parser.parse_args()
    shown = frozenset({"worklist", "enquiry", "referral", "request"}) if args.docs else frozenset()
    camera = Camera(args.folder, shown)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find()), args=ARGUMENTS)
        hub(browser, args.address.rstrip("/"), camera)
        agencies(browser, args.address.rstrip("/"), camera)
        browser.close()


if __name__ == "__main__":
    main()
