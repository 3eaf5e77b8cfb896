"""What a section lets in. It knows what the section holds, not what it says, so that a check takes microseconds.

Two steps. `admit` checks an update against everything admitted so far, committed or not, because a client does not wait
for one update to be saved before it sends the next; what it returns is then committed. When a commit fails, what was
admitted since the last good one never happened, and a gate cannot forget: throw it away, take a new one from the
committed document (`Document.gate`), and tell the senders of everything in between `again`. They open the section and
send again, and nothing is lost. `learn` takes in what another process committed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from tessera.live_forms.rules.codec import Deletion, Id, Run, Update, read, read_own, units, write
from tessera.live_forms.rules.ranges import Ranges
from tessera.live_forms.rules.words import NotAccepted, Reason, Unknown

__all__ = ("MOST_ALIVE", "MOST_ROOTS", "Gate")

MOST_ALIVE = 400_000  # UTF-16 units of one section that are not deleted
MOST_ROOTS = 1_000  # shared texts of one section: its fields and every line ever begun

Lows = dict[int, set[int]]


class Gate:
    """What one section has admitted: how many units of each client, which of them are deleted, which roots are begun.

    `allows` says whether the section may have a root of this name. Clocks in the middle of a surrogate pair are kept,
    because nothing may be cut or anchored there: what is left of the character differs from one program to another.
    """

    __slots__ = ("_allows", "_lows", "deleted", "limit", "roots", "vector", "written")

    def __init__(
        self,
        allows: Callable[[str], bool],
        *,
        vector: Mapping[int, int] | None = None,
        deletions: Iterable[Deletion] = (),
        roots: Iterable[str] = (),
        runs: Iterable[Run] = (),
        limit: int = MOST_ALIVE,
    ) -> None:
        """Of an empty section, or of one that holds `vector`, `deletions`, `roots` and the text of `runs`."""
        self._allows = allows
        self.vector = dict(vector or {})
        self.deleted = Ranges(deletions)
        self.roots = set(roots)
        self.written = sum(self.vector.values())
        self.limit = limit
        self._lows: Lows = {}
        _add_lows(self._lows, runs)

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
        runs = self._new(update.runs, owned)
        reach = {run.client: run.end for run in runs}
        lows: Lows = {}
        _add_lows(lows, runs)
        roots = {run.root for run in runs if run.root} - self.roots
        self._check_anchors(runs, reach, lows)
        self._check_roots(roots)
        deletions = self._fresh(update.deletions, runs, reach, lows)
        if not runs and not deletions:
            return b""
        grown = sum(run.length for run in runs if run.text is not None) - sum(
            each.length for each in deletions
        )
        if grown > 0 and self.alive + grown > self.limit:
            raise NotAccepted(Reason.FULL)
        self._take(Update(runs, deletions))
        return write(runs, deletions)

    def learn(self, payload: bytes) -> None:
        """Take in what another process admitted and committed. Raises Unknown where something before it is missing."""
        update = read_own(payload)
        runs = []
        reach = dict[int, int]()
        for run in update.runs:
            known = reach.get(run.client, self.vector.get(run.client, 0))
            if run.clock > known:
                raise Unknown
            reach[run.client] = max(known, run.end)
            runs.append(run)
        self._take(Update(runs, update.deletions))

    def _take(self, update: Update) -> None:
        _add_lows(self._lows, update.runs)
        for run in update.runs:
            known = self.vector.get(run.client, 0)
            if run.root:
                self.roots.add(run.root)
            if run.end > known:
                self.vector[run.client] = run.end
                self.written += run.end - known
                if run.text is None:
                    self.deleted.add(Deletion(run.client, known, run.end - known))
        for deletion in update.deletions:
            self.deleted.add(deletion)

    def _new(self, runs: Iterable[Run], owned: Collection[int]) -> list[Run]:
        """The runs that are not known yet, the first of each client without what is known of it."""
        found = []
        reach = dict[int, int]()
        for run in runs:
            if run.client not in owned:
                raise NotAccepted(Reason.CLIENT)
            known = reach.get(run.client, self.vector.get(run.client, 0))
            if run.clock > known:
                raise Unknown
            if run.end <= known:
                continue
            reach[run.client] = run.end
            found.append(run if run.clock == known else _tail(run, known))
        return found

    def _check_anchors(self, runs: list[Run], reach: Mapping[int, int], lows: Lows) -> None:
        """Every run stands between units that are known by then, and cuts no character in two."""
        waiting = False
        for run in runs:
            for anchor, after in ((run.left, 1), (run.right, 0)):
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
                if self._cuts(client, clock + after, lows):
                    raise NotAccepted(Reason.SURROGATE)
        if waiting:
            self._check_order(runs)

    def _check_order(self, runs: list[Run]) -> None:
        """Runs of several clients may refer to each other, but there must be an order in which to take them."""
        reach = dict(self.vector)
        queues: dict[int, list[Run]] = {}
        for run in reversed(runs):
            queues.setdefault(run.client, []).append(run)
        while queues:
            left = sum(map(len, queues.values()))
            for client, queue in list(queues.items()):
                while queue and _ready(queue[-1], reach):
                    reach[client] = queue.pop().end
                if not queue:
                    del queues[client]
            if left == sum(map(len, queues.values())):
                raise NotAccepted(Reason.CIRCLE)

    def _check_roots(self, new: Collection[str]) -> None:
        if not all(self._allows(root) for root in new):
            raise NotAccepted(Reason.ROOT)
        if len(self.roots) + len(new) > MOST_ROOTS:
            raise NotAccepted(Reason.LINES)

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


def _ready(run: Run, reach: Mapping[int, int]) -> bool:
    return all(anchor is None or anchor[1] < reach.get(anchor[0], 0) for anchor in (run.left, run.right))


def _tail(run: Run, known: int) -> Run:
    """The part of a run from the clock `known` on: it follows the unit before it."""
    text = run.text
    if text is not None:
        try:
            text = text.encode("utf-16-le")[2 * (known - run.clock) :].decode("utf-16-le")
        except UnicodeDecodeError:
            raise NotAccepted(Reason.SURROGATE) from None
    left: Id = (run.client, known - 1)
    return Run(run.client, known, run.end - known, text, left, run.right, "")


def _add_lows(lows: Lows, runs: Iterable[Run]) -> None:
    """Note the clocks of the second halves of surrogate pairs."""
    for run in runs:
        if run.text is None or run.length == len(run.text):
            continue
        clock = run.clock
        for sign in run.text:
            size = units(sign)
            if size == 2:
                lows.setdefault(run.client, set()).add(clock + 1)
            clock += size
