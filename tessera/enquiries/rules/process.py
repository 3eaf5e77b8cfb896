"""Whose work a step is here, as the partners have agreed. PostgreSQL says who may; this can only say that fewer do."""

from collections.abc import Collection

from tessera.enquiries.rules.states import ENQUIRY
from tessera.enquiries.rules.words import EnquiryState
from tessera.partnership.rules.parts import Process
from tessera.partnership.rules.words import HubWork, RoleWord

REFUSED = {
    "screen": "Here a decision-maker screens referrals. Ask one of them to screen this.",
    "rate": "Here a decision-maker sets the hub’s rating. Ask one of them to rate this.",
}


def kept_from(verb: str, process: Process, roles: Collection[str]) -> str | None:
    """Why this is not for somebody of the hub with these roles; None where it is."""
    whose = {"screen": process.screened_by, "rate": process.rated_by}[verb]
    return REFUSED[verb] if whose is HubWork.DECISION_MAKER and RoleWord.DECISION_MAKER not in roles else None


def offered(state: EnquiryState, process: Process, roles: Collection[str]) -> frozenset[str]:
    """The verbs that somebody of the hub is offered: what the state allows and the partners have agreed."""
    kept = {"rate"} if kept_from("rate", process, roles) else set()
    if RoleWord.DECISION_MAKER not in roles:
        kept.add("decide")
    return frozenset(ENQUIRY.verbs_from(state)) - kept
