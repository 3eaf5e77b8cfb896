from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

from tessera.access.migrations._columns import identifier, key, of_a_case
from tessera.access.migrations._tables import CreateModels

TABLES = [
    migrations.CreateModel(
        name="Form",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("about", models.UUIDField()),
            ("title", models.CharField(max_length=200)),
            ("definition", models.JSONField()),
            ("opened_at", models.DateTimeField()),
            ("open_to", ArrayField(blank=True, default=list, base_field=models.IntegerField())),
            ("closed_at", models.DateTimeField(null=True)),
            ("closed_by", key(settings.AUTH_USER_MODEL, null=True)),
        ],
        options={
            "db_table": "live_forms_form",
            "indexes": [
                models.Index(fields=["about"], name="live_forms_form_about"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Participant",
        fields=[
            ("id", identifier()),
            ("form", key("live_forms.form", related_name="participants")),
            ("case", key("access.case")),
            ("principal", key("access.principal")),
            ("valid_from", models.DateTimeField()),
            ("valid_to", models.DateTimeField(null=True)),
            ("made_by", key(settings.AUTH_USER_MODEL)),
        ],
        options={
            "db_table": "live_forms_participant",
            "indexes": [
                models.Index(fields=["form", "principal"], name="live_forms_participant_form"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Section",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("form", key("live_forms.form", related_name="sections")),
            ("key", models.CharField(max_length=60)),
            (
                "written_by",
                models.CharField(
                    max_length=12, choices=[("agency", "agency"), ("participants", "participants")]
                ),
            ),
            ("open_to", ArrayField(blank=True, default=list, base_field=models.IntegerField())),
            ("closed", models.BooleanField(default=False)),
            ("epoch", models.IntegerField(default=1)),
            ("seq", models.BigIntegerField(default=0)),
            ("head", models.BinaryField(default=b"")),
        ],
        options={
            "db_table": "live_forms_section",
            "constraints": [
                models.UniqueConstraint(fields=("form", "key", "agency"), name="live_forms_section_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Tab",
        fields=[
            ("id", identifier()),
            ("form", key("live_forms.form", related_name="tabs")),
            ("case", key("access.case")),
            ("number", models.BigIntegerField()),
            ("author", key(settings.AUTH_USER_MODEL)),
            ("agency", key("access.agency")),
            ("opened_at", models.DateTimeField()),
        ],
        options={
            "db_table": "live_forms_tab",
            "constraints": [
                models.UniqueConstraint(fields=("form", "number"), name="live_forms_tab_number"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Update",
        fields=[
            ("id", identifier()),
            ("section", key("live_forms.section", related_name="updates")),
            ("case", key("access.case")),
            ("seq", models.BigIntegerField()),
            ("epoch", models.IntegerField()),
            ("field", models.CharField(max_length=80, blank=True)),
            ("base", models.BigIntegerField(default=0)),
            ("tab", models.BigIntegerField()),
            ("author", key(settings.AUTH_USER_MODEL)),
            ("agency", key("access.agency")),
            ("at", models.DateTimeField()),
            ("hash", models.BinaryField()),
            ("payload", models.BinaryField()),
        ],
        options={
            "db_table": "live_forms_update",
            "indexes": [
                models.Index(
                    fields=["section", "field", "-seq"],
                    condition=~Q(field=""),
                    name="live_forms_update_values",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("section", "seq"), name="live_forms_update_numbered"),
                models.CheckConstraint(
                    condition=Q(payload__length__lte=1000000), name="live_forms_update_is_bounded"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Snapshot",
        fields=[
            ("id", identifier()),
            ("section", key("live_forms.section", related_name="snapshots")),
            ("case", key("access.case")),
            ("author", key(settings.AUTH_USER_MODEL)),
            ("agency", key("access.agency")),
            ("seq", models.BigIntegerField()),
            ("epoch", models.IntegerField()),
            ("state", models.BinaryField()),
            ("made_at", models.DateTimeField()),
        ],
        options={
            "db_table": "live_forms_snapshot",
            "indexes": [
                models.Index(fields=["section", "-seq"], name="live_forms_snapshot_newest"),
            ],
        },
    ),
    migrations.CreateModel(
        name="SignOff",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("form", key("live_forms.form", related_name="sign_offs")),
            ("signed_at", models.DateTimeField()),
        ],
        options={"db_table": "live_forms_sign_off"},
    ),
    migrations.CreateModel(
        name="Addendum",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("section", key("live_forms.section", related_name="addenda")),
            ("words", models.TextField()),
            ("written_at", models.DateTimeField()),
        ],
        options={"db_table": "live_forms_addendum", "ordering": ("written_at",)},
    ),
    migrations.CreateModel(
        name="BrowserKey",
        fields=[
            ("id", identifier()),
            ("author", key(settings.AUTH_USER_MODEL)),
            ("key", models.BinaryField()),
            ("made_at", models.DateTimeField()),
        ],
        options={"db_table": "live_forms_browser_key"},
    ),
]


class Migration(migrations.Migration):
    """Forms that several agencies write at once, and the log that each section is."""

    initial = True
    replaces = [("live_forms", "0001_begin")]
    dependencies = [("access", "0001_tables")]

    operations = [
        CreateModels(TABLES),
    ]
