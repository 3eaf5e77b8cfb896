"""A test process's own database: copied from the migrated one, and put back to what it was after each test.

A copy is a thousand files, and most tests change some rows of a few tables. So where nothing but rows has changed,
those rows are put back. Where anything else has (a table, a function, a policy, who may do what), or where that cannot
be told, the database is thrown away and copied anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connections
from psycopg.sql import SQL, Composable, Identifier, Literal

from config.postgres import with_parts

if TYPE_CHECKING:
    from config.postgres import Server

# Times that rows are put back before the database is copied anew: what is deleted leaves room behind.
OFTEN = 60
# How the database is built, asked for by its content: emptying a table, or having its triggers rest for a while, writes
# these catalogues anew and changes nothing.
BUILT = """
SELECT (SELECT sum(hashtextextended(row(c.oid, relname, relnamespace, reltype, relowner, relam, reltoastrelid, relkind,
               relpersistence, relnatts, relchecks, relrowsecurity, relforcerowsecurity, relacl, reloptions)::text, 0))
          FROM pg_class c WHERE relpersistence <> 't')::text,
       (SELECT sum(hashtextextended(t::text, 0)) FROM pg_trigger t)::text,
       (SELECT sum(hashtextextended(n::text, 0)) FROM pg_namespace n WHERE nspname !~ '^pg_(toast_)?temp_')::text,
       (SELECT sum(hashtextextended(s::text, 0)) FROM pg_db_role_setting s WHERE setdatabase = d.oid)::text,
       (SELECT count(*) FROM pg_prepared_xacts WHERE database = datname),
       row(datdba, datallowconn, datconnlimit, datacl)::text
  FROM pg_database d WHERE datname = current_database()
"""
# The others are asked whether a row of theirs is new. What is known of how values are spread builds nothing.
OTHERS = """
SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'pg_catalog'::regnamespace AND NOT relisshared
   AND relname NOT IN ('pg_class', 'pg_trigger', 'pg_namespace', 'pg_statistic', 'pg_statistic_ext_data')
"""
TABLES = """
SELECT nspname::text, relname::text, relkind = 'S',
       ARRAY(SELECT tgname::text FROM pg_trigger t WHERE t.tgrelid = c.oid AND tgenabled = 'A')
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
 WHERE relkind IN ('r', 'S') AND relpersistence <> 't' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
"""
LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
PATIENCE = 20.0  # seconds for the others to leave

Db = psycopg.Connection[Any]
Name = tuple[str, str]  # of a table or a sequence: its schema, and its own


class Scratch:
    """This process's own database, copied from the migrated one."""

    def __init__(self, running: Server, template: str, worker: str) -> None:
        self.server = running
        self.template = template
        self.name = f"{template}_{worker}"
        self.addresses = running.addresses(self.name)
        self.copies = 0
        self._was: AsItWas | None = None

    def copy(self) -> None:
        """Throw the database away, where there is one, and copy it anew."""
        self.drop()
        self.server.prepare(self.name, template=self.template)
        self.copies += 1
        db = psycopg.connect(with_parts(self.server.admin, dbname=self.name), autocommit=True)
        # PostgreSQL lets nobody but a superuser put rows past triggers and policies.
        if db.execute("SHOW is_superuser").fetchone() == ("on",):
            self._was = AsItWas(db)
        else:
            db.close()

    def renew(self) -> None:
        """Make the database what it was when it was copied."""
        connections.close_all()
        if self._was is None or not self._was.put_back():
            self.copy()

    def drop(self) -> None:
        """Throw it away."""
        connections.close_all()
        if self._was is not None:
            self._was.db.close()
            self._was = None
        self.server.drop(self.name)


