"""What a draft of the settings would mean for the work under way, in numbers that point at nobody.

Whoever keeps the settings sees no case. A small number may be one family that somebody knows of, and two numbers close
together tell of what lies between them: so below five nothing is said, and above it only the nearest five.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from tessera.core.language import gettext as _
from tessera.partnership.rules.settings import Settings

FEWEST, STEP = 5, 5


def rounded(number: int) -> int | None:
    """A number as it may be told: the nearest five, or None for fewer than five."""
    return None if number < FEWEST else (number + STEP // 2) // STEP * STEP


def words(number: int | None) -> str:
    """The same, as people read it."""
    return (
        _("fewer than {fewest}").format(fewest=FEWEST)
        if number is None
        else _("about {number:,}").format(number=number)
    )


@dataclass(frozen=True)
class Move:
    """The promises of one clock at one rating ("": not rated) that run now, as if they had been made under the draft.

    `overdue` are late as they were made, `overdue_then` would be late.
    """

    clock: str
    rating: str
    running: int | None
    sooner: int | None
    later: int | None
    overdue: int | None
    overdue_then: int | None


@dataclass(frozen=True)
class Counted:
    """The work under way in a partnership, and what a draft would mean for it."""

    moves: tuple[Move, ...]
    referrals_written: int | None  # begun and not sent
    referrals_waiting: int | None  # sent and not read by the hub
    enquiries_open: int | None
    questions_waiting: int | None
    ratings_waiting: int | None  # for a second person
    become_overdue: int | None  # enquiries whose decision would be late and is not
    leaving: tuple[
        tuple[str, int | None], ...
    ] = ()  # questions waiting at agencies that the draft takes away
    # Questions waiting whose answer is asked what the draft asks no more: its path, its words, how many.
    asked_no_more: tuple[tuple[tuple[str, str], int | None], ...] = ()

    def rounded(self) -> Self:
        """The same as it may be told and kept. A clock and rating of which fewer than five run is left out."""
        numbers = (
            "referrals_written",
            "referrals_waiting",
            "enquiries_open",
            "questions_waiting",
            "ratings_waiting",
            "become_overdue",
        )
        told: dict[str, Any] = {name: rounded(getattr(self, name) or 0) for name in numbers}
        return replace(
            self,
            **told,
            moves=tuple(_told(move) for move in self.moves if (move.running or 0) >= FEWEST),
            leaving=tuple((code, rounded(number or 0)) for code, number in self.leaving),
            asked_no_more=tuple((asked, rounded(number or 0)) for asked, number in self.asked_no_more),
        )

    def data(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """From what was kept."""
        moves = tuple(Move(**move) for move in data["moves"])
        asked = tuple(((path, words), n) for (path, words), n in data.get("asked_no_more", ()))
        # Kept before ratings were counted that wait to be confirmed: there were none.
        return cls(
            **{"ratings_waiting": None}
            | data
            | {
                "moves": moves,
                "leaving": tuple((code, n) for code, n in data["leaving"]),
                "asked_no_more": asked,
            }
        )


def _told(move: Move) -> Move:
    numbers = ("running", "sooner", "later", "overdue", "overdue_then")
    told: dict[str, Any] = {name: rounded(getattr(move, name) or 0) for name in numbers}
    return replace(move, **told)


@dataclass(frozen=True)
class MoveTold:
    """A row of numbers, in words."""

    clock: str
    rating: str
    running: str
    sooner: str
    later: str
    overdue: str
    overdue_then: str


def totals(counted: Counted) -> tuple[tuple[str, str], ...]:
    """What is under way, each with its number in words."""
    rows: list[tuple[str, int | None]] = [
        (_("Referrals being written"), counted.referrals_written),
        (_("Referrals waiting to be screened"), counted.referrals_waiting),
        (_("Enquiries open"), counted.enquiries_open),
        (_("Questions waiting for an agency’s answer"), counted.questions_waiting),
        (_("Ratings waiting for a second person"), counted.ratings_waiting),
        (_("Enquiries that are in time and would be late"), counted.become_overdue),
    ]
    rows += [
        (_("Questions waiting at ‘{code}’, which is taken away").format(code=code), number)
        for code, number in counted.leaving
    ]
    rows += [
        (
            _("Questions waiting that ask “{label}”, which the draft asks no more").format(label=label),
            number,
        )
        for (_path, label), number in counted.asked_no_more
    ]
    return tuple((name, words(number)) for name, number in rows)


def moves(counted: Counted, settings: Settings) -> tuple[MoveTold, ...]:
    """Each clock and rating, by what it is called in the draft."""
    return tuple(
        MoveTold(
            clock=settings.clock(move.clock).label,
            rating=settings.rating_label(move.rating) or _("Not rated"),
            running=words(move.running),
            sooner=words(move.sooner),
            later=words(move.later),
            overdue=words(move.overdue),
            overdue_then=words(move.overdue_then),
        )
        for move in counted.moves
    )
