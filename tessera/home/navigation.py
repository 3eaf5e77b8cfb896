"""Where each role may go. What may be seen there is PostgreSQL's to say; this only offers the way."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.chronology.queries import SUPERVISES
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
        yield "worklist", "/worklist/", _("Worklist"), 0
    if me.has(*ANSWERS):
        yield "requests", "/requests/", _("Requests"), 0
    if me.has(*REFERS):
        yield "referrals", "/referrals/", _("Referrals"), 0
        yield "refer", "/referrals/new/", _("Make a referral"), 0
    if me.has(*SEARCHES):
        yield "search", "/search/", _("Search"), 0
    if me.has(*SUPERVISES):
        yield "to_review", "/records-to-review/", _("Records to review"), 0
    yield "messages", "/messages/", _("Messages"), unread(me)
    if me.has(Role.CALDICOTT_GUARDIAN):
        yield "reviews", "/emergency-access/reviews/", _("Reviews"), waiting_for(me)
        yield "explain", "/explain/", _("Who can see what"), 0
    if me.has(Role.CALDICOTT_GUARDIAN, Role.ADMINISTRATOR):
        yield "clearances", "/clearances/", _("Clearances"), 0
        yield "exclusions", "/exclusions/", _("Exclusions"), 0
    if me.has(Role.ADMINISTRATOR):
        yield "practitioners", "/practitioners/", _("Practitioners"), 0
        yield "settings", "/settings/", _("Settings"), 0
    if me.has(Role.CALDICOTT_GUARDIAN):
        yield "looked", "/looked/cases/", _("Who has looked"), 0
    if me.has(Role.QUALITY_ASSURER, Role.DECISION_MAKER):
        yield "assurance", "/assurance/", _("Quality assurance"), 0
    if me.has(*MAY_OPEN):
        yield "emergency", "/emergency-access/", _("Emergency access"), 0


def start_of(me: Me) -> str:
    """The page that a practitioner's day begins on."""
    if me.has(*HUB):
        return "/worklist/"
    if me.has(*ANSWERS):
        return "/requests/"
    if me.has(*REFERS):
        return "/referrals/"
    return "/messages/"
