"""Our own parts: how urgent, how long left, who has answered, what the child said, what is held back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tessera.core.language import Phrases
from tessera.core.text import plural, short_date_words, time_words
from tessera.ui.components.listing import toned
from tessera.ui.components.markup import NOTHING, attributes, classes, element, escaped, hidden_text, join

SHAPES = {
    "red": SafeString('<path d="M8 1 15.5 15H.5z"/>'),
    "amber": SafeString('<path d="M8 .5 15.5 8 8 15.5.5 8z"/>'),
    "green": SafeString('<circle cx="8" cy="8" r="7"/>'),
    "blue": SafeString('<path d="M1.5 1.5h13v13h-13z"/>'),
}
RATING_WORDS = Phrases({"red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue"})


@lru_cache(maxsize=256)  # a list shows the same few again and again
def rating(level: str, *, target: str = "", label: str = "") -> SafeString:
    """Return a rating as word, shape and colour, with what it asks for ("4 hours").

    `level`: red (triangle), amber (diamond), green (circle), blue (square); any other value, and none,
    reads "Not rated". `label` replaces the word where a partnership calls it something else.
    """
    shape = SHAPES.get(level)
    icon = (
        format_html(
            '<svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" focusable="false">{}</svg>',
            shape,
        )
        if shape
        else NOTHING
    )
    return format_html(
        '<span class="tessera-rating tessera-rating--{}">'
        '<strong class="tessera-rating__pill">{}{}</strong>{}</span>',
        level if shape else "none",
        icon,
        label or (RATING_WORDS[level] if level in RATING_WORDS else _("Not rated")),
        format_html(' <span class="tessera-rating__target">{}</span>', target) if target else NOTHING,
    )


class ClockFacts(Protocol):
    """What a clock needs. Any object with these attributes will do."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A limit and how it stands. `soon_at` defaults to four fifths of the way from start to due."""

    started_at: datetime
    due_at: datetime
    label: str = ""
    paused_at: datetime | None = None
    paused_why: str = ""
    stopped_at: datetime | None = None
    soon_at: datetime | None = None


