"""Tables that libraries bring: whose rows they are, how their fields are classed, and what the application may do.

Signing in happens before there is a security context, so "nobody yet" may do in these tables what signing in needs, and
no more: an address, a passkey or an account at a provider that nobody added would sign somebody else in. Once someone
is signed in they are open only to their own rows. A table without personal data has no row policy.
"""

from collections.abc import Iterator
from dataclasses import dataclass

NOBODY_YET = "(SELECT access.who()) IS NULL"


@dataclass(frozen=True)
class Table:
    """`owner` is the column that says whose row it is, or None; `personal` lists fields that are personal data.

    `nobody_yet`: what is done in rows that have an owner before anybody is signed in. `policy`: in the place of both.
    """

    name: str
    owner: str | None
    grants: str
    personal: tuple[str, ...] = ()
    policy: str | None = None
    nobody_yet: tuple[str, ...] = ()

    def policies(self) -> Iterator[tuple[str, str, str]]:
        """The name, the command and the test of each of its row policies."""
        if self.policy:
            yield "own", "ALL", self.policy
        elif self.owner:
            yield "own", "ALL", f"{self.owner} = (SELECT access.who())"
            for command in self.nobody_yet:
                yield f"nobody_yet_{command.lower()}", command, NOBODY_YET


TABLES: tuple[Table, ...] = (
    Table("django_session", None, "SELECT, INSERT, UPDATE, DELETE", ("session_key", "session_data"), "true"),
    Table("django_content_type", None, "SELECT"),
    Table("django_migrations", None, "SELECT"),
    Table("auth_permission", None, "SELECT"),
    Table("auth_group", None, "SELECT"),
    Table("auth_group_permissions", None, "SELECT"),
    # Links to set a password go there: an administrator writes it, and nobody else.
    Table("account_emailaddress", "user_id", "SELECT", ("email", "user"), nobody_yet=("SELECT",)),
    Table(
        "account_emailconfirmation",
        None,
        "SELECT",
        ("email_address", "key"),
        "(SELECT access.who()) IS NULL OR EXISTS "
        "(SELECT 1 FROM account_emailaddress e WHERE e.id = email_address_id)",
    ),
    # sql/proofs.sql says what may be changed.
    Table(
        "mfa_authenticator",
        "user_id",
        "SELECT, INSERT, UPDATE, DELETE",
        ("user", "data", "last_used_at"),
        nobody_yet=("SELECT", "UPDATE"),
    ),
    # sql/proofs.sql asks for a proof of what is added.
    Table(
        "socialaccount_socialaccount",
        "user_id",
        "SELECT, INSERT, UPDATE",
        ("user", "uid", "extra_data"),
        nobody_yet=("SELECT", "INSERT", "UPDATE"),
    ),
    Table("socialaccount_socialapp", None, "SELECT"),
    Table(
        "socialaccount_socialtoken",
        None,
        "SELECT",
        ("account", "token", "token_secret"),
        "(SELECT access.who()) IS NULL OR EXISTS "
        "(SELECT 1 FROM socialaccount_socialaccount s WHERE s.id = account_id)",
    ),
    Table(
        "usersessions_usersession",
        "user_id",
        "SELECT, INSERT, UPDATE, DELETE",
        ("user", "ip", "user_agent", "session_key"),
        nobody_yet=("SELECT", "INSERT", "UPDATE", "DELETE"),
    ),
)
