"""Marks as people read them, and which marks a note wears, given those of its lines."""

from collections.abc import Iterable, Sequence

from tessera.access.rules import EXISTENCE_IS_SECRET, NEEDS_CLEARANCE, Audience, Mark
from tessera.core.language import Phrases
from tessera.core.language import gettext as _

LABELS = Phrases(
    {
        Mark.THIRD_PARTY: "Third party: from or about somebody outside the family",
        Mark.NOT_FOR_FAMILY: "Not for the family",
        Mark.POLICE_INTELLIGENCE: "Police intelligence",
        Mark.DOMESTIC_ABUSE_ADDRESS: "An address kept from somebody",
        Mark.ADULT_HEALTH: "An adult’s health",
        Mark.ADOPTION: "An adoption",
        Mark.LEGAL_PRIVILEGE: "Legal advice",
    }
)

# The wider an audience, the higher.
BREADTH = {
    Audience.OWN_AGENCY: 0,
    Audience.NAMED_PEOPLE: 1,
    Audience.NAMED: 2,
    Audience.WHOLE_CASE: 3,
}


def who_reads(mark: Mark) -> str:
    """Who reads a line with this mark, in one sentence, for whoever chooses it."""
    if mark not in NEEDS_CLEARANCE:
        return _("Everyone who may read the rest reads it. It binds what the family is told.")
    if mark in EXISTENCE_IS_SECRET:
        return _("Only people cleared for it. Nobody else is told that there is such a line.")
    return _("Only people cleared for it. Others are told that a line is held back, and nothing more.")


def marks_of(
    lines: Sequence[Iterable[str]], widest: Sequence[bool] | None = None
) -> tuple[list[str], list[list[str]]]:
    """The marks of a note, and of each of its lines, as they are kept, from the marks each line was given.

    `widest`: which of the lines are for as many as the note itself; None: all of them.

    A note wears the marks that all its lines wear, so that whoever may read none of them is not told of it. Where every
    line needs a clearance and no two need the same, each takes the marks of all: otherwise the note would show itself
    to somebody who may read nothing in it. Lines for fewer people take them too: whoever may read one sees the note.
    """
    each = [set(marks) for marks in lines]
    shown = [marks for marks, wide in zip(each, widest or [True] * len(each), strict=True) if wide]
    if all(marks & set(NEEDS_CLEARANCE) for marks in shown):
        restricted = set().union(*shown) & set(NEEDS_CLEARANCE)
        each = [marks | restricted for marks in each]
    return sorted(set.intersection(*each)), [sorted(marks) for marks in each]
