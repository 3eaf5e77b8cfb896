"""What of a case may stand in a file for somebody else, whoever makes it: less than its maker may read."""

from dataclasses import dataclass

from tessera.access.rules import LEAVES_WITH, FilePurpose, Mark
from tessera.partnership.rules.words import AgencyKind
from tessera.records.rules.words import THOUGHTS, LineKind, NoteKind


@dataclass(frozen=True)
class Leaving:
    """Rows that are for everyone in the case and wear no mark but `marks`; none of these kinds of note and of line.

    `without_agencies`: kinds of agency none of whose notes leave. `voices`: with what the children said.
    `reasons`: with why the hub did what it did, and all that it did.
    """

    marks: tuple[Mark, ...]
    without_notes: tuple[NoteKind, ...] = ()
    without_lines: tuple[LineKind, ...] = ()
    voices: bool = True
    reasons: bool = True
    without_agencies: tuple[AgencyKind, ...] = ()


# What was written for practitioners alone, and what the answer of an agency was given for.
_FOR_PRACTITIONERS = (
    NoteKind.KEEP_FROM_FAMILY,
    NoteKind.INTELLIGENCE,
    NoteKind.ADVICE,
    NoteKind.ANALYSIS,
    NoteKind.REVIEW,
    NoteKind.RETURN,
    NoteKind.HANDED_OVER,
    NoteKind.JOINT_FORM,
)
_TO_WHOM = {
    # What a child said in confidence may be of the very person who reads this.
    # What others told, they told somebody who works with the family, and not the family.
    FilePurpose.FAMILY: (_FOR_PRACTITIONERS, (LineKind.HEARD, LineKind.TOLD, *THOUGHTS), False, False),
    FilePurpose.COURT: ((NoteKind.INTELLIGENCE, NoteKind.ADVICE, NoteKind.KEEP_FROM_FAMILY), (), True, True),
}


def leaving_for(purpose: FilePurpose) -> Leaving:
    """What may leave for this purpose."""
    notes, lines, voices, reasons = _TO_WHOM.get(purpose, ((), (), True, True))
    # That somebody has turned to such a service is what whoever they fled must not read.
    agencies = (AgencyKind.DOMESTIC_ABUSE_SERVICE,) if purpose == FilePurpose.FAMILY else ()
    return Leaving(LEAVES_WITH[purpose], notes, lines, voices, reasons, agencies)
