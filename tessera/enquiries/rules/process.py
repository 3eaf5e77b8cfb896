"""Whose work a step is here, as the partners have agreed. PostgreSQL says who may; this can only say that fewer do."""

from collections.abc import Collection

from tessera.core.language import Phrases
from tessera.enquiries.rules.states import ENQUIRY
from tessera.enquiries.rules.words import EnquiryState
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import HubWork, RoleWord

REFUSED = Phrases(
    {
        "screen": "Here referrals are screened by someone with the role {role}. Ask one of them to screen this.",
        "rate": "Here the hub’s rating is set by someone with the role {role}. Ask one of them to rate this.",
    }
)


def kept_from(verb: str, settings: Settings, roles: Collection[str]) -> str | None:
    """Why this is not for somebody of the hub with these roles; None where it is."""
    whose = {"screen": settings.process.screened_by, "rate": settings.process.rated_by}[verb]
    if whose is HubWork.HUB or RoleWord.DECISION_MAKER in roles:
        return None
    return REFUSED[verb].format(role=settings.roles[RoleWord.DECISION_MAKER].label)


def offered(
    state: EnquiryState, settings: Settings, roles: Collection[str], *, confirms: bool = False
) -> frozenset[str]:
    """The verbs that somebody of the hub is offered: what the state allows and the partners have agreed.

    `confirms`: whether a rating waits for them to agree to it.
    """
    kept = {"rate"} if kept_from("rate", settings, roles) else set()
    if not confirms:
        kept.add("confirm")
    if RoleWord.DECISION_MAKER not in roles:
        kept.add("decide")
    return frozenset(ENQUIRY.verbs_from(state)) - kept
