from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from tessera.access.migrations._columns import identifier, key, words


class Migration(migrations.Migration):
    """Patterns that somebody said are none."""

    initial = True
    replaces = [("patterns", "0001_initial")]
    dependencies = [("access", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Dismissal",
            fields=[
                ("id", identifier()),
                ("author", key(settings.AUTH_USER_MODEL)),
                ("agency", key("access.agency")),
                ("about", models.UUIDField(db_index=True)),
                (
                    "rule",
                    models.CharField(
                        max_length=30,
                        choices=words(
                            "low_notes repeat_contacts greens not_brought moves absence_with_illness "
                            "sibling_concern"
                        ),
                    ),
                ),
                ("facts", ArrayField(base_field=models.UUIDField())),
                ("reason", models.TextField()),
                ("dismissed_at", models.DateTimeField()),
            ],
            options={"db_table": "patterns_dismissal"},
        ),
    ]
