import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Hashes of passwords stand by themselves, where only what was proved is answered."""

    dependencies = [("access", "0006_no_key_in_clear")]

    operations = [
        migrations.AddField(
            model_name="practitioner",
            name="passwords_set",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="Password",
            fields=[
                (
                    "practitioner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("hash", models.CharField(max_length=128)),
            ],
            options={"db_table": "access_password"},
        ),
        migrations.RunSQL(
            "INSERT INTO access_password (practitioner_id, hash) SELECT id, password FROM access_practitioner",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="practitioner", name="password"),
    ]
