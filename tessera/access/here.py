"""Who is here: the practitioner of this request, with the membership they signed in for. A read model."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from tessera.access.rules import Role


@dataclass(frozen=True)
class Me:
    """`id` is the practitioner's; `principal`, `agency_principal` and `agency_members` are register numbers."""

    id: UUID
    name: str
    principal: int
    membership_id: UUID
    agency_id: UUID
    agency: str
    agency_code: str
    agency_principal: int
    agency_members: int
    team_id: UUID | None
    role: str
    roles: tuple[str, ...]
    partnership_id: UUID
    partnership: str
    partnership_code: str
    hub: int

    @property
    def is_hub(self) -> bool:
        """Whether the page is shown as the hub sees it. What the hub may do is decided by PostgreSQL."""
        return self.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER)

    def has(self, *roles: Role) -> bool:
        """Whether a role is held: for choosing what to show. What is allowed is decided by PostgreSQL."""
        return any(role in self.roles for role in roles)


class Asked(HttpRequest):
    """A request of someone who is signed in: the type of `request` in every view that is not open to all."""

    me: Me


def me(token: str) -> Me | None:
    """The practitioner of this session, inside a transaction that opened with its token; None if there is none."""
    return _whose("SELECT * FROM access.whoami(%s)", token)


def me_in_making(making_id: UUID) -> Me | None:
    """Whoever asked for a file, inside a transaction of the job that makes it; None outside one."""
    return _whose("SELECT * FROM access.whose_making(%s)", making_id)


def _whose(question: str, given: str | UUID) -> Me | None:
    with connection.cursor() as cursor:
        cursor.execute(question, (given,))
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    values[11] = tuple(values[11])
    return Me(*values)


def ask_about(case_ids: Iterable[UUID]) -> None:
    """Say which cases the questions from here to the end of the transaction are mostly about.

    For a page that reads hundreds of rows of a few cases: each case is then judged once for a question and not once for
    each row. It changes no answer, whatever is named (see compile.py). Of many cases it would save nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tessera.cases_asked', %s::uuid[]::text, true)", (list(case_ids),))


def only_reads(case_id: UUID) -> bool:
    """Whether whoever asks was let into the case to read only: by an emergency or an audit, and in no other way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(%s = ANY (access.read_only_cases()), false)", (case_id,))
        return bool(cursor.fetchone()[0])


def reads_only(me: Me, case_id: UUID) -> bool | None:
    """How a case is shown: to read only, or (False) as the hub works on it. None: on no page of the hub's.

    Whoever the hub added to the case, in person or with their team, reads; so does whoever was let in for a time.
    """
    if only_reads(case_id):
        return True
    if me.is_hub:
        return False
    return True if cases_read([case_id]) else None


def cleared_for() -> set[str]:
    """The marks for which whoever asks holds a clearance: for choosing what to show."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(access.clearances())")
        return {mark for (mark,) in cursor.fetchall()}


def cases_read(case_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the cases that whoever asks reads whole without working for the hub: added, or let in for a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c FROM unnest(%s::uuid[]) c WHERE c = ANY (access.read_only_cases()) OR EXISTS ("
            "SELECT 1 FROM access_involvement i WHERE i.case_id = c AND i.kind = 'allocated'"
            " AND i.principal_id = ANY (access.principals())"
            " AND now() >= i.valid_from AND (i.valid_to IS NULL OR now() < i.valid_to))",
            (list(case_ids),),
        )
        return {case_id for (case_id,) in cursor.fetchall()}


def own_record_cases() -> set[UUID]:
    """The cases in which the work of whoever asks has ended: of each they read what they or their agency wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(access.own_record_cases())")
        return {case_id for (case_id,) in cursor.fetchall()}
