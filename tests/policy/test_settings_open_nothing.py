"""No settings document can make a row visible: nothing that judges a row reads one, but for settings themselves."""

from __future__ import annotations

from typing import Any

import psycopg

OF_SETTINGS = {
    "partnership_settings",
    "partnership_draft",
    "partnership_draft_step",
    "partnership_draft_count",
}


def test_no_row_policy_of_another_table_asks_about_settings(admin: psycopg.Connection[Any]) -> None:
    """None that opens. One that closes may: what names settings that its writer does not see is refused."""
    rows = admin.execute(
        "SELECT tablename::text, policyname::text, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies "
        "WHERE schemaname = 'public' AND permissive = 'PERMISSIVE'"
    ).fetchall()
    assert len(rows) > 100
    asking = {table for table, _, words in rows if any(name in words for name in OF_SETTINGS)}
    assert asking == OF_SETTINGS - {"partnership_draft"}


def test_no_function_that_decides_asks_about_settings_but_the_register(
    admin: psycopg.Connection[Any],
) -> None:
    """What explains names every kind of row and decides nothing; it asks about each one's own policy."""
    rows = admin.execute(
        "SELECT p.proname::text FROM pg_proc p "
        "WHERE p.pronamespace IN ('access'::regnamespace, 'audit'::regnamespace) AND p.prosrc ~ %s",
        ["|".join(sorted(OF_SETTINGS))],
    ).fetchall()
    found = {name for (name,) in rows if not name.startswith(("_explain_", "_kind_of", "_row_of"))}
    assert found == {"register_settings"}
