"""The case: urgency, replies, what the child said, what happened, who the page is about; pictures."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tessera.ui import svg
from tessera.ui.components import case, listing, work
from tessera.ui.components.markup import NOTHING, attributes, element
from tessera.ui.templatetags.ui.times import day, moment
from tessera.ui.templatetags.ui.words import tag

register = template.Library()


@register.simple_tag
def rating(level: str | None, target: str = "", label: str = "") -> SafeString:
    """A rating as word, shape and colour: red, amber, green, blue; none reads "Not rated"."""
    return case.rating(level or "", target=target, label=label)


@register.simple_tag(takes_context=True)
def clock(context: Context, facts: Any, label: str = "") -> SafeString:
    """A limit: any object with started_at, due_at and, if it has them, label, paused_at, paused_why,
    stopped_at, soon_at. Times must be aware. `now` comes from the page."""
    return case.clock(facts, now=context["now"], label=label)


@register.simple_tag(takes_context=True)
def work_rows(context: Context, works: Iterable[Any]) -> SafeString:
    """The rows of the worklist, inside its table: see components.work. `now` comes from the page."""
    return work.work_rows(works, now=context["now"])


@register.simple_tag
def replies(facts: Iterable[Any]) -> SafeString:
    """Agencies' replies as chips: objects with code, name and state, or such tuples."""
    return case.replies(facts)


@register.simple_tag
def replies_key(agencies: Iterable[tuple[str, str]] = ()) -> SafeString:
    """What the chips mean; agencies as (code, name) pairs."""
    names = ", ".join(f"{code} {name}" for code, name in agencies)
    return format_html(
        '<p class="tessera-replies__key"><strong>{}</strong> {}{}</p>',
        _("Replies:"),
        f"{names}. " if names else "",
        _("✓ returned, – nothing known, … waiting, seen: opened and not answered, ! late, ✕ refused."),
    )


@register.simple_block_tag
def voice(content: str, title: str, by: str = "", note: str = "", id: str = "", level: int = 2) -> SafeString:  # noqa: A002
    """What a child said or showed: their words as <p>s; `by` says who asked, when, how; `note` a warning."""
    return case.voice(content, title=title, by=by, note=note, name=id or "childs-voice", level=level)


@register.simple_tag
def danger_panel(hub_number: str, hub_name: str = "", advice: str = "") -> SafeString:
    """ "If a child is in danger now": 999, then the hub's number."""
    return case.danger_panel(hub_number=hub_number, hub_name=hub_name, advice=advice)


@register.simple_block_tag
def note_lines(content: str, label: str) -> SafeString:
    """The lines of a note, around note_line and held_back tags."""
    return element("ul", content, {"class": "tessera-lines", "role": "list", "aria-label": label})


@register.simple_block_tag
def note_line(content: str, kind: str, by: str = "", label: str = "") -> SafeString:
    """One line under its kind: saw, heard, told, record, voice, opinion, analysis."""
    return case.note_line(content, kind=kind, by=by, label=label)


@register.simple_tag
def held_back(agency: str, contact: str = "") -> SafeString:
    """A line the reader may not see: which agency holds it and whom to ask; never its words."""
    return case.held_back(agency=agency, contact=contact)


@register.simple_block_tag
def timeline(content: str, label: str) -> SafeString:
    """What happened, in order, around timeline_item tags."""
    return element("ol", content, {"class": "tessera-timeline", "role": "list", "aria-label": label})


@register.simple_block_tag
def timeline_item(
    content: str,
    title: str,
    when: str | datetime | date,
    by: str = "",
    tone: str = "",
    level: int = 3,
    id: str = "",  # noqa: A002
) -> SafeString:
    """One entry; `when` a date, a moment, or words. tone: red, amber, green, blue, voice."""
    value = "" if isinstance(when, str) else when.isoformat()
    words = when if isinstance(when, str) else moment(when) if isinstance(when, datetime) else day(when)
    return case.timeline_item(
        content, title=title, when=words, datetime_value=value, by=by, tone=tone, level=level, id=id
    )


@register.simple_block_tag
def identity_bar(content: str, tone: str = "") -> SafeString:
    """Who this page is about, around identity_main, identity_clocks and identity_actions."""
    return element("div", content, {"class": f"tessera-identity {listing.toned(tone)}".strip()})


@register.simple_block_tag
def identity_main(content: str, name: str, reference: str = "", facts: str = "") -> SafeString:
    """The page's heading: the name, its reference over it, the plain facts under it; then tags as content."""
    return format_html(
        '<div>{}<h1>{}</h1>{}<p class="tessera-identity__tags">{}</p></div>',
        element("span", reference, {"class": "tessera-identity__ref"}) if reference else NOTHING,
        name,
        element("p", facts) if facts else NOTHING,
        content,
    )


@register.simple_block_tag
def identity_clocks(content: str) -> SafeString:
    """The limits that run, around clock tags."""
    return element("div", content, {"class": "tessera-identity__clocks"})


@register.simple_block_tag
def identity_actions(content: str) -> SafeString:
    """The one or two things to do here, around button tags."""
    return element("div", content, {"class": "tessera-identity__actions"})


@register.simple_block_tag
def agency_cards(content: str) -> SafeString:
    """Agency cards side by side."""
    return element("div", content, {"class": "tessera-agencies"})


@register.simple_block_tag
def agency_card(
    content: str,
    name: str,
    status: str = "",
    colour: str = "grey",
    who: str = "",
    foot: str = "",
    waiting: bool = False,
) -> SafeString:
    """What one agency knows, or while `waiting` what it was asked. `foot`: times, how far it may go."""
    return format_html(
        '<section{}><div class="tessera-agency__head"><h3>{}</h3>{}</div>{}{}{}</section>',
        attributes(
            {"class": f"tessera-agency{' tessera-agency--open' if waiting else ''}", "aria-label": name}
        ),
        name,
        tag(status, colour) if status else NOTHING,
        element("p", who, {"class": "tessera-agency__who"}) if who else NOTHING,
        content,
        element("div", foot, {"class": "tessera-agency__foot"}) if foot else NOTHING,
    )


@register.simple_block_tag
def agency_foot(content: str) -> SafeString:
    """The foot of an agency card, last inside it, when it holds more than words."""
    return element("div", content, {"class": "tessera-agency__foot"})


@register.simple_tag
def chart_bars(values: Iterable[tuple[str, float]], title: str, unit: str = "") -> SafeString:
    """Horizontal bars of (name, figure) pairs, with their table."""
    return svg.bars_with_table(list(values), title=title, unit=unit)


@register.simple_tag
def sparkline(values: Iterable[float], label: str) -> SafeString:
    """A small line of figures whose table is nearby."""
    return svg.sparkline(list(values), label=label)
