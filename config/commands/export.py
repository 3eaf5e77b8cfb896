"""Is this file one that was made here? Asked of its hash, by an administrator to whom somebody brought a copy.

It tells what stands on every page of the file: for whom it is, for what, and who took it when; nothing of a child.
Each use is in the ledger, where the hub of the case can read that it was asked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from config.home import Refused
from tessera.exports.queries import KnownFile, known_by_hash
from tessera.ui.templatetags.ui.times import moment

HELP = "say whether a PDF or a workbook is a file that was made here, for whom and for what"
ROLE = "owner"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what to do and the file."""
    parser.add_argument(
        "what", choices=("check",), help="check: is it the very file that was taken; exit 1 where not"
    )
    parser.add_argument("file", metavar="FILE", help="the copy")
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Check it; 1 where it is no file that was taken here. Raises Refused where it cannot be read."""
    sum_ = _sum(args.file)
    found = known_by_hash(sum_)
    if args.json:
        print(json.dumps({"known": found is not None, "sha256": sum_, **(_facts(found) if found else {})}))
    else:
        print("\n".join(_words(found) if found else NOT_OURS))
    return 0 if found else 1


NOT_OURS = (
    "This is no file that was taken here, or it was changed.",
    "A copy that was printed, or saved again by another program, is another file.",
)


def _sum(name: str) -> str:
    try:
        with Path(name).open("rb") as copy:
            return hashlib.file_digest(copy, "sha256").hexdigest()
    except OSError as problem:
        raise Refused(f"{name} cannot be read: {problem.strerror}.") from None


def _facts(found: KnownFile) -> dict[str, str]:
    return {
        "file": str(found.id),
        "kind": found.kind,
        "purpose": found.purpose,
        "format": found.file_format,
        "reader": found.reader,
        "reader_role": found.reader_role,
        "taken_by": found.taken_by,
        "taken_at": found.taken_at.isoformat(),
    }


def _words(found: KnownFile) -> list[str]:
    kind, purpose, _format = found.wanted.words
    return [
        "This is a file that was taken here, unchanged.",
        f"  File     {found.id}",
        f"  What     {kind}. {purpose}.",
        f"  Reader   {found.wanted.for_whom}",
        f"  Taken    by {found.taken_by}, {moment(found.taken_at)}",
    ]
