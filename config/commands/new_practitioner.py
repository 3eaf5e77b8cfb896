"""Someone new: an account, a membership, and a link to set a password with."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction

from config.home import Refused
from tessera.access import actions as access
from tessera.access.inviting import password_address
from tessera.access.models import Agency, Practitioner, Team
from tessera.access.rules import SCOPE_OF, Role, Scope

HELP = "make an account for someone, or give them another membership"
ROLE = "owner"

CHOSEN = tuple(str(role) for role in Role if role != Role.AUTOMATIC)
IN_A_TEAM = tuple(role for role, scope in SCOPE_OF.items() if scope is Scope.TEAM)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who it is, and whom they work for."""
    parser.add_argument("username", help="what they sign in with: letters, numbers, hyphens, underscores")
    parser.add_argument("--name", required=True, help="their full name")
    parser.add_argument("--email", required=True, help="their address at work")
    parser.add_argument("--partnership", required=True, metavar="CODE", help="the partnership's code")
    parser.add_argument("--agency", required=True, metavar="CODE", help="the agency's code")
    parser.add_argument(
        "--role", required=True, choices=CHOSEN, action="append", help="may be given more than once"
    )
    parser.add_argument("--team", metavar="CODE", help="the team's code, for roles that work in one")
    parser.add_argument("--no-link", action="store_true", help="they sign in by their agency's provider only")


def run(args: argparse.Namespace) -> int:
    """Make what is missing and print the link, which works once and for a day."""
    person = make(args)
    if not args.no_link:
        print(password_link(person))
    return 0


@transaction.atomic
def make(args: argparse.Namespace) -> Practitioner:
    """The practitioner with their memberships. Raises Refused, with nothing made, where something does not fit."""
    agency, team = _place(args)
    console, now = access.Console(), datetime.now(UTC)
    person = _person(args, console, now)
    for role in map(Role, args.role):
        access.register_membership(
            practitioner=console,
            at=now,
            member=person,
            agency=agency,
            role=role,
            team=team if role in IN_A_TEAM else None,
            valid_from=now,
        )
    return person


def password_link(person: Practitioner) -> str:
    """Where they set a password. It stops working once used, after a day, and when their address changes."""
    return settings.TESSERA_ADDRESS.rstrip("/") + password_address(person)


def _place(args: argparse.Namespace) -> tuple[Agency, Team | None]:
    agency = Agency.objects.filter(partnership__code=args.partnership, code=args.agency).first()
    if agency is None:
        raise Refused(f"There is no agency {args.agency} in a partnership {args.partnership}.")
    team = Team.objects.filter(agency=agency, code=args.team).first() if args.team else None
    if args.team and team is None:
        raise Refused(f"{agency.name} has no team {args.team}.")
    if team is None and set(map(Role, args.role)) & set(IN_A_TEAM):
        raise Refused("This role works in a team. Name it with --team.")
    return agency, team


def _person(args: argparse.Namespace, console: access.Console, now: datetime) -> Practitioner:
    try:
        validate_slug(args.username)
        validate_email(args.email)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    known = Practitioner.objects.filter(username__iexact=args.username).first()
    if known is not None and (known.username, known.name, known.email.lower()) != (
        args.username,
        args.name,
        args.email.lower(),
    ):
        raise Refused(f"{known.username} is somebody's username already, with another name or address.")
    others = Practitioner.objects.filter(email__iexact=args.email)
    if (others.exclude(pk=known.pk) if known else others).exists():
        raise Refused(f"{args.email} is somebody else's address already.")
    if known is not None:
        return known
    person = access.register_practitioner(
        practitioner=console, at=now, username=args.username, name=args.name, email=args.email.lower()
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
