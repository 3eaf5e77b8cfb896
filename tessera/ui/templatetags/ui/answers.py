"""Questions and answers: summary lists, errors, autosave, filters."""

from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tessera.ui.components import content as govuk
from tessera.ui.components.markup import NOTHING, element
from tessera.ui.forms import summary_errors

register = template.Library()


@register.simple_block_tag
def summary_list(content: str, title: str = "", compact: bool = False) -> SafeString:
    """A list of keys and values around summary_row tags; with a title, inside a card."""
    names = "govuk-summary-list govuk-summary-list--no-border" if compact else "govuk-summary-list"
    listed = element("dl", content, {"class": names})
    return govuk.summary_card(title, listed) if title else listed


@register.simple_tag
def summary_row(key: str, value: Any = "", href: str = "", action: str = "", hidden: str = "") -> SafeString:
    """One key and value; nothing known is written "Not known". `href` adds a link, "Change <key>"."""
    spoken = str(hidden or key[:1].lower() + key[1:])
    links = [govuk.Link(href=href, text=str(action or _("Change")), hidden=spoken)] if href else []
    shown = value if value not in ("", None) else _("Not known")
    return govuk.summary_row(govuk.Row(key=key, value=shown, links=links), any_links=bool(href))


@register.simple_block_tag
def summary_block(content: str, key: str, href: str = "", action: str = "", hidden: str = "") -> SafeString:
    """A summary row whose value is markup."""
    return summary_row(key, content, href, action, hidden)


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: Any) -> SafeString:
    """What is wrong, each line a link to the control. Forms, lists of them, formsets; without one, `form`."""
    given = forms or tuple(form for form in (context.get("form"),) if form is not None)
    errors = summary_errors(given)
    return govuk.error_summary(errors) if errors else NOTHING


@register.simple_tag
def error_prefix(*forms: Any) -> str:
    """ "Error: " for the page's title when a form has errors."""
    every = [one for given in forms for one in (given if isinstance(given, list) else [given])]
    return _("Error: ") if any(isinstance(f, BaseForm) and f.is_bound and f.errors for f in every) else ""


@register.simple_tag
def autosave_status() -> SafeString:
    """Where a form with data-autosave says Saving, Saved or Offline."""
    return format_html(
        '<p class="tessera-saved" role="status" data-autosave-status data-saving="{}" data-saved="{}" '
        'data-away="{}" data-out="{}"></p>',
        _("Saving"),
        _("Saved"),
        _("Not saved yet. What you typed is still on this page. Trying again."),
        _(
            "Not saved yet, because you are signed out. What you typed is still on this page. Sign in again in "
            "another tab."
        ),
    )


@register.simple_block_tag
def wording_region(content: str, id: str = "wording") -> SafeString:  # noqa: A002
    """Where wording hints appear: politely, without moving the focus."""
    return element("div", content, {"id": id, "class": "tessera-wording", "role": "status"})


@register.simple_block_tag
def filter_bar(content: str, label: str, button_text: str = "") -> SafeString:
    """A search form by GET around `{{ form.field.as_field_group }}`s, with its button."""
    return format_html(
        '<form method="get" class="tessera-filter" role="search" aria-label="{}">{}{}</form>',
        label,
        content,
        govuk.button(button_text or _("Filter"), classes="govuk-button--secondary"),
    )
