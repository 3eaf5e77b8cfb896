"""A draft carried onto a newer version than the one it was begun from: what both changed, and what clashes.

A group is taken part by part. A value, a list or dated words are taken whole: half of each would be what nobody wrote.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tessera.partnership.rules.areas import Path, where
from tessera.partnership.rules.differences import said
from tessera.partnership.rules.settings import Settings

AGREED, DRAFT = "agreed", "draft"
# What a document leaves out is in its data nowhere: so None is a part that is not there.
# Whose words these are is told by the version itself: they are no change of what was agreed.
_OWN = ("in_force_from", "started_from")


@dataclass(frozen=True)
class Clash:
    """One place that both changed, each otherwise. None: taken away."""

    path: Path
    place: str
    was: str | None
    agreed: str | None
    draft: str | None

    @property
    def name(self) -> str:
        """What the page calls the question which of the two it shall be."""
        return "-".join(self.path)


@dataclass(frozen=True)
class Carried:
    """What comes of it: the whole document as plain data, and where somebody must choose."""

    data: dict[str, Any]
    clashes: tuple[Clash, ...]


def carry(
    begun_from: Settings, agreed: Settings, draft: Settings, chosen: Mapping[str, str] | None = None
) -> Carried:
    """The draft as if it had been begun from what is agreed now. Where both changed one place, `chosen` says whose
    it is ("agreed" or "draft", by the name of the clash); where it does not say, it stays as it is agreed."""
    base, theirs, mine = begun_from.data(), agreed.data(), draft.data()
    for name in _OWN:
        if name in base["partnership"]:
            theirs["partnership"].setdefault(name, base["partnership"][name])
            base["partnership"][name] = theirs["partnership"][name]
            mine["partnership"][name] = theirs["partnership"][name]
    found: list[tuple[Path, Any, Any, Any]] = []
    data = _merged(base, theirs, mine, (), found, dict(chosen or {}))
    clashes = tuple(
        Clash(path, ": ".join(where(path, mine, theirs, base)), *(_words(one, path) for one in values))
        for path, *values in found
    )
    return Carried(data, clashes)


def _merged(
    base: Any,
    theirs: Any,
    mine: Any,
    path: Path,
    found: list[tuple[Path, Any, Any, Any]],
    chosen: dict[str, str],
) -> Any:
    if not _differ(mine, base) or not _differ(mine, theirs):
        return deepcopy(theirs)
    if not _differ(theirs, base):
        return deepcopy(mine)
    if isinstance(theirs, dict) and isinstance(mine, dict) and isinstance(base, dict):
        merged = {}
        for name in _order(base, theirs, mine):
            step = (*path, str(name))
            was, agreed, own = base.get(name), theirs.get(name), mine.get(name)
            part = _merged(was, agreed, own, step, found, chosen)
            if part is not None:
                merged[name] = part
        return merged
    found.append((path, base, theirs, mine))
    return deepcopy(mine if chosen.get("-".join(path)) == DRAFT else theirs)


def _differ(one: Any, other: Any) -> bool:
    """Whether two values differ, in the order of their parts as well: a form asks in that order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) != list(other) or any(_differ(one[name], other[name]) for name in one)
    return bool(one != other)


def _order(base: dict[Any, Any], theirs: dict[Any, Any], mine: dict[Any, Any]) -> list[Any]:
    """The parts in the draft's order where the draft arranged them, otherwise in the order that is agreed."""
    kept = [name for name in base if name in mine]
    arranged = kept != [name for name in mine if name in base]
    first, then = (mine, theirs) if arranged else (theirs, mine)
    return [*first, *(name for name in then if name not in first)]


def _words(value: Any, path: Path) -> str | None:
    return None if value is None else said(value, path)
