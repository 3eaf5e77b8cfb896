"""Lines by their words. The database judges as it looks, and what it does not show is counted nowhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter, sleep
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tessera.records.models import Line
from tessera.records.queries.lines import LINE, LineRead, line_read
from tessera.records.queries.standing import ended_as

# Seconds. To find that the only lines with a word are held back takes PostgreSQL longer than to find none
# (docs/benchmarks.md), so that neither answer comes before this moment.
MOMENT = 0.03
A_PAGE = 20
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_LAST = UUID(int=2**128 - 1)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Wanted:
    """What is looked for: words, of notes written on these days (both counted in) and by an agency. None: any."""

    words: str
    since: date | None = None
    until: date | None = None
    agency_id: UUID | None = None


@dataclass(frozen=True)
class LineFound:
    """A line that holds the words searched for, and the case it stands in. `parts`: its text, what was found marked."""

    case_id: UUID
    line: LineRead
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Found:
    """One page of lines, newest first. `older`: the line after which to go on, None where these are the last."""

    lines: tuple[LineFound, ...]
    older: UUID | None


def lines_with(wanted: Wanted, after: UUID | None = None) -> Found:
    """Lines with these words that may be read, twenty at a time, newest first. No answer comes sooner than MOMENT.

    "quoted words" stand together, `or` is either, a minus leaves out. The function of the database judges as it looks
    (access/search.py), and answers with identifiers; the table they are read from judges them again.
    """
    begun = perf_counter()
    start = Line.objects.filter(pk=after).values_list("note__written_at", "pk").first() if after else None
    last = (_begins(wanted.until, 1), UUID(int=0)) if wanted.until else (_END_OF_TIME, _LAST)
    since = _begins(wanted.since) if wanted.since else None
    words = wanted.words.replace("\0", " ")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access.find_lines(%s, %s, %s, %s, %s, %s)",
            (words, *(start or last), A_PAGE + 1, since, wanted.agency_id),
        )
        ids = [line_id for (line_id,) in cursor.fetchall()]
    found = Line.objects.filter(pk__in=ids)
    ended = ended_as(case_id__in=found.values("case_id"))
    rows = found.annotate(ended=ended).order_by("-note__written_at", "-pk")
    read = [(case_id, line_read(tuple(row))) for case_id, *row in rows.values_list("case_id", *LINE, "ended")]
    marked = _same_words(words, (line.text for _case, line in read))
    lines = tuple(LineFound(case_id, line, _parts(line.text, marked)) for case_id, line in read)
    sleep(max(0.0, begun + MOMENT - perf_counter()))
    return Found(lines[:A_PAGE], lines[A_PAGE - 1].line.id if len(lines) > A_PAGE else None)


def _begins(day: date, after: int = 0) -> datetime:
    """The beginning of a day, or of a day after it, where the partnership is; no day that no record knows."""
    known = min(max(day, date(1900, 1, 1)), date(9000, 1, 1))
    return timezone.make_aware(datetime.combine(known + timedelta(days=after), time()))


def _same_words(asked: str, texts: Iterable[str]) -> frozenset[str]:
    """Those words of the texts that PostgreSQL takes for one that was asked for: "shoe" where "shoes" was."""
    there = {word for text in texts for word in _WORD.findall(text)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE tsvector_to_array(to_tsvector('english', word)) "
            "&& tsvector_to_array(to_tsvector('english', %s))",
            (list(there), asked),
        )
        return frozenset(word for (word,) in cursor.fetchall())


def _parts(text: str, marked: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, nothing of it lost, each with whether it is one of the words."""
    parts, done = list[tuple[str, bool]](), 0
    for word in _WORD.finditer(text):
        if word[0] in marked:
            parts += [(text[done : word.start()], False), (word[0], True)]
            done = word.end()
    return tuple((part, is_word) for part, is_word in (*parts, (text[done:], False)) if part)
