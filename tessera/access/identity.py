"""Who is signed in, for the top of every page."""

from django.http import HttpRequest

from tessera.access import sessions
from tessera.access.here import Me
from tessera.core.language import Phrases
from tessera.core.text import join_words

ROLES = Phrases(
    {
        "referrer": "referrer",
        "safeguarding_lead": "safeguarding lead",
        "hub_practitioner": "hub practitioner",
        "decision_maker": "decision maker",
        "agency_officer": "agency officer",
        "social_worker": "social worker",
        "quality_assurer": "quality assurer",
        "caldicott_guardian": "Caldicott guardian",
        "administrator": "administrator",
        "automatic": "automatic",
    }
)


def roles_in_words(roles: tuple[str, ...]) -> str:
    """Return "Referrer and safeguarding lead"."""
    words = join_words([ROLES[role] for role in roles])
    return words[:1].upper() + words[1:]


def identity(request: HttpRequest) -> dict[str, str]:
    """Return the partnership, the practitioner and what they act as. Empty where nobody is signed in."""
    me: Me | None = getattr(request, "me", None)
    if me is None:
        return {}
    return {
        "partnership": me.partnership,
        "who": str(me.membership_id),
        "practitioner": me.name,
        "role": f"{roles_in_words(me.roles)}, {me.agency}",
        "switch": "1" if request.session.get(sessions.SEVERAL) else "",
    }
