"""Disagreement in the settings: how soon a challenge is answered, and who is asked next where it is not settled."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import Field

from tessera.core.working_time import Calendar, due
from tessera.partnership.rules.kinds import Code, Coded, Group, Line, Part, TimeLimit, Words
from tessera.partnership.rules.parts import Choice

MOST_STAGES = 8


class EscalationStage(Coded):
    """A stage after the hub's reply: who is asked then, and how long they have from the end of the stage before.

    `within_if_at_risk_now`: the time instead where a child is at risk now; without it the same time.
    """

    label: Line
    whom: Words
    within: TimeLimit
    within_if_at_risk_now: TimeLimit | None = None


class Challenge(Part):
    """How soon a challenge of a decision is answered, what it may be about, and the stages after the first reply.

    `may_skip_if_at_risk_now`: where a child is at risk now a stage may be passed over.
    """

    calendar: Code
    reply_within: TimeLimit
    reply_within_if_at_risk_now: TimeLimit
    stages: Annotated[Group[EscalationStage], Field(max_length=MOST_STAGES)] = Field(default_factory=dict)
    may_skip_if_at_risk_now: bool = True
    reasons: Group[Choice]
    source: Words
    check_before_use: bool = True

    def reply_due(self, made_at: datetime, calendar: Calendar, *, at_risk_now: bool = False) -> datetime:
        """By when the hub replies to a challenge."""
        limit = self.reply_within_if_at_risk_now if at_risk_now else self.reply_within
        return due(made_at, limit, calendar)

    def stages_after(
        self, reply_due: datetime, calendar: Calendar, *, at_risk_now: bool = False
    ) -> Iterator[tuple[EscalationStage, datetime, datetime]]:
        """Each stage after the hub's reply, from when and until when it is, if none before it settled anything."""
        begins = reply_due
        for stage in self.stages.values():
            until = due(begins, (at_risk_now and stage.within_if_at_risk_now) or stage.within, calendar)
            yield stage, begins, until
            begins = until
