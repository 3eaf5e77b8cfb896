"""Proves to the database that this process asks, and not somebody who can merely run SQL as the application's role.

Before anybody is signed in there is no context to judge by. So what is then done in somebody's name (a session
opened, the hash of a password read or changed, an account at a provider tied to them, a recovery code spent) wants a
proof, and so does a change of their second factors in their own session: HMAC-SHA256 of the deed and of the transaction
it is done in, with a key that stands in no table an application's role reads. It is derived from the secret key;
`tessera migrate` gives it to the database, where the deciding role reads it (sql/proofs.sql).
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection, transaction
from django.utils.encoding import force_bytes

LABEL = b"tessera: the application asks the database"
BLOCK = 64  # bytes that SHA-256 works on at a time
UNKNOWN = "The database does not know this process's secret key, so nobody can sign in."
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnknownKey(RuntimeError):
    """The database was not given the key of this process."""


def is_known() -> bool:
    """Whether the database takes what this process proves."""
    with connection.cursor() as cursor:
        _, names = _challenge(cursor)
    return any(_name(key) in names for key in _keys())


def give_keys(cursor: Any) -> None:
    """Let the database take the proofs of our secret keys and no others. At each migration, as the deciding role."""
    cursor.execute("DELETE FROM access.proof_key")
    for key in _keys():
        padded = key.ljust(BLOCK, b"\0")
        inner, outer = (bytes(byte ^ pad for byte in padded) for pad in (0x36, 0x5C))
        cursor.execute(
            "INSERT INTO access.proof_key (name, inner_pad, outer_pad) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (_name(key), inner, outer),
        )


def open_session(*, token: str, practitioner_id: UUID, membership_id: UUID, ends_at: datetime) -> None:
    """Bind a token to one membership. Raises django.db.ProgrammingError if that membership is not held today."""
    micros = (ends_at - EPOCH) // timedelta(microseconds=1)
    said = ("open_session", hashed(token), str(practitioner_id), str(membership_id), str(micros))
    given = (token, practitioner_id, membership_id, ends_at)
    _ask("SELECT access.open_session(%s, %s, %s, %s, %s)", said, given)


def password_of(practitioner_id: UUID) -> str | None:
    """The hash of somebody's password; None where they have none."""
    found = _ask(
        "SELECT access.password_of(%s, %s)", ("password_of", str(practitioner_id)), (practitioner_id,)
    )
    return None if found is None else str(found)


def set_password(practitioner_id: UUID, password_hash: str) -> int:
    """Give somebody another password by its hash; how often that was done for them."""
    said = ("set_password", str(practitioner_id), hashed(password_hash))
    return int(_ask("SELECT access.set_password(%s, %s, %s)", said, (practitioner_id, password_hash)))


def send_invitation(invitation_id: UUID, key_hash: str, until: datetime) -> bool:
    """Let another link, known by its hash, accept an invitation until then. False where there is none to send."""
    micros = (until - EPOCH) // timedelta(microseconds=1)
    said = ("invite", str(invitation_id), key_hash, str(micros))
    return bool(_ask("SELECT access.send_invitation(%s, %s, %s, %s)", said, (invitation_id, key_hash, until)))


def accept_invitation(key_hash: str, username: str) -> tuple[UUID, UUID, bool] | None:
    """Which invitation a link accepted, for whom, and whether they are new. None where the link is of no use."""
    said = ("accept", key_hash, hashed(username))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access.accept_invitation(%s, %s, %s)", (key_hash, username, proof(cursor, said))
        )
        row = cursor.fetchone()
    return None if row is None else (row[0], row[1], row[2])


def may_tie(practitioner_id: UUID, provider: str, uid: str) -> None:
    """Let the rest of this transaction tie that account at a provider to that practitioner."""
    said = ("tie", str(practitioner_id), hashed(provider), hashed(uid))
    _ask("SELECT set_config('tessera.proof', %s, true)", said, ())


def may_change_factors(practitioner_id: UUID) -> None:
    """Let the rest of this transaction add, change and take away their second factors."""
    _ask("SELECT set_config('tessera.proof', %s, true)", ("factors", str(practitioner_id)), ())


def may_spend(practitioner_id: UUID) -> None:
    """Let the rest of this transaction mark their recovery codes as spent."""
    _ask("SELECT set_config('tessera.proof', %s, true)", ("spend", str(practitioner_id)), ())


def proof(cursor: Any, said: tuple[str, ...]) -> str:
    """Of this deed in this transaction. Raises UnknownKey."""
    where, names = _challenge(cursor)
    for key in _keys():
        if _name(key) in names:
            return hmac.new(key, "|".join((where, *said)).encode(), hashlib.sha256).hexdigest()
    raise UnknownKey(f"{UNKNOWN} Run 'tessera migrate' with the same TESSERA_SECRET_KEY.")


def hashed(words: str) -> str:
    """Words as a proof speaks of them, where they may hold anything."""
    return hashlib.sha256(words.encode()).hexdigest()


def _ask(statement: str, said: tuple[str, ...], given: tuple[Any, ...]) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, (*given, proof(cursor, said)))
        (answer,) = cursor.fetchone()
        return answer


def _challenge(cursor: Any) -> tuple[str, set[str]]:
    cursor.execute("SELECT access.challenge()")
    (text,) = cursor.fetchone()
    where, _, names = str(text).partition("|")
    return where, set(names.split())


def _keys() -> list[bytes]:
    """The newest first. Those before it prove as well, until the database has been given the new one."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [HKDF(SHA256(), 32, salt=None, info=LABEL).derive(force_bytes(secret)) for secret in secrets]


def _name(key: bytes) -> str:
    return hashlib.sha256(LABEL + b"|name|" + key).hexdigest()[:16]
