"""The way a referral goes in one partnership, step by step, as its settings say: for drawing and for reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tessera.core.language import Phrases, ngettext
from tessera.core.language import gettext as _
from tessera.core.text import join_words, plural
from tessera.partnership.rules.meeting import MeetingKind
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import AnswersGoTo, ClockWord, Confirmer, HubWork, RatingUse, RoleWord


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: what it is called, whose it is, how long it may take (rating or "", time), and where it leads.

    `agreed`: what else the partners have agreed about it.
    """

    name: str
    whose: str
    times: tuple[tuple[str, str], ...] = ()
    ends: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Whose it is and how long it may take, line by line."""
        times = (f"{rating}: {time}" if rating else time for rating, time in self.times)
        return (self.whose, *times, *self.agreed)


def stages(settings: Settings, on: date) -> tuple[Stage, ...]:
    """From a worry to the closing of an enquiry. `ends` are the ways on which a referral leaves here."""
    process, roles = settings.process, settings.roles
    hub = settings.partnership.hub_name
    whose = {
        HubWork.HUB: hub,
        HubWork.DECISION_MAKER: roles["decision_maker"].label,  # type: ignore[index]
    }
    passed = [
        choice.label.on(on)
        for code, choice in settings.screening.items()
        if code != "enquiry" and (code != "open_case" or process.open_case_passed_on)
    ]
    answering = [agency.name for agency in settings.agencies.values() if agency.answers_requests]
    asked = join_words([*answering[:3], *([_("others")] if len(answering) > 3 else [])])
    return (
        Stage(
            _("Referral"),
            _("Any professional"),
            _times(settings, ClockWord.ACKNOWLEDGE),
            agreed=_consent(settings),
        ),
        Stage(_("Screening"), whose[process.screened_by], (), tuple(passed)),
        Stage(_("Enquiry opened and rated"), whose[process.rated_by]),
        *_confirmed(settings),
        Stage(
            _("Agencies asked"),
            asked,
            _times(settings, ClockWord.AGENCY_RETURN),
            agreed=(GOES_TO[process.answers_go_to],) if process.answers_go_to in GOES_TO else (),
        ),
        Stage(
            _("Decision"),
            whose[HubWork.DECISION_MAKER],
            _times(settings, ClockWord.DECISION),
            tuple(outcome.label.on(on) for outcome in settings.outcomes.values()),
        ),
        Stage(_("Referrer and agencies told"), hub, _times(settings, ClockWord.FEEDBACK)),
        Stage(_("Closed"), hub),
        Stage(
            _("Challenge"),
            _("Whoever referred or contributed"),
            (
                ("", settings.challenge.reply_within.words()),
                (_("a child at risk now"), settings.challenge.reply_within_if_at_risk_now.words()),
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Escalated:
    """A stage after the hub's reply to a challenge: who is asked, and how long they have."""

    name: str
    whom: str
    times: tuple[tuple[str, str], ...]


def escalation(settings: Settings) -> tuple[Escalated, ...]:
    """Who is asked next where a challenge is not settled."""
    risk = _("a child at risk now")
    return tuple(
        Escalated(
            stage.label,
            stage.whom,
            (
                ("", stage.within.words()),
                *([(risk, sooner.words())] if (sooner := stage.within_if_at_risk_now) else ()),
            ),
        )
        for stage in settings.challenge.stages.values()
    )


@dataclass(frozen=True, slots=True)
class Met:
    """A kind of meeting: who must come so that it may decide, whose absence needs a reason, how soon and how often."""

    name: str
    meaning: str
    quorum: tuple[str, ...]
    expected: str
    times: tuple[str, ...]


def meetings(settings: Settings) -> tuple[Met, ...]:
    """The kinds of meeting that the partners have agreed on."""
    return tuple(
        Met(kind.label, kind.meaning, tuple(_quorum(kind)), _groups(kind.expected), tuple(_held(kind)))
        for kind in settings.meetings.values()
    )


def _quorum(kind: MeetingKind) -> Iterator[str]:
    if kind.must_come:
        yield _groups(kind.must_come)
    if kind.others and kind.must_come:
        words = ngettext("at least {number} other agency", "at least {number} other agencies", kind.others)
        yield words.format(number=kind.others)
    elif kind.others:
        words = ngettext("at least {number} agency", "at least {number} agencies", kind.others)
        yield words.format(number=kind.others)


def _held(kind: MeetingKind) -> Iterator[str]:
    if kind.within and kind.counted_from:
        yield _("within {time} of {event}").format(time=kind.within.words(), event=kind.counted_from)
    if kind.first_review_months:
        months = plural(kind.first_review_months, "month")
        yield _("first within {months}").format(months=months)
    if kind.later_review_months:
        months = plural(kind.later_review_months, "month")
        yield _("then within every {months}").format(months=months)
    if kind.again_if_not_quorate:
        yield _("without a quorum, again within {time}").format(time=kind.again_if_not_quorate.words())


def _groups(groups: Iterable[str]) -> str:
    return join_words([_(str(group).replace("_", " ")) for group in groups])


# For whom an answer is, where the partners have agreed on somebody.
GOES_TO = Phrases(
    {
        AnswersGoTo.OWN_AGENCY: "Answers stay with the agency until it hands over",
        AnswersGoTo.HUB: "Answers go to the hub",
        AnswersGoTo.EVERYONE_INVOLVED: "Answers go to everyone involved",
    }
)


def _consent(settings: Settings) -> tuple[str, ...]:
    levels = settings.process.consent_sought_at
    if not levels:
        return ()
    said = join_words([str(level) for level in levels])
    return (
        ngettext(
            "Family asked first: level {levels}", "Family asked first: levels {levels}", len(levels)
        ).format(levels=said),
    )


def _confirmed(settings: Settings) -> tuple[Stage, ...]:
    """A step of its own where a second person agrees to each rating."""
    process, hub = settings.process, settings.partnership.hub_name
    who = {
        Confirmer.HUB: _("Somebody else of {hub}").format(hub=hub),
        Confirmer.DECISION_MAKER: _("Another {role}").format(
            role=settings.roles[RoleWord.DECISION_MAKER].label
        ),
    }
    if process.rating_confirmed_by is Confirmer.NOBODY:
        return ()
    since = _("Clocks run meanwhile") if process.proposed_rating_counts else _("Clocks run from then")
    return (Stage(_("Rating confirmed"), who[process.rating_confirmed_by], (("", since),)),)


def _times(settings: Settings, clock: ClockWord) -> tuple[tuple[str, str], ...]:
    """Each rating with its time; one time where all are alike."""
    rated = [
        (band.label, limit.words() if (limit := settings.limit(clock, band.code)) else _("no limit"))
        for band in settings.ratings.values()
        if band.use is RatingUse.ENQUIRY
    ]
    return (("", rated[0][1]),) if _alike(time for _rating, time in rated) else tuple(rated)


def _alike(times: Iterable[str]) -> bool:
    return len(set(times)) == 1
