"""A partnership's settings document: printed, checked, or taken in.

    settings export [--preset NAME] [--partnership CODE]   the document in force, or a preset to start from
    settings check FILE                                    everything that is wrong with it, by path and line, and what
                                                           may be said and probably should not
    settings preview FILE                                  what it would change: which work, and of the work under way
                                                           how much, in round numbers. Nothing is written
    settings import FILE [--by USERNAME]                   a partnership's first document comes into force; where it has
                                                           settings, a draft is made, which two people then agree

The document goes to standard output, complaints to standard error. What cannot be used is refused with exit code 1
and changes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.db import ProgrammingError, transaction

from config.commands import adopt_settings
from config.home import Refused
from tessera.access import actions as access
from tessera.access.acting import acting_automatically
from tessera.access.models import Partnership, Practitioner
from tessera.core.steps import NotAllowed
from tessera.core.text import plural
from tessera.enquiries.queries.trying import what_it_would_change
from tessera.partnership import queries
from tessera.partnership.actions import drafting
from tessera.partnership.queries.staffing import staffed
from tessera.partnership.rules import counted, reading
from tessera.partnership.rules.differences import differences
from tessera.partnership.rules.doubts import doubts
from tessera.partnership.rules.presets import PRESETS
from tessera.partnership.rules.problems import Problem
from tessera.partnership.rules.reach import by_reach
from tessera.partnership.rules.settings import Settings, SettingsRefused
from tessera.partnership.rules.starting import starting_document

HELP = "print, check or take in a partnership's settings document"
ROLE = "owner"
WITHOUT_DATABASE = "check --preset"
AS_JOB = "preview"  # the job alone counts what is under way


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what is done, and with which document."""
    parser.add_argument(
        "what",
        choices=("export", "check", "preview", "import"),
        help="export: print the document in force, or a preset. check: say what is wrong. preview: say what it would "
        "change. import: take it in",
    )
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="with check, preview and import: the document, in YAML"
    )
    parser.add_argument("--preset", choices=PRESETS, help="with export: print this preset, whole")
    parser.add_argument("--partnership", metavar="CODE", help="with export, where there is more than one")
    parser.add_argument(
        "--by", metavar="USERNAME", help="with import: whose writing it is, so that somebody else approves it"
    )
    parser.add_argument(
        "--json", action="store_true", help="with check and import: answer as one JSON object"
    )


def run(args: argparse.Namespace) -> int:
    """Do it; answers with the exit code. Raises Refused."""
    if args.what == "export":
        print(_exported(args), end="")
        return 0
    if not args.file:
        raise Refused(f"{args.what} reads a document. Name its file.")
    text = read(args.file)
    try:
        settings = Settings.load(text)
        if args.what == "preview":
            print(_previewed(settings), end="")
            return 0
        said = _taken_in(text, args.by) if args.what == "import" else "nothing is wrong"
        doubtful = _doubtful(text, settings)
    except SettingsRefused as refused:
        if args.json:
            print(json.dumps({"accepted": False, "problems": [_plain(p) for p in refused.problems]}))
        raise Refused(f"{args.file} cannot be used.\n{refused}") from None
    name = f"{settings.partnership.name} ({settings.partnership.code})"
    if args.json:
        told = {"accepted": True, "partnership": settings.partnership.code, "what": said}
        print(json.dumps(told | {"doubts": [_plain(problem) for problem in doubtful]}))
    else:
        print(f"{name}: {said}, {plural(len(settings.agencies), 'agency', 'agencies')}.")
        if doubtful:
            print("This may be said and probably does not fit:", *doubtful, sep="\n", file=sys.stderr)
    return 0


def _doubtful(text: bytes, settings: Settings) -> list[Problem]:
    """What does not fit, by path and by the line of this document."""
    lines = reading.read(text)
    return [Problem(".".join(one.path), lines.line_of(one.path), one.words) for one in doubts(settings)]


