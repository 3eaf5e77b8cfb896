"""Questions that somebody is asked while they write about a child, each with the facts that it rests on.

What is asked is the partnership's own words. When it is asked is decided here, by what practitioners said of notes when
they put them on the chronology (their themes), by what referrals say of the child and by how the family is tied, never
by the words of a note. A prompt weighs nothing and writes nothing: it is answered by writing, or left.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.core.text import join_words
from tessera.core.words import Word
from tessera.enquiries.rules.referral_pages.entries import DISABILITIES
from tessera.partnership.rules import Patterns
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.watching import PromptWord
from tessera.patterns.rules.finding import Fact, FactKind
from tessera.people.rules.family import read
from tessera.people.rules.words import TieKind
from tessera.records.rules.words import Theme

# What was told longer ago than this, in days, asks nothing by itself.
YEAR = 365
# More facts than these make no question plainer: the newest are shown.
FEW = 5
# What a condition is easily taken to explain.
WORRIES = (Theme.ABSENCE, Theme.INJURY, Theme.MISSING, Theme.NEGLECT, Theme.NOT_BROUGHT)
ILL = (Theme.PARENT_ILLNESS, Theme.PARENT_MENTAL_HEALTH)
BLANKS = Phrases({"ethnicity": "ethnicity", "religion": "religion or belief"})
NAMES = Phrases(dict(DISABILITIES))


class Sign(Word):
    """Of what a fact may be a sign, other than a theme of a note."""

    CONDITION = "condition"  # a referral names disabilities of the child: its words are their codes
    BLANK = "blank"  # what no referral says of the child: its words are which of BLANKS
    HEARD = "heard"  # what the child said or showed was written down
    TIE = "tie"  # how a man or somebody else stands to the child, in the words in which it was told
    FATHER_TOLD = "father_told"  # a man was told to be a parent


@dataclass(frozen=True)
class Seen:
    """A fact about a child that the writer may see, and of what it is a sign: a Sign, or a theme of a note."""

    person_id: UUID
    sign: str
    fact: Fact


@dataclass(frozen=True)
class Prompt:
    """A question about a child, with the newest of the facts that call for it, in order of time."""

    word: PromptWord
    person_id: UUID
    child: str
    label: str
    question: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class About:
    """What a rule goes by: all facts about one child by their signs, the case that is written in, and the figures."""

    facts: Mapping[str, Sequence[Fact]]
    case_id: UUID
    agreed: Patterns
    today: date

    def lately(self, *signs: str, days: int = YEAR) -> list[Fact]:
        """The facts with one of these signs within so many days."""
        since = self.today - timedelta(days=days)
        return [fact for sign in signs for fact in self.facts.get(sign, ()) if fact.day >= since]

    def answered(self, sign: str, grounds: Iterable[Fact]) -> bool:
        """Whether something with this sign was written since the last of these."""
        last = max(fact.day for fact in grounds)
        return any(fact.day >= last for fact in self.facts.get(sign, ()))


def asked(
    settings: Settings,
    children: Sequence[tuple[UUID, str]],
    seen: Collection[Seen],
    case_id: UUID,
    today: date,
) -> tuple[Prompt, ...]:
    """The questions that these settings ask whoever writes in a case, by what the writer may see.

    `children`: the children of the case, each with a name. One question after the other, each for every child for whom
    the facts call for it.
    """
    facts: dict[UUID, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for one in seen:
        facts[one.person_id][one.sign].append(one.fact)
    found = []
    for word, rule in RULES.items():
        question = settings.prompt(word)
        for person_id, name in children if question else ():
            grounds = rule(About(facts[person_id], case_id, settings.patterns, today))
            if grounds:
                label = settings.prompts[word].label
                found.append(Prompt(word, person_id, name, label, question, _newest(grounds)))
    return tuple(found)


def _newest(grounds: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each once, the newest of them, in order of time."""
    once = {fact.id: fact for fact in grounds}
    return tuple(sorted(once.values(), key=lambda fact: (fact.day, str(fact.id)))[-FEW:])


