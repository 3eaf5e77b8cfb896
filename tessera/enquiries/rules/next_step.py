"""What the hub does next with a piece of its work. Pure: facts in, words out."""

from collections.abc import Sequence
from dataclasses import dataclass

from tessera.core.language import gettext as _
from tessera.core.text import join_words

NEW, OPEN, DECIDED, TELL = "new", "open", "decided", "tell"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a piece of work stands. `waiting` and `late` are the short names of agencies that have not answered."""

    state: str
    danger: bool = False
    rated: bool = True
    confirmed: bool = True
    allocated: bool = True
    paused: bool = False
    asked: int = 0
    waiting: Sequence[str] = ()
    late: Sequence[str] = ()
    untold: int = 0


def next_step(standing: Standing) -> str:
    """The one thing to do next, as words on the worklist. What cannot wait comes first."""
    if standing.danger and standing.state in (NEW, OPEN):
        return _("Strategy discussion now")
    if standing.state == NEW:
        return _("Screen this referral")
    if standing.state == TELL:
        return _("Tell the referrer")
    if standing.state == DECIDED:
        return _("Tell {untold} more").format(untold=standing.untold) if standing.untold else _("Close")
    if not standing.rated:
        return _("Rate")
    if not standing.confirmed:
        return _("Confirm the rating")
    if not standing.allocated:
        return _("Allocate")
    if standing.late:
        return _("Chase {late}").format(late=join_words(list(standing.late)))
    if standing.asked == 0:
        return _("Ask agencies")
    if standing.waiting:
        return _("Waiting for {waiting}").format(waiting=join_words(list(standing.waiting)))
    return _("Record the decision")


def ready_for_decision(standing: Standing) -> bool:
    """Whether every agency that was asked has answered, and nobody has decided yet."""
    return standing.state == OPEN and standing.asked > 0 and not standing.waiting
