"""A part of the ledger for a court: entries, proof that they stand in sealed blocks, and the program that checks it.

Nothing of any other entry is in it but hashes. It is taken out by the administrator's sign-in, because nobody signed in
to the application may read the whole ledger, and the taking out is itself an entry.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg

from config.console import say
from config.environment import address
from config.home import Refused
from tessera.audit import __file__ as ledger
from tessera.audit.proofs import Tree

TOLD = """\
What is here was taken out of Tessera's ledger, which says who did and who saw what, and when.

entries.jsonl   one entry a line. `by` is the practitioner's identifier, `at` the time (UTC) that the database wrote.
proofs.jsonl    for each of those lines in turn, the block it stands in and the hashes on its way to the block's root.
blocks.jsonl    those blocks.
verify.py       checks all of it. It needs Python 3.9 or later and nothing else:

    python3 verify.py
    python3 verify.py published.jsonl

The first says whether each entry is as it was when its block was sealed. The second also says whether those blocks are
the ones that were published at the time. Ask whoever kept the published blocks for that file, not whoever made this
folder: without it the first answer rests on the word of whoever administers the database.

{number} entries{left}. Asked for: {asked}.
"""


def export(folder: Path, *, case: UUID | None, since: datetime | None, until: datetime | None) -> str:
    """Make the folder and fill it; answers with what it holds. Raises Refused where it exists or nothing was found."""
    home = Path(os.environ["TESSERA_HOME"])
    if folder.exists():
        raise Refused(f"{folder} exists already. Name a folder to make.")
    with address(home, "owner", say=say) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT audit.seal()")
        found = connection.execute(
            "SELECT id, line, block FROM audit.export(%s, %s, %s)", [case, since, until]
        ).fetchall()
        blocks = {block for _, _, block in found if block is not None}
        sealed = connection.execute(
            "SELECT number, line, leaves FROM audit.blocks(%s)", [sorted(blocks)]
        ).fetchall()
    if not sealed:
        raise Refused("The ledger holds no sealed entry like that.")
    entries = [(entry, line, block) for entry, line, block in found if block is not None]
    proofs = _proofs(entries, {number: leaves for number, _, leaves in sealed})
    folder.mkdir(parents=True, mode=0o700)
    _write(folder / "entries.jsonl", [line for _, line, _ in entries])
    _write(folder / "proofs.jsonl", proofs)
    _write(folder / "blocks.jsonl", [line for _, line, _ in sealed])
    shutil.copyfile(Path(ledger).parent / "verify.py", folder / "verify.py")
    left = len(found) - len(entries)
    more = f", and {left} left out because no block covers them yet" if left else ""
    asked = ", ".join(f"{word} {given}" for word, given in _asked(case, since, until).items())
    _write(folder / "README.txt", [TOLD.format(number=len(entries), left=more, asked=asked).rstrip()])
    return f"{len(entries)} entries from {len(sealed)} blocks are in {folder}{more}."


def _asked(case: UUID | None, since: datetime | None, until: datetime | None) -> dict[str, str]:
    given = {
        "case": case,
        "from": since.isoformat() if since else None,
        "to": until.isoformat() if until else None,
    }
    return {word: str(value) for word, value in given.items() if value}


def _proofs(entries: list[tuple[UUID, str, int]], leaves: dict[int, bytes]) -> list[str]:
    """A line for each entry, in their order. Only one block's tree is held at a time."""
    of_block: dict[int, list[int]] = defaultdict(list)
    for place, (_, _, block) in enumerate(entries):
        of_block[block].append(place)
    lines = [""] * len(entries)
    for block, places in of_block.items():
        tree = Tree(leaves[block])
        for place in places:
            entry = entries[place][0]
            try:
                path = tree.path(entry)
            except KeyError:
                raise Refused(f"Entry {entry} is not in its block: run `tessera audit verify`.") from None
            lines[place] = json.dumps({"id": str(entry), "block": block, "path": path})
    return lines


def _write(path: Path, lines: list[str]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
