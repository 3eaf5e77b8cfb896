from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from tessera.access.migrations._columns import identifier, key, one, words
from tessera.access.migrations._tables import CreateModels

TABLES = [
    migrations.CreateModel(
        name="SettingsDraft",
        fields=[
            ("id", identifier()),
            ("partnership", key("access.partnership")),
            ("follows", models.PositiveIntegerField()),
            ("begun_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("begun_at", models.DateTimeField()),
        ],
        options={"db_table": "partnership_draft"},
    ),
    migrations.CreateModel(
        name="SettingsStep",
        fields=[
            ("id", identifier()),
            ("draft", key("partnership.settingsdraft", related_name="steps")),
            ("number", models.PositiveIntegerField()),
            (
                "word",
                models.CharField(
                    max_length=12, choices=words("begun written sent sent_back withdrawn approved")
                ),
            ),
            ("text", models.TextField(blank=True)),
            ("reason", models.CharField(max_length=1000, blank=True)),
            ("in_force_from", models.DateTimeField(blank=True, null=True)),
            ("by", key(settings.AUTH_USER_MODEL, null=True)),
            ("at", models.DateTimeField()),
        ],
        options={
            "db_table": "partnership_draft_step",
            "constraints": [
                models.UniqueConstraint(fields=("draft", "number"), name="settings_step_once"),
                models.CheckConstraint(
                    condition=Q(word__in=("begun", "written", "sent", "sent_back", "withdrawn", "approved")),
                    name="settings_step_word",
                ),
                models.CheckConstraint(
                    condition=Q(word__in=("begun", "written", "sent")) ^ Q(text=""), name="settings_step_text"
                ),
                models.CheckConstraint(
                    condition=~Q(word__in=("sent", "sent_back", "withdrawn")) | ~Q(reason=""),
                    name="settings_step_reason",
                ),
                models.CheckConstraint(
                    condition=Q(word="sent") ^ Q(in_force_from__isnull=True),
                    name="settings_step_in_force_from",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SettingsCount",
        fields=[
            ("id", identifier()),
            ("draft", key("partnership.settingsdraft", related_name="counts")),
            ("number", models.PositiveIntegerField()),
            ("figures", models.JSONField()),
            ("counted_at", models.DateTimeField()),
        ],
        options={"db_table": "partnership_draft_count"},
    ),
    migrations.CreateModel(
        name="SettingsDocument",
        fields=[
            ("id", identifier()),
            ("partnership", key("access.partnership")),
            ("number", models.PositiveIntegerField()),
            ("text", models.TextField()),
            ("in_force_from", models.DateTimeField()),
            ("draft", one("partnership.settingsdraft", null=True)),
            ("approved_by", key(settings.AUTH_USER_MODEL, null=True)),
            ("approved_at", models.DateTimeField()),
        ],
        options={
            "db_table": "partnership_settings",
            "indexes": [
                models.Index(fields=["partnership", "-in_force_from"], name="partnership_settings_latest"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("partnership", "number"), name="settings_number_once"),
                models.CheckConstraint(
                    condition=Q(draft__isnull=True) | Q(approved_by__isnull=False),
                    name="settings_of_a_draft_are_approved",
                ),
            ],
        },
    ),
]


class Migration(migrations.Migration):
    """A partnership's settings: what is drafted, each step of it, and what is in force."""

    initial = True
    replaces = [
        ("partnership", "0001_initial"),
        ("partnership", "0002_drafts"),
        ("partnership", "0003_counts"),
    ]
    dependencies = [("access", "0001_tables")]

    operations = [
        CreateModels(TABLES),
    ]
