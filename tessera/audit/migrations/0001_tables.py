from django.db import migrations, models

from tessera.core.identifiers import uuid7


class Migration(migrations.Migration):
    """The ledger: its entries, and the blocks that seal them."""

    initial = True
    replaces = [
        ("audit", "0001_initial"),
        ("audit", "0002_heads"),
        ("audit", "0003_blocks"),
    ]
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(primary_key=True, default=uuid7, editable=False, serialize=False)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                ("partnership", models.UUIDField(null=True)),
                ("verb", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("row", models.UUIDField(null=True)),
                ("case", models.UUIDField(null=True)),
                ("detail", models.JSONField(default=dict)),
                ("server", models.BigIntegerField()),
                ("act", models.BigIntegerField()),
            ],
            options={
                "db_table": "audit_entry",
                "indexes": [
                    models.Index(fields=["case", "at"], name="audit_entry_case"),
                    models.Index(fields=["by", "at"], name="audit_entry_by"),
                    models.Index(fields=["server", "act"], name="audit_entry_act"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("server", models.BigIntegerField()),
                ("first_act", models.BigIntegerField()),
                ("end_act", models.BigIntegerField()),
                ("entries", models.IntegerField()),
                ("root", models.CharField(max_length=64)),
                ("before", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("leaves", models.BinaryField()),
            ],
            options={
                "db_table": "audit_block",
                "constraints": [
                    models.UniqueConstraint(fields=("server", "end_act"), name="audit_block_act_once"),
                ],
            },
        ),
        # Hashes do not get smaller: compressing them would only cost time.
        migrations.RunSQL(
            "ALTER TABLE audit_block ALTER COLUMN leaves SET STORAGE EXTERNAL", migrations.RunSQL.noop
        ),
    ]
