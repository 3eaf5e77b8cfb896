"""What tells where somebody lives: each part of an address on record, and what is written as an address is.

Of a line the parts go that tell a place when they stand alone: the line, what comes after a number in it, what comes
before one, each piece between commas or joining words. "Flat above 22 Market Passage" goes as a whole, as "22 Market
Passage" and as "Market Passage", with any other number before it.

A part that is made of ordinary words alone ("The Street", "High Road", "Care of the hospital") goes with its number, or
where each word of it that counts is written with a capital; one word alone of that kind does not go. Cost: "the high
road" stays in a text about somebody who lives there, and "High Road" goes from one that means another. Whom an address
is in care of ("c/o Mrs Pike") goes with the "c/o" alone: it is a name, and names are not what is taken out here. A town
that stands on a line of its own goes too, as a village tells where a house is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tessera.exports.rules.spelling import alone, letters, listed, plain, spelt

KINDS, UNITS, ORDINARY = listed("kind"), listed("unit"), listed("ordinary")
# Names of places and people that are everyday words as well.
WORDS_TOO = listed("town") | listed("too")
_SMALL = frozenset(("the", "a", "an", "of", "on", "in", "at", "by", "and", "for", "to", "under"))
_JOINS = re.compile(
    r"\s+-+\s+|\s+[–—]\s+"
    r"|\b(?:at|above|over|below|behind|opposite|off|near|beside|and|corner\sof|next\sto|rear\sof)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[,;/&()\n|]+")
_NUMBERS = re.compile(r"(?<!\w)\d{1,4}\s?[a-z]?(?:\s?[-–—/]\s?\d{1,4}\s?[a-z]?)*(?!\w)", re.IGNORECASE)
_CARE_OF = re.compile(r"^\W*(?:c\s?[/.]\s?o\b\.?|care\sof\b)\s*", re.IGNORECASE)
_TITLE = re.compile(r"^\W*(?:mr|mrs|ms|miss|mx|dr|prof|rev)\b", re.IGNORECASE)
_A_POSTCODE = r"(?:GIR\s?0AA|[A-Z]{1,2}\d[A-Z\d]?[\s-]{0,2}\d[A-Z]{2})"
_POSTCODE = rf"(?<!\w){_A_POSTCODE}(?!\w)"
# A number of a house before a street, and no year, time or date.
_BEFORE = (
    r"(?:(?<![\d.:/-])(?:(?:nos?|numbers?)\.?\s*)?(?!(?:19|20)\d\d\b)\d{1,4}\s?[a-z]?"
    r"(?:\s?(?:-|–|/|&|and|to)\s?\d{1,4}\s?[a-z]?)?[\s,]+)?"
)
_SHORTER = (
    ("street", "st"), ("saint", "st"), ("road", "rd"), ("lane", "ln"), ("avenue", "ave", "av"), ("close", "cl"),
    ("court", "ct", "crt"), ("crescent", "cres"), ("drive", "dr"), ("gardens", "gdns"), ("grove", "gr"),
    ("house", "hse"), ("passage", "psge"), ("place", "pl"), ("square", "sq"), ("terrace", "terr", "ter"),
    ("apartment", "apt"), ("park", "pk"), ("buildings", "bldgs"), ("cottage", "cott"), ("cottages", "cotts"),
)  # fmt: skip

_NOT_A_STREET = (
    "the|a|an|in|on|of|off|up|down|and|or|across|along|by|to|at|from|with|his|her|their|our|my|your|this|that|was|is|"
    "years?|months?|weeks?|days?|hours?|minutes?|times?|children|people|long|same|i|he|she|we|they|it|you|who|which|can|"
    "could|will|would|not|no|are|were|had|has|have|be|for|as|so|but|other|more|very"
)
_KIND_OF_STREET = (
    "street|st|road|rd|row|lane|ln|avenue|ave|close|drive|court|crescent|cres|place|terrace|way|gardens?|grove|hill|"
    "mews|parade|park|square|walk|rise|view|green|yard|wharf|quay|house|flats?|buildings?|estate|villas?|cottages?|"
    "passage|caravans?|mansions|maisonettes|alley|arcade|wynd|croft|causeway|esplanade|promenade"
)
# Kinds that are words of every day as well: with a number, where all of it is written with capitals.
_KIND_OR_WORD = (
    "Steps|Bank|Gate|End|Side|Point|Path|Pathway|Ride|Common|Dock|Mount|Field|Fields|Heights|Meadows?|Mead|Orchard|"
    "Reach|Ridge|Towers?|Vale|Bridge|Brow|Brae|Chase|Copse|Dale|Dene|Farm|Ferry|Glade|Glen|Hollow|Lodge|Manor|Marina|"
    "Moorings|Paddocks?|Spinney|Works|Circus|Broadway|Embankment|Cross|Top|Bottom|Lea|Leas|Hall"
)
_IS_KIND = re.compile(_KIND_OR_WORD, re.IGNORECASE)
_UNIT_BEFORE = r"(?:(?:flat|unit|room|apartment|apt|pitch|plot|caravan|no\.?)\s+(?:\w+,?\s+)?)?"
_NUMBERED = (
    rf"(?<!\w){_UNIT_BEFORE}\d{{1,4}}\s?[a-z]?(?:\s?[-–/]\s?\d{{1,4}}\s?[a-z]?)?,?\s+"
    rf"(?:(?!(?:{_NOT_A_STREET})\b)[a-z’'.-]+\s+){{1,3}}(?:{_KIND_OF_STREET})(?!\w)"
)
_NUMBERED_TITLED = (
    rf"(?<!\w)(?i:{_UNIT_BEFORE})\d{{1,4}}\s?[A-Za-z]?(?:\s?[-–/]\s?\d{{1,4}}\s?[A-Za-z]?)?,?\s+"
    rf"(?:[A-Z][\w’'-]+\s+){{1,3}}(?:{_KIND_OR_WORD}|{_KIND_OR_WORD.upper()})(?!\w)"
)
_FLAT = (
    r"(?<!\w)(?:flat|unit|apartment|apt|maisonette|bedsit|pitch|plot|caravan)\s+"
    r"(?:no\.?\s*|number\s+)?\d+(?:[a-z]|\s(?!a\b)[a-z])?(?!\w)"
)
_FLAT_BY_LETTER = r"(?<!\w)(?:Flat|Apartment|Apt|Maisonette|FLAT)\s+[B-HJ-Z](?![\w’'])"
# Without a number, where it is written as a name is. Not with a kind that ends the names of people and of courts.
_TITLED = (
    r"(?<!\w)(?:(?!(?:The|A|An|His|Her|Their|Our|My|This|That|In|At|On|From|To|Of|By|For|As|And|But|Then|When|While|"
    r"After|Before|Since|Until|Now|Near|Outside|Inside|Is|Was|He|She|They|We|It|I|Mr|Mrs|Ms|Miss|Mx|Dr)\b)"
    r"[A-Z][\w’'-]+\s+){1,3}"
    r"(?:Street|Road|Row|Lane|Avenue|Close|Drive|Crescent|Terrace|Gardens|Grove|Mews|Yard|Wharf|Quay|House|Lodge|Cottage|"
    r"Cottages|Villa|Villas|Passage|Steps|Way|Rise|View|Alley|Wynd|Mansions|Estate|Caravans|"
    r"(?:Caravan|Holiday|Mobile\sHome)\s+(?:Park|Site))(?!\w)"
)


def known(places: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """What takes out each part of these lines of addresses that tells a place, the longest part first."""
    for part in parts_of(places):
        if any(sign.isdigit() for sign in part):
            yield re.compile(_written(part), re.IGNORECASE)
        elif tells(part):
            yield re.compile(_BEFORE + _written(part), re.IGNORECASE)
        else:
            yield re.compile(_in_capitals(part))


def nobody_s_address(people: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """Whole names of people, some of whom are called as streets are. Not after a number."""
    for name in people:
        if len(name.split()) > 1:
            yield re.compile(r"(?<!\d )" + spelt(name, exact=True))


def like_an_address() -> Iterator[re.Pattern[str]]:
    """What takes out whatever is written as a postcode or an address is, whether anybody has it on record or not."""
    for pattern in (_POSTCODE, _NUMBERED, _FLAT):
        yield re.compile(pattern, re.IGNORECASE)
    for pattern in (_NUMBERED_TITLED, _TITLED, _FLAT_BY_LETTER):
        yield re.compile(pattern)


def parts_of(places: Iterable[str]) -> list[str]:
    """The parts of these lines that go alone, the longest first."""
    found = {" ".join(_words(part)) for line in places for part in _parts(line)}
    return sorted((part for part in found if _goes(part)), key=lambda part: (-len(part), part))


def tells(part: str) -> bool:
    """Whether words tell a place however they are written: not where all of them are ordinary."""
    words = plain(part).split()
    if not words:
        return False
    everyday = ORDINARY | KINDS | UNITS | _SMALL
    if len(words) == 1:
        return not {*words} & (everyday | WORDS_TOO)
    return any(word not in everyday and len(word) > 1 for word in words)


def _goes(part: str) -> bool:
    """Whether it goes at all: not what a unit is called, not one ordinary word."""
    words = plain(part).split()
    if sum(map(len, words)) < 4:
        return False
    if any(any(sign.isdigit() for sign in word) for word in words):
        return any(sign.isalpha() for sign in part)
    if set(words) <= UNITS | _SMALL:
        return False
    return len(words) > 1 or tells(part) or words[0] in WORDS_TOO


def _parts(line: str) -> Iterator[str]:
    if not _TITLE.match(line) or _NUMBERS.search(line):
        yield line
    for piece in _ENDS.split(re.sub(_POSTCODE, " ", _CARE_OF.sub(_care_of, line), flags=re.IGNORECASE)):
        if _TITLE.match(piece):
            continue
        yield from _told(piece)
        joined = _JOINS.split(piece)
        if len(joined) > 1:
            words = _words(plain(piece))
            among_streets = "corner" in words or any(one in KINDS or _IS_KIND.fullmatch(one) for one in words)
            for one in joined:
                yield from (told for told in _told(one) if " " in told or (among_streets and tells(told)))


def _care_of(found: re.Match[str]) -> str:
    """Whom it is in care of is a name, unless what follows says that it is a place."""
    first = _ENDS.split(found.string[found.end() :])[0]
    words = set(plain(first).split())
    return "" if words & KINDS or "the" in words or _NUMBERS.search(first) else "mr "


def _told(piece: str) -> Iterator[str]:
    """A piece of a line, and what is in it from each number on, and before and after it."""
    numbers = list(_NUMBERS.finditer(piece))
    for number in numbers:
        if not set(_words(plain(piece[number.end() :]))) <= UNITS:
            yield piece[number.start() :]
    edges = [0, *(edge for number in numbers for edge in number.span()), len(piece)]
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        yield from map(" ".join, _cores(_words(piece[begin:end])))


def _cores(words: list[str]) -> Iterator[list[str]]:
    """Words, and the same without what the unit is called: not one word alone that had an article before it."""
    yield words
    has_article = False
    while words and (plain(words[0]) in UNITS | _SMALL or len(words[0]) == 1):
        has_article = has_article or plain(words[0]) in ("the", "a", "an")
        words = words[1:]
        if len(words) > 1 or not has_article:
            yield words
    while len(words) > 1 and plain(words[-1]) in UNITS | _SMALL:
        words = words[:-1]
        if len(words) > 1 or not has_article:
            yield words


def _words(piece: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[’'][^\W_]+)*", piece)


def _written(part: str) -> str:
    """A pattern of it in full or short, with an apostrophe or without."""
    return alone(_word(word) for word in re.split(r"[\W_]+", part) if word)


def _word(word: str) -> str:
    folded = plain(word)
    forms = {form for group in _SHORTER if folded in group for form in group}
    if forms:
        return "(?:" + "|".join(sorted(map(letters, forms), key=len, reverse=True)) + ")"
    if len(folded) > 3 and folded.endswith("s") and folded.isalpha():
        return f"{letters(word[:-1])}[’'‘`]?{letters(word[-1])}"
    return letters(word)


def _in_capitals(part: str) -> str:
    """A pattern of ordinary words where each that counts has a capital."""
    words = [word for word in re.split(r"[\W_]+", part) if word]
    first, *others = words
    titled = [first.capitalize(), *(one if plain(one) in _SMALL else one.capitalize() for one in others)]
    forms = (titled, [word.capitalize() for word in words], [word.upper() for word in words])
    return "(?:" + "|".join(spelt(" ".join(form), exact=True) for form in forms) + ")"
