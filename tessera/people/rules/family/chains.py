"""Who stands beside whom of those whom partners join: where somebody has three and more, on both sides of them."""

from __future__ import annotations

from dataclasses import dataclass

from tessera.people.rules.family.tree import Tree

Block = tuple[str, ...]


@dataclass(frozen=True)
class _Branch:
    """A partner with whoever is joined to them, outwards. `up`, `down`: lines that nothing can be drawn across."""

    people: Block
    up: bool
    down: bool
    born: float


def chained(people: list[str], beside: dict[str, list[str]], tree: Tree) -> Block:
    """One component in the order in which it stands. `beside`: everyone's partners in their row."""
    many = max(len(beside[one]) for one in people)
    if many <= 2 or sum(len(beside[one]) for one in people) // 2 >= len(people):
        return _line(people, beside)
    hub = min(people, key=lambda one: (-len(beside[one]), one))
    left, right = _sides([_branch(one, hub, beside, tree) for one in beside[hub]])
    return (
        *(one for branch in left for one in branch.people[::-1]),
        hub,
        *(one for branch in right for one in branch.people),
    )


def _branch(one: str, of: str, beside: dict[str, list[str]], tree: Tree) -> _Branch:
    inner = [_branch(other, one, beside, tree) for other in beside[one] if other != of]
    outwards = _outermost_first(inner)[::-1]
    joining = [union for union in tree.unions if {one, of} == set(union.parents)]
    children = [child for union in joining for child in union.children]
    return _Branch(
        people=(one, *(key for branch in outwards for key in branch.people)),
        up=one in tree.held or any(branch.up for branch in inner),
        down=bool(children) or one in tree.alone or any(branch.down for branch in inner),
        born=max((tree.members[child].age for child in children), default=0.0),
    )


def _outermost_first(branches: list[_Branch]) -> list[_Branch]:
    """Whom a line would pass below or over at most at the price of another comes first."""
    up = sum(one.up and not one.down for one in branches)
    down = sum(one.down and not one.up for one in branches)

    def rank(one: _Branch) -> tuple[bool, bool, int, float, Block]:
        rare = bool(up and down) and one.up is not one.down and one.up is (up <= down)
        return not (one.up and one.down), not rare, -len(one.people), -one.born, one.people

    return sorted(branches, key=rank)


def _sides(branches: list[_Branch]) -> tuple[list[_Branch], list[_Branch]]:
    """What stands at the left of somebody and at the right, as it is read: the parents of the oldest children first."""
    ranked = _outermost_first(branches)
    must = [one for one in ranked[:2] if (one.up and one.down) or len(one.people) > 1 or _mixed(branches)]
    others = sorted((one for one in ranked if one not in must), key=lambda one: (-one.born, one.people))
    if _mixed(others):
        left = [one for one in others if not one.up]
    else:
        left = others[: len(branches) // 2 - 1 if must else len(branches) // 2]
    right = [one for one in others if one not in left]
    return [*must[:1], *left], [*right, *must[1:]]


def _mixed(branches: list[_Branch]) -> bool:
    return any(one.up and not one.down for one in branches) and any(
        one.down and not one.up for one in branches
    )


def _line(people: list[str], beside: dict[str, list[str]]) -> Block:
    """From one end to the other where each has two partners at the most; others stand on either side of theirs."""
    longest: list[str] = []
    for start in sorted(people, key=lambda one: (len(beside[one]), one))[:4]:
        longest = max(longest, _walk(start, beside), key=len)
    for one in people:
        if one not in longest:
            at = next((n for n, other in enumerate(longest) if other in beside[one]), 0)
            longest.insert(at if at < len(longest) / 2 else at + 1, one)
    return tuple(longest)


def _walk(start: str, beside: dict[str, list[str]]) -> list[str]:
    way = [start]
    while True:
        ahead = [other for other in beside[way[-1]] if other not in way]
        if not ahead:
            return way
        way.append(max(ahead, key=lambda one: (len(beside[one]), one)))
