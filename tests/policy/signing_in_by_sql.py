"""What somebody tries who runs SQL as the application, to be signed in as another: for the tests and for the mutants.

The application's own process has a key; so this module has it, and uses it as that process would for a deed that is
not the one then tried. Only once is a deed tried with its own proof in its own transaction, to see it work.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from tessera.access import proving
from tests.policy.register import Membership, live
from tests.policy.world import World

App = psycopg.Connection[Any]
DENIED = psycopg.errors.InsufficientPrivilege
ENDS = datetime(2031, 1, 1, tzinfo=UTC)
HASH = "scrypt$invented"
NO_LONGER_THERE = "a session opened as it was before there were proofs"
OPEN = "SELECT access.open_session(%s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Opening:
    """A session that would be opened."""

    held: Membership
    token: str = "t" * 32
    ends: datetime = ENDS
    session: str = ""  # of one that is open already

    def said(self) -> tuple[str, ...]:
        """What a proof of it speaks of."""
        micros = (self.ends - proving.EPOCH) // timedelta(microseconds=1)
        key = hashlib.sha256(self.token.encode()).hexdigest()
        return ("open_session", key, str(self.held.practitioner), str(self.held.id), str(micros))

    def given(self) -> list[Any]:
        """What it is asked with, but for the proof."""
        return [self.token, self.held.practitioner, self.held.id, self.ends]


def openings(world: World) -> tuple[Opening, Opening]:
    """The same two, each with a session of their own that is open."""
    tokens = {one.id: one.tokens for one in world.practitioners}
    victim, thief = (
        Opening(held, session=tokens[held.practitioner][held.agency.partnership]) for held in two(world)
    )
    return victim, thief


def two(world: World) -> tuple[Membership, Membership]:
    """Somebody who may sign in today, and somebody else who would like to be them."""
    found = [
        next(m for m in one.memberships if live(m.dates))
        for one in world.practitioners
        if one.active and any(live(m.dates) for m in one.memberships)
    ]
    return found[0], found[1]


def _opens(proof: Callable[[App, Opening], str | None]) -> Callable[[App, Opening, Opening], None]:
    """Tries to open the victim's session with what stands in the place of a proof of it."""

    def tried(app: App, victim: Opening, thief: Opening) -> None:
        with app.transaction(force_rollback=True):
            app.execute(OPEN, [*victim.given(), proof(app, victim)])

    return tried


def _made_with(key: bytes, app: App, said: tuple[str, ...]) -> str:
    (challenge,) = app.execute("SELECT access.challenge()").fetchone() or ("",)
    message = "|".join((challenge.partition("|")[0], *said)).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _replayed(app: App, victim: Opening, thief: Opening) -> None:
    with app.transaction(force_rollback=True):
        kept = proving.proof(app.cursor(), victim.said())
        app.execute(OPEN, [*victim.given(), kept])
    with app.transaction(force_rollback=True):
        app.execute(OPEN, [*victim.given(), kept])


def _changed(**change: Any) -> Callable[[App, Opening, Opening], None]:
    """A proof of the victim's own session, used for one that differs in this."""

    def tried(app: App, victim: Opening, thief: Opening) -> None:
        other = Opening(victim.held, **change)
        with app.transaction(force_rollback=True):
            app.execute(OPEN, [*other.given(), proving.proof(app.cursor(), victim.said())])

    return tried


def _for_another(app: App, victim: Opening, thief: Opening) -> None:
    with app.transaction(force_rollback=True):
        app.execute(OPEN, [*victim.given(), proving.proof(app.cursor(), thief.said())])


def _run(*statements: str, said: Callable[[Opening, Opening], tuple[str, ...]] | None = None) -> Any:
    """Statements in one transaction. `:v` and `:t` stand for the victim and the thief, `:p` for a proof of `said`.

    `:s` is the token of a session of the victim's own, in which somebody runs what is theirs.
    """

    def tried(app: App, victim: Opening, thief: Opening) -> None:
        with app.transaction(force_rollback=True):
            proof = proving.proof(app.cursor(), said(victim, thief)) if said else "0" * 64
            for statement in statements:
                words = statement.replace(":v", f"'{victim.held.practitioner}'")
                words = words.replace(":t", f"'{thief.held.practitioner}'").replace(":p", f"'{proof}'")
                words = words.replace(":s", f"'{victim.session}'")
                done = app.execute(words.encode())
                if done.rowcount == 0:
                    raise DENIED("no row was there to be changed")

    return tried


def _own(verb: str) -> Callable[[Opening, Opening], tuple[str, ...]]:
    return lambda victim, thief: (verb, str(thief.held.practitioner))


