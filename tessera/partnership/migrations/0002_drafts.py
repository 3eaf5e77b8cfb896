import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tessera.core.identifiers
from tessera.partnership.rules.drafts import NEEDS_REASON, WITH_TEXT, StepWord

# The order in which they came into force, and, of what was put in force at the console, the day as well.
NUMBERS = """
UPDATE partnership_settings s SET number = n.number, approved_at = s.in_force_from
  FROM (SELECT id, row_number() OVER (PARTITION BY partnership_id ORDER BY in_force_from, id) AS number
          FROM partnership_settings) n
 WHERE n.id = s.id
"""


def by(name):
    return (
        name,
        models.ForeignKey(
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_no_key_in_clear"),
        ("partnership", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SettingsDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tessera.core.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("follows", models.PositiveIntegerField()),
                ("begun_at", models.DateTimeField()),
                by("begun_by"),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.partnership"
                    ),
                ),
            ],
            options={"db_table": "partnership_draft"},
        ),
        migrations.CreateModel(
            name="SettingsStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tessera.core.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("word", models.CharField(choices=StepWord.choices(), max_length=12)),
                ("text", models.TextField(blank=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("in_force_from", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                by("by"),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="partnership.settingsdraft",
                    ),
                ),
            ],
            options={
                "db_table": "partnership_draft_step",
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "number"), name="settings_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(word__in=StepWord), name="settings_step_word"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(word__in=WITH_TEXT) ^ models.Q(text=""), name="settings_step_text"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(word__in=NEEDS_REASON) | ~models.Q(reason=""),
                        name="settings_step_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(word="sent") ^ models.Q(in_force_from__isnull=True),
                        name="settings_step_in_force_from",
                    ),
                ],
            },
        ),
        migrations.RemoveField(model_name="settingsdocument", name="made_by"),
        migrations.AddField(
            model_name="settingsdocument", name="number", field=models.PositiveIntegerField(null=True)
        ),
        migrations.AddField(
            model_name="settingsdocument", name="approved_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunSQL(NUMBERS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="settingsdocument", name="number", field=models.PositiveIntegerField()
        ),
        migrations.AlterField(
            model_name="settingsdocument", name="approved_at", field=models.DateTimeField()
        ),
        migrations.AddField(model_name="settingsdocument", name=by("approved_by")[0], field=by("approved_by")[1]),
        migrations.AddField(
            model_name="settingsdocument",
            name="draft",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partnership.settingsdraft",
            ),
        ),
        migrations.AddConstraint(
            model_name="settingsdocument",
            constraint=models.UniqueConstraint(fields=("partnership", "number"), name="settings_number_once"),
        ),
        migrations.AddConstraint(
            model_name="settingsdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(draft__isnull=True) | models.Q(approved_by__isnull=False),
                name="settings_of_a_draft_are_approved",
            ),
        ),
    ]
