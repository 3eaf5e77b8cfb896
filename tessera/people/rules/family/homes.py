"""The outline of each home. Whoever lives together stands within it where they stand together; nobody else does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tessera.people.rules.family.plan import BOX, Home, Place

Area = tuple[int, int, int, int]


def outlines(places: dict[str, Place], homes: Sequence[tuple[str, Iterable[str]]]) -> Iterator[Home]:
    """One for each home: the edges round those of one row who stand side by side, joined to those below them."""
    rows: dict[int, list[Place]] = {}
    for spot in sorted(places.values(), key=lambda spot: (spot.row, spot.x)):
        rows.setdefault(spot.row, []).append(spot)
    for name, who in homes:
        runs = [run for row in sorted(rows) for run in _runs(rows[row], set(who))]
        areas = [(run[0].cell[0], run[0].cell[1], run[-1].cell[2], run[0].cell[3]) for run in runs]
        bridges = [
            (max(one[0], other[0]), one[3], min(one[2], other[2]), other[1])
            for one, first in zip(areas, runs, strict=True)
            for other, second in zip(areas, runs, strict=True)
            if second[0].row == first[0].row + 1 and min(one[2], other[2]) - max(one[0], other[0]) > BOX
        ]
        if areas:
            named = tuple((run[0].words[0], run[0].cell[1]) for run in runs)
            yield Home(name, tuple(_edges([*areas, *bridges])), named)


def _runs(row: list[Place], who: set[str]) -> Iterator[list[Place]]:
    run: list[Place] = []
    for spot in row:
        if spot.key in who:
            run.append(spot)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _edges(areas: list[Area]) -> Iterator[Area]:
    """The edges of these areas taken together."""
    xs = sorted({x for area in areas for x in (area[0], area[2])})
    ys = sorted({y for area in areas for y in (area[1], area[3])})
    filled = {
        (i, j)
        for i, x in enumerate(xs[:-1])
        for j, y in enumerate(ys[:-1])
        if any(a[0] <= x and xs[i + 1] <= a[2] and a[1] <= y and ys[j + 1] <= a[3] for a in areas)
    }
    for j, y in enumerate(ys):
        yield from _level(
            [(xs[i], xs[i + 1]) for i in range(len(xs) - 1) if ((i, j) in filled) != ((i, j - 1) in filled)],
            y,
        )
    for i, x in enumerate(xs):
        for y1, y2 in _merged(
            [(ys[j], ys[j + 1]) for j in range(len(ys) - 1) if ((i, j) in filled) != ((i - 1, j) in filled)]
        ):
            yield x, y1, x, y2


def _level(spans: list[tuple[int, int]], y: int) -> Iterator[Area]:
    for x1, x2 in _merged(spans):
        yield x1, y, x2, y


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for n, (start, end) in enumerate(spans):
        if n and spans[n - 1][1] == start:
            continue
        last = end
        for later, until in spans[n + 1 :]:
            if later != last:
                break
            last = until
        yield start, last
