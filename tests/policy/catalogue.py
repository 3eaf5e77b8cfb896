"""What PostgreSQL's own catalogue must say, whatever the rows are: faults that no row would show in time."""

from __future__ import annotations

from typing import Any

import psycopg

LOGINS = ("tessera_app", "tessera_job")
# Tables that hold nothing about anybody, or that only one person's own rows are kept in by a library.
OPEN = (
    "django_content_type",
    "django_migrations",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "socialaccount_socialapp",
    "django_site",
)
CHECKS: dict[str, str] = {
    "row security is not on and forced": (
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
        "AND NOT (c.relrowsecurity AND c.relforcerowsecurity) AND c.relname NOT LIKE 'procrastinate%%' "
        "AND c.relname <> ALL (%(open)s)"
    ),
    "a role of ours may step over row security": (
        "SELECT rolname FROM pg_roles WHERE rolname IN ('tessera_app', 'tessera_job', 'tessera_owner', "
        "'tessera_authz') "
        "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
    ),
    "a login may become another role": (
        "SELECT m.rolname || ' ' || g.rolname FROM pg_roles m, pg_roles g "
        "WHERE m.rolname = ANY (%(logins)s) AND g.rolname <> m.rolname AND pg_has_role(m.oid, g.oid, 'MEMBER')"
    ),
    "a login owns something": (
        "SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) IN ('tessera_app', 'tessera_job') "
        "UNION ALL SELECT proname FROM pg_proc WHERE pg_get_userbyid(proowner) IN ('tessera_app', 'tessera_job')"
    ),
    "anybody at all may do something": (
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace IN ('access'::regnamespace, "
        "'audit'::regnamespace) AND has_function_privilege('public', p.oid, 'EXECUTE') UNION ALL "
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace IN ('public'::regnamespace, 'access'::regnamespace) "
        "AND c.relkind IN ('r', 'v', 'm', 'p') AND has_table_privilege('public', c.oid, "
        "'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
    ),
    "the application may call what only the database or a job calls": (
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace IN ('access'::regnamespace, "
        "'audit'::regnamespace) AND has_function_privilege('tessera_app', p.oid, 'EXECUTE') AND (p.prorettype = "
        "'trigger'::regtype OR p.proname LIKE '\\_%%' AND p.proname <> '_open' OR p.proname IN "
        "('begin_job', 'sweep', 'hears', 'forget_sessions', 'live_promises', 'referrals_written', 'begin_making', "
        "'whose_making', 'makings_left', 'forget_makings'))"
    ),
    "a function decides for others and is not fixed": (
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef AND p.pronamespace IN "
        "('access'::regnamespace, 'audit'::regnamespace, 'public'::regnamespace) AND (pg_get_userbyid(p.proowner) "
        "<> 'tessera_authz' OR NOT EXISTS (SELECT 1 FROM unnest(p.proconfig) x WHERE x LIKE 'search_path=%%pg_temp'))"
    ),
    "a row may be changed to be another's": (
        "SELECT DISTINCT table_name || '.' || column_name FROM information_schema.column_privileges "
        "WHERE table_schema = 'public' AND grantee IN ('tessera_app', 'tessera_job') AND privilege_type = 'UPDATE' "
        "AND column_name IN ('case_id', 'agency_id', 'author_id', 'audience', 'named', 'marks', 'principal_id', "
        "'practitioner_id', 'partnership_id', 'sealed', 'role')"
    ),
    "what signs somebody in may be read or written": (
        "SELECT r.rolname || ' ' || t || ' ' || w FROM pg_roles r, unnest(ARRAY['access_password', 'access_session', "
        "'access.proof_key']) t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) w "
        "WHERE r.rolname = ANY (%(logins)s) AND (has_table_privilege(r.oid, t, w) "
        "OR w <> 'DELETE' AND has_any_column_privilege(r.oid, t, replace(w, 'DELETE', 'SELECT')))"
    ),
    "an address that links to set a password go to may be written": (
        "SELECT r.rolname || ' ' || w FROM pg_roles r, unnest(ARRAY['INSERT', 'UPDATE']) w "
        "WHERE r.rolname = ANY (%(logins)s) AND (has_any_column_privilege(r.oid, 'account_emailaddress', w) "
        "OR has_column_privilege(r.oid, 'access_practitioner', 'email', w))"
    ),
    "something may be emptied, referred to or given triggers": (
        "SELECT DISTINCT table_name || ' ' || privilege_type FROM information_schema.table_privileges "
        "WHERE table_schema = 'public' AND grantee IN ('tessera_app', 'tessera_job', 'PUBLIC') "
        "AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')"
    ),
    "something looks round row security": (
        "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace"
    ),
    "what closes a kind of row closes it not for every verb": (
        "SELECT p.tablename FROM pg_policies p WHERE p.schemaname = 'public' AND p.cmd = 'SELECT' "
        "AND p.permissive = 'PERMISSIVE' AND 'tessera_app' = ANY (p.roles) "
        "AND p.tablename ~ '^(records|enquiries)_' AND p.tablename NOT IN ('enquiries_draft', 'records_note_draft') "
        "AND NOT EXISTS (SELECT 1 FROM "
        "pg_policies n WHERE n.tablename = p.tablename AND n.permissive = 'RESTRICTIVE' AND n.cmd = 'ALL' "
        "AND n.qual LIKE '%%excluded_cases%%' AND n.with_check LIKE '%%excluded_cases%%')"
    ),
    "a trigger that keeps the register is missing or off": (
        "SELECT w.t || '.' || w.n FROM (VALUES ('access_involvement', 'audience'), ('access_seal', 'audience'), "
        "('access_exclusion', 'possible'), ('people_matchkey', 'possible'), ('records_line', 'withheld'), "
        "('audit_entry', 'unchanging'), ('audit_entry', 'never_emptied'), ('mfa_authenticator', 'used'), "
        "('socialaccount_socialaccount', 'tied')) AS w(t, n) "
        "WHERE NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = w.t::regclass AND g.tgname = w.n "
        "AND g.tgenabled = CASE WHEN w.t = 'audit_entry' THEN 'A' ELSE 'O' END)"
    ),
}


def wrong(admin: psycopg.Connection[Any]) -> list[str]:
    """Whatever the catalogue says that it must not. Empty is good."""
    return [
        f"{what}: {row[0]}"
        for what, question in CHECKS.items()
        for row in admin.execute(question.encode(), {"open": list(OPEN), "logins": list(LOGINS)})
    ]
