from django.db import migrations, models


class Migration(migrations.Migration):
    """Why work ended with a decision, where that was asked."""

    dependencies = [("enquiries", "0019_challenge_about")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="closure",
            field=models.CharField(blank=True, db_default="", default="", max_length=63),
        ),
    ]
