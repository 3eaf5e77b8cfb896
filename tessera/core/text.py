"""Text: what people type, kept as they typed it, and the small words a page is made of.

A record may be read in court years later, so cleaning is the least it can be: one form for letters with
accents, one kind of line end, nothing invisible that could change how the words read. Anything else is
refused with the place, never quietly altered.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, time
from typing import Literal

from tessera.core.language import Phrases, ngettext
from tessera.core.language import gettext as _

__all__ = [
    "Unclean",
    "age_in_words",
    "clean",
    "date_words",
    "excerpt",
    "initials",
    "join_words",
    "keeps",
    "month_words",
    "ordinal",
    "plural",
    "quoted_spans",
    "sentence",
    "short_date_words",
    "single_line",
    "tidied",
    "time_words",
    "weekday",
]

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# C0 and C1 controls but for tab and line feed; lone surrogates, which no file can hold; noncharacters; and
# the two overrides, which make letters read in another order than they are stored. Marks,
# embeddings and isolates for right-to-left writing stay: they are part of honest Arabic, Hebrew or Urdu.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]")


class Unclean(ValueError):
    """Text that cannot be kept. The message says where and what to do, in words for the person who typed it.

    `reason` is "control", "override" or "too_long"; `position` is the place of the character in what was
    typed, counting from 1 with each line end as one (for "too_long", the first character too many).
    """

    def __init__(self, message: str, *, reason: str, position: int) -> None:
        super().__init__(message)
        self.reason = reason
        self.position = position


def clean(text: str, limit: int | None = None) -> str:
    """Return the text as it is kept: composed letters (Unicode NFC), line feeds for line ends, no blank ends.

    `limit` is in characters of the answer. Raises Unclean for a control character (NUL among them), a
    character that turns the reading direction round, or too many characters.
    """
    text = _LINE_ENDS.sub("\n", text)
    refused = _REFUSED.search(text)
    if refused is not None:
        at = refused.start()
        line = text.count("\n", 0, at) + 1
        where = (
            _("Character {place:,} (line {line:,})").format(place=at + 1, line=line)
            if line > 1
            else _("Character {place:,}").format(place=at + 1)
        )
        if refused[0] in "\u202d\u202e":
            message = _(
                "{where} is invisible and makes the words after it read backwards. Delete it and try again."
            ).format(where=where)
            raise Unclean(message, reason="override", position=at + 1)
        message = _("{where} is an invisible control character. Delete it and try again.").format(where=where)
        raise Unclean(message, reason="control", position=at + 1)
    text = unicodedata.normalize("NFC", text).strip()
    if limit is not None and len(text) > limit:
        message = _("There are {length:,} characters. Shorten this to {limit:,} or fewer.").format(
            length=len(text), limit=limit
        )
        raise Unclean(message, reason="too_long", position=limit + 1)
    return text


def keeps(text: str) -> bool:
    """Whether every character of a text is kept: what `clean` refuses is not. Of any line end but a carriage return."""
    return _REFUSED.search(text) is None


def tidied(text: str) -> str:
    """The text without what `clean` refuses: a vertical tab or a form feed, as Office writes them, is a new line."""
    return _REFUSED.sub("", re.sub("[\x0b\x0c]", "\n", _LINE_ENDS.sub("\n", text)))


def single_line(text: str, limit: int | None = None) -> str:
    """Clean text for a one-line field: as `clean`, each run of spaces, tabs and line ends made one space."""
    folded = " ".join(clean(text).split())
    return clean(folded, limit)


def initials(name: str) -> str:
    """Return the first letter of each part of a name in capitals: "Maya Rose O'Connor" gives "MRO"."""
    parts = re.split(r"[\s\u2010-\u2015-]+", unicodedata.normalize("NFC", name))
    return "".join(next((sign for sign in part if sign.isalnum()), "") for part in parts).upper()


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: "1 child", "2 children". `many` is `one` with an s unless given.

    Give the nouns as they are: translators are asked for "{number} child" and "{number} children".
    """
    nouns = f"{{number}} {one}", f"{{number}} {many if many is not None else one + 's'}"
    return ngettext(*nouns, number).format(number=f"{number:,}")


