"""What somebody said of two entries that two agencies wrote: that they are of one event, or that they are not."""

from django.db import models

from tessera.access.labels import LABEL_FIELDS as LABEL
from tessera.access.labels import Marked
from tessera.core.identifiers import uuid7
from tessera.records.models.notes import Line, Note


class SameEvent(Marked):
    """Two notes, or lines of two, are of one event or are not, and why. The newest of a pair counts; none is merged.

    For those alone who may read both: it wears the narrower of their labels.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    # Where an entry is made of some lines of a note, the first of them.
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    same = models.BooleanField()
    reason = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        db_table = "records_same_event"
        constraints = (
            models.CheckConstraint(condition=~models.Q(reason=""), name="same_event_with_a_reason"),
        )

    class Access:
        kind = "same_event"

    class Data:
        retention = "as its notes"
        special_category = (
            "id", "note", "other", "line", "other_line", "same", "reason", "said_at", *LABEL,
        )  # fmt: skip
        criminal = ("marks",)
        plain = ()
