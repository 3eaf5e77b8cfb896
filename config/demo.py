"""The demonstration, from nothing to a page that answers: database, data, web server, live server, job worker.

    ./bin/demo [--port N] [--reset] [--data-dir DIR] [--preset NAME]

It listens on this machine alone: anybody who reaches it can sign in as anybody.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from config import environment, postgres, web
from config import home as homes
from config.console import fail, say
from config.embedded import Embedded
from config.home import ROOT, Refused
from tessera.partnership.rules.presets import PRESETS

HOST, PORT = "127.0.0.1", 8000
PATIENCE = 60.0  # seconds for the first page
STOPPING = 15.0  # seconds for a child to finish what it is doing
PR_SET_PDEATHSIG = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demonstration until told to stop; 0 after Ctrl-C or SIGTERM, 1 where something failed."""
    parser = argparse.ArgumentParser(
        prog="demo", description="Starts the demonstration and prints where it is."
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"0 is any free one (default {PORT})")
    parser.add_argument("--reset", action="store_true", help="empty its data first")
    parser.add_argument(
        "--data-dir", metavar="DIR", help="where its data are (default: $TESSERA_HOME or var/)"
    )
    parser.add_argument("--preset", choices=PRESETS, help="what Thornmere's settings stand on")
    args = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        return _run(args)
    except Refused as problem:
        return fail(str(problem))
    except KeyboardInterrupt:
        return 0


def _run(args: argparse.Namespace) -> int:
    began = time.monotonic()
    folder = homes.find(data_dir=args.data_dir)
    with ExitStack() as stack:
        folder = homes.claim(folder)
        alone = stack.enter_context(_alone(folder))
        listener = stack.enter_context(web.listen(HOST, args.port))
        live = stack.enter_context(web.listen(HOST, 0))
        address = f"http://{HOST}:{listener.getsockname()[1]}/"
        alone.write_text(address)
        if args.reset:
            _reset(folder)
        given = stack.enter_context(environment.addresses(folder, say=say))
        _claim_database(folder, given[environment.GIVEN["owner"]])
        variables = _variables(folder, given) | _live(address, live)
        for text, command in (
            ("preparing the tables and who may see what", ["migrate", "--quiet"]),
            ("registering the invented partnerships and their cast", _registering(args.preset)),
            ("loading the demonstration (the first time takes longest)", _loading()),
            ("gathering style sheets and scripts", ["collect-static"]),
        ):
            say(text)
            _step(command, variables)
        say("starting the web server, the live server and the job worker")
        children = stack.enter_context(_children(folder, listener, live, variables))
        sign_ins = _output("sign-ins", variables)
        _wait_for_page(listener.getsockname()[1], children)
        print(f"Tessera is ready at {address}", flush=True)
        print(sign_ins, flush=True)
        say(f"ready in {time.monotonic() - began:.1f} s; Ctrl-C stops it; its data are in {folder}")
        return _watch(children)


def _registering(preset: str | None) -> list[str]:
    """What registers the partnerships, on this preset if one was named."""
    return ["register-demonstration", *(("--preset", preset) if preset else ())]


def _loading() -> list[str]:
    """What loads the cases: all of them, or for a quick look and for tests those that `TESSERA_DEMO_CASES` numbers."""
    only = os.environ.get("TESSERA_DEMO_CASES")
    return ["load-demonstration", "--only", only] if only else ["load-demonstration"]


