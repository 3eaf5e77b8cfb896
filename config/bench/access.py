"""What row security costs, down to the line, in a large partnership; and whether it is right.

250,000 people, 100,000 cases, two million notes and three million lines are written past row security. Then four
kinds of asker put the questions that pages put, under the policy, beside the very same questions put past it: turn
about, on one connection each, with the security context and the commit counted in. Nothing is prepared beforehand, as
nothing is in the product.

The widest asker (social care, agency-wide) is the worst case and gives the ratios. `filtered_in_python` fetches every
row and filters there instead. `correctness` is a short run of the proof that the suite holds (tests/policy).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic, perf_counter
from typing import Any

import psycopg

from config.bench import _access_data as data
from config.console import say
from config.home import ROOT

HELP = "row security beside none: 2 million notes, four kinds of asker"
DATABASE = True
WIDEST = "social_care"
Ask = Callable[[psycopg.Cursor[Any]], Any]
REPS, LINES_PER_PAGE = 60, 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """How much of everything."""
    data.ask_sizes(parser)
    parser.add_argument("--decisions", type=int, default=200_000, help="decisions of the proof")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Write the data and measure."""
    sizes = data.sizes(args)
    owner, app = args.addresses["TESSERA_OWNER_DATABASE_URL"], args.addresses["TESSERA_APP_DATABASE_URL"]
    begun = monotonic()
    with psycopg.connect(owner, autocommit=True, cursor_factory=psycopg.ClientCursor) as admin:
        admin.execute("SET ROLE NONE")  # the administrator, whom row security does not hold
        made = data.fill(admin, sizes)
        loaded = monotonic() - begun
        with psycopg.connect(app, autocommit=True, cursor_factory=psycopg.ClientCursor) as judged:
            result = _measured(admin, judged, made)
        size = admin.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    say("32 connections")
    return {
        "correctness": _correctness(args.decisions),
        **result,
        "ledger": _ledger(),
        "transactions_per_second": {
            asker: {"connections": 32, "pages": _crowded(app, made.askers[asker].token)}
            for asker in (WIDEST, "school")
        },
        "data": {
            **sizes,
            "rows": made.rows,
            "size": size[0] if size else "",
            "seconds_to_write": round(loaded),
        },
    }


def _measured(admin: Any, judged: Any, made: data.Made) -> dict[str, Any]:
    ratios: dict[str, dict[str, float]] = {}
    times: dict[str, dict[str, dict[str, float]]] = {}
    words: dict[str, Any] = {}
    context: dict[str, float] = {}
    for name, asker in made.askers.items():
        say(f"asking as {name}")
        questions = _questions(admin, judged, asker)
        pairs = {
            what: _turn_about(admin, judged, asker.token, ask, 12 if "dashboard" in what else REPS)
            for what, ask in questions.items()
        }
        times[name] = {what: {"with": _ms(w), "without": _ms(n)} for what, (w, n) in pairs.items()}
        ratios[name] = {
            what: round(statistics.median(w) / statistics.median(n), 2) for what, (w, n) in pairs.items()
        }
        words[name] = searches(judged, asker.token, made)
        context[name] = _context(judged, asker.token)
    worst = {kind: max(found[kind] for found in words.values()) for kind in ("rare_p95", "common_p95")}
    return {
        "ratio_to_unsecured": ratios[WIDEST],
        "milliseconds": {
            "search_rare_p95": worst["rare_p95"],
            "search_common_p95": worst["common_p95"],
            "school_latest_cases_p50": times["school"]["latest_cases"]["with"],
            "context_p50": max(context.values()),
        },
        "other_askers": {name: found for name, found in ratios.items() if name != WIDEST},
        "milliseconds_p50": times,
        "search": words,
        "context_p50": context,
        "filtered_in_python": _in_python(admin, judged, made),
    }


def _questions(admin: Any, judged: Any, asker: data.Asker) -> dict[str, Ask]:
    """The questions, each about something that this asker may see."""
    from tessera.records.queries import lines_of_case_sql

    with asking(judged, asker.token) as cursor:
        case, note = _longest(cursor), _one(cursor, "SELECT id FROM records_note ORDER BY id DESC LIMIT 1")
        open_case = _one(cursor, "SELECT id FROM access_case ORDER BY opened_at DESC LIMIT 1")
        agency = _one(cursor, "SELECT (access.agencies())[1]")
        me = _one(cursor, "SELECT access.who()")
    lines, values = lines_of_case_sql(case)
    return {
        "chronology": lambda c: c.execute(lines, values).fetchall(),
        "note": lambda c: c.execute(NOTE, [note]).fetchall(),
        "worklist": lambda c: c.execute(WORKLIST).fetchall(),
        "latest_cases": lambda c: c.execute(LATEST).fetchall(),
        "dashboard_cases": lambda c: c.execute(CASES).fetchall(),
        "dashboard_notes": lambda c: c.execute(NOTES).fetchall(),
        "insert_note": partial(_write, open_case, agency, me),
    }


