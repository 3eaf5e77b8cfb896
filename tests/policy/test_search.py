"""What search finds is what a naive reading of the policy shows, line by line, and nothing tells of the rest."""

from __future__ import annotations

import random
import re
import uuid
from datetime import datetime
from typing import Any

import psycopg
import pytest

from config.home import ROOT
from tessera.access.search import LONGEST
from tests.policy.register import Practitioner
from tests.policy.world import World

WORDS = ("kestrel", "harbour", "lantern")
HOSTILE = (
    "'; DROP TABLE records_line; --",
    "' OR 1=1 --",
    ":*",
    "a:* & !b",
    "((((",
    '"unclosed',
    "<-> <2> &&& |||",
    "\\",
    "-kestrel",
    "the and of",
    "%s %(x)s",
    "🜁 ﷽ ‮",
    "kestrel " * 5_000,
    "x" * 1_000_000,
)
ALL = "SELECT * FROM access.find_lines(%s, %s, %s, %s)"
NEWEST = ("infinity", uuid.UUID(int=2**128 - 1))


def worded(admin: psycopg.Connection[Any], world: World, seed: int) -> dict[str, set[str]]:
    """Give each line of the world one or two words; answers with the lines of each."""
    dice, lines = random.Random(seed), {word: set[str]() for word in WORDS}
    for case in world.cases:
        for note in case.notes:
            for line in note.lines:
                given = dice.sample(WORDS, k=dice.choice((1, 2)))
                admin.execute(
                    "UPDATE records_words SET words = to_tsvector('english', %s) WHERE line_id = %s",
                    [" ".join(given), line.id],
                )
                for word in given:
                    lines[word].add(str(line.id))
    return lines


def may_see(world: World, someone: Practitioner, partnership: uuid.UUID) -> dict[str, set[str]]:
    """What a naive reading of the policy shows them, table by table."""
    return {table: {str(row) for row in rows} for table, rows in world.expected(someone, partnership).items()}


def found(app: psycopg.Connection[Any], token: str, words: str) -> list[str]:
    """Every line found, three at a time as pages are turned."""
    lines: list[uuid.UUID] = []
    with app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        start: tuple[Any, ...] = NEWEST
        while page := [row[0] for row in app.execute(ALL, [words, *start, 3])]:
            lines += page
            at = app.execute(
                "SELECT n.written_at, l.id FROM records_line l JOIN records_note n ON n.id = l.note_id WHERE l.id = %s",
                [page[-1]],
            ).fetchone()
            assert at is not None, "a line was found that the secured table does not show"
            start = at
    assert len(lines) == len(set(lines)), "a line was found twice"
    return [str(line) for line in lines]


