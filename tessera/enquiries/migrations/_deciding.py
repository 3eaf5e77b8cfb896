"""Decisions: what they rely on, who was told, what was handed over and what is kept from somebody."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from tessera.access.migrations._columns import identifier, key, of_a_case, of_a_case_marked, one, words

DECIDING = [
    migrations.CreateModel(
        name="Decision",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("enquiry", one("enquiries.enquiry", related_name="decision")),
            ("outcome", models.CharField(max_length=40)),
            ("closure", models.CharField(max_length=63, blank=True, default="", db_default="")),
            ("level", models.PositiveSmallIntegerField()),
            ("reasons", models.TextField()),
            ("would_change", models.TextField()),
            ("safety_meanwhile", models.TextField()),
            ("decided_at", models.DateTimeField()),
        ],
        options={"db_table": "enquiries_decision"},
    ),
    migrations.CreateModel(
        name="ReliedOn",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("decision", key("enquiries.decision", related_name="relied_on")),
            ("line", key("records.line", null=True)),
            ("voice", key("records.childsvoice", null=True)),
        ],
        options={
            "db_table": "enquiries_relied_on",
            "constraints": [
                models.UniqueConstraint(fields=("decision", "line"), name="relied_on_once"),
                models.UniqueConstraint(fields=("decision", "voice"), name="relied_on_a_voice_once"),
                models.CheckConstraint(
                    condition=Q(line__isnull=True) ^ Q(voice__isnull=True), name="relied_on_one_thing"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Feedback",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("referral", key("enquiries.referral", related_name="feedback")),
            ("enquiry", key("enquiries.enquiry", null=True, related_name="feedback")),
            ("kind", models.CharField(max_length=10, choices=words("referrer agency"))),
            ("to_agency", key("access.agency")),
            ("owed_at", models.DateTimeField()),
            ("due_at", models.DateTimeField(blank=True, null=True)),
            ("told_at", models.DateTimeField(blank=True, null=True)),
            ("told_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("outcome", models.CharField(max_length=200, blank=True)),
            ("words", models.TextField(blank=True)),
            ("seen_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "enquiries_feedback",
            "constraints": [
                models.UniqueConstraint(fields=("referral", "kind", "to_agency"), name="feedback_once"),
                models.CheckConstraint(
                    condition=Q(told_at__isnull=True) | ~Q(words=""), name="feedback_told_in_words"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Challenge",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("referral", key("enquiries.referral", related_name="challenges")),
            ("about", models.CharField(max_length=63, blank=True, default="", db_default="")),
            ("reason", models.TextField()),
            ("safe_meanwhile", models.TextField(blank=True)),
            ("at_risk_now", models.BooleanField(default=False, db_default=False)),
            ("made_at", models.DateTimeField()),
            ("reply_due_at", models.DateTimeField()),
            ("reply", models.TextField(blank=True)),
            ("replied_at", models.DateTimeField(blank=True, null=True)),
            ("replied_by", key(settings.AUTH_USER_MODEL, null=True)),
        ],
        options={"db_table": "enquiries_challenge", "ordering": ("made_at",)},
    ),
    migrations.CreateModel(
        name="HandOver",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("request", key("enquiries.request", related_name="hand_overs")),
            ("note", key("records.note", null=True)),
            ("could_not_say", models.TextField(blank=True)),
            ("handed_at", models.DateTimeField()),
        ],
        options={"db_table": "enquiries_hand_over", "ordering": ("handed_at",)},
    ),
    migrations.CreateModel(
        name="HandedLine",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("hand_over", key("enquiries.handover", related_name="lines")),
            ("line", key("records.line")),
            ("given", key("records.line", null=True)),
            ("choice", models.CharField(max_length=10, choices=words("as_it_is new_words held_back"))),
            ("reason", models.CharField(max_length=60, blank=True)),
            ("why", models.TextField(blank=True)),
        ],
        options={
            "db_table": "enquiries_handed_line",
            "constraints": [
                models.CheckConstraint(
                    condition=(Q(choice="held_back") & Q(given__isnull=True) & ~Q(reason="") & ~Q(why=""))
                    | (Q(given__isnull=False) & ~Q(choice="held_back")),
                    name="handed_line_held_back_with_a_reason",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Protection",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("told", key("enquiries.referraladdress", null=True)),
            ("recorded", key("people.address", null=True)),
            ("reason", models.TextField()),
            ("protected_at", models.DateTimeField()),
        ],
        options={
            "db_table": "enquiries_protection",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(told__isnull=True) ^ Q(recorded__isnull=True),
                    name="protection_of_one_address",
                ),
                models.CheckConstraint(
                    condition=Q(
                        marks__contained_by=[
                            "police_intelligence",
                            "domestic_abuse_address",
                            "adult_health",
                            "adoption",
                            "legal_privilege",
                        ]
                    )
                    & ~Q(marks=[]),
                    name="protection_needs_a_clearance",
                ),
            ],
        },
    ),
]
