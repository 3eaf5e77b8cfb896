"""Which row each person stands in: parents above their children, partners and siblings beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Generations:
    """Takes one tie after another and refuses whichever would put somebody above themselves."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._root = {key: key for key in keys}
        self._below: dict[str, set[str]] = {key: set() for key in self._root}
        self._tied: set[str] = set()

    def tied(self, key: str) -> bool:
        """Whether a tie was taken of this person."""
        return key in self._tied

    def above(self, parent: str, child: str) -> bool:
        """Take it that one is a generation above the other. False, and nothing is taken, where that cannot be."""
        one, other = self._of(parent), self._of(child)
        if one == other or self._reaches(other, one):
            return False
        self._below[one].add(other)
        self._tied |= {parent, child}
        return True

    def beside(self, person: str, other: str) -> bool:
        """Take it that two are of one generation. False, and nothing is taken, where that cannot be."""
        one, two = self._of(person), self._of(other)
        if one != two:
            if self._reaches(one, two) or self._reaches(two, one):
                return False
            kept, gone = min(one, two), max(one, two)
            self._root = {key: kept if root == gone else root for key, root in self._root.items()}
            self._below[kept] |= self._below.pop(gone)
            self._below = {
                key: {kept if child == gone else child for child in children}
                for key, children in self._below.items()
            }
        self._tied |= {person, other}
        return True

    def ranks(self, hints: dict[str, int | None], *, outside: Sequence[str], start: str) -> dict[str, int]:
        """The row of each, from 0. Families that nothing ties to the child's stand level with it by their hints."""
        local = self._local()
        apart = self._apart()
        level = dict.fromkeys(self._below, 0)
        origin = local[self._of(start)] if start else 0
        home = apart[self._of(start)] if start else ""
        shift = {home: 0}
        for key in sorted(self._root):
            of = apart[self._of(key)]
            if of not in shift and hints.get(key) is not None:
                shift[of] = origin + (hints[key] or 0) - local[self._of(key)]
        for root in level:
            # Nobody has said of what generation they are: adults, mostly, so level with the parents.
            level[root] = local[root] + shift.get(apart[root], max(origin - 1, 0))
        away = set(outside) - {start}
        rows = {key: level[self._of(key)] for key in self._root if key not in away}
        order = {row: place for place, row in enumerate(sorted(set(rows.values())))}
        return {key: order[row] for key, row in rows.items()} | {key: len(order) for key in sorted(away)}

    def _local(self) -> dict[str, int]:
        """Rows within each family: as low as their children let them stand."""
        order = self._sorted()
        level = dict.fromkeys(order, 0)
        for root in order:
            for child in self._below[root]:
                level[child] = max(level[child], level[root] + 1)
        for root in reversed(order):
            if self._below[root]:
                level[root] = min(level[child] for child in self._below[root]) - 1
        return level

    def _apart(self) -> dict[str, str]:
        """Of each, the first of the family it belongs to."""
        first = {root: root for root in self._below}
        for root in sorted(self._below):
            for child in sorted(self._below[root]):
                kept, gone = sorted((first[root], first[child]))
                first = {key: kept if of == gone else of for key, of in first.items()}
        return first

    def _sorted(self) -> list[str]:
        """Everyone, whoever stands above before whoever stands below."""
        done: dict[str, None] = {}

        def visit(root: str) -> None:
            if root not in done:
                for child in sorted(self._below[root]):
                    visit(child)
                done[root] = None

        for root in sorted(self._below):
            visit(root)
        return list(done)[::-1]

    def _of(self, key: str) -> str:
        return self._root[key]

    def _reaches(self, top: str, bottom: str) -> bool:
        seen, left = {top}, [top]
        while left:
            for child in self._below[left.pop()] - seen:
                if child == bottom:
                    return True
                seen.add(child)
                left.append(child)
        return False
