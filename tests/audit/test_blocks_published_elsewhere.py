"""A ledger rewritten from some block on follows from itself. Only the blocks published elsewhere give it away."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from psycopg.conninfo import conninfo_to_dict

from config.commands import check
from config.postgres import Addresses
from tessera.audit import queries, sealing
from tests.audit.ledger import append, given_blocks, guarded, seal, settled, tessera, verify

pytestmark = pytest.mark.django_db(transaction=True)
Connection = psycopg.Connection[Any]


@pytest.fixture
def _as_the_worker(addresses: Addresses) -> Iterator[None]:
    """Django connects, in every thread, as the job worker's role, which alone may note what was published."""
    settings = connections.settings["default"]
    kept = {name: settings[name] for name in ("USER", "PASSWORD")}
    parts = conninfo_to_dict(addresses.job)
    connections.close_all()
    settings.update(USER=str(parts.get("user", "")), PASSWORD=str(parts.get("password", "")))
    connection.settings_dict.update(settings)
    yield
    connections.close_all()
    settings.update(kept)
    connection.settings_dict.update(settings)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def rewrite(administrator: Connection, number: int) -> None:
    """What only somebody who knows how the ledger is made can do: change an entry and make every seal after it."""
    administrator.execute("RESET ROLE")
    administrator.execute(
        "UPDATE audit_entry e SET verb = 'close' FROM audit_block b "
        "WHERE b.number = %s AND e.server = b.server AND e.act >= b.first_act AND e.act < b.end_act",
        [number],
    )
    rows = administrator.execute(
        "SELECT number FROM audit_block WHERE number >= %s ORDER BY number", [number]
    )
    for (at,) in rows.fetchall():
        for statement in (
            "UPDATE audit_block SET leaves = audit._leaves(server, first_act, end_act) WHERE number = %(at)s",
            "UPDATE audit_block b SET before = a.hash FROM audit_block a WHERE a.number = b.number - 1",
            "UPDATE audit_block SET root = audit._root(leaves) WHERE number = %(at)s",
            "UPDATE audit_block b SET hash = audit._hash(b) WHERE number = %(at)s",
        ):
            administrator.execute(statement.encode(), {"at": at})


def test_a_ledger_rewritten_whole_is_found_by_what_was_published_alone(
    addresses: Addresses, administrator: Connection, tmp_path: Path
) -> None:
    given_blocks(addresses.app)
    kept = tmp_path / "published.jsonl"
    kept.write_text(tessera(addresses, "audit", "blocks").stdout)
    assert [block["number"] for block in lines(kept)] == [1, 2, 3]
    given_blocks(addresses.app, blocks=1)  # the ledger goes on, and what was kept stands
    fine = tessera(addresses, "audit", "verify", "--published", str(kept), "--json")
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert json.loads(fine.stdout)["published"] == 3

    with administrator.transaction(), guarded(administrator):
        rewrite(administrator, 2)
    assert verify(administrator).intact, "it follows from itself again"
    assert tessera(addresses, "audit", "verify").returncode == 0
    found = tessera(addresses, "audit", "verify", "--published", str(kept), "--json")
    assert found.returncode == 1
    answer = json.loads(found.stdout)
    assert (answer["intact"], answer["first_break"], answer["published_lost"]) == (False, None, [2, 3])
    in_words = tessera(addresses, "audit", "verify", "--published", "-", typed=kept.read_text())
    assert (in_words.returncode, "was rewritten" in in_words.stdout) == (1, True)


def test_a_tail_cut_off_is_found(addresses: Addresses, administrator: Connection) -> None:
    blocks = given_blocks(addresses.app)
    kept = tessera(addresses, "audit", "blocks").stdout
    with administrator.transaction(), guarded(administrator):
        administrator.execute("DELETE FROM audit_block WHERE number = 3")
        administrator.execute("DELETE FROM audit_entry WHERE id = ANY(%s)", [blocks[2]])
    assert verify(administrator).intact
    found = tessera(addresses, "audit", "verify", "--published", "-", "--json", typed=kept)
    assert (found.returncode, json.loads(found.stdout)["published_lost"]) == (1, [3])


