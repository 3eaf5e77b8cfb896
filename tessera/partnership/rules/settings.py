"""A partnership's settings: one document that says how the partners have agreed to work together.

Nothing local is written in code. A settings document is made by `Settings.load`, is fixed once made, and
answers questions by code: `settings.limit("decision", "red")`, `settings.agency("Thornmere Police")`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from pydantic import PrivateAttr, ValidationError, model_validator

from tessera.core.working_time import Calendar, Limit, Pause, due_with_pauses, sooner
from tessera.partnership.rules.contradictions import Contradictions, contradictions
from tessera.partnership.rules.document import Document
from tessera.partnership.rules.escalation import EscalationStage
from tessera.partnership.rules.own_questions import AnswerQuestion
from tessera.partnership.rules.parts import (
    Agency,
    Clock,
    ConcernLabel,
    LawfulBasis,
    Level,
    Outcome,
    RatingBand,
    RequestQuestion,
    ScreeningChoice,
    Team,
)
from tessera.partnership.rules.presets import with_preset
from tessera.partnership.rules.problems import Problem, problems_of
from tessera.partnership.rules.reading import Reading, Unreadable, read, write
from tessera.partnership.rules.referral_form import ReferralQuestion
from tessera.partnership.rules.watching import PromptWord
from tessera.partnership.rules.words import (
    AgencyKind,
    ClockWord,
    Concern,
    OnRerating,
    Rating,
    ScreeningOutcome,
)


class SettingsRefused(ValueError):
    """A settings document that cannot be used. `problems` says where, and what to do, one by one."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Settings(Document):
    """A settings document that holds together, and the questions that may be asked of it."""

    _by_name: dict[str, Agency] = PrivateAttr(default_factory=dict)
    _calendars: dict[str, Calendar] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _must_agree(self) -> Self:
        found = list(contradictions(self))
        if found:
            raise Contradictions(found)
        self._by_name.update(
            {name.casefold(): agency for agency in self.agencies.values() for name in agency.names}
        )
        self._calendars.update({code: hours.calendar() for code, hours in self.calendars.items()})
        return self

    # ---- in and out ----

    @classmethod
    def load(cls, source: Path | str | bytes) -> Self:
        """Read a document: a Path is a file, anything else is the YAML itself. Raises SettingsRefused.

        A document that names a preset under `based_on` need say only what differs from it.
        """
        try:
            reading = read(source.read_bytes() if isinstance(source, Path) else source)
        except Unreadable as error:
            raise SettingsRefused([Problem(".".join(error.path), error.line, error.words)]) from None
        return cls._from_reading(reading)

    @classmethod
    def from_data(cls, value: object) -> Self:
        """The same from plain data, as `data` gives it. Raises SettingsRefused, each problem on line 1."""
        return cls._from_reading(Reading(value, {}))

    @classmethod
    def _from_reading(cls, reading: Reading) -> Self:
        try:
            return cls.model_validate(with_preset(reading.value))
        except Unreadable as error:
            path = ".".join(error.path)
            raise SettingsRefused([Problem(path, reading.line_of(error.path), error.words)]) from None
        except ValidationError as error:
            raise SettingsRefused(problems_of(error, reading)) from None

    def data(self) -> dict[str, Any]:
        """The whole document as plain data: what is kept for ever with a version."""
        return self.model_dump(mode="json", exclude_none=True)

    def dump(self) -> str:
        """The whole document as YAML. `Settings.load` gives back the same settings."""
        return write(self.data())

    # ---- questions by code ----
    # A code that is not there is a KeyError, and a fixed word that does not exist a ValueError: codes are
    # ours, or were checked on their way in. Only an agency's name comes from outside: `agency` answers None.

    def rating(self, code: str) -> RatingBand:
        """The rating band of this code."""
        return self.ratings[Rating(code)]

    def rating_label(self, code: str) -> str:
        """What a rating is called here. One that is used no more keeps its own name, for what was rated so."""
        band = self.ratings.get(Rating(code)) if code else None
        return band.label if band else code.capitalize()

    def clock(self, code: str) -> Clock:
        """The clock of this code."""
        return self.clocks[ClockWord(code)]

    def limit(self, clock: str, rating: str | None = None) -> Limit | None:
        """The time a clock allows at a rating (or before there is one). None: no limit."""
        return self.clock(clock).limit(rating)

    def calendar(self, code: str = "hub") -> Calendar:
        """The calendar of this code, ready to count with."""
        return self._calendars[code]

    def agency(self, name: str) -> Agency | None:
        """The agency of this code, name or other name, in any case. None if there is none."""
        return self._by_name.get(" ".join(name.split()).casefold())

    @property
    def hub(self) -> tuple[Agency, Team]:
        """The hub's team, and the agency it belongs to."""
        return next(
            (agency, team) for agency in self.agencies.values() for team in agency.teams.values() if team.hub
        )

    def outcome(self, code: str, on: date | None = None) -> Outcome:
        """The outcome of this code, with its label as it was on a date."""
        outcome = self.outcomes[code]
        return outcome.model_copy(update={"label": outcome.label.as_on(on)})

    def closures_of(self, outcome: str) -> list[tuple[str, str, str]]:
        """Why work may end with this outcome, as (code, words, hint)."""
        reasons = ((code, self.closures[code]) for code in self.outcomes[outcome].closures)
        return [(code, reason.label, reason.hint or "") for code, reason in reasons]

    def screening_outcome(self, code: str, on: date | None = None) -> ScreeningChoice:
        """The screening outcome of this code, with its label as it was on a date."""
        choice = self.screening[ScreeningOutcome(code)]
        return choice.model_copy(update={"label": choice.label.as_on(on)})

    def level(self, number: int, on: date | None = None) -> Level:
        """The level of this number, with its name as it was on a date."""
        level = self.levels[number]
        return level.model_copy(update={"name": level.name.as_on(on)})

    def concern(self, code: str) -> ConcernLabel:
        """What a kind of concern is called here."""
        return self.concerns[Concern(code)]

    def lawful_basis(self, code: str) -> LawfulBasis:
        """The lawful basis of this code."""
        return self.lawful_bases[code]

    def label(self, word: str, on: date | None = None) -> str:
        """What a thing is called here on a date; without one, the latest words."""
        return self.labels[word].on(on)

    def question(self, section: str, code: str) -> ReferralQuestion:
        """The wording of a question of the referral."""
        return self.referral[section].questions[code]

    def request_question(self, concern: str, agency_kind: str) -> RequestQuestion | None:
        """What an agency of this kind is asked about a concern; failing that, about any other concern."""
        for code in (concern, Concern.OTHER):
            by_kind = self.request_templates.get(Concern(code), {})
            if AgencyKind(agency_kind) in by_kind:
                return by_kind[AgencyKind(agency_kind)]
        return None

    def answer_questions(self, concern: str, agency_kind: str) -> dict[str, AnswerQuestion]:
        """By code what an agency of this kind is asked beside the hub's question, where it was asked from this
        concern's template. "": the hub asked in its own words."""
        if concern not in set(Concern) or agency_kind not in set(AgencyKind):
            return {}
        template = self.request_templates.get(Concern(concern), {}).get(AgencyKind(agency_kind))
        return dict((template.questions if template else None) or {})

    def reply_due(self, made_at: datetime, *, at_risk_now: bool = False) -> datetime:
        """By when the hub replies to a challenge that was made at a moment."""
        calendar = self.calendar(self.challenge.calendar)
        return self.challenge.reply_due(made_at, calendar, at_risk_now=at_risk_now)

    def escalation(
        self, reply_due: datetime, *, at_risk_now: bool = False
    ) -> tuple[tuple[EscalationStage, datetime, datetime], ...]:
        """The stages after the hub's reply to a challenge, each with its beginning and its end."""
        calendar = self.calendar(self.challenge.calendar)
        return tuple(self.challenge.stages_after(reply_due, calendar, at_risk_now=at_risk_now))

    def prompt(self, word: str) -> str:
        """The question of a prompt; "" where it is not asked here."""
        asked = self.prompts.get(PromptWord(word))
        return asked.question if asked is not None and asked.on else ""

    def due(
        self,
        clock: str,
        *,
        started: datetime,
        ratings: Iterable[tuple[str | None, datetime]] = (),
        pauses: Iterable[Pause] = (),
    ) -> datetime | None:
        """When a clock runs out, in UTC. None: there is no limit, or the clock is paused.

        `ratings` are those the enquiry has had, each with the moment it was set, oldest first. A new rating
        may bring the moment nearer and never puts it off: the sooner limit wins, so that nobody gains time
        by rating down, and every earlier promise still stands.
        """
        face = self.clock(clock)
        calendar = self.calendar(face.calendar)
        stops = tuple(pauses)
        history = tuple(ratings) or ((None, started),)
        moments = []
        for place, (rating, set_at) in enumerate(history):
            limit = face.limit(rating)
            restarts = place > 0 and face.on_rerating is OnRerating.FROM_RERATING
            begins = max(started, set_at) if restarts else started
            if limit is not None:
                moments.append(due_with_pauses(begins, limit, calendar, stops))
        return sooner(*moments)


def check(text: str | bytes) -> list[Problem]:
    """Everything that is wrong with a document, by line; nothing if it can be used. Never raises."""
    try:
        Settings.load(text)
    except SettingsRefused as refused:
        return refused.problems
    return []
