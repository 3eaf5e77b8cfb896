from django.db import migrations

from tessera.access.migrations._tables import CreateModels
from tessera.records.migrations._beside import BESIDE
from tessera.records.migrations._notes import NOTES


class Migration(migrations.Migration):
    """What was written about children: notes, their lines, what was sent with them, and children's own words."""

    initial = True
    replaces = [
        ("records", "0001_initial"),
        ("records", "0002_long_reasons_and_names"),
        ("records", "0003_marks_and_grants"),
        ("records", "0004_words"),
        ("records", "0005_notes_by_day"),
        ("records", "0006_handing_over"),
        ("records", "0007_joint_form"),
        ("records", "0008_addresses_withheld"),
        ("records", "0009_notes_of_a_child"),
        ("records", "0010_body_figure"),
        ("records", "0011_same_event"),
        ("records", "0012_voices_corrected"),
        ("records", "0013_lines_promoted"),
        ("records", "0014_reviews"),
    ]
    dependencies = [("access", "0001_tables"), ("people", "0001_tables")]

    operations = [
        CreateModels([*NOTES, *BESIDE]),
    ]
