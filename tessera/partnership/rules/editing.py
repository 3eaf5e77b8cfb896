"""A settings document as questions on a page, made from the document's own types, and answers laid over it.

Nothing is decided here: what was typed becomes a document, and the document says what is wrong with it.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, time
from enum import EnumMeta, StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tessera.core.language import gettext as _
from tessera.core.language import marked
from tessera.core.working_time import Limit
from tessera.partnership.rules.areas import Area, Path, called, named
from tessera.partnership.rules.document import Document
from tessera.partnership.rules.kinds import Label
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import REFERRAL_QUESTIONS

LAST = ("source", "check_before_use")  # asked after the figures that they are about
OF_OWN = ("kind", "options")  # said of a question that a partnership adds to the referral
LONG = 1000  # words that may be longer than this are written in a box of several lines
LIMIT_HINT = marked(
    "Such as 4h (hours), 4wh (working hours), 1wd (working days); “none” where there is no limit."
)
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Question:
    """One value of the document, as it is asked."""

    path: Path
    label: str
    kind: str  # line, words, number, limit, date, time, yes_no, choice, choices, lines or parts
    value: str | tuple[str, ...]
    hint: str = ""
    options: Options = ()
    columns: tuple[tuple[str, Any], ...] = ()

    @property
    def name(self) -> str:
        """What the page calls it. Codes hold no hyphen, so two paths never share a name."""
        return "-".join(self.path)


@dataclass(frozen=True)
class Entry:
    """One part of a group. `at` is its path, as an address writes it; `on`, where it may be switched off."""

    code: str
    title: str
    at: str
    on: bool | None = None


@dataclass(frozen=True)
class Group:
    """Parts by code: each has a page of its own. They may be moved or removed and others added, if not `standing`."""

    path: Path
    title: str
    entries: tuple[Entry, ...]
    fixed: Options | None  # the codes that may still be added, where they are not free
    standing: bool = False  # these parts and no others, in this order

    @property
    def at(self) -> str:
        """Its path, as an address writes it."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Section:
    """A heading with its questions and groups."""

    path: Path
    title: str
    questions: tuple[Question, ...]
    groups: tuple[Group, ...]


def of_area(settings: Settings, area: Area) -> tuple[Section, ...]:
    """Everything of an area: questions of its own, and the groups that stand in it."""
    data = settings.data()
    return tuple(section for name in area.groups for section in _sections(data, (name,)))


def of_part(settings: Settings, path: Path) -> tuple[Section, ...]:
    """Everything of one part, or of one that would be new. Raises KeyError where no part can stand there."""
    return tuple(_sections(settings.data(), path))


