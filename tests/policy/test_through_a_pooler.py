"""Two who ask in turn over one connection to the server, behind PgBouncer pooling by transaction, never mix."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config import pooler_finder
from config.postgres import Addresses
from tests.cast import client_as
from tests.conftest import _point_django_at
from tests.policy import proof, told
from tests.policy.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def settings_of(address: str, port: int) -> str:
    """One connection to the server for everybody, pooled by transaction."""
    parts = conninfo_to_dict(address)
    options = str(parts.pop("options", ""))
    if "role=" in options:  # an administrator of a shared server, who takes the role
        parts["connect_query"] = "SET ROLE " + options.split("role=")[1].split()[0]
    place = " ".join(f"{name}='{value}'" for name, value in parts.items() if value)
    return (
        f"[databases]\n{parts['dbname']} = {place}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        "unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 1\nmax_client_conn = 20\n"
        "ignore_startup_parameters = extra_float_digits\n"
    )


def who_reaches(host: str) -> str:
    """An account of this machine that may connect: whose the server's socket is, where it is reached by one."""
    return Path(host).owner() if host.startswith("/") else "nobody"


@pytest.fixture
def pooled(addresses: Addresses) -> Iterator[str]:
    """The application's address by way of a pooler that holds one connection."""
    program = pooler_finder.find()
    if program is None:
        message = "no PgBouncer found: install it, or name it in TESSERA_PGBOUNCER"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="pooler"))
    file = folder / "pgbouncer.ini"
    file.write_text(settings_of(addresses.app, port))
    command = [str(program), "--quiet", str(file)]
    if os.geteuid() == 0:  # it refuses to run as root
        name = who_reaches(str(conninfo_to_dict(addresses.app).get("host", "")))
        for path in (folder, file):
            shutil.chown(path, name)
        command[1:1] = ["--user", name]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    given = {
        "host": "127.0.0.1",
        "port": port,
        "user": "tessera",
        "dbname": conninfo_to_dict(addresses.app)["dbname"],
    }
    try:
        _answers(running, port)
        yield make_conninfo("", **given)
    finally:
        running.terminate()
        running.communicate(timeout=30)
        shutil.rmtree(folder)


def _answers(running: subprocess.Popen[str], port: int) -> None:
    for _ in range(100):
        assert running.poll() is None, running.communicate()[1]
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the pooler does not answer")


def seen(asker: psycopg.Connection[Any], token: str | None) -> tuple[int, dict[str, set[str]]]:
    """Which server process answered in this transaction, and what it showed."""
    found: dict[str, set[str]] = {table: set() for table in proof.TABLES}
    with asker.transaction():
        if token is not None:
            asker.execute("SELECT access.begin(%s)", [token])
        (server,) = asker.execute("SELECT pg_backend_pid()").fetchone() or (0,)
        for table, key in asker.execute(proof.ALL):
            found[table].add(key)
    return server, found


def test_askers_in_turn_over_one_connection_see_their_own(
    administrator: psycopg.Connection[Any], pooled: str
) -> None:
    world = World(administrator, 4)
    asking = [entry for entry in world.signed_in() if entry[0].active][:4]
    assert len(asking) > 2
    servers, different = set(), []
    with (
        psycopg.connect(pooled, autocommit=True, prepare_threshold=None) as one,
        psycopg.connect(pooled, autocommit=True, prepare_threshold=None) as other,
    ):
        for turn in range(3 * len(asking)):
            someone, partnership, token = asking[turn % len(asking)]
            server, found = seen((one, other)[turn % 2], token)
            expected = world.expected(someone, partnership)
            for table in {*world.size} & found.keys():
                assert found[table] == expected.get(table, set()), f"{table}, turn {turn}"
            different.append(found["access_case"])
            nobody, left = seen((one, other)[(turn + 1) % 2], None)
            left.pop("access_practitioner")
            assert not any(left.values()), "a transaction left what it showed to the next on its connection"
            servers |= {server, nobody}
    assert len(servers) == 1, "more than one connection to the server: nobody was mixed with anybody"
    assert len({frozenset(cases) for cases in different}) > 1, "all of them see the same"


def test_pages_asked_at_once_over_one_connection_are_each_reader_s_own(
    administrator: psycopg.Connection[Any], addresses: Addresses, pooled: str
) -> None:
    case = told.tell(administrator)[0]
    readers = {"ama": 200, "eve": 404, "priya": 200, "ada": 404}
    _point_django_at(pooled)

    def asks(username: str) -> list[int]:
        try:
            browser = client_as(username)
            return [browser.get(f"/cases/{case}/access/").status_code for _ in range(6)]
        finally:
            connections.close_all()

    try:
        with ThreadPoolExecutor(len(readers)) as pool:
            answers = dict(zip(readers, pool.map(asks, readers), strict=True))
    finally:
        _point_django_at(addresses.app)
    assert answers == {username: [status] * 6 for username, status in readers.items()}
