"""The ledger: has anything in it been changed?"""

from __future__ import annotations

import argparse
import json

from tessera.audit import queries

HELP = "read the whole ledger again and say whether anything was changed"
ROLE = "app"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what to do, and the form of the answer."""
    parser.add_argument("what", choices=("verify",), help="verify: read every chain from its first entry")
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Print the verdict; 1 where the ledger is broken."""
    verdict = queries.verify()
    if args.json:
        broken_at = str(verdict.first_break) if verdict.first_break else None
        print(json.dumps({"entries": verdict.entries, "intact": verdict.intact, "first_break": broken_at}))
    else:
        print(_words(verdict))
    return 0 if verdict.intact else 1


def _words(verdict: queries.Verdict) -> str:
    if verdict.intact:
        return f"The ledger is intact: {verdict.entries} entries, each following from the one before."
    if verdict.first_break is None:
        return f"The ledger is broken: the end of a chain is missing or altered ({verdict.entries} entries)."
    return f"The ledger is broken at entry {verdict.first_break} ({verdict.entries} entries)."
