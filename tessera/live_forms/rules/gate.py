"""What a section lets in. It knows what the section holds, not what it says, so that a check takes microseconds.

Two steps. `admit` checks an update against everything admitted so far, committed or not, because a client does not wait
for one update to be saved before it sends the next; what it returns is then committed. When a commit fails, what was
admitted since the last good one never happened, and a gate cannot forget: throw it away, take a new one from the
committed document (`Document.gate`), and tell the senders of everything in between `again`. They open the section and
send again, and nothing is lost. `learn` takes in what another process committed.

Nearly everything is judged by numbers alone. Only where somebody writes into the middle of a text must it be known
which of two units stands first (rules.order): that is made from the document when it is first asked, kept while it is
asked, and let go of by `rest`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from tessera.core.text import keeps
from tessera.live_forms.rules.codec import Deletion, Id, Run, read, read_own, tail, units, write
from tessera.live_forms.rules.lengths import Lengths, sized
from tessera.live_forms.rules.order import Order, causal
from tessera.live_forms.rules.ranges import Ranges
from tessera.live_forms.rules.words import NotAccepted, Reason, Unknown

__all__ = ("MOST_ALIVE", "MOST_BYTES", "MOST_LINES", "Gate")

MOST_ALIVE = 400_000  # UTF-16 units of one section that are not deleted
MOST_LINES = 400  # of one list, every line ever begun; the form's own fields always have room beside them
MOST_BYTES = 2 * 2**20  # of the state: all that was ever written, with what was deleted as lengths
ROOM_TO_DELETE = 2**18  # more bytes, for those who only take words out

_RUN, _ANCHOR, _SPLIT = (
    4,
    8,
    44,
)  # bytes of the state: of a run, of what it stands beside, of a cut in two or three
_MEASURED_AGAIN = 2**16  # bytes that the state must seem to have grown by

MOST_MADE_AGAIN = 2_000  # blocks of an order that is made again rather than kept
MOST_RECENT = 16  # runs kept before it is asked which of them the document has

Lows = dict[int, set[int]]


class Source(Protocol):
    """The document that a gate stands before: it has what is committed, and lags behind what is admitted."""

    def state(self) -> bytes: ...
    def vector(self) -> dict[int, int]: ...


class Gate:
    """What one section has admitted: how many units of each client, which of them are deleted, which roots are begun.

    `allows` says whether the section may have a root of this name. Clocks in the middle of a surrogate pair are kept,
    because nothing may be cut or anchored there: what is left of the character differs from one program to another.
    """

    __slots__ = (
        "_allows",
        "_asked",
        "_ends",
        "_lengths",
        "_lines",
        "_lows",
        "_measured",
        "_most",
        "_most_recent",
        "_order",
        "_recent",
        "_source",
        "deleted",
        "limit",
        "roots",
        "size",
        "vector",
        "written",
    )

    def __init__(
        self,
        allows: Callable[[str], bool],
        *,
        vector: Mapping[int, int] | None = None,
        deletions: Iterable[Deletion] = (),
        roots: Iterable[str] = (),
        lines: Iterable[str] = (),
        size: int = 0,
        lows: Mapping[int, set[int]] | None = None,
        limit: int = MOST_ALIVE,
        most: Callable[[str], int] | None = None,
        source: Source | None = None,
    ) -> None:
        """Of an empty section, or of what `source` holds: `vector`, `deletions`, `roots` and `lows` (rules.survey).

        `size` is that of its state in bytes. `lines` are those of which only a single value is set.
        `most` says how many units one root may hold.
        """
        self._allows = allows
        self.vector = dict(vector or {})
        self.deleted = Ranges(deletions)
        self.roots = set(roots)
        self._lines: dict[str, set[str]] = {}
        for line in (*self.roots, *lines):
            self.know_line(line)
        self.size = self._measured = size
        self.written = sum(self.vector.values())
        self.limit = limit
        self._most = most
        self._lengths: Lengths | None = None
        self._lows: Lows = {client: set(clocks) for client, clocks in (lows or {}).items()}
        self._source = source
        self._order: Order | None = None if source else Order()
        self._asked = False
        self._recent: list[Run] = []  # what the source may not have yet
        self._most_recent = MOST_RECENT
        # Where each client left off, and what stood to the right of it there.
        self._ends: dict[int, tuple[int, Id | None]] = {}

    @property
    def alive(self) -> int:
        """How many UTF-16 units the section says now."""
        return self.written - self.deleted.total

    def floor(self, vector: Mapping[int, int]) -> dict[int, int]:
        """What of a client's state vector the section knows too, never in the middle of a character."""
        known = {}
        for client, clock in vector.items():
            clock = min(clock, self.vector.get(client, 0))
            known[client] = clock - 1 if clock in self._lows.get(client, ()) else clock
        return {client: clock for client, clock in known.items() if clock}

    def admit(self, raw: bytes, owned: Collection[int]) -> bytes:
        """Check what a client sent and write it anew, without what the section has already: b"" if that is all of it.

        `owned` are the clients of this form that are the sender's own. Raises NotAccepted, or Unknown where it follows
        from what the section does not have. Either leaves the gate as it was.
        """
        update = read(raw)
        runs, reach = self._new(update.runs, owned)
        if not all(keeps(run.text) for run in runs if run.text):
            raise NotAccepted(Reason.CHARACTER)
        lows: Lows = {}
        _add_lows(lows, runs)
        if self._check_anchors(update.runs, reach, lows):
            runs = causal(runs, self.vector)
        self._check_roots(update.runs)
        deletions = self._fresh(update.deletions, runs, reach, lows) if update.deletions else []
        if not runs and not deletions:
            return b""
        grown = sum([run.end - run.clock for run in runs if run.text is not None])
        grown -= sum([each.length for each in deletions])
        if grown > 0 and self.alive + grown > self.limit:
            raise NotAccepted(Reason.FULL)
        bytes_more = self._bytes(runs, deletions)
        if bytes_more > 0 and not self._holds(
            bytes_more, MOST_BYTES if runs else MOST_BYTES + ROOM_TO_DELETE
        ):
            raise NotAccepted(Reason.SPENT)
        self._check_lengths(runs, deletions)
        self._check_spans(runs)
        self._take(runs, deletions)
        return write(runs, deletions)

    def begin_line(self, line: str) -> None:
        """A single value of a line is set: one more line of its list. Raises NotAccepted where that has all it may."""
        self._check_lines({line})
        self.know_line(line)

    def know_line(self, line: str) -> None:
        """Count a line among those of its list. `line` is FIELD/LINE; a field's own name is no line."""
        field, slash, _ = line.partition("/")
        if slash:
            self._lines.setdefault(field, set()).add(line)

    def learn(self, payload: bytes) -> None:
        """Take in what another process admitted and committed. Raises Unknown where something before it is missing."""
        try:
            runs, deletions = read_own(payload)
            self._follow(runs)
            runs = causal(runs, self.vector)
        except NotAccepted as refusal:
            raise Unknown from refusal
        self._take(runs, [part for each in deletions for part in self.deleted.missing(each)])

    def _follow(self, runs: Iterable[Run]) -> None:
        """Every run goes on from what is known of its client, or from before."""
        reach = dict[int, int]()
        for run in runs:
            known = reach.get(run.client, self.vector.get(run.client, 0))
            if run.clock > known:
                raise Unknown
            if run.clock < known:
                self._order = self._lengths = None  # both were let in: the first in the log counts
            reach[run.client] = max(known, run.end)

    def rest(self) -> None:
        """Let go of the order, unless it was asked for since the last rest. To be called now and then.

        One that would take long to make again is kept: beside its document it is small.
        """
        if self._order and self._source and not self._asked and self._order.blocks < MOST_MADE_AGAIN:
            self._order = None
        self._asked = False

    def forget(self) -> None:
        """Let go of the runs that the document has by now. To be called now and then: beside it they are large."""
        if self._source:
            has = self._source.vector()
            self._recent = [run for run in self._recent if run.end > has.get(run.client, 0)]
            self._most_recent = max(MOST_RECENT, 2 * len(self._recent))

    def _take(self, runs: list[Run], deletions: Sequence[Deletion]) -> None:
        self.size += self._bytes(runs, deletions)
        if self._lengths is not None:
            self._lengths.take(runs, deletions)
        _add_lows(self._lows, runs)
        self._remember(runs)
        for run in runs:
            client, end = run.client, run.end
            known = self.vector.get(client, 0)
            if run.root:
                self.roots.add(run.root)
                self.know_line(run.root)
            if end > known:
                self.vector[client] = end
                self.written += end - known
                if run.text is None:
                    self.deleted.add(Deletion(client, known, end - known))
        for deletion in deletions:
            self.deleted.add(deletion)

    def _new(self, runs: Iterable[Run], owned: Collection[int]) -> tuple[list[Run], dict[int, int]]:
        """The runs that are not known, the first of each client without what is known of it; how far each one gets."""
        found = []
        reach = dict[int, int]()
        for run in runs:
            client, clock = run.client, run.clock
            if client not in owned:
                raise NotAccepted(Reason.CLIENT)
            known = reach.get(client) or self.vector.get(client, 0)
            if clock > known:
                raise Unknown
            if run.end > known:
                reach[client] = run.end
                found.append(run if clock == known else tail(run, known))
        return found, reach

    def _check_anchors(self, runs: list[Run], reach: Mapping[int, int], lows: Lows) -> bool:
        """Every run stands between units that are known by then, and cuts no character in two.

        True where one stands beside what another client wrote in the same update. Runs that are known already are
        held to the same, so that what is let in means the same as what came.
        """
        waiting = False
        has_lows = bool(lows or self._lows)
        for run in runs:
            for anchor in (run.left, run.right):
                if anchor is None:
                    continue
                client, clock = anchor
                if clock >= self.vector.get(client, 0):
                    if clock >= reach.get(client, 0):
                        raise Unknown
                    if client != run.client:
                        waiting = True  # on another client of this same update
                    elif clock >= run.clock:
                        raise NotAccepted(Reason.CIRCLE)
                if has_lows and self._cuts(client, clock + (anchor is run.left), lows):
                    raise NotAccepted(Reason.SURROGATE)
        return waiting

    def _check_lengths(self, runs: Sequence[Run], deletions: Sequence[Deletion]) -> None:
        """No text is made longer than it may be. Not asked while all together is shorter than any of them may be."""
        if self._most is None or not any(run.text for run in runs):
            return
        if self._lengths is None:
            roots = self.roots | {run.root for run in runs if run.root}
            if self.alive + sum([run.length for run in runs]) <= min(map(self._most, roots), default=0):
                return
            self._lengths = sized(self._source.state() if self._source else b"", self._recent, self.deleted)
        if self._lengths.too_long(self._most, runs, deletions):
            raise NotAccepted(Reason.FIELD)

    def _check_spans(self, runs: Sequence[Run]) -> None:
        """What a run stands between is in one text, the left before the right."""
        order: Order | None = None
        ends = dict[int, tuple[int, Id | None]]()
        for place, run in enumerate(runs):
            if run.left and run.right:
                left_off = ends.get(run.client) or self._ends.get(run.client)
                goes_on = run.left == (run.client, run.clock - 1) and left_off == (run.clock, run.right)
                if not goes_on:
                    if order is None:
                        order = self._ordered()
                        _add_all(order, runs[:place])
                    if not order.before(run.left, run.right):
                        for each in runs[:place]:
                            order.forget(each.client, self.vector.get(each.client, 0))
                        raise NotAccepted(Reason.SPAN)
            if order is not None:
                order.add(run)
            ends[run.client] = (run.end, run.right)

    def _ordered(self) -> Order:
        """The order of every unit that was admitted."""
        self._asked = True
        if self._order is None:
            self._order = Order()
            if self._source:
                _add_all(self._order, causal(read_own(self._source.state()).runs, {}))
            _add_all(self._order, self._recent)
        return self._order

    def _remember(self, runs: Sequence[Run]) -> None:
        """What was admitted last: for an order that is kept, or for the next that is made."""
        if self._order is not None:
            _add_all(self._order, runs)
        for run in runs:
            self._ends[run.client] = (run.end, run.right)
        self._recent += runs
        if len(self._recent) > self._most_recent:
            self.forget()

    def _check_roots(self, runs: Iterable[Run]) -> None:
        new = {run.root for run in runs if run.root}
        if not new:
            return
        new -= self.roots
        if not all(map(self._allows, new)):
            raise NotAccepted(Reason.ROOT)
        self._check_lines(new)

    def _check_lines(self, roots: Iterable[str]) -> None:
        begun: dict[str, set[str]] = {}
        for root in roots:
            field, slash, _ = root.partition("/")
            known = self._lines.get(field, set())
            if slash and root not in known:
                new = begun.setdefault(field, set())
                new.add(root)
                if len(known) + len(new) > MOST_LINES:
                    raise NotAccepted(Reason.LINES)

    def _bytes(self, runs: Iterable[Run], deletions: Iterable[Deletion]) -> int:
        """How many bytes more the state takes with these. Who writes on where they left off adds words alone."""
        more = 0
        ends = dict[int, tuple[int, Id | None]]()
        for run in runs:
            client, clock = run.client, run.clock
            left_off = ends.get(client) or self._ends.get(client)
            if run.left != (client, clock - 1) or left_off != (clock, run.right):
                more += _RUN + _ANCHOR * ((run.left is not None) + (run.right is not None)) + len(run.root)
            if run.text is not None:
                more += len(run.text) if run.text.isascii() else len(run.text.encode())
            ends[client] = (run.end, run.right)
        return more + sum([_SPLIT - each.length for each in deletions])

    def _holds(self, more: int, most: int) -> bool:
        """Whether the state may grow by so many bytes. It is measured where it seems that it may not."""
        if self.size + more > most and self._source and self.size - self._measured >= _MEASURED_AGAIN:
            self.size = self._measured = len(self._source.state())
        return self.size + more <= most

    def _fresh(
        self, deletions: Iterable[Deletion], runs: Iterable[Run], reach: Mapping[int, int], lows: Lows
    ) -> list[Deletion]:
        """The deletions that are not known yet, and that no run of the update says of itself."""
        own = Ranges(Deletion(run.client, run.clock, run.length) for run in runs if run.text is None)
        found = []
        for deletion in deletions:
            client, clock, length = deletion
            if clock + length > max(self.vector.get(client, 0), reach.get(client, 0)):
                raise Unknown
            if self._cuts(client, clock, lows) or self._cuts(client, clock + length, lows):
                raise NotAccepted(Reason.SURROGATE)
            for part in self.deleted.missing(deletion):
                found += own.missing(part)
        return found

    def _cuts(self, client: int, clock: int, lows: Lows) -> bool:
        """Whether a cut before this unit divides a surrogate pair, of the section or of the update itself."""
        return clock in self._lows.get(client, ()) or clock in lows.get(client, ())


def _add_all(order: Order, runs: Iterable[Run]) -> None:
    for run in runs:
        order.add(run)


def _add_lows(lows: Lows, runs: Iterable[Run]) -> None:
    """Note the clocks of the second halves of surrogate pairs."""
    for run in runs:
        if run.text is None or run.end - run.clock == len(run.text):
            continue
        clock = run.clock
        for sign in run.text:
            size = units(sign)
            if size == 2:
                lows.setdefault(run.client, set()).add(clock + 1)
            clock += size
