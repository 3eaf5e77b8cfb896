"""A file while it is made and until it is fetched. That one was taken stands in the register: access_export."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.access.labels import Protected
from tessera.access.rules import FileFormat, FileKind, FilePurpose
from tessera.core.identifiers import uuid7
from tessera.exports.rules.making import Step


class Making(Protected):
    """A file that somebody asked for: made by a job in the session in which they asked, and theirs alone to fetch.

    Its identifier is the file's. `others`: further cases of the family that are in it. `session_hash`: of the token of
    that session, as the register keeps it. `content`: the bytes of the file, sealed for our own processes, until the
    hour in which they are fetched is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("access.Case", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("access.Agency", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("access.Practitioner", on_delete=models.PROTECT, related_name="+")
    others = ArrayField(models.UUIDField(), default=list)
    session_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    kind = models.CharField(max_length=20, choices=FileKind.choices())
    purpose = models.CharField(max_length=20, choices=FilePurpose.choices())
    file_format = models.CharField(max_length=10, choices=FileFormat.choices())
    reader = models.CharField(max_length=200)
    reader_role = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    step = models.CharField(max_length=10, choices=Step.choices(), default=Step.WAITING)
    step_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)

    class Meta:
        db_table = "exports_making"
        indexes = (models.Index(fields=("author", "case"), name="exports_making_mine"),)

    class Access:
        kind = "making"

    class Data:
        retention = "a day after it is asked for; its bytes for an hour after it is made"
        personal = (
            "id",
            "agency",
            "author",
            "reason",
            "reader",
            "reader_role",
            "asked_at",
            "step_at",
            "until",
        )
        special_category = ("case", "others", "content")
        plain = ("session_hash", "kind", "purpose", "file_format", "step", "tries")
