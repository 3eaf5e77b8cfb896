"""Everything that somebody tries who can run SQL as the application: it shows nothing and changes nothing."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest

from config.postgres import Addresses
from tests.policy import catalogue, contexts, proof
from tests.policy.contexts import excluded_pair, world_that_bites
from tests.policy.world import World

DENIED = psycopg.errors.InsufficientPrivilege
# Whatever is refused here is refused whatever anybody sees.
REFUSED = {
    "a view of one's own": "CREATE VIEW mine AS SELECT * FROM records_line",
    "a view for the time being": "CREATE TEMP VIEW mine AS SELECT * FROM records_line",
    "a materialised view": "CREATE MATERIALIZED VIEW mine AS SELECT * FROM records_line",
    "a table for the time being": "CREATE TEMP TABLE access_case (id uuid)",
    "a function that asks for others": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a function in the deciding schema": "CREATE FUNCTION access.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "an operator that is called on each row": "CREATE OPERATOR public.=== (FUNCTION = texteq, LEFTARG = text)",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON records_note EXECUTE FUNCTION access.involvement_changed()",
    "a rule": "CREATE RULE r AS ON SELECT TO records_note DO INSTEAD SELECT 1",
    "a policy": "CREATE POLICY open ON records_note USING (true)",
    "an end to a policy": "DROP POLICY never ON records_note",
    "an end to row security": "ALTER TABLE records_note DISABLE ROW LEVEL SECURITY",
    "an end to its being forced": "ALTER TABLE records_note NO FORCE ROW LEVEL SECURITY",
    "another's role": "SET ROLE tessera_authz",
    "another's session": "SET SESSION AUTHORIZATION tessera_owner",
    "rights of one's own": "ALTER ROLE tessera_app BYPASSRLS",
    "triggers put to rest": "SET session_replication_role = replica",
    "a file of the server": "SELECT pg_read_file('/etc/passwd')",
    "a folder of the server": "SELECT pg_ls_dir('.')",
    "a file written by the server": "COPY (SELECT 1) TO 'taken'",
    "a program run by the server": "COPY records_note TO PROGRAM 'cat'",
    "a file read by the server": "COPY people_name FROM '/etc/passwd'",
    "a large object of a file": "SELECT lo_import('/etc/passwd')",
    "a large object read from a file of the server": "SELECT lo_import('/etc/passwd', 424242)",
    "a large object written to a file of the server": "SELECT lo_export(424242, 'taken')",
    "a large object of another's": "SELECT lo_get(424242)",
    "bytes of a file": "SELECT pg_read_binary_file('PG_VERSION')",
    "what a file is": "SELECT pg_stat_file('PG_VERSION')",
    "the log of the server": "SELECT pg_current_logfile()",
    "another database asked": "SELECT * FROM dblink('host=/tmp', 'SELECT 1') AS t(a int)",
    "a wrapper of foreign tables": "CREATE FOREIGN DATA WRAPPER w",
    "a foreign table": "CREATE FOREIGN TABLE f (id uuid) SERVER s",
    "a sign-in at another server": "CREATE USER MAPPING FOR tessera_app SERVER s OPTIONS (user 'postgres')",
    "a copy of a table for the time being": "CREATE TEMP TABLE mine AS SELECT * FROM records_line",
    "a copy of a table in one step": "SELECT * INTO TEMP mine FROM records_line",
    "a function for the time being": "CREATE FUNCTION pg_temp.who() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "a type that shadows one": "CREATE TYPE public.uuid AS (a int)",
    "a schema that is looked in first": "CREATE SCHEMA tessera_app",
    "a sequence of one's own": "CREATE SEQUENCE public.s",
    "a sequence wound back": "SELECT setval(pg_get_serial_sequence('access_principal', 'id'), 1)",
    "the owner's role": "SET ROLE tessera_owner",
    "the job worker's role": "SET ROLE tessera_job",
    "the role of the transaction": "SET LOCAL ROLE tessera_authz",
    "another's session by its setting": "SELECT set_config('session_authorization', 'tessera_job', false)",
    "another's role by its setting": "SELECT set_config('role', 'tessera_job', false)",
    "somebody's session ended": (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> 'tessera_app' AND usename IS NOT NULL"
    ),
    "what is signed in another way": "SELECT access._seals('{who}', '{x}')",
    "another's session ended by its hash, read from the register": (
        "SELECT access.end_own_session(token_hash) FROM access_session"
    ),
    "statistics of a column": "SELECT stavalues1 FROM pg_statistic",
    "the hashes of passwords": "SELECT rolpassword FROM pg_authid",
    "statistics made": "CREATE STATISTICS s ON case_id, agency_id FROM records_note",
    "statistics of more": "ALTER TABLE records_line ALTER text SET STATISTICS 1000",
    "all of a table emptied": "TRUNCATE records_line",
    "a row removed": "DELETE FROM records_line",
    "the whole of it removed and put back": "DELETE FROM enquiries_decision RETURNING *",
    "a table locked": "LOCK TABLE records_note IN ACCESS EXCLUSIVE MODE",
    "a row locked that may not be changed": "SELECT id FROM records_note FOR UPDATE",
    "a label changed on a clash": (
        "INSERT INTO records_note (id) VALUES (gen_random_uuid()) "
        "ON CONFLICT (id) DO UPDATE SET audience = 'whole_case'"
    ),
    "when who is in which case was worked out": "UPDATE access.swept SET at = 'infinity'",
    "the secret": "SELECT key FROM access.secret",
    "who is excluded": "SELECT * FROM access_exclusion",
    "who is signed in": "SELECT * FROM access_session",
    "a context sealed by oneself": "SELECT access._seal('principals', '{1,2,3}')",
    "what is signed": "SELECT access._mac('principals', '{1}')",
    "the facts about another": "SELECT access._facts(gen_random_uuid(), gen_random_uuid(), now())",
    "who is in a case worked out": "SELECT access._refresh(gen_random_uuid())",
    "the job worker's context": "SELECT access.begin_job()",
    "whoever has a file made": "SELECT access.begin_making(gen_random_uuid(), '')",
    "who has which file made": "SELECT access.makings_left()",
    "a clock of the database's put forward": "SELECT access.sweep(now() + interval '1 year')",
    "what is under way": "SELECT * FROM access.live_promises(gen_random_uuid())",
    "how many referrals are being written": "SELECT access.referrals_written(gen_random_uuid())",
    "who would hear of a case": "SELECT access.hears(gen_random_uuid(), gen_random_uuid())",
    "a subscription": "CREATE SUBSCRIPTION s CONNECTION 'host=/tmp' PUBLICATION p",
    "a publication of everything": "CREATE PUBLICATION p FOR TABLE records_note",
    "an extension": "CREATE EXTENSION dblink",
    "another server": "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw",
    "the write-ahead log": "SELECT pg_create_physical_replication_slot('s')",
    "settings for everybody": "ALTER SYSTEM SET row_security = off",
    "settings for the database": "ALTER DATABASE postgres SET row_security = off",
    "a backdoor in the job table": "ALTER TABLE procrastinate_jobs OWNER TO tessera_app",
}


@pytest.fixture(scope="module")
def world(admin: psycopg.Connection[Any]) -> World:
    return world_that_bites(admin)


@pytest.fixture(scope="module")
def token(world: World) -> str:
    found = excluded_pair(world)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused(app: psycopg.Connection[Any], token: str, what: str) -> None:
    with pytest.raises(psycopg.Error) as refusal, app.transaction():
        app.execute("SELECT access.begin(%s)", [token])
        app.execute(REFUSED[what].encode())
    refused = (
        "42501", "42704", "0A000", "42602", "42710", "55006", "25001", "22023", "42883", "58P01", "42P17",
    )  # fmt: skip
    assert refusal.value.sqlstate in refused, f"{what}: {refusal.value.sqlstate} {refusal.value}"


def test_the_catalogue_holds_nothing_that_it_must_not(admin: psycopg.Connection[Any]) -> None:
    assert catalogue.wrong(admin) == []


@pytest.mark.parametrize("attack", contexts.ATTACKS, ids=lambda attack: attack.__name__)
def test_no_context_shows_more_than_was_given(
    world: World, app: psycopg.Connection[Any], attack: Any
) -> None:
    assert attack(world, app) == []


def hidden_rows(world: World, app: psycopg.Connection[Any], token: str) -> set[str]:
    """The lines that this practitioner may not see."""
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        shown = proof.seen(app)["records_line"]
    everything = {str(line.id) for case in world.cases for note in case.notes for line in note.lines}
    assert everything - shown
    return everything - shown


SPIES = {
    "a division by nothing": "1 / (CASE WHEN id = ANY (%(hidden)s::uuid[]) THEN 0 ELSE 1 END) = 1",
    "a word read as a number": "(CASE WHEN id = ANY (%(hidden)s::uuid[]) THEN text ELSE '1' END)::int = 1",
    "a word read as a date": (
        "(CASE WHEN id = ANY (%(hidden)s::uuid[]) THEN text ELSE '2026-01-01' END)::date > '2020-01-01'"
    ),
    "a word read as JSON": (
        "(CASE WHEN id = ANY (%(hidden)s::uuid[]) THEN text || '{' ELSE '1' END)::jsonb = '1'"
    ),
    "a setting written in passing": (
        "set_config('spy.x', CASE WHEN id = ANY (%(hidden)s::uuid[]) THEN 'seen' ELSE coalesce(current_setting("
        "'spy.x', true), '') END, true) IS NOT NULL"
    ),
    "a lock taken in passing": (
        "pg_try_advisory_xact_lock_shared(CASE WHEN id = ANY (%(hidden)s::uuid[]) THEN 424242 ELSE 1 END)"
    ),
}


@pytest.mark.parametrize("spy", SPIES)
def test_a_condition_that_spies_is_never_asked_of_a_hidden_row(
    world: World, app: psycopg.Connection[Any], token: str, spy: str
) -> None:
    hidden = sorted(hidden_rows(world, app, token))
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        question = f"SELECT id FROM records_line WHERE {SPIES[spy]}"  # noqa: S608
        rows = app.execute(question.encode(), {"hidden": hidden}).fetchall()
        assert not {str(row) for (row,) in rows} & set(hidden)
        noted = app.execute("SELECT current_setting('spy.x', true)").fetchone()
        assert noted is not None
        assert noted[0] in (None, "")
        locks = app.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 424242"
        ).fetchall()
        assert locks == []


def test_with_row_security_off_there_is_an_error_and_no_row(app: psycopg.Connection[Any], token: str) -> None:
    for table in proof.TABLES:
        with pytest.raises(DENIED), app.transaction():
            app.execute("SELECT access.begin(%s)", [token])
            app.execute("SET LOCAL row_security = off")
            app.execute(f"SELECT count(*) FROM {table}".encode())  # noqa: S608


def test_copying_out_gives_what_is_seen_and_no_more(
    world: World, app: psycopg.Connection[Any], token: str
) -> None:
    hidden = hidden_rows(world, app, token)
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        with app.cursor().copy("COPY (SELECT id FROM records_line) TO STDOUT") as copied:
            rows = b"".join(bytes(block) for block in copied).decode().split()
    assert not set(rows) & hidden


def test_statistics_tell_nothing_of_a_row(app: psycopg.Connection[Any], token: str) -> None:
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        told = app.execute(
            "SELECT tablename, attname FROM pg_stats WHERE schemaname = 'public' AND tablename = ANY (%s)",
            [list(proof.TABLES)],
        ).fetchall()
        assert told == []


def test_a_hidden_identifier_is_refused_as_an_absent_one_is(
    world: World, app: psycopg.Connection[Any]
) -> None:
    """In an INSERT, on a clash, with RETURNING, in an UPDATE: the same answer in the same words."""
    someone, partnership, token = next(
        entry
        for entry in world.signed_in()
        if entry[0].active and any(not world.sees_case(entry[0], entry[1], c) for c in world.cases)
    )
    hidden = next(case.id for case in world.cases if not world.sees_case(someone, partnership, case))
    agency = world.held(someone, partnership)[0].agency.id
    insert = (
        "INSERT INTO {} (id, case_id, agency_id, author_id, audience, named) "
        "VALUES (gen_random_uuid(), %s, '"
        + str(agency)
        + "', '"
        + str(someone.id)
        + "', 'whole_case', '{{}}')"
    )
    for table in (
        "records_note",
        "enquiries_challenge",
        "enquiries_clock",
        "people_address",
        "enquiries_rating",
    ):
        for more in ("", " ON CONFLICT DO NOTHING", " RETURNING id"):
            answers = []
            for case in (hidden, uuid.uuid4()):
                with pytest.raises(DENIED) as refusal, app.transaction():
                    app.execute("SELECT access.begin(%s)", [token])
                    app.execute((insert.format(table) + more).encode(), [case])
                answers.append(str(refusal.value))
            assert answers[0] == answers[1], table
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        for case in (hidden, uuid.uuid4()):
            changed = app.execute("UPDATE enquiries_enquiry SET state = state WHERE case_id = %s", [case])
            assert changed.rowcount == 0


def test_a_clash_with_a_hidden_row_is_told_without_its_words(
    world: World, app: psycopg.Connection[Any], admin: psycopg.Connection[Any]
) -> None:
    """Only identifiers that nobody can guess are unique; a clash names no value of the row it is with."""
    unique = admin.execute(
        "SELECT t.relname::text || '.' || string_agg(a.attname::text, ',' ORDER BY a.attname) FROM pg_index i "
        "JOIN pg_class t ON t.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey) "
        "WHERE i.indisunique AND t.relnamespace = 'public'::regnamespace "
        "AND t.relname !~ '^(auth|django)_' GROUP BY t.relname, i.indexrelid"
    ).fetchall()
    guessed = {
        "nhs_number",
        "upn",
        "value",
        "given_name",
        "family_name",
        "date_of_birth",
        "postcode",
        "name",
        "door",
    }
    assert not {name for (name,) in unique if guessed & set(name.split(".")[1].split(","))}


# What would outlive its transaction, and with it the context of whoever asked.
OUTLIVES = {
    "a transaction prepared": "PREPARE TRANSACTION 'kept'",
    "a cursor that holds": "DECLARE c CURSOR WITH HOLD FOR SELECT id::text FROM access_case",
    "a prepared statement": "PREPARE p AS SELECT id::text FROM access_case",
    "a setting of the session": "SELECT set_config('tessera.who', current_setting('tessera.who'), false)",
    "a lock of the session": "SELECT pg_advisory_lock(424242)",
    "a channel listened to": "LISTEN everything",
}


def cases_of(app: psycopg.Connection[Any], token: str) -> int:
    """How many cases whoever holds this session may open."""
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        return app.execute("SELECT id FROM access_case").rowcount


@pytest.mark.parametrize("what", OUTLIVES)
def test_what_outlives_a_transaction_shows_the_next_nothing(
    addresses: Addresses, world: World, app: psycopg.Connection[Any], what: str
) -> None:
    """The next transaction of the connection is nobody's, whatever the one before left in it."""
    token = next(key for who, _, key in world.signed_in() if who.active and cases_of(app, key))
    with psycopg.connect(addresses.app, autocommit=True) as own:
        mine = set()
        try:
            with own.transaction():
                own.execute("SELECT access.begin(%s)", [token])
                mine = {row for (row,) in own.execute("SELECT id::text FROM access_case")}
                own.execute(OUTLIVES[what].encode())
        except psycopg.errors.ObjectNotInPrerequisiteState:
            assert what == "a transaction prepared"  # the server keeps none
        assert mine
        with own.transaction(force_rollback=True):
            # A cursor that holds keeps what was read in its own transaction, for its own asker; nothing is read anew.
            if what == "a cursor that holds":
                assert {row for (row,) in own.execute("FETCH ALL FROM c")} <= mine
            if what == "a prepared statement":
                assert own.execute("EXECUTE p").fetchall() == []
            try:
                assert own.execute("SELECT id FROM access_case").fetchall() == []
            except DENIED:
                assert what == "a setting of the session"  # signed for a transaction that is over


