"""Whether two agencies may have told the same event, and in what they differ. Proposed, with why: a person decides.

Nothing here is certain and nothing is merged. What makes two entries alike is said beside them, word by word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from tessera.chronology.rules.entries import Entry, Shape
from tessera.core.words import Word
from tessera.records.rules.happened import Happened, Precision

# Days between two accounts of one event whose dates are both said to be known: nobody's memory is exact.
NEAR, FAR = timedelta(days=3), timedelta(days=14)
# What is known no better than this is near everything, so that nothing is proposed for it.
WIDEST = timedelta(days=31)
# Of the first of these `_close` knows that it is three.
SHARED, SHARED_FAR, OF_THE_SHORTER, OF_THE_SHORTER_FAR = 3, 4, 0.3, 0.5
# A word that stands in more of the entries than one in so many tells nothing apart; asked where there are so many.
COMMON, FEW = 4, 8
MOST = 30

NOT_TOLD = (Shape.VOICE, Shape.DECISION)
OPPOSITES = ({Shape.HARM, Shape.STRENGTH}, {Shape.MISSED, Shape.STRENGTH})
_WORD = re.compile(r"[^\W\d_]{4,}")
_PLAIN = re.compile(r"[a-z]{4,}")  # the same of small letters without accents, found in half the time
_NUMBER = re.compile(r"\b\d{1,4}\b")
NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
# They tell nothing apart in any account.
_EMPTY = (
    "about|after|again|also|been|before|being|came|could|does|doing|done|down|each|from|going|have|"
    "having|here|into|just|made|more|most|much|other|over|said|says|seen|some|such|than|that|their|them|"
    "then|there|these|they|this|those|through|told|under|until|very|want|wants|wanted|well|went|were|"
    "what|when|where|which|while|will|with|without|would|your|child|mother|father"
)
EMPTY = frozenset(_EMPTY.split("|"))


class Differs(Word):
    """In what two accounts that may be of one event do not agree."""

    WHEN = "when"
    SORT = "sort"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Pair:
    """Two entries that may be of one event: the words and themes that both have, and in what they differ."""

    one: Entry
    other: Entry
    shared: tuple[str, ...]
    themes: tuple[str, ...]
    differs: tuple[Differs, ...]


class _Account:
    """An entry with the words in it."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        # Identifiers are compared thousands of times, and numbers faster.
        self.agency, self.case = entry.agency_id.int, entry.case_id.int
        when = entry.happened
        self.begins, self.ends = (when.first or date.min).toordinal(), (when.last or date.min).toordinal()
        self.text = " ".join((*[line.text for line in entry.statements], *entry.impact)).lower()
        self.words = _words(self.text)
        self.telling = self.words  # without those that tell nothing apart, once those are known

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Worked out where it is needed: for few."""
        written = (NUMBERS[word] for word in re.findall(r"[a-z]+", self.text) if word in NUMBERS)
        return frozenset({*_NUMBER.findall(self.text), *written})


def _words(text: str) -> set[str]:
    """The words of four letters and more, one and many of a thing as one word."""
    told = {*(_PLAIN if text.isascii() else _WORD).findall(text)} - EMPTY
    ending = [word for word in told if word[-1] == "s"]
    told.difference_update(ending)
    told.update([word[:-1] for word in ending])
    return told


def pairs(entries: Sequence[Entry], most: int | None = MOST) -> tuple[Pair, ...]:
    """The entries of different agencies that may be of one event, in order of time; at most so many of them."""
    accounts = sorted((_Account(one) for one in entries if _comparable(one)), key=_first)
    having = _having(accounts)
    common = _common(having, len(accounts))
    for account in accounts:
        account.telling = account.words - common
    found = (pair for one, other in _close(accounts, having) if (pair := _alike(one, other)) is not None)
    return tuple(islice(found, most))


def compared(one: Entry, other: Entry) -> tuple[tuple[str, ...], tuple[Differs, ...]]:
    """The words that both have, and in what they differ, of any two entries."""
    mine, theirs = _Account(one), _Account(other)
    return tuple(sorted(mine.words & theirs.words)), tuple(_differ(mine, theirs))


def _first(account: _Account) -> tuple[object, str]:
    return account.entry.happened.first, account.entry.key


def _comparable(entry: Entry) -> bool:
    """It was told by somebody, of a time that is known well enough to stand beside another."""
    when = entry.happened
    if entry.note_id is None or entry.shape in NOT_TOLD or when.first is None or when.last is None:
        return False
    return when.last - when.first <= WIDEST


def _having(accounts: Sequence[_Account]) -> defaultdict[str, int]:
    """By each word which accounts have it: a set of them is a whole number, with a bit for the place of each."""
    found: defaultdict[str, int] = defaultdict(int)
    for place, account in enumerate(accounts):
        bit = 1 << place
        for word in account.words:
            found[word] |= bit
    return found


def _common(having: Mapping[str, int], many: int) -> set[str]:
    """Words, as the names of the family are, that stand in so many entries that they tell none apart."""
    if many < FEW:
        return set()
    return {word for word, which in having.items() if which.bit_count() * COMMON > many}


def _close(accounts: Sequence[_Account], having: Mapping[str, int]) -> Iterator[tuple[_Account, _Account]]:
    """Each two of different agencies and one case, close enough in time and of one person, the earlier first, of which
    any more can be asked: that share `SHARED` words, or one where both have themes.

    Of five hundred entries that would be a hundred thousand twos, nearly all of them for nothing. So who shares a word
    with one, a second and a third, is found for all at once.
    """
    begin = [account.begins for account in accounts]
    of_agency: defaultdict[int, int] = defaultdict(int)
    of_case: defaultdict[int, int] = defaultdict(int)
    themed = 0
    for place, account in enumerate(accounts):
        of_agency[account.agency] |= 1 << place
        of_case[account.case] |= 1 << place
        themed |= 1 << place if account.entry.themes else 0
    for place, one in enumerate(accounts):
        near = (1 << bisect_right(begin, one.ends + FAR.days)) - (1 << (place + 1))
        near &= of_case[one.case] & ~of_agency[one.agency]
        once = twice = thrice = 0
        for word in one.telling if near else ():
            sharing = having[word] & near
            thrice |= twice & sharing
            twice |= once & sharing
            once |= sharing
        for other in _places(thrice | (once & themed if one.entry.themes else 0)):
            if _of_one(one.entry.about, accounts[other].entry.about):
                yield one, accounts[other]


def _places(bits: int) -> Iterator[int]:
    """The places whose bits a whole number has, the lowest first."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1


