"""The pattern watch in words: each rule of the settings, what it looks for and how it is told.

Every rule has one shape: so many different things of one sort, about one child, within so many days. Anybody can
check it by hand from the facts that stand under it. What is silent is said on the chronology.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.core.words import Word
from tessera.partnership.rules import Patterns


class PatternRule(Word):
    """Which rule, by its name in the settings."""

    LOW_NOTES = "low_notes"
    REPEAT_CONTACTS = "repeat_contacts"
    GREENS = "greens"
    NOT_BROUGHT = "not_brought"
    MOVES = "moves"
    ABSENCE_WITH_ILLNESS = "absence_with_illness"
    SIBLING_CONCERN = "sibling_concern"


@dataclass(frozen=True)
class Watched:
    """A rule that is switched on: `number` different things within `days` days. `lowest`: the least urgent rating."""

    rule: PatternRule
    number: int
    days: int
    lowest: str


# The two sides of these rules are two different things.
BOTH = 2


def watched(patterns: Patterns, lowest: str) -> tuple[Watched, ...]:
    """The rules that these settings switch on, in the order in which they are told."""
    found = (
        (patterns.low_notes, PatternRule.LOW_NOTES, patterns.low_notes.number),
        (patterns.repeat_contacts, PatternRule.REPEAT_CONTACTS, patterns.repeat_contacts.agencies),
        (patterns.greens, PatternRule.GREENS, patterns.greens.number),
        (patterns.not_brought, PatternRule.NOT_BROUGHT, patterns.not_brought.number),
        (patterns.moves, PatternRule.MOVES, patterns.moves.number),
        (patterns.absence_with_illness, PatternRule.ABSENCE_WITH_ILLNESS, BOTH),
        (patterns.sibling_concern, PatternRule.SIBLING_CONCERN, BOTH),
    )
    return tuple(Watched(rule, number, agreed.days, lowest) for agreed, rule, number in found if agreed.on)


class FactKind(Word):
    """What a finding or a prompt may rest on."""

    NOTE = "note"
    REFERRAL = "referral"
    RATING = "rating"
    VOICE = "voice"
    FAMILY = "family"


WHAT = Phrases(
    {
        FactKind.NOTE: "Note",
        FactKind.REFERRAL: "Referral to the hub",
        FactKind.RATING: "Rated by the hub",
        FactKind.VOICE: "What the child said or showed",
        FactKind.FAMILY: "Family and network",
    }
)


@dataclass(frozen=True)
class Fact:
    """One thing that a finding or a prompt rests on. `words`: the first line of a note that the reader may read."""

    kind: FactKind
    id: UUID
    case_id: UUID
    agency: str
    day: date
    words: str
    href: str

    @property
    def what(self) -> str:
        """Which kind of thing it is."""
        return WHAT[self.kind]


@dataclass(frozen=True)
class Dismissed:
    """When the reader judged that it needs nothing more, and why."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Finding:
    """A rule that holds for somebody, with all the facts that it rests on, in order of time."""

    watched: Watched
    person_id: UUID
    facts: tuple[Fact, ...]
    dismissed: Dismissed | None = None

    @property
    def words(self) -> str:
        """What was found, in the rule's own figures."""
        return said(self.watched)


def together(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """Those of one rule that rest on the same facts, of each person for whom it holds: so that they are told once.

    In the order of the first of each, and within one in the order given.
    """
    found: dict[tuple[PatternRule, tuple[UUID, ...]], list[Finding]] = defaultdict(list)
    for one in findings:
        found[one.watched.rule, tuple(fact.id for fact in one.facts)].append(one)
    return tuple(tuple(same) for same in found.values())


def said(one: Watched) -> str:
    """A rule in plain words, with its figures: "3 or more small worries within 90 days"."""
    words = {
        PatternRule.LOW_NOTES: _("{number} or more small worries within {days} days"),
        PatternRule.REPEAT_CONTACTS: _("Referred by {number} or more agencies within {days} days"),
        PatternRule.GREENS: _("{number} or more enquiries rated {lowest} within {days} days"),
        PatternRule.NOT_BROUGHT: _("Not brought {number} or more times within {days} days"),
        PatternRule.MOVES: _("Moved {number} or more times within {days} days"),
        PatternRule.ABSENCE_WITH_ILLNESS: _(
            "Away from school, and a parent ill, within {days} days of each other"
        ),
        PatternRule.SIBLING_CONCERN: _(
            "Harm noted for this child and for a brother or sister, within {days} days of each other"
        ),
    }[one.rule]
    return words.format(number=one.number, days=one.days, lowest=one.lowest)
