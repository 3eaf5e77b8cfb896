"""Writes the documents that are drawn from the code (docs/generated), or says which are out of date."""

from __future__ import annotations

import argparse
import sys

HELP = "write the documents drawn from the code"
ROLE = "none"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the choice to look without writing."""
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where a document is out of date"
    )


def run(args: argparse.Namespace) -> int:
    """Write or check; answers with 1 where a check found something out of date."""
    from config import documents

    if not args.check:
        for path in documents.write():
            print(path)
        return 0
    stale = documents.differences()
    for path in stale:
        print(f"{path} is not what the code says. Run `make docs` and commit it.", file=sys.stderr)
    return 1 if stale else 0
