"""Who works here, agency by agency, and who is asked to. For a partnership's administrators, who see no case."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.identity import ROLES
from tessera.access.inviting import RESERVED
from tessera.access.models import Agency, Invitation, Membership, Practitioner, Team
from tessera.access.proving import hashed
from tessera.access.rules import Role
from tessera.audit import NotHere
from tessera.core.text import join_words
from tessera.partnership import queries as partnership
from tessera.partnership.rules.joining import OPEN, STANDS, Stands, stands
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import RoleWord


@dataclass(frozen=True)
class Held:
    """One place that somebody has, or had, in an agency."""

    id: UUID
    agency: str
    role: str
    team: str
    since: datetime
    until: datetime | None
    is_over: bool
    begins: bool  # on a day that is still to come
    may_end: bool


@dataclass(frozen=True)
class Person:
    """Somebody who works here, with every place they have or had."""

    id: UUID
    name: str
    email: str
    is_myself: bool
    held: tuple[Held, ...]

    @property
    def now(self) -> tuple[Held, ...]:
        """The places that they have, or will have."""
        return tuple(one for one in self.held if not one.is_over)

    @property
    def before(self) -> tuple[Held, ...]:
        """The places that they had."""
        return tuple(one for one in self.held if one.is_over)


@dataclass(frozen=True)
class InAgency:
    """Somebody in the list of an agency: their roles there, in words."""

    id: UUID
    name: str
    roles: str
    until: datetime | None


@dataclass(frozen=True)
class OfAgency:
    """An agency and those who work for it."""

    name: str
    people: tuple[InAgency, ...]


@dataclass(frozen=True)
class Asked:
    """An invitation, as administrators see it."""

    id: UUID
    name: str
    email: str
    place: str
    roles: str
    since: datetime
    until: datetime | None
    asked_by: str
    asked_at: datetime
    key_until: datetime | None
    stands: Stands
    is_mine: bool

    @property
    def words(self) -> str:
        """How it stands."""
        return STANDS[self.stands]

    @property
    def may_agree(self) -> bool:
        """Whether it waits, and for somebody else than its writer."""
        return self.stands is Stands.ASKED and not self.is_mine

    @property
    def may_send(self) -> bool:
        """Whether there is a link to send, or to send again."""
        return self.stands in (Stands.AGREED, Stands.INVITED, Stands.RUN_OUT)


@dataclass(frozen=True)
class Invited:
    """What whoever has the link of an invitation is shown."""

    partnership: str
    place: str
    roles: str
    email: str
    since: datetime
    until: datetime | None
    is_known: bool  # somebody has an account with this address
    name: str


def people(me: Me, at: datetime) -> tuple[OfAgency, ...]:
    """Who works for each agency, or will. Agencies with nobody are there too."""
    settings = partnership.in_force(me.partnership_id, at).settings
    live = [row for row in _memberships(me) if row.valid_to is None or row.valid_to > at]
    by_agency = {agency_id: list(rows) for agency_id, rows in groupby(live, key=lambda row: row.agency_id)}
    agencies = Agency.objects.filter(partnership_id=me.partnership_id).order_by("name")
    return tuple(
        OfAgency(agency.name, tuple(_in_agency(by_agency.get(agency.pk, []), settings)))
        for agency in agencies
    )


def _in_agency(rows: list[Membership], settings: Settings) -> list[InAgency]:
    found = []
    for practitioner_id, several in groupby(rows, key=lambda row: row.practitioner_id):
        held = list(several)
        ends = [row.valid_to for row in held]
        found.append(
            InAgency(
                practitioner_id,
                held[0].practitioner.name,
                join_words([_in_words(row.role, row.team, settings) for row in held]),
                None if None in ends else max(end for end in ends if end is not None),
            )
        )
    return found


def person(me: Me, at: datetime, practitioner_id: UUID) -> Person:
    """Somebody who works here or did. Raises NotHere for anybody else, whoever they are elsewhere."""
    settings = partnership.in_force(me.partnership_id, at).settings
    rows = [row for row in _memberships(me) if row.practitioner_id == practitioner_id]
    if not rows:
        raise NotHere("This practitioner is not here.")
    who = rows[0].practitioner
    return Person(
        who.pk,
        who.name,
        who.email,
        who.pk == me.id,
        tuple(_held(me, row, at, settings) for row in sorted(rows, key=lambda row: row.valid_from)),
    )


def held(me: Me, at: datetime, membership_id: UUID) -> tuple[Person, Held]:
    """Whose place it is, and the place. Raises NotHere where there is none that may be ended."""
    row = Membership.objects.filter(pk=membership_id, partnership_id=me.partnership_id).first()
    if row is None:
        raise NotHere("That place is not here.")
    whose = person(me, at, row.practitioner_id)
    found = next((one for one in whose.held if one.id == membership_id and one.may_end), None)
    if found is None:
        raise NotHere("That place is not here.")
    return whose, found


def asked(me: Me, at: datetime) -> tuple[Asked, ...]:
    """Invitations of which something is still to be done, those that wait for an administrator first."""
    settings = partnership.in_force(me.partnership_id, at).settings
    rows = Invitation.objects.filter(
        partnership_id=me.partnership_id, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).select_related("agency", "team", "practitioner", "asked_by")
    found = [_asked(me, row, at, settings) for row in rows.order_by("asked_at")]
    return tuple(sorted((one for one in found if one.stands in OPEN), key=lambda one: OPEN.index(one.stands)))


def places(me: Me, at: datetime) -> list[tuple[str, str]]:
    """Every agency and every team that somebody may be given a place in: its key in a form, and its words.

    Those of the settings in force: an agency that has left takes nobody on.
    """
    there = partnership.in_force(me.partnership_id, at).settings.agencies
    by_agency: dict[UUID, list[Team]] = {}
    for team in Team.objects.filter(agency__partnership_id=me.partnership_id).order_by("name"):
        by_agency.setdefault(team.agency_id, []).append(team)
    found = []
    agencies = Agency.objects.filter(partnership_id=me.partnership_id, code__in=list(there))
    for agency in agencies.order_by("name"):
        found.append((str(agency.pk), agency.name))
        found += [
            (f"{agency.pk}:{team.pk}", f"{agency.name}: {team.name}") for team in by_agency.get(agency.pk, [])
        ]
    return found


def roles(me: Me, at: datetime) -> list[tuple[str, str, str]]:
    """The roles that the partnership uses: (word, what it is called here, what it means)."""
    settings = partnership.in_force(me.partnership_id, at).settings
    found = [(str(word), role.label, role.meaning) for word, role in settings.roles.items() if role.used]
    guardian = (
        str(Role.CALDICOTT_GUARDIAN),
        _called(Role.CALDICOTT_GUARDIAN, settings),
        _("Reviews emergency access, gives clearances and reads who has looked. Sees no case."),
    )
    return [*found[:-1], guardian, found[-1]]


def invited(key: str) -> Invited | None:
    """What a link is for; None where it is of no use, whatever the reason. Asked with nobody signed in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.invited(%s)", (hashed(key),))
        row = cursor.fetchone()
    if row is None:
        return None
    where, agency, team, given, name, email, since, until = row
    known = Practitioner.objects.filter(email__iexact=email).values_list("name", flat=True).first()
    words = join_words([ROLES[role] for role in given])
    return Invited(
        where,
        f"{agency}: {team}" if team else agency,
        words[:1].upper() + words[1:],
        email,
        since,
        until,
        known is not None,
        known or name,
    )


