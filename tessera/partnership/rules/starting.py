"""A whole document to start a partnership from: a preset, with an invented hub to be written over or one's own."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.partnership.rules.contradictions import LONGEST_CODE
from tessera.partnership.rules.presets import load_preset, merge
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import AgencyKind

# Numbers that Ofcom keeps free for drama, and a domain that RFC 2606 keeps free: nobody is rung or written to.
_INVENTED: dict[str, Any] = {
    "partnership": {
        "code": "your_partnership",
        "name": "Your partnership",
        "hub_name": "Your hub",
        "hub_telephone": "01632 960000",
        "out_of_hours_telephone": "01632 960001",
        "hub_email": "hub@partnership.example.org",
        "in_force_from": "2026-01-01",
    },
    "agencies": {
        "childrens_social_care": {
            "name": "Your children’s social care",
            "short": "S",
            "kind": "childrens_social_care",
            "teams": {"hub": {"name": "Your hub", "hub": True, "telephone": "01632 960000"}},
        },
    },
}


def starting_document(preset: str) -> Settings:
    """A document that can be used as it stands, with the partnership and its one agency still to be written.

    Raises KeyError for a name that is not in PRESETS.
    """
    whole = merge(merge(load_preset(preset), {"partnership": {"started_from": preset}}), _INVENTED)
    return Settings.from_data(whole)


@dataclass(frozen=True)
class NewPartnership:
    """What a partnership says of itself when it begins. `agencies` are (kind, name), beside children's social care."""

    preset: str
    name: str
    hub_name: str
    hub_telephone: str
    out_of_hours_telephone: str
    hub_email: str
    social_care: str
    agencies: Sequence[tuple[str, str]] = ()

    @property
    def code(self) -> str:
        """The partnership's code, made of its name."""
        return code_of(self.name, ())

    @property
    def own_agency(self) -> str:
        """The name of the partnership's own body, for which its administrators work."""
        return f"{self.name} Safeguarding Children Partnership"


LONGEST_MADE = LONGEST_CODE - 4  # room for a number where two names begin alike
OWN_AGENCY = "partnership"
"""The code of that body among the agencies."""


def first_document(new: NewPartnership, on: date) -> Settings:
    """A partnership's first document, from a preset and what it says of itself. In force from `on`.

    Raises KeyError for a preset that is not in PRESETS, SettingsRefused where a name or number cannot be used.
    """
    kinds = [
        (AgencyKind.CHILDRENS_SOCIAL_CARE, new.social_care),
        *new.agencies,
        (AgencyKind.OTHER, new.own_agency),
    ]
    agencies: dict[str, dict[str, Any]] = {}
    marks: list[str] = []
    for place, (kind, name) in enumerate(kinds):
        mark = next(one for one in _marks(name) if one not in marks)
        marks.append(mark)
        fixed = {0: "childrens_social_care", len(kinds) - 1: OWN_AGENCY}.get(place)
        code = fixed or code_of(name, {*agencies, "childrens_social_care", OWN_AGENCY})
        agencies[code] = {"name": name, "short": mark, "kind": str(kind)}
    hub = {"name": new.hub_name, "hub": True, "telephone": new.hub_telephone}
    agencies["childrens_social_care"]["teams"] = {"hub": hub}
    agencies[OWN_AGENCY]["answers_requests"] = False
    partnership = {
        "code": new.code,
        "name": new.name,
        "hub_name": new.hub_name,
        "hub_telephone": new.hub_telephone,
        "out_of_hours_telephone": new.out_of_hours_telephone,
        "hub_email": new.hub_email,
        "started_from": new.preset,
        "in_force_from": on.isoformat(),
    }
    return Settings.from_data(
        merge(load_preset(new.preset), {"partnership": partnership, "agencies": agencies})
    )


def code_of(name: str, taken: Collection[str]) -> str:
    """A code made of a name: small letters, digits and _, beginning with a letter, and not taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", re.sub(r"['’]", "", plain)).strip("_")
    code = (words if words[:1].isalpha() else f"a_{words}")[:LONGEST_MADE].strip("_")
    return next(one for one in _numbered(code) if one not in taken)


def _numbered(code: str) -> Iterator[str]:
    yield code
    for number in range(2, 10_000):
        yield f"{code}_{number}"


def _marks(name: str) -> Iterator[str]:
    """Marks for the worklist, the likeliest first: an initial, two or three initials, an initial with a number."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    initials = "".join(word[0] for word in re.findall(r"[A-Z][A-Z']*", plain)) or "A"
    for length in (1, 2, 3):
        if len(initials) >= length:
            yield initials[:length]
    for number in range(2, 100):
        yield f"{initials[0]}{number}"
    for first in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        for number in range(100):
            yield f"{first}{number}"
