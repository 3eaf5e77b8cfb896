"""Every tag a page may use. A builtin library: no `{% load %}` is needed.

docs/how-to/write-a-page.md lists each with its arguments and an example.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tessera.ui import svg
from tessera.ui.components import case, listing
from tessera.ui.components import content as govuk
from tessera.ui.components.markup import NOTHING, Attributes, attributes, element, join

register = template.Library()


def _data(values: dict[str, Any]) -> Attributes:
    """Turn `data_autosave=""` and `aria_label=""` into the attributes data-autosave and aria-label."""
    return {name.replace("_", "-"): value for name, value in values.items()}


# Buttons and links --------------------------------------------------------------------------------


@register.simple_tag
def button(
    text: str,
    variant: str = "",
    href: str = "",
    type: str = "submit",  # noqa: A002
    name: str = "",
    value: str = "",
    disabled: bool = False,
    start: bool = False,
    id: str = "",  # noqa: A002
    **values: Any,
) -> SafeString:
    """A button, or with `href` a link that looks like one. A second click within a second does nothing."""
    return govuk.button(
        text,
        href=href,
        type=type,
        name=name,
        value=value,
        disabled=disabled,
        start=start,
        id=id,
        prevent_double_click=True if type == "submit" and not href else None,
        classes=f"govuk-button--{variant}" if variant else "",
        attrs=_data(values),
    )


@register.simple_block_tag
def button_group(content: str) -> SafeString:
    """Buttons and links side by side."""
    return element("div", content, {"class": "govuk-button-group"})


@register.simple_tag
def link(text: str, href: str, hidden: str = "", **values: Any) -> SafeString:
    """A link; `hidden` is added for screen readers only: link "Change" url hidden="your name"."""
    spoken = format_html('<span class="govuk-visually-hidden"> {}</span>', hidden) if hidden else NOTHING
    return element("a", join([text, spoken]), {"class": "govuk-link", "href": href, **_data(values)})


@register.simple_tag
def post_button(text: str, action: str, csrf: str, variant: str = "secondary") -> SafeString:
    """A form with one button, for a verb that needs nothing typed. Give it the page's csrf_token."""
    return format_html(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}</form>',
        action,
        csrf,
        button(text, variant),
    )


@register.simple_tag
def print_button(text: str = "Print this page") -> SafeString:
    """A button that prints; script shows it, so it is never there in vain."""
    return button(text, "secondary", type="button", data_print=True, hidden=True)


@register.simple_tag
def back_link(href: str, text: str = "Back") -> SafeString:
    """A link back, for the `before` block."""
    return govuk.back_link(href, text)


@register.simple_tag
def breadcrumbs(*steps: str) -> SafeString:
    """Breadcrumbs: text, href, text, href, ... and at the end, if wanted, the page one is on."""
    pairs = [(steps[i], steps[i + 1] if i + 1 < len(steps) else "") for i in range(0, len(steps), 2)]
    return govuk.breadcrumbs(pairs, collapse_on_mobile=True)


# Words on the page --------------------------------------------------------------------------------


@register.simple_tag
def tag(text: str, colour: str = "") -> SafeString:
    """A status tag. Colours: grey green teal blue purple magenta red orange yellow."""
    return govuk.tag(text, classes=f"govuk-tag--{colour}" if colour else "")


@register.simple_tag
def badge(text: str, colour: str = "blue") -> SafeString:
    """A small outlined badge, such as "2 new"."""
    return element("strong", text, {"class": f"moj-badge moj-badge--{colour}"})


@register.simple_block_tag
def inset_text(content: str) -> SafeString:
    """Text set apart from what is around it."""
    return govuk.inset_text(content)


@register.simple_tag
def warning_text(text: str) -> SafeString:
    """A warning with its mark."""
    return govuk.warning_text(text)


@register.simple_block_tag
def notification_banner(content: str, title: str = "", type: str = "") -> SafeString:  # noqa: A002
    """A banner above the page's heading; type="success" says that what was asked has been done."""
    return govuk.notification_banner(content, title=title, type=type)


@register.simple_tag
def messages_banner(messages: Iterable[Any]) -> SafeString:
    """One success banner for Django's messages, or nothing."""
    lines = [element("p", str(m), {"class": "govuk-notification-banner__heading"}) for m in messages or ()]
    return govuk.notification_banner(join(lines), type="success") if lines else NOTHING


