"""The ledger: what was done, what was seen, what was refused. Append-only, and chained so that a change shows.

The database writes `at`, `by`, `chain`, `place` and both hashes itself (sql/ledger.sql), whatever a caller sends.
It is not the child's story: no name and no word of a record belongs in `detail`.
"""

from django.db import models

from tessera.core.identifiers import uuid7


class Entry(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    partnership = models.UUIDField(null=True)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    row = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    chain = models.SmallIntegerField()
    place = models.BigIntegerField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_entry"
        indexes = (
            models.Index(fields=("case", "at"), name="audit_entry_case"),
            models.Index(fields=("by", "at"), name="audit_entry_by"),
        )
        constraints = (models.UniqueConstraint(fields=("chain", "place"), name="audit_entry_place_once"),)

    class Data:
        retention = "as the record it is about, and never less than seven years"
        personal = ("id", "at", "by", "partnership", "verb", "kind", "row", "case", "detail")
        plain = ("chain", "place", "before", "hash")


class Head(models.Model):
    """The last place and hash of each chain, so that an entry removed from the end is missed."""

    chain = models.SmallIntegerField(primary_key=True)
    place = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_head"

    class Data:
        retention = "as the ledger"
        plain = ("chain", "place", "hash")
