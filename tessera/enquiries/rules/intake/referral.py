"""A referral as it is taken in: typed, whole, unchanging. Its parts print only their kind, never a child's
data."""

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from tessera.enquiries.rules.intake.times import When


class _Unprinted:
    """So that a log line or an error page that prints a referral gives nothing of it away."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, slots=True, repr=False)
class Referrer(_Unprinted):
    """Who is worried. `agency` is the agency's code in the partnership's settings, however it was written."""

    name: str
    role: str
    agency: str
    phone: str | None
    email: str | None
    relationship_to_family: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Address(_Unprinted):
    """Where someone lives. `protected`: must never reach anything that a family member could receive."""

    lines: tuple[str, ...]
    postcode: str | None
    protected: bool


@dataclass(frozen=True, slots=True, repr=False)
class Child(_Unprinted):
    """A child referred, with exactly one of a date of birth, an expected date, or an age in whole years."""

    given_name: str | None
    family_name: str
    also_known_as: tuple[str, ...]
    date_of_birth: date | None
    expected_date_of_birth: date | None
    age_years: int | None
    sex: str | None
    nhs_number: str | None
    upn: str | None
    ethnicity: str | None
    first_language: str | None
    communication: str | None
    religion: str | None
    disabilities: tuple[str, ...]
    school: str | None
    gp: str | None
    address: Address | None

    @property
    def unborn(self) -> bool:
        """Whether only an expected date was given."""
        return self.expected_date_of_birth is not None


@dataclass(frozen=True, slots=True, repr=False)
class Adult(_Unprinted):
    """An adult of the household or the family. None for `parental_responsibility` or `lives_with_children`:
    not known."""

    given_name: str | None
    family_name: str
    date_of_birth: date | None
    relationship_to_children: str
    parental_responsibility: bool | None
    lives_with_children: bool | None
    address: Address | None


@dataclass(frozen=True, slots=True, repr=False)
class Line(_Unprinted):
    """One thing seen, heard, told, on record or thought; `source` is who saw, said or recorded it."""

    kind: str
    text: str
    when: When | None
    source: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Voice(_Unprinted):
    """A child's own words. `child` is the child's place in `Referral.children`, from 0. `alone` None: not
    known."""

    child: int
    words: str
    how: str | None
    asked_by: str | None
    when: When | None
    alone: bool | None
    response: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Consent(_Unprinted):
    """Where the family stands. `reason` is set unless the position is agreed or not_applicable."""

    position: str
    reason: str | None


@dataclass(frozen=True, slots=True, repr=False)
class KeepFromFamily(_Unprinted):
    """What must be kept from the family, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class OtherAgency(_Unprinted):
    """Another agency that works with the family. `code` is None where it is not one of the partnership's."""

    agency: str
    code: str | None
    contact: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Referral(_Unprinted):
    """One referral, checked. Times are in UTC."""

    reference: str
    received_at: datetime
    referrer: Referrer
    children: tuple[Child, ...]
    adults: tuple[Adult, ...]
    concerns: tuple[str, ...]
    lines: tuple[Line, ...]
    daily_life: str | None
    child_voice: tuple[Voice, ...]
    working_well: str | None
    already_tried: str | None
    views_of_parents: str | None
    consent: Consent
    keep_from_family: KeepFromFamily | None
    level: int | None
    level_reason: str | None
    hoped_for: str | None
    immediate_danger: bool
    other_agencies: tuple[OtherAgency, ...]

    @property
    def identity(self) -> tuple[str, str]:
        """(agency code, reference): two lines with one identity are the same referral."""
        return (self.referrer.agency, self.reference)

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of everything in the referral; the order of fields in the line does not
        matter.

        Kept with the referral, it tells a referral sent twice from one sent again with other content.
        """
        written = json.dumps(_plain(self), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(written.encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    return value
