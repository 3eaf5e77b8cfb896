"""GOV.UK content components. The markup is GOV.UK Frontend's; tests/ui compares each with its fixtures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tessera.ui.components.markup import (
    NOTHING,
    Attributes,
    attributes,
    classes,
    element,
    hidden_text,
    join,
)

START_ICON = SafeString(
    '<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" '
    'viewBox="0 0 33 40" aria-hidden="true" focusable="false"><path fill="currentColor" '
    'd="M0 0h13l20 20-20 20H0l20-20z"/></svg>'
)


def button(
    text: str,
    *,
    href: str = "",
    type: str = "submit",  # noqa: A002 - the attribute's own name
    name: str = "",
    value: str = "",
    disabled: bool = False,
    prevent_double_click: bool | None = None,
    start: bool = False,
    classes: str = "",
    id: str = "",  # noqa: A002
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a button, or with `href` a link that looks like one."""
    names = f"govuk-button{' ' + classes if classes else ''}{' govuk-button--start' if start else ''}"
    common = {"class": names, "data-module": "govuk-button", **(attrs or {}), "id": id or None}
    inner = text
    if start:
        inner = join([element("span", text) if isinstance(text, SafeString) else text, START_ICON])
    if href:
        return element("a", inner, {"href": href, "role": "button", "draggable": "false", **common})
    guard = None if prevent_double_click is None else str(prevent_double_click).lower()
    return element(
        "button",
        inner,
        {
            "type": type,
            "value": value or None,
            "name": name or None,
            "disabled": disabled,
            "aria-disabled": "true" if disabled else None,
            "data-prevent-double-click": guard,
            **common,
        },
    )


def tag(text: str, *, classes: str = "", attrs: Attributes | None = None) -> SafeString:
    """Return a status tag."""
    return element("strong", text, {"class": f"govuk-tag {classes}".strip(), **(attrs or {})})


def back_link(
    href: str = "#", text: str = "", *, classes: str = "", attrs: Attributes | None = None
) -> SafeString:
    """Return a back link."""
    return element(
        "a", text or _("Back"), {"href": href, "class": f"govuk-back-link {classes}".strip(), **(attrs or {})}
    )


def skip_link(
    text: str, href: str = "#content", *, classes: str = "", attrs: Attributes | None = None
) -> SafeString:
    """Return the link that jumps past the navigation."""
    names = f"govuk-skip-link {classes}".strip()
    return element(
        "a", text, {"href": href, "class": names, "data-module": "govuk-skip-link", **(attrs or {})}
    )


