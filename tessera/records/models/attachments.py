"""What was attached to a note: documents, and marks on an outline of a body."""

from django.db import models

from tessera.access.labels import LABEL_FIELDS as LABEL
from tessera.access.labels import Marked
from tessera.core.identifiers import uuid7
from tessera.records.models.notes import Note
from tessera.records.rules.words import BodyColour, BodyView, Figure


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


class BodyMark(Marked):
    """A mark seen on a child’s body, where on an outline, in words, and how large. It wears its note’s label.

    `x` and `y`: thousandths of the outline's width and height, from the top left.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="body_marks")
    figure = models.CharField(
        max_length=10, choices=Figure.choices(), default=Figure.CHILD, db_default=Figure.CHILD
    )
    view = models.CharField(max_length=10, choices=BodyView.choices())
    x = models.PositiveSmallIntegerField()
    y = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=60)
    size = models.CharField(max_length=60, blank=True)
    colour = models.CharField(max_length=10, choices=BodyColour.choices(), blank=True)
    words = models.TextField()

    class Meta:
        db_table = "records_body_mark"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(x__lte=1000, y__lte=1000), name="body_mark_on_the_outline"
            ),
        )

    class Access:
        kind = "body_mark"

    class Data:
        retention = "as its note"
        special_category = (
            "id",
            "note",
            "figure",
            "view",
            "x",
            "y",
            "part",
            "size",
            "colour",
            "words",
            *LABEL,
        )
        criminal = ("marks",)
        plain = ()
