from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from tessera.access.migrations._columns import identifier, key, words


class Migration(migrations.Migration):
    """Files that are being made for their readers."""

    initial = True
    replaces = [
        ("exports", "0001_making"),
        ("exports", "0002_others"),
    ]
    dependencies = [("access", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Making",
            fields=[
                ("id", identifier()),
                ("case", key("access.case")),
                ("agency", key("access.agency")),
                ("author", key(settings.AUTH_USER_MODEL)),
                ("others", ArrayField(default=list, base_field=models.UUIDField())),
                ("session_hash", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=500)),
                ("kind", models.CharField(max_length=20, choices=words("chronology record"))),
                (
                    "purpose",
                    models.CharField(max_length=20, choices=words("meeting court review family learning")),
                ),
                ("file_format", models.CharField(max_length=10, choices=words("pdf xlsx"))),
                ("reader", models.CharField(max_length=200)),
                ("reader_role", models.CharField(max_length=200, blank=True)),
                ("asked_at", models.DateTimeField()),
                (
                    "step",
                    models.CharField(
                        max_length=10,
                        default="waiting",
                        choices=words("waiting reading setting made stopped broken"),
                    ),
                ),
                ("step_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("until", models.DateTimeField(null=True)),
                ("content", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "exports_making",
                "indexes": [
                    models.Index(fields=["author", "case"], name="exports_making_mine"),
                ],
            },
        ),
    ]
