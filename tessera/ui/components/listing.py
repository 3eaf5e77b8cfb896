"""Lists, tables and ways around: pagination, task list, tables, tiles, the match comparison."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tessera.core.language import Phrases
from tessera.ui.components.content import tag
from tessera.ui.components.markup import NOTHING, Attributes, attributes, classes, element, hidden_text, join

TONES = frozenset({"red", "amber", "green", "blue"})

ARROW_BACK = SafeString(
    '<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" '
    'height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path '
    'd="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.2'
    '93-1.414-1.414z"></path></svg>'
)
ARROW_ON = SafeString(
    '<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" '
    'height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path '
    'd="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062'
    '-6.7246-6.7266z"></path></svg>'
)


def toned(tone: str) -> str:
    """Return the class of a rating's colour, or nothing for a word that is not a rating."""
    return f"is-{tone}" if tone in TONES else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageLink:
    """One number of the pagination; no number stands for the gap between numbers."""

    number: str = ""
    href: str = ""
    current: bool = False
    spoken: str = ""


def _page_item(link: PageLink) -> SafeString:
    if not link.number:
        return element("li", "⋯", {"class": "govuk-pagination__item govuk-pagination__item--ellipsis"})
    inner = element(
        "a",
        link.number,
        {
            "class": "govuk-link govuk-pagination__link",
            "href": link.href,
            "aria-label": link.spoken or _("Page {number}").format(number=link.number),
            "aria-current": "page" if link.current else None,
        },
    )
    current = "govuk-pagination__item--current" if link.current else ""
    return element("li", inner, {"class": classes("govuk-pagination__item", current)})


