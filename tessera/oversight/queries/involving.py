"""Who may open a case, and who could: everyone involved, in plain words, and the seal where there is one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Agency, Involvement, Membership, Practitioner, Seal, Team
from tessera.access.rules import InvolvementKind, Role
from tessera.audit import NotHere, query
from tessera.core.language import Phrases
from tessera.enquiries.queries import of_case

KINDS = Phrases(
    {
        InvolvementKind.REFERRER: "Made the referral",
        InvolvementKind.HUB: "The hub: runs the case",
        InvolvementKind.ASKED: "Was asked a question",
        InvolvementKind.ALLOCATED: "Works with the family",
        InvolvementKind.NAMED: "Named on the seal",
        InvolvementKind.EMERGENCY: "Emergency access: reads only",
        InvolvementKind.ASSURANCE: "Quality assurance: reads only",
        InvolvementKind.SCHOOL: "The child’s school",
        InvolvementKind.OWN_RECORD: "Reads what they wrote",
    }
)


@dataclass(frozen=True, slots=True)
class InvolvementShown:
    """One way in which somebody may open the case. `agency` is where they belong; empty for an agency itself."""

    id: UUID
    principal: int
    who: str
    agency: str
    kind: str
    kind_words: str
    reason: str
    by: str
    begins: datetime
    ends: datetime | None
    ended_by: str
    ended_why: str

    @property
    def may_end(self) -> bool:
        """Whether the hub may end it on this page."""
        return self.kind not in (InvolvementKind.HUB, InvolvementKind.NAMED)

    @property
    def may_hand_over(self) -> bool:
        """Whether somebody else may take it on."""
        return self.kind == InvolvementKind.ALLOCATED

    @property
    def is_named(self) -> bool:
        """Whether it is a name on the seal."""
        return self.kind == InvolvementKind.NAMED


@dataclass(frozen=True, slots=True)
class SealShown:
    """A seal, as those named on it read of it."""

    reason: str
    by: str
    sealed_at: datetime
    opened_by: str
    opened_at: datetime | None
    opened_why: str


@dataclass(frozen=True, slots=True)
class WhoHasAccess:
    """The page. `seal` is the one that holds now; `seals` those that were opened."""

    id: UUID
    case_id: UUID
    reference: str
    name: str
    href: str
    now: tuple[InvolvementShown, ...]
    later: tuple[InvolvementShown, ...]
    past: tuple[InvolvementShown, ...]
    seal: SealShown | None
    seals: tuple[SealShown, ...]
    decides: bool


@query("involvement")
def who_has_access(*, practitioner: Me, at: datetime, case_id: UUID) -> WhoHasAccess:
    """Everyone who may open the case and who could. Raises NotHere for whoever is not in the hub that runs it."""
    case = _case(practitioner, case_id)
    rows = [
        _shown(row, of)
        for row, of in _with_names(
            Involvement.objects.filter(case_id=case_id)
            .select_related("made_by", "ended_by")
            .order_by("valid_from", "id")
        )
    ]
    seals = (
        Seal.objects.filter(case_id=case_id).select_related("sealed_by", "opened_by").order_by("-sealed_at")
    )
    shown = [
        SealShown(
            seal.reason,
            seal.sealed_by.name,
            seal.sealed_at,
            seal.opened_by.name if seal.opened_by else "",
            seal.opened_at,
            seal.opened_why,
        )
        for seal in seals
    ]
    over = [row for row in rows if row.ends is not None and row.ends <= at]
    return WhoHasAccess(
        id=case_id,
        case_id=case_id,
        reference=case.reference,
        name=case.name,
        href=case.href,
        now=tuple(row for row in rows if row.begins <= at and row not in over),
        later=tuple(row for row in rows if row.begins > at and row not in over),
        past=tuple(sorted(over, key=lambda row: row.ends or at, reverse=True)),
        seal=next((seal for seal in shown if seal.opened_at is None), None),
        seals=tuple(seal for seal in shown if seal.opened_at is not None),
        decides=practitioner.has(Role.DECISION_MAKER),
    )


@dataclass(frozen=True, slots=True)
class ToChange:
    """A case, and where it is given the one involvement, that a page changes."""

    id: UUID
    case_id: UUID
    reference: str
    name: str
    one: InvolvementShown | None


@query("involvement", "consider")
def case_to_change(*, practitioner: Me, at: datetime, case_id: UUID) -> ToChange:
    """A case whose access is about to change. Raises NotHere for whoever is not in the hub that runs it."""
    case = _case(practitioner, case_id)
    return ToChange(case_id, case_id, case.reference, case.name, None)


@query("involvement", "consider")
def to_change(*, practitioner: Me, at: datetime, involvement_id: UUID) -> ToChange:
    """An involvement about to be ended or handed over. Raises NotHere for whoever is not in the hub."""
    rows = Involvement.objects.filter(pk=involvement_id).select_related("made_by", "ended_by")
    found = [_shown(row, of) for row, of in _with_names(rows)]
    if not found:
        raise NotHere("This is not here.")
    case = _case(practitioner, rows[0].case_id)
    return ToChange(involvement_id, case.case_id, case.reference, case.name, found[0])


def people_and_teams(*, practitioner: Me, at: datetime) -> tuple[tuple[str, str], ...]:
    """Every practitioner and team of the partnership by name and agency, each with its number."""
    teams = Team.objects.filter(agency__partnership_id=practitioner.partnership_id, is_hub=False)
    return (
        *((str(number), f"{name}, {agency}") for number, name, agency in _people(practitioner, at)),
        *(
            (str(number), f"{name} (team), {agency}")
            for number, name, agency in teams.order_by("agency__name", "name").values_list(
                "principal_id", "name", "agency__name"
            )
        ),
    )


def colleagues(*, practitioner: Me, at: datetime) -> tuple[tuple[str, str], ...]:
    """Every practitioner of the partnership by name and agency, each with their identifier."""
    rows = _live_members(practitioner, at).order_by("practitioner__name")
    found: dict[str, str] = {}
    for pk, name, agency in rows.values_list("practitioner_id", "practitioner__name", "agency__name"):
        found.setdefault(str(pk), f"{name}, {agency}")
    return tuple(found.items())


def schools(
    *, practitioner: Me, at: datetime, case_id: UUID
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Schools, nurseries and colleges: those involved in the case now, and all of them."""
    rows = Agency.objects.filter(
        partnership_id=practitioner.partnership_id, kind__startswith="education"
    ).order_by("name")
    live = Involvement.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), case_id=case_id, valid_from__lte=at
    ).exclude(kind=InvolvementKind.OWN_RECORD)
    numbers = set(live.values_list("principal_id", flat=True))
    everyone = tuple((str(row.pk), row.name) for row in rows)
    return tuple((str(row.pk), row.name) for row in rows if row.principal_id in numbers), everyone


