"""Takes in a file of referrals from another system: JSON Lines in UTF-8, one referral a line.

A line is taken in whole, in a transaction of its own, or refused with every reason, by field. What was refused is no
failure of the command: it exits with 0 when it has read the whole file, and with 1 when it could not. An import that
was interrupted can be run again: what it took in is already there.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from config.console import say
from config.home import Refused
from tessera.access import acting, here, proving, sessions
from tessera.access.models import Agency, Practitioner
from tessera.enquiries.actions import importing
from tessera.enquiries.models import Referral
from tessera.enquiries.rules import intake
from tessera.partnership import queries as partnership
from tessera.partnership.actions import INTAKE
from tessera.partnership.rules.settings import Settings

HELP = "take in a file of referrals from another system (JSON Lines)"
ROLE = "app"

LONGEST_IMPORT = timedelta(hours=12)
SAY_EVERY = 1000
# What the database says of it may quote the row, so it is not repeated here.
NOT_KEPT = "line: We could not store this referral, and kept nothing of it. Tell whoever looks after Tessera."


@dataclass
class Report:
    """What became of a file. `refused`: one `{"line": n, "errors": ["field: words", ...]}` for each line refused."""

    received: int = 0
    accepted: int = 0
    already_there: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the file, the partnership it is for, and how to answer."""
    parser.epilog = (
        "Exits with 0 when the whole file was read, whatever was refused; with 1 when it could not be."
    )
    parser.add_argument("file", help="the file, one referral a line; - reads standard input")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object and nothing else")
    parser.add_argument(
        "--partnership",
        metavar="CODE",
        help="whose hub receives them (default: the only one there is, or thornmere in the demonstration)",
    )


def run(args: argparse.Namespace) -> int:
    """Take in the file and say what became of it; answers with the exit code. Raises Refused."""
    try:
        with _opened(args.file) as stream, _signed_in(args.partnership) as me:
            report = take_in(stream, me)
    except OSError as problem:
        raise Refused(f"{args.file} cannot be read: {problem.strerror or problem}.") from None
    if args.json:
        print(json.dumps(asdict(report), ensure_ascii=True))
    else:
        print("\n".join(in_words(report)))
    return 0


def take_in(stream: BinaryIO, me: here.Me) -> Report:
    """Every referral of the stream, each in its own transaction, as the partnership's intake practitioner."""
    report = Report()
    settings, agencies = _agencies(me)

    def code_of(name: str) -> str | None:
        found = settings.agency(name)
        return found.code if found and found.code in agencies else None

    for outcome in intake.read_referrals(stream, received_by=datetime.now(UTC), agencies=code_of):
        report.received += 1
        if outcome.referral is None:
            errors = [f"{problem.field}: {problem.words}" for problem in outcome.problems]
            report.refused.append({"line": outcome.line_number, "errors": errors})
        else:
            _take_in_one(outcome.referral, agencies, me, outcome.line_number, report)
        if report.received % SAY_EVERY == 0:
            say(f"{report.received} read, {report.accepted} taken in")
    return report


def _take_in_one(
    referral: intake.Referral, agencies: dict[str, UUID], me: here.Me, line: int, report: Report
) -> None:
    agency = agencies[referral.referrer.agency]
    try:
        made = importing.take_in(
            practitioner=me, at=datetime.now(UTC), referral=referral, from_agency_id=agency
        )
    except (DataError, IntegrityError) as problem:
        say(f"line {line} could not be stored: {type(problem).__name__}")
        report.refused.append({"line": line, "errors": [NOT_KEPT]})
        return
    if made is not None:
        report.accepted += 1
        return
    report.already_there += 1
    with transaction.atomic():
        stands = Referral.objects.filter(from_agency_id=agency, their_reference=referral.reference)
        if not stands.filter(fingerprint=referral.fingerprint).exists():
            # No error and no change, but somebody should know: the reference was used for two different texts.
            say(f"line {line} came before with other content; what came first stands")


def _agencies(me: here.Me) -> tuple[Settings, dict[str, UUID]]:
    """The partnership's settings, and each agency's identifier in the register by its code."""
    with transaction.atomic():
        settings = partnership.in_force(me.partnership_id, datetime.now(UTC)).settings
        return settings, dict(Agency.objects.values_list("code", "id"))


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with open(name, "rb") as stream:
        yield stream


@contextmanager
def _signed_in(wanted: str | None) -> Iterator[here.Me]:
    """Act as the partnership's intake practitioner, in a session that ends with the import. Raises Refused."""
    token = secrets.token_urlsafe(24)
    with acting.acting_as_nobody(), transaction.atomic():
        rows = Practitioner.objects.filter(username__startswith=INTAKE, is_active=True)
        found = {row.username.removeprefix(INTAKE): row for row in rows}
        code = _choose(wanted, sorted(found))
        held = [m for m in sessions.memberships(found[code].pk) if m.partnership_code == code]
        if not held:
            raise Refused(f"Nobody takes in referrals for the partnership {code}. Adopt its settings again.")
        proving.open_session(
            token=token,
            practitioner_id=found[code].pk,
            membership_id=held[0].id,
            ends_at=datetime.now(UTC) + LONGEST_IMPORT,
        )
    try:
        with acting.acting_as(token):
            with transaction.atomic():
                me = here.me(token)
            if me is None:
                raise Refused(f"Nobody takes in referrals for the partnership {code}.")
            yield me
    finally:
        with acting.acting_as_nobody():
            sessions.end_session(token)


def _choose(wanted: str | None, codes: list[str]) -> str:
    """The partnership's code: as asked, the only one, or the demonstration's own."""
    if wanted is not None and wanted not in codes:
        raise Refused(f"There is no partnership {wanted}. There is: {', '.join(codes) or 'none yet'}.")
    if wanted is not None or len(codes) == 1:
        return wanted or codes[0]
    if "thornmere" in codes:
        return "thornmere"
    if not codes:
        raise Refused("There is no partnership yet. Adopt its settings first.")
    raise Refused(f"Say which partnership these are for with --partnership: {', '.join(codes)}.")


def in_words(report: Report) -> Iterator[str]:
    """The same for a person to read."""
    yield (
        f"{report.received} received: {report.accepted} accepted, {report.already_there} already there, "
        f"{len(report.refused)} refused."
    )
    for line in report.refused:
        yield f"Line {line['line']}:"
        yield from (f"  {error}" for error in line["errors"])