def breadcrumbs(
    steps: Iterable[tuple[str, str]],
    *,
    label: str = "",
    collapse_on_mobile: bool = False,
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return breadcrumbs from (text, href) pairs; an empty href marks the page one is on."""
    parts = []
    for text, href in steps:
        if href:
            link = element("a", text, {"class": "govuk-breadcrumbs__link", "href": href})
            parts.append(element("li", link, {"class": "govuk-breadcrumbs__list-item"}))
        else:
            parts.append(
                element("li", text, {"class": "govuk-breadcrumbs__list-item", "aria-current": "page"})
            )
    names = f"govuk-breadcrumbs {classes}".strip()
    if collapse_on_mobile:
        names += " govuk-breadcrumbs--collapse-on-mobile"
    steps_list = element("ol", join(parts), {"class": "govuk-breadcrumbs__list"})
    return element(
        "nav", steps_list, {"class": names, **(attrs or {}), "aria-label": label or _("Breadcrumb")}
    )


def inset_text(
    content: str,
    *,
    id: str = "",  # noqa: A002
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return inset text."""
    names = f"govuk-inset-text {classes}".strip()
    return element("div", content, {"id": id or None, "class": names, **(attrs or {})})


def warning_text(
    text: str, *, spoken: str = "", classes: str = "", attrs: Attributes | None = None
) -> SafeString:
    """Return a warning; `spoken` is what a screen reader says for the exclamation mark."""
    return format_html(
        '<div{}><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text">{} {}</strong></div>',
        attributes({"class": f"govuk-warning-text {classes}".strip(), **(attrs or {})}),
        hidden_text(spoken or _("Warning")),
        text,
    )


def notification_banner(
    content: str,
    *,
    title: str = "",
    type: str = "",  # noqa: A002 - GOV.UK's own name for it
    role: str = "",
    title_id: str = "govuk-notification-banner-title",
    heading_level: int = 2,
    auto_focus: bool | None = None,
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a banner; `type="success"` is announced at once. A plain string becomes its heading."""
    success = type == "success"
    names = f"govuk-notification-banner{' govuk-notification-banner--success' if success else ''} {classes}"
    if not isinstance(content, SafeString) and content:
        content = element("p", content, {"class": "govuk-notification-banner__heading"})
    heading = element(
        f"h{heading_level}",
        title or (_("Success") if success else _("Important")),
        {"class": "govuk-notification-banner__title", "id": title_id},
    )
    return format_html(
        '<div{}><div class="govuk-notification-banner__header">{}</div>'
        '<div class="govuk-notification-banner__content">{}</div></div>',
        attributes(
            {
                "class": names.strip(),
                "role": role or ("alert" if success else "region"),
                "aria-labelledby": title_id,
                "data-module": "govuk-notification-banner",
                "data-disable-auto-focus": None if auto_focus is None else str(not auto_focus).lower(),
                **(attrs or {}),
            }
        ),
        heading,
        content,
    )


def panel(
    title: str,
    content: str = "",
    *,
    heading_level: int = 1,
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a confirmation panel."""
    names = f"govuk-panel govuk-panel--confirmation {classes}".strip()
    heading = element(f"h{heading_level}", title, {"class": "govuk-panel__title"})
    body = element("div", content, {"class": "govuk-panel__body"}) if content else NOTHING
    return element("div", join([heading, body]), {"class": names, **(attrs or {})})


def details(
    summary: str,
    content: str,
    *,
    open: bool = False,  # noqa: A002
    id: str = "",  # noqa: A002
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return text that opens under its summary."""
    return format_html(
        '<details{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        attributes(
            {"id": id or None, "class": f"govuk-details {classes}".strip(), **(attrs or {}), "open": open}
        ),
        summary,
        content,
    )


def error_summary(
    errors: Iterable[tuple[str, str]],
    *,
    title: str = "",
    description: str = "",
    auto_focus: bool | None = None,
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return the error summary from (message, href) pairs; an empty href leaves the message plain."""
    lines = [
        element("li", element("a", message, {"href": href}) if href else message) for message, href in errors
    ]
    listed = (
        element("ul", join(lines), {"class": "govuk-list govuk-error-summary__list"}) if lines else NOTHING
    )
    told = element("p", description) if description else NOTHING
    values = {
        "class": f"govuk-error-summary {classes}".strip(),
        "data-disable-auto-focus": None if auto_focus is None else str(not auto_focus).lower(),
        **(attrs or {}),
        "data-module": "govuk-error-summary",
    }
    return format_html(
        '<div{}><div role="alert"><h2 class="govuk-error-summary__title">{}</h2>'
        '<div class="govuk-error-summary__body">{}{}</div></div></div>',
        attributes(values),
        title or _("There is a problem"),
        told,
        listed,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link beside a summary row or in a card: `hidden` is added for screen readers ("Change name")."""

    href: str
    text: str
    hidden: str = ""
    classes: str = ""
    attrs: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a summary list."""

    key: str
    value: str = ""
    links: Sequence[Link] = ()
    classes: str = ""


def _link(link: Link, card_title: str = "") -> SafeString:
    spoken = classes(link.hidden, f"({card_title})" if card_title else "")
    return element(
        "a",
        join([link.text, hidden_text(f" {spoken}")]) if spoken else link.text,
        {"class": f"govuk-link {link.classes}".strip(), "href": link.href, **link.attrs},
    )


def summary_row(row: Row, *, any_links: bool = True, card_title: str = "") -> SafeString:
    """Return one row; `any_links` says whether any row of the list has links."""
    links = [_link(link, card_title) for link in row.links]
    actions: str = NOTHING
    if len(links) == 1:
        actions = element("dd", links[0], {"class": "govuk-summary-list__actions"})
    elif links:
        listed = join(
            element("li", link, {"class": "govuk-summary-list__actions-list-item"}) for link in links
        )
        actions = format_html(
            '<dd class="govuk-summary-list__actions">'
            '<ul class="govuk-summary-list__actions-list">{}</ul></dd>',
            listed,
        )
    bare = "govuk-summary-list__row--no-actions" if any_links and not links else ""
    return format_html(
        '<div class="{}"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        classes("govuk-summary-list__row", bare, row.classes),
        row.key,
        row.value,
        actions,
    )


def summary_list(
    rows: Iterable[Row], *, classes: str = "", card_title: str = "", attrs: Attributes | None = None
) -> SafeString:
    """Return a list of questions and answers."""
    known = list(rows)
    any_links = any(row.links for row in known)
    content = join(summary_row(row, any_links=any_links, card_title=card_title) for row in known)
    return element("dl", content, {"class": f"govuk-summary-list {classes}".strip(), **(attrs or {})})


def summary_card(
    title: str,
    content: str,
    *,
    links: Sequence[Link] = (),
    heading_level: int = 2,
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a card with a title and its own links around a summary list."""
    heading = (
        element(f"h{heading_level}", title, {"class": "govuk-summary-card__title"}) if title else NOTHING
    )
    actions: str = NOTHING
    if len(links) == 1:
        actions = element("div", _link(links[0], title), {"class": "govuk-summary-card__actions"})
    elif links:
        listed = join(
            element("li", _link(link, title), {"class": "govuk-summary-card__action"}) for link in links
        )
        actions = element("ul", listed, {"class": "govuk-summary-card__actions"})
    return format_html(
        '<div{}><div class="govuk-summary-card__title-wrapper">{}{}</div>'
        '<div class="govuk-summary-card__content">{}</div></div>',
        attributes({"class": f"govuk-summary-card {classes}".strip(), **(attrs or {})}),
        heading,
        actions,
        content,
    )
