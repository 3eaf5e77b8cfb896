"""What a settings document may say and probably should not: parts that lead nowhere or work against each other.

Nothing here is refused. A partnership may have its reasons, and documents are kept and must be read for ever; so this
is shown before a draft is sent and by `tessera settings check`, without looking at any work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain

from tessera.core.language import gettext as _
from tessera.core.text import join_words, plural, weekday
from tessera.core.working_time import Calendar, Limit, due
from tessera.partnership.rules.areas import BY_GROUP, Area, Path, where
from tessera.partnership.rules.meeting import meeting_doubts
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.staffing import Staffed, of_process
from tessera.partnership.rules.words import (
    ENDS_WORK,
    BasisKind,
    ClockWord,
    Job,
    OutcomeKind,
    Rating,
    RatingUse,
    StartEvent,
)

# A week in which something may begin at any hour: Monday to Monday, without a bank holiday.
_A_WEEK = tuple(datetime(2026, 11, 2, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 7 * 24, 3))
# What the children in need census (Department for Education) asks of each child and a referral tells.
CENSUS = ("date_of_birth", "sex", "ethnicity", "disabilities", "upn")
# What the hub goes by when it is shown whom it may ask.
LEADS_TO_AGENCIES = (("children", "school"), ("children", "gp"), ("agencies", "other_agencies"))
PROMPT = "why_this_much"


@dataclass(frozen=True)
class Doubt:
    """One thing to think about: where it stands, and what would come of it."""

    path: Path
    place: str
    words: str

    @property
    def area(self) -> Area:
        """The page of settings on which it stands."""
        return BY_GROUP[self.path[0]]

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


Found = tuple[Path, str]


def doubts(
    settings: Settings, before: Settings | None = None, staffed: Staffed | None = None
) -> tuple[Doubt, ...]:
    """Everything doubtful in a document. `before`: the version it follows, so that what has left can be told.

    `staffed`: who there is in the hub, where that is known, so that what nobody could do can be told.
    """
    data = settings.data()
    older = before.data() if before else {}
    found = chain(
        of_process(settings, staffed),
        *(
            look(settings, before)
            for look in (
                _questions,
                _agencies,
                _clocks,
                _limits,
                _challenge,
                _features,
                _outcomes,
                _closures,
                _sharing,
                _referral,
            )
        ),
        meeting_doubts(settings.meetings, [agency.kind for agency in settings.agencies.values()]),
    )
    return tuple(Doubt(path, ": ".join(where(path, data, older)), words) for path, words in found)


def _answering(settings: Settings) -> set[str]:
    return {str(agency.kind) for agency in settings.agencies.values() if agency.answers_requests}


def _questions(settings: Settings, before: Settings | None) -> Iterator[Found]:
    ready: dict[str, int] = {}
    for by_kind in settings.request_templates.values():
        for kind in by_kind:
            ready[str(kind)] = ready.get(str(kind), 0) + 1
    answering = _answering(settings)
    left = (_answering(before) if before else set()) - answering
    for gone in sorted(left & set(ready)):
        words = _("The last agency of the kind ‘{gone}’ that answers is taken away.").format(
            gone=_plain(gone)
        )
        asked = _("{ready} written for that kind would be asked of nobody.").format(
            ready=plural(ready[gone], "question")
        )
        yield ("request_templates",), f"{words} {asked}"
    if before is None:
        nobody = sorted(set(ready) - answering)
        if nobody:
            named = join_words([_plain(kind) for kind in nobody])
            yield (
                ("request_templates",),
                _("No agency here answers as one of these: {named}. Their questions are not asked.").format(
                    named=named
                ),
            )


def _agencies(settings: Settings, before: Settings | None) -> Iterator[Found]:
    ready = {str(kind) for by_kind in settings.request_templates.values() for kind in by_kind}
    for code, agency in settings.agencies.items():
        if agency.answers_requests and str(agency.kind) not in ready:
            yield (
                ("agencies", code),
                _("There is no question ready for the kind ‘{kind}’.").format(kind=_plain(agency.kind)),
            )
    if not _answering(settings):
        yield ("agencies",), _("No agency answers requests, so the hub can ask nobody.")
    for code, agency in (before.agencies if before else {}).items():
        if code not in settings.agencies:
            words = _(
                "{name} is taken away. What it wrote stays, and its people can still sign in: "
                "end their memberships."
            )
            yield ("agencies", code), words.format(name=agency.name)


def _clocks(settings: Settings, before: Settings | None) -> Iterator[Found]:
    for code, clock in settings.clocks.items():
        path = ("clocks", str(code))
        if not clock.reminders:
            yield (*path, "reminders"), _("Nobody is reminded of this clock.")
        if code is ClockWord.AGENCY_RETURN:
            continue
        for reminder in clock.reminders:
            if set(reminder.tell) == {Job.AGENCY_OFFICER}:
                words = _(
                    "At {at}% only an agency officer is told, and this clock is no agency’s: nobody hears."
                )
                yield (*path, "reminders"), words.format(at=reminder.at)
    used = {clock.calendar for clock in settings.clocks.values()} | {settings.challenge.calendar, "hub"}
    for hours in settings.calendars:
        if hours not in used:
            yield ("calendars", hours), _("No clock counts by these hours.")
    paused = {one for clock in settings.clocks.values() for one in clock.pause_reasons}
    for reason in settings.pause_reasons:
        if reason not in paused:
            yield ("pause_reasons", reason), _("No clock may stand still for this reason.")


def _limits(settings: Settings, before: Settings | None) -> Iterator[Found]:
    """Limits of different measures are compared where they can be: something beginning at each hour of a week."""
    rated = [r for r in Rating if r in settings.ratings and settings.ratings[r].use is RatingUse.ENQUIRY]
    for code, clock in settings.clocks.items():
        calendar = settings.calendar(clock.calendar)
        for at, sooner in enumerate(rated):
            for later in rated[at + 1 :]:
                if when := _overtakes((clock.limit(sooner), calendar), (clock.limit(later), calendar)):
                    words = _(
                        "What begins on {when} is due later when it is ‘{sooner}’ than when it is ‘{later}’."
                    ).format(when=when, sooner=sooner, later=later)
                    yield ("clocks", str(code), "limits", str(sooner)), words
    returns, decision = settings.clock("agency_return"), settings.clock("decision")
    for rating in rated:
        late = _overtakes(
            (returns.limit(rating), settings.calendar(returns.calendar)),
            (decision.limit(rating), settings.calendar(decision.calendar)),
        )
        if late:
            words = _(
                "What is asked on {late}, when the enquiry is opened, is answered only after the "
                "decision is due."
            ).format(late=late)
            yield ("clocks", "agency_return", "limits", str(rating)), words
    if decision.starts is StartEvent.REFERRAL_RECEIVED:
        first = settings.clock("acknowledge")
        for rating in rated:
            late = _overtakes(
                (first.limit(rating), settings.calendar(first.calendar)),
                (decision.limit(rating), settings.calendar(decision.calendar)),
            )
            if late:
                words = _(
                    "What arrives on {late} may be due for decision before anybody must have read it."
                ).format(late=late)
                yield ("clocks", "decision", "starts"), words
                break


def _challenge(settings: Settings, before: Settings | None) -> Iterator[Found]:
    challenge, hours = settings.challenge, settings.calendar(settings.challenge.calendar)
    times: list[tuple[Path, Limit | None, Limit]] = [
        (("reply_within_if_at_risk_now",), challenge.reply_within_if_at_risk_now, challenge.reply_within)
    ]
    times += [
        (("stages", code, "within_if_at_risk_now"), stage.within_if_at_risk_now, stage.within)
        for code, stage in challenge.stages.items()
    ]
    for place, at_risk, usual in times:
        if _overtakes((at_risk, hours), (usual, hours)):
            yield ("challenge", *place), _("This may take longer than when no child is at risk now.")
    if not challenge.stages:
        yield ("challenge", "stages"), _("Where the hub’s reply settles nothing, nobody is asked next.")


def _features(settings: Settings, before: Settings | None) -> Iterator[Found]:
    if not settings.features.emergency_access:
        words = _("Where a child may come to harm before anybody is reached, nobody could open the record.")
        yield ("features", "emergency_access"), words
    if settings.joint_form and not settings.features.joint_form:
        yield (
            ("features", "joint_form"),
            _("There is a joint form in the settings, and nobody could open one."),
        )


def _overtakes(one: tuple[Limit | None, Calendar], other: tuple[Limit | None, Calendar]) -> str:
    """The first hour of a week at which the one would be due after the other, in words; "" where it never is."""
    (limit, calendar), (later, later_calendar) = one, other
    if limit is None or later is None or (limit, calendar) == (later, later_calendar):
        return ""
    found = next(
        (at for at in _A_WEEK if due(at, limit, calendar) > due(at, later, later_calendar)),
        None,
    )
    return _("a {day} at {time}").format(day=weekday(found), time=f"{found:%H:%M}") if found else ""


def _outcomes(settings: Settings, before: Settings | None) -> Iterator[Found]:
    called: dict[str, str] = {}
    for code, outcome in settings.outcomes.items():
        if outcome.kind is OutcomeKind.OTHER_LOCAL_AUTHORITY and not outcome.needs_receiving_authority:
            words = _("An enquiry that another authority takes over would end without naming that authority.")
            yield ("outcomes", code, "needs_receiving_authority"), words
        other = called.setdefault(str(outcome.label).casefold(), code)
        if other != code:
            yield (
                ("outcomes", code, "label"),
                _("‘{other}’ is called the same. Nobody can tell the two apart.").format(other=other),
            )
    teams = [team for agency in settings.agencies.values() for team in agency.teams.values() if not team.hub]
    needing = [str(end.label) for end in settings.outcomes.values() if end.needs_worker_team]
    needing += [str(way.label) for way in settings.screening.values() if way.needs_worker_team]
    if needing and not teams:
        named = join_words([f"‘{label}’" for label in dict.fromkeys(needing)])
        yield (
            ("agencies",),
            _("There is no team but the hub, and these need one that takes over: {named}.").format(
                named=named
            ),
        )


def _closures(settings: Settings, before: Settings | None) -> Iterator[Found]:
    accepted = {closure for outcome in settings.outcomes.values() for closure in outcome.closures}
    for code in settings.closures:
        if code not in accepted:
            yield ("closures", code), _("No outcome accepts this reason, so nobody could choose it.")
    for code, outcome in settings.outcomes.items():
        if settings.closures and outcome.kind in ENDS_WORK and not outcome.closures:
            words = _(
                "Work ends with this outcome, and no reason why it ends accepts it: none would be kept."
            )
            yield ("outcomes", code, "closures"), words


def _sharing(settings: Settings, before: Settings | None) -> Iterator[Found]:
    offered = {BasisKind.ARTICLE_6, BasisKind.LAW_ENFORCEMENT}
    if not any(basis.kind in offered for basis in settings.lawful_bases.values()):
        yield (
            ("lawful_bases",),
            _("Without a basis of article 6 or law enforcement, no agency can be asked anything."),
        )
    if PROMPT not in settings.necessity_prompts:
        words = _(
            "The page on which an agency is asked shows ‘{prompt}’ beside the question why. It "
            "would show nothing."
        ).format(prompt=PROMPT)
        yield ("necessity_prompts",), words


def _referral(settings: Settings, before: Settings | None) -> Iterator[Found]:
    children = settings.referral["children"].questions
    for code in CENSUS:
        if code in children and not children[code].asked:
            words = _("The children in need census asks for this. It would have to be found out later.")
            yield ("referral", "children", "questions", code, "asked"), words
    for section, code in LEADS_TO_AGENCIES:
        question = settings.referral[section].questions.get(code)
        if question is not None and not question.asked:
            words = _(
                "The hub is shown whom to ask by what the referral says here. It would not be shown that."
            )
            yield ("referral", section, "questions", code, "asked"), words


def _plain(code: str) -> str:
    return _(str(code).replace("_", " "))
