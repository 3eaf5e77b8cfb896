"""Puts the invented partnerships and their cast in the register. Run as the owner; running it again changes nothing."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from config.home import Refused
from tessera.access import actions as access
from tessera.access.models import Agency, Partnership, Practitioner, Team
from tessera.access.rules import Mark, Role
from tessera.partnership import actions as partnership
from tessera.partnership.models import SettingsDocument
from tessera.partnership.rules.settings import Settings

FOLDER = Path(__file__).resolve().parent.parent.parent / "demonstration"
DOCUMENTS = ("thornmere.yaml", "eastmere.yaml")
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class CastMember:
    """One invented practitioner, as demonstration/cast.yaml writes them."""

    username: str
    name: str
    email: str
    agency: str
    job: str
    roles: tuple[str, ...]
    team: str
    may: str
    cleared: tuple[str, ...]
    also: tuple[dict[str, Any], ...]


@functools.cache
def cast() -> tuple[CastMember, ...]:
    """Every invented practitioner."""
    document = yaml.safe_load((FOLDER / "cast.yaml").read_text(encoding="utf-8"))
    return tuple(
        CastMember(
            username=row["username"],
            name=row["name"],
            email=row["email"],
            agency=row["agency"],
            job=row["job"],
            roles=tuple(row["roles"]),
            team=row.get("team", "none"),
            may=row["may"],
            cleared=tuple(row.get("cleared") or ()),
            also=_listed(row.get("also")),
        )
        for row in document["practitioners"]
    )


def texts(preset: str | None = None) -> tuple[str, ...]:
    """The partnerships' settings documents. `preset`: what the first of them stands on instead of its own."""
    first, *others = ((FOLDER / name).read_text(encoding="utf-8") for name in DOCUMENTS)
    return (re.sub("(?m)^based_on: .*$", f"based_on: {preset}", first) if preset else first, *others)


def register(password: str | None = None, preset: str | None = None) -> None:
    """Partnerships, agencies, teams, the cast and their memberships, in one transaction, as the owner.

    `password` is what every member of the cast may sign in with; None: nobody can sign in with one. `preset` is as in
    `texts`; None: the one of before. Raises Refused where the demonstration was begun on another.
    """
    console, now = access.Console(), datetime.now(UTC)
    with transaction.atomic():
        documents = texts(_preset(preset))
        if _all_here(documents):
            return
        # One hash for the one password that they all share: making it is slow on purpose.
        hashed = make_password(password)
        for text in documents:
            partnership.adopt(practitioner=console, at=BEGAN, text=text)
        access.register_practitioner(
            practitioner=console,
            at=BEGAN,
            username="automatic",
            name="Tessera",
            email="automatic@example.org",
        )
        for member in cast():
            person = access.register_practitioner(
                practitioner=console,
                at=now - timedelta(days=400),
                username=member.username,
                name=member.name,
                email=member.email,
                password_hash=hashed,
            )
            EmailAddress.objects.get_or_create(
                user=person, email=member.email, defaults={"verified": True, "primary": True}
            )
            _memberships(console, person, member)
            _clearances(console, person, member)


def _preset(wanted: str | None) -> str | None:
    """The preset that the demonstration stands on. What was lived under one is not put under another afterwards."""
    code = Settings.load(texts()[0]).partnership.code
    began = SettingsDocument.objects.filter(partnership__code=code).order_by("number").first()
    if began is None:
        return wanted
    on = Settings.load(began.text).partnership.started_from
    if wanted is not None and wanted != on:
        raise Refused(f"The demonstration here stands on {on}. Add --reset, or name another --data-dir.")
    return on


def _all_here(given: Sequence[str]) -> bool:
    """Whether this very register was made before, so that a second start has nothing to do."""
    there = set(Practitioner.objects.values_list("username", flat=True))
    kept = set(SettingsDocument.objects.values_list("text", flat=True))
    documents = [Settings.load(text) for text in given]
    wanted = {member.username for member in cast()}
    wanted |= {partnership.INTAKE + document.partnership.code for document in documents}
    return wanted <= there and all(document.dump() in kept for document in documents)


def _memberships(console: access.Console, person: Practitioner, member: CastMember) -> None:
    own = {"agency": member.agency, "roles": member.roles, "team": member.team}
    for post in (own, *member.also):
        agency = Agency.objects.get(name=post["agency"])
        for word in post["roles"]:
            role = Role(word)
            access.register_membership(
                practitioner=console,
                at=BEGAN,
                member=person,
                agency=agency,
                role=role,
                team=_team(agency, post.get("team"), role),
                valid_from=BEGAN,
            )


def _clearances(console: access.Console, person: Practitioner, member: CastMember) -> None:
    agency = Agency.objects.select_related("partnership").get(name=member.agency)
    for word in member.cleared:
        access.register_clearance(
            practitioner=console,
            at=BEGAN,
            cleared=person,
            partnership=agency.partnership,
            mark=Mark(word),
            reason="Needed for the work of the post; agreed by the partnership's Caldicott guardian.",
            valid_from=BEGAN,
        )


def _team(agency: Agency, code: str | None, role: Role) -> Team | None:
    """The team a role works in. An agency's officer sits with the hub but answers for their agency alone."""
    if role not in (Role.HUB_PRACTITIONER, Role.DECISION_MAKER, Role.SOCIAL_WORKER):
        return None
    return Team.objects.filter(agency=agency, code=code).first()


def _listed(value: Any) -> tuple[dict[str, Any], ...]:
    if not value:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def partnership_ids() -> dict[str, Any]:
    return dict(Partnership.objects.values_list("code", "id"))
