from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from tessera.access.migrations._columns import identifier, key, of_a_case, of_a_case_marked, words
from tessera.access.migrations._tables import CreateModels

TABLES = [
    migrations.CreateModel(
        name="Person",
        fields=[
            ("id", identifier()),
            ("partnership", key("access.partnership")),
            ("given_name", models.CharField(max_length=100, blank=True)),
            ("family_name", models.CharField(max_length=100)),
            ("sex", models.CharField(max_length=1, blank=True)),
            ("date_of_birth", models.DateField(blank=True, null=True)),
            ("expected_date_of_birth", models.DateField(blank=True, null=True)),
            ("age_years_when_recorded", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("died_on", models.CharField(max_length=10, blank=True)),
            ("ethnicity", models.CharField(max_length=100, blank=True)),
            ("first_language", models.CharField(max_length=100, blank=True)),
            ("communication", models.CharField(max_length=500, blank=True)),
            ("religion", models.CharField(max_length=100, blank=True)),
            ("disabilities", ArrayField(blank=True, default=list, base_field=models.CharField(max_length=4))),
            ("made_by", key(settings.AUTH_USER_MODEL)),
            ("made_at", models.DateTimeField()),
        ],
        options={"db_table": "people_person"},
    ),
    migrations.CreateModel(
        name="Name",
        fields=[
            ("id", identifier()),
            ("person", key("people.person", related_name="names")),
            ("name", models.CharField(max_length=200)),
            ("made_at", models.DateTimeField()),
        ],
        options={"db_table": "people_name"},
    ),
    migrations.CreateModel(
        name="Identifier",
        fields=[
            ("id", identifier()),
            ("person", key("people.person", related_name="identifiers")),
            ("kind", models.CharField(max_length=20)),
            ("value", models.CharField(max_length=40, db_index=True)),
            ("made_at", models.DateTimeField()),
        ],
        options={"db_table": "people_identifier"},
    ),
    migrations.CreateModel(
        name="MatchKey",
        fields=[
            ("id", identifier()),
            ("person", key("people.person", related_name="match_keys")),
            ("key", models.CharField(max_length=120, db_index=True)),
        ],
        options={"db_table": "people_matchkey"},
    ),
    migrations.CreateModel(
        name="Unidentified",
        fields=[
            ("id", identifier()),
            ("case", key("access.case")),
            ("described", models.UUIDField(db_index=True)),
            ("key", models.CharField(max_length=120, db_index=True)),
        ],
        options={"db_table": "people_unidentified"},
    ),
    migrations.CreateModel(
        name="Avoided",
        fields=[
            ("id", identifier()),
            ("declared", models.UUIDField(db_index=True)),
            ("key", models.CharField(max_length=120, db_index=True)),
        ],
        options={"db_table": "people_avoided"},
    ),
    migrations.CreateModel(
        name="Address",
        fields=[
            ("id", identifier()),
            *of_a_case_marked(),
            ("person", key("people.person", related_name="addresses")),
            ("lines", ArrayField(default=list, base_field=models.CharField(max_length=200))),
            ("postcode", models.CharField(max_length=10, blank=True)),
            ("door", models.CharField(max_length=40, blank=True)),
            ("made_at", models.DateTimeField()),
        ],
        options={
            "db_table": "people_address",
            "indexes": [
                models.Index(fields=["door"], name="people_address_door"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Worn",
        fields=[
            ("id", identifier()),
            ("address", models.UUIDField()),
            ("marks", ArrayField(base_field=models.CharField(max_length=30))),
            ("audience", models.CharField(max_length=12)),
            ("named", ArrayField(base_field=models.IntegerField())),
            ("until", models.DateTimeField()),
        ],
        options={
            "db_table": "people_worn",
            "indexes": [
                models.Index(fields=["address", "until"], name="people_worn_address"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Relationship",
        fields=[
            ("id", identifier()),
            *of_a_case(),
            ("person", key("people.person", related_name="relationships")),
            ("other", key("people.person")),
            ("relationship", models.CharField(max_length=100)),
            (
                "kind",
                models.CharField(
                    max_length=20,
                    blank=True,
                    choices=words("parent partner sibling grandparent aunt_or_uncle cousin other"),
                ),
            ),
            (
                "state",
                models.CharField(
                    max_length=12, blank=True, choices=words("together separated divorced ended mistaken")
                ),
            ),
            ("since", models.CharField(max_length=10, blank=True)),
            ("until", models.CharField(max_length=10, blank=True)),
            ("told_by", key("access.agency", null=True)),
            ("replaces", key("people.relationship", null=True)),
            ("why", models.CharField(max_length=500, blank=True)),
            ("parental_responsibility", models.BooleanField(null=True)),
            ("lives_together", models.BooleanField(null=True)),
            ("made_at", models.DateTimeField()),
        ],
        options={"db_table": "people_relationship"},
    ),
]


class Migration(migrations.Migration):
    """People, the names and numbers that they are found by, where they live and who is what to whom."""

    initial = True
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_address_door"),
        ("people", "0003_unidentified"),
        ("people", "0004_audience_of_named_people"),
        ("people", "0005_names_found"),
        ("people", "0006_avoided"),
        ("people", "0007_address_marks"),
        ("people", "0008_worn"),
        ("people", "0009_ties_told"),
    ]
    dependencies = [
        ("access", "0001_tables"),
        # What libraries bring. Nothing here needs it: Django builds its classes again for each of those migrations,
        # and there are few of them yet.
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        CreateModels(TABLES),
        # Names are found by their beginnings: the very expressions that access.find_people asks for.
        migrations.RunSQL(
            "CREATE INDEX people_person_found ON people_person "
            "USING gin (to_tsvector('simple', given_name || ' ' || family_name))",
            "DROP INDEX people_person_found",
        ),
        migrations.RunSQL(
            "CREATE INDEX people_name_found ON people_name USING gin (to_tsvector('simple', name))",
            "DROP INDEX people_name_found",
        ),
    ]