def test_only_a_list_of_blocks_proves_anything(addresses: Addresses, tmp_path: Path) -> None:
    given_blocks(addresses.app)
    kept = tessera(addresses, "audit", "blocks").stdout
    half = kept[:-60] + "\n" + kept  # a crash cut a line short, and it was published again
    told = tessera(addresses, "audit", "verify", "--published", "-", typed=half)
    assert (told.returncode, "line 3" in told.stderr) == (0, True)
    for spoilt in ("", "{", "[1, 2]\n", '{"number": 1}\n'):
        refused = tessera(addresses, "audit", "verify", "--published", "-", typed=spoilt)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "holds no block" in refused.stderr
    gone = tessera(addresses, "audit", "verify", "--published", str(tmp_path / "none"))
    assert "cannot be read" in gone.stderr
    after = tessera(addresses, "audit", "blocks", "--after", "2").stdout
    assert [json.loads(line)["number"] for line in after.splitlines()] == [3]


@pytest.mark.usefixtures("_as_the_worker")
def test_each_block_is_appended_to_the_file_once_and_in_order(
    addresses: Addresses, settings: Any, tmp_path: Path
) -> None:
    given_blocks(addresses.app)
    kept = tmp_path / "blocks.jsonl"
    kept.write_text('{"number": 0, "cut sho')  # by a crash, earlier
    settings.TESSERA_LEDGER_PUBLISH = str(kept)
    assert sealing.publish() == 3
    assert sealing.publish() == 0
    given_blocks(addresses.app, blocks=1)
    assert sealing.publish() == 1
    assert kept.read_text().splitlines()[1:] == list(queries.lines())
    assert [json.loads(line)["number"] for line in kept.read_text().splitlines()[1:]] == [1, 2, 3, 4]


@pytest.mark.usefixtures("_as_the_worker")
def test_a_command_is_given_each_block_and_what_it_refuses_is_given_again(
    addresses: Addresses, settings: Any, tmp_path: Path
) -> None:
    given_blocks(addresses.app)
    taking, taken = tmp_path / "take.py", tmp_path / "taken.jsonl"
    taking.write_text(
        "import sys, pathlib\n"
        "line, kept = sys.stdin.read(), pathlib.Path(sys.argv[1])\n"
        "if kept.exists() and len(kept.read_text().splitlines()) == 1 and not kept.with_suffix('.on').exists():\n"
        "    sys.exit(3)\n"
        "kept.open('a').write(line)\n"
    )
    settings.TESSERA_LEDGER_PUBLISH = f"|{sys.executable} '{taking}' {taken}"
    with pytest.raises(sealing.NotPublished, match="ended with 3"):
        sealing.publish()
    assert [block["number"] for block in lines(taken)] == [1]
    assert queries.waiting().blocks == 2
    taken.with_suffix(".on").touch()
    assert sealing.publish() == 2
    assert [block["number"] for block in lines(taken)] == [1, 2, 3]
    assert queries.waiting().blocks == 0


@pytest.mark.usefixtures("_as_the_worker")
def test_a_crash_between_publishing_and_noting_it_publishes_again_and_loses_nothing(
    addresses: Addresses,
    administrator: Connection,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given_blocks(addresses.app, blocks=2)
    kept = tmp_path / "blocks.jsonl"
    settings.TESSERA_LEDGER_PUBLISH = str(kept)
    real = sealing.deliver

    def crash(hook: str, line: str) -> None:
        real(hook, line)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "deliver", crash)
        with pytest.raises(KeyboardInterrupt):
            sealing.publish()
    assert [block["number"] for block in lines(kept)] == [1]
    assert queries.waiting().blocks == 2  # sealed, given to the hook, and not noted
    assert sealing.publish() == 2
    assert [block["number"] for block in lines(kept)] == [1, 1, 2]
    told = tessera(addresses, "audit", "verify", "--published", str(kept))
    assert told.returncode == 0, told.stdout


