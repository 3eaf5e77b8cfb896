"""What an agency hands over of what it holds: line by line, in which words, and what it holds back and why."""

from django.db import models

from tessera.access.labels import Labelled, Marked
from tessera.core.identifiers import uuid7
from tessera.enquiries.models.asking import Request
from tessera.enquiries.models.referral import KEEP, LABEL
from tessera.enquiries.rules.handing import Choice


class HandOver(Labelled):
    """A deliberate act of an agency, for the hub. Its note holds the lines handed over; null where none was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="hand_overs")
    note = models.ForeignKey("records.Note", on_delete=models.PROTECT, null=True, related_name="+")
    could_not_say = models.TextField(blank=True)
    handed_at = models.DateTimeField()

    class Meta:
        db_table = "enquiries_hand_over"
        ordering = ("handed_at",)

    class Access:
        kind = "hand_over"

    class Data:
        retention = KEEP
        special_category = ("id", "request", "note", "could_not_say", "handed_at", *LABEL)
        plain = ()


class HandedLine(Marked):
    """What was done with one line, for the agency itself, and among its people for those who may read the line.

    `given` is the line that the hub reads: the same words, or new ones. Null where the line was held back.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("records.Line", on_delete=models.PROTECT, related_name="+")
    given = models.ForeignKey("records.Line", on_delete=models.PROTECT, null=True, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice.choices())
    reason = models.CharField(max_length=60, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        db_table = "enquiries_handed_line"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(choice="held_back", given__isnull=True)
                & ~models.Q(reason="")
                & ~models.Q(why="")
                | models.Q(given__isnull=False) & ~models.Q(choice="held_back"),
                name="handed_line_held_back_with_a_reason",
            ),
        )

    class Access:
        kind = "handed_line"

    class Data:
        retention = KEEP
        special_category = ("id", "hand_over", "line", "given", "choice", "reason", "why", *LABEL)
        criminal = ("marks",)
        plain = ()
