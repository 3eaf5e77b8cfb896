from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    """Sessions were found by their keys, and are by the hashes of them: everybody signs in once more."""

    dependencies = [
        ("access", "0005_endings_and_exports"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Not DELETE: the owner of the tables sees no row of them.
        migrations.RunSQL(
            "TRUNCATE django_session, usersessions_usersession",
            migrations.RunSQL.noop,
        )
    ]
