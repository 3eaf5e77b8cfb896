"""Facts written to the register.

Setting up (partnerships, agencies, teams, practitioners, memberships) is done by an administrator at the command line,
connected as the owner. Facts of a case (opening, involving, subjects) are written by practitioners under the policy.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from tessera.access.here import Me
from tessera.access.models import (
    Agency,
    Case,
    Clearance,
    Export,
    Involvement,
    Membership,
    Partnership,
    Practitioner,
    Principal,
    Subject,
    Team,
)
from tessera.access.rules import SCOPE_OF, InvolvementKind, Mark, PrincipalKind, Role
from tessera.audit import action


@dataclass(frozen=True)
class Console:
    """The administrator at the command line, who is no practitioner."""


def _principal(kind: PrincipalKind) -> Principal:
    return Principal.objects.create(kind=kind)


@action("register", "partnership")
def register_partnership(*, practitioner: Console, at: datetime, code: str, name: str) -> Partnership:
    """A partnership by its code, made once; its name follows the settings."""
    found, _ = Partnership.objects.update_or_create(code=code, defaults={"name": name})
    return found


@action("register", "agency")
def register_agency(
    *, practitioner: Console, at: datetime, partnership: Partnership, code: str, name: str, kind: str
) -> Agency:
    """An agency by its code, made once with its two principals; its name and kind follow the settings."""
    found = Agency.objects.filter(partnership=partnership, code=code).first()
    if found is None:
        return Agency.objects.create(
            partnership=partnership,
            code=code,
            name=name,
            kind=kind,
            principal=_principal(PrincipalKind.AGENCY),
            members=_principal(PrincipalKind.MEMBERS),
        )
    found.name, found.kind = name, kind
    found.save(update_fields=("name", "kind"))
    return found


@action("register", "team")
def register_team(
    *, practitioner: Console, at: datetime, agency: Agency, code: str, name: str, is_hub: bool
) -> Team:
    """A team of an agency by its code, made once."""
    found = Team.objects.filter(agency=agency, code=code).first()
    if found is None:
        return Team.objects.create(
            agency=agency, code=code, name=name, is_hub=is_hub, principal=_principal(PrincipalKind.TEAM)
        )
    found.name = name
    found.save(update_fields=("name",))
    return found


@action("register", "practitioner")
def register_practitioner(
    *,
    practitioner: Console,
    at: datetime,
    username: str,
    name: str,
    email: str,
    password_hash: str | None = None,
) -> Practitioner:
    """Someone who may sign in. Without a password they sign in by their agency's provider, or set one by email."""
    found = Practitioner.objects.filter(username=username).first()
    if found is None:
        found = Practitioner(
            username=username,
            name=name,
            email=email,
            joined_at=at,
            principal=_principal(PrincipalKind.PRACTITIONER),
        )
        if password_hash is None:
            found.set_unusable_password()
        else:
            found.password = password_hash
        found.save(force_insert=True)
        return found
    found.name, found.email = name, email
    found.save(update_fields=("name", "email"))
    return found


@action("register", "membership")
def register_membership(
    *,
    practitioner: Console,
    at: datetime,
    member: Practitioner,
    agency: Agency,
    role: Role,
    team: Team | None = None,
    valid_from: datetime,
    valid_to: datetime | None = None,
) -> Membership:
    """A practitioner belongs to an agency in a role. The same live membership is not made twice."""
    found = Membership.objects.filter(
        practitioner=member, agency=agency, role=role, team=team, valid_to__isnull=True
    ).first()
    return found or Membership.objects.create(
        practitioner=member,
        partnership_id=agency.partnership_id,
        agency=agency,
        team=team,
        role=role,
        scope=SCOPE_OF[role],
        valid_from=valid_from,
        valid_to=valid_to,
    )


