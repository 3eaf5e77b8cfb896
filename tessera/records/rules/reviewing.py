"""When the record of a child whose case is open is next read again: worked out from plain dated facts, never stored.

Each fact gives a day by which it asks for a review and the soonest counts, so a new worry never makes a review later.
There is no score, and no order but that of the days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tessera.core.language import gettext as _
from tessera.core.text import date_words
from tessera.partnership.rules import Reviews


@dataclass(frozen=True)
class Rated:
    """From which day how urgent the hub has agreed it is. `label`: what the partnership calls that."""

    on: date
    value: str
    label: str


@dataclass(frozen=True)
class Worry:
    """Something that worries, told since the last review: from which day it was known, and what it is in words."""

    on: date
    words: str


@dataclass(frozen=True)
class Known:
    """What is known of a record, as far as its reader may know it.

    `reviewed`: the last review; None: there was none since it was `opened`. `quiet`: the last day on which anything
    was written that is neither a review nor among the `worries`; `entry`: the last on which anything
    but a review was, after that moment; None: there was nothing.
    `rated`: every rating that was agreed, oldest first. `worries`: those told since the last review.
    """

    opened: date
    reviewed: date | None = None
    quiet: date | None = None
    entry: date | None = None
    rated: tuple[Rated, ...] = ()
    worries: tuple[Worry, ...] = ()

    @property
    def since(self) -> date:
        """The day from which time is counted."""
        return self.reviewed or self.opened


def due_on(known: Known, agreed: Reviews) -> date:
    """The day by which the record is read again: the soonest that any of these asks for.

    So many days after the last review by the rating of that day; after each rating since; after any worry since, as
    soon as after the most urgent rating; and where nothing else has been written for as long as was agreed.
    """
    since = known.since
    then = [rated.value for rated in known.rated if rated.on <= since]
    asked = [
        since + timedelta(agreed.days(then[-1] if then else None)),
        max(since, known.quiet or since) + timedelta(agreed.days_without_entry),
        *(one.on + timedelta(agreed.days(one.value)) for one in known.rated if one.on > since),
        *(max(since, one.on) + timedelta(soonest(agreed)) for one in known.worries),
    ]
    return min(asked)


def soonest(agreed: Reviews) -> int:
    """After how many days a record is read again where that is most urgent."""
    return min([*agreed.days_by_rating.values(), agreed.days_otherwise])


def reasons(known: Known) -> Iterator[str]:
    """The facts on which it rests, each a sentence."""
    if known.reviewed:
        yield _("Last reviewed {day}.").format(day=date_words(known.reviewed))
    else:
        yield _("Opened {day}, and not reviewed since.").format(day=date_words(known.opened))
    if known.rated:
        last = known.rated[-1]
        yield _("Rated {rating} {day}.").format(rating=last.label, day=date_words(last.on))
    for worry in known.worries:
        yield _("{what}, {day}.").format(what=worry.words, day=date_words(worry.on))
    if known.entry:
        yield _("Last entry {day}.").format(day=date_words(known.entry))
    else:
        yield _("Nothing recorded since.")