class AsItWas:
    """What stood in a database just after it was copied, and a connection by which it is put back."""

    def __init__(self, db: Db) -> None:
        self.db, self.left = db, OFTEN
        db.execute("SET plan_cache_mode = force_generic_plan")
        self.guards: dict[Name, list[str]] = {}  # the triggers that no setting puts to rest
        tables: list[Name] = []
        self.sequences: list[Name] = []
        for schema, name, is_sequence, guards in db.execute(TABLES).fetchall():
            (self.sequences if is_sequence else tables).append((schema, name))
            if guards:
                self.guards[schema, name] = guards
        catalogues = [("pg_catalog", name) for (name,) in db.execute(OTHERS).fetchall()]
        # The guarded by themselves: to put them back is to change them, and a question about them is planned anew.
        free = [name for name in tables if name not in self.guards]
        self.of_catalogues = _question(catalogues)
        self.of_rows = _question(free, self.sequences), _question(list(self.guards))
        self.built = db.execute(BUILT).fetchone()
        self.since = self._now()
        self.counts = {
            name: now for asked in (self.of_catalogues, *self.of_rows) for name, now in self._ask(asked)
        }
        self.rows = {name: _read(db, name) for name in tables if self.counts[name][0]}

    def put_back(self) -> bool:
        """Put back the rows that have changed. False where that is not enough, or cannot be told."""
        self.left -= 1
        try:
            self._be_alone()
            if self.left < 0 or self.db.execute(BUILT).fetchone() != self.built:
                return False
            if self._changed(self.of_catalogues):
                return False
            changed = [one for asked in self.of_rows for one in self._changed(asked)]
            with self.db.transaction():
                self.db.execute("SET LOCAL session_replication_role = replica")
                for name, now in changed:
                    self._restore(name, *now)
            self.since = self._now()
        except psycopg.OperationalError:  # our own connection was ended
            return False
        return True

    def _be_alone(self) -> None:
        """End every other connection, and wait until they have gone: what they were doing is undone by then."""
        end = time.monotonic() + PATIENCE
        while self.db.execute(LEAVE).fetchall():
            assert time.monotonic() < end, "somebody stays in the database"
            time.sleep(0.001)

    def _now(self) -> str:
        """A moment of the server's: the number of the next transaction that writes."""
        row = self.db.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::xid::text").fetchone()
        assert row is not None
        return str(row[0])

    def _ask(self, question: bytes) -> Iterator[tuple[Name, tuple[int, int]]]:
        for schema, name, first, second in self.db.execute(question, {"since": self.since}, prepare=True):
            yield (schema, name), (first, second)

    def _changed(self, question: bytes) -> list[tuple[Name, tuple[int, int]]]:
        """Those that are not what they were, with what they are now."""
        return [(name, now) for name, now in self._ask(question) if now != self.counts[name]]

    def _restore(self, name: Name, found: int, new: int) -> None:
        if name in self.sequences:
            _set(self.db, name, self.counts[name])
            return
        with _unguarded(self.db, name, self.guards.get(name, ())):
            if found - new == self.counts[name][0]:  # every row that was there is there, and there are more
                added = SQL("DELETE FROM {} WHERE age(xmin) <= age({}::xid)")
                self.db.execute(added.format(Identifier(*name), Literal(self.since)))
            else:
                _write(self.db, name, self.rows.get(name))


@contextmanager
def _unguarded(db: Db, name: Name, guards: Iterable[str]) -> Iterator[None]:
    """The triggers that no setting puts to rest, at rest."""
    off, on = SQL("ALTER TABLE {} DISABLE TRIGGER {}"), SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}")
    for guard in guards:
        db.execute(off.format(Identifier(*name), Identifier(guard)))
    yield
    for guard in guards:
        db.execute(on.format(Identifier(*name), Identifier(guard)))


def _read(db: Db, name: Name) -> bytes:
    with db.cursor().copy(SQL("COPY {} TO STDOUT (FORMAT binary)").format(Identifier(*name))) as copy:
        return b"".join(bytes(part) for part in copy)


def _write(db: Db, name: Name, rows: bytes | None) -> None:
    """These rows and no others."""
    db.execute(SQL("DELETE FROM {}").format(Identifier(*name)))
    if rows is not None:
        with db.cursor().copy(SQL("COPY {} FROM STDIN (FORMAT binary)").format(Identifier(*name))) as copy:
            copy.write(rows)


def _set(db: Db, sequence: Name, come: tuple[int, int]) -> None:
    last, called = come
    db.execute("SELECT setval(%s::regclass, %s, %s)", [Identifier(*sequence).as_string(), last, bool(called)])


def _question(tables: Iterable[Name], sequences: Iterable[Name] = ()) -> bytes:
    """How many rows each table has and how many were written since a moment; how far each sequence has come."""
    asked: list[Composable] = [
        SQL(
            "SELECT {}, {}, count(*), count(*) FILTER (WHERE age(xmin) <= age(%(since)s::xid)) FROM {}"
        ).format(Literal(schema), Literal(name), Identifier(schema, name))
        for schema, name in tables
    ]
    asked += [
        SQL("SELECT {}, {}, last_value, is_called::int FROM {}").format(
            Literal(schema), Literal(name), Identifier(schema, name)
        )
        for schema, name in sequences
    ]
    return SQL(" UNION ALL ").join(asked).as_bytes()
