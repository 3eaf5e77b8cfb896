from django.db import migrations, models

import tessera.core.identifiers


class Migration(migrations.Migration):
    dependencies = [("people", "0005_names_found")]
    operations = [
        migrations.CreateModel(
            name="Avoided",
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
                ("declared", models.UUIDField(db_index=True)),
                ("key", models.CharField(db_index=True, max_length=120)),
            ],
            options={"db_table": "people_avoided"},
        ),
    ]
