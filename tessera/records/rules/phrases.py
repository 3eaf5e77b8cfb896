"""Phrases: a small notation for words and their endings, and a way to find thousands of them in one pass.

A list of phrases is read by people who look after wording, not by programmers, so it holds no regular
expressions. In a phrase

* `(s/ed/ing)` may be left out: `fail(s/ed/ing) to engage`; `known to (the )police`
* `[is/was]` is one of these: `concerns [were/was] raised`
* a hyphen matches a hyphen, a space or nothing: `co-morbid` finds "co-morbid", "co morbid" and "comorbid"
* a space matches any space, line end or hyphen; an apostrophe matches a straight or a curly one
* a word with two capitals together (`LAC`) is found in capitals only; every other word in any case
* a backslash before `( ) [ ] /` makes it an ordinary sign

Each phrase is written out in full, word by word, into one tree. A text is cut into words once and walked
along the tree, so the time taken grows with the length of the text and with nothing else.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from tessera.core.language import gettext as _

__all__ = ["PhraseError", "Token", "Tree", "folded", "tokens", "written_out"]

Entry = TypeVar("Entry")

_MOST_FORMS = 2_000
_APOSTROPHES = "'’ʼ‘"  # the last is what some telephones type before "tis" or after "boys"
# A word, with apostrophes inside it but without a final 's; that 's; a blank line or a dash between spaces,
# which no phrase crosses; any other single sign. Spaces, line ends and hyphens fall between.
_TOKEN = re.compile(
    r"[^\W_]+(?:['’ʼ](?!s\b)[^\W_]+)*|(?<=\w)['’ʼ]s\b|\n[^\S\n]*\n|(?<=\s)[-–](?=\s)|[^\w\s‐‑–-]",
    re.IGNORECASE,
)
_TWO_CAPITALS = re.compile(r"[A-Z]{2}", re.ASCII)


class PhraseError(ValueError):
    """A phrase that cannot be read. The message says what is wrong, for the person who wrote it."""


class Token(NamedTuple):  # a tuple, because a text has a thousand of them
    """One word or sign of a text: where it is, as written and folded (lower case, straight apostrophe)."""

    start: int
    end: int
    written: str
    folded: str


def folded(word: str) -> str:
    """Return a word as it is compared: lower case, any apostrophe made straight."""
    lower = word.lower()
    return lower if lower.isascii() else lower.translate(_STRAIGHT)


_STRAIGHT = dict.fromkeys(map(ord, _APOSTROPHES), "'")


def tokens(text: str) -> list[Token]:
    """Cut a text into words and signs, in order; spaces and hyphens between words are dropped."""
    return [Token(found.start(), found.end(), found[0], folded(found[0])) for found in _TOKEN.finditer(text)]


def written_out(phrase: str) -> tuple[tuple[str, ...], ...]:
    """Return every form of a phrase as tuples of words to compare, each once. Raises PhraseError."""
    forms, rest = _sequence(phrase, 0, "")
    if rest != len(phrase):
        raise PhraseError(
            _('"{phrase}": "{there}" has no opening bracket.').format(phrase=phrase, there=phrase[rest])
        )
    found: dict[tuple[str, ...], None] = {}
    for form in forms:
        words = tuple(
            token.written if _TWO_CAPITALS.search(token.written) else token.folded for token in tokens(form)
        )
        if not words:
            raise PhraseError(_('"{phrase}" can be nothing at all.').format(phrase=phrase))
        found[words] = None
    return tuple(found)


def _sequence(phrase: str, at: int, closing: str) -> tuple[list[str], int]:
    """Read up to one of the closing signs; return the forms and where it stopped."""
    forms = [""]
    while at < len(phrase) and phrase[at] not in (closing or ")]"):
        sign = phrase[at]
        pieces = [sign]
        if sign == "\\" and at + 1 < len(phrase):
            pieces = [phrase[at + 1]]
            at += 1
        elif sign in "([":
            pieces, at = _group(phrase, at)
        elif sign == "/":
            raise PhraseError(
                _('"{phrase}": put the choices in brackets, as in [is/was].').format(phrase=phrase)
            )
        elif sign == "-":
            pieces = [" ", ""]
        at += 1
        forms = [form + piece for form in forms for piece in pieces]
        if len(forms) > _MOST_FORMS:
            raise PhraseError(
                _('"{phrase}" has more than {most} forms. Write it as two phrases.').format(
                    phrase=phrase, most=_MOST_FORMS
                )
            )
    return forms, at


def _group(phrase: str, at: int) -> tuple[list[str], int]:
    """Read a bracketed choice that opens here; return its forms and the place of its closing bracket."""
    optional = phrase[at] == "("
    closing = ")" if optional else "]"
    forms = [""] if optional else []
    while True:
        some, at = _sequence(phrase, at + 1, closing + "/")
        forms += some
        if at >= len(phrase):
            raise PhraseError(_('"{phrase}": a bracket is not closed.').format(phrase=phrase))
        if phrase[at] == closing:
            return forms, at


@dataclass(slots=True)
class _Node(Generic[Entry]):
    entry: Entry | None = None
    after: "dict[str, _Node[Entry]]" = field(default_factory=dict)


class Tree(Generic[Entry]):
    """Phrases, word by word, each leading to its entry. Raises PhraseError when two entries share a form."""

    def __init__(self, phrases: Iterable[tuple[str, Entry]]) -> None:
        self._root: _Node[Entry] = _Node()
        for phrase, entry in phrases:
            for form in written_out(phrase):
                node = self._root
                for word in form:
                    node = node.after.setdefault(word, _Node())
                if node.entry is not None and node.entry != entry:
                    raise PhraseError(
                        _('"{phrase}": "{form}" is in the list twice.').format(
                            phrase=phrase, form=" ".join(form)
                        )
                    )
                node.entry = entry

    def __contains__(self, form: tuple[str, ...]) -> bool:
        node: _Node[Entry] | None = self._root
        for word in form:
            node = node.after.get(word) if node is not None else None
        return node is not None and node.entry is not None

    def put(self, form: tuple[str, ...], entry: Entry) -> None:
        """Let this form lead to this entry, whatever it led to before."""
        node = self._root
        for word in form:
            node = node.after.setdefault(word, _Node())
        node.entry = entry

    def at(self, words: list[Token], index: int) -> Iterator[tuple[int, Entry]]:
        """Give each entry whose phrase starts at this word, longest first, with the index after it."""
        found: list[tuple[int, Entry]] = []
        self._walk(self._root, words, index, found)
        found.sort(key=lambda pair: pair[0], reverse=True)
        return iter(found)

    def starts_with(self, word: Token) -> bool:
        """Say whether any phrase starts with this word: a quick no for almost every word of a text."""
        return word.folded in self._root.after or word.written in self._root.after

    def _walk(
        self, node: _Node[Entry], words: list[Token], index: int, found: list[tuple[int, Entry]]
    ) -> None:
        if node.entry is not None:
            found.append((index, node.entry))
        if index == len(words):
            return
        word = words[index]
        for key in {word.folded, word.written}:
            if (following := node.after.get(key)) is not None:
                self._walk(following, words, index + 1, found)
