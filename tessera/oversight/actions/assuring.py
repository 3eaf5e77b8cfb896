"""Quality assurance: asked for with a purpose, agreed by somebody who decides, read only, and over on its day.

Nothing of a case leaves the system on the way, unless a second person agrees to that one export.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Assurance, Case, Export, Involvement, Practitioner
from tessera.access.rules import LONGEST_ASSURANCE, InvolvementKind, Role
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.enquiries.queries.of_case import named
from tessera.notifications import actions as notifications
from tessera.oversight.actions import _cases


@action("ask", "assurance")
def ask(*, practitioner: Me, at: datetime, purpose: str, scope: str, until: datetime) -> Assurance:
    """A quality assurer asks to read cases for a purpose, for at most 90 days. Asking twice alike asks once."""
    if not practitioner.has(Role.QUALITY_ASSURER):
        raise NotHere("This is not here.")
    if not (purpose.strip() and scope.strip()):
        raise NotAllowed(_("Say what it is for and which cases are needed."), verb="ask", state="")
    if not at < until <= at + timedelta(days=LONGEST_ASSURANCE):
        raise NotAllowed(
            _("It must end within {longest} days.").format(longest=LONGEST_ASSURANCE),
            verb="ask",
            state="",
            missing=("until",),
        )
    waiting = Assurance.objects.filter(
        practitioner_id=practitioner.id,
        purpose=purpose,
        scope=scope,
        agreed_at__isnull=True,
        ended_at__isnull=True,
    ).first()
    if waiting is not None:
        return waiting
    made = Assurance(
        practitioner_id=practitioner.id,
        partnership_id=practitioner.partnership_id,
        purpose=purpose,
        scope=scope,
        asked_at=at,
        until=until,
    )
    made.save(force_insert=True)
    return made


@action("agree", "assurance")
def agree(
    *, practitioner: Me, at: datetime, assurance_id: UUID, case_ids: Sequence[UUID]
) -> Assurance | None:
    """A decision-maker opens these cases to whoever asked, to be read until the day. None where it was answered."""
    _cases.decides_only(practitioner)
    row = _to_change(assurance_id)
    if row.agreed_at is not None or row.ended_at is not None:
        return None
    if row.until <= at:
        raise NotAllowed(_("The day until which it was asked for has passed."), verb="agree", state="over")
    wanted = sorted(set(case_ids))
    if not wanted:
        raise NotAllowed(_("Select the cases they may read."), verb="agree", state="asked")
    if Case.objects.filter(pk__in=wanted).count() != len(wanted):
        raise NotHere("This case is not here.")
    asker = Practitioner.objects.get(pk=row.practitioner_id)
    for case_id in wanted:
        access.involve(
            practitioner=practitioner,
            at=at,
            case_id=case_id,
            principal=asker.principal_id,
            kind=InvolvementKind.ASSURANCE,
            reason=_("Quality assurance: {purpose}").format(purpose=row.purpose)[:500],
            until=row.until,
        )
    changed = Assurance.objects.filter(pk=row.pk, agreed_at__isnull=True)
    _cases.changed(changed.update(cases=wanted, agreed_by_id=practitioner.id, agreed_at=at))
    note(cases=len(wanted))
    return row


@action("stop", "assurance")
def stop(*, practitioner: Me, at: datetime, assurance_id: UUID) -> Assurance | None:
    """A decision-maker refuses it, or ends it before its day: its cases close at once. None where it is over."""
    _cases.decides_only(practitioner)
    row = _to_change(assurance_id)
    if row.ended_at is not None or row.until <= at:
        return None
    asker = Practitioner.objects.get(pk=row.practitioner_id)
    Involvement.objects.filter(
        Q(valid_to__gt=at),
        case_id__in=row.cases,
        principal_id=asker.principal_id,
        kind=InvolvementKind.ASSURANCE,
    ).update(valid_to=at, ended_by_id=practitioner.id, ended_why=_("Quality assurance was ended early."))
    _cases.changed(Assurance.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=at))
    return row


@action("ask", "export")
def ask_export(*, practitioner: Me, at: datetime, case_id: UUID, reason: str) -> Export | None:
    """Somebody who may only read a case asks to take a file of it away. None where they asked already.

    Raises NotHere for a case that is not open to them.
    """
    if not Case.objects.filter(pk=case_id).exists():
        raise NotHere("This case is not here.")
    if not reason.strip():
        raise NotAllowed(_("Say what the file is for."), verb="ask", state="")
    mine = Export.objects.filter(case_id=case_id, kind="", asked_by_id=practitioner.id, taken_at__isnull=True)
    if mine.exists():
        return None
    made = Export(case_id=case_id, asked_by_id=practitioner.id, asked_at=at, reason=reason)
    made.save(force_insert=True)
    return made


@action("agree", "export")
def agree_export(*, practitioner: Me, at: datetime, export_id: UUID) -> Export | None:
    """A second person agrees to one export. None where somebody did already. Raises NotHere for whoever asked."""
    _cases.decides_only(practitioner)
    row = Export.objects.select_for_update().filter(pk=export_id).first()
    if row is None or row.asked_by_id == practitioner.id:
        raise NotHere("This is not here.")
    if row.agreed_at is not None:
        return None
    _cases.changed(
        Export.objects.filter(pk=row.pk, agreed_at__isnull=True).update(
            agreed_by_id=practitioner.id, agreed_at=at
        )
    )
    if case := named(row.case_id):
        notifications.tell(
            practitioner=practitioner,
            at=at,
            recipients=[row.asked_by_id],
            word="file_agreed",
            reference=case.reference,
            link=f"/exports/{row.pk}/" if row.kind else "/assurance/",
            case_id=row.case_id,
        )
    return row


def _to_change(assurance_id: UUID) -> Assurance:
    row = Assurance.objects.select_for_update().filter(pk=assurance_id).first()
    if row is None:
        raise NotHere("This is not here.")
    return row
