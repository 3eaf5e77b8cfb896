"""The ledger: has anything in it been changed, and a part of it for a court.

Whoever can write to the database's own files can rewrite entries, their block and every block after it, so that all of
it follows again. Only the hashes that were published elsewhere tell it from the ledger that was there.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from config.home import Refused
from tessera.audit import queries, sealing

HELP = "read the whole ledger again and say whether anything was changed; seal it; take a part out with its proof"
ROLE = "app"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what to do, each with its own arguments."""
    both = argparse.ArgumentParser(add_help=False)
    both.add_argument("--data-dir", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")

    def adding(name: str, says: str) -> argparse.ArgumentParser:
        return what.add_parser(name, help=says, description=says, parents=[both])

    verify = adding("verify", "read every block and every entry in it again; exit 1 where broken")
    verify.add_argument("--json", action="store_true", help="answer as one JSON object")
    verify.add_argument(
        "--published",
        metavar="FILE",
        help="ask too whether the ledger still holds the blocks published to FILE; - reads standard input",
    )
    seal = adding("seal", "seal what can be sealed now, as the job worker does every few seconds")
    seal.add_argument("--json", action="store_true", help="answer as one JSON object")
    blocks = adding("blocks", "print every block as it is published, to keep elsewhere")
    blocks.add_argument("--after", metavar="NUMBER", type=int, default=0, help="only blocks after that one")
    export = adding("export", "write entries with their proof and the program that checks it")
    export.add_argument("--case", type=UUID, metavar="UUID", help="entries about this case")
    export.add_argument(
        "--from", dest="since", type=_instant, metavar="DATE", help="2026-11-01, or with T09:30"
    )
    export.add_argument("--to", dest="until", type=_instant, metavar="DATE", help="the first moment left out")
    export.add_argument("--output", required=True, metavar="FOLDER", type=Path, help="a folder to make")


def run(args: argparse.Namespace) -> int:
    """Do it; 1 where the ledger is broken. Raises Refused."""
    if args.what == "verify":
        return _verify(args)
    if args.what == "seal":
        return _seal(args)
    if args.what == "blocks":
        for line in queries.lines(args.after):
            print(line)
        return 0
    from config.ledger_export import export

    if args.case is None and (args.since is None or args.until is None):
        raise Refused("Name a --case, or --from and --to.")
    print(export(args.output, case=args.case, since=args.since, until=args.until))
    return 0


def _instant(text: str) -> datetime:
    """A date or a moment, in the partnership's time where it names no other."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def _seal(args: argparse.Namespace) -> int:
    made, waiting = sealing.seal(), queries.waiting()
    if args.json:
        print(json.dumps({"made": made, "unsealed": waiting.entries, "unpublished": waiting.blocks}))
    else:
        print(f"{made} blocks made; {waiting.entries} entries wait for transactions under way to end.")
    return 0


def _verify(args: argparse.Namespace) -> int:
    published = _read(args.published) if args.published else None
    verdict = queries.verify()
    lost = queries.lost(published) if published else ()
    if args.json:
        print(json.dumps(_answer(verdict, published, lost)))
    else:
        print(_words(verdict))
        if published is not None:
            print(_words_of_published(published, lost))
    return 0 if verdict.intact and not lost else 1


def _answer(
    verdict: queries.Verdict, published: list[tuple[int, str]] | None, lost: tuple[int, ...]
) -> dict[str, object]:
    answer: dict[str, object] = {
        "entries": verdict.entries,
        "sealed": verdict.sealed,
        "blocks": verdict.blocks,
        "intact": verdict.intact and not lost,
        "first_break": str(verdict.first_break) if verdict.first_break else None,
        "broken_block": verdict.broken_block,
    }
    if published is not None:
        answer["published"] = len(published)
        answer["published_lost"] = list(lost)
    return answer


def _words(verdict: queries.Verdict) -> str:
    size = f"{verdict.entries} entries, {verdict.sealed} of them sealed in {verdict.blocks} blocks"
    if verdict.intact:
        return f"The ledger is intact: {size}."
    if verdict.first_break is None:
        return f"The ledger is broken: block {verdict.broken_block} is missing or altered ({size})."
    return (
        f"The ledger is broken at entry {verdict.first_break}; "
        f"the first block with something wrong is {verdict.broken_block} ({size})."
    )


def _words_of_published(published: list[tuple[int, str]], lost: tuple[int, ...]) -> str:
    if not lost:
        return f"It still holds all {len(published)} of the blocks that were published."
    first = ", ".join(str(number) for number in lost[:10])
    return f"The ledger was rewritten: it no longer holds {len(lost)} of the published blocks ({first})."


def _read(name: str) -> list[tuple[int, str]]:
    """The number and hash of each block in a file of lines. A line that a crash cut short is told of and left out.

    Raises Refused where the file cannot be read or nothing in it is a block: it would prove nothing.
    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(f"{name} cannot be read: {getattr(problem, 'strerror', '') or 'not text'}.") from None
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            block = json.loads(line)
            found.append((int(block["number"]), str(block["hash"])))
        except (ValueError, TypeError, KeyError):
            print(f"tessera: line {number} of {name} is not a published block", file=sys.stderr)
    if not found:
        raise Refused(f"{name} is not what was published: it holds no block.")
    return found
