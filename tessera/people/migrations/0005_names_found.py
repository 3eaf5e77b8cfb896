from django.db import migrations


class Migration(migrations.Migration):
    """Names are found by their beginnings: the very expressions that access.find_people asks for."""

    dependencies = [("people", "0004_audience_of_named_people")]
    operations = [
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
