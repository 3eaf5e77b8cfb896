"""Answers to the questions that a partnership asks besides, as the referral's own version of the settings has them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from tessera.enquiries.models import ReferralAdult, ReferralAnswer, ReferralChild
from tessera.enquiries.queries._people_shown import name_of
from tessera.enquiries.rules.referral_pages import said
from tessera.enquiries.rules.who import at_start
from tessera.partnership.rules import Settings

Facts = tuple[tuple[str, str], ...]
OF_PEOPLE = ("children", "household")


@dataclass(frozen=True, slots=True)
class OwnAnswered:
    """A question of the partnership's own and what was answered. `about`: the person, where it was asked of one."""

    question: str
    about: str
    answer: str


class OwnAnswers:
    """The answers of one referral that whoever asks may see."""

    def __init__(self, referral_id: UUID, settings: Settings) -> None:
        self.referral_id, self.settings = referral_id, settings
        asked = any(one.own for section in settings.referral.values() for one in section.questions.values())
        rows = ReferralAnswer.objects.filter(referral_id=referral_id) if asked else ()
        self.given = {(row.child_id or row.adult_id, row.section, row.question): row.answer for row in rows}

    def of_person(self, person: UUID) -> Facts:
        """What was answered about a child or an adult."""
        return tuple(fact for section in OF_PEOPLE for fact in self._of(person, section) if fact[1])

    def of_referral(self) -> Facts:
        """What was answered otherwise. What was asked of everybody and not answered stands there too, with no words."""
        sections = (section for section in self.settings.referral if section not in OF_PEOPLE)
        return tuple(fact for section in sections for fact in self._of(None, section))

    def in_one_list(self) -> tuple[OwnAnswered, ...]:
        """Every answer, for a page that lists them: what was answered otherwise first, then person by person."""
        otherwise = (OwnAnswered(question, "", words) for question, words in self.of_referral() if words)
        return (*otherwise, *self._person_by_person())

    def _person_by_person(self) -> Iterator[OwnAnswered]:
        # Who they are is asked for only where somebody answered about a person.
        if not any(person for person, _section, _question in self.given):
            return
        for one in _people(self.referral_id):
            about = at_start(name_of(one))
            yield from (OwnAnswered(question, about, words) for question, words in self.of_person(one.pk))

    def _of(self, person: UUID | None, section: str) -> Iterator[tuple[str, str]]:
        for code, question in self.settings.referral[section].questions.items():
            if not question.own:
                continue
            answer = self.given.get((person, section, code))
            if answer is not None:
                yield question.label, said(question, answer)
            elif question.asked and not question.only_if:
                yield question.label, ""


def _people(referral_id: UUID) -> Iterable[ReferralChild | ReferralAdult]:
    yield from ReferralChild.objects.filter(referral_id=referral_id).order_by("position")
    yield from ReferralAdult.objects.filter(referral_id=referral_id).order_by("position")
