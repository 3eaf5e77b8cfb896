"""What kinds of file there are and for whom, in words."""

from tessera.access.rules import FileFormat, FileKind, FilePurpose
from tessera.core.language import Phrases
from tessera.records.rules.words import LineKind

KINDS = Phrases(
    {
        FileKind.CHRONOLOGY: "Chronology",
        FileKind.RECORD: "Record",
    }
)
CONTENTS = Phrases(
    {
        FileKind.CHRONOLOGY: "What somebody put on the chronology, and what was done and decided.",
        FileKind.RECORD: "Every note beside that.",
    }
)
PURPOSES = Phrases(
    {
        FilePurpose.MEETING: "For a strategy meeting",
        FilePurpose.COURT: "For court",
        FilePurpose.REVIEW: "For a practice review",
        FilePurpose.FAMILY: "For the family to read",
        FilePurpose.LEARNING: "For learning, without names",
    }
)
# What may be in it, for whoever chooses.
MEANINGS = Phrases(
    {
        FilePurpose.MEETING: "What is open to everyone in the case, without what needs a clearance.",
        FilePurpose.COURT: "What is open to everyone in the case and wears no mark, without addresses and telephone "
        "numbers: those who read it there may be of the family.",
        FilePurpose.REVIEW: "What is open to everyone in the case, without what needs a clearance.",
        FilePurpose.FAMILY: "What was seen, is on record or was done, and what was decided. Not what others told, what "
        "somebody thinks, what a child said or what wears a mark; no addresses. Set large.",
        FilePurpose.LEARNING: "What is open to everyone in the case and wears no mark. Each name is replaced, the same "
        "all through the file, and days are counted. It cannot be certain: somebody checks it before it is used.",
    }
)
FORMATS = Phrases(
    {
        FileFormat.PDF: "PDF, to read and to print",
        FileFormat.XLSX: "Excel (XLSX), to put together with another chronology",
    }
)
# What stands before a statement: how it came to be known.
SAID_BY = Phrases(
    {
        LineKind.SEEN: "Seen",
        LineKind.HEARD: "Heard",
        LineKind.TOLD: "Told",
        LineKind.RECORD: "Record",
        LineKind.OPINION: "Opinion",
        LineKind.ANALYSIS: "Analysis",
        "voice": "The child",
    }
)
CONTENT_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
