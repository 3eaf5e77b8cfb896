import django.db.models.deletion
from django.db import migrations, models

import tessera.core.identifiers


class Migration(migrations.Migration):
    dependencies = [("partnership", "0002_drafts")]

    operations = [
        migrations.CreateModel(
            name="SettingsCount",
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
                ("figures", models.JSONField()),
                ("counted_at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="partnership.settingsdraft",
                    ),
                ),
            ],
            options={"db_table": "partnership_draft_count"},
        ),
    ]