@register.simple_block_tag
def panel(content: str, title: str) -> SafeString:
    """The confirmation panel at the end of a journey; its title is the page's heading."""
    return govuk.panel(title, content)


@register.simple_block_tag
def box(content: str, title: str = "", tone: str = "", level: int = 2, id: str = "") -> SafeString:  # noqa: A002
    """A plain bordered box with a heading; tone="soft" tints it."""
    heading = (
        element(f"h{level}", title, {"class": "tessera-panel__title", "id": id or None}) if title else NOTHING
    )
    names = f"tessera-panel tessera-panel--{tone}" if tone else "tessera-panel"
    return element(
        "section" if id else "div", join([heading, content]), {"class": names, "aria-labelledby": id or None}
    )


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:  # noqa: A002
    """Text that opens under its summary."""
    return govuk.details(summary, content, open=open)


ACRONYMS = {
    "ABE": "Achieving Best Evidence",
    "CAFCASS": "Children and Family Court Advisory and Support Service",
    "DSL": "designated safeguarding lead",
    "GP": "general practitioner",
    "LADO": "local authority designated officer",
    "MASH": "Multi-Agency Safeguarding Hub",
    "NHS": "National Health Service",
    "SENCO": "special educational needs co-ordinator",
    "UPN": "unique pupil number",
}


@register.simple_tag
def acronym(short: str, full: str = "", first: bool = False) -> SafeString:
    """An acronym with its meaning; `first=True` writes it in full, as on first use in a page."""
    meaning = full or ACRONYMS.get(short, "")
    if first and meaning:
        return format_html("{} ({})", meaning, short)
    return element("abbr", short, {"title": meaning or None})


@register.simple_block_tag
def title_bar(content: str, title: str, caption: str = "", size: str = "l") -> SafeString:
    """The page's heading with its main action beside it."""
    over = element("span", caption, {"class": f"govuk-caption-{size}"}) if caption else NOTHING
    return format_html(
        '<div class="tessera-title"><div>{}<h1 class="govuk-heading-{}">{}</h1></div>'
        '<div class="tessera-title__side">{}</div></div>',
        over,
        size,
        title,
        content,
    )


@register.simple_block_tag
def empty_state(content: str, title: str, level: int = 2) -> SafeString:
    """What to say, and what to do next, where a list has nothing in it."""
    return format_html('<div class="tessera-empty"><h{0}>{1}</h{0}>{2}</div>', level, title, content)


# Questions and answers ----------------------------------------------------------------------------


@register.simple_block_tag
def summary_list(content: str, title: str = "", compact: bool = False) -> SafeString:
    """A list of keys and values around summary_row tags; with a title, inside a card."""
    names = "govuk-summary-list govuk-summary-list--no-border" if compact else "govuk-summary-list"
    listed = element("dl", content, {"class": names})
    return govuk.summary_card(title, listed) if title else listed


@register.simple_tag
def summary_row(
    key: str, value: Any = "", href: str = "", action: str = "Change", hidden: str = ""
) -> SafeString:
    """One key and value; nothing known is written "Not known". `href` adds a link, "Change <key>"."""
    links = [govuk.Link(href=href, text=action, hidden=hidden or key[:1].lower() + key[1:])] if href else []
    shown = value if value not in ("", None) else "Not known"
    return govuk.summary_row(govuk.Row(key=key, value=shown, links=links), any_links=bool(href))


@register.simple_block_tag
def summary_block(
    content: str, key: str, href: str = "", action: str = "Change", hidden: str = ""
) -> SafeString:
    """A summary row whose value is markup."""
    return summary_row(key, content, href, action, hidden)


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: Any) -> SafeString:
    """What is wrong, each line a link to the control. Forms or formsets; without one, the page's `form`."""
    from tessera.ui.forms import summary_errors

    given = forms or tuple(form for form in (context.get("form"),) if form is not None)
    errors = summary_errors(given)
    return govuk.error_summary(errors) if errors else NOTHING


@register.simple_tag
def error_prefix(*forms: Any) -> str:
    """ "Error: " for the page's title when a form has errors."""
    return "Error: " if any(isinstance(f, BaseForm) and f.is_bound and f.errors for f in forms) else ""


