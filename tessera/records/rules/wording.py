"""Wording hints: a question back about words that blame, blur, belong to the system, or need spelling out.

"Mum failed to engage" says nothing that a child could recognise or a court could test. A hint asks what was
offered, when, and what got in the way. It only ever asks: it never blocks, rewrites, counts or stores, and
what it says is shown to the writer alone. Words inside quotation marks are someone's own and are left alone,
as are the names of laws and orders and clinical codes.

The list is data (`wording.yaml`); a partnership adds its own words and turns off those it does not want.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.core.text import quoted_spans
from tessera.records.rules.phrases import PhraseError, Token, Tree, folded, tokens, written_out

__all__ = ["Acronym", "Hint", "PhraseError", "Row", "WordClass", "Wording", "standard"]

STANDARD = Path(__file__).parent.parent / "wording.yaml"


class WordClass(StrEnum):
    """Why a word is on the list."""

    BLAMING = "B"
    VAGUE = "V"
    SYSTEM = "S"
    ACRONYM = "A"

    @classmethod
    def _missing_(cls, value: object) -> "WordClass | None":
        # A partnership's settings write the word out: "blaming".
        return cls.__members__.get(value.upper()) if isinstance(value, str) else None


_LABELS = Phrases(
    {
        WordClass.BLAMING: "Could sound like blame",
        WordClass.VAGUE: "Say what was seen or heard",
        WordClass.SYSTEM: "The system’s word",
        WordClass.ACRONYM: "Write it in full once",
    }
)
_WHY = Phrases(
    {
        WordClass.BLAMING: "The child or family may read this as being told it was their fault.",
        WordClass.VAGUE: "Someone who was not there cannot tell what happened.",
        WordClass.SYSTEM: "Families do not talk like this. Use the words the child would use.",
        WordClass.ACRONYM: "Not every reader will know what this stands for.",
    }
)


@dataclass(frozen=True, slots=True)
class Hint:
    """One question about text[start:end]. `label` and `why` say what kind it is, `ask` is the question."""

    start: int
    end: int
    phrase: str
    class_: WordClass
    label: str
    why: str
    ask: str
    row: str


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form: what it stands for, and what that means in six plain words."""

    short: str
    name: str
    means: str
    forms: tuple[str, ...] = ()

    @property
    def ask(self) -> str:
        """What to write instead, the first time."""
        return _("Write {name} ({short}) the first time. It means: {means}.").format(
            name=self.name, short=self.short, means=self.means
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list: phrases (see `phrases`) that raise the same question.

    `not_` are longer phrases that are innocent; `not_after` and `not_before` are single words that make the
    phrase innocent when they stand next to it ("'s" is any possessive). `source` is a letter explained at the
    top of the list.
    """

    id: str
    class_: WordClass
    phrases: tuple[str, ...]
    ask: str
    source: str = ""
    why: str = ""
    acronyms: tuple[Acronym, ...] = ()
    not_: tuple[str, ...] = ()
    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Row":
        """Make a row from what stands in the list. Raises PhraseError, in words for whoever wrote it."""
        name = str(given.get("id", _("a row without an id")))
        if unknown := set(given) - _KEYS:
            raise PhraseError(
                _("{name}: {unknown} is not something a row has.").format(
                    name=name, unknown=", ".join(sorted(map(str, unknown)))
                )
            )
        try:
            kind = WordClass(given["class"])
            acronyms = tuple(
                Acronym(str(short), entry["name"], entry["means"], tuple(entry.get("forms", ())))
                for short, entry in given.get("acronyms", {}).items()
            )
            row = cls(
                id=given["id"],
                class_=kind,
                phrases=_phrases(given, "phrases"),
                ask=given.get("ask", ""),
                source=given.get("source", ""),
                why=given.get("why", ""),
                acronyms=acronyms,
                not_=_phrases(given, "not"),
                not_after=frozenset(map(folded, _phrases(given, "not_after"))),
                not_before=frozenset(map(folded, _phrases(given, "not_before"))),
            )
        except (KeyError, ValueError, TypeError, AttributeError) as wrong:
            raise PhraseError(f"{name}: {wrong}") from wrong
        if not (row.phrases or row.acronyms) or (row.phrases and not row.ask):
            raise PhraseError(_("{name}: a row has phrases and what to ask, or acronyms.").format(name=name))
        return row


_KEYS = {"id", "class", "phrases", "ask", "source", "why", "acronyms", "not", "not_after", "not_before"}


def _phrases(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    listed = given.get(key, ())
    if isinstance(listed, str) or not all(isinstance(item, str) for item in listed):
        raise PhraseError(
            _("{key} must be a list of words. Put quotation marks round numbers and yes or no.").format(
                key=key
            )
        )
    return tuple(listed)


@dataclass(frozen=True, slots=True)
class _Asks:
    """A phrase that raises a hint."""

    row: Row
    once: str | None
    ask: str


@dataclass(frozen=True, slots=True)
class _Explains:
    """A short form standing beside its full name: it needs no hint from here on."""

    short: str


@dataclass(frozen=True, slots=True)
class _Innocent:
    """A phrase to pass over: a legal name, a clinical code, an everyday use."""


_INNOCENT = _Innocent()


class Wording:
    """A list of rows, ready to be looked for in a text. Never changes; safe to share between threads."""

    def __init__(
        self, rows: Iterable[Row], innocent: Iterable[str] = (), off: Iterable[tuple[str, ...]] = ()
    ) -> None:
        self.rows = tuple(rows)
        self.innocent = tuple(innocent)
        self.off = tuple(off)
        known: set[str] = set()
        for row in self.rows:
            if row.id in known:
                raise PhraseError(_("{id} is in the list twice.").format(id=row.id))
            known.add(row.id)
        self._tree: Tree[_Asks | _Explains | _Innocent] = Tree(self._entries())
        for form in self.off:
            self._tree.put(form, _INNOCENT)

    @classmethod
    def load(cls, path: Path) -> "Wording":
        """Read a list from a YAML file. Raises PhraseError, OSError or yaml.YAMLError."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
        innocent = (*document.get("legal_names", ()), *document.get("clinical_codes", ()))
        return cls(map(Row.read, document["rows"]), innocent)

    def with_changes(
        self, off: Collection[str] = (), extra: Sequence[Row | Mapping[str, Any]] = ()
    ) -> "Wording":
        """Return this list with some of it turned off and with rows added.

        Each of `off` is a row's id, a short form ("GP") or one phrase ("hard to engage", which leaves "hard
        to reach" on). Raises PhraseError for one that is not in the list, and for an added phrase that some
        row has already: turn that row off first.
        """
        if unknown := [phrase for phrase in off if not self.has(phrase)]:
            raise PhraseError(
                _("There is no {unknown} in the list to turn off.").format(unknown=", ".join(unknown))
            )
        shorts = {acronym.short for row in self.rows for acronym in row.acronyms}
        ids = {row.id for row in self.rows}
        phrases = [phrase for phrase in off if phrase not in ids | shorts]
        forms = [form for phrase in phrases for form in written_out(phrase)]
        kept = [without for row in self.rows if row.id not in off and (without := _without(row, off))]
        added = [row if isinstance(row, Row) else Row.read(row) for row in extra]
        return Wording([*kept, *added], self.innocent, (*self.off, *forms))

    def has(self, phrase: str) -> bool:
        """Whether this is a phrase of the list, a row's id or a short form: whether it can be turned off."""
        listed = any(phrase == row.id or phrase in {one.short for one in row.acronyms} for row in self.rows)
        try:
            return listed or all(form in self._tree for form in written_out(phrase))
        except PhraseError:
            return False

    def hints(self, text: str) -> tuple[Hint, ...]:
        """Return the questions this text raises, in order, never overlapping. Nothing is kept."""
        words = tokens(text)
        quotations = quoted_spans(text)
        found: list[Hint] = []
        explained: set[str] = set()
        index = quotation = 0
        while index < len(words):
            word = words[index]
            while quotation < len(quotations) and quotations[quotation][1] <= word.start:
                quotation += 1
            quoted = quotation < len(quotations) and quotations[quotation][0] <= word.start
            if quoted or not self._tree.starts_with(word):
                index += 1
                continue
            index = self._take(text, words, index, explained, found)
        return tuple(found)

    def _take(self, text: str, words: list[Token], index: int, explained: set[str], found: list[Hint]) -> int:
        """Deal with the longest phrase that starts at this word; return the index of the next to look at."""
        for after, entry in self._tree.at(words, index):
            if isinstance(entry, _Innocent):
                return after
            if isinstance(entry, _Explains):
                explained.add(entry.short)
                return after
            if _is_innocent_here(entry.row, words, index, after):
                continue
            if entry.once is not None:
                if entry.once in explained:
                    return after
                explained.add(entry.once)
            start, end, kind = words[index].start, words[after - 1].end, entry.row.class_
            why = entry.row.why or _WHY[kind]
            found.append(Hint(start, end, text[start:end], kind, _LABELS[kind], why, entry.ask, entry.row.id))
            return after
        return index + 1

    def _entries(self) -> Iterator[tuple[str, _Asks | _Explains | _Innocent]]:
        for phrase in self.innocent:
            yield phrase, _INNOCENT
        for row in self.rows:
            for phrase in row.not_:
                yield phrase, _INNOCENT
            once = row.id if row.class_ is WordClass.ACRONYM else None
            for phrase in row.phrases:
                yield phrase, _Asks(row, once, row.ask)
            for acronym in row.acronyms:
                asks = _Asks(row, acronym.short, row.ask or acronym.ask)
                for form in acronym.forms or (f"{acronym.short}(s)",):
                    yield form, asks
                    yield f"{acronym.name}(s) \\({form}\\)", _Explains(acronym.short)
                    yield f"{form} \\({acronym.name}(s)\\)", _Explains(acronym.short)


def _is_innocent_here(row: Row, words: list[Token], index: int, after: int) -> bool:
    before = words[index - 1].folded if index else ""
    following = words[after].folded if after < len(words) else ""
    return before in row.not_after or following in row.not_before


def _without(row: Row, off: Collection[str]) -> Row | None:
    if not any(acronym.short in off for acronym in row.acronyms):
        return row
    kept = tuple(acronym for acronym in row.acronyms if acronym.short not in off)
    if not kept and not row.phrases:
        return None
    return replace(row, acronyms=kept)


@lru_cache(maxsize=1)
def standard() -> Wording:
    """Return the list that comes with Tessera."""
    return Wording.load(STANDARD)
