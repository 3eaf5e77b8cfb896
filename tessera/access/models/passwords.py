"""Somebody's password, apart from what is known of them: its hash is read and written with a proof (proving.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.crypto import salted_hmac

from tessera.access import proving


class WithPassword(AbstractBaseUser):
    """Whoever signs in. Their row says how often a password was set for them; the hash is fetched when it is asked for.

    Most pages never ask: that somebody is still signed in is told from how often, which is in the row.
    """

    passwords_set = models.PositiveIntegerField(default=0, db_default=0)

    _hash: str | None = None
    _has_changed = False

    class Meta:
        abstract = True

    @property
    def password(self) -> str:
        """The hash: empty where they have none."""
        if self._hash is None:
            self._hash = proving.password_of(self.pk) or ""
        return self._hash

    @password.setter
    def password(self, hashed: str) -> None:
        self._hash, self._has_changed = hashed, True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save the row; and the password by itself, where it was set."""
        columns = None if update_fields is None else set(update_fields) - {"password"}
        if columns is None or columns:
            super().save(*args, update_fields=columns, **kwargs)
        self.save_password()

    def save_password(self) -> None:
        """Save the password where it was set, and nothing else."""
        if self._has_changed:
            self.passwords_set = proving.set_password(self.pk, self._hash or "")
            self._has_changed = False

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session keeps to know that no other password was set since it began."""
        return salted_hmac(
            "tessera.access.session", f"{self.pk}|{self.passwords_set}", secret=secret, algorithm="sha256"
        ).hexdigest()
