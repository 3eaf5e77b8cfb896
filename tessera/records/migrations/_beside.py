"""What goes with notes: files, marks on a body, children's own words, and what was taken back."""

from django.db import migrations, models
from django.db.models import Q

from tessera.access.migrations._columns import identifier, key, of_a_case_marked, one, words

BESIDE = [
    migrations.CreateModel(
        name="Attachment",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("note", key("records.note", related_name="attachments")),
            ("name", models.CharField(max_length=200)),
            ("content_type", models.CharField(max_length=100)),
            ("size", models.PositiveIntegerField()),
            ("sha256", models.CharField(max_length=64)),
            ("scanned_at", models.DateTimeField(blank=True, null=True)),
            ("added_at", models.DateTimeField()),
        ],
        options={"db_table": "records_attachment"},
    ),
    migrations.CreateModel(
        name="AttachmentContent",
        fields=[
            *of_a_case_marked(),
            (
                "attachment",
                one("records.attachment", primary_key=True, serialize=False, related_name="content"),
            ),
            ("content", models.BinaryField()),
        ],
        options={"db_table": "records_attachment_content"},
    ),
    migrations.CreateModel(
        name="BodyMark",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("note", key("records.note", related_name="body_marks")),
            (
                "figure",
                models.CharField(
                    max_length=10, default="child", db_default="child", choices=words("child baby")
                ),
            ),
            ("view", models.CharField(max_length=10, choices=words("front back left right"))),
            ("x", models.PositiveSmallIntegerField()),
            ("y", models.PositiveSmallIntegerField()),
            ("part", models.CharField(max_length=60)),
            ("size", models.CharField(max_length=60, blank=True)),
            (
                "colour",
                models.CharField(
                    max_length=10, blank=True, choices=words("red blue purple green yellow brown other")
                ),
            ),
            ("words", models.TextField()),
        ],
        options={
            "db_table": "records_body_mark",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(x__lte=1000, y__lte=1000), name="body_mark_on_the_outline"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SameEvent",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("note", key("records.note")),
            ("other", key("records.note")),
            ("line", key("records.line", blank=True, null=True)),
            ("other_line", key("records.line", blank=True, null=True)),
            ("same", models.BooleanField()),
            ("reason", models.TextField()),
            ("said_at", models.DateTimeField()),
        ],
        options={
            "db_table": "records_same_event",
            "constraints": [
                models.CheckConstraint(condition=~Q(reason=""), name="same_event_with_a_reason"),
            ],
        },
    ),
    migrations.CreateModel(
        name="ChildsVoice",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("person", key("people.person", blank=True, null=True)),
            ("child", models.CharField(max_length=250)),
            ("words", models.TextField()),
            (
                "how",
                models.CharField(
                    max_length=10, blank=True, choices=words("said signed drawn written shown played behaved")
                ),
            ),
            ("asked_by", models.CharField(max_length=200, blank=True)),
            ("setting", models.CharField(max_length=300, blank=True)),
            ("when", models.CharField(max_length=40, blank=True)),
            ("alone", models.BooleanField(null=True)),
            ("interpreter", models.CharField(max_length=200, blank=True, db_default="")),
            ("wants", models.TextField(blank=True, db_default="")),
            ("communication", models.CharField(max_length=500, blank=True, db_default="")),
            ("response", models.TextField(blank=True)),
            ("written_at", models.DateTimeField()),
            ("replaces", key("records.childsvoice", blank=True, null=True, related_name="replaced_by")),
            ("reason", models.TextField(blank=True, db_default="")),
        ],
        options={"db_table": "records_childs_voice"},
    ),
    migrations.CreateModel(
        name="Withdrawal",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("note", key("records.note", blank=True, null=True, related_name="withdrawals")),
            ("voice", key("records.childsvoice", blank=True, null=True, related_name="withdrawals")),
            ("reason", models.TextField()),
            ("withdrawn_at", models.DateTimeField()),
        ],
        options={
            "db_table": "records_withdrawal",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(note__isnull=True) ^ Q(voice__isnull=True), name="withdrawal_of_one"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="VoiceResponse",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("voice", key("records.childsvoice", related_name="responses")),
            ("done", models.TextField()),
            ("told_back", models.TextField(blank=True)),
            ("responded_at", models.DateTimeField()),
        ],
        options={"db_table": "records_voice_response"},
    ),
]
