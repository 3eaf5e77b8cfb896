"""A word of its own in every text of every row that says something of somebody. The models say what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg.sql import SQL, Composable, Identifier

from tessera.access.third_party import TABLES as OF_LIBRARIES

CANARY = re.compile(r"zq[0-9a-f]{8}|998\d{7}")
COMMON = "quillfeather"  # in every prose too, so that a search for it finds whatever may be found
WORD_LONG = 10
WORD = "('zq' || substr(md5({name} || {key}::text), 1, 8))"
# What is shown as digits in groups must be digits.
NUMBER = "('998' || lpad(((hashtext({name} || {key}::text)::bigint + 2147483648) % 10000000)::text, 7, '0'))"
NUMBERS = ("nhs_number", "value")
CLASSES = ("personal", "special_category", "criminal")
# Columns that are text and no words: a code that the program looks up, or what a row is found by. Planted, the row
# would be another row or none. May only shrink.
CODES = {
    "access_practitioner.username": "they sign in by it",
    "account_emailaddress.email": "the sign-in library finds an account by it",
    "audit_entry.kind": "a table",
    "audit_entry.verb": "a verb",
    "enquiries_clock.limit": "a length of time",
    "enquiries_decision.outcome": "an outcome of the settings",
    "enquiries_pause.reason": "a reason of the settings",
    "enquiries_referral.concerns": "concerns of the settings",
    "enquiries_referral_adult.relationship_to_children": "a code of the form",
    "enquiries_referral_child.disabilities": "codes",
    "enquiries_referral_child.sex": "a code",
    "enquiries_request.basis": "a lawful basis of the settings",
    "exports_making.content": "sealed: what is in it is found in the file that is taken",
    "live_forms_browser_key.key": "bytes drawn at random",
    "live_forms_snapshot.state": "what the log says, once more",
    "live_forms_update.payload": "the bytes of an edit, in which its words are found: they were typed to be found",
    "notifications_message.word": "a kind of message",
    "people_avoided.key": "it is found by it",
    "people_identifier.kind": "a kind of number",
    "people_matchkey.key": "they are found by it",
    "people_person.died_on": "a date",
    "people_person.disabilities": "codes",
    "people_person.sex": "a code",
    "people_relationship.relationship": "a code of the form",
    "people_relationship.since": "a date",
    "people_relationship.until": "a date",
    "people_unidentified.key": "they are found by it",
    "records_attachment.content_type": "what a file is",
    "records_attachment.sha256": "a hash",
    "records_line.when": "a date",
    "records_childs_voice.when": "a date",
    "records_words.audience": "a code",
    "records_words.marks": "codes",
    "django_session.session_key": "it is found by it",
    "django_session.session_data": "signed",
    "usersessions_usersession.session_key": "it is found by it",
}
Where = dict[str, tuple[str, str]]


def columns() -> Iterator[tuple[type[models.Model], Any]]:
    """Every column of words about somebody, as our tables class their fields and as we class a library's."""
    libraries = {table.name: table.personal for table in OF_LIBRARIES}
    for model in apps.get_models(include_auto_created=True):
        data, table = getattr(model, "Data", None), model._meta.db_table
        classed = {name for word in CLASSES for name in getattr(data, word, ())}
        for field in model._meta.concrete_fields:
            inner = field.base_field if isinstance(field, ArrayField) else field
            words = isinstance(
                inner, models.CharField | models.TextField | models.JSONField | models.BinaryField
            )
            about = field.name in (classed if data else libraries.get(table, ()))
            if words and about and not getattr(inner, "choices", None):
                yield model, field


def key_of(model: type[models.Model]) -> str:
    """The column that says which row it is."""
    return str(model._meta.pk.column)  # type: ignore[union-attr]


def plant(administrator: psycopg.Connection[Any]) -> Where:
    """Every word that was planted, with the row that it stands in: (table, key). No trigger hears of it."""
    where: Where = {}
    administrator.execute("SET session_replication_role = replica")
    administrator.execute("ALTER TABLE audit_entry DISABLE TRIGGER unchanging")
    _without_checks(administrator)
    for model, field in columns():
        table, column = model._meta.db_table, field.column
        if f"{table}.{column}" in CODES:
            continue
        names = {
            "table": Identifier(table),
            "column": Identifier(column),
            "key": Identifier(key_of(model)),
            "word": SQL(NUMBER if column in NUMBERS else WORD).format(
                name=f"{table}.{column}", key=Identifier(key_of(model))
            ),
        }
        names["new"] = _planted(field, names)
        asked = "UPDATE {table} SET {column} = {new} WHERE {column} IS NOT NULL RETURNING {word}, {key}::text"
        for word, row in administrator.execute(SQL(asked).format(**names)):
            where[word] = table, row
    administrator.execute("ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER unchanging")
    administrator.execute("SET session_replication_role = origin")
    return where | dict(_typed(administrator))


def _typed(administrator: psycopg.Connection[Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The words that were typed in a form, with the entry of its log that each is in."""
    for key, payload in administrator.execute("SELECT id::text, payload FROM live_forms_update"):
        for word in CANARY.findall(bytes(payload).decode("latin-1")):
            yield word, ("live_forms_update", key)


def _without_checks(administrator: psycopg.Connection[Any]) -> None:
    """Let every column hold any words. The database is this test's own, and goes when it ends."""
    checks = administrator.execute(
        "SELECT conrelid::regclass::text, conname::text FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0 "
        "AND connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'procrastinate%'"
    ).fetchall()
    for table, name in checks:
        drop = SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(Identifier(table), Identifier(name))
        administrator.execute(drop)


def _planted(field: Any, names: dict[str, Composable]) -> Composable:
    """The words with the planted one behind them, as long as the column lets them be."""
    if isinstance(field, models.JSONField):
        # Every text in it that is prose: one with a space in it.
        return SQL(
            "regexp_replace({column}::text, '(\"[^\"]* [^\"]*)\"(?=[,\\]}}])', '\\1 ' || {word} || '\"', 'g')::jsonb"
        ).format(**names)
    if isinstance(field, models.BinaryField):
        return SQL("{column} || convert_to(' ' || {word}, 'UTF8')").format(**names)
    inner = field.base_field if isinstance(field, ArrayField) else field
    longest = inner.max_length or 100_000
    if isinstance(inner, models.EmailField):
        new: Composable = SQL("{word} || '@example.org'").format(**names)
    elif field.name in NUMBERS or longest < len(COMMON) + WORD_LONG + 20:
        new = names["word"]
    else:
        room = longest - len(COMMON) - WORD_LONG - 2
        joined = "#" if field.name == "link" else f" {COMMON} "
        old = SQL("{column}").format(**names) if inner is field else SQL("{column}[1]").format(**names)
        new = SQL("left({}, {}) || {} || {}").format(old, room, joined, names["word"])
    return (
        new
        if inner is field
        else SQL("CASE WHEN {} = '{{}}' THEN {} ELSE ARRAY[{}]::varchar[] END").format(
            names["column"], names["column"], new
        )
    )
