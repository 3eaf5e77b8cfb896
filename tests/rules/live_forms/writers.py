"""People who write one section at once, as their pages would: each has a copy, and its own client."""

from __future__ import annotations

import random

from pycrdt import Doc, Text

from tessera.live_forms.rules.gate import Gate

ROOTS = ("know", "worry")
WORDS = ("Mia ", "school\n", "é", "saw ", "😀", "a", "社工", "Ama said 👩‍👧 ", "x" * 30, "\t", "Ọlá ")


def allows(root: str) -> bool:
    return root in ROOTS or root.startswith("lines/")


def gate(limit: int = 400_000) -> Gate:
    return Gate(allows, limit=limit)


class Writer:
    """`sent` are the updates this one's edits made, in order."""

    def __init__(self, client: int) -> None:
        self.client = client
        self.doc: Doc[Text] = Doc(client_id=client)
        self.sent: list[bytes] = []
        for root in ROOTS:
            self.doc[root] = Text()

    def text(self, root: str = "know") -> str:
        return str(self.doc[root])

    def replace(self, root: str, at: int, to: int, words: str) -> bytes:
        """Write words in place of the characters from `at` up to `to`. Gives the update."""
        made: list[bytes] = []
        watch = self.doc.observe(lambda event: made.append(event.update))
        text, said = self.doc[root], self.text(root)
        start, end = (len(said[:place].encode()) for place in (at, to))  # the library counts bytes
        with self.doc.transaction():
            if end > start:
                del text[start:end]
            if words:
                text.insert(start, words)
        self.doc.unobserve(watch)
        self.sent += made
        return made[0] if made else b"\x00\x00"

    def write(self, words: str, at: int | None = None, root: str = "know") -> bytes:
        place = len(self.text(root)) if at is None else at
        return self.replace(root, place, place, words)

    def edit(self, chance: random.Random) -> bytes:
        """Any edit: something written, something deleted, or both."""
        root = chance.choice(ROOTS)
        length = len(self.text(root))
        at = chance.randint(0, length)
        to = min(length, at + chance.choice((0, 0, 0, 1, 2, 9)))
        return self.replace(root, at, to, chance.choice(WORDS) if to == at or chance.random() < 0.5 else "")

    def hear(self, payload: bytes) -> None:
        self.doc.apply_update(payload)
