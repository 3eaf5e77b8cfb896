"""How far the making of a file is, and for how long it may be made and fetched."""

from __future__ import annotations

from datetime import datetime, timedelta

from tessera.core.language import Phrases
from tessera.core.words import Word

# As exports/sql/making.sql has it: no longer after it was asked for is anything done in the asker's name.
MADE_WITHIN = timedelta(hours=1)
FETCHED_WITHIN = timedelta(hours=1)
# How often it is begun where its worker was lost each time.
TRIES = 3


class Step(Word):
    """Where the making of a file is. The last two end it without one."""

    WAITING = "waiting"
    READING = "reading"
    SETTING = "setting"
    MADE = "made"
    STOPPED = "stopped"
    BROKEN = "broken"


UNDER_WAY = (Step.WAITING, Step.READING, Step.SETTING)


class Standing(Word):
    """How it stands at a moment."""

    UNDER_WAY = "under_way"
    READY = "ready"
    GONE = "gone"
    STOPPED = "stopped"
    BROKEN = "broken"


STEPS = Phrases(
    {
        Step.WAITING: "waiting for its turn",
        Step.READING: "reading what may be in it",
        Step.SETTING: "laying it out",
    }
)


def standing(step: Step, asked_at: datetime, until: datetime | None, at: datetime) -> Standing:
    """How a making stands at that moment. `until`: the end of the hour in which what was made is fetched."""
    if step == Step.MADE:
        return Standing.READY if until is not None and at < until else Standing.GONE
    if step in UNDER_WAY:
        return Standing.UNDER_WAY if at < asked_at + MADE_WITHIN else Standing.STOPPED
    return Standing(step)
