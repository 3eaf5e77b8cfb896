"""Seals the ledger every few seconds and publishes each seal, beside the job worker.

PostgreSQL decides what may be sealed (sql/blocks.sql); any number of workers may ask, and one at a time is answered.
Publishing is its own loop: a hook that hangs keeps no entry from its seal, and neither keeps anybody from writing.
"""

import logging
import os
import shlex
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

log = logging.getLogger(__name__)

EVERY = 3.0  # seconds
PATIENCE = 20  # seconds that a command is given to take one block
STOPPING = 5.0  # seconds that a loop is given to finish what it is doing
AT_ONCE = 100  # blocks that audit.seal() makes in one transaction


class NotPublished(Exception):
    """The hook did not take a block. The message says why and holds nothing of the block."""


def seal() -> int:
    """Seal every entry whose transaction and all before it have ended; how many blocks were made."""
    total, made = 0, AT_ONCE
    while made == AT_ONCE:
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit.seal()")
            made = int(cursor.fetchone()[0])
        total += made
    return total


def publish() -> int:
    """Give the hook each block that it has not been given, in order; how many it took. Raises NotPublished.

    A block counts as published once the hook has taken it and that has been noted: after a crash between the two it is
    given again. Only the job worker's role may note it. Without TESSERA_LEDGER_PUBLISH nothing is done.
    """
    hook, taken = settings.TESSERA_LEDGER_PUBLISH, 0
    while hook:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT number, line FROM audit.next_to_publish()")
            found = cursor.fetchone()
            if found is None:
                break
            deliver(hook, found[1])
            cursor.execute("SELECT audit.published(%s)", (found[0],))
        taken += 1
    return taken


def deliver(hook: str, line: str) -> None:
    """Give the hook one line: a file to append it to or, after a bar (|), a command to read it. Raises NotPublished."""
    if hook.startswith("|"):
        _run(shlex.split(hook[1:]), line)
        return
    try:
        with Path(hook).open("ab+") as kept:
            # What a crash cut short is left as it is, and ended.
            if kept.tell() and os.pread(kept.fileno(), 1, kept.tell() - 1) != b"\n":
                line = "\n" + line
            kept.write(f"{line}\n".encode())
            kept.flush()
            os.fsync(kept.fileno())
    except OSError as problem:
        raise NotPublished(f"the file cannot be written to ({problem.strerror})") from problem


def _run(command: list[str], line: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603  named by whoever administers the server; no shell reads it
            command, input=f"{line}\n".encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotPublished(f"the command did not run to its end ({type(problem).__name__})") from problem
    if done.returncode:
        raise NotPublished(f"the command ended with {done.returncode}")


@contextmanager
def running(every: float = EVERY) -> Iterator[None]:
    """Seal and publish meanwhile, in threads of their own."""
    stop = threading.Event()
    loops = [
        threading.Thread(target=_repeat, args=(do, every, stop), name=f"ledger-{do.__name__}", daemon=True)
        for do in (seal, publish)
    ]
    for loop in loops:
        loop.start()
    try:
        yield
    finally:
        stop.set()
        for loop in loops:
            loop.join(STOPPING)


def _repeat(do: Callable[[], int], every: float, stop: threading.Event) -> None:
    """Do it, wait, do it again, whatever happens: a database that restarts and a hook that fails are tried again."""
    said = ""
    while True:
        try:
            do()
            said = ""
        except Exception as problem:
            connection.close()
            # Once for each new reason. `tessera check` says how much waits, and since when.
            reason = str(problem) if isinstance(problem, NotPublished) else type(problem).__name__
            if reason != said:
                log.warning("The ledger's %s failed: %s. It is tried again.", do.__name__, reason)
            said = reason
        if stop.wait(every):
            break
    connection.close()
