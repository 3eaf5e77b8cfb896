"""Words that are stored. A word is code, so its history is the history of its file."""

from enum import StrEnum


class Word(StrEnum):
    """A fixed word. `choices()` gives pairs of (word, the word as people read it)."""

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(word.value, word.value.replace("_", " ").capitalize()) for word in cls]
