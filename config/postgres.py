"""The database: which server, which roles, and the addresses that each part of Tessera connects with.

Four roles, the same on every server:

tessera_owner   owns every table; nobody signs in as it. Migrations run as it (`SET ROLE`, by the connection).
tessera_authz   owns the few functions that decide for others; it may not bypass row security. The owner is no
                member of it, or it would read the register as those functions do; the administrator makes them.
tessera_app     the web process. Owns nothing, bypasses nothing.
tessera_job     the job worker, under the same limits.

The server is the embedded one, or the one that `DATABASE_URL` names with an administrator's sign-in: a
superuser, or a login with CREATEROLE and CREATEDB. PostgreSQL 15 or later.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from config.embedded import Embedded
from config.home import Refused, Say, has_secret, secret

OWNER, AUTHZ, APP, JOB = "tessera_owner", "tessera_authz", "tessera_app", "tessera_job"
LOGINS = (APP, JOB)
ROLES = (OWNER, AUTHZ, *LOGINS)
OLDEST = 150000  # PostgreSQL 15
DEFAULT_NAME = "tessera"
# How queries are planned for the roles that sign in. Policies within policies look dear: compiling one takes a hundred
# times as long as answering it. And one case among a hundred thousand is found by its key, in memory or on a disk
# without a head that moves; planned for one that does, a chronology read every case that its reader may open.
PLANNED = {"jit": "off", "random_page_cost": "1.1"}
PREPARING = 7_350_211  # the advisory lock that keeps two processes from preparing one server at once


@dataclass(frozen=True)
class Addresses:
    """libpq addresses of one database, one for each role. They may hold passwords: never print them."""

    owner: str = field(repr=False)
    app: str = field(repr=False)
    job: str = field(repr=False)


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server that Tessera may use.

    `admin` is the administrator's address; `embedded` servers trust who reaches their socket, others get
    passwords made here and kept in `home`. On a `scratch` server that others may share, no password is ever
    touched: the administrator connects and takes the role.
    """

    admin: str
    home: Path
    name: str = DEFAULT_NAME
    embedded: bool = False
    scratch: bool = False

    def prepare(self, name: str | None = None, *, template: str | None = None) -> Addresses:
        """Make the roles and the database where they are missing, and answer how to connect.

        Safe to repeat and to run twice at once. `template` names a database to copy (nobody may be in it).
        Raises Refused where the server is too old, a role has too many rights or the database is not ours.
        """
        name = name or self.name
        with self._maintenance() as connection:
            version = connection.info.server_version
            if version < OLDEST:
                raise Refused(f"PostgreSQL 15 or later is needed; this server is {version // 10000}.")
            connection.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            _ensure_roles(connection, usable=ROLES if self.scratch else (OWNER, AUTHZ))
            if not self.embedded and not self.scratch:
                self._ensure_passwords(connection)
            _ensure_database(connection, name, template)
            if template is not None:
                _let_in_nobody_else(connection, name)
        if template is None:
            with self.connect(name) as connection:
                _ensure_ours(connection, name)
        return self.addresses(name)

    def addresses(self, name: str | None = None) -> Addresses:
        """How each role connects to a database that `prepare` made."""
        name = name or self.name
        return Addresses(self._address(name, OWNER), self._address(name, APP), self._address(name, JOB))

    def drop(self, name: str) -> None:
        """Remove a database, ending whoever is still in it."""
        with self._maintenance() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def exists(self, name: str | None = None) -> bool:
        """Whether the server has a database of that name."""
        with self._maintenance() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name or self.name])
            return found.fetchone() is not None

    @contextmanager
    def connect(self, name: str | None = None) -> Iterator[Connection[TupleRow]]:
        """An autocommit connection to the database as the administrator."""
        with psycopg.connect(with_parts(self.admin, dbname=name or self.name), autocommit=True) as connection:
            yield connection

    @contextmanager
    def _maintenance(self) -> Iterator[Connection[TupleRow]]:
        """A connection to a database that is there on every server."""
        with ExitStack() as stack:
            for name in ("postgres", "template1", self.name):
                try:
                    connection = stack.enter_context(self.connect(name))
                    break
                except psycopg.OperationalError as problem:
                    last = problem
            else:
                raise Refused(f"The database server cannot be used: {last}") from last
            yield connection

    def _address(self, name: str, role: str) -> str:
        if role in LOGINS and self.embedded:
            return with_parts(self.admin, dbname=name, user=role)
        if role in LOGINS and not self.scratch:
            return with_parts(
                self.admin, dbname=name, user=role, password=secret(self.home, self._secret(role))
            )
        options = conninfo_to_dict(self.admin).get("options") or ""
        return with_parts(self.admin, dbname=name, options=f"{options} -c role={role}".strip())

    def _secret(self, role: str) -> str:
        parts = conninfo_to_dict(self.admin)
        return f"{role}@{parts.get('host', '')}:{parts.get('port', '')}"

    def _ensure_passwords(self, connection: Connection[TupleRow]) -> None:
        """Give the two logins the passwords kept here, unless the server knows them already."""
        for role in LOGINS:
            new = not has_secret(self.home, self._secret(role))
            password = secret(self.home, self._secret(role))
            try:
                if new:
                    raise psycopg.OperationalError("no password was given yet")
                # This database lets everyone in unless told otherwise; a refusal costs only a rewrite.
                where = with_parts(self.admin, dbname=connection.info.dbname, user=role, password=password)
                psycopg.connect(where, connect_timeout=5).close()
            except psycopg.OperationalError:
                # Hashed here, so that the password itself never reaches the server's log.
                hashed = connection.pgconn.encrypt_password(
                    password.encode(), role.encode(), b"scram-sha-256"
                )
                connection.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), hashed.decode())
                )


