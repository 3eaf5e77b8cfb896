from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from tessera.access.migrations._columns import identifier, key


class Migration(migrations.Migration):
    """Messages that somebody is waiting for something."""

    initial = True
    replaces = [
        ("notifications", "0001_initial"),
        ("notifications", "0002_unread_and_unsent"),
        ("notifications", "0003_sealed"),
    ]
    dependencies = [("access", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", identifier()),
                ("recipient", key(settings.AUTH_USER_MODEL)),
                ("partnership", key("access.partnership")),
                ("case_id", models.UUIDField(blank=True, null=True)),
                ("sealed", models.BooleanField(default=False)),
                ("word", models.CharField(max_length=40)),
                ("reference", models.CharField(max_length=40)),
                ("link", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("emailed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "notifications_message",
                "indexes": [
                    models.Index(fields=["recipient", "-made_at"], name="notifications_mine"),
                    models.Index(
                        fields=["recipient"], condition=Q(read_at__isnull=True), name="notifications_unread"
                    ),
                    models.Index(
                        fields=["made_at"],
                        condition=Q(emailed_at__isnull=True, read_at__isnull=True),
                        name="notifications_unsent",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(reference__regex="^[A-Z]{2,4}-[0-9A-Z]{4}-[0-9A-Z]{4}$"),
                        name="message_reference_only",
                    ),
                    models.CheckConstraint(
                        condition=Q(link__regex="^/([a-z-]+/|[0-9a-f-]{36}/)+$"), name="message_link_only"
                    ),
                ],
            },
        ),
    ]