def _of_the_victim(verb: str) -> Callable[[Opening, Opening], tuple[str, ...]]:
    return lambda victim, thief: (verb, str(victim.held.practitioner))


ADD_KEY = (
    "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (:v, 'webauthn', '{}', now())"
)
BEGIN, PROVE = "SELECT access.begin(:s)", "SELECT set_config('tessera.proof', :p, true)"
SPEND = (
    "UPDATE mfa_authenticator SET data = data || '{\"used_mask\": 1023}' "
    "WHERE user_id = :v AND type = 'recovery_codes'"
)
SWAP = "UPDATE mfa_authenticator SET data = '{\"credential\": \"mine\"}' WHERE user_id = :v AND type = 'webauthn'"
REMOVE = "DELETE FROM mfa_authenticator WHERE user_id = :v"
TIE = (
    "INSERT INTO socialaccount_socialaccount (user_id, provider, uid, last_login, date_joined, extra_data) "
    "VALUES (:v, 'kestrel', 'thief', now(), now(), '{}')"
)
TRIES: dict[str, Callable[[App, Opening, Opening], None]] = {
    "a session opened with no proof": _opens(lambda app, one: None),
    "a session opened with an empty proof": _opens(lambda app, one: ""),
    "a session opened with a proof that was guessed": _opens(lambda app, one: "0" * 64),
    "a session opened with a proof of another key": _opens(
        lambda app, one: _made_with(b"a key that was guessed", app, one.said())
    ),
    NO_LONGER_THERE: _run(
        "SELECT access.open_session('t', :v, :v, now() + interval '1 hour')"
    ),
    "a proof used again": _replayed,
    "a proof of one's own session used for another's": _for_another,
    "a proof used for another key of a session": _changed(token="u" * 32),
    "a proof used for a longer session": _changed(ends=ENDS + timedelta(microseconds=1)),
    "a hash read from its table": _run("SELECT hash FROM access_password"),
    "a hash written to its table": _run("UPDATE access_password SET hash = 'x' WHERE practitioner_id = :v"),
    "a hash read with no proof": _run("SELECT access.password_of(:v, NULL)"),
    "a hash read with a proof that was guessed": _run("SELECT access.password_of(:v, :p)"),
    "a hash read with a proof of one's own": _run("SELECT access.password_of(:v, :p)", said=_own("password_of")),
    "a hash changed with a proof that was guessed": _run(f"SELECT access.set_password(:v, '{HASH}', :p)"),
    "a hash changed with a proof of one's own": _run(
        f"SELECT access.set_password(:v, '{HASH}', :p)",
        said=lambda victim, thief: ("set_password", str(thief.held.practitioner), proving.hashed(HASH)),
    ),
    "a hash changed with a proof of reading it": _run(
        f"SELECT access.set_password(:v, '{HASH}', :p)",
        said=lambda victim, thief: ("password_of", str(victim.held.practitioner)),
    ),
    "another hash put in the place of one that was proved": _run(
        "SELECT access.set_password(:v, 'another', :p)",
        said=lambda victim, thief: ("set_password", str(victim.held.practitioner), proving.hashed(HASH)),
    ),
    "how often a password was set wound back": _run("UPDATE access_practitioner SET passwords_set = 0"),
    "the keys that prove": _run("SELECT * FROM access.proof_key"),
    "a key of one's own": _run("INSERT INTO access.proof_key VALUES ('mine', '\\x00', '\\x00')"),
    "a proof judged by oneself": _run("SELECT access._proven(ARRAY['password_of'], :p)"),
    "a passkey for somebody else": _run(ADD_KEY),
    "a passkey in somebody's own session": _run(BEGIN, ADD_KEY),
    "a passkey in somebody's own session, with a proof of one's own": _run(
        BEGIN, PROVE, ADD_KEY, said=_own("factors")
    ),
    "a passkey in somebody's own session, with a proof that a code is spent": _run(
        BEGIN, PROVE, ADD_KEY, said=_of_the_victim("spend")
    ),
    "a passkey put in the place of another in somebody's own session": _run(BEGIN, SWAP),
    "a second step removed in somebody's own session": _run(BEGIN, REMOVE),
    "somebody's recovery codes used up": _run(SPEND),
    "somebody's recovery codes used up in their own session": _run(BEGIN, SPEND),
    "somebody's recovery codes used up with a proof that was guessed": _run(PROVE, SPEND),
    "somebody's recovery codes used up with a proof of one's own": _run(PROVE, SPEND, said=_own("spend")),
    "a spent recovery code made good with a proof that one is spent": _run(
        PROVE, "UPDATE mfa_authenticator SET data = data || '{\"used_mask\": 0}' "
        "WHERE user_id = :v AND type = 'recovery_codes'", said=_of_the_victim("spend")
    ),
    "somebody's recovery codes for one's own with a proof that one is spent": _run(
        PROVE, "UPDATE mfa_authenticator SET data = data || '{\"seed\": \"mine\"}' "
        "WHERE user_id = :v AND type = 'recovery_codes'", said=_of_the_victim("spend")
    ),
    "somebody's second step removed": _run("DELETE FROM mfa_authenticator WHERE user_id = :v"),
    "somebody's passkey for another": _run(
        "UPDATE mfa_authenticator SET data = '{\"credential\": \"mine\"}' WHERE user_id = :v AND type = 'webauthn'"
    ),
    "somebody's recovery codes for one's own": _run(
        "UPDATE mfa_authenticator SET data = data || '{\"seed\": \"mine\"}' "
        "WHERE user_id = :v AND type = 'recovery_codes'"
    ),
    "a spent recovery code made good": _run(
        "UPDATE mfa_authenticator SET data = data || '{\"used_mask\": 0}' "
        "WHERE user_id = :v AND type = 'recovery_codes'"
    ),
    "one's own second step handed to somebody": _run(
        "UPDATE mfa_authenticator SET user_id = :t WHERE user_id = :v AND type = 'webauthn'"
    ),
    "an account at a provider for somebody else": _run(TIE),
    "an account at a provider with a proof that was guessed": _run(
        "SELECT set_config('tessera.proof', :p, true)", TIE
    ),
    "an account at a provider with a proof of another deed": _run(
        "SELECT set_config('tessera.proof', :p, true)", TIE, said=_own("tie")
    ),
    "one's own account at a provider handed on": _run(
        "UPDATE socialaccount_socialaccount SET user_id = :v WHERE user_id = :t"
    ),
    "an address that links to set a password go to": _run(
        "INSERT INTO account_emailaddress (user_id, email, verified, \"primary\") "
        "VALUES (:v, 'x@example.org', true, false)"
    ),
    "somebody's address changed": _run("UPDATE account_emailaddress SET email = 'x@example.org' WHERE user_id = :v"),
    "somebody's address in the register changed": _run("UPDATE access_practitioner SET email = 'x@example.org'"),
}  # fmt: skip