def pagination(
    links: Sequence[PageLink] = (),
    *,
    previous: str = "",
    next: str = "",  # noqa: A002
    previous_text: str = "",
    next_text: str = "",
    label: str = "",
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return links to the other pages; with no numbers, a block of previous and next."""
    block = not links and bool(previous or next)
    parts: list[str] = []
    if previous:
        words = previous_text or join([_("Previous"), hidden_text(_(" page"))])
        parts.append(_arrow(previous, words, "prev", block=block))
    if links:
        numbers = join(_page_item(link) for link in links)
        parts.append(element("ul", numbers, {"class": "govuk-pagination__list"}))
    if next:
        words = next_text or join([_("Next"), hidden_text(_(" page"))])
        parts.append(_arrow(next, words, "next", block=block))
    names = f"govuk-pagination{' govuk-pagination--block' if block else ''} {classes}".strip()
    return element(
        "nav", join(parts), {"class": names, "aria-label": label or _("Pagination"), **(attrs or {})}
    )


def _arrow(href: str, words: str, way: str, *, block: bool) -> SafeString:
    decorated = "govuk-pagination__link-title--decorated" if block else ""
    title = element("span", words, {"class": classes("govuk-pagination__link-title", decorated)})
    arrow = ARROW_BACK if way == "prev" else ARROW_ON
    inner = join([arrow, title] if block or way == "prev" else [title, arrow])
    link = element("a", inner, {"class": "govuk-link govuk-pagination__link", "href": href, "rel": way})
    return element("div", link, {"class": f"govuk-pagination__{way}"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One task of a task list; no href means that it cannot be started yet."""

    title: str
    status: str
    href: str = ""
    hint: str = ""
    status_colour: str | None = None  # a tag; "" for one in the plain colour
    cannot_start: bool = False


def task_list(tasks: Iterable[Task], *, prefix: str = "task-list", classes: str = "") -> SafeString:
    """Return a list of tasks with the state of each."""
    written = [_task(task, prefix, number) for number, task in enumerate(tasks, 1)]
    return element("ul", join(written), {"class": f"govuk-task-list {classes}".strip()})


def _task(task: Task, prefix: str, number: int) -> SafeString:
    hint_id, status_id = f"{prefix}-{number}-hint", f"{prefix}-{number}-status"
    hint = (
        element("div", task.hint, {"id": hint_id, "class": "govuk-task-list__hint"}) if task.hint else NOTHING
    )
    if task.href:
        title = element(
            "a",
            task.title,
            {
                "class": "govuk-link govuk-task-list__link",
                "href": task.href,
                "aria-describedby": classes(hint_id if task.hint else "", status_id),
            },
        )
    else:
        title = element("div", task.title)
    status: str = task.status
    if task.status_colour is not None:
        colour = f"govuk-tag--{task.status_colour}" if task.status_colour else ""
        status = tag(task.status, classes=colour)
    cannot = "govuk-task-list__status--cannot-start-yet" if task.cannot_start else ""
    return format_html(
        '<li class="{}"><div class="govuk-task-list__name-and-hint">{}{}</div><div{}>{}</div></li>',
        classes("govuk-task-list__item", "govuk-task-list__item--with-link" if task.href else ""),
        title,
        hint,
        attributes({"class": classes("govuk-task-list__status", cannot), "id": status_id}),
        status,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One heading of a table."""

    text: str
    numeric: bool = False
    classes: str = ""


def table(
    content: str,
    *,
    caption: str,
    columns: Sequence[Column],
    caption_classes: str = "govuk-visually-hidden",
    classes: str = "",
    cards: bool = False,
) -> SafeString:
    """Return a table around its rows. `cards` turns each row into a card on a narrow screen.

    A table shown as blocks stops being a table to a screen reader, so with cards every part says its role.
    """
    heads = join(
        element(
            "th",
            column.text,
            {
                "scope": "col",
                "role": "columnheader" if cards else None,
                "class": f"govuk-table__header{' govuk-table__header--numeric' if column.numeric else ''}"
                f" {column.classes}".strip(),
            },
        )
        for column in columns
    )
    row = element("tr", heads, {"class": "govuk-table__row", "role": "row" if cards else None})
    group = "rowgroup" if cards else None
    names = f"govuk-table{' tessera-table--cards' if cards else ''} {classes}".strip()
    return format_html(
        "<table{}>{}{}{}</table>",
        attributes({"class": names, "role": "table" if cards else None}),
        element("caption", caption, {"class": f"govuk-table__caption {caption_classes}".strip()})
        if caption
        else NOTHING,
        element("thead", row, {"class": "govuk-table__head", "role": group}) if columns else NOTHING,
        element("tbody", content, {"class": "govuk-table__body", "role": group}),
    )


def row(content: str, *, tone: str = "", cards: bool = False, id: str = "") -> SafeString:  # noqa: A002
    """Return one row, with a stripe in the colour of its rating."""
    names = classes("govuk-table__row", toned(tone))
    return element("tr", content, {"class": names, "role": "row" if cards else None, "id": id or None})


def cell(
    content: str,
    *,
    header: bool = False,
    numeric: bool = False,
    label: str = "",
    cards: bool = False,
    classes: str = "",
) -> SafeString:
    """Return one cell; `header` makes it name its row, `label` names it when the row is a card."""
    if header:
        role = "rowheader" if cards else None
        names = f"govuk-table__header {classes}".strip()
        return element("th", content, {"scope": "row", "class": names, "role": role})
    names = f"govuk-table__cell{' govuk-table__cell--numeric' if numeric else ''} {classes}".strip()
    return element(
        "td", content, {"class": names, "role": "cell" if cards else None, "data-label": label or None}
    )


def tile(count: int | str, text: str, *, href: str, tone: str = "", current: bool = False) -> SafeString:
    """Return one number that filters the list below when followed."""
    names = classes("tessera-tile", f"tessera-tile--{tone}" if tone in TONES else "")
    return format_html(
        '<li><a{}><span class="tessera-tile__n">{}</span> <span>{}</span></a></li>',
        attributes({"class": names, "href": href, "aria-current": "true" if current else None}),
        count,
        text,
    )


VERDICTS = Phrases({"same": "Same", "near": "Close", "different": "Different", "unknown": "Not known"})


def compare_row(label: str, left: str, right: str, verdict: str = "unknown", *, why: str = "") -> SafeString:
    """Return one line of two people side by side. `verdict`: same, near, different or unknown."""
    word = VERDICTS[verdict]
    return format_html(
        '<tr class="govuk-table__row tessera-compare__{}"><th scope="row" class="govuk-table__header">{}'
        '<span class="tessera-compare__verdict">{}</span></th><td class="govuk-table__cell">{}</td>'
        '<td class="govuk-table__cell">{}</td></tr>',
        verdict,
        label,
        f"{word}: {why}" if why else word,
        left or _("Not known"),
        right or _("Not known"),
    )
