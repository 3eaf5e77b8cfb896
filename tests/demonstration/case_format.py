"""The format of an invented case, as `demonstration/README.md` says it in words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tessera.access.rules import Mark
from tessera.enquiries.rules.words import RatingValue, ScreeningOutcome
from tessera.records.rules.words import How, LineKind, Nature, Theme

from .tie_format import Age, BodyMark, Document, Moment, Reasoned, Respond, Text, Tie, Told, When


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Step(Part):
    at: Moment
    by: str


class Address(Part):
    lines: list[Text]
    postcode: Annotated[str, StringConstraints(pattern=r"^ZZ99 \d[A-Z]{2}$")] | None = None
    protected: bool = False


class Child(Part):
    family_name: Text
    given_name: Text | None = None
    also_known_as: list[Text] = []
    born: Age | None = None
    expected: Annotated[str, StringConstraints(pattern=r"^\+\d+d$")] | None = None
    age_years: int | None = None
    sex: Literal["F", "M", "U"] | None = None
    nhs: Literal["auto", "none"] = "none"
    ethnicity: Text | None = None
    first_language: Text | None = None
    communication: Text | None = None
    religion: Text | None = None
    disabilities: list[str] = []
    school: Text | None = None
    gp: Text | None = None
    address: Address | None = None

    @model_validator(mode="after")
    def one_age(self) -> Child:
        if [self.born, self.expected, self.age_years].count(None) != 2:
            raise ValueError("exactly one of born, expected and age_years")
        return self


class Adult(Part):
    family_name: Text
    given_name: Text | None = None
    born: Age | None = None
    relationship_to_children: Text
    parental_responsibility: bool | None = None
    lives_with_children: bool | None = None
    address: Address | None = None


class Line(Part):
    kind: LineKind
    text: Text
    when: When | None = None
    source: Text | None = None
    about: Text | None = None
    marks: list[Mark] = []

    @model_validator(mode="after")
    def told_by_someone(self) -> Line:
        if self.kind is LineKind.TOLD and not self.source:
            raise ValueError("a line of the kind told needs a source")
        return self


class Voice(Part):
    child: Text
    words: Text
    how: How
    asked_by: Text | None = None
    setting: Text | None = None
    when: When | None = None
    alone: bool | None = None
    response: Text


class Consent(Part):
    position: str
    reason: Text | None = None


class OtherAgency(Part):
    agency: Text
    contact: Text | None = None


class Referral(Part):
    at: Moment
    by: str
    concerns: list[str] = Field(min_length=1)
    immediate_danger: bool
    children: list[Child] = Field(min_length=1)
    adults: list[Adult] = []
    lines: list[Line] = Field(min_length=1)
    daily_life: Text | None = None
    child_voice: list[Voice] = []
    working_well: Text | None = None
    already_tried: Text | None = None
    views_of_parents: Text | None = None
    consent: Consent
    keep_from_family: Reasoned | None = None
    level: int = Field(ge=1, le=4)
    level_reason: Text | None = None
    hoped_for: Text | None = None
    also_asked: dict[str, dict[str, Text]] = {}
    other_agencies: list[OtherAgency] = []


class Screening(Part):
    at: Moment
    by: str
    outcome: ScreeningOutcome
    reason: Text
    advice: Text | None = None
    without_consent: Text | None = None

    @model_validator(mode="after")
    def advice_is_written_down(self) -> Screening:
        if (self.advice is not None) != (self.outcome is ScreeningOutcome.ADVICE_ONLY):
            raise ValueError("advice is given where, and only where, the outcome is advice_only")
        return self


class AgencyRating(Part):
    value: RatingValue
    reason: Text


class Rating(AgencyRating):
    at: Moment
    by: str


class Allocate(Step):
    do: Literal["allocate"]
    to: str


class Involve(Step):
    do: Literal["involve"]
    practitioner: str | None = None
    agency: str | None = None
    reason: Text

    @model_validator(mode="after")
    def one_is_involved(self) -> Involve:
        if (self.practitioner is None) == (self.agency is None):
            raise ValueError("either a practitioner or an agency is involved")
        return self


class Protect(Step):
    do: Literal["protect"]
    of: str
    marks: list[Mark] = Field(min_length=1)
    reason: Text


class Rate(Step):
    do: Literal["rate"]
    value: RatingValue
    reason: Text


class Ask(Step):
    do: Literal["ask"]
    agency: str
    question: Text
    basis: str
    necessity: Text
    told_family: Told
    told_family_reason: Text | None = None
    concern: Text | None = None

    @model_validator(mode="after")
    def silence_has_a_reason(self) -> Ask:
        if self.told_family in (False, "no") and not self.told_family_reason:
            raise ValueError("not telling the family needs a reason")
        return self


class AgencyStep(Step):
    do: Literal["see", "nothing_known", "chase"]
    agency: str


class TypeAnswer(Step):
    do: Literal["type_answer"]
    agency: str
    kind: str
    text: Text


class AgencyRefusal(Step):
    do: Literal["do_not_share", "refuse"]
    agency: str
    reason: Text


class Shared(Step):
    lines: list[Line] = Field(min_length=1)
    share: Literal["own", "hub", "whole_case", "named", "people"]
    named: list[str] = []
    people: list[str] = []

    @model_validator(mode="after")
    def named_are_named(self) -> Shared:
        if bool(self.named) != (self.share == "named"):
            raise ValueError("agencies are named where, and only where, share is named")
        if bool(self.people) != (self.share == "people"):
            raise ValueError("practitioners are named where, and only where, share is people")
        return self


class Return(Shared):
    do: Literal["return"]
    agency: str
    also_asked: dict[str, Text] = {}
    could_not_say: Text | None = None
    rating: AgencyRating | None = None

    @model_validator(mode="after")
    def an_agency_does_not_answer_to_people(self) -> Return:
        if self.share == "people":
            raise ValueError("a note is shared with people, an answer is not")
        return self


class Chosen(Part):
    choice: Literal["as_it_is", "new_words", "held_back"]
    words: Text | None = None
    reason_code: str | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def says_what_it_needs(self) -> Chosen:
        if (self.words is not None) != (self.choice == "new_words"):
            raise ValueError("new words are written where, and only where, they are chosen")
        if ((self.reason_code and self.why) is not None) != (self.choice == "held_back"):
            raise ValueError("what is held back has a reason_code and a why, and nothing else has")
        return self


class HandOverLines(Step):
    do: Literal["hand_over_lines"]
    agency: str
    chosen: list[Chosen] = Field(min_length=1)
    could_not_say: Text | None = None


class HandOverWork(Step):
    do: Literal["hand_over_work"]
    old: str
    new: str
    reason: Text


class OpenForm(Step):
    do: Literal["open_form"]
    agencies: list[str] = Field(min_length=1)


class Written(Part):
    text: Text
    kind: str | None = None
    source: str | None = None


class Write(Step):
    do: Literal["write"]
    section: str
    after: int = Field(default=0, ge=0)
    lines: dict[str, list[Written]] = {}
    texts: dict[str, Text] = {}
    answers: dict[str, str] = {}


class MoveSchool(Step):
    do: Literal["move_school"]
    old: str
    new: str


class Note(Shared):
    do: Literal["note"]
    body: list[BodyMark] = []
    documents: list[Document] = []
    kind_of_note: Literal["conversation", "advice", "observation", "analysis", "intelligence", "review"]
    of: list[Text] = []
    nature: Nature | None = None
    significance: int = Field(default=2, ge=1, le=3)
    themes: list[Theme] = []

    @model_validator(mode="after")
    def kept_to_an_agency_is_an_answer(self) -> Note:
        if self.share == "own":
            raise ValueError("an answer is kept to its agency, a note is not")
        return self


class Pause(Step):
    do: Literal["pause"]
    clock: Literal["acknowledge", "agency_return", "decision", "feedback"]
    reason_code: str
    reason: Text


class Resume(Step):
    do: Literal["resume"]
    clock: Literal["acknowledge", "agency_return", "decision", "feedback"]


class WithReason(Step):
    do: Literal["danger", "challenge"]
    about: str = ""
    reason: Text


class Decide(Step):
    do: Literal["decide"]
    outcome: str
    closure: str = ""
    level: int = Field(ge=1, le=4)
    reasons: Text
    relied_on: list[Text] = Field(min_length=1)
    would_change: Text
    safety_meanwhile: Text


class Tell(Step):
    do: Literal["tell"]
    words: Text
    referrer: Literal[True] | None = None
    agency: str | None = None

    @model_validator(mode="after")
    def one_is_told(self) -> Tell:
        if (self.referrer is None) == (self.agency is None):
            raise ValueError("either the referrer or an agency is told")
        return self


class Answer(Step):
    do: Literal["answer_challenge"]
    words: Text


class Close(Step):
    do: Literal["close"]


Event = Annotated[
    Allocate | Involve | Rate | Ask | AgencyStep | AgencyRefusal | Return | Note | Pause | Resume | WithReason | Decide
    | Tell | Answer | Close | TypeAnswer | HandOverLines | HandOverWork | OpenForm | Write | MoveSchool | Protect
    | Tie | Respond,
    Field(discriminator="do"),
]  # fmt: skip


class Episode(Part):
    referral: Referral
    screening: Screening | None = None
    rating: Rating | None = None
    events: list[Event] = []

    def steps(self) -> list[Step | Referral | Screening | Rating]:
        return [step for step in (self.referral, self.screening, self.rating) if step] + list(self.events)


class Exclusion(Part):
    practitioner: str
    child: str
    reason: Text


class Case(Episode):
    number: int
    title: Text
    exercises: list[Text] = Field(min_length=1)
    earlier: list[Episode] = []
    exclusions: list[Exclusion] = []

    def episodes(self) -> list[Episode]:
        return [*self.earlier, self]