def _young_carer(about: About) -> list[Fact]:
    """Away from school and a parent ill, within as many days of each other as the pattern watch has it."""
    days = timedelta(days=about.agreed.absence_with_illness.days)
    away, ill = about.lately(Theme.ABSENCE), about.lately(*ILL)
    both = [
        one
        for one, others in [*((fact, ill) for fact in away), *((fact, away) for fact in ill)]
        if any(abs(one.day - other.day) <= days for other in others)
    ]
    return both if both and not about.answered(Theme.CARING, both) else []


def _health_condition(about: About) -> list[Fact]:
    """A condition, and something that it is easily taken to explain."""
    told = [_named(fact) for fact in _newest(about.facts.get(Sign.CONDITION, ()))[-1:]]
    conditions = [*told, *_newest(about.facts.get(Theme.HEALTH_CONDITION, ()))[-1:]]
    worries = _newest(about.lately(*WORRIES))
    return [*conditions, *worries[-(FEW - len(conditions)) :]] if conditions and worries else []


def _named(fact: Fact) -> Fact:
    names = ", ".join(NAMES.get(code, code) for code in fact.words.split())
    return replace(fact, words=_("Disabilities: {names}").format(names=names))


def _parental_mental_health(about: About) -> list[Fact]:
    return about.lately(Theme.PARENT_MENTAL_HEALTH)


def _culture_and_identity(about: About) -> list[Fact]:
    """What is blank, until somebody has written of the child's culture."""
    told = () if about.facts.get(Theme.CULTURE) else about.facts.get(Sign.BLANK, ())
    return [replace(fact, words=_blank(fact.words.split())) for fact in told]


def _blank(codes: Sequence[str]) -> str:
    return _("No referral says: {what}").format(what=join_words([BLANKS[code] for code in codes]))


def _not_brought(about: About) -> list[Fact]:
    return about.lately(Theme.NOT_BROUGHT, days=about.agreed.not_brought.days)


def _home_educated_unseen(about: About) -> list[Fact]:
    """Taught at home, with when the child was last seen alone or heard, where that is longer ago than agreed."""
    at_home = list(about.facts.get(Theme.HOME_EDUCATED, ()))
    met = (Theme.SEEN_ALONE, Sign.HEARD)
    if not at_home or about.lately(*met, days=about.agreed.silence.days_without_voice):
        return []
    last = _newest(fact for sign in met for fact in about.facts.get(sign, ()))
    return [*_newest(at_home)[-1:], *last[-1:]]


def _fathers_missing(about: About) -> list[Fact]:
    """Nobody is named as the father, and nobody has written of him. What is not there has no row to point to."""
    fathers = [*about.facts.get(Sign.FATHER_TOLD, ()), *about.facts.get(Theme.FATHER, ())]
    told = [read(fact.words) for fact in about.facts.get(Sign.TIE, ())]
    if fathers or any(one.kind is TieKind.PARENT and one.sex == "M" for one in told):
        return []
    words = _("Nobody is named as the father in the picture of the family")
    page = f"/cases/{about.case_id}/family/"
    return [Fact(FactKind.FAMILY, about.case_id, about.case_id, "", about.today, words, page)]


Rule = Callable[[About], list[Fact]]
RULES: dict[PromptWord, Rule] = {
    PromptWord.YOUNG_CARER: _young_carer,
    PromptWord.HEALTH_CONDITION: _health_condition,
    PromptWord.PARENTAL_MENTAL_HEALTH: _parental_mental_health,
    PromptWord.CULTURE_AND_IDENTITY: _culture_and_identity,
    PromptWord.NOT_BROUGHT: _not_brought,
    PromptWord.HOME_EDUCATED_UNSEEN: _home_educated_unseen,
    PromptWord.FATHERS_MISSING: _fathers_missing,
}