# ---------------------------------------- before anything runs


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """Hold the folder against a second demonstration; answers with where to write our address."""
    note = folder / "demo.address"
    with (folder / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = f" at {note.read_text()}" if note.exists() else ""
            raise Refused(
                f"A demonstration runs on {folder} already{where}. Stop it, or name another --data-dir."
            ) from None
        try:
            yield note
        finally:
            note.unlink(missing_ok=True)


def _reset(folder: Path) -> None:
    """Empty the demonstration's data, and nobody else's."""
    marked = environment.is_demonstration(folder)
    if environment.target() == "embedded":
        if (folder / "postgres").exists() and not marked:
            raise Refused(f"The data in {folder} are not the demonstration's, so --reset leaves them alone.")
        say(f"emptying {folder}")
        server = Embedded(folder)
        server.stop()
        shutil.rmtree(server.data, ignore_errors=True)
        for entry in folder.iterdir():
            if entry.name in {
                homes.MARK,
                "venv",
                "demo.lock",
                "demo.address",
                "secrets.json",
                "secrets.lock",
            }:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        return
    with postgres.server(folder) as named:
        if named.exists() and not marked:
            raise Refused(
                f"The database {named.name} was not filled by a demonstration from {folder}, "
                "so --reset leaves it alone."
            )
        say(f"emptying the database {named.name}")
        named.drop(named.name)


def _claim_database(folder: Path, owner: str) -> None:
    """See that what we are about to fill is ours or empty: here anybody may sign in as anybody."""
    if environment.is_demonstration(folder):
        return
    if not environment.is_empty(owner):
        raise Refused(
            "This database was not made by the demonstration, which lets anybody sign in as anybody. "
            "Name another folder with --data-dir, or an empty database in DATABASE_URL."
        )
    environment.mark_demonstration(folder)


def _live(address: str, live: socket.socket) -> dict[str, str]:
    """Where pages find the live server, and whose pages it lets in. Behind a proxy both have one address."""
    origins = filter(None, [os.environ.get("TESSERA_ORIGINS"), address.rstrip("/")])
    return {
        "TESSERA_LIVE_ADDRESS": f"ws://{HOST}:{live.getsockname()[1]}",
        "TESSERA_ORIGINS": ",".join(origins),
    }


def _variables(folder: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The environment of every step. None of them is told the administrator's address."""
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    variables.update(given)
    variables.update(
        TESSERA_HOME=str(folder),
        TESSERA_DEMO="1",
        TESSERA_SECRET_KEY=os.environ.get("TESSERA_SECRET_KEY") or homes.secret(folder, "secret_key"),
        DJANGO_SETTINGS_MODULE="config.settings",
        PYTHONPATH=os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        PYTHONUNBUFFERED="1",
    )
    return variables


# ---------------------------------------- steps and children


@dataclass(frozen=True)
class Child:
    """A process that should run until we stop it."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def obituary(self) -> str:
        """What is known of its end."""
        code, tail = self.process.returncode, self.log.read_text(errors="replace").splitlines()[-20:]
        return f"The {self.name} stopped (exit code {code}). Its last words:\n" + "\n".join(tail)


def _console(*words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "config.console", *words]


def _step(words: Sequence[str], variables: Mapping[str, str]) -> None:
    done = subprocess.run(
        _console(*words), env=variables, stdout=sys.stderr, check=False,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )  # fmt: skip
    if done.returncode:
        raise Refused(f"'tessera {words[0]}' failed; what it said stands above.")


def _output(word: str, variables: Mapping[str, str]) -> str:
    done = subprocess.run(_console(word), env=variables, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Refused(f"'tessera {word}' failed; what it said stands above.")
    return done.stdout.rstrip()


@contextmanager
def _children(
    folder: Path, listener: socket.socket, live: socket.socket, variables: Mapping[str, str]
) -> Iterator[list[Child]]:
    """The web and live servers and the job worker, each with no address but its own role's; stopped at the end."""
    plans: tuple[tuple[str, str, list[str], str, list[socket.socket]], ...] = (
        ("web server", "web.log", web.command(listener.fileno()), "app", [listener]),
        ("live server", "live.log", web.live_command(live.fileno()), "app", [live]),
        ("job worker", "worker.log", _console("work"), "job", []),
    )
    running: list[Child] = []
    try:
        for name, log, command, role, sockets in plans:
            own = {key: value for key, value in variables.items() if key not in environment.GIVEN.values()}
            own[environment.GIVEN[role]] = own["TESSERA_DATABASE_URL"] = variables[environment.GIVEN[role]]
            with (folder / log).open("wb") as handle:
                # In sessions of their own: Ctrl-C is for us, and we stop them in order.
                process = subprocess.Popen(
                    command, env=own, stdin=subprocess.DEVNULL, stdout=handle, stderr=subprocess.STDOUT,
                    pass_fds=[one.fileno() for one in sockets], start_new_session=True,
                    preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                )  # fmt: skip
            running.append(Child(name, process, folder / log))
        yield running
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            alive = [child for child in running if child.process.poll() is None]
            for child in alive:
                child.process.send_signal(number)
            end = time.monotonic() + STOPPING
            for child in alive:
                try:
                    child.process.wait(max(0.1, end - time.monotonic()))
                except subprocess.TimeoutExpired:
                    say(f"the {child.name} does not stop; ending it")


def _die_with_parent() -> None:
    """In the child: be told to stop when the supervisor is gone, however it went."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for_page(port: int, children: Sequence[Child]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for child in children:
            if child.process.poll() is not None:
                raise Refused(child.obituary())
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            connection.request("GET", "/")
            status = connection.getresponse().status
        except OSError:
            time.sleep(0.1)
            continue
        finally:
            connection.close()
        if status < 500:
            return
        raise Refused(
            f"The first page answers with an error ({status}).\n{children[0].log.read_text()[-2000:]}"
        )
    raise Refused(f"The first page did not answer within {PATIENCE:.0f} seconds.")


def _watch(children: Sequence[Child]) -> int:
    while True:
        for child in children:
            if child.process.poll() is not None:
                return fail(child.obituary())
        time.sleep(0.5)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