@register.simple_tag
def autosave_status() -> SafeString:
    """Where a form with data-autosave says Saving, Saved or Offline."""
    return SafeString('<p class="tessera-saved" role="status" data-autosave-status></p>')


@register.simple_block_tag
def wording_region(content: str, id: str = "wording") -> SafeString:  # noqa: A002
    """Where wording hints appear: politely, without moving the focus."""
    return element("div", content, {"id": id, "class": "tessera-wording", "role": "status"})


@register.simple_block_tag
def filter_bar(content: str, label: str, button_text: str = "Filter") -> SafeString:
    """A search form by GET around `{{ form.field.as_field_group }}`s, with its button."""
    return format_html(
        '<form method="get" class="tessera-filter" role="search" aria-label="{}">{}{}</form>',
        label,
        content,
        govuk.button(button_text, classes="govuk-button--secondary"),
    )


# Lists --------------------------------------------------------------------------------------------


@register.simple_block_tag
def table(
    content: str,
    caption: str,
    *columns: str,
    caption_size: str = "",
    dense: bool = False,
    cards: bool = False,
) -> SafeString:
    """A table around row tags. A column named "Number|n" is numeric; cards=True makes each row a card on a
    narrow screen."""
    heads = [listing.Column(text=name.removesuffix("|n"), numeric=name.endswith("|n")) for name in columns]
    return listing.table(
        content,
        caption=caption,
        columns=heads,
        caption_classes=f"govuk-table__caption--{caption_size}" if caption_size else "govuk-visually-hidden",
        classes="tessera-table" if dense or cards else "",
        cards=cards,
    )


@register.simple_block_tag
def row(content: str, tone: str = "", id: str = "") -> SafeString:  # noqa: A002
    """One row; tone is a rating, for the stripe at its edge."""
    return listing.row(content, tone=tone, cards=True, id=id)


@register.simple_block_tag
def cell(content: str, label: str = "", header: bool = False, numeric: bool = False) -> SafeString:
    """One cell; header=True names the row; label names the cell when the row is a card."""
    return listing.cell(content, header=header, numeric=numeric, label=label, cards=True)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: "Page[Any]", param: str = "page") -> SafeString:
    """Links to the other pages of a Django Page, keeping the rest of the query string; nothing for one page."""
    if page.paginator.num_pages < 2:
        return NOTHING
    request = context.get("request")
    query = [(k, v) for k, vs in request.GET.lists() for v in vs if k != param] if request else []

    def to(number: int) -> str:
        return "?" + urlencode([*query, (param, number)])

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        listing.PageLink(number=str(n), href=to(n), current=n == page.number)
        if isinstance(n, int)
        else listing.PageLink()
        for n in numbers
    ]
    return listing.pagination(
        links,
        previous=to(page.number - 1) if page.has_previous() else "",
        next=to(page.number + 1) if page.has_next() else "",
    )


@register.simple_block_tag
def stat_tiles(content: str, label: str = "Counts that filter the list") -> SafeString:
    """A row of stat_tile tags."""
    return element("ul", content, {"class": "tessera-tiles", "role": "list", "aria-label": label})


@register.simple_tag
def stat_tile(count: int, text: str, href: str, tone: str = "", current: bool = False) -> SafeString:
    """A number that filters the list; current=True for the filter in force."""
    return listing.tile(count, text, href=href, tone=tone, current=current)


@register.simple_block_tag
def sub_navigation(content: str, label: str) -> SafeString:
    """Navigation inside one record, around sub_nav_item tags."""
    listed = element("ul", content, {"class": "moj-sub-navigation__list"})
    return element("nav", listed, {"class": "moj-sub-navigation", "aria-label": label})


@register.simple_tag
def sub_nav_item(text: str, href: str, current: bool = False, count: int = 0) -> SafeString:
    """One item; current=True for the page one is on."""
    values = {"class": "moj-sub-navigation__link", "aria-current": "page" if current else None, "href": href}
    inner = join([text, nav_count(count)])
    return element("li", element("a", inner, values), {"class": "moj-sub-navigation__item"})


@register.simple_tag
def nav_count(count: int | None) -> SafeString:
    """How many things wait there, or nothing for none."""
    return format_html(' <span class="tessera-count">{}</span>', count) if count else NOTHING


