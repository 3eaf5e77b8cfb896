"""From a key pressed in one browser to the letter on another's page: the real page, script and servers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from config import browser_finder, web
from config.bench._live_load import spread
from config.bench._live_pages import FIELD
from config.bench._live_scene import Scene
from config.bench._live_servers import Ours

LETTERS = 80
PAUSE = 120  # milliseconds between two keys
BOX = f'[data-live-text="{FIELD}"]'
SAVED = '[data-live-is="saved"]'
NOTES_KEYS = """box => { window.pressed = [];
  box.addEventListener("input", () => pressed.push(performance.timeOrigin + performance.now())) }"""
NOTES_LETTERS = """box => { window.came = [];
  const now = () => performance.timeOrigin + performance.now();
  setInterval(() => { while (came.length < box.value.length) came.push(now()) }, 1) }"""


def browsers(here: Scene, app: str) -> dict[str, Any]:
    """How long a letter takes; or why that was not measured."""
    try:
        playwrights = import_module("playwright.sync_api")  # of the tests: nobody who runs the service has it
    except ImportError:
        return {"not_measured": "Playwright is not installed: ./bin/test installs it."}
    found = browser_finder.find()
    if found is None:
        return {"not_measured": "There is no Chromium here; ./bin/test says how to get one."}
    form = here.form(1, about=here.enquiry)
    with _web_and_live(app) as origin, playwrights.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=["--no-sandbox"])
        pages = []
        for cookie in here.cookies[:2]:
            name, _, value = cookie.partition("=")
            context = browser.new_context()
            context.add_cookies([{"name": name, "value": value, "url": origin}])
            page = context.new_page()
            page.goto(f"{origin}/enquiries/{here.enquiry}/joint-form/")
            page.locator(f'[data-live-section="{form.sections[0]}"] {SAVED}').first.wait_for(state="attached")
            pages.append(page)
        typed, shown = (page.locator(f'[data-live-section="{form.sections[0]}"] {BOX}') for page in pages)
        typed.evaluate(NOTES_KEYS)
        shown.evaluate(NOTES_LETTERS)
        typed.press_sequentially("x" * LETTERS, delay=PAUSE)
        pages[1].wait_for_function(f"came.length >= {LETTERS}", timeout=20_000)
        pressed, came = pages[0].evaluate("pressed"), pages[1].evaluate("came")
        browser.close()
    taken = array("q", (int((there - here_) * 1000) for here_, there in zip(pressed, came, strict=True)))
    return {**spread(taken), "letters": LETTERS}


@contextmanager
def _web_and_live(app: str) -> Iterator[str]:
    """The web server and the live server, as a deployment has them; where the pages are."""
    with web.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        origin = f"http://127.0.0.1:{port}"
        with Ours(app, {"TESSERA_ORIGINS": origin}) as live:
            given = {**os.environ, "TESSERA_LIVE_ADDRESS": f"ws://127.0.0.1:{live.port}"}
            number = listener.fileno()
            process = subprocess.Popen(web.command(number, workers=1), env=given, pass_fds=[number])
            try:
                _wait(port)
                yield origin
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(20)


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(b"GET /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if line.recv(100):
                return
    raise RuntimeError("the web server did not start")
