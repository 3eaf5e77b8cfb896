from typing import Any

from django.db import migrations

from tessera.people.rules import Place

TABLES = ("people_address", "enquiries_referral_address")


def fill(cursor: Any) -> None:
    """Beside each address what tells that another of the same person is the same, where nothing stands there yet."""
    for table in TABLES:
        # The owner sees no row of it; forcing is lifted from it meanwhile and put back.
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(f"SELECT id, lines, postcode FROM {table} WHERE door = ''")
        kept = [(Place(tuple(lines), postcode).kept_as, pk) for pk, lines, postcode in cursor.fetchall()]
        cursor.executemany(f"UPDATE {table} SET door = %s WHERE id = %s", [one for one in kept if one[0]])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def run(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        fill(cursor)


class Migration(migrations.Migration):
    """An address that has no postcode is marked wherever the same person has it, as others are."""

    dependencies = [("enquiries", "0015_at_risk_now"), ("people", "0008_worn")]
    operations = [migrations.RunPython(run, migrations.RunPython.noop)]
