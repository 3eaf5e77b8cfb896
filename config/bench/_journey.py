"""What each practitioner does, again and again, over HTTP, as a browser would: pages read, forms filled, answers sent.

Run as a program of its own, so that the measuring does not share an interpreter with anything: reads who is signed in
from standard input, works for as long as it is told, and writes what it saw to standard output.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

THINKING = (4.0, 12.0)  # seconds between one click and the next: people read and type


class WrongAnswer(Exception):
    """The server answered something that a person would call broken."""


@dataclass
class Seen:
    """Times taken, in seconds, and what went wrong, by kind of page."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)


class Person:
    """One signed-in browser. `who`: school, hub or agency."""

    def __init__(self, port: int, cookie: str, who: str, seed: int) -> None:
        self.cookies = {"tessera": cookie}
        self.dice = random.Random(seed)  # noqa: S311 - the same journeys every time
        self.port = port
        self.seen = Seen()
        self.turn: Callable[[], None] = {"school": self.refer, "hub": self.work, "agency": self.answer}[who]

    def live(self, until: float) -> None:
        time.sleep(self.dice.uniform(0, THINKING[1]))
        while time.monotonic() < until:
            try:
                self.turn()
            except (WrongAnswer, OSError, http.client.HTTPException) as problem:
                self.seen.errors.append(f"{type(problem).__name__}: {problem}")

    # ------------------------------------------------------------------ a browser

    def ask(self, kind: str, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> str:
        """The body of a page, or where it sends one on to. Every answer that is not 200 or a redirect is an error."""
        time.sleep(self.dice.uniform(*THINKING))
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Accept-Encoding": "identity",
        }
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            token = self.cookies.get("csrftoken", "")
            body = urlencode([*fields, ("csrfmiddlewaretoken", token)])
        # A connection for each click, as a browser's are closed while its user reads.
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began = time.perf_counter()
        link.request(method, path, body, headers)
        answer = link.getresponse()
        text = answer.read().decode("utf-8", "replace")
        link.close()
        self.seen.times.setdefault(kind, []).append(time.perf_counter() - began)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (found := re.match(r"(\w+)=([^;]*)", value)):
                self.cookies[found[1]] = found[2]
        if answer.status in (301, 302, 303):
            return answer.getheader("Location") or ""
        if answer.status != 200:
            raise WrongAnswer(f"{method} {re.sub('[0-9a-f-]{36}', 'ID', path)} answered {answer.status}")
        return text

    def get(self, kind: str, path: str) -> str:
        return self.ask(kind, "GET", path)

    def post(self, kind: str, path: str, *fields: tuple[str, str]) -> str:
        """Where a form sent one on to. A form that comes back with its errors is an error here."""
        where = self.ask(kind, "POST", path, list(fields))
        if where.startswith("<") or "There is a problem" in where:
            raise WrongAnswer(f"{kind}: the form came back")
        return where

    def done(self, what: str) -> None:
        self.seen.sent[what] = self.seen.sent.get(what, 0) + 1

    # ------------------------------------------------------------------ what people do

    def refer(self) -> None:
        """A school refers: several pages, the check, the receipt, the list."""
        self.get("my referrals", "/referrals/")
        self.get("before you start", "/referrals/new/")
        draft = self.post("referral page", "/referrals/new/", ("immediate_danger", "no"))
        for slug, answers in PAGES:
            self.get("referral page", f"{draft}{slug}/")
            self.post("referral page", f"{draft}{slug}/", ("go", "continue"), ("tab", "a"), *answers)
        self.get("check your answers", f"{draft}check/")
        receipt = self.post("send", f"{draft}check/")
        self.get("receipt", receipt)
        self.get("referral", receipt.removesuffix("receipt/"))
        self.done("referrals")

    def work(self) -> None:
        """The hub reads the worklist, reads enquiries, and screens what arrived."""
        page = self.get("worklist", "/worklist/")
        found = list(dict.fromkeys(re.findall(r'href="(/enquiries/[0-9a-f-]{36}/)"', page)))
        for address in self.dice.sample(found, k=min(2, len(found))):
            self.get("enquiry", address)
        new = re.findall(
            r'href="(/referrals/[0-9a-f-]{36}/)"', self.get("worklist", "/worklist/?show=unscreened")
        )
        if new:
            address = self.dice.choice(new)
            self.get("referral", address)
            page = self.get("screen", f"{address}screen/")
            if 'name="outcome"' in page:
                self.ask("screen", "POST", f"{address}screen/", SCREENING)
                self.done("screenings")

    def answer(self) -> None:
        """An agency reads its inbox and answers what it was asked."""
        page = self.get("inbox", "/requests/")
        found = list(dict.fromkeys(re.findall(r'href="(/requests/[0-9a-f-]{36}/)"', page)))
        if not found:
            return
        address = self.dice.choice(found)
        page = self.get("request", address)
        if f"{address}nothing-known/" in page:
            self.ask(
                "answer",
                "POST",
                f"{address}nothing-known/",
                [("words", "Looked at two years of records. Nothing.")],
            )
            self.done("answers")


SCREENING = [
    ("outcome", "advice_only"), ("reason", "The school has this in hand."), ("advice", "Ring again if it changes."),
]  # fmt: skip
PAGES: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "child-1",
        [
            ("given_name", "Invented"), ("family_name", "Person"), ("age_kind", "age"), ("age_years", "7"),
        ],
    ),
    ("you", [("name", "Ben Aldous"), ("role", "safeguarding lead"), ("phone", "01632 960200")]),
    ("concerns", [("concerns", "neglect")]),
    (
        "what-happened",
        [
            ("row", "1"), ("row-1-kind", "seen"), ("row-1-text", "Wet shoes on three days, and no socks. " * 5),
        ],
    ),
    ("consent", [("position", "agreed")]),
]  # fmt: skip


def main() -> None:
    given = json.load(sys.stdin)
    until = time.monotonic() + given["seconds"]
    people = [Person(given["port"], p["cookie"], p["who"], n) for n, p in enumerate(given["people"])]
    threads = [threading.Thread(target=person.live, args=(until,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(given["seconds"] + 90)
    times: dict[str, list[float]] = {}
    sent: dict[str, int] = {}
    for person in people:
        for kind, taken in person.seen.times.items():
            times.setdefault(kind, []).extend(taken)
        for what, number in person.seen.sent.items():
            sent[what] = sent.get(what, 0) + number
    errors = [problem for person in people for problem in person.seen.errors]
    unfinished = sum(thread.is_alive() for thread in threads)
    json.dump({"times": times, "errors": errors, "sent": sent, "unfinished": unfinished}, sys.stdout)


if __name__ == "__main__":
    main()
