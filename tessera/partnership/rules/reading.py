"""Reading and writing a settings document as YAML, from hands that may be careless or hostile.

Only a small part of YAML is read: mappings, lists, text, whole numbers, true, false and null. Anchors,
aliases, tags and repeated keys are refused, so that what a person sees is what is meant and a small file
cannot grow into a large one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from tessera.core.language import gettext as _

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
MAX_VALUES = 50_000

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_DUMPER = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})", re.ASCII)
_PLAIN_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}


class Unreadable(ValueError):
    """The document cannot be read at all. `line` counts from 1; `path` is where it was, as far as known."""

    def __init__(self, words: str, line: int = 1, path: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.words = words
        self.line = line
        self.path = path


@dataclass(frozen=True)
class Reading:
    """A document as plain data, and the line on which each of its paths begins (from 1)."""

    value: object
    lines: Mapping[tuple[str, ...], int]

    def line_of(self, path: tuple[str, ...]) -> int:
        """The line of a path, or of the nearest thing above it that was written in this document."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass
class _Level:
    """One open mapping or list while reading."""

    value: dict[str, object] | list[object]
    path: tuple[str, ...]
    key: str | None = None


@dataclass
class _Building:
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    open: list[_Level] = field(default_factory=list)
    root: object = None
    count: int = 0

    def place(self, value: object, line: int) -> tuple[str, ...]:
        """Put a finished or newly opened value where it belongs; answers its path."""
        self.count += 1
        if self.count > MAX_VALUES:
            raise Unreadable(
                _("This document has more than {max_values:,} values. Shorten it.").format(
                    max_values=MAX_VALUES
                ),
                line,
            )
        if not self.open:
            self.root = value
            self.lines[()] = line
            return ()
        level = self.open[-1]
        if isinstance(level.value, list):
            path = (*level.path, str(len(level.value)))
            level.value.append(value)
            self.lines[path] = line
            return path
        if level.key is None:
            raise Unreadable(_("A name must be plain words, not a list or a group."), line, level.path)
        path = (*level.path, level.key)
        level.value[level.key] = value
        level.key = None
        return path

    def name(self, text: str, line: int) -> bool:
        """Take a scalar as the name of the next value, if one is due."""
        level = self.open[-1] if self.open else None
        if level is None or isinstance(level.value, list) or level.key is not None:
            return False
        path = (*level.path, text)
        if text in level.value:
            first = self.lines[path]
            raise Unreadable(
                _("‘{text}’ is here twice (first on line {first}). Keep one.").format(text=text, first=first),
                line,
                path,
            )
        level.key = text
        self.lines[path] = line
        return True


def read(text: str | bytes) -> Reading:
    """Read one document. Raises Unreadable with the line and what to do about it."""
    source = _decoded(text)
    building = _Building()
    documents = 0
    try:
        for event in _events(source):
            line = event.start_mark.line + 1 if event.start_mark is not None else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Unreadable(_("Keep one document in a file: remove the line ‘---’."), line)
            else:
                _take(event, line, building)
    except yaml.YAMLError as error:
        raise _not_yaml(error) from None
    return Reading(building.root, building.lines)


def _decoded(text: str | bytes) -> str:
    too_long = _("This document is larger than 1 MiB. Shorten it.")
    if len(text) > MAX_BYTES:
        raise Unreadable(too_long)
    if isinstance(text, str):
        try:
            if len(text.encode()) > MAX_BYTES:
                raise Unreadable(too_long)
        except UnicodeEncodeError:
            raise Unreadable(_("This holds characters that no file can hold. Type them again.")) from None
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        raise Unreadable(_("This is not UTF-8 text. Save the file as UTF-8."), line) from None


def _events(source: str) -> Iterator[yaml.Event]:
    # Events, not a tree: nothing is built until each has been looked at, and nothing recurses.
    yield from yaml.parse(source, Loader=_LOADER)


def _take(event: yaml.Event, line: int, building: _Building) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Unreadable(_("Write the words out in full: & and * are not used here."), line)
    if getattr(event, "tag", None):
        raise Unreadable(_("Leave out tags: words that begin with ! are not used here."), line)
    if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
        if len(building.open) >= MAX_DEPTH:
            raise Unreadable(_("This is nested too deeply."), line)
        value: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = building.place(value, line)
        building.open.append(_Level(value, path))
    elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        building.open.pop()
    elif isinstance(event, yaml.ScalarEvent) and not building.name(event.value, line):
        building.place(_scalar(event), line)


def _scalar(event: yaml.ScalarEvent) -> object:
    """Text stays text: no surprises from `no`, `on`, `09:30` or `1_000`, which YAML 1.1 would change."""
    if event.style:  # quoted, or a block of text
        return event.value
    if event.value in _PLAIN_WORDS:
        return _PLAIN_WORDS[event.value]
    if _WHOLE_NUMBER.fullmatch(event.value):
        return int(event.value)
    return event.value


def _not_yaml(error: yaml.YAMLError) -> Unreadable:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else 1
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or _("it is not finished")
    return Unreadable(
        _("This cannot be read as YAML: {what}. Check the spaces and the quotation marks.").format(what=what),
        line,
    )


class _Dumper(_DUMPER):  # type: ignore[misc, valid-type]
    """Writes dates plainly; what other readers could take for a number or a yes stays quoted."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: Any, text: str) -> yaml.ScalarNode:
    # YAML folds these rare line ends unless they are escaped, which only double quotes do.
    style = '"' if any(sign in text for sign in "\x85\u2028\u2029") else None
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", text, style)
    return node


_Dumper.add_representer(str, _text)
_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def write(value: object) -> str:
    """Plain data as YAML that `read` gives back unchanged."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
