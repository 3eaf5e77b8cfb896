"""For how long a record opens in an emergency, when that is reviewed, and how long a clearance lasts. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tessera.access.rules import Finding, Mark, Role
from tessera.core.identifiers import reference_from
from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.core.words import Word
from tessera.core.working_time import Calendar

# Whoever works with a child. The database asks the same (people/sql/emergency.sql).
MAY_OPEN = (
    Role.SAFEGUARDING_LEAD,
    Role.HUB_PRACTITIONER,
    Role.DECISION_MAKER,
    Role.AGENCY_OFFICER,
    Role.SOCIAL_WORKER,
)
SHORTEST_REASON = 10
REMINDED_BEFORE = timedelta(hours=2)
EMERGENCY_PREFIX = "EA"


class Ground(Word):
    """Why a record is opened in an emergency. The practitioner's own words follow."""

    DANGER = "danger"
    PRESENT = "present"
    UNREACHABLE = "unreachable"
    OTHER = "other"


GROUNDS = Phrases(
    {
        Ground.DANGER: "A child may be in danger now",
        Ground.PRESENT: "The child or their family is with me now",
        Ground.UNREACHABLE: "I cannot reach anyone who has the record",
        Ground.OTHER: "Something else",
    }
)

FINDINGS = Phrases(
    {
        Finding.JUSTIFIED: "Justified",
        Finding.NOT_JUSTIFIED: "Not justified",
        Finding.MISUSE: "Misuse",
    }
)
MEANINGS = Phrases(
    {
        Finding.JUSTIFIED: "It was needed to keep a child safe, and no more was looked at than was needed.",
        Finding.NOT_JUSTIFIED: "It was not needed, or another way was open. Nothing suggests bad faith.",
        Finding.MISUSE: "They looked for a reason of their own. Something must follow.",
    }
)

MARKS = Phrases(
    {
        Mark.POLICE_INTELLIGENCE: "Police intelligence",
        Mark.DOMESTIC_ABUSE_ADDRESS: "An address kept safe from an abuser",
        Mark.ADULT_HEALTH: "An adult’s health",
        Mark.ADOPTION: "Adoption",
        Mark.LEGAL_PRIVILEGE: "Legal advice",
    }
)

# What a look is called: by what was done and to which kind of row.
LOOKS = Phrases(
    {
        ("see", "enquiry"): "Read the enquiry",
        ("consider", "enquiry"): "Opened a page to change the enquiry",
        ("see", "referral"): "Read the referral",
        ("consider", "referral"): "Looked at the referral and what was advised",
        ("consider", "person"): "Was shown somebody in it as a likely match",
        ("see", "case"): "Was shown whose case it is",
        ("see", "emergency_access"): "Read what was opened",
        ("open", "attachment"): "Opened a document",
        ("see", "attachment"): "Opened a document",
        ("export", "enquiry"): "Downloaded the audit",
        ("export", "chronology"): "Took a file of the chronology",
    }
)


def reference_of(use_id: UUID) -> str:
    """What a use is called in a message and on a page."""
    return reference_from(EMERGENCY_PREFIX, use_id)


def reason_of(ground: Ground, words: str) -> str:
    """The reason as it is kept and reviewed: the ground, then the practitioner's own words."""
    return f"{GROUNDS[ground]}: {words}"


def look_words(verb: str, kind: str) -> str:
    """What looking at a record is called in a review."""
    return LOOKS.get((verb, kind), f"{_(verb).capitalize()}: {_(kind.replace('_', ' '))}")


def review_due(opened_at: datetime, calendar: Calendar) -> datetime:
    """When a use must have been reviewed: the end of the next day on which the hub opens. In UTC."""
    zone = ZoneInfo(calendar.time_zone)
    day = opened_at.astimezone(zone).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    midnight = calendar.closes == time(0)
    return datetime.combine(day + timedelta(days=midnight), calendar.closes, zone).astimezone(UTC)


def latest_clearance(given_on: date) -> date:
    """The last day a clearance given on a day may hold: the same day of the next year."""
    year = given_on.year + 1
    return (
        date(year, 2, 28)
        if (given_on.month, given_on.day) == (2, 29)
        else date(year, given_on.month, given_on.day)
    )


def end_of(day: date, calendar: Calendar) -> datetime:
    """The end of a day where the partnership is. In UTC."""
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(calendar.time_zone)).astimezone(UTC)
