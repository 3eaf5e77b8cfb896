"""The embedded server: shared, private, and started again after any crash."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import home as homes
from config.embedded import NAMED, Embedded
from config.home import ROOT, Refused
from config.scratch import scratch_home
from tests import another_postgresql

USER = """
import sys, time
from pathlib import Path
from config.embedded import Embedded
with Embedded(Path(sys.argv[1]), scratch=True) as running:
    print(running.url, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with scratch_home(in_memory=True) as folder:
        yield folder


def use(home: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until it reads a line; its first line is the address."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(home)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "postmaster.pid").read_text().split()[0])


def test_a_scratch_server_may_be_of_another_postgresql(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = another_postgresql.programs()
    monkeypatch.setenv(NAMED, str(programs))
    with Embedded(home, scratch=True) as running, psycopg.connect(running.url) as connection:
        assert connection.info.server_version // 10000 == int(programs.parent.name)


def test_a_folder_with_no_programs_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAMED, str(home))
    with pytest.raises(Refused, match="no programs of PostgreSQL"), Embedded(home, scratch=True):
        pass


def gone(pid: int) -> bool:
    """Whether the process has ended; one that waits for its parent to notice has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_it_listens_on_a_private_socket_only(home: Path) -> None:
    with Embedded(home, scratch=True) as running, psycopg.connect(running.url) as connection:
        sockets = Path(connection.info.host)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "postgres").stat().st_mode) == 0o700
    assert not sockets.exists()


def test_a_long_path_with_spaces_and_quotes_will_do(home: Path) -> None:
    deep = home / 'it\'s a "folder" with $HOME in it' / ("x" * 120)
    deep.mkdir(parents=True)
    for folder in (deep.parent, deep):
        folder.chmod(0o711)
    with Embedded(homes.claim(deep), scratch=True) as running:
        assert answers(running.url)


def test_the_last_to_leave_stops_it(home: Path) -> None:
    with Embedded(home, scratch=True) as running:
        other = use(home)
        assert other.stdout
        assert other.stdout.readline().strip() == running.url
        other.communicate("\n", timeout=60)
        assert answers(running.url), "the other's leaving stopped the server under us"
        url, pid = running.url, postmaster(home)
    assert not answers(url)
    assert gone(pid)


def test_the_first_to_leave_does_not_stop_it(home: Path) -> None:
    with Embedded(home, scratch=True) as running:
        url = running.url
        other = use(home)
        assert other.stdout
        other.stdout.readline()
    assert answers(url), "our leaving stopped the server under the other"
    other.communicate("\n", timeout=60)
    assert not answers(url)


def test_a_user_that_was_killed_leaves_nothing_in_the_way(home: Path) -> None:
    other = use(home)
    assert other.stdout
    url = other.stdout.readline().strip()
    other.kill()
    other.communicate(timeout=60)
    assert answers(url)
    with Embedded(home, scratch=True) as running:
        assert running.url == url, "the server that still ran was not taken over"
    assert not answers(url), "nobody used it any more"


def test_a_server_that_was_killed_is_started_again_with_its_data(home: Path) -> None:
    with Embedded(home) as running:
        with psycopg.connect(running.url) as connection:
            connection.execute("CREATE TABLE kept (word text)")
        os.kill(postmaster(home), signal.SIGKILL)
    began = time.monotonic()
    with Embedded(home) as running, psycopg.connect(running.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert time.monotonic() - began < 30


def test_after_a_crash_it_answers_at_the_same_address_with_what_was_committed(home: Path) -> None:
    with Embedded(home) as running:
        url, before = running.url, postmaster(home)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.commit()
            connection.execute("INSERT INTO kept VALUES ('not committed')")
            running.crash()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        assert running.url == url
        assert postmaster(home) != before
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert not answers(url)


def test_a_dead_server_s_number_now_worn_by_another_program_is_no_obstacle(home: Path) -> None:
    with Embedded(home, scratch=True):
        note = (home / "postgres" / "postmaster.pid").read_text()
    lines = note.splitlines()
    with subprocess.Popen(["sleep", "60"], user=(home / "postgres").stat().st_uid) as sleeper:
        left = home / "postgres" / "postmaster.pid"
        left.write_text("\n".join([str(sleeper.pid), *lines[1:]]) + "\n")
        with Embedded(home, scratch=True) as running:
            assert answers(running.url)
        sleeper.kill()


def test_two_first_starts_at_once_make_one_server(home: Path) -> None:
    both = [use(home), use(home)]
    addresses = {process.stdout.readline() for process in both if process.stdout}
    for process in both:
        process.communicate("\n", timeout=60)
    assert len(addresses) == 1


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("somebody else's")
    with pytest.raises(Refused, match="not empty"):
        homes.claim(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letters.txt"]


def test_secrets_are_their_owner_s_alone_and_stay(tmp_path: Path) -> None:
    home = homes.claim(tmp_path / "home")
    first = homes.secret(home, "key")
    assert homes.secret(home, "other") != first
    assert homes.secret(home, "key") == first
    assert stat.S_IMODE((home / "secrets.json").stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
def test_as_root_the_folders_above_stay_as_closed_as_they_were(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    inner = homes.claim(closed / "inner")
    with Embedded(inner, scratch=True) as running:
        assert answers(running.url)
        elsewhere = running.data
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert not elsewhere.is_relative_to(closed)
        assert elsewhere.stat().st_uid != 0
    with Embedded(inner, scratch=True) as running:
        assert running.data == elsewhere, "the second start must find the same data"
    subprocess.run(["rm", "-rf", str(elsewhere)], check=True)
