from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0007_handing_over")]

    # What was running before the columns came writes rows without them until it is restarted.
    operations = [
        migrations.AlterField(
            model_name="return",
            name="share_basis",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AlterField(
            model_name="return",
            name="share_purpose",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AlterField(
            model_name="return",
            name="share_reason",
            field=models.TextField(blank=True, db_default=""),
        ),
    ]
