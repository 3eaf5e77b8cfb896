"""Who works here: the words of an invitation's life, and what a place in an agency needs."""

from datetime import datetime, timedelta

from tessera.access.rules import SCOPE_OF, Role, Scope
from tessera.core.language import Phrases
from tessera.core.words import Word

# How long a link works. A new one may be sent at any time.
INVITED_FOR = timedelta(days=7)


class Stands(Word):
    """How an invitation stands."""

    ASKED = "asked"
    AGREED = "agreed"
    INVITED = "invited"
    RUN_OUT = "run_out"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    PAST = "past"


STANDS = Phrases(
    {
        "asked": "Waits for a second administrator",
        "agreed": "Agreed, not sent yet",
        "invited": "Invited",
        "run_out": "The link has run out",
        "accepted": "Accepted",
        "withdrawn": "Taken back",
        "past": "Its last day has passed",
    }
)
# Something is still to be done.
OPEN = (Stands.ASKED, Stands.AGREED, Stands.INVITED, Stands.RUN_OUT)


def stands(
    at: datetime,
    *,
    agreed_at: datetime | None,
    withdrawn_at: datetime | None,
    accepted_at: datetime | None,
    key_until: datetime | None,
    valid_to: datetime | None,
) -> Stands:
    """How an invitation stands at a moment, from what was done."""
    if accepted_at is not None:
        return Stands.ACCEPTED
    if withdrawn_at is not None:
        return Stands.WITHDRAWN
    if valid_to is not None and valid_to <= at:
        return Stands.PAST
    if agreed_at is None:
        return Stands.ASKED
    if key_until is None:
        return Stands.AGREED
    return Stands.INVITED if at < key_until else Stands.RUN_OUT


def needs_team(roles: list[str]) -> bool:
    """Whether one of the roles works in a team: what it reaches is what its team is involved in."""
    return any(SCOPE_OF[Role(role)] is Scope.TEAM for role in roles)
