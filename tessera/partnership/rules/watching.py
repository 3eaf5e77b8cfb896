"""What a partnership has agreed to notice: patterns across records, questions asked while writing, reviews of records.

Nothing here scores or ranks a child. A pattern is a rule that anybody can check by hand; a prompt is a question; a
review is a day by which somebody reads the record again. A document that says nothing of them has none switched on.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from tessera.core.language import gettext as _
from tessera.core.words import Word
from tessera.partnership.rules.kinds import Coded, Line, Part, Words
from tessera.partnership.rules.words import Rating

Found = tuple[tuple[str, ...], str]

Days = Annotated[int, Field(ge=1, le=3660)]
Times = Annotated[int, Field(ge=2, le=100)]  # once is no pattern


class PromptWord(Word):
    """What a prompt is about. When it is asked is for whoever shows it; what it asks is the partnership's."""

    YOUNG_CARER = "young_carer"
    HEALTH_CONDITION = "health_condition"
    PARENTAL_MENTAL_HEALTH = "parental_mental_health"
    CULTURE_AND_IDENTITY = "culture_and_identity"
    NOT_BROUGHT = "not_brought"
    HOME_EDUCATED_UNSEEN = "home_educated_unseen"
    FATHERS_MISSING = "fathers_missing"


class PlanWord(Word):
    """The kind of plan that a child has, where there is one."""

    CHILD_PROTECTION = "child_protection"
    LOOKED_AFTER = "looked_after"
    CHILD_IN_NEED = "child_in_need"
    FAMILY_HELP = "family_help"


class Rule(Part):
    """A rule of the pattern watch: whether it is watched here, and where its figures come from."""

    on: bool = False
    source: Words | None = None
    check_before_use: bool = True


class LowNotes(Rule):
    """So many low-level notes about one child within so many days."""

    number: Times = 3
    days: Days = 90


class RepeatedContacts(Rule):
    """Contacts about one child from so many agencies within so many days."""

    agencies: Times = 2
    days: Days = 90


class Greens(Rule):
    """So many green ratings about one child within so many days."""

    number: Times = 3
    days: Days = 90


class NotBrought(Rule):
    """A child was not brought to so many appointments within so many days."""

    number: Times = 2
    days: Days = 365


class Moves(Rule):
    """So many moves of home or school within so many days."""

    number: Times = 3
    days: Days = 365


class AbsenceWithIllness(Rule):
    """A child is away from school and somebody at home is ill, within so many days of each other."""

    days: Days = 90


class SiblingConcern(Rule):
    """A concern about a brother or sister within so many days of one about this child."""

    days: Days = 90


class Silence(Rule):
    """Nothing has been written about a child for so many days, or nobody has recorded what the child thinks."""

    days_without_entry: Days = 60
    days_without_voice: Days = 60


class Patterns(Part):
    """The rules of the pattern watch, each switched on or off with its few figures."""

    low_notes: LowNotes = LowNotes()
    repeat_contacts: RepeatedContacts = RepeatedContacts()
    greens: Greens = Greens()
    not_brought: NotBrought = NotBrought()
    moves: Moves = Moves()
    absence_with_illness: AbsenceWithIllness = AbsenceWithIllness()
    sibling_concern: SiblingConcern = SiblingConcern()
    silence: Silence = Silence()


class AskedPrompt(Coded):
    """A question that is asked while somebody writes, where the facts call for it."""

    label: Line
    on: bool = True
    question: Words


class Reviews(Part):
    """After how many days the record of a child whose case is open is read again by somebody else.

    The shortest time that applies is the one: by the rating of the child's latest enquiry, by the kind of plan, and
    `days_otherwise` where there is neither. `days_without_entry`: nothing was written for so long, so it is due now.
    """

    on: bool = False
    days_by_rating: dict[Rating, Days] = Field(default_factory=dict)
    days_by_plan: dict[PlanWord, Days] = Field(default_factory=dict)
    days_otherwise: Days = 90
    days_without_entry: Days = 60
    source: Words | None = None
    check_before_use: bool = True

    def days(self, rating: str | None = None, plan: str | None = None) -> int:
        """How many days may pass between two reviews of a child of this rating and this kind of plan."""
        found = [
            *([self.days_by_rating[Rating(rating)]] if rating and rating in self.days_by_rating else ()),
            *([self.days_by_plan[PlanWord(plan)]] if plan and plan in self.days_by_plan else ()),
        ]
        return min(found, default=self.days_otherwise)


def review_contradictions(reviews: Reviews, ratings: Mapping[Rating, object]) -> Iterator[Found]:
    """Where the times between reviews do not agree with each other, or with the ratings that are used."""
    for rating in reviews.days_by_rating:
        if rating not in ratings:
            yield (
                ("reviews", "days_by_rating", rating),
                _("This rating is not used here. Remove the time."),
            )
    rated = [rating for rating in Rating if rating in reviews.days_by_rating]
    for sooner, later in pairwise(rated):
        if reviews.days_by_rating[sooner] > reviews.days_by_rating[later]:
            words = _(
                "‘{sooner}’ allows longer than ‘{later}’. Give the more urgent rating no more time."
            ).format(sooner=sooner, later=later)
            yield ("reviews", "days_by_rating", sooner), words