def duration_words(length: timedelta) -> str:
    """Return how long in words: "under 1 min", "34 min", "1h 41m", "3 days". Never rounded up."""
    seconds = abs(int(length.total_seconds()))
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours >= 48:
        return plural(hours // 24, "day")
    if hours:
        return _("{hours}h {minutes}m").format(hours=hours, minutes=f"{minutes:02d}")
    return _("{minutes} min").format(minutes=minutes) if minutes else _("under 1 min")


def clock_time(value: datetime) -> str:
    """Return the time of day as GOV.UK writes it: 9am, 11:55am, midday, midnight."""
    return time_words(timezone.localtime(value).time())


NEAR = Phrases({0: "today", 1: "tomorrow", -1: "yesterday"})


def day_words(value: datetime, now: datetime) -> str:
    """Return today, tomorrow, yesterday, or the day: "Wed 25 Nov", with the year when it is another one."""
    that, today = timezone.localtime(value).date(), timezone.localtime(now).date()
    away = (that - today).days
    return NEAR[away] if away in NEAR else short_date_words(that, with_year=that.year != today.year)


def clock_state(facts: ClockFacts, now: datetime) -> str:
    """Return ok, soon, over, paused or stopped."""
    if getattr(facts, "stopped_at", None):
        return "stopped"
    if getattr(facts, "paused_at", None):
        return "paused"
    if now >= facts.due_at:
        return "over"
    soon_at = getattr(facts, "soon_at", None) or facts.started_at + (facts.due_at - facts.started_at) * 0.8
    return "soon" if now >= soon_at else "ok"


def _clock_words(facts: ClockFacts, now: datetime, state: str) -> str:
    if state == "stopped":
        spare = facts.due_at - facts.stopped_at  # type: ignore[attr-defined]
        words = _("Done, {time} late") if spare < timedelta(0) else _("Done, {time} to spare")
        return words.format(time=duration_words(spare))
    if state == "paused":
        since: datetime = facts.paused_at  # type: ignore[attr-defined]
        left = facts.due_at - since
        words = _("Paused, {time} late") if left < timedelta(0) else _("Paused, {time} left")
        return words.format(time=duration_words(left))
    left = facts.due_at - now
    words = _("Overdue {time}") if state == "over" else _("{time} left")
    return words.format(time=duration_words(left))


def _due(facts: ClockFacts, now: datetime, state: str, why: str) -> SafeString:
    """When it is or was due, with the time as a machine reads it."""
    when = f"{clock_time(facts.due_at)} {day_words(facts.due_at, now)}"
    time = element("time", when, {"datetime": facts.due_at.isoformat()})
    if state not in ("stopped", "paused"):
        return mark_safe(_("due {time}").format(time=time))  # noqa: S308 - our words about an element
    return (
        format_html(_("{why}; was due {time}"), why=why, time=time)
        if why
        else format_html(_("was due {time}"), time=time)
    )


BAR = (
    '<svg class="tessera-clock__bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" '
    'focusable="false"><rect class="tessera-clock__track" width="100" height="6"/><rect '
    'class="tessera-clock__used" width="{}" height="6"/></svg>'
)


def clock(facts: ClockFacts, *, now: datetime, label: str = "") -> SafeString:
    """Return a limit in words with a bar. The words are right with no script; script keeps them so."""
    state = clock_state(facts, now)
    at = getattr(facts, "stopped_at", None) or getattr(facts, "paused_at", None) or now
    whole = max((facts.due_at - facts.started_at).total_seconds(), 1)
    used = round(min(max((at - facts.started_at).total_seconds() / whole, 0), 1) * 100)
    soon_at = getattr(facts, "soon_at", None)
    live = state in ("ok", "soon", "over")
    values = {
        "class": f"tessera-clock tessera-clock--{state}",
        "data-clock": live,
        "data-start": facts.started_at.isoformat() if live else None,
        "data-due": facts.due_at.isoformat() if live else None,
        "data-soon": soon_at.isoformat() if live and soon_at else None,
    }
    label = label or getattr(facts, "label", "")
    why = getattr(facts, "paused_why", "") if state == "paused" else ""
    named = element("span", label, {"class": "tessera-clock__label"}) if label else NOTHING
    words = f'<span class="tessera-clock__left">{escaped(_clock_words(facts, now, state))}</span>'
    due = f'<span class="tessera-clock__due">{_due(facts, now, state, why)}</span>'
    return mark_safe(f"<span{attributes(values)}>{named}{words}{due}{BAR.format(used)}</span>")  # noqa: S308


REPLY_WORDS = Phrases(
    {
        "not_asked": "not asked",
        "sent": "asked, not yet seen",
        "waiting": "waiting",
        "seen": "seen, waiting",
        "returned": "returned",
        "nothing_known": "nothing known",
        "late": "late",
        "refused": "refused",
    }
)
REPLY_MARKS = Phrases(
    {
        "not_asked": "·",
        "sent": "…",
        "waiting": "…",
        "seen": "seen",
        "returned": "✓",
        "nothing_known": "–",
        "late": "!",
        "refused": "✕",
    }
)


class ReplyFacts(Protocol):
    """One agency's reply: its short code, its name, and a state from REPLY_WORDS."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def state(self) -> str: ...


def replies(facts: Iterable[ReplyFacts | tuple[str, str, str]]) -> SafeString:
    """Return each agency's reply as a small labelled chip; (code, name, state) tuples will do too."""
    told = (fact if isinstance(fact, tuple) else (fact.code, fact.name, fact.state) for fact in facts)
    return element("ul", join(_chip(*fact) for fact in told), {"class": "tessera-replies", "role": "list"})


@lru_cache(maxsize=1024)
def _chip(code: str, name: str, state: str) -> SafeString:
    return format_html(
        '<li class="tessera-replies__{}"><span aria-hidden="true">{} {}</span>{}</li>',
        state,
        code,
        REPLY_MARKS[state],
        hidden_text(f"{name}: {REPLY_WORDS[state]}"),
    )


def voice(
    content: str, *, title: str, by: str = "", name: str = "childs-voice", level: int = 2, note: str = ""
) -> SafeString:
    """Return what a child said or showed: their exact words first, then who asked, where and how."""
    return format_html(
        '<section class="tessera-voice" aria-labelledby="{0}"><h{1} id="{0}">{2}</h{1}>'
        "<blockquote>{3}</blockquote>{4}{5}</section>",
        name,
        level,
        title,
        content,
        element("p", by, {"class": "tessera-voice__by"}) if by else NOTHING,
        element("p", note, {"class": "tessera-voice__by tessera-flag"}) if note else NOTHING,
    )


def danger_panel(*, hub_number: str, hub_name: str = "", advice: str = "") -> SafeString:
    """Return "If a child is in danger now": ring 999, then the hub."""
    dial = "".join(character for character in hub_number if character.isdigit() or character == "+")
    if dial.startswith("0"):
        dial = "+44" + dial[1:]
    return format_html(
        '<aside class="tessera-danger" aria-labelledby="danger-title">'
        '<h2 id="danger-title">{}</h2><div class="tessera-danger__body"><p>{}</p><p>{}</p>{}</div></aside>',
        _("If a child is in danger now"),
        format_html(
            _("Call {number}. Do not wait to finish this form."),
            number=SafeString('<a class="govuk-link tessera-danger__tel" href="tel:999">999</a>'),
        ),
        format_html(
            _("Then ring {hub}: {number}"),
            hub=hub_name or _("the hub"),
            number=format_html(
                '<a class="govuk-link tessera-danger__tel" href="tel:{}">{}</a>', dial, hub_number
            ),
        ),
        element("p", advice) if advice else NOTHING,
    )


LINE_KINDS = Phrases(
    {
        "saw": "Saw",
        "heard": "Heard",
        "told": "Told by",
        "record": "From a record",
        "voice": "Child’s words",
        "opinion": "Opinion",
        "analysis": "Analysis",
        "impact": "For the child",
        "action": "What was done",
    }
)


def note_line(content: str, *, kind: str, by: str = "", label: str = "") -> SafeString:
    """Return one line of a note under its kind (saw, heard, told, record, opinion, …: LINE_KINDS)."""
    return format_html(
        '<li class="tessera-lines__{}"><span class="tessera-lines__kind">{}</span><div>{}{}</div></li>',
        kind,
        label or LINE_KINDS.get(kind, kind),
        content,
        element("span", by, {"class": "tessera-lines__by"}) if by else NOTHING,
    )


def held_back(*, agency: str, contact: str = "") -> SafeString:
    """Return the place of a line the reader may not see: which agency holds it and whom to ask."""
    return format_html(
        '<li class="tessera-lines__held"><span class="tessera-lines__kind">{}</span><div>{}</div></li>',
        _("Held back"),
        _("A line here is held back by {agency}. To ask about it: {contact}.").format(
            agency=agency, contact=contact
        )
        if contact
        else _("A line here is held back by {agency}.").format(agency=agency),
    )


def timeline_item(
    content: str,
    *,
    title: str,
    when: str,
    by: str = "",
    tone: str = "",
    level: int = 3,
    id: str = "",  # noqa: A002
    datetime_value: str = "",
) -> SafeString:
    """Return one entry of a timeline. `tone`: red, amber, green, blue or voice."""
    moment = format_html('<time datetime="{}">{}</time>', datetime_value, when) if datetime_value else when
    return format_html(
        '<li{}><p class="tessera-timeline__when">{}</p><h{}>{}</h{}>{}</li>',
        attributes(
            {"class": classes(toned(tone), "is-voice" if tone == "voice" else "") or None, "id": id or None}
        ),
        join([moment, f" · {by}"]) if by else moment,
        level,
        title,
        level,
        content,
    )
