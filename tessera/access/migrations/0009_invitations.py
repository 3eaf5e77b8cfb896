import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tessera.core.identifiers

ROLES = [
    ("referrer", "Referrer"),
    ("safeguarding_lead", "Safeguarding lead"),
    ("hub_practitioner", "Hub practitioner"),
    ("decision_maker", "Decision maker"),
    ("agency_officer", "Agency officer"),
    ("social_worker", "Social worker"),
    ("quality_assurer", "Quality assurer"),
    ("caldicott_guardian", "Caldicott guardian"),
    ("administrator", "Administrator"),
    ("automatic", "Automatic"),
]


def key(to: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        blank=null, null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to
    )


def somebody(*, null: bool = True) -> models.ForeignKey:
    return key(settings.AUTH_USER_MODEL, null=null)


class Migration(migrations.Migration):
    """Places in an agency that administrators give; and a membership may be taken back before its first day."""

    dependencies = [("access", "0008_files_for_a_reader")]

    operations = [
        migrations.RemoveConstraint(model_name="membership", name="membership_ends_after_it_begins"),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="membership_ends_no_earlier_than_it_begins",
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tessera.core.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=ROLES, max_length=30), size=None
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("key_hash", models.CharField(blank=True, max_length=64)),
                ("key_until", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("partnership", key("access.partnership")),
                ("agency", key("access.agency")),
                ("team", key("access.team", null=True)),
                ("practitioner", somebody()),
                ("asked_by", somebody(null=False)),
                ("agreed_by", somebody()),
                ("withdrawn_by", somebody()),
            ],
            options={
                "db_table": "access_invitation",
                "indexes": [
                    models.Index(
                        condition=models.Q(("key_hash", ""), _negated=True),
                        fields=["key_hash"],
                        name="access_invitation_by_link",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("roles__contained_by", [word for word, _ in ROLES if word != "automatic"]),
                            ("roles__len__gt", 0),
                        ),
                        name="invitation_roles_are_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("practitioner__isnull", True), ("email", ""), _connector="XOR"),
                            ("accepted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="invitation_is_for_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="invitation_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by__isnull", True),
                            models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="invitation_agreed_by_another",
                    ),
                ],
            },
        ),
    ]
