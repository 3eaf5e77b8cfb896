"""Identifiers: keys for rows, numbers the NHS and schools give a child, and references people read aloud.

An identifier must never tell a stranger anything. Row keys sort by time of making, which a database likes,
but cannot be guessed; references carry no order, count or date, so a receipt left on a bus says nothing.
"""

import hashlib
import os
import re
import secrets
import threading
import time
from uuid import UUID

__all__ = [
    "clean_nhs_number",
    "clean_reference",
    "clean_upn",
    "format_nhs_number",
    "new_reference",
    "nhs_number_is_valid",
    "reference_from",
    "reference_is_valid",
    "upn_is_temporary",
    "upn_is_valid",
    "uuid7",
]

_COUNTER_BITS = 12
_RANDOM_BITS = 62
_lock = threading.Lock()
_last_millisecond = 0
_counter = 0


def uuid7() -> UUID:
    """Return a new UUID version 7: 48 bits of milliseconds, a 12-bit counter, 62 random bits.

    Each answer within one process is greater than the one before, from any thread, even when the machine's
    clock steps back. The 62 random bits are drawn afresh every time, so that knowing one key does not help
    to guess the next. Source: RFC 9562 sections 5.7 and 6.2 (method 1, a counter of fixed length).
    """
    global _last_millisecond, _counter
    drawn = int.from_bytes(os.urandom(10), "big")
    now = time.time_ns() // 1_000_000
    with _lock:
        if now > _last_millisecond:
            _last_millisecond = now
            # Half the counter's range is left free, so that a burst in one millisecond has room to count up.
            _counter = (drawn >> _RANDOM_BITS) & 0x7FF
        else:
            _counter += 1
            if _counter >> _COUNTER_BITS:
                _last_millisecond += 1
                _counter = (drawn >> _RANDOM_BITS) & 0x7FF
        millisecond, counter = _last_millisecond, _counter
    tail = drawn & ((1 << _RANDOM_BITS) - 1)
    return UUID(int=millisecond << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | tail)


_NHS_NUMBER = re.compile(r"[0-9]{10}", re.ASCII)
_TYPED_BETWEEN_DIGITS = re.compile(r"[\s\u2010-\u2015-]+")


def clean_nhs_number(text: str) -> str:
    """Return what was typed without the spaces and dashes people put between the groups. Judges nothing."""
    return _TYPED_BETWEEN_DIGITS.sub("", text)


def nhs_number_is_valid(text: str) -> bool:
    """Say whether this is a well-formed NHS number: ten digits whose last is the right check digit.

    Spaces and dashes are ignored. Ten equal digits pass the arithmetic but are only ever typed to get past a
    form, so they are refused (a judgement). Being valid does not mean the number was ever issued.
    Source: NHS Data Dictionary, "NHS NUMBER", modulus 11.
    """
    number = clean_nhs_number(text)
    if not _NHS_NUMBER.fullmatch(number) or len(set(number)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(number[9])


def format_nhs_number(text: str) -> str:
    """Return the number as the NHS prints it, 3-3-4: "999 612 2131". Raises ValueError unless ten digits."""
    number = clean_nhs_number(text)
    if not _NHS_NUMBER.fullmatch(number):
        raise ValueError("An NHS number has 10 digits.")
    return f"{number[:3]} {number[3:6]} {number[6:]}"


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # 23 letters: I, O and S are not used
_UPN = re.compile(rf"[{_UPN_LETTERS}][0-9]{{11}}[0-9{_UPN_LETTERS}]", re.ASCII)


def clean_upn(text: str) -> str:
    """Return a unique pupil number without spaces or dashes, in capitals. Judges nothing."""
    return _TYPED_BETWEEN_DIGITS.sub("", text).upper()


def upn_is_valid(text: str) -> bool:
    """Say whether this is a well-formed unique pupil number (UPN), permanent or temporary.

    A check letter, then 12 digits; a temporary number ends in a letter instead of the last digit. Each
    character after the check letter counts for its value times its place (2 to 13), a last letter for its
    rank among the 23 used; the sum modulo 23 gives the check letter. The local authority's code inside it
    is not checked: codes come and go, and a number outlives them.
    Sources: Department for Education, UPN guide; Government Data Standards Catalogue, "Unique Pupil
    Number" 2.0.
    """
    number = clean_upn(text)
    if not _UPN.fullmatch(number):
        return False
    values = (_UPN_LETTERS.index(c) if c in _UPN_LETTERS else int(c) for c in number[1:])
    return _UPN_LETTERS[sum(value * place for place, value in enumerate(values, 2)) % 23] == number[0]


def upn_is_temporary(text: str) -> bool:
    """Say whether this is a valid temporary UPN. A child may have had several; it identifies weakly."""
    return upn_is_valid(text) and clean_upn(text)[-1].isalpha()


# 23 signs, a prime number, so that the check finds every single wrong sign and every two signs swapped.
# Left out: signs that look alike (0 O, 1 I L, 5 S), N for its sound beside M, and vowels, which make words.
_SIGNS = "2346789CDFGHJKMPQRTVWXY"
_READ_AS = str.maketrans({"B": "8", "Z": "2"})  # never issued, so they can only be these
_BODY = 8
_REFERENCE = re.compile(rf"([A-Z]{{2,4}})-([{_SIGNS}]{{4}})-([{_SIGNS}]{{4}})", re.ASCII)


def _check_sign(prefix: str, body: str) -> str:
    values = [ord(letter) - ord("A") for letter in prefix] + [_SIGNS.index(sign) for sign in body]
    return _SIGNS[-sum(value * weight for weight, value in enumerate(reversed(values), 2)) % 23]


def new_reference(prefix: str) -> str:
    """Return a new random reference, such as "TH-7KQ2-M9XD": prefix, seven random signs, one check sign.

    The prefix is two to four capital letters (the partnership's); anything else raises ValueError. There are
    3.4 thousand million references for each prefix: keep them unique in the table and draw again on a clash.
    """
    if not re.fullmatch(r"[A-Z]{2,4}", prefix, re.ASCII):
        raise ValueError("A reference's prefix is two to four capital letters.")
    body = "".join(secrets.choice(_SIGNS) for _ in range(_BODY - 1))
    body += _check_sign(prefix, body)
    return f"{prefix}-{body[:4]}-{body[4:]}"


def reference_from(prefix: str, key: UUID) -> str:
    """Return the reference of a row that keeps none: always the same for its key, which it does not tell."""
    number, signs = int.from_bytes(hashlib.sha256(key.bytes).digest()), []
    for _ in range(_BODY - 1):
        number, sign = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[sign])
    body = "".join(signs)
    body += _check_sign(prefix, body)
    return f"{prefix}-{body[:4]}-{body[4:]}"


def clean_reference(text: str) -> str:
    """Return a reference as we write it, whatever case, spaces or dashes were typed. Judges nothing.

    What is too short to be one comes back in capitals, without its spaces and dashes.
    """
    packed = _TYPED_BETWEEN_DIGITS.sub("", text).upper()
    if len(packed) < _BODY + 2:
        return packed
    body = packed[-_BODY:].translate(_READ_AS)
    return f"{packed[:-_BODY]}-{body[:4]}-{body[4:]}"


def reference_is_valid(text: str) -> bool:
    """Say whether this could be one of our references: the right shape and the right check sign."""
    found = _REFERENCE.fullmatch(clean_reference(text))
    if found is None:
        return False
    body = found[2] + found[3]
    return _check_sign(found[1], body[:-1]) == body[-1]
