"""Notes and their lines, the child's voice, and what was attached.

The unit is the line: each says what kind of statement it is and where it came from. A note is never changed; a
correction is a new note that says what it replaces and why.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tessera.access.labels import Labelled, Marked
from tessera.access.rules import Mark
from tessera.core.identifiers import uuid7
from tessera.records.rules.words import HeldKind, How, LineKind, NoteKind

LABEL = ("case", "agency", "author", "audience", "named")


class Note(Marked):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=NoteKind.choices())
    written_at = models.DateTimeField()
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "records_note"
        indexes = (
            models.Index(fields=("case", "-written_at"), name="records_note_case"),
            models.Index(fields=("written_at",), name="records_note_newest"),
        )

    class Access:
        kind = "note"

    class Data:
        retention = "until the youngest child of the case is 25"
        special_category = ("id", "kind", "written_at", "replaces", "reason", *LABEL)
        criminal = ("marks",)
        plain = ()


class Line(Marked):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="lines")
    # In the order written, with gaps that say nothing: a line held back leaves no hole that could be counted.
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=LineKind.choices())
    text = models.TextField()
    when = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=200, blank=True)
    # The agency's own words for what it holds and has not handed over as it is.
    summary = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "records_line"
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind=LineKind.TOLD) | ~models.Q(source=""), name="line_told_has_a_source"
            ),
        )

    class Access:
        kind = "line"

    class Data:
        retention = "as its note"
        special_category = (
            "id",
            "note",
            "position",
            "kind",
            "text",
            "when",
            "source",
            "about",
            "summary",
            *LABEL,
        )
        criminal = ("marks",)
        plain = ()


class Words(models.Model):
    """What a line may be found by, with its label, which never changes. A table of its own: a line is read far more
    often than it is searched for, and its words would make every row half as wide again.

    The database writes it with the lines (sql/words.sql) and nobody but its function reads it (access/search.py).
    """

    line = models.OneToOneField(Line, on_delete=models.PROTECT, primary_key=True, related_name="+")
    case_id = models.UUIDField()
    agency_id = models.UUIDField()
    author_id = models.UUIDField()
    audience = models.CharField(max_length=12)
    named = ArrayField(models.IntegerField())
    marks = ArrayField(models.CharField(max_length=30))
    written_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        db_table = "records_words"
        indexes = (
            # What was just written waits in a list that every search reads to its end, so the list is kept short.
            GinIndex(fields=("words",), name="records_words_words", gin_pending_list_limit=256),
            models.Index(fields=("written_at", "line"), name="records_words_newest"),
            models.Index(fields=("case_id",), name="records_words_case"),
        )

    class Data:
        retention = "as its line"
        special_category = (
            "line", "case_id", "agency_id", "author_id", "audience", "named", "written_at", "words",
        )  # fmt: skip
        criminal = ("marks",)
        plain = ()


class Withheld(Labelled):
    """Lines of a note, or an address, that need a clearance: how many, of which agency, with which marks. Nothing else.

    The database writes it with the lines (access/sql/withheld.sql) and with the address, whose row is `address`. Shown
    to whoever would see them but for their marks, where those may be spoken of.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    marks = ArrayField(models.CharField(max_length=30, choices=Mark.choices()))
    number = models.PositiveIntegerField()
    what = models.CharField(
        max_length=10, choices=HeldKind.choices(), default=HeldKind.LINE, db_default=HeldKind.LINE
    )
    address = models.UUIDField(null=True)

    class Meta:
        db_table = "records_withheld"
        indexes = (
            models.Index(fields=("case",), name="records_withheld_case"),
            models.Index(
                fields=("address",),
                condition=models.Q(address__isnull=False),
                name="records_withheld_address",
            ),
        )

    class Access:
        kind = "withheld"

    class Data:
        retention = "as its note"
        special_category = ("id", "number", "what", "address", *LABEL)
        criminal = ("marks",)
        plain = ()


class ChildsVoice(Marked):
    """What a child said, signed, drew or showed: exactly, with who asked and what was done about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    child = models.CharField(max_length=250)
    words = models.TextField()
    how = models.CharField(max_length=10, choices=How.choices(), blank=True)
    asked_by = models.CharField(max_length=200, blank=True)
    setting = models.CharField(max_length=300, blank=True)
    when = models.CharField(max_length=40, blank=True)
    alone = models.BooleanField(null=True)
    response = models.TextField(blank=True)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "records_childs_voice"

    class Access:
        kind = "childs_voice"

    class Data:
        retention = "until the child is 25"
        special_category = (
            "id",
            "person",
            "child",
            "words",
            "how",
            "asked_by",
            "setting",
            "when",
            "alone",
            "response",
            "written_at",
            *LABEL,
        )
        criminal = ("marks",)
        plain = ()


class Attachment(Marked):
    """A document, kept in the database so that row security judges it too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    scanned_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "records_attachment"

    class Access:
        kind = "attachment"

    class Data:
        retention = "as its note"
        special_category = (
            "id",
            "note",
            "name",
            "content_type",
            "size",
            "sha256",
            "scanned_at",
            "added_at",
            *LABEL,
        )
        criminal = ("marks",)
        plain = ()


class AttachmentContent(Marked):
    """The bytes, apart from the row that lists them, so that a list never reads them."""

    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    content = models.BinaryField()

    class Meta:
        db_table = "records_attachment_content"

    class Access:
        kind = "attachment_content"

    class Data:
        retention = "as its note"
        special_category = ("attachment", "content", *LABEL)
        criminal = ("marks",)
        plain = ()
