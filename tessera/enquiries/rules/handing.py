"""Handing over to the hub: what may be done with each line that an agency holds, and which marks go with it. Pure."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from tessera.access.rules import NEEDS_CLEARANCE
from tessera.core.words import Word


class Choice(Word):
    AS_IT_IS = "as_it_is"
    NEW_WORDS = "new_words"
    HELD_BACK = "held_back"


def hand_over_of(request_id: UUID, once: UUID) -> UUID:
    """The identifier of a hand-over, from its question and what its page was drawn with: sent twice it is the same."""
    return uuid5(request_id, str(once))


def is_held(audience: str, marks: Iterable[str]) -> bool:
    """Whether the hub has not got the line whole: it is its own agency's, or wears a mark that needs a clearance."""
    return audience == "own_agency" or any(mark in NEEDS_CLEARANCE for mark in marks)


def may_go_as_it_is(audience: str) -> bool:
    """What the hub was given already with its marks cannot be given again as it is, only in new words."""
    return audience == "own_agency"


def marks_given(choice: Choice, marks: Iterable[str]) -> tuple[str, ...]:
    """As it is a line keeps its marks. New words hold nothing that needs a clearance; what binds what the family may be
    told goes with them."""
    if choice == Choice.AS_IT_IS:
        return tuple(marks)
    return tuple(mark for mark in marks if mark not in NEEDS_CLEARANCE)
