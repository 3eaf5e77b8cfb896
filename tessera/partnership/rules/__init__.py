"""The partnership's settings document: how the partners have agreed to work together.

    settings = Settings.load(Path("thornmere.yaml"))
    settings.limit("decision", "red")  # Limit(4, elapsed_hours)

Pure: no database, no Django, no clock of its own.
"""

from tessera.partnership.rules.kinds import Label
from tessera.partnership.rules.own_questions import AnswerLine, AnswerQuestion, OwnKind
from tessera.partnership.rules.parts import (
    Agency,
    Clock,
    ConcernLabel,
    LawfulBasis,
    Level,
    Outcome,
    RatingBand,
    Reminder,
    RequestQuestion,
    ScreeningChoice,
    Team,
    Told,
)
from tessera.partnership.rules.presets import PRESETS, load_preset, merge
from tessera.partnership.rules.problems import Problem
from tessera.partnership.rules.referral_form import (
    YES_NO_NOT_KNOWN,
    ReferralQuestion,
    ReferralSection,
)
from tessera.partnership.rules.settings import Settings, SettingsRefused, check
from tessera.partnership.rules.watching import Patterns, PlanWord, PromptWord, Reviews, Silence
from tessera.partnership.rules.words import (
    AgencyKind,
    AnswersGoTo,
    BasisKind,
    ClockWord,
    Concern,
    Confirmer,
    ConsentPosition,
    HintClass,
    Job,
    MayKnow,
    OnRerating,
    OutcomeKind,
    Rating,
    RatingUse,
    RoleWord,
    ScreeningOutcome,
    StartEvent,
    Weekday,
)

__all__ = [
    "PRESETS",
    "YES_NO_NOT_KNOWN",
    "Agency",
    "AgencyKind",
    "AnswerLine",
    "AnswerQuestion",
    "AnswersGoTo",
    "BasisKind",
    "Clock",
    "ClockWord",
    "Concern",
    "ConcernLabel",
    "Confirmer",
    "ConsentPosition",
    "HintClass",
    "Job",
    "Label",
    "LawfulBasis",
    "Level",
    "MayKnow",
    "OnRerating",
    "Outcome",
    "OutcomeKind",
    "OwnKind",
    "Patterns",
    "PlanWord",
    "Problem",
    "PromptWord",
    "Rating",
    "RatingBand",
    "RatingUse",
    "ReferralQuestion",
    "ReferralSection",
    "Reminder",
    "RequestQuestion",
    "Reviews",
    "RoleWord",
    "ScreeningChoice",
    "ScreeningOutcome",
    "Settings",
    "SettingsRefused",
    "Silence",
    "StartEvent",
    "Team",
    "Told",
    "Weekday",
    "check",
    "load_preset",
    "merge",
]
