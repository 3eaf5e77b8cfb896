"""What somebody opened in an emergency, and what its review must know: who, when, why, and what they looked at."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import EmergencyAccess
from tessera.access.rules import Finding, Role
from tessera.audit import NotHere, query
from tessera.audit.models import Entry
from tessera.audit.queries import LOOKING
from tessera.enquiries.queries.leading import Led, leads_of, shown
from tessera.oversight.rules import FINDINGS, MAY_OPEN, look_words, reference_of
from tessera.partnership import queries as partnership
from tessera.ui.paging import page_near

A_PAGE = 20
TOLD = 10
COLOURS = {Finding.JUSTIFIED: "green", Finding.NOT_JUSTIFIED: "orange", Finding.MISUSE: "red"}


@dataclass(frozen=True, slots=True)
class Use:
    """One use of emergency access, without what it opened."""

    id: UUID
    reference: str
    by: str
    agency: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    due_at: datetime
    found: int
    finding: str
    colour: str
    finding_reason: str
    what_follows: str
    reviewed_by: str
    reviewed_at: datetime | None
    is_open: bool
    is_late: bool
    is_own: bool

    @property
    def state(self) -> str:
        """How its review stands, in words."""
        if self.finding:
            return self.finding
        return _("Review late") if self.is_late else _("Waiting for review")


def _use(row: EmergencyAccess, practitioner: Me, at: datetime) -> Use:
    found = Finding(row.finding) if row.finding else None
    late = row.reviewed_at is None and row.review_due_at <= at
    return Use(
        id=row.pk,
        reference=reference_of(row.pk),
        by=row.practitioner.name,
        agency=row.agency.name,
        reason=row.reason,
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        due_at=row.review_due_at,
        found=len(row.cases),
        finding=FINDINGS[found] if found else "",
        colour=COLOURS[found] if found else "red" if late else "yellow",
        finding_reason=row.finding_reason,
        what_follows=row.what_follows,
        reviewed_by=row.reviewed_by.name if row.reviewed_by else "",
        reviewed_at=row.reviewed_at,
        is_open=at < row.ends_at,
        is_late=late,
        is_own=row.practitioner_id == practitioner.id,
    )


def _rows() -> Any:
    return EmergencyAccess.objects.select_related("practitioner", "agency", "reviewed_by")


# ---------------------------------------- whoever opened it


@dataclass(frozen=True, slots=True)
class ToOpen:
    """What the page needs to be drawn: for how long a record may open, and what this practitioner opened before."""

    is_used: bool
    usual: int
    longest: int
    hub: str
    telephone: str
    uses: tuple[Use, ...]


def to_open(*, practitioner: Me, at: datetime) -> ToOpen:
    """The page of emergency access. Raises NotHere for a role that may not use it."""
    if not practitioner.has(*MAY_OPEN):
        raise NotHere("This page is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    rows = _rows().filter(practitioner_id=practitioner.id, partnership_id=practitioner.partnership_id)
    return ToOpen(
        is_used=settings.features.emergency_access,
        usual=settings.emergency_access.usual_hours,
        longest=settings.emergency_access.longest_hours,
        hub=settings.partnership.hub_name,
        telephone=settings.partnership.hub_telephone,
        uses=tuple(_use(row, practitioner, at) for row in rows.order_by("-opened_at", "id")[:TOLD]),
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """One's own use, with the cases it opened while they are open."""

    id: UUID
    use: Use
    cases: tuple[Led, ...]


@query("emergency_access")
def opened(*, practitioner: Me, at: datetime, use_id: UUID) -> Opened:
    """What this practitioner opened, and how its review ended. Raises NotHere for anybody else's use."""
    row = (
        _rows()
        .filter(pk=use_id, practitioner_id=practitioner.id, partnership_id=practitioner.partnership_id)
        .first()
    )
    if row is None:
        raise NotHere("This page is not here.")
    use = _use(row, practitioner, at)
    leads = leads_of(row.cases) if use.is_open else ()
    return Opened(use.id, use, tuple(shown(practitioner=practitioner, led=led) for led in leads))


# ---------------------------------------- whoever reviews it


