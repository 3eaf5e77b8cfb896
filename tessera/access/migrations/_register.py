"""The register: agencies, practitioners, memberships, cases and who is involved in them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import F, Q

from tessera.access.migrations._columns import identifier, key, one, words

REGISTER = [
    migrations.CreateModel(
        name="Principal",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("kind", models.CharField(max_length=20, choices=words("practitioner team agency members"))),
        ],
        options={"db_table": "access_principal"},
    ),
    migrations.CreateModel(
        name="Partnership",
        fields=[
            ("id", identifier()),
            ("code", models.SlugField(max_length=40, unique=True)),
            ("name", models.CharField(max_length=200)),
        ],
        options={"db_table": "access_partnership"},
    ),
    migrations.CreateModel(
        name="Agency",
        fields=[
            ("id", identifier()),
            ("partnership", key("access.partnership", related_name="agencies")),
            ("code", models.SlugField(max_length=60)),
            ("name", models.CharField(max_length=200)),
            ("kind", models.CharField(max_length=40)),
            ("principal", one("access.principal")),
            ("members", one("access.principal")),
        ],
        options={
            "db_table": "access_agency",
            "constraints": [
                models.UniqueConstraint(fields=("partnership", "code"), name="agency_code_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Team",
        fields=[
            ("id", identifier()),
            ("agency", key("access.agency", related_name="teams")),
            ("code", models.SlugField(max_length=60)),
            ("name", models.CharField(max_length=200)),
            ("is_hub", models.BooleanField(default=False)),
            ("principal", one("access.principal")),
        ],
        options={
            "db_table": "access_team",
            "constraints": [
                models.UniqueConstraint(fields=("agency", "code"), name="team_code_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Practitioner",
        fields=[
            ("id", identifier()),
            ("last_login", models.DateTimeField(verbose_name="last login", blank=True, null=True)),
            ("passwords_set", models.PositiveIntegerField(default=0, db_default=0)),
            ("username", models.CharField(max_length=150, unique=True)),
            ("name", models.CharField(max_length=200)),
            ("email", models.EmailField(max_length=254, unique=True)),
            ("principal", one("access.principal")),
            ("is_active", models.BooleanField(default=True)),
            ("joined_at", models.DateTimeField()),
        ],
        options={"db_table": "access_practitioner"},
    ),
    migrations.CreateModel(
        name="Password",
        fields=[
            ("practitioner", one(settings.AUTH_USER_MODEL, primary_key=True, serialize=False)),
            ("hash", models.CharField(max_length=128)),
        ],
        options={"db_table": "access_password"},
    ),
    migrations.CreateModel(
        name="Membership",
        fields=[
            ("id", identifier()),
            ("practitioner", key(settings.AUTH_USER_MODEL, related_name="memberships")),
            ("partnership", key("access.partnership")),
            ("agency", key("access.agency", related_name="memberships")),
            ("team", key("access.team", blank=True, null=True, related_name="memberships")),
            (
                "role",
                models.CharField(
                    max_length=30,
                    choices=words(
                        "referrer safeguarding_lead hub_practitioner decision_maker agency_officer "
                        "social_worker quality_assurer caldicott_guardian administrator automatic"
                    ),
                ),
            ),
            ("scope", models.CharField(max_length=10, choices=words("agency team person"))),
            ("valid_from", models.DateTimeField()),
            ("valid_to", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "access_membership",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                    name="membership_ends_no_earlier_than_it_begins",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Case",
        fields=[
            ("id", identifier()),
            ("partnership", key("access.partnership")),
            ("hub", key("access.principal", db_column="hub")),
            ("audience", ArrayField(default=list, base_field=models.IntegerField())),
            ("sealed", models.BooleanField(default=False)),
            ("opened_by", key(settings.AUTH_USER_MODEL)),
            ("opened_at", models.DateTimeField()),
        ],
        options={
            "db_table": "access_case",
            "indexes": [
                GinIndex(fields=["audience"], name="access_case_audience"),
                models.Index(fields=["opened_at", "id"], name="access_case_newest"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Involvement",
        fields=[
            ("id", identifier()),
            ("case", key("access.case", related_name="involvements")),
            ("principal", key("access.principal")),
            (
                "kind",
                models.CharField(
                    max_length=20,
                    choices=words("referrer hub asked allocated named emergency assurance school own_record"),
                ),
            ),
            ("reason", models.CharField(max_length=500, blank=True)),
            ("made_by", key(settings.AUTH_USER_MODEL)),
            ("valid_from", models.DateTimeField()),
            ("valid_to", models.DateTimeField(blank=True, null=True)),
            ("ended_by", key(settings.AUTH_USER_MODEL, blank=True, null=True)),
            ("ended_why", models.CharField(max_length=500, blank=True)),
        ],
        options={
            "db_table": "access_involvement",
            "indexes": [
                models.Index(
                    fields=["principal"],
                    condition=Q(kind__in=("emergency", "assurance", "own_record")),
                    name="access_involvement_narrow",
                ),
                models.Index(
                    fields=["principal", "valid_to"],
                    condition=Q(valid_to__isnull=False),
                    name="access_involvement_ended",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Subject",
        fields=[
            ("id", identifier()),
            ("case", key("access.case", related_name="subjects")),
            ("person_id", models.UUIDField(db_index=True)),
            ("provisional", models.BooleanField(default=False)),
            ("made_at", models.DateTimeField()),
        ],
        options={
            "db_table": "access_subject",
            "constraints": [
                models.UniqueConstraint(fields=("case", "person_id"), name="subject_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Exclusion",
        fields=[
            ("id", identifier()),
            ("practitioner", key(settings.AUTH_USER_MODEL)),
            ("person_id", models.UUIDField(db_index=True)),
            ("reason", models.CharField(max_length=500)),
            ("made_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("made_at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
            ("declared", models.UUIDField(blank=True, null=True, db_index=True)),
            ("end_asked_by", key(settings.AUTH_USER_MODEL, blank=True, null=True)),
            ("end_asked_at", models.DateTimeField(blank=True, null=True)),
            ("end_why", models.CharField(max_length=500, blank=True)),
            ("ended_by", key(settings.AUTH_USER_MODEL, blank=True, null=True)),
        ],
        options={
            "db_table": "access_exclusion",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(ended_by__isnull=True)
                    | (~Q(ended_by=F("practitioner")) & ~Q(ended_by=F("end_asked_by"))),
                    name="exclusion_ended_by_two_others",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Session",
        fields=[
            ("token_hash", models.CharField(primary_key=True, max_length=64, serialize=False)),
            ("practitioner", key(settings.AUTH_USER_MODEL)),
            ("membership", key("access.membership")),
            ("partnership", key("access.partnership")),
            ("opened_at", models.DateTimeField()),
            ("ends_at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={"db_table": "access_session"},
    ),
]