NOTE = "SELECT id, case_id, kind, written_at, author_id, agency_id, reason FROM records_note WHERE id = %s"
LATEST = "SELECT id, opened_at, sealed FROM access_case ORDER BY opened_at DESC, id DESC LIMIT 50"
WORKLIST = f"""
SELECT c.id, c.opened_at, p.id, p.given_name, p.family_name, p.date_of_birth
  FROM ({LATEST}) c JOIN access_subject s ON s.case_id = c.id JOIN people_person p ON p.id = s.person_id
"""  # noqa: S608
CASES = "SELECT date_trunc('month', opened_at), count(*) FROM access_case GROUP BY 1"
NOTES = "SELECT kind, count(*) FROM records_note WHERE written_at > now() - interval '30 days' GROUP BY 1"
LONGEST = "SELECT case_id FROM records_note GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
WRITE_NOTE = """
INSERT INTO records_note (id, case_id, agency_id, author_id, audience, named, marks, kind, written_at, reason)
VALUES (%s, %s, %s, %s, 'whole_case', '{}', '{}', 'observation', now(), '')
"""
WRITE_LINE = """
INSERT INTO records_line (id, note_id, position, kind, text, "when", source, about, case_id, agency_id, author_id,
                          audience, named, marks)
VALUES (%s, %s, 400, 'seen', %s, '', '', '', %s, %s, %s, 'whole_case', '{}', '{}')
"""
SAID = "On the way in from the rain, the third time this week. He said nothing and would not sit down with the others."


def _longest(cursor: Any) -> Any:
    return _one(cursor, LONGEST)


def _write(case: Any, agency: Any, me: Any, cursor: Any) -> None:
    note = uuid.uuid4()
    cursor.execute(WRITE_NOTE, [note, case, agency, me])
    cursor.execute(WRITE_LINE, [uuid.uuid4(), note, SAID, case, agency, me])


def _turn_about(admin: Any, judged: Any, token: str, ask: Ask, reps: int) -> tuple[list[float], list[float]]:
    """Seconds with row security and without, the two in turn, so that whatever else runs falls on both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(reps + 3):
        for place, (connection, who) in enumerate(((judged, token), (admin, None))):
            began = perf_counter()
            with asking(connection, who) as cursor:
                ask(cursor)
            if number >= 3:
                taken[place].append(perf_counter() - began)
    return taken


@contextmanager
def asking(connection: Any, token: str | None) -> Iterator[Any]:
    """One transaction; with the context of whoever asks, where that is given."""
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    try:
        if token is not None:
            cursor.execute("SELECT access.begin(%s)", [token])
        yield cursor
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    cursor.execute("COMMIT")


def _one(cursor: Any, sql: str, values: Any = None) -> Any:
    return cursor.execute(sql, values).fetchone()[0]


def _ms(taken: list[float]) -> float:
    return round(statistics.median(taken) * 1000, 3)


def _p95(taken: list[float]) -> float:
    return round(statistics.quantiles(taken, n=20)[-1] * 1000, 2)


FOUND = """
SELECT l.id, l.case_id, l.kind, l.text, n.written_at FROM records_line l JOIN records_note n ON n.id = l.note_id
 WHERE l.id = ANY (ARRAY(SELECT access.find_lines(%s, 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 21)))
