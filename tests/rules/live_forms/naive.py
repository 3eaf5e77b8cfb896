"""Shared text the slow way: a list of units, each put where the rule of Yjs puts it. What the fast ones are held to."""

from __future__ import annotations

from dataclasses import dataclass

from tessera.live_forms.rules.codec import Deletion, Id, Update


@dataclass
class Unit:
    """One UTF-16 code unit, with the two it was written between."""

    id: Id
    left: Id | None
    right: Id | None
    sign: bytes
    gone: bool


class Naive:
    """Takes updates whose clocks follow on, as a log does."""

    def __init__(self) -> None:
        self.roots: dict[str, list[Unit]] = {}
        self.root_of: dict[Id, str] = {}
        self.next: dict[int, int] = {}

    def apply(self, update: Update) -> None:
        waiting = list(update.runs)
        while waiting:
            ready = [
                run
                for run in waiting
                if self._knows(run.left)
                and self._knows(run.right)
                and run.clock <= self.next.get(run.client, 0)
            ]
            assert ready, "an update that refers to itself in a circle, or to what is not there"
            run = ready[0]
            waiting.remove(run)
            signs = (run.text or "").encode("utf-16-le") or b"\x00\x00" * run.length
            left = run.left
            for place in range(run.length):
                own = (run.client, run.clock + place)
                root = run.root or self.root_of[left or run.right]  # type: ignore[index]
                unit = Unit(own, left, run.right, signs[2 * place : 2 * place + 2], run.text is None)
                if own[1] >= self.next.get(run.client, 0):
                    self.next[run.client] = own[1] + 1
                    self.root_of[own] = root
                    self._put(self.roots.setdefault(root, []), unit)
                left = own
        for deletion in update.deletions:
            self._delete(deletion)

    def text(self, root: str) -> str:
        units = self.roots.get(root, [])
        return b"".join(unit.sign for unit in units if not unit.gone).decode("utf-16-le")

    def deleted(self) -> set[Id]:
        return {unit.id for units in self.roots.values() for unit in units if unit.gone}

    def _knows(self, anchor: Id | None) -> bool:
        return anchor is None or anchor in self.root_of

    def _delete(self, deletion: Deletion) -> None:
        wanted = {(deletion.client, deletion.clock + place) for place in range(deletion.length)}
        for units in self.roots.values():
            for unit in units:
                unit.gone = unit.gone or unit.id in wanted

    def _put(self, units: list[Unit], new: Unit) -> None:
        where = {unit.id: place for place, unit in enumerate(units)}

        def place_of(anchor: Id | None, otherwise: int) -> int:
            return otherwise if anchor is None else where[anchor]

        left, right = place_of(new.left, -1), place_of(new.right, len(units))
        target = left + 1
        passed: set[Id] = set()
        in_conflict: set[Id] = set()
        for place in range(left + 1, right):
            other = units[place]
            passed.add(other.id)
            in_conflict.add(other.id)
            if other.left == new.left:
                if other.id[0] < new.id[0]:
                    target = place + 1
                    in_conflict.clear()
                elif other.right == new.right:
                    break
            elif other.left in passed:
                if other.left not in in_conflict:
                    target = place + 1
                    in_conflict.clear()
            else:
                break
        units.insert(target, new)
