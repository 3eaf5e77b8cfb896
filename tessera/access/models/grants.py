"""What opens or closes beyond an involvement: clearances, seals, emergency access and quality assurance.

Each is a dated fact with who, why and until when, so that what somebody could see on a day can be told afterwards.
"""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.access.models.register import Agency, Case, Partnership, Practitioner
from tessera.access.rules import (
    LONGEST_ASSURANCE,
    NEEDS_CLEARANCE,
    FileFormat,
    FileKind,
    FilePurpose,
    Finding,
    Mark,
)
from tessera.core.identifiers import uuid7


class Clearance(models.Model):
    """A practitioner may read rows that carry a mark, from when and until when, given by whom and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="clearances")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=30, choices=Mark.choices())
    reason = models.CharField(max_length=500)
    given_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+", null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "access_clearance"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(mark__in=NEEDS_CLEARANCE), name="clearance_is_for_a_secret"
            ),
            # What an administrator registered with somebody's post has no end; what is given on a page has one.
            models.CheckConstraint(
                condition=models.Q(given_by__isnull=True)
                | models.Q(
                    valid_to__isnull=False, valid_to__lte=models.F("valid_from") + timedelta(days=367)
                ),
                name="clearance_given_for_a_year_at_most",
            ),
        )

    class Data:
        retention = "seven years after it ends"
        personal = (
            "id",
            "practitioner",
            "partnership",
            "mark",
            "reason",
            "given_by",
            "valid_from",
            "valid_to",
        )
        plain = ()


class Seal(models.Model):
    """A case is sealed: only practitioners named on it know of it. Kept by date, so that it can be told afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    sealed_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    opened_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+", null=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_why = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "access_seal"
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=models.Q(opened_at__isnull=True), name="sealed_once_at_a_time"
            ),
        )

    class Data:
        retention = "as its case"
        special_category = (
            "id",
            "case",
            "reason",
            "sealed_by",
            "sealed_at",
            "opened_by",
            "opened_at",
            "opened_why",
        )
        plain = ()


class EmergencyAccess(models.Model):
    """A practitioner opened a child's cases in an emergency. A named role reviews each one afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    cases = ArrayField(models.UUIDField(), default=list)
    reason = models.CharField(max_length=1000)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    review_due_at = models.DateTimeField()
    finding = models.CharField(max_length=20, choices=Finding.choices(), blank=True)
    finding_reason = models.TextField(blank=True)
    what_follows = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+", null=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "access_emergency"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True)
                | ~models.Q(reviewed_by=models.F("practitioner")),
                name="emergency_reviewed_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=models.Q(finding="") | ~models.Q(finding_reason=""),
                name="emergency_finding_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(finding=Finding.MISUSE) | ~models.Q(what_follows=""),
                name="emergency_misuse_has_a_consequence",
            ),
        )

    class Data:
        retention = "seven years after it is reviewed"
        personal = (
            "id",
            "practitioner",
            "agency",
            "partnership",
            "opened_at",
            "ends_at",
            "review_due_at",
            "finding",
            "reviewed_by",
            "reviewed_at",
        )
        special_category = ("cases", "reason", "finding_reason", "what_follows")
        plain = ()


class Assurance(models.Model):
    """Quality assurance of named cases, for a purpose and until a time, agreed by a second person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    scope = models.TextField()
    cases = ArrayField(models.UUIDField(), default=list)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    agreed_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+", null=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "access_assurance"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("practitioner")),
                name="assurance_agreed_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=models.Q(until__lte=models.F("asked_at") + timedelta(days=LONGEST_ASSURANCE)),
                name="assurance_is_not_for_ever",
            ),
        )

    class Data:
        retention = "seven years after it ends"
        personal = (
            "id",
            "practitioner",
            "partnership",
            "purpose",
            "scope",
            "asked_at",
            "until",
            "agreed_by",
            "agreed_at",
            "ended_at",
        )
        special_category = ("cases",)
        plain = ()


class Export(models.Model):
    """Somebody takes a case's record out of the system as a file.

    The hub takes it in one step. Anyone else asks first, and somebody else agrees to that one export; it is taken
    once, within a few days. `kind` is empty for the record of an enquiry. The file is not kept: its SHA-256 is, so that
    a copy can be held against it for as long as the row is there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20, choices=FileKind.choices(), blank=True)
    purpose = models.CharField(max_length=20, choices=FilePurpose.choices(), blank=True)
    file_format = models.CharField(max_length=10, choices=FileFormat.choices(), blank=True)
    reader = models.CharField(max_length=200, blank=True)
    reader_role = models.CharField(max_length=200, blank=True)
    agreed_by = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+", null=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "access_export"
        indexes = (models.Index(fields=("sha256",), condition=~models.Q(sha256=""), name="export_by_sha256"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("asked_by")),
                name="export_agreed_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="", purpose="", file_format="")
                | ~(
                    models.Q(kind="") | models.Q(purpose="") | models.Q(file_format="") | models.Q(reader="")
                ),
                name="export_names_its_reader",
            ),
            # Of what is made for a reader the hash is written as it is taken, in one statement.
            models.CheckConstraint(
                condition=models.Q(kind="", sha256="")
                | models.Q(taken_at__isnull=True, sha256="")
                | (models.Q(taken_at__isnull=False, sha256__regex="^[0-9a-f]{64}$") & ~models.Q(kind="")),
                name="export_has_a_hash",
            ),
        )

    class Data:
        retention = "seven years after it is asked for"
        personal = (
            "id",
            "case",
            "asked_by",
            "asked_at",
            "reason",
            "reader",
            "reader_role",
            "agreed_by",
            "agreed_at",
            "taken_at",
        )
        plain = ("kind", "purpose", "file_format", "sha256")
