"""What opens more than a membership does, or less, what is taken out, and how places are given."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q

from tessera.access.migrations._columns import MARKS, identifier, key, words

GRANTS = [
    migrations.CreateModel(
        name="Clearance",
        fields=[
            ("id", identifier()),
            ("practitioner", key(settings.AUTH_USER_MODEL, related_name="clearances")),
            ("partnership", key("access.partnership")),
            ("mark", models.CharField(max_length=30, choices=MARKS)),
            ("reason", models.CharField(max_length=500)),
            ("given_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("valid_from", models.DateTimeField()),
            ("valid_to", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "access_clearance",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(
                        mark__in=(
                            "police_intelligence",
                            "domestic_abuse_address",
                            "adult_health",
                            "adoption",
                            "legal_privilege",
                        )
                    ),
                    name="clearance_is_for_a_secret",
                ),
                models.CheckConstraint(
                    condition=Q(given_by__isnull=True)
                    | Q(valid_to__isnull=False, valid_to__lte=F("valid_from") + timedelta(days=367)),
                    name="clearance_given_for_a_year_at_most",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Seal",
        fields=[
            ("id", identifier()),
            ("case", key("access.case")),
            ("reason", models.CharField(max_length=500)),
            ("sealed_by", key(settings.AUTH_USER_MODEL)),
            ("sealed_at", models.DateTimeField()),
            ("opened_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("opened_at", models.DateTimeField(blank=True, null=True)),
            ("opened_why", models.CharField(max_length=500, blank=True)),
        ],
        options={
            "db_table": "access_seal",
            "constraints": [
                models.UniqueConstraint(
                    fields=("case",), condition=Q(opened_at__isnull=True), name="sealed_once_at_a_time"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="EmergencyAccess",
        fields=[
            ("id", identifier()),
            ("practitioner", key(settings.AUTH_USER_MODEL)),
            ("agency", key("access.agency")),
            ("partnership", key("access.partnership")),
            ("cases", ArrayField(default=list, base_field=models.UUIDField())),
            ("reason", models.CharField(max_length=1000)),
            ("opened_at", models.DateTimeField()),
            ("ends_at", models.DateTimeField()),
            ("review_due_at", models.DateTimeField()),
            (
                "finding",
                models.CharField(max_length=20, blank=True, choices=words("justified not_justified misuse")),
            ),
            ("finding_reason", models.TextField(blank=True)),
            ("what_follows", models.TextField(blank=True)),
            ("reviewed_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("reviewed_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "access_emergency",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("practitioner")),
                    name="emergency_reviewed_by_somebody_else",
                ),
                models.CheckConstraint(
                    condition=Q(finding="") | ~Q(finding_reason=""), name="emergency_finding_has_a_reason"
                ),
                models.CheckConstraint(
                    condition=~Q(finding="misuse") | ~Q(what_follows=""),
                    name="emergency_misuse_has_a_consequence",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Assurance",
        fields=[
            ("id", identifier()),
            ("practitioner", key(settings.AUTH_USER_MODEL)),
            ("partnership", key("access.partnership")),
            ("purpose", models.TextField()),
            ("scope", models.TextField()),
            ("cases", ArrayField(default=list, base_field=models.UUIDField())),
            ("asked_at", models.DateTimeField()),
            ("until", models.DateTimeField()),
            ("agreed_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("agreed_at", models.DateTimeField(blank=True, null=True)),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "access_assurance",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("practitioner")),
                    name="assurance_agreed_by_somebody_else",
                ),
                models.CheckConstraint(
                    condition=Q(until__lte=F("asked_at") + timedelta(days=90)),
                    name="assurance_is_not_for_ever",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Export",
        fields=[
            ("id", identifier()),
            ("case", key("access.case")),
            ("asked_by", key(settings.AUTH_USER_MODEL)),
            ("asked_at", models.DateTimeField()),
            ("reason", models.CharField(max_length=500, blank=True)),
            ("kind", models.CharField(max_length=20, blank=True, choices=words("chronology record"))),
            (
                "purpose",
                models.CharField(
                    max_length=20, blank=True, choices=words("meeting court review family learning")
                ),
            ),
            ("file_format", models.CharField(max_length=10, blank=True, choices=words("pdf xlsx"))),
            ("reader", models.CharField(max_length=200, blank=True)),
            ("reader_role", models.CharField(max_length=200, blank=True)),
            ("agreed_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("agreed_at", models.DateTimeField(blank=True, null=True)),
            ("taken_at", models.DateTimeField(blank=True, null=True)),
            ("sha256", models.CharField(max_length=64, blank=True)),
        ],
        options={
            "db_table": "access_export",
            "indexes": [
                models.Index(fields=["sha256"], condition=~Q(sha256=""), name="export_by_sha256"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                    name="export_agreed_by_somebody_else",
                ),
                models.CheckConstraint(
                    condition=Q(file_format="", kind="", purpose="")
                    | ~(Q(kind="") | Q(purpose="") | Q(file_format="") | Q(reader="")),
                    name="export_names_its_reader",
                ),
                models.CheckConstraint(
                    condition=Q(kind="", sha256="")
                    | Q(sha256="", taken_at__isnull=True)
                    | (Q(sha256__regex="^[0-9a-f]{64}$") & Q(taken_at__isnull=False) & ~Q(kind="")),
                    name="export_has_a_hash",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Invitation",
        fields=[
            ("id", identifier()),
            ("partnership", key("access.partnership")),
            ("agency", key("access.agency")),
            ("team", key("access.team", blank=True, null=True)),
            (
                "roles",
                ArrayField(
                    base_field=models.CharField(
                        max_length=30,
                        choices=words(
                            "referrer safeguarding_lead hub_practitioner decision_maker agency_officer "
                            "social_worker quality_assurer caldicott_guardian administrator automatic"
                        ),
                    )
                ),
            ),
            ("practitioner", key(settings.AUTH_USER_MODEL, blank=True, null=True)),
            ("name", models.CharField(max_length=200, blank=True)),
            ("email", models.EmailField(max_length=254, blank=True)),
            ("valid_from", models.DateTimeField()),
            ("valid_to", models.DateTimeField(blank=True, null=True)),
            ("asked_by", key(settings.AUTH_USER_MODEL)),
            ("asked_at", models.DateTimeField()),
            ("agreed_by", key(settings.AUTH_USER_MODEL, blank=True, null=True)),
            ("agreed_at", models.DateTimeField(blank=True, null=True)),
            ("withdrawn_by", key(settings.AUTH_USER_MODEL, blank=True, null=True)),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ("key_hash", models.CharField(max_length=64, blank=True)),
            ("key_until", models.DateTimeField(blank=True, null=True)),
            ("sent_at", models.DateTimeField(blank=True, null=True)),
            ("accepted_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "access_invitation",
            "indexes": [
                models.Index(
                    fields=["key_hash"], condition=~Q(key_hash=""), name="access_invitation_by_link"
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(
                        roles__contained_by=[
                            "referrer",
                            "safeguarding_lead",
                            "hub_practitioner",
                            "decision_maker",
                            "agency_officer",
                            "social_worker",
                            "quality_assurer",
                            "caldicott_guardian",
                            "administrator",
                        ],
                        roles__len__gt=0,
                    ),
                    name="invitation_roles_are_given",
                ),
                models.CheckConstraint(
                    condition=(Q(practitioner__isnull=True) ^ Q(email="")) | Q(accepted_at__isnull=False),
                    name="invitation_is_for_somebody",
                ),
                models.CheckConstraint(
                    condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                    name="invitation_ends_after_it_begins",
                ),
                models.CheckConstraint(
                    condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                    name="invitation_agreed_by_another",
                ),
            ],
        },
    ),
]