def _case(practitioner: Me, case_id: UUID) -> of_case.CaseNamed:
    if not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This case is not here.")
    found = of_case.named(case_id)
    if found is None:
        raise NotHere("This case is not here.")
    return found


def _live_members(practitioner: Me, at: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        partnership_id=practitioner.partnership_id,
        valid_from__lte=at,
    )


def _people(practitioner: Me, at: datetime) -> list[tuple[int, str, str]]:
    rows = _live_members(practitioner, at).order_by("practitioner__name")
    found: dict[int, tuple[int, str, str]] = {}
    for number, name, agency in rows.values_list(
        "practitioner__principal_id", "practitioner__name", "agency__name"
    ):
        found.setdefault(number, (number, name, agency))
    return list(found.values())


def _with_names(rows: Iterable[Involvement]) -> list[tuple[Involvement, tuple[str, str]]]:
    """Each with who it is, and the agency they belong to."""
    held = list(rows)
    numbers = {row.principal_id for row in held}
    names: dict[int, tuple[str, str]] = {}
    for number, members, name in Agency.objects.filter(
        Q(principal_id__in=numbers) | Q(members_id__in=numbers)
    ).values_list("principal_id", "members_id", "name"):
        names[number] = names[members] = (name, "")
    for number, name, agency in Team.objects.filter(principal_id__in=numbers).values_list(
        "principal_id", "name", "agency__name"
    ):
        names[number] = (name, agency)
    agencies = dict(
        Membership.objects.filter(practitioner__principal_id__in=numbers)
        .order_by("-valid_from")
        .values_list("practitioner__principal_id", "agency__name")
    )
    for number, name in Practitioner.objects.filter(principal_id__in=numbers).values_list(
        "principal_id", "name"
    ):
        names[number] = (name, agencies.get(number, ""))
    return [(row, names.get(row.principal_id, (_("Not known"), ""))) for row in held]


def _shown(row: Involvement, of: tuple[str, str]) -> InvolvementShown:
    return InvolvementShown(
        id=row.pk,
        principal=row.principal_id,
        who=of[0],
        agency=of[1],
        kind=row.kind,
        kind_words=KINDS[InvolvementKind(row.kind)],
        reason=row.reason,
        by=row.made_by.name,
        begins=row.valid_from,
        ends=row.valid_to,
        ended_by=row.ended_by.name if row.ended_by else "",
        ended_why=row.ended_why,
    )