def test_a_name_of_one_s_own_takes_no_table_s_or_function_s_place(
    app: psycopg.Connection[Any], token: str
) -> None:
    """Whatever is looked in first, the policies and the functions that decide mean their own."""
    with app.transaction(force_rollback=True):
        app.execute("SELECT access.begin(%s)", [token])
        before = proof.seen(app)
        for path in ("pg_temp, public, access", "access, public, pg_catalog", "information_schema, public"):
            app.execute("SELECT set_config('search_path', %s, true)", [path])
            assert proof.seen(app) == before, path


def test_a_sequence_counts_nothing_about_anybody(admin: psycopg.Connection[Any]) -> None:
    """The application may draw numbers; so none of them may count cases, people or what is written about them."""
    drawn = admin.execute(
        "SELECT c.relname::text FROM pg_class c WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace "
        "AND CASE WHEN relkind = 'S' THEN has_sequence_privilege('tessera_app', c.oid, 'USAGE') END"
    ).fetchall()
    assert {name for (name,) in drawn if name.startswith(("people_", "records_", "enquiries_"))} == set()


def test_nothing_may_be_reached_from_here_but_this_database(admin: psycopg.Connection[Any]) -> None:
    rows = admin.execute(
        "SELECT extname::text FROM pg_extension UNION ALL SELECT fdwname::text FROM pg_foreign_data_wrapper "
        "UNION ALL SELECT lanname::text FROM pg_language WHERE lanname NOT IN ('internal', 'c', 'sql', 'plpgsql')"
    ).fetchall()
    assert {name for (name,) in rows} <= {"plpgsql"}


def test_what_others_ask_is_not_read(app: psycopg.Connection[Any], addresses: Addresses, token: str) -> None:
    """Sessions of one role would read one another's statements, tokens and names in them."""
    with psycopg.connect(addresses.app, autocommit=True) as other:
        other.execute(f"SELECT access.begin('{token}')".encode())
        for question in (
            "SELECT query FROM pg_stat_activity",
            "SELECT pg_stat_get_backend_activity(n) FROM generate_series(1, 100) n",
        ):
            try:
                rows = app.execute(question.encode()).fetchall()
            except DENIED:
                continue
            assert not any(token in (query or "") for (query,) in rows), question
