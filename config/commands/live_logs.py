"""Whether the logs of the live forms are as they were written."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction

from tessera.live_forms.rules.chain import Link, wrong_from

HELP = "read the log of every live form again, update by update; exit 1 where one was altered"
ROLE = "owner"
AT_ONCE = 500


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to answer."""
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Read every log. No word of one is printed: only which section, and from which update on."""
    with transaction.atomic():  # as they stand at one moment, while others type
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT id, seq, head FROM access.live_heads()")
            heads = [(section, seq, bytes(head)) for section, seq, head in cursor.fetchall()]
        found = {section: wrong_from(section, seq, head, _links(section)) for section, seq, head in heads}
    wrong = {str(section): first for section, first in found.items() if first is not None}
    updates = sum(seq for _, seq, _ in heads)
    if args.json:
        print(
            json.dumps({"sections": len(heads), "updates": updates, "intact": not wrong, "wrong_from": wrong})
        )
        return 1 if wrong else 0
    for section, first in wrong.items():
        print(f"The log of section {section} is not as it was written from update {first} on.")
    if not wrong:
        print(f"The logs of {len(heads)} sections are as they were written: {updates} updates.")
    return 1 if wrong else 0


def _links(section: UUID) -> Iterator[Link]:
    """A section's log, some hundred updates at a time."""
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM access.live_links(%s, %s, %s)", (section, after, AT_ONCE))
            rows = cursor.fetchall()
        for seq, epoch, field, base, tab, author, agency, at, payload, written in rows:
            yield Link(seq, epoch, field, base, tab, author, agency, at, bytes(payload), bytes(written))
        if len(rows) < AT_ONCE:
            return
        after = rows[-1][0]
