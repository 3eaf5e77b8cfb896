"""The hashes beside an entry on its way up the tree of its block: proof that it stands there, showing no other."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

LEAF = 48  # bytes that a block keeps of each entry: its identifier and its hash
IDENTIFIER = 16


class Tree:
    """The tree of one block, from what the block keeps of its entries."""

    def __init__(self, leaves: bytes) -> None:
        parts = [leaves[at : at + LEAF] for at in range(0, len(leaves), LEAF)]
        self._places = {UUID(bytes=part[:IDENTIFIER]): place for place, part in enumerate(parts)}
        self._levels = [[part[IDENTIFIER:] for part in parts]]
        while len(self._levels[-1]) > 1:
            self._levels.append(_above(self._levels[-1]))

    @property
    def root(self) -> str:
        """The top of the tree, as the block has it."""
        return self._levels[-1][0].hex()

    def path(self, entry: UUID) -> list[tuple[str, str]]:
        """The hash beside each step up, and on which side. Raises KeyError where the entry is not in the block."""
        place, path = self._places[entry], []
        for level in self._levels[:-1]:
            if place % 2:
                path.append(("left", level[place - 1].hex()))
            elif place + 1 < len(level):
                path.append(("right", level[place + 1].hex()))
            place //= 2
        return path


def _above(level: Sequence[bytes]) -> list[bytes]:
    pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
    return [hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
