"""Which units of which client: a set of (client, clock) kept as ranges that neither touch nor overlap."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from tessera.live_forms.rules.codec import Deletion

__all__ = ("Ranges",)


class Ranges:
    """A set of units, made to hold what is deleted. `total` is how many there are."""

    __slots__ = ("_by_client", "total")

    def __init__(self, deletions: Iterable[Deletion] = ()) -> None:
        self._by_client: dict[int, tuple[list[int], list[int]]] = {}  # client: starts, ends; both ascending
        self.total = 0
        for deletion in deletions:
            self.add(deletion)

    def __iter__(self) -> Iterator[Deletion]:
        for client in sorted(self._by_client):
            for start, end in zip(*self._by_client[client], strict=True):
                yield Deletion(client, start, end - start)

    def missing(self, wanted: Deletion) -> list[Deletion]:
        """The parts of `wanted` that are not in the set, in order."""
        client, clock, length = wanted
        have = self._by_client.get(client)
        if have is None:
            return [wanted]
        starts, ends = have
        found = []
        stop = clock + length
        place = bisect_right(ends, clock)  # the first range that reaches beyond clock
        while clock < stop:
            start = min(starts[place], stop) if place < len(starts) else stop
            if start > clock:
                found.append(Deletion(client, clock, start - clock))
            if start == stop:
                break
            clock = ends[place]
            place += 1
        return found

    def add(self, deletion: Deletion) -> None:
        client, start, length = deletion
        end = start + length
        starts, ends = self._by_client.setdefault(client, ([], []))
        if not ends or start > ends[-1]:  # as those of a whole section come
            starts.append(start)
            ends.append(end)
            self.total += length
            return
        first = bisect_left(ends, start)  # the first range that touches or overlaps
        last = bisect_right(starts, end)  # one beyond the last that does
        if first < last:
            self.total -= sum(ends[first:last]) - sum(starts[first:last])
            start, end = min(start, starts[first]), max(end, ends[last - 1])
        starts[first:last] = [start]
        ends[first:last] = [end]
        self.total += end - start
