from datetime import timedelta

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_cases_found")]
    operations = [
        migrations.AddField(
            model_name="emergencyaccess",
            name="what_follows",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("finding", "misuse"), _negated=True)
                | models.Q(("what_follows", ""), _negated=True),
                name="emergency_misuse_has_a_consequence",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("given_by__isnull", True),
                    models.Q(
                        ("valid_to__isnull", False),
                        ("valid_to__lte", models.F("valid_from") + timedelta(days=367)),
                    ),
                    _connector="OR",
                ),
                name="clearance_given_for_a_year_at_most",
            ),
        ),
    ]
