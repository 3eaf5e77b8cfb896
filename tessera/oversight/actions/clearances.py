"""Giving a practitioner a clearance for a mark, with a reason and an end, and ending it."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Clearance, Membership
from tessera.access.rules import Mark, Role
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.core.text import date_words
from tessera.oversight.rules import MARKS, end_of, latest_clearance
from tessera.partnership import queries as partnership


@action("give", "clearance")
def give_clearance(
    *, practitioner: Me, at: datetime, email: str, mark: str, reason: str, last_day: date
) -> Clearance:
    """Let somebody of this partnership read rows that carry a mark, until the end of a day within a year.

    Only a Caldicott guardian may, and never for themself. Raises NotHere for any other role; NotAllowed, in words for
    the page, where nobody has that address, they are cleared already, or the day is past or too far away.
    """
    if not practitioner.has(Role.CALDICOTT_GUARDIAN):
        raise NotHere("This page is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    today = at.astimezone(ZoneInfo(settings.calendar().time_zone)).date()
    if not today <= last_day <= latest_clearance(today):
        latest = date_words(latest_clearance(today))
        raise _refused(
            _("The last day must be today or later, and no later than {latest}.").format(latest=latest),
            "last_day",
        )
    who = _member(practitioner, at, email)
    if who == practitioner.id:
        raise _refused(_("Somebody else must decide what you are cleared for."), "email")
    if not reason.strip():
        raise _refused(_("Enter why they need it."), "reason")
    lives = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    held = Clearance.objects.filter(
        lives, practitioner_id=who, partnership_id=practitioner.partnership_id, mark=mark
    )
    if held.exists():
        raise _refused(_("They are cleared for this already. End that first."), "mark")
    given = Clearance(
        practitioner_id=who,
        partnership_id=practitioner.partnership_id,
        mark=Mark(mark),
        reason=reason.strip(),
        given_by_id=practitioner.id,
        valid_from=at,
        valid_to=end_of(last_day, settings.calendar()),
    )
    given.save(force_insert=True)
    note(mark=given.mark, until=last_day.isoformat())
    return given


def _member(practitioner: Me, at: datetime, email: str) -> UUID:
    """Who has this address and belongs to the partnership today."""
    live = Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    rows = Membership.objects.filter(
        live, partnership_id=practitioner.partnership_id, practitioner__email__iexact=email.strip()
    )
    who: UUID | None = rows.values_list("practitioner_id", flat=True).first()
    if who is None:
        raise _refused(_("Nobody in this partnership has this email address."), "email")
    return who


def _refused(words: str, field: str) -> NotAllowed:
    return NotAllowed(words, verb="give", state="", missing=(field,))


@action("end", "clearance")
def end_clearance(*, practitioner: Me, at: datetime, clearance_id: UUID) -> Clearance | None:
    """End a clearance now. None where it has ended. Raises NotHere for whoever may not, or whose own it is."""
    if not practitioner.has(Role.CALDICOTT_GUARDIAN):
        raise NotHere("This page is not here.")
    held = Clearance.objects.filter(pk=clearance_id, partnership_id=practitioner.partnership_id).first()
    if held is None or held.mark not in MARKS or held.practitioner_id == practitioner.id:
        raise NotHere("This clearance is not here.")
    lives = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    if Clearance.objects.filter(lives, pk=clearance_id).update(valid_to=at) != 1:
        return None
    note(mark=held.mark)
    return held
