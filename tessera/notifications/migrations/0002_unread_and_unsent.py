from django.db import migrations, models


class Migration(migrations.Migration):
    """What is unread is counted on every page, and what is unsent looked for every minute. A link is only a link."""

    dependencies = [("notifications", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)), fields=["recipient"], name="notifications_unread"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("emailed_at__isnull", True), ("read_at__isnull", True)),
                fields=["made_at"],
                name="notifications_unsent",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("link__regex", "^/([a-z-]+/|[0-9a-f-]{36}/)+$")), name="message_link_only"
            ),
        ),
    ]