def test_search_finds_exactly_the_lines_and_people_that_may_be_seen(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    hits = held = people = 0
    for seed in range(400, 430):
        world = World(admin, seed)
        lines = worded(admin, world, seed)
        admin.execute("UPDATE people_person SET given_name = 'Invented', family_name = 'Person'")
        for someone, partnership, token in world.signed_in():
            if not someone.active:
                continue
            expected = may_see(world, someone, partnership)
            for word in WORDS:
                may = lines[word] & expected.get("records_line", set())
                assert set(found(app, token, word)) == may, f"world {seed}: {word}"
                hits, held = hits + len(may), held + len(lines[word] - may)
            either = lines[WORDS[0]] | lines[WORDS[1]]
            assert set(found(app, token, f"{WORDS[0]} or {WORDS[1]}")) == either & expected.get(
                "records_line", set()
            )
            with app.transaction():
                app.execute("SELECT access.begin(%s)", [token])
                named = {
                    str(row[0]) for row in app.execute("SELECT * FROM access.find_people('pers inv', 50)")
                }
            assert named == expected.get("people_person", set()), f"world {seed}"
            people += len(named)
    assert min(hits, held) > 300, "the worlds have grown too small to prove anything"
    assert people > 20


def test_nobody_finds_nothing(admin: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> None:
    World(admin, 431)
    assert app.execute(ALL, ["invented", *NEWEST, 50]).fetchall() == []
    assert app.execute("SELECT * FROM access.find_people('invented', 50)").fetchall() == []


def test_of_what_may_be_seen_only_the_days_and_the_agency_asked_for(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    asked = "SELECT * FROM access.find_lines(%s, %s, %s, 50, %s, %s)"
    some = 0
    for seed in range(447, 451):
        world = World(admin, seed)
        worded(admin, world, seed)
        for days, case in enumerate(world.cases):
            admin.execute(
                "UPDATE records_words SET written_at = written_at - %s * interval '1 day' WHERE case_id = %s",
                [days, case.id],
            )
        rows = admin.execute("SELECT line_id, agency_id, written_at FROM records_words").fetchall()
        later = sorted(row[2] for row in rows)[len(rows) // 4]
        for someone, _, token in world.signed_in():
            if not someone.active:
                continue
            with app.transaction():
                app.execute("SELECT access.begin(%s)", [token])
                every = {row[0] for row in app.execute(ALL, [" or ".join(WORDS), *NEWEST, 50])}
                for agency in {None, *(row[1] for row in rows)}:
                    for since in (None, later):
                        fits = {
                            row[0]
                            for row in rows
                            if agency in (None, row[1]) and (since is None or row[2] >= since)
                        }
                        fewer = {
                            row[0] for row in app.execute(asked, [" or ".join(WORDS), *NEWEST, since, agency])
                        }
                        assert fewer == every & fits or len(every) == 50
                        some += bool(fewer) and fewer != every
    assert some > 3, "the worlds have grown too small to prove anything"


def test_the_newest_come_first(admin: psycopg.Connection[Any], app: psycopg.Connection[Any]) -> None:
    """By when the note was written, whatever else speaks for a line: an order by fitness tells of what is hidden."""
    seen = 0
    for seed in range(432, 440):
        world = World(admin, seed)
        worded(admin, world, seed)
        for case in world.cases:
            for days, note in enumerate(case.notes):
                admin.execute(
                    "UPDATE records_words SET written_at = written_at - %s * interval '1 day' WHERE case_id = %s "
                    "AND line_id = ANY (%s)",
                    [days, case.id, [line.id for line in note.lines]],
                )
        for someone, _, token in world.signed_in():
            if someone.active:
                with app.transaction():
                    app.execute("SELECT access.begin(%s)", [token])
                    ids = [row[0] for row in app.execute(ALL, [" or ".join(WORDS), *NEWEST, 50])]
                times = written(admin, ids)
                assert times == sorted(times, reverse=True)
                seen += len(set(times)) > 1
    assert seen > 3


def written(admin: psycopg.Connection[Any], ids: list[uuid.UUID]) -> list[datetime]:
    rows = dict(
        admin.execute(
            "SELECT line_id, written_at FROM records_words WHERE line_id = ANY (%s)", [ids]
        ).fetchall()
    )
    return [rows[line] for line in ids]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: words[:20])
def test_hostile_words_are_words(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any], words: str
) -> None:
    world = World(admin, 440)
    for someone, partnership, token in world.signed_in():
        if someone.active:
            lines = worded(admin, world, 440)
            may = may_see(world, someone, partnership).get("records_line", set())
            with app.transaction():
                app.execute("SELECT access.begin(%s)", [token])
                ids = {str(row[0]) for row in app.execute(ALL, [words, *NEWEST, 50])}
                app.execute("SELECT * FROM access.find_people(%s, 50)", [words])
            assert ids <= (lines["kestrel"] & may if words.startswith("kestrel") else set())
    assert len("kestrel " * 5_000) > LONGEST


def test_no_answer_is_longer_than_its_limit(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    for seed in range(441, 446):
        for someone, _, token in World(admin, seed).signed_in():
            if someone.active:
                with app.transaction():
                    app.execute("SELECT access.begin(%s)", [token])
                    assert len(app.execute(ALL, ["invented", *NEWEST, 1_000_000]).fetchall()) <= 51


def test_nothing_of_ours_asks_postgresql_how_it_would_answer() -> None:
    """EXPLAIN tells of hidden rows by how many it expects and takes away: so no page and no function asks it."""
    ours = [path for kind in ("*.py", "*.sql") for path in (ROOT / "tessera").rglob(kind)]
    asking = re.compile(r"\bEXPLAIN\b|\b(filter|all|objects|exclude)\b[^\n]*\.explain\(")
    assert len(ours) > 200
    assert [path for path in ours if asking.search(path.read_text(encoding="utf-8"))] == []
    assert asking.search("EXPLAIN (ANALYZE) SELECT 1")


def test_what_lines_are_found_by_is_nobodys_to_read(
    admin: psycopg.Connection[Any], app: psycopg.Connection[Any]
) -> None:
    world = World(admin, 446)
    for _, _, token in world.signed_in():
        for statement in (
            "SELECT words FROM records_words",
            "INSERT INTO records_words (line_id) VALUES (gen_random_uuid())",
            "UPDATE records_words SET audience = 'whole_case'",
            "DELETE FROM records_words",
            "SELECT * FROM ts_stat('SELECT words FROM records_words')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute("SELECT access.begin(%s)", [token])
                app.execute(statement.encode())
        return
