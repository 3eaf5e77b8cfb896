"""Pages that type at one server for some seconds: the process that makes the load.

Reads on standard input what to do, as JSON, and writes what it saw. A section is read by two pages at least: where
there are fewer writers than that takes, each has several sections open and types in them in turn.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from array import array
from typing import Any

import uvloop

from config.bench._live_pages import Page, Place, Watch, connect, moment

WARMING = 2.0  # seconds that are not counted: a peer's code is compiled in them, and PostgreSQL plans
PATIENCE = 10.0  # seconds after the end in which everything must have come


def main() -> None:
    """Do what standard input says."""
    given = json.load(sys.stdin)
    json.dump(uvloop.run(measure(given)), sys.stdout)


async def measure(given: dict[str, Any]) -> dict[str, Any]:
    """Connect everyone, let them type, and say how long it took."""
    watch = Watch()
    writers = given["writers"]
    opens = sections_of(len(writers), given["sections"])
    people = []
    for first in range(0, len(writers), 20):
        people += await asyncio.gather(
            *(
                connect(given["kind"], who, opens[who], watch, {**given["at"], **writers[who]})
                for who in range(first, min(first + 20, len(writers)))
            )
        )
    await asyncio.sleep(0.5)
    readers = {section: sum(section in some for some in opens) for section in given["sections"]}
    start = moment()
    watch.begin = start + int(WARMING * 1e6)
    watch.end = watch.begin + int(given["seconds"] * 1e6)
    sent = await asyncio.gather(
        *(_type(pages, given["each"], watch, who) for who, pages in enumerate(people))
    )
    expected = sum(readers[section] - 1 for some in sent for section in some)
    saves = sum(len(some) for some in sent) if given["kind"] == "ours" else 0
    end = moment() + int(PATIENCE * 1e6)
    while (len(watch.deliveries) < expected or len(watch.saved) < saves) and moment() < end:
        await asyncio.sleep(0.05)
    for pages in people:
        for page in pages:
            page.close()
    await asyncio.sleep(0.1)
    told: dict[str, Any] = {
        "updates_a_second": round(sum(len(some) for some in sent) / given["seconds"], 1),
        "to_the_other_screens": spread(watch.deliveries),
        "deliveries": len(watch.deliveries),
        "missing": expected - len(watch.deliveries),
    }
    if given["kind"] == "ours":
        told["saved"] = spread(watch.saved)
        told["acknowledged_a_second"] = round(len(watch.saved) / given["seconds"], 1)
        told["refused"] = watch.refused
    return told


def sections_of(writers: int, sections: list[str]) -> list[list[str]]:
    """Which sections each writer has open, so that each section is open to two at least."""
    many = max(1, -(-2 * len(sections) // writers))
    first = [who * len(sections) // writers for who in range(writers)]
    return [[sections[(start + n) % len(sections)] for n in range(many)] for start in first]


async def _type(pages: list[Page], each: float, watch: Watch, who: int) -> list[str]:
    """Type so many words a second until it is over; the sections that the counted words went to."""
    places: list[tuple[Page, Place]] = [(page, place) for page in pages for place in page.places]
    dice = random.Random(who)  # noqa: S311  no secret
    pause = 1 / each
    await asyncio.sleep(dice.random() * pause)
    loop, turn = asyncio.get_running_loop(), 0
    counted: list[str] = []
    due = loop.time()
    while True:
        page, place = places[turn % len(places)]
        turn += 1
        now = moment()
        if now >= watch.end:
            return counted
        page.type(place)
        if now >= watch.begin:
            counted.append(place.section)
        due += pause
        await asyncio.sleep(max(0.0, due - loop.time()))


def spread(times: array[int]) -> dict[str, float]:
    """The median and the 95th percentile, in milliseconds; nothing where nothing came."""
    if not times:
        return {}
    known = sorted(times)
    return {
        f"p{share}_milliseconds": round(known[min(len(known) - 1, len(known) * share // 100)] / 1000, 2)
        for share in (50, 95, 99)
    }


if __name__ == "__main__":
    main()
