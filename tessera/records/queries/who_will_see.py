"""Who will see something before it is kept: agencies and roles, as the database foresees them from the same policy.

Of other agencies whoever writes learns nothing by this: docs/decisions/0016.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.access.foreseen import Readers, who_would_see
from tessera.access.here import Me
from tessera.access.rules import NEEDS_CLEARANCE
from tessera.core.text import join_words
from tessera.records.rules.marks import marks_of
from tessera.records.rules.noting import EVERYONE, OWN, READERS, SHARES, audience_of, narrower

ASSURED = gettext_lazy("Whoever is let in to check the quality of the hub’s work reads what the hub reads.")
LATER = gettext_lazy("And any other agency that the hub brings into this case, now or later.")
CHOOSE = gettext_lazy("Choose who may read this note, and this says who that is.")


@dataclass(frozen=True, slots=True)
class PartShown:
    """What of something written the same people read: all of it but the lines below, or lines with the same marks."""

    title: str
    agencies: tuple[Readers, ...]
    people: tuple[str, ...] = ()

    @property
    def read_by(self) -> list[str]:
        """People by name where it is for people; else agencies, each with how many in which role."""
        return [*self.people, *self._agencies()]

    def _agencies(self) -> list[str]:
        return [
            (
                _("{agency}: {who}")
                if agency.known
                else _("{agency}: {who}, while the hub has them in this case")
            ).format(agency=agency.agency, who=agency.words)
            for agency in self.agencies
            if agency.roles
        ]

    @property
    def nobody(self) -> str:
        """Agencies where nobody does."""
        names = [agency.agency for agency in self.agencies if not agency.roles]
        return _("Nobody at {names}.").format(names=join_words(names)) if names else ""


@dataclass(frozen=True, slots=True)
class WhoWillSee:
    """Who will see what is written as it stands, part by part, and what is said besides, whoever they are."""

    parts: tuple[PartShown, ...]
    besides: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """The same for a script."""
        parts = [{"title": part.title, "read_by": part.read_by, "nobody": part.nobody} for part in self.parts]
        return {"parts": parts, "besides": list(self.besides)}


def marks_in_words(marks: Iterable[str]) -> str:
    """ "police intelligence, adult health"."""
    return ", ".join(_(mark.replace("_", " ")) for mark in marks)


def who_will_see_note(
    *, practitioner: Me, case_id: UUID, share: str, lines: Sequence[tuple[int, str, Collection[str]]]
) -> WhoWillSee:
    """Who will see a note as it is typed, once it is kept. Nothing that was typed is kept.

    `lines`: of each its number, for how few people it is where that is fewer than for the note, and its marks.
    """
    if share not in READERS:
        return WhoWillSee((), (str(CHOOSE),))
    parts = []
    for title, goes_to, secret in _parts(share, lines):
        audience, named = audience_of(goes_to, practitioner.hub)
        seen = who_would_see(
            case_id=case_id,
            agency_id=practitioner.agency_id,
            audience=audience,
            named=named,
            marks=list(secret),
        )
        parts.append(PartShown(title, seen))
    besides = [str(LATER)] if share == EVERYONE else []
    if share != OWN:
        besides.append(str(ASSURED))
    return WhoWillSee(tuple(parts), tuple(besides))


def _parts(
    share: str, lines: Sequence[tuple[int, str, Collection[str]]]
) -> list[tuple[str, str, tuple[str, ...]]]:
    """The lines that the same people will read: a title, how far they go and which clearances they need."""
    reach = [narrower(share, readers) for _number, readers, _marks in lines]
    widest = max(reach, key=SHARES.index)
    _all, each = marks_of([marks for _number, _readers, marks in lines], [one == widest for one in reach])
    alike: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for (number, _readers, _marks), goes_to, marks in zip(lines, reach, each, strict=True):
        secret = tuple(mark for mark in marks if mark in NEEDS_CLEARANCE)
        alike.setdefault((goes_to, secret), []).append(number)
    found = []
    for (goes_to, secret), numbers in alike.items():
        which = _("This note")
        if len(alike) > 1:
            which = ngettext("Line {numbers}", "Lines {numbers}", len(numbers)).format(
                numbers=", ".join(map(str, numbers))
            )
        found.append((f"{which}: {marks_in_words(secret)}" if secret else which, goes_to, secret))
    return found
