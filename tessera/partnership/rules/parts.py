"""The parts of a settings document, in the order in which people read it."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tessera.core.working_time import Calendar, Limit
from tessera.partnership.rules.kinds import (
    Code,
    Coded,
    Day,
    Email,
    Group,
    Label,
    Line,
    Name,
    Part,
    Telephone,
    TimeLimitOrNone,
    WallTime,
    Words,
)
from tessera.partnership.rules.own_questions import AnswerQuestions
from tessera.partnership.rules.words import (
    AgencyKind,
    AnswersGoTo,
    BasisKind,
    ClockWord,
    Confirmer,
    HintClass,
    HubWork,
    Job,
    MayKnow,
    OnRerating,
    OutcomeKind,
    Rating,
    RatingUse,
    StartEvent,
    Weekday,
)


class Partnership(Part):
    """Who this document belongs to, and from when it is in force."""

    code: Code
    name: Name
    hub_name: Line
    hub_telephone: Telephone
    out_of_hours_telephone: Telephone
    hub_email: Email
    privacy_email: Email | None = None  # whom to ask about personal data; else the hub says who it is
    started_from: Line | None = None
    in_force_from: Day


class ClosedDay(Part):
    """A day on which the hub is shut beside weekends and bank holidays."""

    day: Day
    reason: Line


class WorkingHours(Coded):
    """When a hub or team is open, in local wall time. `closes` at 00:00 is midnight at the end of the day."""

    label: Line
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    opens: WallTime
    closes: WallTime
    bank_holidays: bool = True
    closed_days: Annotated[tuple[ClosedDay, ...], Field(max_length=400)] = ()

    def calendar(self) -> Calendar:
        """The same hours, ready to count with."""
        days = list(Weekday)
        return Calendar(
            weekdays=frozenset(days.index(weekday) for weekday in self.weekdays),
            opens=self.opens,
            closes=self.closes,
            closed_days=frozenset(closed.day for closed in self.closed_days),
            bank_holidays=self.bank_holidays,
        )


class Team(Coded):
    """A team of an agency. The hub itself is a team of children's social care."""

    name: Name
    hub: bool = False
    telephone: Telephone | None = None


