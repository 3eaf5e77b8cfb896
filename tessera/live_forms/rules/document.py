"""A section's text: the one place that touches the native library (pycrdt, Rust).

Its decoder was written for peers that trust each other: nested content in a small update overflows its stack and ends
the process. So nothing is given to it that our own reader (rules.codec) has not read first. It also panics, and a panic
is no Exception: here it becomes Broken, and a document that broke is of no more use.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from pycrdt import Doc, Text

from tessera.live_forms.rules.codec import Deletion, read_own, read_vector, tail, write, write_vector
from tessera.live_forms.rules.gate import MOST_ALIVE, Gate
from tessera.live_forms.rules.merging import Hunk
from tessera.live_forms.rules.words import NotAccepted

__all__ = ("Broken", "Delta", "Document")

_ASTRAL = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")  # a character that takes two UTF-16 units
_NOT_OURS = (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError)
_NOBODY = 0  # the client of a document that only listens: it never writes
_PIECE = (
    1_000  # characters written or deleted by one update: some 4 kB, and no more deletions than one may hold
)


class Broken(Exception):
    """What was committed cannot be read or applied. Make the document anew; if that breaks too, a person must look."""


class Delta(NamedTuple):
    """One step of a change, from the start of the text on: so many UTF-8 bytes kept or deleted, or words put in."""

    kept: int
    deleted: int
    words: str


@contextmanager
def _native() -> Iterator[None]:
    """A panic of the native library is a BaseException of no public name: say Broken instead."""
    try:
        yield
    except _NOT_OURS:
        raise
    except BaseException as panic:
        raise Broken(f"{type(panic).__name__}: {panic}") from panic


class Document:
    """The shared texts of one section, made from what was committed: a snapshot, and the updates after it in order."""

    def __init__(
        self, snapshot: bytes = b"", updates: Iterable[bytes] = (), *, client: int = _NOBODY
    ) -> None:
        """Raises Broken. `client` is whose edits those made here are."""
        self._doc: Doc[Text] = Doc(client_id=client)
        self._known: dict[int, int] = {}
        self.apply([snapshot, *updates] if snapshot else updates)

    def apply(self, payloads: Iterable[bytes]) -> None:
        """Add committed updates in the order of the log. One that is known already changes nothing. Raises Broken."""
        try:
            payloads = [self._whole(payload) for payload in payloads]
        except NotAccepted as refusal:
            raise Broken(f"a committed update is damaged: {refusal}") from refusal
        with _native(), self._doc.transaction():
            for payload in payloads:
                self._doc.apply_update(payload)

    def _whole(self, payload: bytes) -> bytes:
        """Read a committed update; without the half of a character, if it is cut where another has what comes before.

        Somebody who sends two processes two different things in one client's name, at once, may have both committed.
        The first counts. What is left of the second must not begin in the middle of a character: Yjs puts U+FFFD for
        the half, and the native library nothing, so that it would never again agree on this client's clock.
        """
        runs, deletions = read_own(payload)
        cut = False
        for place, run in enumerate(runs):
            known = self._known.get(run.client, 0)
            if run.clock < known < run.end:
                runs[place] = tail(run, known, mend=True)
                cut = True
            if run.end > known:
                self._known[run.client] = run.end
        return write(runs, deletions) if cut else payload

    def state(self) -> bytes:
        """All of it as one update: what a snapshot keeps. What was deleted is in it as a length, without its words."""
        with _native():
            return self._doc.get_update()

    def diff(self, vector: Mapping[int, int]) -> bytes:
        """What somebody lacks who has `vector`, as an update. `vector` is what `Gate.floor` made of theirs."""
        with _native():
            return self._doc.get_update(write_vector(dict(vector)))

    def vector(self) -> dict[int, int]:
        """How many units it has of each client."""
        with _native():
            return read_vector(self._doc.get_state())

    def deletions(self) -> list[Deletion]:
        """What is deleted of what it has."""
        return read_own(self.diff(self.vector())).deletions

    def roots(self) -> set[str]:
        """The names of the shared texts that were ever begun."""
        with _native():
            return set(self._doc.keys())

    def text(self, root: str) -> str:
        """What the shared text of this name says: "" if it was never begun."""
        with _native():
            return str(self._doc.get(root, type=Text)) if root in self.roots() else ""

    def write(self, root: str, edits: Sequence[Hunk]) -> list[bytes]:
        """Make edits of the text as it stands, as this document's client. Gives the updates, in order, for the gate.

        A long edit is several, each small enough for the gate.
        """
        made: list[bytes] = []
        if not edits:
            return made
        said = self.text(root)
        with _native():
            text = self._doc.get(root, type=Text)
            watch = self._doc.observe(lambda event: made.append(event.update))
            for start, end, words in reversed(edits):
                at = len(said[:start].encode())
                for first in range(start, end, _PIECE):
                    size = len(said[first : min(first + _PIECE, end)].encode())
                    del text[at : at + size]
                for first in range(0, len(words), _PIECE):
                    piece = words[first : first + _PIECE]
                    text.insert(at, piece)
                    at += len(piece.encode())
            self._doc.unobserve(watch)
        return made

    def follow(self, root: str, payloads: Iterable[bytes]) -> list[Delta]:
        """Add committed updates, all at once, and say what they changed in one text. Raises Broken."""
        return self.follow_all([root], payloads).get(root, [])

    def follow_all(self, roots: Iterable[str], payloads: Iterable[bytes]) -> dict[str, list[Delta]]:
        """Add committed updates, all at once, and say what they changed in each text that they did. Raises Broken."""
        found: dict[str, list[Delta]] = {}

        def noting(root: str) -> Callable[[Any], None]:
            def note(event: Any) -> None:
                steps = found.setdefault(root, [])
                for step in event.delta:
                    steps.append(Delta(step.get("retain", 0), step.get("delete", 0), step.get("insert", "")))

            return note

        with _native():
            texts = {root: self._doc.get(root, type=Text) for root in roots}
            watches = [(text, text.observe(noting(root))) for root, text in texts.items()]
        self.apply(payloads)
        with _native():
            for text, watch in watches:
                text.unobserve(watch)
        return {root: steps for root, steps in found.items() if steps}

    def gate(self, allows: Callable[[str], bool], *, limit: int = MOST_ALIVE) -> Gate:
        """A gate that has admitted what this document holds, and nothing else."""
        state = self.state()
        return Gate(
            allows,
            vector=self.vector(),
            deletions=self.deletions(),
            roots=self.roots(),
            runs=read_own(state).runs if _ASTRAL.search(state) else (),
            limit=limit,
            source=self,
        )