def _plain(problem: Problem) -> dict[str, object]:
    return {"path": problem.path, "line": problem.line, "words": problem.words}


def read(file: str) -> bytes:
    """The bytes of a document. Raises Refused where there is none to read."""
    try:
        return Path(file).read_bytes()
    except OSError as problem:
        raise Refused(f"{file} cannot be read: {problem.strerror}.") from None


def _previewed(settings: Settings) -> str:
    """What a document would change, in plain words and round numbers. Raises Refused where it would follow nothing."""
    at, known = datetime.now(UTC), _followed(settings)
    with acting_automatically(), transaction.atomic():
        old = queries.in_force(known, at).settings
        found = what_it_would_change(known, settings, at)
        there = staffed(known, at)
    lines = ["No promise that is running moves: each keeps the settings that it was made under.", ""]
    for group in by_reach(differences(old, settings)):
        lines += [group.says, *(f"  {change}" for change in group.changes), ""]
    doubtful = doubts(settings, old, there)
    lines += ["What does not fit:", *(f"  {one}" for one in doubtful), ""] if doubtful else []
    lines += ["The work under way:", *(f"  {name}: {number}" for name, number in counted.totals(found))]
    for move in counted.moves(found, settings):
        lines.append(
            f"  {move.clock}, {move.rating}: {move.running} running; under this, {move.sooner} due sooner, "
            f"{move.later} later; {move.overdue} late now, {move.overdue_then} then"
        )
    return "\n".join(lines) + "\n"


def _followed(settings: Settings) -> UUID:
    """The partnership whose settings a document would follow, as a job finds it. Raises Refused where it has none."""
    known: Partnership | None = None
    try:
        with acting_automatically(), transaction.atomic():
            known = Partnership.objects.filter(code=settings.partnership.code).first()
            known = known if known is not None and queries.has_settings(known.pk) else None
    except ProgrammingError as problem:
        # Where nothing was ever put in force there is no automatic practitioner either.
        if getattr(problem.__cause__, "sqlstate", "") != "42501":
            raise
    if known is None:
        raise Refused(f"{settings.partnership.name} has no settings yet that these would follow.")
    return known.pk


def _exported(args: argparse.Namespace) -> str:
    if args.preset:
        return (
            f"# Everything that the preset {args.preset} says, to start from. Write over `partnership` and\n"
            "# `agencies`: they are invented. Check each figure against its source before use.\n"
            + starting_document(args.preset).dump()
        )
    return queries.in_force(_partnership(args.partnership), datetime.now(UTC)).settings.dump()


def _partnership(code: str | None) -> UUID:
    known = {found.code: found.pk for found in Partnership.objects.order_by("code")}
    if code is not None and code not in known:
        raise Refused(f"There is no partnership {code}.")
    if code is None and len(known) != 1:
        raise Refused(
            f"Name one with --partnership: {', '.join(known)}." if known else "There is no partnership yet."
        )
    return known[code] if code is not None else next(iter(known.values()))


@transaction.atomic
def _taken_in(text: bytes, username: str | None) -> str:
    """A partnership's first document comes into force; a later one becomes a draft. Raises Refused."""
    console, now = access.Console(), datetime.now(UTC)
    settings = Settings.load(text)
    known = Partnership.objects.filter(code=settings.partnership.code).first()
    if known is None or not queries.has_settings(known.pk):
        adopt_settings.put_in_force(console, now, settings.dump())
        return "in force now"
    old = queries.in_force(known.pk, now).settings
    if not differences(old, settings):
        return "the same as what is in force"
    by = Practitioner.objects.filter(username=username).first() if username else None
    if username and by is None:
        raise Refused(f"Nobody has the username {username}.")
    try:
        drafting.begin(practitioner=by or console, at=now, partnership_id=known.pk, text=settings.dump())
    except NotAllowed as refused:
        raise Refused(str(refused)) from None
    return "a draft now, to be sent and then approved by an administrator who wrote nothing in it"
