"""An entry of a chronology: one thing that happened, with who says so and how surely it is known when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tessera.core.words import Word
from tessera.records.rules.happened import Happened


class Shape(Word):
    """What sort of event it is: each has a shape and a colour of its own in the picture, and a word in the list."""

    HARM = "harm"
    MISSED = "missed"
    CHANGE = "change"
    CONTACT = "contact"
    STRENGTH = "strength"
    VOICE = "voice"
    DECISION = "decision"


@dataclass(frozen=True)
class Statement:
    """One line of an entry: what kind of statement, and where it came from."""

    kind: str
    text: str
    source: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `key` is the same whenever it is asked for, and names it on the page.

    `significance` 1 to 3, the more the weightier; `about` empty: the family. `impact`: what it meant for the child.
    `note_id`: the note it is made of, and `line_ids` the lines, where it is made of some of them alone.
    """

    key: str
    happened: Happened
    recorded_at: datetime
    case_id: UUID
    agency_id: UUID
    agency: str
    by: str
    shape: Shape
    title: str
    statements: tuple[Statement, ...] = ()
    impact: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    significance: int = 1
    themes: tuple[str, ...] = ()
    about: tuple[UUID, ...] = ()
    href: str = ""
    note_id: UUID | None = None
    line_ids: tuple[UUID, ...] = ()

    @property
    def kind(self) -> str:
        """What kind of statement its title is; empty where it is none."""
        return self.statements[0].kind if self.statements and self.statements[0].text == self.title else ""

    @property
    def source(self) -> str:
        """Where its title comes from; empty where nobody said, or where the title is no statement."""
        return self.statements[0].source if self.kind else ""

    @property
    def marks(self) -> tuple[str, ...]:
        """What its statements are marked with: whoever reads them is cleared for it, and minds to whom they show it."""
        return tuple(sorted({mark for one in self.statements for mark in one.marks}))

    @property
    def further(self) -> tuple[Statement, ...]:
        """The statements that its title does not say already, whole."""
        return self.statements[1:] if self.kind else self.statements


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By the first day on which each may have happened; what nobody can date stands last."""
    return sorted(entries, key=_place)


def _place(entry: Entry) -> tuple[date, date, str, datetime, str]:
    when = entry.happened
    return (
        when.first or date.max,
        when.last or date.max,
        when.at.isoformat() if when.at else "",
        entry.recorded_at,
        entry.key,
    )


@dataclass(frozen=True)
class Chosen:
    """What a reader asked to see of a chronology. Empty: everything."""

    agencies: frozenset[UUID] = frozenset()
    shapes: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    people: frozenset[UUID] = frozenset()
    significance: int = 0
    begins: date | None = None
    ends: date | None = None

    @property
    def only_some(self) -> bool:
        """Whether it leaves out some of what happened in the period."""
        return bool(self.agencies or self.shapes or self.themes or self.people or self.significance > 1)

    def within(self, when: Happened) -> bool:
        """Whether it may have been in the period. What nobody can date is left out of one."""
        if (self.begins or self.ends) and when.first is None:
            return False
        return (self.begins is None or when.last is None or when.last >= self.begins) and (
            self.ends is None or when.first is None or when.first <= self.ends
        )

    def keeps(self, entry: Entry) -> bool:
        """Whether an entry is among what was asked for."""
        return (
            self.within(entry.happened)
            and (not self.agencies or entry.agency_id in self.agencies)
            and (not self.shapes or entry.shape in self.shapes)
            and (not self.themes or bool(self.themes.intersection(entry.themes)))
            and (not self.people or not entry.about or bool(self.people.intersection(entry.about)))
            and entry.significance >= self.significance
        )
