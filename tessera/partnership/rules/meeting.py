"""Meetings in the settings: which kinds there are, who must come so that one may decide, how soon and how often."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import Field

from tessera.core.language import gettext as _
from tessera.core.text import join_words
from tessera.core.words import Word
from tessera.partnership.rules.kinds import Coded, Line, TimeLimit, Words
from tessera.partnership.rules.words import AgencyKind

Found = tuple[tuple[str, ...], str]
Months = Annotated[int, Field(ge=1, le=60)]


class MeetingWord(Word):
    """What a meeting is in law and practice, whatever a partnership calls it."""

    STRATEGY_DISCUSSION = "strategy_discussion"
    INITIAL_CONFERENCE = "initial_conference"
    REVIEW_CONFERENCE = "review_conference"
    CORE_GROUP = "core_group"
    CHILD_IN_NEED = "child_in_need"
    LOOKED_AFTER_REVIEW = "looked_after_review"
    FAMILY_HELP = "family_help"
    OTHER = "other"


class Grouping(Word):
    """A professional group, as a quorum counts it: any of the agencies of a group may come for it."""

    SOCIAL_CARE = "social_care"
    POLICE = "police"
    HEALTH = "health"
    EDUCATION = "education"
    HOUSING = "housing"
    PROBATION = "probation"
    YOUTH_JUSTICE = "youth_justice"
    ADULT_SOCIAL_CARE = "adult_social_care"
    DOMESTIC_ABUSE_SERVICE = "domestic_abuse_service"
    VOLUNTARY = "voluntary"


GROUPED: dict[Grouping, frozenset[AgencyKind]] = {
    Grouping.SOCIAL_CARE: frozenset({AgencyKind.CHILDRENS_SOCIAL_CARE}),
    Grouping.POLICE: frozenset({AgencyKind.POLICE}),
    Grouping.HEALTH: frozenset(
        {AgencyKind.HEALTH_COMMUNITY, AgencyKind.HEALTH_ACUTE, AgencyKind.GP, AgencyKind.MENTAL_HEALTH}
    ),
    Grouping.EDUCATION: frozenset({AgencyKind.EDUCATION_SCHOOL, AgencyKind.EDUCATION_EARLY_YEARS}),
    Grouping.HOUSING: frozenset({AgencyKind.HOUSING}),
    Grouping.PROBATION: frozenset({AgencyKind.PROBATION}),
    Grouping.YOUTH_JUSTICE: frozenset({AgencyKind.YOUTH_JUSTICE}),
    Grouping.ADULT_SOCIAL_CARE: frozenset({AgencyKind.ADULT_SOCIAL_CARE}),
    Grouping.DOMESTIC_ABUSE_SERVICE: frozenset({AgencyKind.DOMESTIC_ABUSE_SERVICE}),
    Grouping.VOLUNTARY: frozenset({AgencyKind.VOLUNTARY}),
}


class MeetingKind(Coded):
    """A kind of meeting: its quorum, how soon it is held, and when it is held again.

    `must_come`: without one agency of each of these groups nothing is decided. `others`: and at least so many agencies
    besides those. `expected`: their absence is an exception that needs a reason. `within`, `counted_from`: how soon it
    is held, and after what. `again_if_not_quorate`: how soon it is held again where the quorum was not there.
    """

    label: Line
    kind: MeetingWord
    meaning: Words
    must_come: tuple[Grouping, ...] = ()
    others: Annotated[int, Field(ge=0, le=20)] = 0
    expected: tuple[Grouping, ...] = ()
    within: TimeLimit | None = None
    counted_from: Line | None = None
    again_if_not_quorate: TimeLimit | None = None
    first_review_months: Months | None = None
    later_review_months: Months | None = None
    source: Words
    check_before_use: bool = True

    def missing(self, came: Collection[AgencyKind]) -> tuple[tuple[Grouping, ...], int]:
        """What the quorum lacks where agencies of these kinds came, one entry for each: groups, and how many others."""
        lacking = tuple(group for group in self.must_come if not GROUPED[group].intersection(came))
        seats = len(self.must_come) - len(lacking)
        return lacking, max(0, self.others - (len(came) - seats))

    def quorate(self, came: Collection[AgencyKind]) -> bool:
        """Whether a meeting to which agencies of these kinds came may decide."""
        return self.missing(came) == ((), 0)


def meeting_contradictions(meetings: Mapping[str, MeetingKind]) -> Iterator[Found]:
    """Every place where a kind of meeting does not agree with itself."""
    for code, meeting in meetings.items():
        here = ("meetings", code)
        for name in ("must_come", "expected"):
            groups = getattr(meeting, name)
            if len(set(groups)) != len(groups):
                yield (*here, name), _("Write each group once.")
        both = set(meeting.must_come) & set(meeting.expected)
        for group in sorted(both):
            yield (
                (*here, "expected"),
                _("‘{group}’ must come already. Leave it out here.").format(group=_plain(group)),
            )
        if (meeting.within is None) != (meeting.counted_from is None):
            lacking = "within" if meeting.within is None else "counted_from"
            yield (*here, lacking), _("Say how soon it is held and after what, or neither.")
        if meeting.later_review_months is not None and meeting.first_review_months is None:
            yield (*here, "first_review_months"), _("Say after how many months the first review is.")


def meeting_doubts(meetings: Mapping[str, MeetingKind], there: Iterable[AgencyKind]) -> Iterator[Found]:
    """Kinds of meeting whose quorum the agencies of this partnership could never reach."""
    agencies = list(there)
    for code, meeting in meetings.items():
        lacking, more = meeting.missing(agencies)
        if lacking:
            named = join_words([_plain(group) for group in lacking])
            words = _("No agency here is one of these: {named}. Without them this meeting has no quorum.")
            yield ("meetings", code, "must_come"), words.format(named=named)
        elif more:
            words = _("There are not so many agencies here, so this meeting would never have a quorum.")
            yield ("meetings", code, "others"), words


def _plain(group: str) -> str:
    return _(str(group).replace("_", " "))
