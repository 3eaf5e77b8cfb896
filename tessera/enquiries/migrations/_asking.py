"""Enquiries: their clocks, what agencies are asked and what they answer."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from tessera.access.migrations._columns import identifier, key, of_a_case, one, words

ASKING = [
    migrations.CreateModel(
        name="Enquiry",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("reference", models.CharField(max_length=20, unique=True)),
            ("referral", one("enquiries.referral", related_name="enquiry")),
            ("state", models.CharField(max_length=10, choices=words("open decided closed"))),
            ("rating", models.CharField(max_length=10, blank=True, choices=words("red amber green blue"))),
            ("allocated_to", key(settings.AUTH_USER_MODEL, null=True)),
            ("opened_at", models.DateTimeField()),
            ("decided_at", models.DateTimeField(blank=True, null=True)),
            ("closed_at", models.DateTimeField(blank=True, null=True)),
            ("settings", key("partnership.settingsdocument", null=True)),
        ],
        options={
            "db_table": "enquiries_enquiry",
            "indexes": [
                models.Index(fields=["state"], condition=~Q(state="closed"), name="enquiries_enquiry_live"),
                models.Index(fields=["case"], name="enquiries_enquiry_case"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Rating",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("enquiry", key("enquiries.enquiry", related_name="ratings")),
            ("by_hub", models.BooleanField()),
            ("value", models.CharField(max_length=10, choices=words("red amber green blue"))),
            ("reason", models.TextField()),
            ("rated_at", models.DateTimeField()),
            (
                "confirm_by",
                models.CharField(
                    max_length=20,
                    default="nobody",
                    db_default="nobody",
                    choices=words("nobody hub decision_maker"),
                ),
            ),
        ],
        options={"db_table": "enquiries_rating", "ordering": ("rated_at",)},
    ),
    migrations.CreateModel(
        name="Confirmation",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("rating", one("enquiries.rating", related_name="confirmation")),
            ("confirmed_at", models.DateTimeField()),
        ],
        options={"db_table": "enquiries_confirmation"},
    ),
    migrations.CreateModel(
        name="Clock",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("enquiry", key("enquiries.enquiry", null=True, related_name="clocks")),
            ("referral", key("enquiries.referral", related_name="clocks")),
            (
                "kind",
                models.CharField(max_length=15, choices=words("acknowledge agency_return decision feedback")),
            ),
            ("reference", models.CharField(max_length=20, default="")),
            ("started_at", models.DateTimeField()),
            ("limit", models.CharField(max_length=10)),
            ("due_at", models.DateTimeField(blank=True, null=True)),
            ("stopped_at", models.DateTimeField(blank=True, null=True)),
            ("reminded", models.PositiveSmallIntegerField(default=0)),
            ("remind_next_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "enquiries_clock",
            "indexes": [
                models.Index(
                    fields=["kind", "due_at"],
                    condition=Q(stopped_at__isnull=True),
                    name="enquiries_clock_live",
                ),
                models.Index(
                    fields=["remind_next_at"],
                    condition=Q(stopped_at__isnull=True),
                    name="enquiries_clock_remind",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("referral", "kind"), name="clock_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Danger",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("referral", key("enquiries.referral", related_name="dangers")),
            ("reason", models.TextField()),
            ("called_at", models.DateTimeField()),
        ],
        options={"db_table": "enquiries_danger"},
    ),
    migrations.CreateModel(
        name="Request",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("enquiry", key("enquiries.enquiry", related_name="requests")),
            ("reference", models.CharField(max_length=20)),
            ("to_agency", key("access.agency")),
            (
                "state",
                models.CharField(
                    max_length=15, choices=words("sent seen returned nothing_known refused withdrawn")
                ),
            ),
            (
                "asked_for",
                models.CharField(
                    max_length=12, default="answer", db_default="answer", choices=words("answer chronology")
                ),
            ),
            ("concern", models.CharField(max_length=40, blank=True, db_default="")),
            ("question", models.TextField()),
            ("context", models.TextField(blank=True)),
            ("rating", models.CharField(max_length=10, choices=words("red amber green blue"))),
            ("basis", models.CharField(max_length=60)),
            ("purpose", models.TextField()),
            ("necessity", models.TextField()),
            ("told_family", models.BooleanField()),
            ("told_family_reason", models.TextField(blank=True)),
            ("sent_at", models.DateTimeField()),
            ("due_at", models.DateTimeField(blank=True, null=True)),
            ("would_be_due_at", models.DateTimeField(blank=True, null=True)),
            ("seen_at", models.DateTimeField(blank=True, null=True)),
            ("answered_at", models.DateTimeField(blank=True, null=True)),
            ("refusal_reason", models.TextField(blank=True)),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ("withdrawn_reason", models.TextField(blank=True)),
            ("urgent_for_them", models.BooleanField(null=True)),
            ("reminded", models.PositiveSmallIntegerField(default=0)),
            ("remind_next_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "enquiries_request",
            "ordering": ("sent_at",),
            "indexes": [
                models.Index(fields=["to_agency", "state", "due_at"], name="enquiries_request_inbox"),
                models.Index(fields=["enquiry"], name="enquiries_request_enquiry"),
                models.Index(
                    fields=["remind_next_at"],
                    condition=Q(state__in=("sent", "seen")),
                    name="enquiries_request_remind",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(told_family=True) | ~Q(told_family_reason=""),
                    name="request_says_why_not_told",
                ),
                models.CheckConstraint(
                    condition=~Q(state="refused") | ~Q(refusal_reason=""),
                    name="request_refused_with_a_reason",
                ),
                models.CheckConstraint(
                    condition=~Q(state="withdrawn")
                    | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                    name="request_withdrawn_with_a_reason",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Pause",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("clock", key("enquiries.clock", null=True, related_name="pauses")),
            ("request", key("enquiries.request", null=True, related_name="pauses")),
            ("reason", models.CharField(max_length=60)),
            ("words", models.TextField()),
            ("began_at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "enquiries_pause",
            "ordering": ("began_at",),
            "constraints": [
                models.CheckConstraint(
                    condition=Q(clock__isnull=True) ^ Q(request__isnull=True), name="pause_of_one_thing"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DraftAnswer",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("request", key("enquiries.request")),
            ("answers", models.JSONField(default=dict)),
        ],
        options={
            "db_table": "enquiries_draft_answer",
            "constraints": [
                models.UniqueConstraint(fields=("request", "agency"), name="draft_answer_once_for_an_agency"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Chase",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("request", key("enquiries.request", related_name="chases")),
            ("chased_at", models.DateTimeField()),
        ],
        options={"db_table": "enquiries_chase"},
    ),
    migrations.CreateModel(
        name="NotShared",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("enquiry", key("enquiries.enquiry", related_name="not_shared")),
            ("to_agency", key("access.agency")),
            ("reason", models.TextField()),
            ("decided_at", models.DateTimeField()),
        ],
        options={"db_table": "enquiries_not_shared"},
    ),
    migrations.CreateModel(
        name="Return",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("request", one("enquiries.request", related_name="answer")),
            ("note", key("records.note")),
            ("could_not_say", models.TextField(blank=True)),
            ("share_reason", models.TextField(blank=True, db_default="")),
            ("share_purpose", models.CharField(max_length=60, blank=True, db_default="")),
            ("share_basis", models.CharField(max_length=60, blank=True, db_default="")),
            ("returned_at", models.DateTimeField()),
        ],
        options={"db_table": "enquiries_return"},
    ),
]
