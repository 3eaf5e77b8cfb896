"""Who works here: asked for by one administrator, agreed by another, accepted from the mailbox, ended by one.

PostgreSQL is the judge (tessera/access/sql/joining.sql). What is refused here first is refused in words.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tessera.access import inviting, proving
from tessera.access.here import Me
from tessera.access.models import Agency, Invitation, Membership, Practitioner, Team
from tessera.access.rules import Role
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.partnership.rules.joining import INVITED_FOR, needs_team


@action("ask", "invitation")
def ask(
    *,
    practitioner: Me,
    at: datetime,
    agency_id: UUID,
    team_id: UUID | None,
    roles: list[str],
    valid_from: datetime,
    valid_to: datetime | None = None,
    name: str = "",
    email: str = "",
    member_id: UUID | None = None,
) -> Invitation:
    """Ask that somebody has a place here: a colleague, or whoever has that address. Another administrator agrees.

    Raises NotAllowed, naming the question; NotHere where the agency or the colleague is not to be seen.
    """
    if needs_team(roles) and team_id is None:
        raise _refused(_("Select the team: what this role sees is what its team works on"), "place")
    if team_id is not None and not Team.objects.filter(pk=team_id, agency_id=agency_id).exists():
        raise NotHere("That team is not here.")
    if not Agency.objects.filter(pk=agency_id).exists():
        raise NotHere("That agency is not here.")
    if member_id == practitioner.id:
        raise _refused(_("Nobody gives themself a place. Another administrator does."), "email")
    if member_id is None and Practitioner.objects.filter(email__iexact=email).exists():
        raise _refused(_("They work here already. Give them another role on their own page."), "email")
    asked = Invitation(
        partnership_id=practitioner.partnership_id,
        agency_id=agency_id,
        team_id=team_id if needs_team(roles) else None,
        roles=roles,
        practitioner_id=member_id,
        name=name,
        email=email.lower(),
        valid_from=valid_from,
        valid_to=valid_to,
        asked_by_id=practitioner.id,
        asked_at=at,
    )
    asked.save(force_insert=True)
    note(roles=" ".join(roles))
    return asked


@action("agree", "invitation")
def agree(*, practitioner: Me, at: datetime, invitation_id: UUID) -> Invitation:
    """Agree to what another administrator asked. A colleague has the place from then on; anybody else is sent a link.

    Raises NotAllowed where it is one's own to ask for, or where nothing waits any more.
    """
    asked = _here(invitation_id)
    if asked.asked_by_id == practitioner.id:
        raise _refused(_("You asked for this yourself. Another administrator agrees to it."))
    if not _call("SELECT access.agree_to_invitation(%s)", invitation_id):
        raise _refused(_("This does not wait for anybody to agree any more."))
    if asked.practitioner_id is None:
        return send(practitioner=practitioner, at=at, invitation_id=invitation_id)
    return asked


@action("send", "invitation")
def send(*, practitioner: Me, at: datetime, invitation_id: UUID) -> Invitation:
    """Send a link to accept with. The one that was sent before no longer works."""
    asked = _here(invitation_id)
    key, kept = inviting.new_key()
    until = at + INVITED_FOR
    if not proving.send_invitation(invitation_id, kept, until):
        raise _refused(_("There is nothing to send: it is not agreed, or it is over."))
    asked.link = inviting.address_of(key)
    transaction.on_commit(partial(inviting.send_link, asked.email, asked.link, until))
    return asked


@action("withdraw", "invitation")
def withdraw(*, practitioner: Me, at: datetime, invitation_id: UUID) -> Invitation:
    """Take an invitation back before it is accepted. Its link no longer works."""
    asked = _here(invitation_id)
    if not _call("SELECT access.withdraw_invitation(%s)", invitation_id):
        raise _refused(
            _("It is accepted already, or taken back. To end a place, open the practitioner’s page.")
        )
    return asked


@action("accept", "invitation")
def accept(*, practitioner: None, at: datetime, key: str) -> Invitation | None:
    """Whoever reads the mailbox takes the place that the link is for; None where it is of no use.

    Nobody is signed in. Somebody without an account has one from then on, and sets a password next.
    """
    kept = proving.hashed(key)
    found = proving.accept_invitation(kept, _username(kept))
    if found is None:
        return None
    invitation_id, practitioner_id, is_new = found
    person = Practitioner.objects.get(pk=practitioner_id)
    if is_new:
        person.set_unusable_password()
        person.save_password()
    return Invitation(pk=invitation_id, practitioner=person)


@action("end", "membership")
def end(*, practitioner: Me, at: datetime, membership_id: UUID, ends: datetime) -> Membership:
    """Somebody no longer works here as that, from a moment on. What they wrote stays where it is.

    Raises NotAllowed: for one's own, where it is over, and where nobody would be left to agree to anything.
    """
    held = Membership.objects.filter(pk=membership_id, partnership_id=practitioner.partnership_id).first()
    if held is None:
        raise NotHere("That place is not here.")
    if held.practitioner_id == practitioner.id:
        raise _refused(_("This is your own place. Another administrator ends it."))
    if held.role == Role.ADMINISTRATOR and not _others_stay(held, at):
        raise _refused(_("Nobody else would stay as administrator. Give the role to somebody else first."))
    if not _call("SELECT access.end_membership(%s, %s)", membership_id, ends):
        raise _refused(_("It has ended already, or ends before that."))
    note(role=held.role)
    return held


def _others_stay(held: Membership, at: datetime) -> bool:
    others = Membership.objects.filter(
        partnership_id=held.partnership_id,
        role=Role.ADMINISTRATOR,
        valid_from__lte=at,
        valid_to__isnull=True,
        practitioner__is_active=True,
    )
    return others.exclude(practitioner_id=held.practitioner_id).exists()


def _username(kept: str) -> str:
    """What somebody new signs in with beside their address: its first part, with a number where somebody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM access.invited(%s)", (kept,))
        row = cursor.fetchone()
    return inviting.free_username(row[0]) if row else ""


def _here(invitation_id: UUID) -> Invitation:
    found = Invitation.objects.filter(pk=invitation_id).first()
    if found is None:
        raise NotHere("That invitation is not here.")
    return found


def _call(statement: str, *given: UUID | datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return bool(cursor.fetchone()[0])


def _refused(words: str, *missing: str) -> NotAllowed:
    return NotAllowed(words, verb="join", state="", missing=missing)
