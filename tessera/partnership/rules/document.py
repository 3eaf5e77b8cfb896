"""The settings document as a tree: every part of it, before anything is asked of it."""

from typing import Annotated

from pydantic import Field

from tessera.partnership.rules.escalation import Challenge
from tessera.partnership.rules.joint_form import JointForm
from tessera.partnership.rules.keeping import Retention
from tessera.partnership.rules.kinds import Code, FixedGroup, Group, Label, NumberedGroup, Part
from tessera.partnership.rules.looks import Theme
from tessera.partnership.rules.meeting import MeetingKind
from tessera.partnership.rules.parts import (
    Agency,
    Choice,
    Clock,
    ConcernLabel,
    ConsentChoice,
    EmergencyAccess,
    Features,
    LawfulBasis,
    Level,
    NationalDefault,
    Outcome,
    Partnership,
    PauseReason,
    Process,
    Prompt,
    Purpose,
    RatingBand,
    RepeatContacts,
    RequestQuestion,
    Role,
    ScreeningChoice,
    StatutoryText,
    UsualBases,
    WordingHints,
    WorkingHours,
)
from tessera.partnership.rules.referral_form import ReferralSection
from tessera.partnership.rules.watching import AskedPrompt, Patterns, PromptWord, Reviews
from tessera.partnership.rules.words import (
    AgencyKind,
    ClockWord,
    Concern,
    ConsentPosition,
    Rating,
    RoleWord,
    ScreeningOutcome,
)


class Document(Part):
    """The whole document. Groups are dictionaries by code, in the order in which they were written."""

    partnership: Partnership
    calendars: Annotated[Group[WorkingHours], Field(min_length=1)]
    agencies: Annotated[Group[Agency], Field(min_length=1, max_length=1000)]
    roles: FixedGroup[RoleWord, Role]
    ratings: FixedGroup[Rating, RatingBand]
    clocks: FixedGroup[ClockWord, Clock]
    pause_reasons: Group[PauseReason]
    process: Process = Process()
    levels: Annotated[NumberedGroup[Level], Field(min_length=2, max_length=9)]
    concerns: FixedGroup[Concern, ConcernLabel]
    screening: FixedGroup[ScreeningOutcome, ScreeningChoice]
    outcomes: Group[Outcome]
    closures: Group[Choice] = Field(default_factory=dict)  # none: nobody is asked why work ends
    request_templates: dict[Concern, dict[AgencyKind, RequestQuestion]]
    refusal_reasons: Annotated[Group[Choice], Field(min_length=1)]
    lawful_bases: Annotated[Group[LawfulBasis], Field(min_length=1)]
    usual_bases: dict[AgencyKind, UsualBases]
    purposes: Annotated[Group[Purpose], Field(min_length=1)]
    necessity_prompts: Group[Prompt]
    consent_positions: FixedGroup[ConsentPosition, ConsentChoice]
    referral: Group[ReferralSection]
    joint_form: JointForm = Field(default_factory=dict)  # none: enquiries have no joint form here
    challenge: Challenge
    meetings: Group[MeetingKind] = Field(default_factory=dict)  # none: nothing was agreed about them
    repeat_contacts: RepeatContacts
    emergency_access: EmergencyAccess = EmergencyAccess()
    patterns: Patterns = Patterns()
    prompts: FixedGroup[PromptWord, AskedPrompt] = Field(default_factory=dict)
    reviews: Reviews = Reviews()
    features: Features = Features()
    retention: Retention = Retention()
    theme: Theme = Theme()
    wording_hints: WordingHints
    labels: dict[Code, Label]
    statutory_texts: Group[StatutoryText]
    national_defaults: Group[NationalDefault]
