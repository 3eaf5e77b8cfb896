"""Buttons, links and words on the page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tessera.core.language import Phrases
from tessera.ui.components import content as govuk
from tessera.ui.components.markup import NOTHING, Attributes, element, join

register = template.Library()


def _data(values: dict[str, Any]) -> Attributes:
    """Turn `data_autosave=""` and `aria_label=""` into the attributes data-autosave and aria-label."""
    return {name.replace("_", "-"): value for name, value in values.items()}


@register.simple_tag
def language_code() -> str:
    """The language of the page, as HTML writes it: en-GB, cy."""
    language, _dash, place = (get_language() or "en-GB").partition("-")
    return f"{language}-{place.upper()}" if place else language


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
        '<form method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}</form>',
        action,
        csrf,
        button(text, variant),
    )


@register.simple_tag
def print_button(text: str = "") -> SafeString:
    """A button that prints; script shows it, so it is never there in vain."""
    return button(text or _("Print this page"), "secondary", type="button", data_print=True, hidden=True)


@register.simple_tag
def back_link(href: str, text: str = "") -> SafeString:
    """A link back, for the `before` block."""
    return element("nav", govuk.back_link(href, text), {"aria-label": _("Back")})


@register.simple_tag
def breadcrumbs(*steps: str) -> SafeString:
    """Breadcrumbs: text, href, text, href, ... and at the end, if wanted, the page one is on."""
    pairs = [(steps[i], steps[i + 1] if i + 1 < len(steps) else "") for i in range(0, len(steps), 2)]
    return govuk.breadcrumbs(pairs, collapse_on_mobile=True)


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
    """One banner for Django's messages, or nothing: of success where all of them say that something was done."""
    said = list(messages or ())
    lines = [element("p", str(m), {"class": "govuk-notification-banner__heading"}) for m in said]
    done = all(getattr(message, "level_tag", "success") == "success" for message in said)
    return govuk.notification_banner(join(lines), type="success" if done else "") if lines else NOTHING


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


ACRONYMS = Phrases(
    {
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
)


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
