"""Who will see an answer before it is sent: agencies and roles, as the database foresees them from the same policy.

Of other agencies an agency that was asked learns nothing by this: docs/decisions/0016.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tessera.access.foreseen import Readers, who_would_see
from tessera.access.here import Me
from tessera.access.models import Agency, Team
from tessera.access.rules import NEEDS_CLEARANCE, Audience
from tessera.core.text import join_words
from tessera.enquiries.queries.answering import Asked
from tessera.records.rules.marks import marks_of

OWN = "Nothing leaves your agency until you hand it over, line by line."
CHOOSE = "Choose who may read your answer, and this says who that is."


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of the answer that the same people read: all of it but the lines below, or lines with the same marks."""

    title: str
    agencies: tuple[Readers, ...]

    @property
    def read_by(self) -> list[str]:
        """Agencies where somebody reads it, each with how many in which role."""
        return [
            f"{agency.agency}: {agency.words}"
            + ("" if agency.known else ", while the hub has them in this case")
            for agency in self.agencies
            if agency.roles
        ]

    @property
    def nobody(self) -> str:
        """Agencies where nobody does."""
        names = [agency.agency for agency in self.agencies if not agency.roles]
        return f"Nobody at {join_words(names)}." if names else ""


@dataclass(frozen=True, slots=True)
class WhoWillSee:
    """Who will see the answer as it stands, part by part, and what is said besides, whoever they are."""

    parts: tuple[PartShown, ...]
    besides: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """The same for a script."""
        parts = [{"title": part.title, "read_by": part.read_by, "nobody": part.nobody} for part in self.parts]
        return {"parts": parts, "besides": list(self.besides)}


def shared_with(hub: int, share: str, named: Sequence[UUID]) -> tuple[Audience, list[int]]:
    """The audience of an answer, and whom it names besides the agency that wrote it."""
    if share == "whole_case":
        return Audience.WHOLE_CASE, []
    if share == "own":
        return Audience.OWN_AGENCY, []
    members = Agency.objects.filter(pk__in=named).order_by("name").values_list("members_id", flat=True)
    return Audience.NAMED, [hub, *(members if share == "named" else ())]


def runs_the_hub(agency_id: UUID) -> bool:
    """Whether the hub is a team of this agency: what stays in the agency is then read by the hub too."""
    return Team.objects.filter(agency_id=agency_id, is_hub=True).exists()


def who_will_see(*, practitioner: Me, asked: Asked, typed: Mapping[str, Any]) -> WhoWillSee:
    """Who will see what was typed, once it is sent. Nothing that was typed is kept."""
    share = str(typed.get("share") or "")
    if share not in ("own", "hub", "named", "whole_case") or (
        share == "own" and runs_the_hub(practitioner.agency_id)
    ):
        return WhoWillSee((), (CHOOSE,))
    agencies = _chosen(typed) if share == "named" else []
    audience, named = shared_with(practitioner.hub, share, agencies)
    also = set(agencies) | (_known(asked) if audience == Audience.WHOLE_CASE else set())
    parts = []
    for title, marks in _parts(typed):
        seen = who_would_see(
            case_id=asked.case_id,
            agency_id=practitioner.agency_id,
            audience=audience,
            named=named,
            marks=marks,
            also=also,
        )
        parts.append(PartShown(title, seen))
    everyone = (
        f"And any other agency that the hub brings into this case, now or later: {asked.hub_name} can tell you "
        f"which, on {asked.hub_telephone}."
    )
    besides = [everyone] if audience == Audience.WHOLE_CASE else []
    if audience == Audience.OWN_AGENCY:
        return WhoWillSee(tuple(parts), (OWN,))
    besides.append("Whoever is let in to check the quality of the hub’s work reads what the hub reads.")
    return WhoWillSee(tuple(parts), tuple(besides))


def _known(asked: Asked) -> set[UUID]:
    """Agencies whose part in the case this agency reads on the same page: whoever made the referral."""
    return {asked.referral.from_agency_id} if asked.referral else set()


def _chosen(typed: Mapping[str, Any]) -> list[UUID]:
    found = []
    for value in typed.get("named_agencies") or ():
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return found


def _parts(typed: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The answer by the clearances that its lines need, as they will be kept: first all that needs none."""
    lines = [
        (number, str(line.get("marks", "")).split())
        for number, line in enumerate(typed.get("lines") or (), 1)
        if any(line.values())
    ]
    _, each = marks_of([marks for _, marks in lines]) if lines else ([], [])
    by_marks: dict[tuple[str, ...], list[int]] = {}
    for (number, _), marks in zip(lines, each, strict=True):
        secret = tuple(mark for mark in marks if mark in NEEDS_CLEARANCE)
        if secret:
            by_marks.setdefault(secret, []).append(number)
    found = [("Your answer", list[str]())]
    for secret, numbers in by_marks.items():
        which = f"Line {numbers[0]}" if len(numbers) == 1 else f"Lines {', '.join(map(str, numbers))}"
        found.append((f"{which}: {', '.join(mark.replace('_', ' ') for mark in secret)}", list(secret)))
    if len(found) > 1:
        found[0] = ("Your answer, without the lines below", [])
    return found
