"""A section's text: the one place that touches the native library (pycrdt, Rust).

Its decoder was written for peers that trust each other: nested content in a small update overflows its stack and ends
the process. So nothing is given to it that our own reader (rules.codec) has not read first. It also panics, and a panic
is no Exception: here it becomes Broken, and a document that broke is of no more use.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from typing import Any, NamedTuple

from pycrdt import Doc, Text

from tessera.live_forms.rules.codec import Deletion, read_own, read_vector, tail, write, write_vector
from tessera.live_forms.rules.gate import MOST_ALIVE, Gate
from tessera.live_forms.rules.merging import Hunk
from tessera.live_forms.rules.survey import Survey, survey
from tessera.live_forms.rules.words import NotAccepted

__all__ = ("Broken", "Delta", "Document")

_NOT_OURS = (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError)
_NOBODY = 0  # the client of a document that only listens: it never writes
_PIECE = (
    1_000  # characters written or deleted by one update: some 4 kB, and no more deletions than one may hold
)
_NOTHING = b"\x00\x00"  # the state of a document in which nobody wrote
_MOST_LATER = 256  # updates kept as they came, before they are made into one state
_LONG = 32 * 1024  # bytes of a state that it takes too long to make a document of again and again


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
    except (*_NOT_OURS, Broken):
        raise
    except BaseException as panic:
        raise Broken(f"{type(panic).__name__}: {panic}") from panic


class Document:
    """The shared texts of one section, made from what was committed: a snapshot, and the updates after it in order.

    Kept as bytes, which take a tenth of what the native document takes. That is made when something is asked that only
    it can answer, and let go of by `rest`.
    """

    def __init__(
        self, snapshot: bytes = b"", updates: Iterable[bytes] = (), *, client: int = _NOBODY
    ) -> None:
        """Raises Broken. `client` is whose edits those made here are."""
        self._client = client
        self._doc: Doc[Text] | None = None
        self._asked = False
        # What the native document is made of, where there is none; and what the state holds, where that is known.
        self._state, self._later = _NOTHING, list[bytes]()
        self._surveyed: Survey | None = None
        self._known: dict[int, int] = {}
        self._long = len(snapshot) > _LONG
        if snapshot:
            self._begin(snapshot)
        self.apply(updates)

    def _begin(self, snapshot: bytes) -> None:
        try:
            self._surveyed = survey(snapshot)
        except NotAccepted as refusal:
            raise Broken(f"a committed update is damaged: {refusal}") from refusal
        self._state, self._known = snapshot, dict(self._surveyed.vector)

    def apply(self, payloads: Iterable[bytes]) -> None:
        """Add committed updates in the order of the log. One that is known already changes nothing. Raises Broken."""
        try:
            payloads = [self._whole(payload) for payload in payloads]
        except NotAccepted as refusal:
            raise Broken(f"a committed update is damaged: {refusal}") from refusal
        if self._doc is not None:
            _add(self._doc, payloads)
            return
        self._later += payloads
        if len(self._later) > _MOST_LATER:
            self._made()
            self._let_go()

    def _ask(self) -> "Doc[Text]":
        """The native document, for a question."""
        self._asked = True
        return self._made()

    def _made(self) -> "Doc[Text]":
        if self._doc is None:
            with _native():
                doc: Doc[Text] = Doc(client_id=self._client)
            _add(doc, [self._state, *self._later])
            self._doc, self._state, self._later, self._surveyed = doc, _NOTHING, [], None
        return self._doc

    def rest(self) -> None:
        """Let go of the native document, unless it was asked since the last rest. To be called now and then.

        Raises Broken.
        """
        if self._doc is not None and not self._asked:
            self._let_go()
        self._asked = False

    def _let_go(self) -> None:
        """Keep the native document as bytes, unless it would take long to make it again."""
        if self._doc is not None and not self._long:
            with _native():
                state = self._doc.get_update()
            self._long = len(state) > _LONG
            if not self._long:
                self._doc, self._state = None, state

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
            if run.clock <= known < run.end:
                self._known[run.client] = run.end
        return write(runs, deletions) if cut else payload

    def state(self) -> bytes:
        """All of it as one update: what a snapshot keeps. What was deleted is in it as a length, without its words."""
        if self._doc is None and not self._later:
            return self._state
        with _native():
            return self._ask().get_update()

    def diff(self, vector: Mapping[int, int]) -> bytes:
        """What somebody lacks who has `vector`, as an update. `vector` is what `Gate.floor` made of theirs."""
        if not vector:
            return self.state()
        with _native():
            return self._ask().get_update(write_vector(dict(vector)))

    def vector(self) -> dict[int, int]:
        """How many units it has of each client."""
        return dict(self._known)

    @property
    def clients(self) -> Set[int]:
        """Who wrote in it: the clients of its units, deleted or not."""
        return self._known.keys()

    def deletions(self) -> list[Deletion]:
        """What is deleted of what it has."""
        return self._survey().deletions

    def _survey(self) -> Survey:
        state = self.state()
        return self._surveyed or survey(state)

    def roots(self) -> set[str]:
        """The names of the shared texts that were ever begun."""
        with _native():
            return set(self._ask().keys())

    def text(self, root: str) -> str:
        """What the shared text of this name says: "" if it was never begun."""
        with _native():
            return str(self._ask().get(root, type=Text)) if root in self.roots() else ""

    def write(self, root: str, edits: Sequence[Hunk]) -> list[bytes]:
        """Make edits of the text as it stands, as this document's client. Gives the updates, in order, for the gate.

        A long edit is several, each small enough for the gate.
        """
        made: list[bytes] = []
        if not edits:
            return made
        said = self.text(root)
        with _native():
            doc = self._ask()
            text = doc.get(root, type=Text)
            watch = doc.observe(lambda event: made.append(event.update))
            for start, end, words in reversed(edits):
                at = len(said[:start].encode())
                for first in range(start, end, _PIECE):
                    size = len(said[first : min(first + _PIECE, end)].encode())
                    del text[at : at + size]
                for first in range(0, len(words), _PIECE):
                    piece = words[first : first + _PIECE]
                    text.insert(at, piece)
                    at += len(piece.encode())
            doc.unobserve(watch)
            self._known = read_vector(doc.get_state())
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
            doc = self._ask()
            texts = {root: doc.get(root, type=Text) for root in roots}
            watches = [(text, text.observe(noting(root))) for root, text in texts.items()]
        self.apply(payloads)
        with _native():
            for text, watch in watches:
                text.unobserve(watch)
        return {root: steps for root, steps in found.items() if steps}

    def gate(
        self,
        allows: Callable[[str], bool],
        *,
        most: Callable[[str], int] | None = None,
        lines: Iterable[str] = (),
        limit: int = MOST_ALIVE,
    ) -> Gate:
        """A gate that has admitted what this document holds, and nothing else. `lines`: of which a value is set."""
        state = self.state()
        found, self._surveyed = self._surveyed or survey(state), None
        return Gate(
            allows,
            vector=self._known,
            deletions=found.deletions,
            roots=found.roots,
            lines=lines,
            size=len(state),
            lows=found.lows,
            limit=limit,
            most=most,
            source=self,
        )


def _add(doc: "Doc[Text]", payloads: Iterable[bytes]) -> None:
    """Give a native document what our own reader has read. Raises Broken."""
    with _native(), doc.transaction():
        for payload in payloads:
            doc.apply_update(payload)
