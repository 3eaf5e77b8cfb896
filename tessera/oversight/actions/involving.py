"""Who is involved in a case: by name, until their work ends, from one school to the next, from hand to hand.

Access is never ended in the past: what somebody could open on a day must be told truly afterwards. Whoever's work has
ended keeps their own record, where the hub says so: an involvement of its own kind, which the policy opens no further.
"""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Agency, Involvement, Membership, Team
from tessera.access.rules import InvolvementKind
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.core.text import date_words
from tessera.enquiries.queries import of_case
from tessera.oversight.actions import _cases
from tessera.partnership import queries as partnership

# What the hub ends on the page of who has access. The hub stays; names are taken from a seal; their own record is kept.
MAY_END = (
    InvolvementKind.REFERRER,
    InvolvementKind.ASKED,
    InvolvementKind.ALLOCATED,
    InvolvementKind.SCHOOL,
    InvolvementKind.EMERGENCY,
    InvolvementKind.ASSURANCE,
    InvolvementKind.OWN_RECORD,
)
# Of those, work with the family, of which somebody keeps their own record.
WORK = (
    InvolvementKind.REFERRER,
    InvolvementKind.ASKED,
    InvolvementKind.ALLOCATED,
    InvolvementKind.SCHOOL,
)


@action("add", "involvement")
def add(*, practitioner: Me, at: datetime, case_id: UUID, principal: int, reason: str) -> Involvement | None:
    """A practitioner or a team works with this family from now on. None where they do so already."""
    _cases.hub_only(practitioner)
    _cases.held(case_id)
    _open_to_all(case_id, "add")
    _needs(reason, "add")
    _by_name(principal)
    if _live(at).filter(case_id=case_id, principal_id=principal, kind=InvolvementKind.ALLOCATED).exists():
        return None
    return access.involve(
        practitioner=practitioner,
        at=at,
        case_id=case_id,
        principal=principal,
        kind=InvolvementKind.ALLOCATED,
        reason=reason,
    )


@action("end_involvement", "involvement")
def end(
    *, practitioner: Me, at: datetime, involvement_id: UUID, reason: str, keeps_own_record: bool
) -> Involvement | None:
    """Somebody's work with this family has ended, and why. None where it had ended already.

    `keeps_own_record`: they may still read what they wrote. The hub's own agency keeps nothing: the hub has it all.
    """
    _cases.hub_only(practitioner)
    row = _to_change(involvement_id, at)
    if row is None:
        return None
    _needs(reason, "end")
    if row.kind not in MAY_END:
        raise NotAllowed(_("This cannot be ended here."), verb="end", state=row.kind)
    _nothing_waits(row.case_id, row.principal_id, "end")
    _end(practitioner, row, at, reason)
    if keeps_own_record and row.kind in WORK:
        _keeps(practitioner, row, at)
    note(kind=row.kind, keeps_own_record=keeps_own_record)
    return row


@action("hand_over", "involvement")
def hand_over(
    *, practitioner: Me, at: datetime, involvement_id: UUID, principal: int, reason: str
) -> Involvement | None:
    """Somebody else takes on the work with this family. Whoever had it keeps their own record of it.

    None where it had ended already.
    """
    _cases.hub_only(practitioner)
    row = _to_change(involvement_id, at)
    if row is None:
        return None
    _needs(reason, "hand_over")
    _by_name(principal)
    if row.kind != InvolvementKind.ALLOCATED or row.principal_id == principal:
        raise NotAllowed(_("Choose somebody else to take it on."), verb="hand_over", state=row.kind)
    _end(practitioner, row, at, reason)
    _keeps(practitioner, row, at)
    return access.involve(
        practitioner=practitioner,
        at=at,
        case_id=row.case_id,
        principal=principal,
        kind=InvolvementKind.ALLOCATED,
        reason=reason,
    )


