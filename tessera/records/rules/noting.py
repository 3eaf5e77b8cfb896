"""Who may read a note, as whoever writes it chooses, and when it was, as they say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from tessera.access.rules import Audience
from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.records.rules.happened import NOBODY_KNOWS, Happened, about, read, read_surely
from tessera.records.rules.words import LineKind, Nature, Theme

EVERYONE, HUB, OWN = "whole_case", "hub", "own"
READERS = Phrases(
    {
        EVERYONE: "Everyone who works on this case",
        HUB: "My agency and the hub",
        OWN: "Only my agency",
    }
)
KINDS = Phrases(
    {
        LineKind.SEEN: "Seen: what I or a colleague saw",
        LineKind.HEARD: "Heard: what I or a colleague heard",
        LineKind.TOLD: "Told: what somebody told us",
        LineKind.RECORD: "Record: what our records say",
        LineKind.OPINION: "Opinion: what I think",
        LineKind.ANALYSIS: "Analysis: what I think it means",
    }
)
# What a line of a note that is corrected may also be.
BEYOND = Phrases(
    {LineKind.IMPACT: "What it means for the child", LineKind.ACTION: "What was done, and what came of it"}
)

NATURES = Phrases(
    {
        Nature.HARM: "Harm or a sign of harm",
        Nature.MISSED: "Missed or not brought",
        Nature.CHANGE: "A change: a move, a school, who lives there",
        Nature.CONTACT: "Contact or an event",
        Nature.STRENGTH: "A strength, something that works",
    }
)

THEMES = Phrases(
    {
        Theme.NOT_BROUGHT: "Not brought to an appointment",
        Theme.ABSENCE: "Absence from school or nursery",
        Theme.MISSING: "Missing",
        Theme.MOVE: "Moved home",
        Theme.INJURY: "Injury or illness",
        Theme.NEGLECT: "Daily care, food, warmth",
        Theme.DOMESTIC_ABUSE: "Domestic abuse",
        Theme.PARENT_ILLNESS: "A parent’s illness",
        Theme.PARENT_MENTAL_HEALTH: "A parent’s mental health",
        Theme.SUBSTANCES: "Alcohol or drugs",
        Theme.CARING: "Looks after somebody",
        Theme.HEALTH_CONDITION: "The child’s own health condition",
        Theme.HOME_EDUCATED: "Educated at home",
        Theme.EXPLOITATION: "Exploitation",
        Theme.ONLINE: "Online",
        Theme.FATHER: "The father, or another man in the family",
        Theme.CULTURE: "Culture, faith and identity",
        Theme.LOW_LEVEL: "A small worry",
        Theme.SEEN_ALONE: "The child was seen alone",
    }
)


def audience_of(share: str, hub: int) -> tuple[Audience, list[int]]:
    """The audience of a note and whom it names besides the agency that wrote it."""
    if share == OWN:
        return Audience.OWN_AGENCY, []
    return (Audience.NAMED, [hub]) if share == HUB else (Audience.WHOLE_CASE, [])


# From the narrowest to the widest: a line of a note may be for fewer people than the note, and never for more.
SHARES = (OWN, HUB, EVERYONE)
FEWER = Phrases(
    {
        "": "The same people as the note",
        HUB: "My agency and the hub",
        OWN: "Only my agency",
    }
)


def narrower(share: str, readers: str) -> str:
    """For whom a line is: whichever goes less far, what was chosen for the note or for the line."""
    if share not in SHARES or readers not in SHARES:
        return share
    return min(share, readers, key=SHARES.index)


def share_of(audience: str) -> str:
    """What a form calls the audience of a note; empty where it offers none such."""
    return {Audience.OWN_AGENCY: OWN, Audience.NAMED: HUB, Audience.WHOLE_CASE: EVERYONE}.get(
        Audience(audience), ""
    )


def when_it_was(typed: Mapping[str, Any], today: date) -> Happened:
    """When something happened, from the answers of the form. Raises ValueError, in words, for what cannot be read."""
    when = typed.get("when") or "today"
    if when == "unknown":
        return NOBODY_KNOWS
    day = f"{today:%Y-%m-%d}" if when == "today" else str(typed.get("day") or "").strip()
    if when == "span":
        day = "–".join(str(typed.get(end) or "").strip() for end in ("begins", "until"))
    at = str(typed.get("time") or "").strip() if when in ("today", "day") else ""
    try:
        known = read_surely(f"{day} {at}") if at else read(day)
    except ValueError:
        raise ValueError(
            _("Enter a time like 8:10am, or leave it empty")
            if at and _is_a_day(day)
            else _("Enter a day like 3 June 2026, a month like June 2026, or a year")
        ) from None
    if known.first is None:
        raise ValueError(_("Enter when it was, or choose ‘Not known’"))
    if known.first > today:
        raise ValueError(_("Enter a day that is not in the future"))
    return about(known) if typed.get("about") and known.at is None else known


def _is_a_day(text: str) -> bool:
    try:
        known = read(text)
    except ValueError:
        return False
    return known.first is not None and known.first == known.last


def typed_of(happened: Happened) -> dict[str, str]:
    """The same the other way round: the answers that a form shows for it."""
    if happened.first is None or happened.last is None:
        return {"when": "unknown"}
    if happened.lasted:
        return {"when": "span", "begins": f"{happened.first}", "until": f"{happened.last}"}
    words = {
        "month": f"{happened.first:%Y-%m}",
        "year": f"{happened.first:%Y}",
    }.get(happened.precision, f"{happened.first}")
    if happened.precision == "about" and happened.first != happened.last:
        words = (
            f"{happened.first:%Y-%m}"
            if happened.first.month == happened.last.month
            else f"{happened.first:%Y}"
        )
    at = happened.at or time(0)
    return {
        "when": "day",
        "day": words,
        "time": f"{at:%H:%M}" if happened.at else "",
        "about": "on" if happened.precision == "about" else "",
    }