def answered(settings: Settings, questions: tuple[Question, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """The whole document with these answers in it. What is left empty is left out."""
    data = deepcopy(settings.data())
    for question in questions:
        value = _read(question, given.get(question.name))
        _put(data, question.path, value)
    return data


def removed(settings: Settings, path: Path) -> dict[str, Any]:
    """The whole document without one entry of a group. Raises KeyError where there is none."""
    data = deepcopy(settings.data())
    group = _get(data, path[:-1])
    del group[_key(group, path[-1])]
    return data


def moved(settings: Settings, path: Path, by: int) -> dict[str, Any]:
    """The whole document with one entry of a group so many places further down (less than 0: up)."""
    data = deepcopy(settings.data())
    group = _get(data, path[:-1])
    codes = list(group)
    here = codes.index(_key(group, path[-1]))
    codes.insert(max(0, here + by), codes.pop(here))
    entries = {code: group[code] for code in codes}
    group.clear()
    group.update(entries)
    return data


# ------------------------------------------------------------------ what stands where


def _sections(data: dict[str, Any], path: Path) -> Iterator[Section]:
    kind = _kind_at(path)
    value = _get(data, path)
    title = _title(value, path[-1])
    if _is_part(kind) and all(_is_part(_plain(field.annotation)) for field in kind.model_fields.values()):
        yield Section(path, title, (), (_standing(kind, value or {}, path),))
    elif _is_part(kind):
        found = list(_inside(kind, value or {}, path))
        questions = tuple(one for one in found if isinstance(one, Question))
        yield Section(path, title, questions, tuple(one for one in found if isinstance(one, Group)))
    elif get_origin(kind) is dict and _is_leaf(get_args(kind)[1]):
        yield Section(path, title, tuple(_leaves(kind, value or {}, path, "")), ())
    elif get_origin(kind) is dict:
        yield Section(path, title, (), (_group(kind, value or {}, path),))
    else:
        raise KeyError(path)


def _inside(kind: type[BaseModel], value: Mapping[str, Any], path: Path, before: str = "") -> Iterator[Any]:
    for name, field in sorted(kind.model_fields.items(), key=lambda item: item[0] in LAST):
        if _is_hidden(name, field) or (name in OF_OWN and _is_programs(path)):
            continue
        own, there = (*path, name), value.get(name)
        label = f"{before}{called(name)}"
        inner = _plain(field.annotation)
        if _is_leaf(inner):
            metadata = (*field.metadata, *_metadata(field.annotation))
            yield _question(inner, own, label, there, metadata, field.default)
        elif get_origin(inner) is dict and _is_leaf(get_args(inner)[1]):
            yield from _leaves(inner, there or {}, own, f"{label}: ")
        elif get_origin(inner) is dict:
            yield _group(inner, there or {}, own)
        elif _is_part(inner):
            yield from _inside(inner, there or {}, own, f"{label}: ")


def _leaves(kind: Any, value: Mapping[str, Any], path: Path, before: str) -> Iterator[Question]:
    """Values by code. Where the codes are fixed words every one is asked, and what is left empty is left out."""
    codes, leaf = get_args(kind)
    fixed = [code for code, _ in _fixed(codes) or ()]
    for code in dict.fromkeys([*fixed, *map(str, value)]):
        label = f"{before}{called(code)}"
        yield _question(_plain(leaf), (*path, code), label, value.get(code), _metadata(leaf), None)


def _group(kind: Any, value: Mapping[Any, Any], path: Path) -> Group:
    fixed = _fixed(get_args(kind)[0])
    entries = tuple(_entry(path, str(code), part) for code, part in value.items())
    there = {entry.code for entry in entries}
    left = None if fixed is None else tuple(option for option in fixed if option[0] not in there)
    title = called("also_asked" if path[-1] == "questions" and path[0] != "referral" else path[-1])
    if path == ("referral",):  # its pages stay in their places: it is their questions that are arranged
        left = tuple((code, called(code)) for code in REFERRAL_QUESTIONS if code not in there)
        return Group(path, title[:1].upper() + title[1:], entries, left, standing=True)
    return Group(path, title[:1].upper() + title[1:], entries, left)


def _standing(kind: type[BaseModel], value: Mapping[str, Any], path: Path) -> Group:
    entries = tuple(_entry(path, name, value.get(name)) for name in kind.model_fields)
    return Group(path, _title(value, path[-1]), entries, (), standing=True)


def _entry(path: Path, code: str, part: Any) -> Entry:
    on = part.get("on") if isinstance(part, Mapping) else None
    return Entry(code, _title(part, code), ".".join((*path, code)), on)


def _title(value: Any, code: str) -> str:
    words = named(value) or (_("Level {code}").format(code=code) if code.isdigit() else called(code))
    return words[:1].upper() + words[1:]


def _question(kind: Any, path: Path, label: str, value: Any, metadata: Any, default: Any) -> Question:
    label = label[:1].upper() + label[1:]
    if kind is bool:
        shown = default if value is None else value
        return Question(
            path, label, "yes_no", "yes" if shown else "no", options=(("yes", _("Yes")), ("no", _("No")))
        )
    if options := _fixed(kind):
        return Question(path, label, "choice", str(value or ""), options=options)
    if kind is Label:
        written = value if isinstance(value, list) else [{"text": value}] if value else []
        lines = tuple(" | ".join(str(word[k]) for k in ("text", "since") if k in word) for word in written)
        hint = _(
            "The words. On a line of its own each: later words | the day from which they are used, year-month-day."
        )
        return Question(path, label, "label", lines, hint)
    if get_origin(kind) is tuple:
        return _listed(_plain(get_args(kind)[0]), path, label, value or ())
    word = {int: "number", date: "date", time: "time"}.get(kind)
    if word or _is_limit(kind):
        hint = {"date": _("Such as 2026-11-30."), "time": _("Such as 09:00.")}.get(word or "", "")
        return Question(path, label, word or "limit", "" if value is None else str(value), hint or (
            "" if word else _(LIMIT_HINT)))  # fmt: skip
    longest = max((getattr(one, "max_length", None) or 0 for one in metadata), default=0)
    return Question(path, label, "words" if longest > LONG else "line", str(value or ""))


def _listed(kind: Any, path: Path, label: str, value: Any) -> Question:
    if options := _fixed(kind):
        return Question(path, label, "choices", tuple(map(str, value)), options=options)
    if not _is_part(kind):
        return Question(path, label, "lines", tuple(map(str, value)), _("One on each line."))
    columns = tuple((name, _plain(field.annotation)) for name, field in kind.model_fields.items())
    lines = tuple(
        " | ".join(_cell(part.get(name), column) for name, column in columns).rstrip(" |") for part in value
    )
    hint = _("One on each line: {columns}.").format(
        columns=" | ".join(called(name) for name, _kind in columns)
    )
    return Question(path, label, "parts", lines, hint, columns=columns)


def _cell(value: Any, kind: Any) -> str:
    return (
        ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    )


# ------------------------------------------------------------------ what was typed


def _read(question: Question, given: Any) -> Any:
    if question.kind == "choices":
        return list(given or ())
    text = str(given or "").strip().replace("\r\n", "\n")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    match question.kind:
        case "yes_no":
            return text == "yes"
        case "number":
            return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else (text or None)
        case "lines":
            # What was not said stays unsaid: an empty list is another answer than none.
            return lines if lines or question.value else None
        case "parts":
            return [_part(line, question.columns) for line in lines]
        case "label":
            words = [
                dict(zip(("text", "since"), map(str.strip, line.rsplit("|", 1)), strict=False))
                for line in lines
            ]
            return words[0]["text"] if len(words) == 1 and "since" not in words[0] else (words or None)
    return text or None


def _part(line: str, columns: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    cells = [cell.strip() for cell in line.split("|", len(columns) - 1)]
    part: dict[str, Any] = {}
    for (name, kind), cell in zip(columns, cells, strict=False):
        if get_origin(kind) is tuple:
            part[name] = [one.strip().replace(" ", "_") if _fixed(_plain(get_args(kind)[0])) else one.strip()
                          for one in cell.split(",") if one.strip()]  # fmt: skip
        elif kind is int and cell.isascii() and cell.isdigit() and len(cell) < 10:
            part[name] = int(cell)
        elif cell:
            part[name] = cell
    return part


def _put(data: dict[str, Any], path: Path, value: Any) -> None:
    here: Any = data
    for step in path[:-1]:
        if value is None and step not in map(str, here):
            return
        here = here.setdefault(_key(here, step), {})
    if value is None:
        here.pop(_key(here, path[-1]), None)
    else:
        here[_key(here, path[-1])] = value


def _get(data: Any, path: Path) -> Any:
    for step in path:
        if data is None:
            return None
        data = data.get(_key(data, step)) if isinstance(data, dict) else None
    return data


def _key(group: Mapping[Any, Any], step: str) -> Any:
    """The group's own key: levels are counted with whole numbers."""
    return next((key for key in group if str(key) == step), step)


# ------------------------------------------------------------------ types


def _kind_at(path: Path) -> Any:
    kind: Any = Document
    for step in path:
        if _is_part(kind):
            field = kind.model_fields.get(step)
            if field is None or _is_hidden(step, field):
                raise KeyError(path)
            kind = _plain(field.annotation)
        elif get_origin(kind) is dict:
            codes, inner = get_args(kind)
            fixed = _fixed(codes)
            if fixed is not None and step not in dict(fixed):
                raise KeyError(path)
            kind = _plain(inner)
        else:
            raise KeyError(path)
    return kind


def _plain(kind: Any) -> Any:
    """The type itself: without what checks it, and without that it may be left out."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, UnionType):
        own = [one for one in get_args(kind) if one is not NoneType]
        return _plain(own[0]) if len(own) == 1 else kind
    return kind


def _metadata(kind: Any) -> tuple[Any, ...]:
    """What checks a value, also where it may be left out."""
    if get_origin(kind) in (Union, UnionType):
        return tuple(one for inner in get_args(kind) for one in _metadata(inner))
    return get_args(kind)[1:] if get_origin(kind) is Annotated else ()


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not Label


def _is_hidden(name: str, field: FieldInfo) -> bool:
    """What the key of a part says already, and the code by which a partnership is known."""
    return name == "code" or bool(field.exclude)


def _is_programs(path: Path) -> bool:
    """Whether this is a question of the referral that the program has: what answers it takes is not said here."""
    return path[0] == "referral" and len(path) == 4 and path[3] in REFERRAL_QUESTIONS.get(path[1], ())


def _is_limit(kind: Any) -> bool:
    return kind is Limit


def _is_leaf(kind: Any) -> bool:
    plain = _plain(kind)
    if get_origin(plain) is tuple:
        return True
    return not _is_part(plain) and get_origin(plain) is not dict


def _fixed(kind: Any) -> Options | None:
    """The words of a type that has no others."""
    if isinstance(kind, EnumMeta) and issubclass(kind, StrEnum):
        return tuple((str(word), _(str(word).replace("_", " ")).capitalize()) for word in kind)
    if get_origin(kind) is Literal:
        return tuple((str(word), called(str(word)).capitalize()) for word in get_args(kind))
    if get_origin(kind) in (Union, UnionType):
        parts = [_fixed(one) for one in get_args(kind)]
        if all(part is not None for part in parts):
            return tuple(option for part in parts for option in part or ())
    return None
