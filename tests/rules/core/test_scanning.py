"""Asking the virus scanner: clean, found, and every way in which it may give no verdict."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tessera.core.scanning import PIECE_BYTES, ScannerDown, found_in
from tests.clamd import clamd
from tests.hostile.payloads import anti_virus_test_string


@pytest.mark.parametrize("tcp", [False, True], ids=["unix", "tcp"])
def test_a_clean_file_is_clean_and_arrives_whole(tmp_path: Path, tcp: bool) -> None:
    contents = [b"", b"a", os.urandom(PIECE_BYTES), os.urandom(3 * PIECE_BYTES + 17)]
    with clamd(tmp_path, tcp=tcp) as daemon:
        assert [found_in(content, daemon.address, 5) for content in contents] == [""] * 4
        assert daemon.received == contents


def test_what_is_found_is_named(tmp_path: Path) -> None:
    with clamd(tmp_path) as daemon:
        assert found_in(b"x" * 70_000 + anti_virus_test_string(), daemon.address, 5) == "Eicar-Signature"


@pytest.mark.parametrize("behaviour", ["hangs up", "says nothing", "dribbles", "babbles", "has a limit"])
def test_no_verdict_is_never_a_clean_file(tmp_path: Path, behaviour: str) -> None:
    with clamd(tmp_path, behaviour) as daemon:
        began = time.monotonic()
        with pytest.raises(ScannerDown):
            found_in(os.urandom(5_000_000), daemon.address, 1)
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1", "no such thing"])
def test_a_scanner_that_is_not_there_is_down(address: str) -> None:
    with pytest.raises(ScannerDown):
        found_in(b"a", address, 1)


@pytest.mark.skipif(not shutil.which("clamd"), reason="ClamAV is not installed on this machine")
def test_the_real_daemon_speaks_so(tmp_path: Path) -> None:
    """A real clamd with one signature of its own, for the anti-virus test string."""
    folder = tmp_path / "signatures"
    folder.mkdir()
    (folder / "local.ndb").write_text(f"Local.Test:0:*:{anti_virus_test_string().hex()}\n")
    address = str(tmp_path / "clamd.sock")
    settings = tmp_path / "clamd.conf"
    settings.write_text(
        f"LocalSocket {address}\nDatabaseDirectory {folder}\nForeground yes\nStreamMaxLength 1M\n"
        f"LogFile {tmp_path / 'log'}\nUser {os.environ.get('USER', 'root')}\n"
    )
    daemon = subprocess.Popen(["clamd", "--config-file", str(settings)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if Path(address).exists():
                break
            time.sleep(0.1)
        assert found_in(b"a quiet letter", address, 10) == ""
        assert found_in(anti_virus_test_string(), address, 10).startswith("Local.Test")
        with pytest.raises(ScannerDown):
            found_in(os.urandom(3_000_000), address, 10)
    finally:
        daemon.terminate()
        daemon.wait(20)
