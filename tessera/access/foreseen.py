"""Who would see something before it is written, by agency and role: what the database foresees (foreseeing.py)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from tessera.access.identity import ROLES
from tessera.access.models import Agency
from tessera.access.rules import Audience


@dataclass(frozen=True)
class Readers:
    """An agency and how many there would read it, by role.

    `known`: whether whoever asks may know what part the agency has in the case. If not, these are the people who read
    it while the hub has that agency in the case, and nothing is said of whether it has.
    """

    agency_id: UUID
    agency: str
    known: bool
    roles: tuple[tuple[str, int], ...]

    @property
    def words(self) -> str:
        """The roles with their numbers: "2 hub practitioners and 1 decision maker"."""
        return ", ".join(f"{number} {role}{'' if number == 1 else 's'}" for role, number in self.roles)


def who_would_see(
    *,
    case_id: UUID,
    agency_id: UUID,
    audience: Audience,
    named: Iterable[int] = (),
    marks: Iterable[str] = (),
    also: Iterable[UUID] = (),
) -> tuple[Readers, ...]:
    """Who would see what this agency wrote with this label, the agency itself and the hub among them.

    `also`: agencies to tell of besides those that whoever asks may know of. Nothing where they may not open the case.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT agency, known, role, people FROM access.would_see(%s, %s, %s, %s, %s, %s)",
            (case_id, agency_id, audience.value, list(named), [str(mark) for mark in marks], list(also)),
        )
        rows = cursor.fetchall()
    names = dict(Agency.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "name"))
    found = []
    for agency in sorted({row[0] for row in rows}, key=lambda pk: names[pk]):
        own = [row for row in rows if row[0] == agency]
        roles = tuple(
            (word, number) for role, word in ROLES.items() for _, _, of, number in own if of == role
        )
        found.append(Readers(agency, names[agency], own[0][1], roles))
    return tuple(found)