@dataclass(frozen=True, slots=True)
class Reviews:
    """What waits for a review, the late first, and one page of what was reviewed."""

    waiting: tuple[Use, ...]
    done: tuple[Use, ...]
    done_page: Page[Any]


def _waiting(practitioner: Me) -> Any:
    return EmergencyAccess.objects.filter(
        partnership_id=practitioner.partnership_id, reviewed_at__isnull=True
    )


def waiting_for(practitioner: Me) -> int:
    """How many uses wait for this guardian's review."""
    return _waiting(practitioner).exclude(practitioner_id=practitioner.id).count()  # type: ignore[no-any-return]


def reviews(*, practitioner: Me, at: datetime, page: str = "1") -> Reviews:
    """The review queue. Raises NotHere for whoever is no Caldicott guardian."""
    if not practitioner.has(Role.CALDICOTT_GUARDIAN):
        raise NotHere("This page is not here.")
    related = ("practitioner", "agency", "reviewed_by")
    waiting = _waiting(practitioner).select_related(*related).order_by("review_due_at", "id")
    done = _rows().filter(partnership_id=practitioner.partnership_id, reviewed_at__isnull=False)
    shown = page_near(done.order_by("-reviewed_at", "id"), A_PAGE, page)
    return Reviews(
        tuple(_use(row, practitioner, at) for row in waiting),
        tuple(_use(row, practitioner, at) for row in shown.object_list),
        shown,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What was looked at in a case meanwhile."""

    words: str
    first_at: datetime
    last_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class CaseReviewed:
    """A case that was opened, by its reference, and what was looked at in it. No name: the review needs none."""

    reference: str
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class ToReview:
    """One use as its reviewer reads it. `elsewhere`: looks at other records, which they may see anyway."""

    id: UUID
    use: Use
    cases: tuple[CaseReviewed, ...]
    elsewhere: int


@query("emergency_access", "consider")
def to_review(*, practitioner: Me, at: datetime, use_id: UUID) -> ToReview:
    """A use to review, or as it was reviewed. Raises NotHere for whoever is no guardian or may not see it."""
    if not practitioner.has(Role.CALDICOTT_GUARDIAN):
        raise NotHere("This page is not here.")
    row = _rows().filter(pk=use_id, partnership_id=practitioner.partnership_id).first()
    if row is None:
        raise NotHere("This page is not here.")
    meanwhile = Entry.objects.filter(by=row.practitioner_id, at__gte=row.opened_at, at__lt=row.ends_at)
    references = _references(meanwhile)
    looks, elsewhere = _looks(meanwhile, row.cases)
    return ToReview(
        row.pk,
        _use(row, practitioner, at),
        tuple(
            CaseReviewed(references.get(case, _("A case that is sealed now")), tuple(looks[case]))
            for case in row.cases
        ),
        elsewhere,
    )


def _references(meanwhile: Any) -> dict[UUID, str]:
    """What each case that was opened is called: the ledger kept it as it was opened."""
    rows = meanwhile.filter(verb="open_in_emergency", kind="involvement").values_list("case", "detail")
    return {case: detail["reference"] for case, detail in rows}


def _looks(meanwhile: Any, cases: Sequence[UUID]) -> tuple[dict[UUID, list[Look]], int]:
    found: dict[UUID, list[Look]] = defaultdict(list)
    elsewhere = 0
    rows = (
        meanwhile.filter(verb__in=LOOKING)
        .exclude(case__isnull=True)
        .values("case", "verb", "kind")
        .annotate(first_at=Min("at"), last_at=Max("at"), times=Count("id"))
        .order_by("first_at", "verb", "kind")
    )
    for row in rows:
        if row["case"] in cases:
            words = look_words(row["verb"], row["kind"])
            found[row["case"]].append(Look(words, row["first_at"], row["last_at"], row["times"]))
        else:
            elsewhere += row["times"]
    return found, elsewhere


def uses_to_remind_of(soon: datetime) -> list[tuple[UUID, UUID]]:
    """Each use whose review is due by `soon` and not done, with its partnership. For the job."""
    rows = EmergencyAccess.objects.filter(reviewed_at__isnull=True, review_due_at__lte=soon)
    return list(rows.order_by("review_due_at").values_list("pk", "partnership_id"))
