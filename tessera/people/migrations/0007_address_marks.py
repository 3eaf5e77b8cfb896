import django.contrib.postgres.fields
from django.db import migrations, models

# The owner sees no row of it; forcing is lifted from it meanwhile and put back.
PROTECTED = """
ALTER TABLE people_address NO FORCE ROW LEVEL SECURITY;
UPDATE people_address SET marks = ARRAY['domestic_abuse_address']::varchar[] WHERE protected;
ALTER TABLE people_address FORCE ROW LEVEL SECURITY;
SET CONSTRAINTS ALL IMMEDIATE;
"""
MARK = models.CharField(
    choices=[
        ("third_party", "Third party"),
        ("police_intelligence", "Police intelligence"),
        ("domestic_abuse_address", "Domestic abuse address"),
        ("adult_health", "Adult health"),
        ("adoption", "Adoption"),
        ("legal_privilege", "Legal privilege"),
        ("not_for_family", "Not for family"),
    ],
    max_length=30,
)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_avoided")]
    operations = [
        migrations.AddField(
            model_name="address",
            name="marks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=MARK, blank=True, default=list, size=None
            ),
        ),
        migrations.RunSQL(PROTECTED, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="address", name="protected"),
    ]
