"""A file before it is set: what stands in it, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any
from uuid import UUID

from tessera.core.language import gettext as _


@dataclass(frozen=True)
class SaidIn:
    """A statement: what kind it is, in words, and where it comes from."""

    kind: str
    words: str
    source: str
    is_thought: bool


@dataclass(frozen=True)
class EntryIn:
    """One thing that happened. `written`: its date and its time, as a table has them. `case`: as in CaseIn."""

    number: int
    case: str
    when: str
    written: tuple[str, str]
    agency: str
    by: str
    statements: tuple[SaidIn, ...]
    impact: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True)
class PersonIn:
    name: str
    facts: str


@dataclass(frozen=True)
class AgencyIn:
    name: str
    entries: int


@dataclass(frozen=True)
class CaseIn:
    """A case of a file that is of several: what it is called there, and whom it is about."""

    name: str
    about: str
    entries: int


@dataclass(frozen=True)
class VoiceIn:
    """What a child said or showed, and what was done about it. `case`: as in CaseIn."""

    case: str
    title: str
    words: str
    by: str
    wants: str
    done: tuple[str, ...]


@dataclass(frozen=True)
class Filed:
    """A file before it is set. `about`: whom it is about; `foot`: what each page says of who made it.

    `notices`: what its reader must know of it. `cases`: those that it is of, where it is of several. `plain`: set
    large, one entry below the other.
    """

    id: UUID
    case_id: UUID
    number: str
    title: str
    about: str
    purpose: str
    reader: str
    foot: str
    notices: tuple[str, ...]
    people: tuple[PersonIn, ...]
    voices: tuple[VoiceIn, ...]
    entries: tuple[EntryIn, ...]
    cases: tuple[CaseIn, ...]
    agencies: tuple[AgencyIn, ...]
    plain: bool

    @property
    def head(self) -> tuple[str, ...]:
        """The lines above a table."""
        title = f"{self.title}: {self.about}" if self.about else self.title
        whose = _("For {reader}. {purpose}. File {number}.").format(
            reader=self.reader, purpose=self.purpose, number=self.number
        )
        return (title, whose, self.foot, *self.notices, *(f"{one.name}: {one.about}" for one in self.cases))

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The rows of a table, in the columns of rules/workbook.py."""
        return [
            (
                *one.written,
                one.agency,
                "; ".join(dict.fromkeys(said.source for said in one.statements if said.source)),
                "\n".join(said.words for said in one.statements if not said.is_thought)
                or _("(an opinion, in the next column)"),
                "\n".join(said.words for said in one.statements if said.is_thought),
                "\n".join(one.impact),
                "\n".join(one.actions),
                one.by,
                *((one.case,) if self.cases else ()),
            )
            for one in self.entries
        ]

    @property
    def texts(self) -> Iterator[str]:
        """Everything that somebody wrote."""
        yield from _texts((self.about, self.people, tuple(replace(one, case="") for one in self.voices)))
        for one in self.entries:
            yield from _texts((one.by, one.impact, one.actions))
            yield from (words for said in one.statements for words in (said.words, said.source))

    def rewritten(self, how: Callable[[str], str]) -> Filed:
        """The same with everything that somebody wrote put otherwise. Not the reader, nor what we say ourselves."""
        return replace(
            self,
            about=how(self.about),
            people=_rewritten(self.people, how),
            voices=tuple(replace(_rewritten(one, how), case=one.case) for one in self.voices),
            cases=tuple(replace(one, about=how(one.about)) for one in self.cases),
            entries=tuple(
                replace(
                    one,
                    by=how(one.by),
                    statements=tuple(
                        replace(said, words=how(said.words), source=how(said.source))
                        for said in one.statements
                    ),
                    impact=_rewritten(one.impact, how),
                    actions=_rewritten(one.actions, how),
                )
                for one in self.entries
            ),
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))


def _rewritten(value: Any, how: Callable[[str], str]) -> Any:
    """A value with each text in it put otherwise."""
    if isinstance(value, str):
        return how(value)
    if isinstance(value, tuple):
        return tuple(_rewritten(item, how) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: _rewritten(getattr(value, one.name), how) for one in fields(value)}
        )
    return value
