"""What a form asks: its sections and their fields, as data that a form keeps from the day it is opened.

    {"sections": [{"key": "know", "title": "What we know", "hint": "", "written_by": "participants",
                   "held_back": false, "fields": [
        {"name": "facts", "kind": "long_text", "label": "What we know", "hint": "", "max": 20000},
        {"name": "rating", "kind": "choice", "label": "...", "options": [["red", "Red"], ["amber", "Amber"]]},
        {"name": "worries", "kind": "lines", "label": "...", "max": 500,
         "kinds": [["seen", "Seen"], ["told", "Told by"]], "sources": [["home", "Home visit"]]}]}]}

Shared text is a root of the section's document: a field's own name, or FIELD/LINE for a line of a list. Single values
are set under the field's name, or FIELD/LINE/kind and FIELD/LINE/source. LINE is what its writer's page calls it; lines
stand in the order of their names: pages number them, and offer everybody the same next ones to begin.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from tessera.core import text
from tessera.core.language import Phrases, marked
from tessera.core.language import gettext as _
from tessera.core.words import Word
from tessera.live_forms.rules.codec import units

__all__ = (
    "AGENCY",
    "PARTS",
    "BadDefinition",
    "Field",
    "Form",
    "Kind",
    "Part",
    "Section",
    "Unfit",
    "WrittenBy",
    "clean",
    "clean_again",
    "clean_part",
    "lines_of",
    "next_lines",
    "read_form",
)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LINE = re.compile(r"[0-9a-z]{1,20}")
_NUMBER = re.compile(r"\d{1,9}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
AGENCY = "{agency}"  # in the title of what each agency writes: stands for the agency
LONGEST = {"long_text": 100_000, "short_text": 1_000, "lines": 2_000}  # characters; of one line for `lines`
MOST_SECTIONS, MOST_FIELDS, MOST_OPTIONS = 60, 60, 60
MOST_WORDS = 2_000  # characters of a title, a label or a hint

W = TypeVar("W", bound=Word)
Option = tuple[str, str]  # the word that is stored, the word that people read


class BadDefinition(ValueError):
    """The definition of a form cannot be used. The message says where and why."""


class Unfit(ValueError):
    """A value that the field cannot hold. The message is for the person who gave it."""


class Kind(Word):
    LONG_TEXT = "long_text"
    SHORT_TEXT = "short_text"
    CHOICE = "choice"
    DATE = "date"
    YES_NO_NOT_KNOWN = "yes_no_not_known"
    LINES = "lines"


class WrittenBy(Word):
    """AGENCY: every agency has a section of its own. PARTICIPANTS: one, which all who take part write."""

    AGENCY = "agency"
    PARTICIPANTS = "participants"


class Part(Word):
    """What is said of one line beside its words: single values."""

    KIND = "kind"
    SOURCE = "source"


PARTS = Phrases({Part.KIND: "How it is known", Part.SOURCE: "From where"})

YES_NO_NOT_KNOWN: tuple[Option, ...] = (
    ("yes", marked("Yes")),
    ("no", marked("No")),
    ("not_known", marked("Not known")),
)


@dataclass(frozen=True)
class Field:
    """`max` is in characters, of one line for a list of lines; 0 for a field that is no text."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    max: int = 0
    options: tuple[Option, ...] = ()
    kinds: tuple[Option, ...] = ()
    sources: tuple[Option, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is one shared text."""
        return self.kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT)

    @property
    def is_single(self) -> bool:
        """Whether it is one value, which each setting replaces."""
        return not self.is_text and self.kind is not Kind.LINES


@dataclass(frozen=True)
class Section:
    """`held_back`: only the agency that writes it reads it. `title` may hold AGENCY, where each agency writes it."""

    key: str
    title: str
    hint: str
    written_by: WrittenBy
    held_back: bool
    fields: tuple[Field, ...]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    def titled(self, agency: str) -> str:
        """The title of what one agency wrote, or of what all write."""
        return self.title.replace(AGENCY, agency) if agency else self.title

    def field(self, name: str) -> Field | None:
        return self._by_name.get(name)

    def allows(self, root: str) -> bool:
        """Whether a shared text of this name may be begun: what a Gate asks."""
        name, slash, line = root.partition("/")
        field = self._by_name.get(name)
        if field is None:
            return False
        return bool(_LINE.fullmatch(line)) and field.kind is Kind.LINES if slash else field.is_text

    def most(self, root: str) -> int:
        """How many UTF-16 units a shared text may hold: 0 where there may be no such text."""
        field = self._by_name.get(root.partition("/")[0])
        return field.max if field else 0

    def single(self, name: str) -> tuple[Field, Part | None] | None:
        """The field that a single value of this name belongs to, and which part of a line it is; None for no such."""
        field_name, _, rest = name.partition("/")
        field = self._by_name.get(field_name)
        if field is None:
            return None
        if not rest:
            return (field, None) if field.is_single and name == field_name else None
        line, _, part = rest.partition("/")
        if field.kind is not Kind.LINES or not _LINE.fullmatch(line):
            return None
        offered = {Part.KIND: field.kinds, Part.SOURCE: field.sources}
        return next(((field, each) for each, options in offered.items() if part == each and options), None)


@dataclass(frozen=True)
class Form:
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)


# ---------------------------------------- one value


def clean(field: Field, value: str) -> str:
    """The value as it is kept: a word of the options, a date as YYYY-MM-DD, text as people typed it; "" for none.

    Raises Unfit. Spaces at the ends of shared text stay, because others may be typing there.
    """
    if field.kind is Kind.DATE:
        return _clean_date(value)
    if field.kind in (Kind.CHOICE, Kind.YES_NO_NOT_KNOWN):
        return _clean_choice(field.options or YES_NO_NOT_KNOWN, value)
    return _clean_text(field, value)


def clean_part(field: Field, part: Part, value: str) -> str:
    """The kind or the source of a line, as `clean`."""
    return _clean_choice(field.kinds if part is Part.KIND else field.sources, value)


def _clean_choice(options: Sequence[Option], value: str) -> str:
    if value and value not in (word for word, _label in options):
        offered = text.join_words([label for _word, label in options], "or")
        raise Unfit(_("Select {offered}.").format(offered=offered))
    return value


def _clean_date(value: str) -> str:
    value = value.strip()
    if not value:
        return ""
    try:
        if not _DATE.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Unfit(_("Enter a date that exists, such as 2026-11-21.")) from None


def _clean_text(field: Field, value: str) -> str:
    try:
        text.clean(value)  # says what cannot be kept; what it tidies is tidied when the form is closed
    except text.Unclean as refusal:
        raise Unfit(str(refusal)) from None
    value = re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", value)
    if field.kind is not Kind.LONG_TEXT:
        value = value.replace("\n", " ")
    if (there := units(value)) > field.max:  # as a browser counts, and the gate
        said = _("There are {there:,} characters. Shorten this to {most:,} or fewer.")
        raise Unfit(said.format(there=there, most=field.max))
    return value


def lines_of(values: Iterable[str]) -> set[str]:
    """The lines, as FIELD/LINE, that single values of these names are of."""
    return {name.rpartition("/")[0] for name in values} - {""}


def clean_again(field: Field, value: str, stood: str) -> str:
    """A text as it is kept that was sent back where another stood: what is at fault in that one is no fault of this.

    What was not changed is answered as it stood. Where characters stood there that are not kept, they are tidied; what
    was too long already may be made shorter by degrees. Raises Unfit.
    """
    if _as_sent(value) == _as_sent(stood):
        return stood
    if not text.keeps(stood):
        value = text.tidied(value)
    try:
        return _clean_text(field, value)
    except Unfit:
        if not field.max < units(_as_sent(value)) < units(stood):
            raise
        return _clean_text(replace(field, max=units(stood)), value)


def _as_sent(value: str) -> str:
    return re.sub("\r\n|\r", "\n", value)


def next_lines(begun: Iterable[str], count: int) -> list[str]:
    """Names for lines that are to be begun in a list. Every page that has seen the same lines gives the same names.

    A script begins a line with a name of its own after the number, so that no two people begin the same: 0004xk3f9.
    """
    last = max((int(found[0]) for name in begun if (found := _NUMBER.match(name))), default=0)
    return [f"{last + place:04}" for place in range(1, count + 1)]


# ---------------------------------------- from JSON


def read_form(given: Any) -> Form:
    """Read a form's definition from JSON as Python has it. Raises BadDefinition."""
    form = _mapping(given, "form")
    sections = _items(form.get("sections"), "sections", MOST_SECTIONS)
    found = tuple(_section(each, f"sections.{place}") for place, each in enumerate(sections, 1))
    _once([section.key for section in found], "form", "section")
    return Form(found)


def _section(given: Any, where: str) -> Section:
    section = _mapping(given, where)
    key = _name(section.get("key"), where)
    where = f"sections.{key}"
    written_by = _word(WrittenBy, section.get("written_by"), f"{where}: written_by")
    held_back = section.get("held_back", False)
    if not isinstance(held_back, bool):
        raise BadDefinition(f"{where}: held_back is true or false")
    if held_back and written_by is not WrittenBy.AGENCY:
        raise BadDefinition(f"{where}: only what an agency writes can be held back")
    fields = _items(section.get("fields"), f"{where}: fields", MOST_FIELDS)
    found = tuple(_field(each, f"{where}.fields.{place}") for place, each in enumerate(fields, 1))
    _once([field.name for field in found], where, "field")
    title, hint = (
        _words(section.get("title"), f"{where}: title"),
        _words(section.get("hint", ""), where, blank=True),
    )
    return Section(key, title, hint, written_by, held_back, found)


def _field(given: Any, where: str) -> Field:
    field = _mapping(given, where)
    name = _name(field.get("name"), where)
    where = f"{where} ({name})"
    kind = _word(Kind, field.get("kind"), f"{where}: kind")
    most = LONGEST.get(kind, 0)
    longest = field.get("max", most)
    if type(longest) is not int or not (1 if most else 0) <= longest <= most:
        raise BadDefinition(f"{where}: max is a number of characters, {most:,} at most")
    options = _options(field.get("options", ()), f"{where}: options")
    if (kind is Kind.CHOICE) != bool(options):
        raise BadDefinition(f"{where}: a choice has options, and nothing else has")
    kinds = _options(field.get("kinds", ()), f"{where}: kinds")
    sources = _options(field.get("sources", ()), f"{where}: sources")
    if kind is not Kind.LINES and (kinds or sources):
        raise BadDefinition(f"{where}: only lines have kinds and sources")
    label = _words(field.get("label"), f"{where}: label")
    hint = _words(field.get("hint", ""), f"{where}: hint", blank=True)
    return Field(name, kind, label, hint, longest, options, kinds, sources)


def _options(given: Any, where: str) -> tuple[Option, ...]:
    found: list[Option] = []
    for each in _items(given, where, MOST_OPTIONS):
        if not isinstance(each, list | tuple) or len(each) != 2:
            raise BadDefinition(f"{where}: each is a pair of the word stored and the words shown")
        found.append((_name(each[0], where), _words(each[1], where)))
    _once([word for word, _ in found], where, "word")
    return tuple(found)


def _mapping(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadDefinition(f"{where}: this is not a set of names and values")
    return given


def _items(given: Any, where: str, most: int) -> Sequence[Any]:
    if not isinstance(given, list | tuple) or len(given) > most:
        raise BadDefinition(f"{where}: this is a list of {most} at most")
    return given


def _name(given: Any, where: str) -> str:
    if not isinstance(given, str) or not _NAME.fullmatch(given):
        raise BadDefinition(
            f"{where}: a name is small letters, digits and _, 40 at most, and begins with a letter"
        )
    return given


def _words(given: Any, where: str, *, blank: bool = False) -> str:
    if not isinstance(given, str) or len(given) > MOST_WORDS or not (blank or given.strip()):
        raise BadDefinition(f"{where}: words are missing, or more than {MOST_WORDS:,} characters")
    return given


def _word(kind: type[W], given: Any, where: str) -> W:
    try:
        return kind(given)
    except ValueError:
        raise BadDefinition(f"{where} is one of {', '.join(kind)}") from None


def _once(names: Sequence[str], where: str, what: str) -> None:
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise BadDefinition(f"{where}: {what} {min(twice)} stands there twice")
