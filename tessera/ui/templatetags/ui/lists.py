"""Lists, tables and ways around."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tessera.ui.components import listing
from tessera.ui.components.markup import NOTHING, element, join
from tessera.ui.paging import without

register = template.Library()


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
def pagination(
    context: Context, page: "Page[Any]", param: str = "page", label: str = "", place: str = ""
) -> SafeString:
    """Links to the other pages of a Django Page, keeping the rest of the query; nothing for one page.

    Two lists on one page each have their own `param` and `label`; `place` is the id of the list to land on.
    """
    if page.paginator.num_pages < 2:
        return NOTHING
    request = context.get("request")
    query = without(request.GET, param) if request else []

    def to(number: int) -> str:
        return "?" + urlencode([*query, (param, number)]) + (f"#{place}" if place else "")

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
        label=label,
    )


@register.simple_block_tag
def stat_tiles(content: str, label: str = "") -> SafeString:
    """A row of stat_tile tags."""
    named = label or _("Counts that filter the list")
    return element("ul", content, {"class": "tessera-tiles", "role": "list", "aria-label": named})


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
    columns = [listing.Column(text=text) for text in (_("Detail"), left, right)]
    return listing.table(content, caption=caption, columns=columns, classes="tessera-table tessera-compare")


@register.simple_tag
def compare_row(label: str, left: str, right: str, verdict: str = "unknown", why: str = "") -> SafeString:
    """One line of the comparison. verdict: same, near, different, unknown."""
    return listing.compare_row(label, left, right, verdict, why=why)
