"""Somebody whom a practitioner must never see: their own family, a neighbour, themself.

Whoever records it does not learn whether there is a record. Ending it takes two others, and the practitioner is told
nothing: the database keeps the list, and these verbs answer alike whatever is in it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.audit import NotHere, action
from tessera.core.steps import NotAllowed
from tessera.people.rules import PersonGiven, strong_probes


@dataclass(frozen=True)
class Recorded:
    """What the ledger names: whom the exclusion is about, or the exclusion itself. Never the person not to be seen."""

    id: UUID


@action("declare", "exclusion")
def declare(*, practitioner: Me, at: datetime, excluded: UUID, given: PersonGiven, reason: str) -> Recorded:
    """A practitioner must never see this person. Raises NotAllowed where too little is given to tell who it is.

    Anyone may say so of themself; the hub and administrators of others.
    """
    keys = sorted(strong_probes(given))
    kinds = {key[:3] for key in keys}
    if not ({"nhs", "upn"} & kinds or {"gd:", "fd:"} <= kinds):
        raise NotAllowed(
            _("Give both names and the date of birth, or an NHS number."),
            verb="declare",
            state="",
            missing=("given",),
        )
    if not reason.strip():
        raise NotAllowed(_("Say how they know this person."), verb="declare", state="", missing=("reason",))
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.declare_exclusion(%s, %s, %s)", (excluded, keys, reason))
    return Recorded(excluded)


@action("ask_to_end", "exclusion")
def ask_to_end(*, practitioner: Me, at: datetime, exclusion_id: UUID, reason: str) -> Recorded:
    """Somebody says that an exclusion is no longer needed, and why. Another must agree. Raises NotHere."""
    _keepers_only(practitioner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.ask_to_end_exclusion(%s, %s)", (exclusion_id, reason))
        _done(cursor.fetchone())
    return Recorded(exclusion_id)


@action("agree_to_end", "exclusion")
def agree_to_end(*, practitioner: Me, at: datetime, exclusion_id: UUID) -> Recorded:
    """The second person agrees, and the exclusion ends at once. Raises NotHere for whoever asked."""
    _keepers_only(practitioner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.end_exclusion(%s)", (exclusion_id,))
        _done(cursor.fetchone())
    return Recorded(exclusion_id)


def _keepers_only(practitioner: Me) -> None:
    if not practitioner.has(Role.ADMINISTRATOR, Role.CALDICOTT_GUARDIAN):
        raise NotHere("This is not here.")


def _done(row: tuple[bool, ...] | None) -> None:
    if not row or not row[0]:
        raise NotHere("This is not here.")
