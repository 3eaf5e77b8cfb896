"""The settings document as a tree: every part of it, before anything is asked of it."""

from typing import Annotated

from pydantic import Field

from tessera.partnership.rules.joint_form import JointForm
from tessera.partnership.rules.kinds import Code, FixedGroup, Group, Label, NumberedGroup, Part
from tessera.partnership.rules.parts import (
    Agency,
    Challenge,
    Choice,
    Clock,
    ConcernLabel,
    ConsentChoice,
    EmergencyAccess,
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
    ReferralSection,
    RepeatContacts,
    RequestQuestion,
    Role,
    ScreeningChoice,
    StatutoryText,
    UsualBases,
    WordingHints,
    WorkingHours,
)
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
    repeat_contacts: RepeatContacts
    emergency_access: EmergencyAccess = EmergencyAccess()
    wording_hints: WordingHints
    labels: dict[Code, Label]
    statutory_texts: Group[StatutoryText]
    national_defaults: Group[NationalDefault]
