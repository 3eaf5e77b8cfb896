"""What is put in the place of names, addresses and numbers in what people wrote.

Of addresses and numbers everything that looks like one goes, also what nobody has on record: so nothing tells which
address is kept from somebody. Of names those that are known go, in every form they are found in; then whatever else is
written like a name. What is left cannot be certain, and the file says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# Signs that stand for what was replaced until the end: nobody can type them, and no pattern takes them for a letter.
_FIRST, _LAST = 0xF0000, 0xFFFFD
_OURS = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
Step = tuple[re.Pattern[str], str]

_POSTCODE = r"(?<!\w)(?:GIR\s?0AA|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})(?!\w)"
_NOT_A_STREET = (
    "the|a|an|in|on|of|off|up|down|and|or|across|along|by|to|at|from|with|his|her|their|our|my|your|this|that|was|is|"
    "years?|months?|weeks?|days?|hours?|minutes?|times?|children|people|long|same"
)
_KIND_OF_STREET = (
    "street|st|road|rd|row|lane|ln|avenue|ave|close|drive|court|crescent|cres|place|terrace|way|gardens?|grove|hill|"
    "mews|parade|park|square|walk|rise|view|green|yard|wharf|quay|house|flats?|buildings?|estate|villas?|cottages?"
)
_NUMBERED = (
    r"(?<!\w)(?:(?:flat|unit|room|apartment|apt|no\.?)\s+\w+,?\s+)?\d{1,4}\s?[a-z]?,?\s+"
    rf"(?:(?!(?:{_NOT_A_STREET})\b)[a-z’'.-]+\s+){{1,3}}(?:{_KIND_OF_STREET})(?!\w)"
)
_FLAT = r"(?<!\w)(?:flat|unit|apartment|apt)\s+\d+\s?[a-z]?(?!\w)"
# Without a number, where it is written as a name is.
_TITLED = (
    r"(?<!\w)(?:(?!(?:The|A|An|His|Her|Their|Our|My|This|That|In|At|On|From|To)\b)[A-Z][\w’'-]+\s+){1,3}"
    r"(?:Street|Road|Row|Lane|Avenue|Close|Drive|Crescent|Terrace|Gardens|Grove|Mews|Yard|Wharf|Quay|House|Lodge|Cottage|Villa)(?!\w)"
)
_EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
_WEB = r"(?<!\w)(?:https?://|www\.)\S+"
_PHONE = r"(?<![\w+])(?:\+\s?44|0044|\(?0)(?:[\s().-]{0,2}\d){8,11}(?!\d)"
_NHS = r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)"
_UPN = r"(?<!\w)[A-Z]\d{11}[A-Z\d](?!\w)"
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_DATE = (
    r"(?<![\w/])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b\.?(?:,?\s+\d{{4}})?"
    rf"|(?:{_MONTHS})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?(?!\d)|(?:{_MONTHS})\b\.?,?\s+\d{{4}}"
    r"|(?<!\d)(?:19|20)\d{2}(?!\d))(?![\w/])"
)


def _listed(kind: str) -> frozenset[str]:
    """The words of not_names.txt of one kind."""
    lines = (Path(__file__).parent.parent / "not_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if line.startswith(f"{kind}: ") for word in line.split()[1:])


WORDS_TOO, NO_NAMES, SPEAKERS = _listed("too"), _listed("never"), _listed("speaks")
NOBODY = _listed("nobody")
_SAYS = (
    "said|says|told|tells|asked|asks|was|is|were|has|had|have|did|does|came|comes|went|goes|reported|reports|disclosed|"
    "stated|states|lives|lived|attended|attends|arrived|arrives|appeared|appears|seemed|seems|looked|looks|wants|"
    "wanted|will|would|can|could|cried|cries|hit|hits|ran|runs|and"
)
_WORD = r"[^\W\d_](?:[^\W_]|[’'-](?=[^\W_]))*"
_ANY_WORD = re.compile(_WORD)
_BEGINS = re.compile(r"(?:^|[.!?:;\n]|[“\"‘(•*]|\s[-–—])\s*[“\"‘(]*$")


@dataclass(frozen=True)
class Named:
    """Words by which somebody or something is known, and what stands in their place.

    `exact`: only where they are written with a capital.
    """

    words: str
    by: str
    exact: bool = False


@dataclass(frozen=True)
class Hidden:
    """How texts are written without what must not be in them. `begun`: words that were found to be names."""

    steps: tuple[Step, ...]
    stranger: str = ""
    begun: frozenset[str] = field(default=frozenset())

    def text(self, words: str) -> str:
        """The words with something else in the place of each."""
        kept: list[str] = []

        def put(by: str) -> str:
            kept.append(by)
            return chr(_FIRST + len(kept) - 1)

        left = _OURS.sub("", unicodedata.normalize("NFC", words))
        for pattern, by in self.steps:
            left = pattern.sub(lambda found, by=by: put(by or found.group()), left)  # type: ignore[misc]
        if self.stranger:
            left = _ANY_WORD.sub(
                lambda found: put(self.stranger) if self._is_stranger(found) else found.group(), left
            )
        return _OURS.sub(lambda found: kept[ord(found.group()) - _FIRST], left)

    def _is_stranger(self, found: re.Match[str]) -> bool:
        """Whether a word is written like a name: with a capital in a sentence, or as one that was found to be one."""
        word = found.group()
        if not word[0].isupper() or _plain(word) in NO_NAMES:
            return False
        if not _BEGINS.search(found.string[: found.start()][-12:]):
            return True
        return _plain(word) in self.begun


def without_places(places: Sequence[str], agencies: Sequence[Named], by: str, number: str) -> Hidden:
    """Without addresses, postcodes, telephone numbers and email.

    `agencies`: what stands for each; where nothing does its name stays, unless it says where somebody lives.
    """
    return Hidden((*_agencies(agencies, places), *_places(places, by, number)))


def without_names(
    agencies: Sequence[Named],
    names: Sequence[Named],
    places: Iterable[str],
    texts: Iterable[str],
    words: Mapping[str, str],
) -> Hidden:
    """Without anybody's name. `texts`: all that is in the file, by which names are told from words.

    `words`: what stands for an address, a number, a date and a name that nobody has on record.
    """
    steps = (
        *_names(agencies),
        *_places(places, words["address"], words["number"]),
        (re.compile(_DATE, re.IGNORECASE), words["date"]),
        *_names(names),
    )
    return Hidden(steps, words["name"], _begun(Hidden(steps), texts))


def _agencies(agencies: Sequence[Named], places: Iterable[str]) -> Iterator[Step]:
    """Each by its whole name. A part of an address that several bear is the name of the area."""
    parts = {_plain(part).strip() for place in places for part in (place, *place.split(",")) if part.strip()}
    whole = {one.words: f" {_plain(one.words)} " for one in agencies}
    telling = {part for part in parts if sum(f" {part} " in name for name in whole.values()) == 1}
    for one in sorted(agencies, key=lambda one: len(one.words), reverse=True):
        if one.by or not any(f" {part} " in whole[one.words] for part in telling):
            yield re.compile(_spelt(one.words), re.IGNORECASE), one.by


def _places(places: Iterable[str], by: str, number: str) -> Iterator[Step]:
    yield re.compile(_EMAIL), number
    yield re.compile(_WEB, re.IGNORECASE), number
    parts = {part for place in places for part in (place, *place.split(","))}
    known = {line for part in parts for line in (part, re.sub(r"^\W*\d+\s?[A-Za-z]?\W+", "", part))}
    for line in sorted((one for one in known if len(re.sub(r"\W", "", one)) > 3), key=len, reverse=True):
        yield re.compile(_spelt(line), re.IGNORECASE), by
    yield re.compile(_POSTCODE, re.IGNORECASE), by
    yield re.compile(_NUMBERED, re.IGNORECASE), by
    yield re.compile(_FLAT, re.IGNORECASE), by
    yield re.compile(_TITLED), by
    for pattern in (_PHONE, _NHS, _UPN):
        yield re.compile(pattern), number


def _names(names: Sequence[Named]) -> Iterator[Step]:
    """The longest first; what several are called by stands for all of them."""
    whose: dict[str, dict[str, None]] = defaultdict(dict)
    said: dict[str, str] = {}
    anyhow: set[str] = set()
    for one in names:
        folded = " ".join(_plain(one.words).split())
        if len(folded) > 1 and not NOBODY.issuperset(folded.split()):
            whose[folded][one.by] = None
            said.setdefault(folded, one.words)
            anyhow |= set() if one.exact or folded in WORDS_TOO else {folded}
    for folded in sorted(whose, key=len, reverse=True):
        by = "/".join(whose[folded])
        if folded not in anyhow:
            name = said[folded].capitalize()
            yield re.compile(f"(?:{_spelt(name, exact=True)}|{_spelt(name.upper(), exact=True)})"), by
        else:
            yield re.compile(_spelt(said[folded]), re.IGNORECASE), by


def _spelt(name: str, exact: bool = False) -> str:
    """The name with any accents, with whatever stands between its parts, and where there are several of it.

    `exact`: its capitals are capitals.
    """
    parts = [part for part in re.split(r"[\W_]+", name) if part]
    letters = ("".join(f"[{_like(sign, exact)}]" for sign in part) for part in parts)
    spelt = r"[\W_]*".join(letters)
    return rf"(?<![^\W_]){spelt}(?:e?s)?(?![^\W_])"


def _like(sign: str, exact: bool) -> str:
    others = (one for one in _ACCENTED.get(_plain(sign), "") if not exact or one.isupper() == sign.isupper())
    return "".join(sorted(map(re.escape, {sign, *others})))


def _plain(words: str) -> str:
    """In small letters, without accents."""
    apart = unicodedata.normalize("NFD", words.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


_ACCENTED: dict[str, str] = defaultdict(str)
for _number in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
    _ACCENTED[_plain(chr(_number))] += chr(_number)


def _begun(known: Hidden, texts: Iterable[str]) -> frozenset[str]:
    """Words that are names also where a sentence begins with them: found in the middle of one, or as one who speaks.

    Not those that are found in small letters too.
    """
    inside, speaking, small = set[str](), set[str](), set[str]()
    for text in map(known.text, texts):
        for found in _ANY_WORD.finditer(text):
            word = _plain(found.group())
            if not found.group()[0].isupper():
                small.add(word)
            elif not _BEGINS.search(text[: found.start()][-12:]):
                inside.add(word)
            elif re.match(rf"(?:[’']s\b|\s+(?:{_SAYS})\b)", text[found.end() : found.end() + 14]):
                speaking.add(word)
    return frozenset(inside | (speaking - small - SPEAKERS))
