"""How many lines of a picture cross, so that of two pictures the clearer is shown, and a test can ask for none."""

from __future__ import annotations

from collections.abc import Sequence

from tessera.people.rules.family.plan import Line, Plan


def crossings(plan: Plan) -> int:
    """How often a line of one union or group crosses or covers a line of another."""
    return of_lines(plan.lines)


def of_lines(lines: Sequence[Line]) -> int:
    """The same, of lines alone."""
    level = [
        (line.y1, min(line.x1, line.x2), max(line.x1, line.x2), line.net) for line in lines if line.is_level
    ]
    upright = [
        (line.x1, min(line.y1, line.y2), max(line.y1, line.y2), line.net)
        for line in lines
        if not line.is_level
    ]
    count = 0
    for y, left, right, net in level:
        for x, top, bottom, other in upright:
            if left < x < right and top < y < bottom and net != other:
                count += 1
    return count + _covered(lines)


def _covered(lines: Sequence[Line]) -> int:
    """How many pairs of lines run over each other."""
    beside: dict[tuple[bool, float], list[Line]] = {}
    for line in lines:
        beside.setdefault((line.is_level, line.y1 if line.is_level else line.x1), []).append(line)
    return sum(
        _covers(one, other)
        for those in beside.values()
        for n, one in enumerate(those)
        for other in those[n + 1 :]
    )


def _covers(one: Line, other: Line) -> bool:
    """Whether two on one line are of different nets and overlap. Two couples of one person leave the same shape."""
    if one.net == other.net or (
        one.kind == other.kind == "couple" and not one.is_level and one.y1 == other.y1
    ):
        return False
    first, second = (
        sorted((line.x1, line.x2) if line.is_level else (line.y1, line.y2)) for line in (one, other)
    )
    return min(first[1], second[1]) > max(first[0], second[0])