@contextmanager
def server(
    home: Path,
    environment: Mapping[str, str] = os.environ,
    *,
    scratch: bool = False,
    say: Say = lambda line: None,
) -> Iterator[Server]:
    """The server that `DATABASE_URL` names, else the embedded one of this folder, kept running meanwhile."""
    url = environment.get("DATABASE_URL")
    if url:
        try:
            name = conninfo_to_dict(url).get("dbname") or DEFAULT_NAME
        except psycopg.ProgrammingError as problem:
            raise Refused(f"DATABASE_URL is not a PostgreSQL address: {problem}") from None
        yield Server(url, home, name=str(name), scratch=scratch)
        return
    with Embedded(home, scratch=scratch, say=say) as running:
        yield replace(Server(running.url, home, embedded=True), scratch=scratch)


def with_parts(address: str, **parts: str) -> str:
    """The address with some parts replaced, written as a URL whatever form it came in."""
    given = {key: str(value) for key, value in conninfo_to_dict(address).items() if value is not None} | parts
    sign_in = quote(given.pop("user", ""), safe="")
    if password := given.pop("password", ""):
        sign_in += ":" + quote(password, safe="")
    name, host, port = given.pop("dbname", ""), given.pop("host", ""), given.pop("port", "")
    place = ""
    if host.startswith("/") or "," in host or ":" in host:
        given["host"] = host
        if port:
            given["port"] = port
    else:
        place = host + (f":{port}" if port else "")
    query = urlencode(given, quote_via=quote)
    return f"postgresql://{sign_in}@{place}/{quote(name, safe='')}" + (f"?{query}" if query else "")


def _ensure_roles(connection: Connection[TupleRow], usable: Sequence[str]) -> None:
    """Make the roles that are missing; `usable` are those the administrator must be able to act as."""
    found = {
        str(row[0]): row
        for row in connection.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication "
            "FROM pg_roles WHERE rolname = ANY(%s)",
            [list(ROLES)],
        )
    }
    for role in ROLES:
        if role not in found:
            kind = sql.SQL("LOGIN" if role in LOGINS else "NOLOGIN")
            connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), kind))
        elif any(found[role][2:]):
            raise Refused(
                f"The role {role} on this server may do more than it should (be superuser, pass row "
                f"security, make databases, roles or replicas). Take those rights away: ALTER ROLE {role} "
                "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION."
            )
    for role in LOGINS:
        _plan(connection, role)
    _ensure_apart(connection, AUTHZ, OWNER)
    (admin, superuser) = _one(
        connection, "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user"
    )
    if not superuser:
        for role in usable:
            _ensure_member(connection, role, str(admin))


def _plan(connection: Connection[TupleRow], role: str) -> None:
    """Let PostgreSQL plan the role's queries as `PLANNED` says, but for what its administrator has decided."""
    decided = (
        "SELECT split_part(c, '=', 1) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole, "
        "unnest(s.setconfig) c WHERE r.rolname = %s"
    )
    theirs = {row[0] for row in connection.execute(decided, [role])}
    for name, value in PLANNED.items():
        if name not in theirs:
            with suppress(psycopg.errors.InsufficientPrivilege):  # a role that somebody else made
                words = sql.SQL("ALTER ROLE {} SET {} = {}")
                connection.execute(
                    words.format(sql.Identifier(role), sql.Identifier(name), sql.Literal(value))
                )


def _ensure_member(connection: Connection[TupleRow], group: str, member: str) -> None:
    """Make the member able to act as the group and to hand things to it."""
    version = connection.info.server_version
    # Since 16 a role's maker is a member of it who may hand it on but not use it.
    test = "SELECT pg_has_role(%s, %s, 'USAGE')" + (
        " AND pg_has_role(%s, %s, 'SET')" if version >= 160000 else ""
    )
    if _one(connection, test, [member, group] * (2 if version >= 160000 else 1))[0]:
        return
    how = sql.SQL(" WITH INHERIT TRUE, SET TRUE" if version >= 160000 else "")
    try:
        connection.execute(
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(member)) + how
        )
    except psycopg.errors.InsufficientPrivilege:
        raise Refused(
            f"The administrator's login in DATABASE_URL may not hand out the role {group}, which somebody "
            f"else made. As a superuser, run: GRANT {group} TO {member} WITH ADMIN OPTION"
        ) from None


