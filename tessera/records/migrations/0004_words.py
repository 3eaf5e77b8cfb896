import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# The words of every line written so far. The owner reads no line; forcing is lifted from it meanwhile and put back.
FILL = """
ALTER TABLE records_line NO FORCE ROW LEVEL SECURITY;
ALTER TABLE records_note NO FORCE ROW LEVEL SECURITY;
INSERT INTO records_words (line_id, case_id, agency_id, author_id, audience, named, marks, written_at, words)
SELECT l.id, l.case_id, l.agency_id, l.author_id, l.audience, l.named, l.marks, n.written_at,
       to_tsvector('english', left(concat_ws(' ', l.text, l.source, l.about), 100000))
  FROM records_line l JOIN records_note n ON n.id = l.note_id;
ALTER TABLE records_line FORCE ROW LEVEL SECURITY;
ALTER TABLE records_note FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0003_marks_and_grants")]
    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="records.line",
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("author_id", models.UUIDField()),
                ("audience", models.CharField(max_length=12)),
                (
                    "named",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={"db_table": "records_words"},
        ),
        migrations.RunSQL(FILL, "DELETE FROM records_words"),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AddIndex(
            model_name="words",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], gin_pending_list_limit=256, name="records_words_words"
            ),
        ),
        migrations.AddIndex(
            model_name="words",
            index=models.Index(fields=["written_at", "line"], name="records_words_newest"),
        ),
        migrations.AddIndex(
            model_name="words",
            index=models.Index(fields=["case_id"], name="records_words_case"),
        ),
    ]
