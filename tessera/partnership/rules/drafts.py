"""The life of a draft of the settings: who writes, who agrees, and what a version may not change.

A second person approves, who wrote nothing in it. PostgreSQL judges that; this says it to people.
"""

from collections.abc import Iterator
from datetime import datetime

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.core.steps import Step, Steps
from tessera.core.words import Word
from tessera.partnership.rules.problems import Problem
from tessera.partnership.rules.settings import Settings


class StepWord(Word):
    """What was done to a draft, as it is kept."""

    BEGUN = "begun"
    WRITTEN = "written"
    SENT = "sent"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"


DONE = Phrases(
    {
        StepWord.BEGUN: "Begun",
        StepWord.WRITTEN: "Written",
        StepWord.SENT: "Sent",
        StepWord.SENT_BACK: "Sent back",
        StepWord.WITHDRAWN: "Withdrawn",
        StepWord.APPROVED: "Approved",
    }
)


class DraftState(Word):
    """How a draft stands: what its last step left it in."""

    DRAFT = "draft"
    SENT = "sent"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"


WITH_TEXT = (StepWord.BEGUN, StepWord.WRITTEN, StepWord.SENT)
"""The steps that hold the whole document, so that what is approved is what was sent, to the letter."""
NEEDS_REASON = (StepWord.SENT, StepWord.SENT_BACK, StepWord.WITHDRAWN)
OPEN = (DraftState.DRAFT, DraftState.SENT, DraftState.SENT_BACK)

ADMINISTRATOR = ("administrator",)
DRAFT: Steps[DraftState] = Steps(
    Step(
        "write", (DraftState.DRAFT, DraftState.SENT_BACK), DraftState.DRAFT, needs=("text",), by=ADMINISTRATOR
    ),
    Step(
        "send",
        (DraftState.DRAFT, DraftState.SENT_BACK),
        DraftState.SENT,
        needs=("reason", "in_force_from"),
        by=ADMINISTRATOR,
    ),
    Step("send_back", DraftState.SENT, DraftState.SENT_BACK, needs=("reason",), by=ADMINISTRATOR),
    Step("withdraw", OPEN, DraftState.WITHDRAWN, needs=("reason",), by=ADMINISTRATOR),
    Step("approve", DraftState.SENT, DraftState.APPROVED, by=ADMINISTRATOR),
    start=DraftState.DRAFT,
    states=DraftState,
)


def state_of(word: str) -> DraftState:
    """The state that a draft is in after a step of this word."""
    being_written = word in (StepWord.BEGUN, StepWord.WRITTEN)
    return DraftState.DRAFT if being_written else DraftState(word)


def in_force_from(wanted: datetime, at: datetime) -> datetime:
    """From when a version approved at `at` is in force: the day it was sent for, and never the past."""
    return max(wanted, at)


def kept(old: Settings, new: Settings) -> tuple[Problem, ...]:
    """What a new version may not change, because the register and every record rest on it."""
    return tuple(_kept(old, new))


def _kept(old: Settings, new: Settings) -> Iterator[Problem]:
    if new.partnership.code != old.partnership.code:
        words = _("Keep ‘{code}’: every record rests on the partnership’s code.").format(
            code=old.partnership.code
        )
        yield Problem("partnership.code", 1, words)
    agency, _team = old.hub
    if new.hub[0].code != agency.code:
        yield Problem(
            "agencies",
            1,
            _("Keep the hub with ‘{code}’: it runs the cases that are open.").format(code=agency.code),
        )
