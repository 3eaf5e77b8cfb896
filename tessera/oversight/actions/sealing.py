"""A sealed case: for the practitioners named on it and for nobody else, until a decision-maker opens the seal.

The order of the writes is the policy's: names come first, so that whoever seals is still in the case afterwards; a seal
is opened before the names on it end, so that the hub is in the case again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Involvement, Membership, Practitioner, Seal
from tessera.access.rules import InvolvementKind, Role
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.oversight.actions import _cases


@action("seal", "seal")
def seal(*, practitioner: Me, at: datetime, case_id: UUID, reason: str, named: Sequence[UUID]) -> Seal | None:
    """From now on only these practitioners know of the case, whoever seals it among them. None where it is sealed."""
    _cases.decides_only(practitioner)
    _cases.held(case_id)
    if _cases.seal_of(case_id) is not None:
        return None
    if not reason.strip():
        raise NotAllowed(_("Say why the case is sealed."), verb="seal", state="open")
    if practitioner.id not in named:
        raise NotAllowed(
            _("Name yourself too: otherwise you could not open the seal."), verb="seal", state="open"
        )
    people = _people(practitioner, at, named)
    for one in people:
        _name(practitioner, at, case_id, one, reason)
    unnamed = _names(case_id, at).exclude(principal_id__in=[one.principal_id for one in people])
    unnamed.update(valid_to=at, ended_by_id=practitioner.id, ended_why=reason)
    made = Seal(case_id=case_id, reason=reason, sealed_by_id=practitioner.id, sealed_at=at)
    made.save(force_insert=True)
    note(named=len(people))
    return made


@action("name", "seal")
def name(*, practitioner: Me, at: datetime, case_id: UUID, practitioner_id: UUID, reason: str) -> Seal | None:
    """One more practitioner may know of a sealed case. None where they are named already."""
    _cases.decides_only(practitioner)
    sealed = _sealed(case_id)
    if not reason.strip():
        raise NotAllowed(_("Say why they need to know."), verb="name", state="sealed")
    [one] = _people(practitioner, at, [practitioner_id])
    if _names(case_id, at).filter(principal_id=one.principal_id).exists():
        return None
    _name(practitioner, at, case_id, one, reason)
    return sealed


@action("unname", "seal")
def unname(*, practitioner: Me, at: datetime, involvement_id: UUID, reason: str) -> Seal | None:
    """A practitioner is no longer to know of a sealed case. None where they were not named any more.

    Raises NotAllowed for the last one who could open the seal.
    """
    _cases.decides_only(practitioner)
    row = Involvement.objects.filter(pk=involvement_id, kind=InvolvementKind.NAMED).first()
    if row is None:
        raise NotHere("This is not here.")
    sealed = _sealed(row.case_id)
    if not reason.strip():
        raise NotAllowed(_("Say why."), verb="unname", state="sealed")
    names = _names(row.case_id, at)
    if not names.filter(pk=row.pk).exists():
        return None
    others = names.exclude(pk=row.pk).values_list("principal_id", flat=True)
    if (
        not _members(practitioner, at)
        .filter(role=Role.DECISION_MAKER, practitioner__principal_id__in=others)
        .exists()
    ):
        raise NotAllowed(
            _(
                "Nobody who decides would be named any more, and nobody could open the seal. Name somebody else first."
            ),
            verb="unname",
            state="sealed",
        )
    _cases.changed(
        Involvement.objects.filter(pk=row.pk).update(
            valid_to=at, ended_by_id=practitioner.id, ended_why=reason
        )
    )
    return sealed


@action("open_seal", "seal")
def open_seal(*, practitioner: Me, at: datetime, case_id: UUID, reason: str) -> Seal | None:
    """Everyone who is involved may open the case again. The names on the seal end. None where it is not sealed."""
    _cases.decides_only(practitioner)
    _cases.held(case_id)
    sealed = _cases.seal_of(case_id)
    if sealed is None:
        return None
    if not reason.strip():
        raise NotAllowed(_("Say why the seal is opened."), verb="open_seal", state="sealed")
    _cases.changed(
        Seal.objects.filter(pk=sealed.pk, opened_at__isnull=True).update(
            opened_at=at, opened_by_id=practitioner.id, opened_why=reason
        )
    )
    _names(case_id, at).update(valid_to=at, ended_by_id=practitioner.id, ended_why=reason)
    return sealed


def _sealed(case_id: UUID) -> Seal:
    _cases.held(case_id)
    found = _cases.seal_of(case_id)
    if found is None:
        raise NotHere("This case is not sealed.")
    return found


def _members(practitioner: Me, at: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        partnership_id=practitioner.partnership_id,
        valid_from__lte=at,
    )


def _people(practitioner: Me, at: datetime, named: Iterable[UUID]) -> list[Practitioner]:
    """Practitioners of the partnership. Raises NotHere where one of them is none."""
    wanted = set(named)
    ours = _members(practitioner, at).filter(practitioner_id__in=wanted).values("practitioner_id")
    found = list(Practitioner.objects.filter(pk__in=ours))
    if len(found) != len(wanted):
        raise NotHere("This practitioner is not here.")
    return found


def _names(case_id: UUID, at: datetime) -> QuerySet[Involvement]:
    return Involvement.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), case_id=case_id, kind=InvolvementKind.NAMED
    )


def _name(practitioner: Me, at: datetime, case_id: UUID, one: Practitioner, reason: str) -> None:
    access.involve(
        practitioner=practitioner,
        at=at,
        case_id=case_id,
        principal=one.principal_id,
        kind=InvolvementKind.NAMED,
        reason=reason,
    )
