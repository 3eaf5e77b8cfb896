"""What one child's story costs to read in a large partnership: the page, the family, the words that are searched for.

The same quarter of a million people and two million notes as `access` has. One case of five hundred entries is about
six people who are related; half of its notes are on the chronology by a choice of their own. The page is asked for
as a browser asks, with its session, its context, its ledger and its template: as it is first opened, with the first
hundred entries in its list, and whole, as it is printed. The questions that the story puts are also put to the database
alone, under row security and past it, turn about.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from time import monotonic, perf_counter
from typing import Any

import psycopg

from config.bench import _access_data as data
from config.bench import _story
from config.bench.access import WIDEST, asking, searches
from config.console import say

HELP = "a chronology of 500 entries, a family, patterns and searches, among 2 million notes"
DATABASE = True
PAGES, REPS, WARM = 40, 40, 5
FEWER = {"reviews": 8}  # times that a page is asked for which takes a second


def arguments(parser: argparse.ArgumentParser) -> None:
    """How much of everything."""
    data.ask_sizes(parser)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Write the data and measure."""
    from django.core.management import call_command

    sizes = data.sizes(args)
    owner, app = args.addresses["TESSERA_OWNER_DATABASE_URL"], args.addresses["TESSERA_APP_DATABASE_URL"]
    begun = monotonic()
    with psycopg.connect(owner, autocommit=True, cursor_factory=psycopg.ClientCursor) as admin:
        admin.execute("SET ROLE NONE")  # the administrator, whom row security does not hold
        made = data.fill(admin, sizes)
        told = _story.tell(admin, made.askers[WIDEST])
        loaded = monotonic() - begun
        call_command("collectstatic", interactive=False, verbosity=0)
        say("reading pages")
        patterns = _patterns(told)
        pages = _pages(told.client, told.addresses)
        with psycopg.connect(app, autocommit=True, cursor_factory=psycopg.ClientCursor) as judged:
            say("asking the story's questions under row security and past it")
            secured, plain = _turn_about(admin, judged, made.askers[WIDEST].token, told.questions)
            found = searches(judged, made.askers["team"].token, made)
    return {
        "milliseconds": {
            "page_500": pages["chronology"]["p50"],
            "page_500_p95": pages["chronology"]["p95"],
            "page_500_quickest": pages["chronology"]["quickest"],
            "page_500_first": pages["chronology_first"]["p50"],
            "page_500_first_p95": pages["chronology_first"]["p95"],
            "page_500_first_quickest": pages["chronology_first"]["quickest"],
            "family_6": pages["family"]["p50"],
            "family_6_p95": pages["family"]["p95"],
            f"reviews_of_{_story.OPEN}_cases": pages["reviews"]["p50"],
            "search_rare_p95": found["rare_p95"],
            "search_common_p95": found["common_p95"],
            "search_rare_p50": found["rare_p50"],
            "search_common_p50": found["common_p50"],
            "patterns_one_note": patterns["one"],
            "chronology_questions": _ms(secured),
            "chronology_questions_unsecured": _ms(plain),
        },
        "kilobytes": {
            "page_500": pages["chronology"]["kB"],
            "page_500_first": pages["chronology_first"]["kB"],
        },
        "seconds": {"pattern_job": patterns["everybody"]},
        "patterns": {"people": patterns["people"], "found": patterns["found"]},
        "ratio_to_unsecured": {"chronology": round(statistics.median(secured) / statistics.median(plain), 2)},
        "story": {"entries": told.entries, "withheld": told.withheld, "questions": len(told.questions)},
        "data": {**sizes, "rows": made.rows, "seconds_to_write": round(loaded)},
    }


def _pages(client: Any, addresses: dict[str, str]) -> dict[str, dict[str, float]]:
    """Milliseconds of server time by page, and how many kilobytes each has as it is written.

    They are asked for turn about, so that whatever else the machine does falls on all alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in addresses}
    kilobytes: dict[str, float] = {}
    for number in range(PAGES + WARM):
        for name, address in addresses.items():
            if number >= FEWER.get(name, PAGES) + WARM:
                continue
            began = perf_counter()
            answer = client.get(address)
            took = perf_counter() - began
            if answer.status_code != 200:
                raise RuntimeError(f"{address} answered {answer.status_code}")
            kilobytes[name] = round(len(answer.content) / 1000)
            if number >= WARM:
                taken[name].append(took)
    return {
        name: {
            "p50": _ms(times),
            "p95": round(statistics.quantiles(times, n=20)[-1] * 1000, 1),
            "quickest": round(min(times) * 1000, 1),
            "kB": kilobytes[name],
        }
        for name, times in taken.items()
    }


def _patterns(told: _story.Told) -> dict[str, float]:
    """The rules asked of one child as they are after each note, in milliseconds; and of everybody at once, in seconds.

    Both as the widest reader, under row security: of everybody whom they may see.
    """
    from django.utils import timezone

    from config.demonstration.stage import on_stage
    from tessera.access.models import Subject
    from tessera.patterns.queries import found_about

    at, taken = timezone.now(), []
    with on_stage(told.username, "bench") as me:
        for number in range(REPS + 3):
            began = perf_counter()
            found_about(practitioner=me, at=at, people=[told.people[number % len(told.people)]])
            if number >= 3:
                taken.append(perf_counter() - began)
        everybody = list(
            Subject.objects.filter(provisional=False).values_list("person_id", flat=True).distinct()
        )
        say(f"asking for patterns about {len(everybody):,} people")
        began = perf_counter()
        found = found_about(practitioner=me, at=at, people=everybody)
        whole = perf_counter() - began
    return {
        "one": _ms(taken),
        "everybody": round(whole, 1),
        "people": len(everybody),
        "found": len(found),
    }


def _turn_about(
    admin: Any, judged: Any, token: str, questions: Sequence[str]
) -> tuple[list[float], list[float]]:
    """Seconds for all of the story's questions in one transaction, with its context and its commit counted in."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(REPS + 3):
        for place, (connection, who) in enumerate(((judged, token), (admin, None))):
            began = perf_counter()
            with asking(connection, who) as cursor:
                for question in questions:
                    cursor.execute(question.encode()).fetchall()
            if number >= 3:
                taken[place].append(perf_counter() - began)
    return taken


def _ms(taken: list[float]) -> float:
    return round(statistics.median(taken) * 1000, 1)
