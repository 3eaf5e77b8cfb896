"""A text with its wording hints: the text in pieces, some of them numbered, and the numbered questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from tessera.records.rules.wording import Hint, WordClass

LONGEST_CHECKED = 20_000
"""Characters: as long as the longest answer a referral may have."""

_TONES = {
    WordClass.BLAMING: "blame",
    WordClass.VAGUE: "",
    WordClass.SYSTEM: "law",
    WordClass.ACRONYM: "short",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the text. `number` is that of the hint about it, 0 for none."""

    text: str
    number: int = 0
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One hint: which words, what kind of hint it is, why it is raised, and the question."""

    number: int
    phrase: str
    label: str
    why: str
    ask: str


@dataclass(frozen=True, slots=True)
class Hinted:
    """What a wording check has to show. Nothing of it is ever kept."""

    pieces: tuple[Piece, ...]
    asked: tuple[Asked, ...]
    too_long: bool = False


def hinted(text: str, hints: Sequence[Hint]) -> Hinted:
    """The text cut at its hints, which are in order and never overlap."""
    pieces, asked, at = [], [], 0
    for number, hint in enumerate(hints, 1):
        if hint.start > at:
            pieces.append(Piece(text[at : hint.start]))
        pieces.append(Piece(text[hint.start : hint.end], number, _TONES[hint.class_]))
        asked.append(Asked(number, hint.phrase, hint.label, hint.why, hint.ask))
        at = hint.end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return Hinted(tuple(pieces), tuple(asked))
