from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tessera.core.identifiers

KINDS = [
    ("referrer", "Referrer"),
    ("hub", "Hub"),
    ("asked", "Asked"),
    ("allocated", "Allocated"),
    ("named", "Named"),
    ("emergency", "Emergency"),
    ("assurance", "Assurance"),
    ("school", "School"),
    ("own_record", "Own record"),
]


def somebody() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def empty_at_first(table: str, column: str) -> migrations.RunSQL:
    """Functions of the database write rows without this column."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT ''",
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT",
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0004_reviewed")]
    operations = [
        migrations.AlterField(
            model_name="involvement",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20),
        ),
        migrations.AddField(model_name="involvement", name="ended_by", field=somebody()),
        migrations.AddField(
            model_name="involvement",
            name="ended_why",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        empty_at_first("access_involvement", "ended_why"),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(
                condition=models.Q(("kind__in", ("emergency", "assurance", "own_record"))),
                fields=["principal"],
                name="access_involvement_narrow",
            ),
        ),
        migrations.AddField(
            model_name="seal",
            name="opened_why",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        empty_at_first("access_seal", "opened_why"),
        migrations.AddField(
            model_name="exclusion",
            name="declared",
            field=models.UUIDField(blank=True, db_index=True, null=True),
        ),
        migrations.AddField(model_name="exclusion", name="end_asked_by", field=somebody()),
        migrations.AddField(
            model_name="exclusion", name="end_asked_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="exclusion",
            name="end_why",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        empty_at_first("access_exclusion", "end_why"),
        migrations.AddField(model_name="exclusion", name="ended_by", field=somebody()),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_by__isnull", True),
                    models.Q(
                        models.Q(("ended_by", models.F("practitioner")), _negated=True),
                        models.Q(("ended_by", models.F("end_asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="exclusion_ended_by_two_others",
            ),
        ),
        migrations.AddConstraint(
            model_name="assurance",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__lte", models.F("asked_at") + timedelta(days=90))),
                name="assurance_is_not_for_ever",
            ),
        ),
        migrations.CreateModel(
            name="Export",
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
                ("asked_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.case"
                    ),
                ),
            ],
            options={
                "db_table": "access_export",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by__isnull", True),
                            models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="export_agreed_by_somebody_else",
                    )
                ],
            },
        ),
    ]