@pytest.mark.usefixtures("_as_the_worker")
def test_two_workers_do_not_publish_at_once(addresses: Addresses, settings: Any, tmp_path: Path) -> None:
    given_blocks(addresses.app)
    settings.TESSERA_LEDGER_PUBLISH = str(tmp_path / "blocks.jsonl")
    with psycopg.connect(addresses.job) as other:
        row = other.execute("SELECT number FROM audit.next_to_publish()").fetchone()
        assert row == (1,)
        assert sealing.publish() == 0  # the other is at it
    assert sealing.publish() == 3


@pytest.mark.usefixtures("_as_the_worker")
def test_a_hook_that_fails_keeps_nobody_from_writing_or_sealing_and_check_tells(
    addresses: Addresses, administrator: Connection, settings: Any, tmp_path: Path
) -> None:
    settings.TESSERA_LEDGER_PUBLISH = str(tmp_path / "no such folder" / "blocks.jsonl")
    given_blocks(addresses.app)
    with pytest.raises(sealing.NotPublished, match="cannot be written"):
        sealing.publish()
    with sealing.running(every=0.05):
        given_blocks_meanwhile(addresses, administrator)
    assert verify(administrator).intact
    waiting = queries.waiting()
    assert (waiting.entries, waiting.blocks) == (0, verify(administrator).blocks)
    assert waiting.blocks_since
    assert check.left_waiting(waiting.blocks_since) == []
    (told,) = check.left_waiting(waiting.blocks_since + 2 * check.SOON)
    assert f"{waiting.blocks} blocks of the ledger are not published" in told
    settings.TESSERA_LEDGER_PUBLISH = ""
    assert check.left_waiting(waiting.blocks_since + 2 * check.SOON) == []


def given_blocks_meanwhile(addresses: Addresses, administrator: Connection) -> None:
    """Entries written beside a worker that seals by itself, until they are sealed."""
    with psycopg.connect(addresses.app, autocommit=True) as app:
        append(app, 5)
        settled(app)
    for _ in range(200):
        if verify(administrator).sealed == 17:
            return
        threading.Event().wait(0.05)
    raise AssertionError("the worker did not seal")


def test_entries_left_unsealed_are_told_of(addresses: Addresses) -> None:
    with psycopg.connect(addresses.app, autocommit=True) as app:
        append(app, 2)
        since = queries.waiting().entries_since
        assert since
        assert check.left_waiting(since) == []
        (told,) = check.left_waiting(since + 2 * check.SOON)
        assert "2 entries of the ledger are not sealed" in told
        settled(app)
        seal(app)
        assert check.left_waiting(since + 2 * check.SOON) == []


def test_one_round_of_the_worker_seals_and_publishes(
    addresses: Addresses, administrator: Connection, tmp_path: Path
) -> None:
    given_blocks(addresses.app, blocks=1)
    kept = tmp_path / "blocks.jsonl"
    done = tessera(
        addresses, "work", "--once", TESSERA_LEDGER_PUBLISH=str(kept), TESSERA_HOME=str(tmp_path / "home")
    )
    assert done.returncode == 0, done.stderr
    assert lines(kept)[0]["number"] == 1
    assert verify(administrator).intact


def test_sealing_by_hand(addresses: Addresses, administrator: Connection) -> None:
    with psycopg.connect(addresses.app, autocommit=True) as app:
        append(app, 2)
        settled(app)
    done = tessera(addresses, "audit", "seal", "--json")
    assert json.loads(done.stdout) == {"made": 1, "unsealed": 0, "unpublished": 1}
    assert verify(administrator).sealed == 2
