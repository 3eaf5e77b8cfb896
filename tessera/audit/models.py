"""The ledger: what was done, what was seen, what was refused. Append-only, and sealed in blocks so that a change shows.

The database writes `at`, `by`, `partnership`, `server` and `act` itself (sql/ledger.sql), whatever a caller sends.
It is not the child's story: no name and no word of a record belongs in `detail`.
"""

from django.db import models

from tessera.core.identifiers import uuid7


class Entry(models.Model):
    """`act` is the number of the transaction that wrote it, which grows on one `server` and begins again on another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    partnership = models.UUIDField(null=True)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    row = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    server = models.BigIntegerField()
    act = models.BigIntegerField()

    class Meta:
        db_table = "audit_entry"
        indexes = (
            models.Index(fields=("case", "at"), name="audit_entry_case"),
            models.Index(fields=("by", "at"), name="audit_entry_by"),
            models.Index(fields=("server", "act"), name="audit_entry_act"),
        )

    class Data:
        retention = "as the record it is about, and never less than seven years"
        personal = ("id", "at", "by", "partnership", "verb", "kind", "row", "case", "detail")
        plain = ("server", "act")


class Block(models.Model):
    """A seal on every entry of one server whose act is at least `first_act` and less than `end_act`.

    `leaves` holds, for each of them in their order, its identifier (16 bytes) and its hash (32); `root` is the top of
    the tree of those hashes. `before` is the hash of the block whose number is one less.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    server = models.BigIntegerField()
    first_act = models.BigIntegerField()
    end_act = models.BigIntegerField()
    entries = models.IntegerField()
    root = models.CharField(max_length=64)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    leaves = models.BinaryField()

    class Meta:
        db_table = "audit_block"
        constraints = (models.UniqueConstraint(fields=("server", "end_act"), name="audit_block_act_once"),)

    class Data:
        retention = "as the ledger"
        plain = (
            "number", "at", "server", "first_act", "end_act", "entries", "root", "before", "hash", "leaves",
        )  # fmt: skip