def _of_one(mine: Collection[object], theirs: Collection[object]) -> bool:
    return not mine or not theirs or bool(set(mine) & set(theirs))


def _alike(one: _Account, other: _Account) -> Pair | None:
    shared = one.telling & other.telling
    if len(shared) < (1 if one.entry.themes and other.entry.themes else SHARED):
        return None  # nothing below is true of two that share no more, as most do not
    fewer = max(min(len(one.telling), len(other.telling)), 1)
    themes = tuple(sorted(set(one.entry.themes) & set(other.entry.themes)))
    mine, theirs = one.entry.happened, other.entry.happened
    apart = _apart(mine, theirs)
    if apart <= NEAR or mine.may_be_of(theirs):
        told_alike = len(shared) >= SHARED and len(shared) / fewer >= OF_THE_SHORTER
        same_kind = one.entry.shape == other.entry.shape and bool(themes) and bool(shared)
        if not told_alike and not same_kind:
            return None
    elif len(shared) < SHARED_FAR or len(shared) / fewer < OF_THE_SHORTER_FAR:
        return None
    return Pair(one.entry, other.entry, tuple(sorted(shared)), themes, tuple(_differ(one, other)))


def _apart(mine: Happened, theirs: Happened) -> timedelta:
    """How long from the end of one to the beginning of the other; none where they overlap."""
    if mine.first is None or theirs.first is None or mine.last is None or theirs.last is None:
        return timedelta.max
    return max(mine.first - theirs.last, theirs.first - mine.last, timedelta())


def _differ(one: _Account, other: _Account) -> Iterator[Differs]:
    mine, theirs = one.entry.happened, other.entry.happened
    exact = mine.precision == theirs.precision == Precision.EXACT
    if not mine.may_be_of(theirs) or (exact and mine.at != theirs.at):
        yield Differs.WHEN
    if {one.entry.shape, other.entry.shape} in OPPOSITES:
        yield Differs.SORT
    if one.numbers and other.numbers and not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        yield Differs.NUMBERS
