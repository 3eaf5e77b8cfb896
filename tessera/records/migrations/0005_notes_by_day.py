from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0004_words")]
    operations = [
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["written_at"], name="records_note_newest"),
        ),
    ]
