"""What is put in the place of names, addresses and numbers in what people wrote.

Of addresses (rules/places.py) and numbers what looks like one goes, also what nobody has on record: so nothing tells
which address is kept from somebody. Of names those that are known go, in every form they are found in; then whatever
else is written like a name. What is left cannot be certain, and the file says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tessera.exports.rules.places import known, like_an_address, nobody_s_address, parts_of, tells
from tessera.exports.rules.spelling import listed, plain, spelt

# Signs that stand for what was replaced until the end: nobody can type them, and no pattern takes them for a letter.
_FIRST, _LAST = 0xF0000, 0xFFFFD
_OURS = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
Step = tuple[re.Pattern[str], str | Callable[[str], str]]

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


WORDS_TOO, NO_NAMES, SPEAKERS = listed("too"), listed("never"), listed("speaks")
NOBODY = listed("nobody")
_SAYS = (
    "said|says|told|tells|asked|asks|was|is|were|has|had|have|did|does|came|comes|went|goes|reported|reports|disclosed|"
    "stated|states|lives|lived|attended|attends|arrived|arrives|appeared|appears|seemed|seems|looked|looks|wants|"
    "wanted|will|would|can|could|cried|cries|hit|hits|ran|runs|and"
)
_WORD = r"[^\W\d_](?:[^\W_]|[’'-](?=[^\W_]))*"
_WORD_OR_NUMBER = r"[^\W_]+"
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
    """How texts are written without what must not be in them. `begun`: words that were found to be names.

    `once`: what stands once for all that it is put for, one after the other.
    """

    steps: tuple[Step, ...]
    once: str
    stranger: str = ""
    begun: frozenset[str] = field(default=frozenset())

    def text(self, words: str) -> str:
        """The words with something else in the place of each."""
        kept: list[str] = []

        def put(by: str | Callable[[str], str], found: str = "") -> str:
            kept.append((by if isinstance(by, str) else by(found)) or found)
            return chr(_FIRST + len(kept) - 1)

        left = _OURS.sub("", unicodedata.normalize("NFC", words))
        for pattern, by in self.steps:
            left = pattern.sub(lambda found, by=by: put(by, found.group()), left)  # type: ignore[misc]
        if self.stranger:
            left = _ANY_WORD.sub(
                lambda found: put(self.stranger) if self._is_stranger(found) else found.group(), left
            )
        left = _OURS.sub(lambda found: kept[ord(found.group()) - _FIRST], left)
        one = re.escape(self.once)
        return re.sub(rf"{one}(?:(?:, ?| ){one})+", lambda _found: self.once, left)

    def _is_stranger(self, found: re.Match[str]) -> bool:
        """Whether a word is written like a name: with a capital in a sentence, or as one that was found to be one."""
        word = found.group()
        if not word[0].isupper() or plain(word) in NO_NAMES:
            return False
        if not _BEGINS.search(found.string[: found.start()][-12:]):
            return True
        return plain(word) in self.begun


def without_places(
    places: Sequence[str], agencies: Sequence[Named], by: str, number: str, people: Iterable[str] = ()
) -> Hidden:
    """Without addresses, postcodes, telephone numbers and email.

    `agencies`: what stands for each; where nothing does its name stays, unless it says where somebody lives. `people`:
    whole names that stay, also those of people who are called as streets are.
    """
    return Hidden((*_agencies(agencies, places), *_places(places, by, number, people)), by)


def without_names(
    agencies: Sequence[Named],
    names: Sequence[Named],
    places: Sequence[str],
    texts: Iterable[str],
    words: Mapping[str, str],
    day_of: Callable[[str], str] = lambda _written: "",
) -> Hidden:
    """Without anybody's name. `texts`: all that is in the file, by which names are told from words.

    `words`: what stands for an address, a number, a date and a name that nobody has on record. `day_of`: how a date
    that somebody wrote is told; empty where it is not.
    """
    steps = (
        *_names(agencies),
        *_places(places, words["address"], words["number"]),
        (re.compile(_DATE, re.IGNORECASE), lambda written: day_of(written) or words["date"]),
        *_names(names),
    )
    once = words["address"]
    return Hidden(steps, once, words["name"], _begun(Hidden(steps, once), texts))


def _agencies(agencies: Sequence[Named], places: Iterable[str]) -> Iterator[Step]:
    """Each by its whole name. A part of an address that several bear is the name of the area."""
    parts = {" ".join(re.findall(_WORD_OR_NUMBER, plain(part))) for part in parts_of(places) if tells(part)}
    whole = {one.words: f" {' '.join(re.findall(_WORD_OR_NUMBER, plain(one.words)))} " for one in agencies}
    telling = {part for part in parts if sum(f" {part} " in name for name in whole.values()) == 1}
    for one in sorted(agencies, key=lambda one: len(one.words), reverse=True):
        if one.by or not any(f" {part} " in whole[one.words] for part in telling):
            yield re.compile(spelt(one.words), re.IGNORECASE), one.by


def _places(places: Iterable[str], by: str, number: str, people: Iterable[str] = ()) -> Iterator[Step]:
    yield re.compile(_EMAIL), number
    yield re.compile(_WEB, re.IGNORECASE), number
    yield from ((pattern, by) for pattern in known(places))
    yield from ((pattern, "") for pattern in nobody_s_address(people))
    yield from ((pattern, by) for pattern in like_an_address())
    for pattern in (_PHONE, _NHS, _UPN):
        yield re.compile(pattern), number


def _names(names: Sequence[Named]) -> Iterator[Step]:
    """The longest first; what several are called by stands for all of them."""
    whose: dict[str, dict[str, None]] = defaultdict(dict)
    said: dict[str, str] = {}
    anyhow: set[str] = set()
    for one in names:
        folded = " ".join(plain(one.words).split())
        if len(folded) > 1 and not NOBODY.issuperset(folded.split()):
            whose[folded][one.by] = None
            said.setdefault(folded, one.words)
            anyhow |= set() if one.exact or folded in WORDS_TOO else {folded}
    for folded in sorted(whose, key=len, reverse=True):
        by = "/".join(whose[folded])
        if folded not in anyhow:
            name = said[folded].capitalize()
            yield re.compile(f"(?:{spelt(name, exact=True)}|{spelt(name.upper(), exact=True)})"), by
        else:
            yield re.compile(spelt(said[folded]), re.IGNORECASE), by


def _begun(known: Hidden, texts: Iterable[str]) -> frozenset[str]:
    """Words that are names also where a sentence begins with them: found in the middle of one, or as one who speaks.

    Not those that are found in small letters too.
    """
    inside, speaking, small = set[str](), set[str](), set[str]()
    for text in map(known.text, texts):
        for found in _ANY_WORD.finditer(text):
            word = plain(found.group())
            if not found.group()[0].isupper():
                small.add(word)
            elif not _BEGINS.search(text[: found.start()][-12:]):
                inside.add(word)
            elif re.match(rf"(?:[’']s\b|\s+(?:{_SAYS})\b)", text[found.end() : found.end() + 14]):
                speaking.add(word)
    return frozenset(inside | (speaking - small - SPEAKERS))
