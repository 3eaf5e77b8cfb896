"""Which marks a note wears, given those of its lines."""

from collections.abc import Iterable, Sequence

from tessera.access.rules import NEEDS_CLEARANCE


def marks_of(lines: Sequence[Iterable[str]]) -> tuple[list[str], list[list[str]]]:
    """The marks of a note, and of each of its lines, as they are kept, from the marks each line was given.

    A note wears the marks that all its lines wear, so that whoever may read none of them is not told of it. Where every
    line needs a clearance and no two need the same, each takes the marks of all: otherwise the note would show itself
    to somebody who may read nothing in it.
    """
    each = [set(marks) for marks in lines]
    if all(marks & set(NEEDS_CLEARANCE) for marks in each):
        restricted = set().union(*each) & set(NEEDS_CLEARANCE)
        each = [marks | restricted for marks in each]
    return sorted(set.intersection(*each)), [sorted(marks) for marks in each]