# What the application does itself, with the proof that it is the one that asks.
TRUE: dict[str, Callable[[App, Opening, Opening], None]] = {
    "adding a passkey": _run(BEGIN, PROVE, ADD_KEY, said=_of_the_victim("factors")),
    "removing a second step": _run(BEGIN, PROVE, REMOVE, said=_of_the_victim("factors")),
    "spending a recovery code": _run(PROVE, SPEND, said=_of_the_victim("spend")),
    "spending a recovery code to confirm": _run(BEGIN, PROVE, SPEND, said=_of_the_victim("spend")),
    "noting that a second step was used": _run(
        "UPDATE mfa_authenticator SET last_used_at = now() WHERE user_id = :v AND type = 'webauthn'"
    ),
}
FACTOR = "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES "
PLANTED = (
    "INSERT INTO access_password VALUES (%(v)s, 'secret') ON CONFLICT DO NOTHING",
    FACTOR + "(%(v)s, 'webauthn', '{}', now())",
    FACTOR + '(%(v)s, \'recovery_codes\', \'{"seed": "s", "used_mask": 1}\', now()) ON CONFLICT DO NOTHING',
    TIE.replace(":v", "%(t)s").replace("'thief'", "%(u)s"),
)


def plant(world: World) -> None:
    """What there is to be stolen: a password, a passkey, recovery codes of which one is spent, and an account."""
    victim, thief = two(world)
    who = {"v": victim.practitioner, "t": thief.practitioner, "u": uuid.uuid4().hex}
    for statement in PLANTED:
        world.db.execute(statement.encode(), who)


def wrong(world: World, app: App) -> Iterator[str]:
    """Whatever got through, and the true proof if it did not. Nothing is good."""
    plant(world)
    victim, thief = openings(world)
    for name, tried in TRIES.items():
        try:
            tried(app, victim, thief)
        except DENIED:
            continue
        except psycopg.errors.UndefinedFunction:
            if name == NO_LONGER_THERE:
                continue
            raise
        yield name
    try:
        with app.transaction(force_rollback=True):
            app.execute(OPEN, [*victim.given(), proving.proof(app.cursor(), victim.said())])
    except psycopg.Error as problem:
        yield f"a true proof is refused: {problem}"
    for name, tried in TRUE.items():
        try:
            tried(app, victim, thief)
        except psycopg.Error as problem:
            yield f"{name} is refused: {problem}"
