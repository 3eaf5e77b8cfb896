"""From what agencies told to the family that is drawn: whose parent, partner or sibling, and who lives with whom.

Each agency's latest word on two people counts as its word. Where agencies differ the newest is drawn, both are said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tessera.people.rules.family.reading import Reading, Side, read
from tessera.people.rules.family.tree import Member, Tie
from tessera.people.rules.words import TieKind, TieState

NEAR = {
    TieKind.PARENT: -1,
    TieKind.GRANDPARENT: -2,
    TieKind.AUNT_OR_UNCLE: -1,
    TieKind.SIBLING: 0,
    TieKind.COUSIN: 0,
}
_THROUGH = {TieKind.GRANDPARENT: TieKind.PARENT, TieKind.AUNT_OR_UNCLE: TieKind.SIBLING}


@dataclass(frozen=True)
class Somebody:
    """A person of the case. `called`: their given name, by which a referral says whose father somebody is."""

    key: str
    called: str = ""
    sex: str = ""
    age: float = 0.0
    unborn: bool = False
    died: bool = False
    index: bool = False


@dataclass(frozen=True)
class Told:
    """One row: how `person` stands to `other`, by which agency. `order` grows with time. None: nobody said."""

    person: str
    other: str
    words: str
    by: str
    order: int
    kind: str = ""
    state: str = ""
    responsible: bool | None = None
    together: bool | None = None


@dataclass(frozen=True)
class Family:
    """What is drawn. `differ`: the pairs of whom agencies tell different things."""

    members: tuple[Member, ...]
    ties: tuple[Tie, ...]
    homes: tuple[tuple[str, ...], ...]
    differ: frozenset[tuple[str, str]]


def latest(told: Iterable[Told]) -> list[Told]:
    """Each agency's last word on each two people, in the order in which they were told. What was a mistake is gone."""
    last: dict[tuple[str, str, str], Told] = {}
    for row in sorted(told, key=lambda row: row.order):
        last[(*sorted((row.person, row.other)), row.by)] = row  # type: ignore[index]
    return sorted((row for row in last.values() if row.state != TieState.MISTAKEN), key=lambda row: row.order)


def family(people: Sequence[Somebody], told: Iterable[Told]) -> Family:
    """The family of these people, as it is told now."""
    known = {one.key: one for one in people}
    rows = [row for row in latest(told) if row.person in known and row.other in known]
    readings = [(row, _reading(row, known[row.other].called)) for row in rows]
    drawn = {_pair(row): (row, reading) for row, reading in readings}
    sexes = {row.person: reading.sex for row, reading in readings if reading.sex}
    sexes |= {one.key: one.sex for one in people if one.sex in ("F", "M")}
    parents = _parents(drawn.values())
    ties: list[Tie] = []
    near: dict[str, int] = {}
    for row, reading in drawn.values():
        kind, other = reading.kind, row.other
        if kind in _THROUGH or (reading.of_a_parent and not row.kind):
            through = _through(reading, parents.get(row.other, []), sexes)
            other, kind = (through, _THROUGH.get(kind, kind)) if through else ("", TieKind.OTHER)
        if other and kind in (TieKind.PARENT, TieKind.PARTNER, TieKind.SIBLING) and other != row.person:
            ties.append(Tie(kind, row.person, other, row.state or reading.state))
        if reading.generation is not None and known[row.other].index:
            near.setdefault(row.person, reading.generation)
    died = {row.person for row, reading in readings if reading.died}
    joined = {key for tie in ties for key in (tie.person, tie.other)}
    members = tuple(
        Member(
            one.key,
            sex=sexes.get(one.key, ""),
            age=one.age,
            unborn=one.unborn,
            died=one.died or one.key in died,
            index=one.index,
            generation=0 if one.index else near.get(one.key),
            outside=not one.index and one.key not in joined and one.key not in near,
        )
        for one in people
    )
    differ = frozenset(
        _pair(row) for row, reading in readings if _says(row, reading) != _says(*drawn[_pair(row)])
    )
    return Family(members, tuple(dict.fromkeys(ties)), _homes(people, rows), differ)


def _says(row: Told, reading: Reading) -> tuple[object, ...]:
    """What two tellings are compared by: other words for the same tie are no difference."""
    plain = "" if reading.kind is not TieKind.OTHER else row.words.lower()
    return reading.kind, plain, row.state or reading.state, row.person


def _reading(row: Told, called: str) -> Reading:
    reading = read(row.words, child=called)
    if not row.kind:
        return reading
    kind = TieKind(row.kind)
    side = reading.side if kind is reading.kind else Side.NONE
    return replace(reading, kind=kind, side=side, generation=NEAR.get(kind))


def _pair(row: Told) -> tuple[str, str]:
    return min(row.person, row.other), max(row.person, row.other)


def _parents(drawn: Iterable[tuple[Told, Reading]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row, reading in drawn:
        if reading.kind is TieKind.PARENT:
            found.setdefault(row.other, []).append(row.person)
    return found


def _through(reading: Reading, parents: list[str], sexes: dict[str, str]) -> str:
    """Through which parent somebody is kin; empty where nobody has said, or that parent is not in the picture."""
    those = [one for one in parents if sexes.get(one) == reading.side.value] if reading.side else []
    return those[0] if len(those) == 1 else ""


def _homes(people: Sequence[Somebody], rows: Iterable[Told]) -> tuple[tuple[str, ...], ...]:
    """Who lives together, by the newest word on each two; the child's own home first."""
    newest: dict[tuple[str, str], bool] = {}
    for row in rows:
        if row.together is not None:
            newest[_pair(row)] = row.together
    home = {one.key: one.key for one in people}
    for (one, other), together in sorted(newest.items()):
        if together:
            kept, gone = home[one], home[other]
            home = {key: kept if of == gone else of for key, of in home.items()}
    groups: dict[str, list[str]] = {}
    for person in people:
        groups.setdefault(home[person.key], []).append(person.key)
    first = {person.key for person in people if person.index}
    found = [tuple(group) for group in groups.values() if len(group) > 1]
    return tuple(sorted(found, key=lambda group: (not first & set(group), group)))
