"""Why can this person see this? What could they see on that day? Asked by an administrator of the policy itself.

Each use is in the ledger, and the hub of the case can read there that it was asked.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from config.home import Refused
from tessera.access import explanation
from tessera.access.explaining import VERBS
from tessera.access.kinds import models_by_kind
from tessera.access.models import Membership, Partnership, Practitioner

HELP = "say why somebody may see a row or may not, or what they could see of a case on a day"
ROLE = "owner"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds whom it is about, what they would see, and when."""
    parser.add_argument(
        "what",
        choices=("explain", "replay"),
        help="explain: why they may see one row, or may not. replay: the rows of a case that they could see",
    )
    parser.add_argument("--practitioner", required=True, metavar="USERNAME", help="whom it is about")
    parser.add_argument("--row", metavar="UUID", help="with explain: the row, or the reference of a referral")
    parser.add_argument("--case", type=UUID, metavar="UUID", help="with replay: the case")
    parser.add_argument("--partnership", metavar="CODE", help="where somebody belongs to more than one")
    parser.add_argument("--kind", help="the kind of row, as docs/generated/policy.md names it")
    parser.add_argument("--verb", choices=VERBS, default="see", help="what they would do to it")
    parser.add_argument("--at", metavar="TIME", help="an ISO time, such as 2026-11-02T09:30; without it, now")
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Ask, and print the answer. Raises Refused."""
    if args.what == "replay":
        if args.case is None or args.row:
            raise Refused("replay asks about a case. Name it with --case.")
        answer = _replay(args)
    else:
        if not args.row or args.case:
            raise Refused("explain asks about a row. Name it with --row.")
        answer = _explain(args)
    print(json.dumps(answer, indent=2) if args.json else "\n".join(_words(args.what, answer)))
    return 0


def moment(text: str | None) -> datetime | None:
    """The time written, in the time of this installation where it names no zone. Raises Refused."""
    if text is None:
        return None
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text} is not an ISO time, such as 2026-11-02T09:30.") from None
    at = written if written.tzinfo else timezone.make_aware(written)
    if at > datetime.now(UTC):
        raise Refused("That time has not come yet.")
    return at


def _explain(args: argparse.Namespace) -> dict[str, Any]:
    if args.kind and args.kind not in models_by_kind():
        raise Refused(f"There is no kind {args.kind}. docs/generated/policy.md lists them.")
    who = _practitioner(args.practitioner)
    found = explanation.explain_at_console(
        practitioner_id=who.pk,
        partnership_id=_partnership(who, args.partnership),
        written=args.row,
        kind=args.kind,
        at=moment(args.at),
    )
    if found is None:
        raise Refused("There is no such row.")
    return explanation.for_verb(found, args.verb)


def _replay(args: argparse.Namespace) -> dict[str, Any]:
    who = _practitioner(args.practitioner)
    found = explanation.replay_at_console(
        practitioner_id=who.pk,
        partnership_id=_partnership(who, args.partnership),
        case_id=args.case,
        at=moment(args.at) or datetime.now(UTC),
    )
    if found is None:
        raise Refused("There is no such case.")
    return found


def _practitioner(username: str) -> Practitioner:
    found = Practitioner.objects.filter(username=username).first()
    if found is None:
        raise Refused(f"There is no practitioner {username}.")
    return found


def _partnership(who: Practitioner, code: str | None) -> UUID:
    """The partnership they are asked about in: the one named, or the only one they have belonged to."""
    if code is not None:
        named = Partnership.objects.filter(code=code).first()
        if named is None:
            raise Refused(f"There is no partnership {code}.")
        return named.pk
    belonged = set(Membership.objects.filter(practitioner=who).values_list("partnership_id", flat=True))
    if len(belonged) != 1:
        raise Refused(f"{who.username} belongs to {len(belonged)} partnerships. Name one with --partnership.")
    return belonged.pop()


def _words(what: str, answer: dict[str, Any]) -> list[str]:
    name, at = answer["practitioner"]["name"], answer["at"]
    if what == "replay":
        rows = answer["rows"]
        lines = [f"What {name} could see of this case at {at}:"]
        lines += [f"  {kind.replace('_', ' ')}: {', '.join(found)}" for kind, found in rows.items()]
        return lines if rows else [*lines, "  nothing"]
    may = "may" if answer["allowed"] else "may not"
    lines = [f"{name} {may} {answer['verb']} this {answer['kind'].replace('_', ' ')} (at {at})."]
    if not answer["belongs"]:
        lines.append("They belonged to no agency of the partnership then, or may not sign in.")
    if not answer["existed"]:
        lines.append("It did not exist yet.")
    for number, line in enumerate(answer["permissions"], start=1):
        lines.append(f"permission {number}: {'speaks for them' if line['holds'] else 'does not hold'}")
        lines += [f"  {'yes' if one['holds'] else 'no '}  {one['says']}" for one in line["conditions"]]
    for one in answer["exclusions"]:
        lines.append(f"exclusion: {'closes it' if one['closes'] else 'does not apply'}: {one['says']}")
    return lines
