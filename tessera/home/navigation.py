"""Where each role may go. What may be seen there is PostgreSQL's to say; this only offers the way."""

from collections.abc import Iterator

from django.http import HttpRequest

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.notifications.queries import unread
from tessera.oversight.queries.emergencies import waiting_for
from tessera.oversight.rules import MAY_OPEN

HUB = (Role.HUB_PRACTITIONER, Role.DECISION_MAKER)
ANSWERS = (Role.AGENCY_OFFICER, Role.SAFEGUARDING_LEAD)
REFERS = (*HUB, *ANSWERS, Role.REFERRER, Role.SOCIAL_WORKER)
SEARCHES = (*REFERS, Role.QUALITY_ASSURER)

Item = tuple[str, str, str, int]


def items(request: HttpRequest) -> Iterator[Item]:
    """Each way to go as (key, address, words, how many wait there)."""
    me: Me | None = getattr(request, "me", None)
    if not me:
        return
    if me.has(*HUB):
        yield "worklist", "/worklist/", "Worklist", 0
    if me.has(*ANSWERS):
        yield "requests", "/requests/", "Requests", 0
    if me.has(*REFERS):
        yield "referrals", "/referrals/", "Referrals", 0
        yield "refer", "/referrals/new/", "Make a referral", 0
    if me.has(*SEARCHES):
        yield "search", "/search/", "Search", 0
    yield "messages", "/messages/", "Messages", unread(me)
    if me.has(Role.CALDICOTT_GUARDIAN):
        yield "reviews", "/emergency-access/reviews/", "Reviews", waiting_for(me)
        yield "explain", "/explain/", "Who can see what", 0
    if me.has(Role.CALDICOTT_GUARDIAN, Role.ADMINISTRATOR):
        yield "clearances", "/clearances/", "Clearances", 0
        yield "exclusions", "/exclusions/", "Exclusions", 0
    if me.has(Role.ADMINISTRATOR):
        yield "settings", "/settings/", "Settings", 0
    if me.has(Role.CALDICOTT_GUARDIAN):
        yield "looked", "/looked/cases/", "Who has looked", 0
    if me.has(Role.QUALITY_ASSURER, Role.DECISION_MAKER):
        yield "assurance", "/assurance/", "Quality assurance", 0
    if me.has(*MAY_OPEN):
        yield "emergency", "/emergency-access/", "Emergency access", 0


def start_of(me: Me) -> str:
    """The page that a practitioner's day begins on."""
    if me.has(*HUB):
        return "/worklist/"
    if me.has(*ANSWERS):
        return "/requests/"
    if me.has(*REFERS):
        return "/referrals/"
    return "/messages/"
