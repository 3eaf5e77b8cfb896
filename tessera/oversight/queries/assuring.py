"""Quality assurance as whoever asked for it and whoever agrees to it read of it, and what may be taken out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.access.models import Assurance, Case, Export
from tessera.access.rules import Role
from tessera.audit import NotHere, query
from tessera.core.language import Phrases
from tessera.enquiries.queries import of_case
from tessera.exports.queries import wanted_of

STATES = Phrases({"waiting": "Waiting", "agreed": "Agreed", "refused": "Refused", "ended": "Ended"})


@dataclass(frozen=True, slots=True)
class AssuranceShown:
    """One request to read cases. `cases` are (reference, address) of those the reader may open."""

    id: UUID
    who: str
    purpose: str
    scope: str
    asked_at: datetime
    until: datetime
    agreed_by: str
    agreed_at: datetime | None
    ended_at: datetime | None
    number: int
    cases: tuple[tuple[str, str], ...]
    standing: str
    may_agree: bool

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered it."""
        return self.standing == "waiting"

    @property
    def state(self) -> str:
        """How it stands, in words."""
        return STATES[self.standing]


@dataclass(frozen=True, slots=True)
class ExportShown:
    """One request to take a file of a case away. `what`: which, and for whom, where it is made for a reader."""

    id: UUID
    what: str
    reference: str
    href: str
    by: str
    reason: str
    asked_at: datetime
    agreed_by: str
    agreed_at: datetime | None
    taken_at: datetime | None
    may_agree: bool


def only(practitioner: Me) -> None:
    """Raises NotHere for whoever neither asks for quality assurance nor agrees to it."""
    if not practitioner.has(Role.QUALITY_ASSURER, Role.DECISION_MAKER, Role.CALDICOTT_GUARDIAN):
        raise NotHere("This is not here.")


def may_ask(practitioner: Me) -> bool:
    """Whether they are shown the way to ask. PostgreSQL decides who may."""
    return practitioner.has(Role.QUALITY_ASSURER)


def only_assurers(practitioner: Me) -> None:
    """Raises NotHere for whoever does not ask for quality assurance."""
    if not may_ask(practitioner):
        raise NotHere("This is not here.")


def assurances(*, practitioner: Me, at: datetime) -> tuple[AssuranceShown, ...]:
    """Every request that the asker may see, waiting ones first, then the newest."""
    only(practitioner)
    rows = Assurance.objects.select_related("practitioner", "agreed_by").order_by("-asked_at")
    found = [_shown(practitioner, row, at) for row in rows]
    return tuple(sorted(found, key=lambda one: not one.is_waiting))


def assurance(*, practitioner: Me, at: datetime, assurance_id: UUID) -> AssuranceShown:
    """One of them. Raises NotHere."""
    only(practitioner)
    row = Assurance.objects.filter(pk=assurance_id).select_related("practitioner", "agreed_by").first()
    if row is None:
        raise NotHere("This is not here.")
    return _shown(practitioner, row, at)


def _shown(practitioner: Me, row: Assurance, at: datetime) -> AssuranceShown:
    if row.ended_at is not None:
        standing = "ended" if row.agreed_at else "refused"
    elif row.until <= at:
        standing = "ended"
    else:
        standing = "agreed" if row.agreed_at else "waiting"
    opened = of_case.enquiries_of(row.cases) if standing == "agreed" else {}
    return AssuranceShown(
        id=row.pk,
        who=row.practitioner.name,
        purpose=row.purpose,
        scope=row.scope,
        asked_at=row.asked_at,
        until=row.until,
        agreed_by=row.agreed_by.name if row.agreed_by else "",
        agreed_at=row.agreed_at,
        ended_at=row.ended_at,
        number=len(row.cases),
        cases=tuple(sorted(opened.values())),
        standing=standing,
        may_agree=practitioner.has(Role.DECISION_MAKER) and row.practitioner_id != practitioner.id,
    )


def exports(*, practitioner: Me, at: datetime) -> tuple[ExportShown, ...]:
    """What was asked to be taken out and has not been taken, as far as the asker may know of it."""
    only(practitioner)
    rows = list(
        Export.objects.filter(taken_at__isnull=True)
        .select_related("asked_by", "agreed_by")
        .order_by("-asked_at")[:100]
    )
    opened = of_case.enquiries_of(row.case_id for row in rows)
    return tuple(
        ExportShown(
            id=row.pk,
            what=" · ".join((*wanted.words[:2], wanted.for_whom)) if (wanted := wanted_of(row)) else "",
            reference=opened[row.case_id][0],
            href=opened[row.case_id][1],
            by=row.asked_by.name,
            reason=row.reason,
            asked_at=row.asked_at,
            agreed_by=row.agreed_by.name if row.agreed_by else "",
            agreed_at=row.agreed_at,
            taken_at=row.taken_at,
            may_agree=practitioner.has(Role.DECISION_MAKER)
            and row.asked_by_id != practitioner.id
            and row.agreed_at is None,
        )
        for row in rows
        if row.case_id in opened
    )


@dataclass(frozen=True, slots=True)
class ToTake:
    """A case of which somebody wants a file. `asked`: they asked already."""

    id: UUID
    case_id: UUID
    reference: str
    href: str
    asked: bool


@query("export", "consider")
def to_take(*, practitioner: Me, at: datetime, case_id: UUID) -> ToTake:
    """A case of which the asker may ask to take a file away. Raises NotHere."""
    found = of_case.enquiries_of([case_id]).get(case_id) if _reads(practitioner, case_id) else None
    if found is None:
        raise NotHere("This case is not here.")
    asked = Export.objects.filter(
        case_id=case_id, kind="", asked_by_id=practitioner.id, taken_at__isnull=True
    )
    return ToTake(case_id, case_id, found[0], found[1], asked.exists())


def _reads(practitioner: Me, case_id: UUID) -> bool:
    return practitioner.has(Role.QUALITY_ASSURER) and Case.objects.filter(pk=case_id).exists()