@action("register", "clearance")
def register_clearance(
    *,
    practitioner: Console,
    at: datetime,
    cleared: Practitioner,
    partnership: Partnership,
    mark: Mark,
    reason: str,
    valid_from: datetime,
) -> Clearance:
    """A practitioner may read rows that carry the mark. The same live clearance is not given twice."""
    found = Clearance.objects.filter(
        practitioner=cleared, partnership=partnership, mark=mark, valid_to__isnull=True
    ).first()
    return found or Clearance.objects.create(
        practitioner=cleared, partnership=partnership, mark=mark, reason=reason, valid_from=valid_from
    )


@action("open", "case")
def open_case(*, practitioner: Me, at: datetime) -> Case:
    """A case with nobody in it yet. Its opener involves people next, and the hub last of all."""
    return Case.objects.create(
        partnership_id=practitioner.partnership_id,
        hub_id=practitioner.hub,
        audience=[],
        opened_by_id=practitioner.id,
        opened_at=at,
    )


@action("involve", "involvement")
def involve(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    principal: int,
    kind: InvolvementKind,
    reason: str,
    until: datetime | None = None,
) -> Involvement:
    """From now on, or until a time, this practitioner, team or agency is involved in the case.

    Involving twice changes nothing.
    """
    found = Involvement.objects.filter(
        case_id=case_id, principal_id=principal, kind=kind, valid_to__isnull=True
    ).first()
    return found or Involvement.objects.create(
        case_id=case_id,
        principal_id=principal,
        kind=kind,
        reason=reason,
        made_by_id=practitioner.id,
        valid_from=at,
        valid_to=until,
    )


@action("end", "involvement")
def end_involvement(
    *, practitioner: Me, at: datetime, case_id: UUID, principal: int, kind: InvolvementKind
) -> Involvement | None:
    """From now on they are no longer involved in this way. None where they were not."""
    found = Involvement.objects.filter(
        case_id=case_id, principal_id=principal, kind=kind, valid_to__isnull=True
    ).first()
    if found is None or Involvement.objects.filter(pk=found.pk).update(valid_to=at) != 1:
        return None
    return found


@action("add_subject", "subject")
def add_subject(*, practitioner: Me, at: datetime, case_id: UUID, person_id: UUID) -> Subject:
    """Someone has decided that this person is a subject of the case. Until then a possible match only hides."""
    subject = Subject(case_id=case_id, person_id=person_id, made_at=at)
    with connection.cursor() as cursor:
        # Not get_or_create: whether a provisional subject is there already is not always ours to see.
        cursor.execute(
            "INSERT INTO access_subject (id, case_id, person_id, provisional, made_at) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (case_id, person_id) DO UPDATE SET provisional = false",
            (subject.pk, case_id, person_id, False, at),
        )
    return subject


@action("exclude", "exclusion")
def exclude(*, practitioner: Me, at: datetime, excluded: UUID, person_id: UUID, reason: str) -> Practitioner:
    """This practitioner never sees this person. Bites at the next transaction; says nothing of what there is to see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.exclude(%s, %s, %s)", (excluded, person_id, reason))
    return Practitioner(id=excluded)


@action("take_out", "export")
def take_out(*, practitioner: Me, at: datetime, case_id: UUID) -> Export:
    """The record of an enquiry leaves the system as a file. Whoever takes it is judged by the row that this writes.

    What a second person agreed to is taken, once. Otherwise it is taken in one step, which only the hub may: PostgreSQL
    refuses everyone else.
    """
    agreed = Export.objects.filter(
        case_id=case_id,
        kind="",
        asked_by_id=practitioner.id,
        agreed_at__isnull=False,
        taken_at__isnull=True,
    ).first()
    if agreed is not None and Export.objects.filter(pk=agreed.pk, taken_at__isnull=True).update(taken_at=at):
        return agreed
    taken = Export(case_id=case_id, asked_by_id=practitioner.id, asked_at=at, taken_at=at)
    taken.save(force_insert=True)
    return taken
