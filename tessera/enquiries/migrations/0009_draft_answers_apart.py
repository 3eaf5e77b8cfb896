import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tessera.core.identifiers

class Migration(migrations.Migration):
    """A row of the agency's own for what it is typing. Made empty: keys are checked before anything is moved to it."""

    dependencies = [
        ("access", "0007_passwords_apart"),
        ("enquiries", "0008_why_shared_wider_by_default"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftAnswer",
            fields=[
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("whole_case", "Whole case"),
                            ("named", "Named"),
                            ("named_people", "Named people"),
                            ("own_agency", "Own agency"),
                        ],
                        default="whole_case",
                        max_length=12,
                    ),
                ),
                (
                    "named",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=tessera.core.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.agency"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.case"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enquiries.request"
                    ),
                ),
            ],
            options={"db_table": "enquiries_draft_answer"},
        ),
        migrations.AddConstraint(
            model_name="draftanswer",
            constraint=models.UniqueConstraint(
                fields=("request", "agency"), name="draft_answer_once_for_an_agency"
            ),
        ),
    ]
