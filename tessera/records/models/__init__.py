"""Notes and their lines, the child's voice, and what was attached."""

from tessera.records.models.attachments import Attachment, AttachmentContent, BodyMark
from tessera.records.models.likening import SameEvent
from tessera.records.models.notes import (
    Line,
    Note,
    NoteAbout,
    NoteDraft,
    Promotion,
    Withdrawal,
    Withheld,
    Words,
)
from tessera.records.models.voices import ChildsVoice, VoiceResponse

__all__ = (
    "Attachment",
    "AttachmentContent",
    "BodyMark",
    "ChildsVoice",
    "Line",
    "Note",
    "NoteAbout",
    "NoteDraft",
    "Promotion",
    "SameEvent",
    "VoiceResponse",
    "Withdrawal",
    "Withheld",
    "Words",
)
