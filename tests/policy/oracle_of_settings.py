"""Who sees and who makes settings, as a person would say it: two administrators, and the second wrote nothing in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.policy.oracle_of_cases import OfCases
from tests.policy.register import Practitioner

HOLDS_TEXT = {"begun", "written", "sent"}


@dataclass
class Step:
    """One thing done to a draft."""

    id: uuid.UUID
    number: int
    word: str
    by: uuid.UUID | None
    text: str = ""
    begins: datetime | None = None


@dataclass
class SettingsDraft:
    id: uuid.UUID
    partnership: uuid.UUID
    follows: int
    steps: list[Step] = field(default_factory=list)
    approved_by: uuid.UUID | None = None
    counts: list[uuid.UUID] = field(default_factory=list)

    @property
    def last(self) -> Step:
        return max(self.steps, key=lambda step: step.number)

    def wrote(self, someone: uuid.UUID) -> bool:
        return any(step.by == someone and step.word in HOLDS_TEXT for step in self.steps)


@dataclass
class Version:
    """What somebody tries to put in force."""

    draft: SettingsDraft | None
    partnership: uuid.UUID
    number: int
    text: str
    begins: datetime
    by: uuid.UUID
    at: datetime


class OfSettings(OfCases):
    """The part of the oracle that is about settings. A partnership's documents are open to everybody in it."""

    settings: dict[uuid.UUID, list[uuid.UUID]]
    settings_drafts: list[SettingsDraft]

    def sees_settings(self, someone: Practitioner, partnership: uuid.UUID, sees: Any) -> None:
        sees("partnership_settings", self.settings[partnership])
        mine = [draft for draft in self.settings_drafts if self.keeps(someone, partnership, draft)]
        sees("partnership_draft", [draft.id for draft in mine])
        sees("partnership_draft_step", [step.id for draft in mine for step in draft.steps])
        # What a draft would mean for the work under way: numbers, which a job alone writes down.
        sees("partnership_draft_count", [count for draft in mine for count in draft.counts])

    def keeps(self, someone: Practitioner, partnership: uuid.UUID, draft: SettingsDraft) -> bool:
        """They are an administrator of the partnership whose draft it is."""
        return draft.partnership == partnership and self.has(someone, partnership, "administrator")

    def begins_draft(
        self, someone: Practitioner, partnership: uuid.UUID, *, where: uuid.UUID, by: uuid.UUID
    ) -> bool:
        return where == partnership and by == someone.id and self.has(someone, partnership, "administrator")

    def steps(
        self, someone: Practitioner, partnership: uuid.UUID, draft: SettingsDraft, *, word: str, by: uuid.UUID
    ) -> bool:
        """In their own name; and nothing is called approved but by whoever put it in force."""
        if not self.keeps(someone, partnership, draft) or by != someone.id:
            return False
        return word != "approved" or draft.approved_by == someone.id

    def approves(
        self, someone: Practitioner, partnership: uuid.UUID, version: Version, now: datetime
    ) -> bool:
        """What others wrote and sent last, to the letter, as the very next version, not in the past, and now."""
        draft = version.draft
        if draft is None or not self.keeps(someone, partnership, draft):
            return False
        sent = draft.last
        return (
            version.partnership == partnership
            and version.by == someone.id
            and not draft.wrote(someone.id)
            and sent.word == "sent"
            and sent.begins is not None
            and version.text == sent.text
            and version.number == draft.follows + 1
            and version.begins == max(sent.begins, version.at)
            and abs((version.at - now).total_seconds()) < 300
        )
