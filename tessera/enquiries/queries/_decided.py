"""What somebody decided, in the words that were agreed when they did. Used by the queries of this app."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tessera.partnership import queries as partnership


def screened_words(partnership_id: UUID, code: str, screened_at: datetime) -> str:
    """What an outcome of screening was called on the day that the referral was screened."""
    settings = partnership.in_force(partnership_id, screened_at).settings
    on = screened_at.astimezone(ZoneInfo(settings.calendar().time_zone)).date()
    return settings.screening_outcome(code).label.on(on)


def outcome_words(partnership_id: UUID, code: str, decided_at: datetime, closure: str = "") -> str:
    """What an outcome was called on the day of the decision, and why work ended with it, where that was said."""
    settings = partnership.in_force(partnership_id, decided_at).settings
    on = decided_at.astimezone(ZoneInfo(settings.calendar().time_zone)).date()
    outcome = settings.outcomes.get(code)
    words = outcome.label.on(on) if outcome else code
    if not closure:
        return words
    why = settings.closures.get(closure)
    return _("{outcome}: {why}").format(outcome=words, why=why.label if why else closure)


def decided_level(partnership_id: UUID, number: int, decided_at: datetime) -> str:
    """The level of a decision, with the name it had on that day."""
    settings = partnership.in_force(partnership_id, decided_at).settings
    on = decided_at.astimezone(ZoneInfo(settings.calendar().time_zone)).date()
    level = settings.levels.get(number)
    if level is None:
        return _("Level {number}").format(number=number)
    return _("Level {number}: {name}").format(number=number, name=level.name.on(on))


def about_words(partnership_id: UUID, code: str, made_at: datetime) -> str:
    """What a challenge is about, as the reasons were worded when it was made; nothing where it gave none."""
    reason = partnership.in_force(partnership_id, made_at).settings.challenge.reasons.get(code)
    return reason.label if reason else code
