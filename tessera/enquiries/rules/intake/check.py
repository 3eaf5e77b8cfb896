"""One line in; one referral, or every reason it is refused, out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from tessera.enquiries.rules.intake.beyond import is_blank, one_line, problems_beyond
from tessera.enquiries.rules.intake.parsing import parse
from tessera.enquiries.rules.intake.problem import Path, Problem, in_order
from tessera.enquiries.rules.intake.reading import LIMIT_BYTES, RawLine, read_lines
from tessera.enquiries.rules.intake.referral import (
    Address,
    Adult,
    Child,
    Consent,
    KeepFromFamily,
    Line,
    OtherAgency,
    Referral,
    Referrer,
    Voice,
)
from tessera.enquiries.rules.intake.structure import problems_of_structure
from tessera.enquiries.rules.intake.times import When, read_date, read_moment, read_when

AgencyCode = Callable[[str], str | None]
"""From an agency's code or name as sent to its code in the partnership's settings; None where there is
none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line: a referral, or problems, never both."""

    line_number: int
    referral: Referral | None
    problems: tuple[Problem, ...]


def read_referrals(
    stream: BinaryIO, *, received_by: datetime, agencies: AgencyCode, limit_bytes: int = LIMIT_BYTES
) -> Iterator[Outcome]:
    """The outcome of each line that is not blank, in order, holding one line in memory at a time."""
    for line in read_lines(stream, limit_bytes):
        if not isinstance(line, RawLine):
            yield Outcome(line.number, None, line.problems)
            continue
        checked = check(line.content, received_by=received_by, agencies=agencies)
        if isinstance(checked, Referral):
            yield Outcome(line.number, checked, ())
        else:
            yield Outcome(line.number, None, checked)


def check(line: bytes, *, received_by: datetime, agencies: AgencyCode) -> Referral | tuple[Problem, ...]:
    """The referral on this line, or every reason it is refused.

    `received_by` is the moment it is taken in, with its offset: nothing is received later. Never raises for
    anything in the line; raises ValueError where `received_by` has no offset, and whatever `agencies` raises.
    """
    if received_by.utcoffset() is None:
        raise ValueError("received_by needs an offset")
    parsed = parse(line)
    found: list[tuple[Path, str]] = list(parsed.found)
    if parsed.value is not None:
        further = [*problems_of_structure(parsed.value)]
        further += problems_beyond(parsed.value, now=received_by, agencies=agencies)
        # A value that could not be kept has had its reason; that it is then of the wrong type is no news.
        found += [(path, words) for path, words in further if path not in parsed.unreadable]
    if found:
        return in_order(found)
    return _referral(parsed.value, agencies)


def _short(value: dict[str, Any], name: str) -> str | None:
    text = value.get(name)
    return None if text is None or is_blank(text) else one_line(text)


def _long(value: dict[str, Any], name: str) -> str | None:
    text: str | None = value.get(name)
    return None if text is None or is_blank(text) else text


def _needed(value: dict[str, Any], name: str) -> str:
    return one_line(value[name])


def _whole(number: int | float | None) -> int | None:
    # To the schema 3.0 is a whole number too.
    return None if number is None else int(number)


def _date(value: dict[str, Any], name: str) -> date | None:
    return read_date(value[name]) if name in value else None


def _when(value: dict[str, Any]) -> When | None:
    written = _short(value, "when")
    return None if written is None else read_when(written)


def _address(value: dict[str, Any]) -> Address | None:
    address = value.get("address")
    if address is None:
        return None
    lines = tuple(one_line(line) for line in address.get("lines", ()) if not is_blank(line))
    return Address(lines, _short(address, "postcode"), address.get("protected", False))


def _referral(value: dict[str, Any], agencies: AgencyCode) -> Referral:
    keep, consent = value.get("keep_from_family"), value["consent"]
    return Referral(
        reference=_needed(value, "reference"),
        received_at=read_moment(value["received_at"]),
        referrer=_referrer(value["referrer"], agencies),
        children=tuple(_child(child) for child in value["children"]),
        adults=tuple(_adult(adult) for adult in value.get("adults", ())),
        concerns=tuple(value["concerns"]),
        lines=tuple(
            Line(line["kind"], line["text"], _when(line), _short(line, "source")) for line in value["lines"]
        ),
        daily_life=_long(value, "daily_life"),
        child_voice=tuple(_voice(voice) for voice in value.get("child_voice", ())),
        working_well=_long(value, "working_well"),
        already_tried=_long(value, "already_tried"),
        views_of_parents=_long(value, "views_of_parents"),
        consent=Consent(consent["position"], _long(consent, "reason")),
        keep_from_family=None if keep is None else KeepFromFamily(keep["text"], keep["reason"]),
        level=_whole(value.get("level")),
        level_reason=_long(value, "level_reason"),
        hoped_for=_long(value, "hoped_for"),
        immediate_danger=value["immediate_danger"],
        other_agencies=tuple(_other_agency(other, agencies) for other in value.get("other_agencies", ())),
    )


def _referrer(value: dict[str, Any], agencies: AgencyCode) -> Referrer:
    code = agencies(_needed(value, "agency"))
    if code is None:  # it was there a moment ago
        raise LookupError("the agency has gone while its referral was being read")
    return Referrer(
        name=_needed(value, "name"),
        role=_needed(value, "role"),
        agency=code,
        phone=_short(value, "phone"),
        email=_short(value, "email"),
        relationship_to_family=_long(value, "relationship_to_family"),
    )


def _child(value: dict[str, Any]) -> Child:
    return Child(
        given_name=_short(value, "given_name"),
        family_name=_needed(value, "family_name"),
        also_known_as=tuple(one_line(name) for name in value.get("also_known_as", ())),
        date_of_birth=_date(value, "date_of_birth"),
        expected_date_of_birth=_date(value, "expected_date_of_birth"),
        age_years=_whole(value.get("age_years")),
        sex=value.get("sex"),
        nhs_number=value.get("nhs_number"),
        upn=value.get("upn"),
        ethnicity=_short(value, "ethnicity"),
        first_language=_short(value, "first_language"),
        communication=_long(value, "communication"),
        religion=_short(value, "religion"),
        disabilities=tuple(value.get("disabilities", ())),
        school=_short(value, "school"),
        gp=_short(value, "gp"),
        address=_address(value),
    )


def _adult(value: dict[str, Any]) -> Adult:
    return Adult(
        given_name=_short(value, "given_name"),
        family_name=_needed(value, "family_name"),
        date_of_birth=_date(value, "date_of_birth"),
        relationship_to_children=_needed(value, "relationship_to_children"),
        parental_responsibility=value.get("parental_responsibility"),
        lives_with_children=value.get("lives_with_children"),
        address=_address(value),
    )


def _voice(value: dict[str, Any]) -> Voice:
    return Voice(
        child=int(value["child"]),
        words=value["words"],
        how=value.get("how"),
        asked_by=_short(value, "asked_by"),
        when=_when(value),
        alone=value.get("alone"),
        response=_long(value, "response"),
    )


def _other_agency(value: dict[str, Any], agencies: AgencyCode) -> OtherAgency:
    name = _needed(value, "agency")
    return OtherAgency(name, agencies(name), _short(value, "contact"))
