from django.db import migrations

from tessera.access.migrations._grants import GRANTS
from tessera.access.migrations._register import REGISTER
from tessera.access.migrations._tables import CreateModels


def empty_at_first(table: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT ''",
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT",
    )


class Migration(migrations.Migration):
    """The register: who belongs where, which cases there are, and who may come to them."""

    initial = True
    replaces = [
        ("access", "0001_initial"),
        ("access", "0002_marks_and_grants"),
        ("access", "0003_cases_found"),
        ("access", "0004_reviewed"),
        ("access", "0005_endings_and_exports"),
        ("access", "0006_no_key_in_clear"),
        ("access", "0007_passwords_apart"),
        ("access", "0008_files_for_a_reader"),
        ("access", "0009_invitations"),
    ]
    dependencies = []

    operations = [
        CreateModels([*REGISTER, *GRANTS]),
        # Functions of the database write rows without these columns.
        empty_at_first("access_involvement", "ended_why"),
        empty_at_first("access_seal", "opened_why"),
        empty_at_first("access_exclusion", "end_why"),
    ]
