"""Who there is to do what the settings ask for: doubts about people, where it is known who holds a role in the hub."""

from collections.abc import Iterator
from dataclasses import dataclass

from tessera.core.language import gettext as _
from tessera.partnership.rules.areas import Path
from tessera.partnership.rules.document import Document
from tessera.partnership.rules.words import ClockWord, Confirmer, HubWork, RoleWord


@dataclass(frozen=True, slots=True)
class Staffed:
    """How many work in the hub, and how many of them decide."""

    hub: int
    decision_makers: int


def of_process(document: Document, staffed: Staffed | None) -> Iterator[tuple[Path, str]]:
    """What of the settings of who does what leads nowhere. `staffed` None: it is not known who is there."""
    process, role = document.process, document.roles[RoleWord.DECISION_MAKER].label
    if process.rating_confirmed_by is Confirmer.NOBODY and not process.proposed_rating_counts:
        yield (
            ("process", "proposed_rating_counts"),
            _("No rating waits to be confirmed here, so this changes nothing."),
        )
    elif not process.proposed_rating_counts and document.clocks[ClockWord.DECISION].limit(None) is None:
        yield (
            ("process", "proposed_rating_counts"),
            _("Until its first rating is confirmed, nothing says when an enquiry must be decided."),
        )
    if staffed is None:
        return
    for name, whose in (("screened_by", process.screened_by), ("rated_by", process.rated_by)):
        if whose is HubWork.DECISION_MAKER and not staffed.decision_makers:
            yield ("process", name), _("Nobody in the hub holds the role {role}.").format(role=role)
    yield from _confirmers(process.rating_confirmed_by, staffed, role)


def _confirmers(confirmer: Confirmer, staffed: Staffed, role: str) -> Iterator[tuple[Path, str]]:
    if confirmer is Confirmer.NOBODY:
        return
    there = staffed.hub if confirmer is Confirmer.HUB else staffed.decision_makers
    path = ("process", "rating_confirmed_by")
    if confirmer is Confirmer.DECISION_MAKER and not there:
        yield (
            path,
            _("Nobody in the hub holds the role {role}, so nobody could confirm a rating.").format(role=role),
        )
    elif there < 2:
        yield path, _("Only one person could confirm a rating, and what they rate themself nobody could.")