"""


def searches(judged: Any, token: str, made: data.Made) -> dict[str, float]:
    """Searches for sixty rare words and sixty common ones, and what a stopwatch tells of a hidden or absent one."""
    rare, nothing = _timed(judged, token, made.rare[:60])
    common, _ = _timed(judged, token, made.common[:60])
    absent, _ = _timed(judged, token, [f"xq{number}zx" for number in range(60)])
    hidden = [taken for taken, empty in zip(rare, nothing, strict=True) if empty]
    found = {
        "rare_p50": _ms(rare),
        "rare_p95": _p95(rare),
        "common_p50": _ms(common),
        "common_p95": _p95(common),
        "absent_p50": _ms(absent),
    }
    return found | ({"hidden_p50": _ms(hidden)} if len(hidden) > 5 else {})


def _timed(judged: Any, token: str, words: list[str]) -> tuple[list[float], list[bool]]:
    taken, nothing = [], []
    for word in words:
        began = perf_counter()
        with asking(judged, token) as cursor:
            rows = cursor.execute(FOUND, [word]).fetchall()
        taken.append(perf_counter() - began)
        nothing.append(not rows)
    return taken, nothing


def _context(judged: Any, token: str) -> float:
    """Milliseconds that opening the context adds to a transaction."""
    cursor, taken = judged.cursor(), []
    for _ in range(300):
        cursor.execute("BEGIN")
        began = perf_counter()
        cursor.execute("SELECT access.begin(%s)", [token])
        taken.append(perf_counter() - began)
        cursor.execute("COMMIT")
    return _ms(taken)


def _in_python(admin: Any, judged: Any, made: data.Made) -> dict[str, dict[str, float]]:
    """The same answers by fetching past row security and filtering here: milliseconds, the median of five."""
    answer: dict[str, dict[str, float]] = {}
    for name, asker in made.askers.items():
        with asking(judged, asker.token) as cursor:
            facts = cursor.execute("SELECT access.principals(), access.excluded_cases()").fetchone()
        mine, never = set(facts[0]), set(facts[1] or ())
        answer[name] = {}
        for what, sql in (("latest_cases", BY_NEWEST), ("dashboard_cases", EVERY_CASE)):
            taken = []
            for _ in range(5):
                began = perf_counter()
                seen = 0
                with asking(admin, None) as cursor:
                    for case, audience, _opened in cursor.stream(sql):
                        seen += not mine.isdisjoint(audience) and case not in never
                        if what == "latest_cases" and seen == 50:
                            break
                taken.append(perf_counter() - began)
            answer[name][what] = _ms(taken)
    return answer


EVERY_CASE = "SELECT id, audience, opened_at FROM access_case"
BY_NEWEST = f"{EVERY_CASE} ORDER BY opened_at DESC, id DESC"


def _crowded(app: str, token: str, seconds: float = 6.0) -> int:
    """Pages a second by 32 connections: the case, whom it is about, its fifty newest lines, and the ledger's entry."""
    fork = multiprocessing.get_context("spawn")
    counted = fork.Queue()
    children = [fork.Process(target=_pages, args=(app, token, seconds, 8, counted)) for _ in range(4)]
    for child in children:
        child.start()
    total = sum(int(counted.get(timeout=seconds + 60)) for _ in children)
    for child in children:
        child.join()
    return round(total / seconds)


PAGE = (
    "SELECT id, opened_at FROM access_case WHERE id = %s",
    """SELECT p.given_name, p.family_name FROM access_subject s JOIN people_person p ON p.id = s.person_id
        WHERE s.case_id = %s""",
    """SELECT l.id, l.kind, l.text, n.written_at FROM records_line l JOIN records_note n ON n.id = l.note_id
        WHERE l.case_id = %s ORDER BY n.written_at DESC LIMIT 50""",
    """INSERT INTO audit_entry (id, at, verb, kind, "row", "case", detail)
       SELECT gen_random_uuid(), now(), 'see', 'case', x, x, '{}' FROM (SELECT %s::uuid AS x) y""",
)


def _pages(app: str, token: str, seconds: float, connections: int, counted: Any) -> None:
    """Runs in a process of its own, a thread for each connection."""
    done: list[int] = []

    def work() -> None:
        with psycopg.connect(app, autocommit=True, cursor_factory=psycopg.ClientCursor) as own:
            with asking(own, token) as cursor:
                cases = [row[0] for row in cursor.execute("SELECT id FROM access_case LIMIT 300").fetchall()]
            number, ends = 0, monotonic() + seconds
            while monotonic() < ends:
                with asking(own, token) as cursor:
                    for sql in PAGE:
                        cursor.execute(sql, [cases[number % len(cases)]])
                number += 1
            done.append(number)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted.put(sum(done))


def _correctness(decisions: int) -> dict[str, Any]:
    """A short run of the proof, in a process and on a database of its own."""
    program = f"import json, tests.policy.long_run as proof; print(json.dumps(proof.run({decisions})))"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _ledger() -> Any:
    from config.bench import _ledger

    return _ledger.ledger()