def _ensure_apart(connection: Connection[TupleRow], group: str, member: str) -> None:
    """See that the member has nothing of the group, as it had in earlier versions."""
    find = (
        "SELECT pg_get_userbyid(m.grantor) FROM pg_auth_members m "
        "WHERE pg_get_userbyid(m.roleid) = %s AND pg_get_userbyid(m.member) = %s"
    )
    refused = Refused(
        f"The role {member} is a member of {group}, so it reads what it should not, and the administrator's login "
        f"in DATABASE_URL may not change that. As a superuser, run: REVOKE {group} FROM {member}"
    )
    for (grantor,) in connection.execute(find, [group, member]).fetchall():
        revoke = sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(group), sql.Identifier(member))
        if connection.info.server_version >= 160000:  # before, whoever revokes takes away every grant of it
            revoke += sql.SQL(" GRANTED BY {}").format(sql.Identifier(grantor))
        try:
            connection.execute(revoke)
        except psycopg.errors.InsufficientPrivilege:
            raise refused from None
    if connection.execute(find, [group, member]).fetchone():
        raise refused


def _ensure_database(connection: Connection[TupleRow], name: str, template: str | None) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    make = sql.SQL("CREATE DATABASE {} OWNER {} ").format(sql.Identifier(name), sql.Identifier(OWNER))
    if template:
        connection.execute(make + sql.SQL("TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template)))
        return
    # One order of letters everywhere, and upper and lower case for all of Unicode.
    common = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' "
    if connection.info.server_version >= 170000:
        connection.execute(
            make + sql.SQL(common + "LC_CTYPE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'")
        )
        return
    try:
        connection.execute(make + sql.SQL(common + "LC_CTYPE 'C.UTF-8'"))
    except psycopg.errors.WrongObjectType:  # a system that has no such locale
        connection.execute(make + sql.SQL("TEMPLATE template0 ENCODING 'UTF8'"))


def _ensure_ours(connection: Connection[TupleRow], name: str) -> None:
    """See that the database belongs to the owner role and lets in nobody but our roles."""
    owner, encoding = _one(
        connection,
        "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s",
        [name],
    )
    if encoding != "UTF8":
        raise Refused(f"The database {name} is not in UTF-8. Name another in DATABASE_URL; it will be made.")
    if owner != OWNER:
        if _one(connection, "SELECT count(*) FROM pg_stat_user_tables")[0]:
            raise Refused(
                f"The database {name} holds tables that are not Tessera's. "
                "Name another in DATABASE_URL; it will be made."
            )
        connection.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        )
    _let_in_nobody_else(connection, name)
    _hide_statements(connection)


def _let_in_nobody_else(connection: Connection[TupleRow], name: str) -> None:
    """Nobody but our roles enters the database, and nobody makes anything in it for the time being."""
    if _one(connection, "SELECT has_database_privilege('public', %s, 'CONNECT')", [name])[0] or not all(
        _one(connection, "SELECT has_database_privilege(%s, %s, 'CONNECT')", [role, name])[0]
        for role in LOGINS
    ):
        database = sql.Identifier(name)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        logins = sql.SQL(", ").join(map(sql.Identifier, LOGINS))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, logins))


def _hide_statements(connection: Connection[TupleRow]) -> None:
    """Let no session of a role read what another is asking: tokens and names stand in it.

    Only a superuser can; on a server that somebody else manages it stays as that server has it.
    """
    for function in ("pg_stat_get_activity(integer)", "pg_stat_get_backend_activity(integer)"):
        if not _one(connection, "SELECT has_function_privilege('public', %s, 'EXECUTE')", [function])[0]:
            continue
        with suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC".encode())


def _one(connection: Connection[TupleRow], query: str, values: list[str] | None = None) -> TupleRow:
    row = connection.execute(query.encode(), values).fetchone()
    if row is None:
        raise Refused("The database server did not answer a question about itself.")
    return row


def dangers(ask: Callable[[str], list[tuple[Any, ...]]]) -> list[str]:
    """Why the connected role must not serve anybody: rights that see past row security. Empty is good.

    `ask` runs a query and answers with its rows.
    """
    role, superuser, bypass, makes = ask(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole OR rolcreatedb FROM pg_roles "
        "WHERE rolname = current_user"
    )[0]
    [(owned,)] = ask("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
    [(acts,)] = ask(
        "SELECT bool_or(pg_has_role(rolname, 'MEMBER')) FROM pg_roles "
        "WHERE rolname IN ('tessera_owner', 'tessera_authz')"
    )
    found = {
        "is a superuser": superuser,
        "may bypass row security": bypass,
        "may make roles or databases": makes,
        f"owns {owned} tables or indexes": owned,
        "may act as the owner of the tables": acts,
    }
    return [f"The role {role} {what}." for what, so in found.items() if so]