@register.simple_tag
def nav_item(text: str, href: str, current: bool = False, count: int = 0) -> SafeString:
    """One item of the service navigation."""
    inner = join([text, nav_count(count)])
    if current:
        inner = element("strong", inner, {"class": "govuk-service-navigation__active-fallback"})
    values = {
        "class": "govuk-service-navigation__link",
        "href": href,
        "aria-current": "true" if current else None,
    }
    active = " govuk-service-navigation__item--active" if current else ""
    return element("li", element("a", inner, values), {"class": f"govuk-service-navigation__item{active}"})


@register.simple_tag
def task_list(tasks: Iterable[listing.Task]) -> SafeString:
    """A task list from tessera.ui.components.listing.Task objects."""
    return listing.task_list(tasks)


@register.simple_block_tag
def comparison(content: str, caption: str, left: str, right: str) -> SafeString:
    """Two people side by side, around compare_row tags."""
    columns = [listing.Column(text=text) for text in ("What is compared", left, right)]
    return listing.table(content, caption=caption, columns=columns, classes="tessera-table tessera-compare")


@register.simple_tag
def compare_row(label: str, left: str, right: str, verdict: str = "unknown", why: str = "") -> SafeString:
    """One line of the comparison. verdict: same, near, different, unknown."""
    return listing.compare_row(label, left, right, verdict, why=why)


# The case -----------------------------------------------------------------------------------------


@register.simple_tag
def rating(level: str | None, target: str = "", label: str = "") -> SafeString:
    """A rating as word, shape and colour: red, amber, green, blue; none reads "Not rated"."""
    return case.rating(level or "", target=target, label=label)


@register.simple_tag(takes_context=True)
def clock(context: Context, facts: Any, label: str = "") -> SafeString:
    """A limit: any object with started_at, due_at and, if it has them, label, paused_at, paused_why,
    stopped_at, soon_at. Times must be aware. `now` comes from the page."""
    return case.clock(facts, now=context.get("now") or timezone.now(), label=label)


@register.simple_tag
def replies(facts: Iterable[Any]) -> SafeString:
    """Agencies' replies as chips: objects with code, name and state, or such tuples."""
    return case.replies(facts)


@register.simple_tag
def replies_key(agencies: Iterable[tuple[str, str]] = ()) -> SafeString:
    """What the chips mean; agencies as (code, name) pairs."""
    names = ", ".join(f"{code} {name}" for code, name in agencies)
    return format_html(
        '<p class="tessera-replies__key"><strong>Replies:</strong> {}✓ returned, – nothing known, … waiting, '
        "seen, ! late, ✕ refused.</p>",
        f"{names}. " if names else "",
    )


@register.simple_block_tag
def voice(content: str, title: str, by: str = "", note: str = "", id: str = "", level: int = 2) -> SafeString:  # noqa: A002
    """What a child said or showed: their words as <p>s; `by` says who asked, when, how; `note` a warning."""
    return case.voice(content, title=title, by=by, note=note, id=id, level=level)


@register.simple_tag
def danger_panel(hub_number: str, hub_name: str = "the hub", advice: str = "") -> SafeString:
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
    """What one agency knows, or what it was asked while `waiting`. `foot`: times and how far it may be shared."""
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


# Words for times ----------------------------------------------------------------------------------


@register.filter
def clock_time(value: datetime | None) -> str:
    """11:55am"""
    return case.clock_time(value) if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """25 November 2026"""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """Wed 25 Nov"""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local:%a} {local.day} {local:%b}"


@register.filter
def moment(value: datetime | None) -> str:
    """25 November 2026 at 11:55am"""
    return f"{day(value)} at {clock_time(value)}" if value else ""


# Pictures -----------------------------------------------------------------------------------------


@register.simple_tag
def chart_bars(values: Iterable[tuple[str, float]], title: str, unit: str = "") -> SafeString:
    """Horizontal bars of (name, figure) pairs, with their table."""
    return svg.bars_with_table(list(values), title=title, unit=unit)


@register.simple_tag
def sparkline(values: Iterable[float], label: str) -> SafeString:
    """A small line of figures whose table is nearby."""
    return svg.sparkline(list(values), label=label)