def _memberships(me: Me) -> list[Membership]:
    rows = Membership.objects.filter(partnership_id=me.partnership_id)
    for beginning in RESERVED:
        rows = rows.exclude(practitioner__username__startswith=beginning)
    return list(
        rows.select_related("practitioner", "team", "agency").order_by(
            "agency_id", "practitioner__name", "practitioner_id", "valid_from", "role"
        )
    )


def _held(me: Me, row: Membership, at: datetime, settings: Settings) -> Held:
    is_over = row.valid_to is not None and row.valid_to <= at
    return Held(
        id=row.pk,
        agency=row.agency.name,
        role=_called(row.role, settings),
        team=row.team.name if row.team else "",
        since=row.valid_from,
        until=row.valid_to,
        is_over=is_over,
        begins=row.valid_from > at,
        may_end=not is_over and row.practitioner_id != me.id,
    )


def _asked(me: Me, row: Invitation, at: datetime, settings: Settings) -> Asked:
    who = row.practitioner
    return Asked(
        id=row.pk,
        name=who.name if who else row.name,
        email=who.email if who else row.email,
        place=f"{row.agency.name}: {row.team.name}" if row.team else row.agency.name,
        roles=join_words([_called(role, settings) for role in row.roles]),
        since=row.valid_from,
        until=row.valid_to,
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        key_until=row.key_until,
        stands=stands(
            at,
            agreed_at=row.agreed_at,
            withdrawn_at=row.withdrawn_at,
            accepted_at=row.accepted_at,
            key_until=row.key_until,
            valid_to=row.valid_to,
        ),
        is_mine=row.asked_by_id == me.id,
    )


def _in_words(role: str, team: Team | None, settings: Settings) -> str:
    called = _called(role, settings)
    return _("{role}, {team}").format(role=called, team=team.name) if team else called


def _called(role: str, settings: Settings) -> str:
    """What a role is called in this partnership."""
    if role in list(RoleWord):
        return settings.roles[RoleWord(role)].label
    words = ROLES[role]
    return words[:1].upper() + words[1:]