@action("move_school", "involvement")
def move_school(
    *, practitioner: Me, at: datetime, case_id: UUID, from_agency_id: UUID, to_agency_id: UUID, on: date
) -> Involvement | None:
    """The child goes to another school from a day on: one school's involvement ends and the other's begins.

    A day that has passed counts from now. The old school keeps its own record. None where the new one is involved as
    the child's school already.
    """
    _cases.hub_only(practitioner)
    _cases.held(case_id)
    _open_to_all(case_id, "move_school")
    agencies = {agency.pk: agency for agency in Agency.objects.filter(pk__in=(from_agency_id, to_agency_id))}
    if len(agencies) != 2:
        raise NotAllowed(_("Choose another school."), verb="move_school", state="")
    old, new = agencies[from_agency_id], agencies[to_agency_id]
    zone = ZoneInfo(partnership.in_force(practitioner.partnership_id, at).settings.calendar().time_zone)
    begins = max(at, datetime.combine(on, time(0), zone))
    already = Involvement.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=begins),
        case_id=case_id,
        principal_id=new.principal_id,
        kind=InvolvementKind.SCHOOL,
    )
    if already.exists():
        return None
    _nothing_waits(case_id, old.principal_id, "move_school")
    reason = _("The child goes to {name} from {on}.").format(name=new.name, on=date_words(on))
    for row in _of_agency(case_id, old, begins):
        _end(practitioner, row, begins, reason)
        _keeps(practitioner, row, begins)
    return access.involve(
        practitioner=practitioner,
        at=begins,
        case_id=case_id,
        principal=new.principal_id,
        kind=InvolvementKind.SCHOOL,
        reason=reason,
    )


def _live(at: datetime) -> QuerySet[Involvement]:
    return Involvement.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at))


def _of_agency(case_id: UUID, agency: Agency, at: datetime) -> list[Involvement]:
    """Every way in which an agency is involved at a moment: as a whole, a team of it, one of its people."""
    people = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), agency=agency, valid_from__lte=at
    )
    principals = {agency.principal_id, agency.members_id}
    principals |= set(Team.objects.filter(agency=agency).values_list("principal_id", flat=True))
    principals |= set(people.values_list("practitioner__principal_id", flat=True))
    return list(_live(at).filter(case_id=case_id, principal_id__in=principals, kind__in=WORK))


def _to_change(involvement_id: UUID, at: datetime) -> Involvement | None:
    """An involvement that has not ended, its case held. Raises NotHere; None where it has ended."""
    row = Involvement.objects.filter(pk=involvement_id).first()
    if row is None:
        raise NotHere("This is not here.")
    _cases.held(row.case_id)
    return _live(at).filter(pk=involvement_id).first()


def _end(practitioner: Me, row: Involvement, at: datetime, reason: str) -> None:
    _cases.changed(
        Involvement.objects.filter(pk=row.pk).update(
            valid_to=max(at, row.valid_from), ended_by_id=practitioner.id, ended_why=reason
        )
    )


def _keeps(practitioner: Me, row: Involvement, at: datetime) -> None:
    """From a moment on they read what they wrote, and nothing else."""
    runs = Team.objects.filter(principal_id=practitioner.hub).values("agency_id")
    whole = Q(principal_id=row.principal_id) | Q(members_id=row.principal_id)
    if Agency.objects.filter(whole, pk__in=runs).exists():
        return
    access.involve(
        practitioner=practitioner,
        at=at,
        case_id=row.case_id,
        principal=row.principal_id,
        kind=InvolvementKind.OWN_RECORD,
        reason=_("They read what they wrote while they worked with the family."),
    )


def _by_name(principal: int) -> None:
    """Somebody of this partnership, or a team of it. Raises NotHere."""
    ours = (
        Membership.objects.filter(practitioner__principal_id=principal).exists()
        or Team.objects.filter(principal_id=principal).exists()
    )
    if not ours:
        raise NotHere("This practitioner or team is not here.")


def _open_to_all(case_id: UUID, verb: str) -> None:
    if _cases.seal_of(case_id) is not None:
        raise NotAllowed(
            _("This case is sealed. Only practitioners named on the seal may open it."),
            verb=verb,
            state="sealed",
        )


def _nothing_waits(case_id: UUID, principal: int, verb: str) -> None:
    """Whoever may not write any more could not answer what they were asked."""
    if of_case.waits_for(case_id, [principal]):
        raise NotAllowed(
            _("They have not answered a question. Wait for the answer, or withdraw the question first."),
            verb=verb,
            state="waiting",
        )


def _needs(reason: str, verb: str) -> None:
    if not reason.strip():
        raise NotAllowed(_("Say why."), verb=verb, state="")