def join_words(words: Sequence[str], last: Literal["and", "or"] = "and") -> str:
    """Join words as a sentence does: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    joined = _("{first} and {last}") if last == "and" else _("{first} or {last}")
    return joined.format(first=", ".join(words[:-1]), last=words[-1])


def ordinal(number: int) -> str:
    """Return "1st", "2nd", "3rd", "4th", "11th", "21st"."""
    teens = 10 <= abs(number) % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(abs(number) % 10, 'th')}"


_DAYS = Phrases(
    {0: "Monday", 1: "Tuesday", 2: "Wednesday", 3: "Thursday", 4: "Friday", 5: "Saturday", 6: "Sunday"}
)
_SHORT_DAYS = Phrases({0: "Mon", 1: "Tue", 2: "Wed", 3: "Thu", 4: "Fri", 5: "Sat", 6: "Sun"})
_MONTHS = Phrases(
    {1: "January", 2: "February", 3: "March", 4: "April", 5: "May", 6: "June"}
    | {7: "July", 8: "August", 9: "September", 10: "October", 11: "November", 12: "December"}
)
_SHORT_MONTHS = Phrases(
    {1: "Jan", 2: "Feb", 3: "Mar", 4: "Apr", 5: "May", 6: "Jun"}
    | {7: "Jul", 8: "Aug", 9: "Sep", 10: "Oct", 11: "Nov", 12: "Dec"}
)


def date_words(day: date, *, weekday: bool = False, with_ordinal: bool = False) -> str:
    """Return a date in full, whatever language the machine speaks: "21 November 2026".

    `weekday` puts "Saturday" before it; `with_ordinal` writes "21st", as people say it.
    """
    number = ordinal(day.day) if with_ordinal else str(day.day)
    words = _("{day} {month} {year}").format(day=number, month=_MONTHS[day.month], year=day.year)
    return _("{weekday} {date}").format(weekday=_DAYS[day.weekday()], date=words) if weekday else words


def month_words(day: date) -> str:
    """Return the month of a date: "November 2026"."""
    return _("{month} {year}").format(month=_MONTHS[day.month], year=day.year)


def weekday(day: date) -> str:
    """Return the day of the week: "Saturday"."""
    return _DAYS[day.weekday()]


def short_date_words(day: date, *, with_year: bool = False) -> str:
    """Return a date as a list has room for: "Sat 21 Nov", or "Sat 21 Nov 2026"."""
    words = _("{weekday} {day} {month}").format(
        weekday=_SHORT_DAYS[day.weekday()], day=day.day, month=_SHORT_MONTHS[day.month]
    )
    return f"{words} {day.year}" if with_year else words


def time_words(at: time) -> str:
    """Return a time as GOV.UK writes it: "9am", "3:20pm", "midday", "midnight". Seconds are left out."""
    if at.minute == 0 and at.hour in (0, 12):
        return _("midday") if at.hour else _("midnight")
    time = f"{at.hour % 12 or 12}" + (f":{at.minute:02}" if at.minute else "")
    return (_("{time}am") if at.hour < 12 else _("{time}pm")).format(time=time)


def excerpt(text: str, limit: int) -> str:
    """Return the text on one line in at most `limit` characters, cut between words and marked "…" if cut."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: max(limit - 1, 0)]
    if not line[len(head)].isspace() and " " in head:
        head = head[: head.rindex(" ")]
    return head.rstrip(" ,;:.-–—") + "…"


def age_in_words(born: date, on: date) -> str:
    """Return an age as people say it: days to two weeks, weeks to three months, months to two years, years.

    Someone born on 29 February has a birthday on 1 March in other years (England's law: Family Law Reform Act
    1969, section 9, and usual practice; check before use). "not yet born" before the date of birth.
    """
    days = (on - born).days
    if days < 0:
        return _("not yet born")
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if days == 0:
        return _("born today")
    if days < 14:
        return plural(days, "day")
    if months < 3:
        return plural(days // 7, "week")
    if months < 24:
        return plural(months, "month")
    return plural(months // 12, "year")


_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_MARKS = re.compile("[\"'‘’‚“”„«»]")
_CLOSED_BY = {"“": "”", "„": "”“", "«": "»", "‘": "’", "‚": "’‘", '"': '"', "'": "'"}
_OPENS_AFTER = frozenset("([{<–—-/:*_\"'‘“„«")
_SENTENCE_END_OR_OPENER = re.compile('[.!?\n‘“"„]')
_LOOK_AHEAD = 240


def quoted_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the text quotes someone: (start, end) with the marks, in order, outermost only.

    Straight and curly marks, single and double, low and angle marks, one inside another. An apostrophe is not
    a mark, nor are feet and inches. A quotation ends at the latest with its paragraph (a blank line): one
    that is never closed quotes nothing, so that it cannot swallow the rest.
    """
    breaks = [found.end() for found in _PARAGRAPH.finditer(text)]
    spans: list[tuple[int, int]] = []
    open_: list[tuple[str, int]] = []
    paragraph = 0
    for found in _MARKS.finditer(text):
        at, mark = found.start(), found[0]
        if (here := bisect_right(breaks, at)) != paragraph:
            paragraph, open_ = here, []
        depth = next((i for i in range(len(open_) - 1, -1, -1) if mark in _CLOSED_BY[open_[i][0]]), None)
        if depth is not None and _closes(text, at, mark):
            start = open_[depth][1]
            while spans and spans[-1][0] >= start:
                spans.pop()
            spans.append((start, at + 1))
            del open_[depth:]
        elif _opens(text, at, mark):
            # The same mark again before it was closed: the first was never a quotation.
            open_ = [(kind, place) for kind, place in open_ if kind != mark]
            open_.append((mark, at))
    return tuple(spans)


def _opens(text: str, at: int, mark: str) -> bool:
    if mark not in _CLOSED_BY:
        return False
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not after.isspace() and (before.isspace() or before in _OPENS_AFTER)


def _closes(text: str, at: int, mark: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if after.isalnum():
        return False
    if mark in "\"'" and before.isspace() and not after.isspace():
        return False
    if mark in "'’" and before in "sS" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].islower():
        return not _closes_later(text, at + 1, mark)
    return True


def _closes_later(text: str, start: int, mark: str) -> bool:
    """Say whether the sentence holds a later mark that could close: then this one is "the boys' father"."""
    stop = _SENTENCE_END_OR_OPENER.search(text, start, start + _LOOK_AHEAD)
    end = min(stop.end() if stop else start + _LOOK_AHEAD, len(text))
    at = text.find(mark, start, end + 1)
    while at != -1:
        after = text[at + 1] if at + 1 < len(text) else " "
        if not after.isalnum() and not text[at - 1].isspace():
            return True
        at = text.find(mark, at + 1, end + 1)
    return False


def sentence(words: str) -> str:
    """Words as a sentence: a capital to begin with and, where they have none, a full stop. They are not empty."""
    stop = "" if words[-1] in ".?!”" else "."
    return f"{words[:1].upper()}{words[1:]}{stop}"
