"""How words that are known may be written: with any accents, and whatever stands between them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path


def listed(kind: str) -> frozenset[str]:
    """The words of not_names.txt of one kind."""
    lines = (Path(__file__).parent.parent / "not_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if line.startswith(f"{kind}: ") for word in line.split()[1:])


def plain(words: str) -> str:
    """In small letters, without accents."""
    apart = unicodedata.normalize("NFD", words.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def spelt(name: str, exact: bool = False) -> str:
    """A pattern of the name with any accents, whatever stands between its parts, and where there are several of it.

    `exact`: its capitals are capitals.
    """
    return alone(letters(part, exact) for part in re.split(r"[\W_]+", name) if part)


def alone(parts: Iterable[str]) -> str:
    """A pattern of these patterns one after the other, where no letter and no digit touches them."""
    between = r"[\W_]*"
    return rf"(?<![^\W_]){between.join(parts)}(?:e?s)?(?![^\W_])"


def letters(word: str, exact: bool = False) -> str:
    """A pattern of one word with any accents."""
    return "".join(f"[{_like(sign, exact)}]" for sign in word)


def _like(sign: str, exact: bool) -> str:
    others = (one for one in _ACCENTED.get(plain(sign), "") if not exact or one.isupper() == sign.isupper())
    return "".join(sorted(map(re.escape, {sign, *others})))


_ACCENTED: dict[str, str] = defaultdict(str)
for _number in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
    _ACCENTED[plain(chr(_number))] += chr(_number)
