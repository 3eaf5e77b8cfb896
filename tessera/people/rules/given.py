"""What is given of someone, wherever it came from: a referral's child, a person already on record, a search."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from tessera.access.rules import Mark
from tessera.core.identifiers import clean_nhs_number, clean_upn, nhs_number_is_valid, upn_is_valid
from tessera.people.rules.names import FullName, also_known_as, full_name, parts_of

__all__ = ("PersonDetails", "PersonGiven", "Place", "details_of", "given_of", "tidy_postcode")


def tidy_postcode(text: str) -> str:
    """A postcode as the post office writes it: capitals, and one space before the last three. Others in capitals."""
    words = re.findall("[^\\W_]+", text.upper())
    packed = "".join(words)
    if re.fullmatch("[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}", packed, re.ASCII):
        return f"{packed[:-3]} {packed[-3:]}"
    return " ".join(words)


@dataclass(frozen=True)
class Place:
    """An address as it was told. `lines` are in the order of an envelope; `marks`: what a reader is cleared for."""

    lines: tuple[str, ...] = ()
    postcode: str = ""
    marks: tuple[str, ...] = ()

    @property
    def protected(self) -> bool:
        """Whether it is kept from somebody. Such an address is for the hub, and there for whoever is cleared."""
        return Mark.DOMESTIC_ABUSE_ADDRESS in self.marks

    def same_as(self, other: "Place") -> bool:
        """Whether both are one place: behind one door, or the same words where there is no door to go by."""
        return self.kept_as == other.kept_as

    @property
    def kept_as(self) -> str:
        """What is kept beside an address to tell that another of the same person is the same. At most 40 characters.

        Its door; of one that has none a sum of its words, by which nobody is looked for: many live at "No fixed abode".
        """
        words = " ".join(
            (*(word for line in self.lines for word in parts_of(line)), tidy_postcode(self.postcode))
        )
        return self.door or (f"~{sha256(words.encode()).hexdigest()[:32]}" if words.strip() else "")

    @property
    def door(self) -> str:
        """Postcode and the first number (or the first word): enough to call two addresses one. At most 40 characters.

        Empty without a postcode and something before it: half a street shares a postcode.
        """
        postcode = tidy_postcode(self.postcode)
        words = [word for line in self.lines for word in parts_of(line)]
        number = next((word for word in words if word[0].isdigit()), words[0] if words else "")
        return f"{postcode[:10]} {number}"[:40] if len(postcode) >= 5 and number else ""


@dataclass(frozen=True)
class PersonGiven:
    """Everything that can say who someone is. Empty means not known, and never counts against anybody."""

    given_name: str = ""
    family_name: str = ""
    also_known_as: tuple[str, ...] = ()
    date_of_birth: date | None = None
    expected_date_of_birth: date | None = None
    sex: str = ""
    nhs_numbers: tuple[str, ...] = ()
    upns: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def unborn(self) -> bool:
        return self.date_of_birth is None and self.expected_date_of_birth is not None

    @property
    def names(self) -> tuple[FullName, ...]:
        """Every name they are given, the first the one they are recorded by."""
        own = full_name(self.given_name, self.family_name)
        others = (also_known_as(name, self.family_name) for name in self.also_known_as)
        return (own, *(name for name in others if name != own and (name.given or name.family)))

    @property
    def valid_nhs_numbers(self) -> frozenset[str]:
        """Numbers with the right check digit; a wrong one is a slip of the pen and says nothing."""
        return frozenset(
            clean_nhs_number(number) for number in self.nhs_numbers if nhs_number_is_valid(number)
        )

    @property
    def valid_upns(self) -> frozenset[str]:
        return frozenset(clean_upn(upn) for upn in self.upns if upn_is_valid(upn))


def given_of(described: Any, places: Iterable[Place] = ()) -> PersonGiven:
    """What is given of a child or adult as a referral describes them. An adult has fewer fields; all may be empty."""

    def told(name: str) -> Any:
        return getattr(described, name, None)

    return PersonGiven(
        given_name=told("given_name") or "",
        family_name=told("family_name") or "",
        also_known_as=tuple(told("also_known_as") or ()),
        date_of_birth=told("date_of_birth"),
        expected_date_of_birth=told("expected_date_of_birth"),
        sex=told("sex") or "",
        nhs_numbers=(number,) if (number := told("nhs_number")) else (),
        upns=(upn,) if (upn := told("upn")) else (),
        places=tuple(places),
    )


@dataclass(frozen=True)
class PersonDetails:
    """What is kept about a person and says nothing of who they are. Empty means not known."""

    age_years: int | None = None
    ethnicity: str = ""
    first_language: str = ""
    communication: str = ""
    religion: str = ""
    disabilities: tuple[str, ...] = ()


def details_of(described: Any) -> PersonDetails:
    """The details of a child or adult as a referral describes them."""

    def told(name: str) -> str:
        return getattr(described, name, None) or ""

    return PersonDetails(
        age_years=getattr(described, "age_years", None),
        ethnicity=told("ethnicity"),
        first_language=told("first_language"),
        communication=told("communication"),
        religion=told("religion"),
        disabilities=tuple(getattr(described, "disabilities", None) or ()),
    )
