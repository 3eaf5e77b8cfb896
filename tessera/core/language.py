"""Words for a screen in the language of whoever reads, for modules that know no Django.

English stands in the code, and is what comes back until somebody says how to translate: `tessera.ui` does so when the
program starts, with Django's catalogues. `_("…")` is for words that are said now, `Phrases` for a table of them, and
`marked` for words that another place says. All three are found by `./bin/tessera translations`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

__all__ = ["Phrases", "gettext", "marked", "marked_many", "ngettext", "speak"]

Key = TypeVar("Key")


def _english(text: str) -> str:
    return text


def _english_number(one: str, many: str, number: int) -> str:
    return one if number == 1 else many


_one: Callable[[str], str] = _english
_many: Callable[[str, str, int], str] = _english_number


def speak(one: Callable[[str], str], many: Callable[[str, str, int], str]) -> None:
    """Say how words are translated, and how words that go with a number are."""
    global _one, _many
    _one, _many = one, many


def gettext(text: str) -> str:
    """The words in the reader's language. Put values in afterwards: `_("Tell {agency}").format(agency=name)`."""
    return _one(text)


def ngettext(one: str, many: str, number: int) -> str:
    """The words that go with a number, in the reader's language; a language may have more forms than two."""
    return _many(one, many, number)


def marked(text: str) -> str:
    """The same words, marked as words for a screen: whoever shows them calls `gettext`."""
    return text


def marked_many(one: str, many: str) -> tuple[str, str]:
    """The same of words that go with a number: whoever shows them calls `ngettext`."""
    return one, many


class Phrases(Mapping[Key, str]):
    """A table of words, written in English, that answers in the reader's language."""

    __slots__ = ("english",)

    def __init__(self, english: Mapping[Key, str]) -> None:
        """`english` stays as it is written, for what is stored, compared or drawn into documents."""
        self.english = english

    def __getitem__(self, key: Key) -> str:
        return _one(self.english[key])

    def __contains__(self, key: object) -> bool:
        return key in self.english

    def __iter__(self) -> Iterator[Key]:
        return iter(self.english)

    def __len__(self) -> int:
        return len(self.english)
