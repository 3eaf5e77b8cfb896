"""Presets: starting points taken from published local practice, each laid over the national defaults.

A preset is a partial document. What it leaves out is national; what neither says, a partnership must.
"""

from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tessera.core.language import gettext as _
from tessera.partnership.rules.reading import Unreadable, read

PRESETS = ("generic-4-24-72", "merton-2-6-24", "oxfordshire-4h-1wd-3wd", "surrey-4wh-24wh-72h")

# The national defaults are one document in several files, each about one subject.
_NATIONAL = (
    "national",
    "national-referral",
    "national-requests",
    "national-sharing",
    "national-joint-form",
    "national-meetings",
    "national-watching",
)


def merge(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lay changes over a document: groups are merged, all else is replaced, `null` takes away."""
    merged: dict[str, Any] = {}
    for name, value in base.items():
        if name not in changes:
            merged[name] = deepcopy(value)
        elif changes[name] is not None:
            merged[name] = _laid_over(value, changes[name])
    for name, value in changes.items():
        if name not in base and value is not None:
            merged[name] = _laid_over({}, value)
    return merged


def _laid_over(value: object, change: object) -> object:
    if isinstance(change, Mapping):
        return merge(value if isinstance(value, Mapping) else {}, change)
    return deepcopy(change)


def load_preset(name: str) -> dict[str, Any]:
    """A preset over the national defaults, as plain data: all but the partnership and its agencies.

    Raises KeyError for a name that is not in PRESETS.
    """
    if name not in PRESETS:
        raise KeyError(f"There is no preset ‘{name}’.")
    return deepcopy(_preset(name))


@lru_cache(maxsize=len(PRESETS))
def _preset(name: str) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for part in (*_NATIONAL, name):
        whole = merge(whole, _file(part))
    return whole


def _file(name: str) -> dict[str, Any]:
    text = files("tessera.partnership").joinpath("presets", f"{name}.yaml").read_bytes()
    try:
        value = read(text).value
    except Unreadable as error:
        # Ours, not the partnership's: nobody who writes a document could put this right.
        raise RuntimeError(f"{name}.yaml, line {error.line}: {error}") from error
    if not isinstance(value, dict):
        raise RuntimeError(f"{name}.yaml is not a group of settings.")
    return value


def with_preset(value: object) -> object:
    """A document as it stands once the preset it names under `based_on` has been laid under it."""
    if not isinstance(value, Mapping) or "based_on" not in value:
        return value
    name = value["based_on"]
    if not isinstance(name, str) or name not in PRESETS:
        raise Unreadable(
            _("Choose one of these: {presets}.").format(presets=", ".join(PRESETS)), path=("based_on",)
        )
    changes = {key: part for key, part in value.items() if key != "based_on"}
    return merge(merge(_preset(name), {"partnership": {"started_from": name}}), changes)
