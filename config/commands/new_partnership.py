"""A new partnership from nothing: its name, a preset, its agencies and its first administrators.

With --page a form is opened in the browser, on this machine alone. Otherwise what is not given as an option is asked
for, where somebody sits at the terminal. Each administrator gets a link to set
a password with. Two are needed: what one of them changes in the settings, another approves.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from config import first_page
from config.commands import adopt_settings, new_practitioner
from config.home import Refused
from tessera.access import actions as access
from tessera.access.inviting import free_username
from tessera.access.models import Partnership, Practitioner
from tessera.access.rules import Role
from tessera.partnership.rules.presets import PRESETS
from tessera.partnership.rules.settings import SettingsRefused
from tessera.partnership.rules.starting import OWN_AGENCY, NewPartnership, first_document
from tessera.partnership.rules.words import AgencyKind

HELP = "begin a new partnership: name, preset, agencies, first administrators"
ROLE = "owner"
ADMINISTRATORS = 2

ASKED = {
    "name": "What is the partnership called?",
    "preset": f"Which preset does it start from? ({', '.join(PRESETS)})",
    "hub_name": "What is the hub called?",
    "hub_telephone": "The hub's telephone number?",
    "out_of_hours_telephone": "The telephone number out of hours?",
    "hub_email": "The hub's email address?",
    "social_care": "What is children's social care called, whose team the hub is?",
}
_ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+")
Ask = Callable[[str], str]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what is asked for otherwise."""
    for name, words in ASKED.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            help=words[:1].lower() + words[1:].rstrip("?"),
            choices=PRESETS if name == "preset" else None,
            metavar="NAME" if name == "preset" else "WORDS",
        )
    parser.add_argument(
        "--page", action="store_true", help="open a page to say it all on, on this machine and once"
    )
    parser.add_argument("--port", type=int, default=0, help="with --page: its port; 0 is any free one")
    parser.add_argument(
        "--agency",
        action="append",
        metavar="KIND:NAME",
        help=f"an agency beside children's social care; may be given more than once. Kinds: {', '.join(AgencyKind)}",
    )
    parser.add_argument(
        "--administrator",
        action="append",
        metavar="EMAIL,NAME",
        help="somebody who keeps the settings; give at least two",
    )


def run(args: argparse.Namespace) -> int:
    """Make it and print each administrator's link. Raises Refused, and then nothing is made."""
    if args.page:
        first_page.serve(begin, args.port, lambda line: print(line, flush=True))
        return 0
    ask = input if sys.stdin.isatty() else None
    new = NewPartnership(
        **{name: _given(args, name, ask) for name in ASKED},
        agencies=[_agency(text) for text in _list(args.agency, "An agency, as KIND:NAME", 0, ask)],
    )
    people = [
        _administrator(text)
        for text in _list(args.administrator, "An administrator, as EMAIL,NAME", ADMINISTRATORS, ask)
    ]
    for name, link in begin(new, people):
        print(f"{name}: {link}")
    print(
        f"{new.name} ({new.code}) is ready. Its administrators agree the settings; new-practitioner adds others.",
        file=sys.stderr,
    )
    return 0


@transaction.atomic
def begin(new: NewPartnership, people: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The partnership with its administrators, (email, name) each; answers with (name, link). Raises Refused."""
    if len({email.casefold() for email, _ in people}) < ADMINISTRATORS:
        raise Refused("Name two administrators or more: what one changes, another approves.")
    if new.preset not in PRESETS:
        raise Refused(f"There is no preset {new.preset}. Choose one of these: {', '.join(PRESETS)}.")
    if Partnership.objects.filter(code=new.code).exists():
        raise Refused(f"There is a partnership {new.code} already. Choose another name.")
    try:
        text = first_document(new, timezone.localdate()).dump()
        adopt_settings.put_in_force(access.Console(), datetime.now(UTC), text)
    except SettingsRefused as refused:
        raise Refused("\n".join(f"{p.path}: {p.words}" for p in refused.problems)) from None
    made = [new_practitioner.make(_membership(new.code, email, name)) for email, name in people]
    return [(person.name, new_practitioner.password_link(person)) for person in made]


def _membership(code: str, email: str, name: str) -> argparse.Namespace:
    known = Practitioner.objects.filter(email__iexact=email).values_list("username", flat=True).first()
    return argparse.Namespace(
        username=known or free_username(email),
        name=name,
        email=email,
        partnership=code,
        agency=OWN_AGENCY,
        role=[str(Role.ADMINISTRATOR)],
        team=None,
    )


def _given(args: argparse.Namespace, name: str, ask: Ask | None) -> Any:
    given = getattr(args, name)
    if given is None and ask is not None:
        given = ask(f"{ASKED[name]} ").strip()
    if not given:
        raise Refused(f"Say it with --{name.replace('_', '-')}: {ASKED[name]}")
    return given


def _list(given: list[str] | None, what: str, least: int, ask: Ask | None) -> list[str]:
    found = list(given or ())
    if given is None and ask is not None:
        while said := ask(f"{what} (nothing: that is all): ").strip():
            found.append(said)
    if len(found) < least:
        raise Refused(f"{what}: give at least {least}.")
    return found


def _agency(text: str) -> tuple[str, str]:
    kind, _, name = text.partition(":")
    if kind.strip() not in list(AgencyKind) or not name.strip():
        raise Refused(f"{text} is not KIND:NAME. Kinds: {', '.join(AgencyKind)}.")
    return kind.strip(), name.strip()


def _administrator(text: str) -> tuple[str, str]:
    email, _, name = text.partition(",")
    if not _ADDRESS.fullmatch(email.strip()) or not name.strip():
        raise Refused(f"{text} is not EMAIL,NAME.")
    return email.strip(), name.strip()
