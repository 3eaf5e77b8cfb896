"""Tables that libraries bring: whose rows they are, how their fields are classed, and what the application may do.

Signing in happens before there is a security context, so these tables are open to "nobody yet" and, once someone is
signed in, only to their own rows. A table without personal data has no row policy.
"""

from dataclasses import dataclass

OWN_ROW = "(SELECT access.who()) IS NULL OR {column} = (SELECT access.who())"


@dataclass(frozen=True)
class Table:
    """`owner` is the column that says whose row it is, or None; `personal` lists fields that are personal data."""

    name: str
    owner: str | None
    grants: str
    personal: tuple[str, ...] = ()
    policy: str | None = None


TABLES: tuple[Table, ...] = (
    Table("django_session", None, "SELECT, INSERT, UPDATE, DELETE", ("session_key", "session_data"), "true"),
    Table("django_content_type", None, "SELECT"),
    Table("django_migrations", None, "SELECT"),
    Table("auth_permission", None, "SELECT"),
    Table("auth_group", None, "SELECT"),
    Table("auth_group_permissions", None, "SELECT"),
    Table("account_emailaddress", "user_id", "SELECT, INSERT, UPDATE, DELETE", ("email", "user")),
    Table(
        "account_emailconfirmation",
        None,
        "SELECT, INSERT, UPDATE, DELETE",
        ("email_address", "key"),
        "(SELECT access.who()) IS NULL OR EXISTS "
        "(SELECT 1 FROM account_emailaddress e WHERE e.id = email_address_id)",
    ),
    Table("mfa_authenticator", "user_id", "SELECT, INSERT, UPDATE, DELETE", ("user", "data", "last_used_at")),
    Table(
        "socialaccount_socialaccount",
        "user_id",
        "SELECT, INSERT, UPDATE, DELETE",
        ("user", "uid", "extra_data"),
    ),
    Table("socialaccount_socialapp", None, "SELECT"),
    Table(
        "socialaccount_socialtoken",
        None,
        "SELECT, INSERT, UPDATE, DELETE",
        ("account", "token", "token_secret"),
        "(SELECT access.who()) IS NULL OR EXISTS "
        "(SELECT 1 FROM socialaccount_socialaccount s WHERE s.id = account_id)",
    ),
    Table(
        "usersessions_usersession",
        "user_id",
        "SELECT, INSERT, UPDATE, DELETE",
        ("user", "ip", "user_agent", "session_key"),
    ),
)
