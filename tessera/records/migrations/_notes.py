"""Notes and their lines: what is found in them, what is withheld, what is put on the chronology."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models import F, Q

from tessera.access.migrations._columns import MARKS, identifier, key, of_a_case, of_a_case_marked, one, words

NOTES = [
    migrations.CreateModel(
        name="Note",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            (
                "kind",
                models.CharField(
                    max_length=20,
                    choices=words(
                        "referral keep_from_family return handed_over joint_form conversation advice "
                        "observation analysis intelligence review"
                    ),
                ),
            ),
            ("written_at", models.DateTimeField()),
            ("replaces", key("records.note", blank=True, null=True, related_name="replaced_by")),
            ("reason", models.TextField(blank=True)),
            (
                "precision",
                models.CharField(
                    max_length=10,
                    blank=True,
                    db_default="",
                    choices=words("exact day month year about unknown"),
                ),
            ),
            ("first_day", models.DateField(blank=True, null=True)),
            ("last_day", models.DateField(blank=True, null=True)),
            ("at_time", models.TimeField(blank=True, null=True)),
        ],
        options={
            "db_table": "records_note",
            "indexes": [
                models.Index(fields=["case", "-written_at"], name="records_note_case"),
                models.Index(fields=["written_at"], name="records_note_newest"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(first_day__isnull=True, last_day__isnull=True)
                    | Q(first_day__lte=F("last_day")),
                    name="note_ends_after_it_begins",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Line",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("note", key("records.note", related_name="lines")),
            ("position", models.PositiveIntegerField()),
            (
                "kind",
                models.CharField(
                    max_length=10, choices=words("seen heard told record opinion analysis impact action")
                ),
            ),
            ("text", models.TextField()),
            ("when", models.CharField(max_length=40, blank=True)),
            ("source", models.CharField(max_length=300, blank=True)),
            ("about", models.CharField(max_length=200, blank=True)),
            ("summary", models.BooleanField(default=False, db_default=False)),
        ],
        options={
            "db_table": "records_line",
            "ordering": ("position",),
            "constraints": [
                models.CheckConstraint(
                    condition=~Q(kind="told") | ~Q(source=""), name="line_told_has_a_source"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Words",
        fields=[
            ("line", one("records.line", primary_key=True, serialize=False)),
            ("case_id", models.UUIDField()),
            ("agency_id", models.UUIDField()),
            ("author_id", models.UUIDField()),
            ("audience", models.CharField(max_length=12)),
            ("named", ArrayField(base_field=models.IntegerField())),
            ("marks", ArrayField(base_field=models.CharField(max_length=30))),
            ("written_at", models.DateTimeField()),
            ("words", SearchVectorField()),
        ],
        options={
            "db_table": "records_words",
            "indexes": [
                GinIndex(fields=["words"], gin_pending_list_limit=256, name="records_words_words"),
                models.Index(fields=["written_at", "line"], name="records_words_newest"),
                models.Index(fields=["case_id"], name="records_words_case"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Withheld",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("marks", ArrayField(base_field=models.CharField(max_length=30, choices=MARKS))),
            ("number", models.PositiveIntegerField()),
            (
                "what",
                models.CharField(
                    max_length=10, default="line", db_default="line", choices=words("line address")
                ),
            ),
            ("address", models.UUIDField(null=True)),
        ],
        options={
            "db_table": "records_withheld",
            "indexes": [
                models.Index(fields=["case"], name="records_withheld_case"),
                models.Index(
                    fields=["address"], condition=Q(address__isnull=False), name="records_withheld_address"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="NoteAbout",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("note", key("records.note", related_name="about")),
            ("person", key("people.person")),
        ],
        options={"db_table": "records_note_about"},
    ),
    migrations.CreateModel(
        name="Promotion",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("note", key("records.note", related_name="promotions")),
            ("line", key("records.line", blank=True, null=True, related_name="promotions")),
            ("first_day", models.DateField(blank=True, null=True)),
            ("nature", models.CharField(max_length=12, choices=words("harm missed change contact strength"))),
            ("significance", models.PositiveSmallIntegerField()),
            (
                "themes",
                ArrayField(
                    blank=True,
                    default=list,
                    base_field=models.CharField(
                        max_length=30,
                        choices=words(
                            "not_brought absence missing move injury neglect domestic_abuse "
                            "parent_illness parent_mental_health substances caring health_condition "
                            "home_educated exploitation online father culture low_level seen_alone"
                        ),
                    ),
                ),
            ),
            ("promoted_at", models.DateTimeField()),
        ],
        options={
            "db_table": "records_promotion",
            "constraints": [
                models.CheckConstraint(condition=Q(significance__lte=3), name="promotion_significance"),
            ],
        },
    ),
    migrations.CreateModel(
        name="NoteDraft",
        fields=[
            ("id", identifier()),
            ("author", key(settings.AUTH_USER_MODEL)),
            ("agency", key("access.agency")),
            ("of_case", models.UUIDField()),
            ("corrects", models.UUIDField(null=True)),
            ("typed", models.JSONField(default=dict)),
            ("became", models.UUIDField(null=True)),
            ("begun_at", models.DateTimeField()),
            ("saved_at", models.DateTimeField()),
        ],
        options={
            "db_table": "records_note_draft",
            "indexes": [
                models.Index(fields=["author", "of_case"], name="records_note_draft_mine"),
            ],
        },
    ),
]
