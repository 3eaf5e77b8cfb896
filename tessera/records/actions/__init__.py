"""Writing notes, the child's voice, and what is attached."""

from tessera.records.actions._files import FileRefused, NewFile, Upload, taken
from tessera.records.actions.attaching import attach
from tessera.records.actions.drafting import discard_note_draft, keep, save_note_draft
from tessera.records.actions.likening import Account, liken
from tessera.records.actions.merging import NewRow, merge_chronology
from tessera.records.actions.reviewing import review_record
from tessera.records.actions.voices import correct_voice, record_voice, respond, withdraw_voice
from tessera.records.actions.writing import (
    NewBodyMark,
    NewLine,
    correct_note,
    promote_note,
    withdraw_note,
    write_note,
)

__all__ = (
    "Account",
    "FileRefused",
    "NewBodyMark",
    "NewFile",
    "NewLine",
    "NewRow",
    "Upload",
    "attach",
    "correct_note",
    "correct_voice",
    "discard_note_draft",
    "keep",
    "liken",
    "merge_chronology",
    "promote_note",
    "record_voice",
    "respond",
    "review_record",
    "save_note_draft",
    "taken",
    "withdraw_note",
    "withdraw_voice",
    "write_note",
)