class Agency(Coded):
    """An agency of the partnership. `short` is its mark on the worklist, such as P."""

    name: Name
    short: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{0,2}$")]
    kind: AgencyKind
    answers_requests: bool = True
    out_of_hours: Words | None = None
    aliases: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    teams: Group[Team] = Field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything this agency may be called: its code, its name, and what other systems call it."""
        return (self.code, self.name, *self.aliases)


class Role(Coded):
    """What a role is called here, and whether it is used."""

    label: Line
    meaning: Words
    used: bool = True


class RatingBand(Coded):
    """A rating: what it is called and means here."""

    label: Line
    meaning: Words
    use: RatingUse = RatingUse.ENQUIRY

    @property
    def rating(self) -> Rating:
        """The fixed word of this band."""
        return Rating(self.code)


class PauseReason(Coded):
    """Why a clock may stand still."""

    label: Line
    hint: Words | None = None


class Reminder(Part):
    """At this share of a limit (per cent), these are told."""

    at: Annotated[int, Field(ge=1, le=100)]
    tell: Annotated[tuple[Job, ...], Field(min_length=1)]


def _one_for_all(value: object) -> object:
    return {"all": value} if isinstance(value, str | Limit) else value


class Clock(Coded):
    """One of the four clocks: what starts it, how long it allows, and who is told as it runs down.

    `limits` holds a limit for each rating, or one under `all`, which also counts before there is a rating. A
    rating of its own goes before `all`. `none` means no limit.
    """

    label: Line
    measures: Words
    starts: StartEvent
    calendar: Code
    limits: Annotated[dict[Literal["all"] | Rating, TimeLimitOrNone], BeforeValidator(_one_for_all)]
    reminders: Annotated[tuple[Reminder, ...], Field(max_length=10)]
    pause_reasons: tuple[Code, ...] = ()
    on_rerating: OnRerating = OnRerating.FROM_RERATING
    source: Words
    check_before_use: bool = True

    @property
    def clock(self) -> ClockWord:
        """The fixed word of this clock."""
        return ClockWord(self.code)

    def limit(self, rating: str | None = None) -> Limit | None:
        """The time allowed at a rating, or before there is one. None: no limit."""
        own = Rating(rating) if rating is not None else None
        if own is not None and own in self.limits:
            return self.limits[own]
        return self.limits.get("all")


class Level(Part):
    """A level of need. Levels count from 1, the least."""

    number: int = Field(exclude=True)
    name: Label
    descriptor: Words
    domains: dict[Code, Words] = Field(default_factory=dict)


class ConcernLabel(Coded):
    """What a kind of concern is called here, and what it means."""

    label: Line
    meaning: Words


class ScreeningChoice(Coded):
    """What the hub may do with a referral once it has read it."""

    label: Label
    meaning: Words
    referrer_told: Words
    needs_worker_team: bool = False


class Told(Part):
    """What someone is told once there is a decision: the words, and which parts of it they may know."""

    words: Words
    may_know: tuple[MayKnow, ...]


class Outcome(Coded):
    """What an enquiry may end with. `closures`: of the reasons why work ends, those that this outcome may end with."""

    label: Label
    kind: OutcomeKind
    meaning: Words
    referrer: Told
    contributors: Told
    told_by_kind: dict[AgencyKind, Told] = Field(default_factory=dict)
    needs_worker_team: bool = False
    needs_receiving_authority: bool = False
    closures: tuple[Code, ...] = ()

    def told(self, kind: str) -> Told:
        """What a contributing agency of this kind is told."""
        return self.told_by_kind.get(AgencyKind(kind), self.contributors)


class RequestQuestion(Part):
    """One specific question to an agency, and why it is asked of them. `questions`: what else whoever answers is asked.

    What every answer needs (its lines, and who may read it) is asked always and is not among them.
    """

    question: Words
    why: Words
    questions: AnswerQuestions = None


class LawfulBasis(Coded):
    """A basis in law for sharing, in plain words for the person who shares."""

    label: Line
    kind: BasisKind
    plain: Words
    citation: Words
    check_before_use: bool = True


class UsualBases(Part):
    """The bases that an agency of a kind usually relies on; offered first, never chosen for anyone."""

    basis: Code
    special_category: Code | None = None
    criminal: Code | None = None


class Purpose(Coded):
    """What information is asked for or shared for."""

    label: Line
    plain: Words


class Prompt(Coded):
    """A question a practitioner answers in their own words, with help."""

    label: Line
    hint: Words | None = None


class Choice(Coded):
    """A choice on a list, as people read it."""

    label: Line
    hint: Words | None = None


class ConsentChoice(Choice):
    """A position on consent. `needs_reason` follows the published referral schema."""

    needs_reason: bool


class RepeatContacts(Part):
    """When earlier contacts about the same child are shown: at least so many in so many months."""

    months: Annotated[int, Field(ge=1, le=120)]
    shown_from: Annotated[int, Field(ge=2, le=20)]


class EmergencyAccess(Part):
    """For how many hours a record opens in an emergency. A partnership may allow less than four hours, never more."""

    usual_hours: Annotated[int, Field(ge=1, le=4)] = 2
    longest_hours: Annotated[int, Field(ge=1, le=4)] = 4


class Process(Part):
    """How the partners have agreed to work, where partnerships differ. It narrows what a role may do, never widens it.

    `rating_confirmed_by`: a rating of the hub is proposed until a second person of this kind agrees to it; whoever
    rated cannot. `proposed_rating_counts`: the clocks run by it from the moment it is proposed; where it does not, from
    the moment it is confirmed, and until then as before.
    `open_case_passed_on`: a referral about a family whose case is open goes to its worker and not through the hub.
    `answers_go_to`: the audience that is chosen when an agency opens its answer. It may always choose another, and to
    share with more than the hub it says why whatever is chosen.
    `consent_sought_at`: the levels of need at which the family is asked before a referral is made: there the referral
    and the screening ask for consent or why not. The form asks where the family stands at every level. None: the
    settings do not say.
    """

    screened_by: HubWork = HubWork.HUB
    rated_by: HubWork = HubWork.HUB
    rating_confirmed_by: Confirmer = Confirmer.NOBODY
    proposed_rating_counts: bool = True
    open_case_passed_on: bool = True
    answers_go_to: AnswersGoTo = AnswersGoTo.CHOSEN
    consent_sought_at: tuple[Annotated[int, Field(ge=1, le=9)], ...] | None = None


class Features(Part):
    """What is used here. Switching one off narrows what can be done from then on, and takes away nothing that is there.

    `joint_form`: a joint form can be opened. `attachments`: documents may be sent with an answer or a note.
    `emergency_access`: a record may be opened in an emergency.
    """

    joint_form: bool = True
    attachments: bool = True
    emergency_access: bool = True


class ExtraHint(Part):
    """A phrase that this partnership asks about while someone writes."""

    phrase: Line
    variants: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    kind: HintClass
    ask: Words


class WordingHints(Part):
    """Which wording hints are left out here, by their phrase, and which are added."""

    on: bool = True
    left_out: Annotated[tuple[Line, ...], Field(max_length=500)] = ()
    added: Annotated[tuple[ExtraHint, ...], Field(max_length=500)] = ()


class StatutoryText(Coded):
    """Words on a screen that rest on law or guidance."""

    words: Words
    source: Words
    check_before_use: bool = True


class NationalDefault(Coded):
    """A figure or rule that is national, where it comes from, and since when."""

    says: Words
    source: Words
    since: Day
    used_in: Line
    check_before_use: bool = True
