"""What the reader of a file must know of it: what is not in it, and what its maker must look at before it is used."""

from __future__ import annotations

from collections.abc import Sequence

from tessera.access.rules import FileKind, FilePurpose
from tessera.core.language import gettext as _

# Purposes whose readers may know that an agency holds something back, and how much.
TOLD_WHAT_STAYS = (FilePurpose.MEETING, FilePurpose.REVIEW)


def notices(kind: FileKind, purpose: FilePurpose, stays: Sequence[str], cases: int = 1) -> tuple[str, ...]:
    """Sentences for the head of a file. `stays`: what is held back, where its reader may know. `cases`: how many."""
    for_whom = {
        FilePurpose.FAMILY: lambda: (_family(), _check_places()),
        FilePurpose.COURT: lambda: (_court(), _check_places()),
        FilePurpose.LEARNING: lambda: (_learning(), _check_names()),
    }.get(purpose, lambda: (_professional(), *stays))()
    several = _(
        "It is of {number} cases: of each what may leave that one. Every entry says which case it is from."
    )
    whole = _("It holds every note. Documents that were attached, and drawings of a body, are not in it.")
    again = _("It says what was on record when it was made. A copy can be checked against it in Tessera.")
    of_them = (several.format(number=cases),) if cases > 1 else ()
    return (*for_whom, *of_them, *((whole,) if kind == FileKind.RECORD else ()), again)


def _professional() -> str:
    return _(
        "This file is for the reader whom it names, and for what it says. It holds what is open to everyone who works "
        "with the family in this case. What was shared with fewer people is not in it, and what the person who made it "
        "may not read is not in it."
    )


def _family() -> str:
    return _(
        "This was made for you to read. It says what people who work with your family saw, what they have on record, "
        "what they did, and what was decided. It is not everything: what others told them, what they think, and what "
        "must be kept apart for somebody is not in it. If something in it is wrong, say so to whoever gave it to you."
    )


def _court() -> str:
    return _(
        "This file is for the court that it names and for those who read it there. It holds what is open to everyone "
        "who works with the family in this case and wears no mark. What is held back from anybody, for whatever "
        "reason, is not in it, and nothing in it says whether there is any."
    )


def _check_places() -> str:
    return _(
        "Check before use: the addresses on record, whosever they are, and what looks like an address, a postcode, a "
        "telephone number or an email were taken out of what people wrote. This was done by a program, which cannot be "
        "certain: a place that somebody wrote in other words can still be there. Somebody must read the whole file "
        "before it leaves."
    )


def _learning() -> str:
    return _(
        "Nobody is named in this file. Each person, agency and setting has one name all through it; where somebody "
        "wrote only a last name that does not tell which person is meant, it is told of the family. Days are counted "
        "from the first that is known, and ages are those of that day. What stands in square brackets was taken out: "
        "of dates, those that were not written whole and those before day 1."
    )


def _check_names() -> str:
    return _(
        "Check before use: the names and addresses on record, and what looks like one, were taken out by a program, "
        "which cannot be certain. A name at the beginning of a sentence, a nickname that nobody has on record, a place "
        "in other words, a rare illness, a job or an event that was in the news can still tell who it is about. "
        "Somebody must read the whole file before it leaves. Do not use it where you know anybody in it."
    )
