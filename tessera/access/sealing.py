"""Bytes that only processes with our secret key can read or make."""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def seal(of: bytes) -> MultiFernet:
    """The seal of one kind of thing. Takes what an older secret key sealed for as long as that key is kept."""
    return _seal(of, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@cache
def _seal(of: bytes, keys: tuple[str | bytes, ...]) -> MultiFernet:
    hashed = (hashlib.sha256(b"tessera " + of + b"|" + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in hashed])
