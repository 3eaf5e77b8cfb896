"""How long each text of a section is, told by numbers alone: of which text each unit is, and how many are alive."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from tessera.live_forms.rules.codec import Deletion, Id, Run, read_own, tail
from tessera.live_forms.rules.order import causal
from tessera.live_forms.rules.ranges import Ranges

__all__ = ("Lengths", "sized")


class Lengths:
    """A client that writes on in one text takes one entry, however much it writes. `alive` is in UTF-16 units."""

    __slots__ = ("_begins", "_roots", "alive")

    def __init__(self, runs: Iterable[Run], deleted: Ranges) -> None:
        """Of what a section holds: its runs, each between units that are there by then, and what is deleted of them."""
        self._begins: dict[int, list[int]] = {}  # client: the clocks from which on it wrote in another text
        self._roots: dict[int, list[str]] = {}  # and which one
        self.alive: Counter[str] = Counter()
        for run in runs:
            root = self._note(run)
            parts = (
                deleted.missing(Deletion(run.client, run.clock, run.length)) if run.text is not None else ()
            )
            self.alive[root] += sum([part.length for part in parts])

    def grown(self, runs: Iterable[Run], deletions: Iterable[Deletion]) -> Mapping[str, int]:
        """By how much an update makes each text longer. Nothing is kept of it."""
        grown: Counter[str] = Counter()
        fresh: dict[
            int, list[tuple[int, str]]
        ] = {}  # client: the clock of each run of the update, and its text
        for run in runs:
            anchor = run.left or run.right
            root = run.root or (self._root(anchor, fresh) if anchor else "")
            fresh.setdefault(run.client, []).append((run.clock, root))
            grown[root] += run.length if run.text is not None else 0
        for client, clock, length in deletions:
            for root, units in self._split(client, clock, length, fresh):
                grown[root] -= units
        return grown

    def too_long(
        self, most: Callable[[str], int], runs: Iterable[Run], deletions: Iterable[Deletion]
    ) -> bool:
        """Whether an update makes a text longer that is longer then than it may be."""
        grown = self.grown(runs, deletions).items()
        return any(more > 0 and self.alive[root] + more > most(root) for root, more in grown)

    def take(self, runs: Iterable[Run], deletions: Iterable[Deletion]) -> None:
        """Take in an update, without what is known of it already."""
        runs = list(runs)
        self.alive.update(self.grown(runs, deletions))
        for run in runs:
            self._note(run)

    def _note(self, run: Run) -> str:
        anchor = run.left or run.right
        root = run.root or (self._root(anchor, {}) if anchor else "")
        begins, roots = self._begins.setdefault(run.client, []), self._roots.setdefault(run.client, [])
        if not roots or roots[-1] != root:
            begins.append(run.clock)
            roots.append(root)
        return root

    def _root(self, unit: Id, fresh: Mapping[int, list[tuple[int, str]]]) -> str:
        client, clock = unit
        for begin, root in reversed(fresh.get(client, ())):
            if begin <= clock:
                return root
        return self._roots[client][bisect_right(self._begins[client], clock) - 1]

    def _split(
        self, client: int, clock: int, length: int, fresh: Mapping[int, list[tuple[int, str]]]
    ) -> Iterable[tuple[str, int]]:
        """The texts that some units of a client are of, and how many of them are of each."""
        end = clock + length
        begins = [*self._begins.get(client, ()), *(begin for begin, _ in fresh.get(client, ()))]
        cuts = [begin for begin in begins[bisect_right(begins, clock) :] if begin < end]
        for start, stop in zip((clock, *cuts), (*cuts, end), strict=True):
            yield self._root((client, start), fresh), stop - start


def sized(state: bytes | None, recent: Iterable[Run], deleted: Ranges) -> Lengths:
    """The lengths of what a state holds, and of the runs that came after it or are in it already."""
    runs = causal(read_own(state).runs, {}) if state else []
    has: dict[int, int] = {}
    for run in runs:
        has[run.client] = max(has.get(run.client, 0), run.end)
    for run in recent:
        known = has.get(run.client, 0)
        if run.end > known:
            runs.append(run if run.clock >= known else tail(run, known, mend=True))
    return Lengths(runs, deleted)
