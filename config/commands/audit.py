"""The ledger: has anything in it been changed?

Whoever can write to the database's own files can rewrite a chain from some entry on so that it follows from itself
again. Only the ends of the chains, kept somewhere else, tell it from the one that was there.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from config.home import Refused
from tessera.audit import queries

HELP = "read the whole ledger again and say whether anything was changed; print its ends, to keep elsewhere"
ROLE = "app"

CHAINS = 64
LINE = re.compile(r"(\d{1,9}) (\d{1,18}) ([0-9a-f]{64})")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what to do, and the form of the answer."""
    parser.add_argument(
        "what",
        choices=("verify", "heads"),
        help="verify: read every chain from its first entry. heads: print the newest hash of each chain",
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    parser.add_argument(
        "--heads",
        metavar="FILE",
        help="with verify: what `audit heads` printed earlier, either form; - reads standard input",
    )


def run(args: argparse.Namespace) -> int:
    """Do it; 1 where the ledger is broken. Raises Refused."""
    if args.what == "heads":
        if args.heads:
            raise Refused("--heads belongs to verify.")
        print(_as_json(queries.heads()) if args.json else _as_lines(queries.heads()))
        return 0
    kept = _read(args.heads) if args.heads else None
    verdict = queries.verify()
    lost = queries.lost(kept) if kept else ()
    if args.json:
        print(json.dumps(_answer(verdict, kept, lost)))
    else:
        print(_words(verdict))
        if kept is not None:
            print(_words_of_heads(kept, lost))
    return 0 if verdict.intact and not lost else 1


def _as_json(heads: tuple[queries.Head, ...]) -> str:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"at": at, "heads": [asdict(head) for head in heads]})


def _as_lines(heads: tuple[queries.Head, ...]) -> str:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return "\n".join(
        [f"# the ends of the ledger's chains at {at}: chain, place, hash"]
        + [f"{head.chain} {head.place} {head.hash}" for head in heads]
    )


def _answer(
    verdict: queries.Verdict, kept: list[queries.Head] | None, lost: tuple[tuple[int, int], ...]
) -> dict[str, object]:
    broken_at = str(verdict.first_break) if verdict.first_break else None
    answer: dict[str, object] = {
        "entries": verdict.entries,
        "intact": verdict.intact and not lost,
        "first_break": broken_at,
    }
    if kept is not None:
        answer["heads_kept"] = len(kept)
        answer["heads_lost"] = [{"chain": chain, "place": place} for chain, place in lost]
    return answer


def _words(verdict: queries.Verdict) -> str:
    if verdict.intact:
        return f"The ledger is intact: {verdict.entries} entries, each following from the one before."
    if verdict.first_break is None:
        return f"The ledger is broken: the end of a chain is missing or altered ({verdict.entries} entries)."
    return f"The ledger is broken at entry {verdict.first_break} ({verdict.entries} entries)."


def _words_of_heads(kept: list[queries.Head], lost: tuple[tuple[int, int], ...]) -> str:
    if not lost:
        return f"It still holds all {len(kept)} of the ends that were kept."
    places = ", ".join(f"chain {chain} at place {place}" for chain, place in lost)
    return f"The ledger was rewritten: it no longer holds {len(lost)} of the ends that were kept ({places})."


def _read(name: str) -> list[queries.Head]:
    """The ends kept in a file, as JSON or as lines. Raises Refused where it is neither, or not whole."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(f"{name} cannot be read: {getattr(problem, 'strerror', '') or 'not text'}.") from None
    try:
        lines = _lines(json.loads(text)) if text.lstrip().startswith("{") else text.splitlines()
    except (ValueError, TypeError, KeyError):
        raise Refused(f"{name} is not what `tessera audit heads` printed.") from None
    found: dict[int, queries.Head] = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        match = LINE.fullmatch(line.strip())
        if match is None or int(match[1]) in found:
            raise Refused(f"{name} is not what `tessera audit heads` printed.")
        found[int(match[1])] = queries.Head(int(match[1]), int(match[2]), match[3])
    if set(found) != set(range(CHAINS)):  # a file that was cut short would say nothing of the rest
        raise Refused(f"{name} is not whole: it should hold the ends of {CHAINS} chains.")
    return [found[chain] for chain in sorted(found)]


def _lines(kept: dict[str, list[dict[str, object]]]) -> list[str]:
    return [f"{one['chain']} {one['place']} {one['hash']}" for one in kept["heads"]]
