from django.db import migrations, models


class Migration(migrations.Migration):
    """Blocks take the place of the sixty-four chains. Every entry stays: its place becomes its act, on a server that is
    no more (0), so that the first sealing covers them all."""

    dependencies = [("audit", "0002_heads")]
    operations = [
        # What was made for the chains stands on columns that go. Nothing of it exists on a new database.
        migrations.RunSQL(
            """
            DROP TRIGGER IF EXISTS chain ON audit_entry;
            DROP FUNCTION IF EXISTS audit.chain();
            DROP FUNCTION IF EXISTS audit.verify();
            DROP FUNCTION IF EXISTS audit.heads();
            DROP FUNCTION IF EXISTS audit.lost(jsonb);
            DROP FUNCTION IF EXISTS audit._digest(public.audit_entry);
            DROP FUNCTION IF EXISTS audit._beginning(integer);
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint("Entry", "audit_entry_place_once"),
        migrations.RenameField("Entry", "place", "act"),
        migrations.AddField("Entry", "server", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RemoveField("Entry", "chain"),
        migrations.RemoveField("Entry", "before"),
        migrations.RemoveField("Entry", "hash"),
        migrations.AddIndex("Entry", models.Index(fields=["server", "act"], name="audit_entry_act")),
        migrations.DeleteModel("Head"),
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
                    models.UniqueConstraint(fields=("server", "end_act"), name="audit_block_act_once")
                ],
            },
        ),
        # Hashes do not get smaller: compressing them would only cost time.
        migrations.RunSQL(
            "ALTER TABLE audit_block ALTER COLUMN leaves SET STORAGE EXTERNAL", migrations.RunSQL.noop
        ),
    ]
