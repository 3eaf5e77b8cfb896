"""Writing markup safely: every value is escaped unless it is already a SafeString."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    Words = _StrOrPromise
else:
    Words = str  # or a promise of one: what gettext_lazy gives, for words that a class is made with

Attributes = Mapping[str, str | int | float | bool | None]

NOTHING = SafeString("")


def escaped(value: object) -> str:
    """As it is drawn: escaped, unless it is a SafeString. As Django's `conditional_escape`, at a third of its price.

    A page has a thousand parts and hardly one of them is a promise of words, for which Django's own looks each time.
    """
    if isinstance(value, Promise):
        value = str(value)
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))


def attributes(values: Attributes | None) -> SafeString:
    """Return ` name="value"` for each value; True writes the bare name; None and False write nothing."""
    if not values:
        return NOTHING
    parts = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        if value is True:
            parts.append(f" {escaped(name)}")
        else:
            parts.append(f' {escaped(name)}="{escaped(value)}"')
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped above


def classes(*names: str) -> str:
    """Join the class names that are not empty."""
    return " ".join(name for name in names if name)


def element(name: str, content: str = "", values: Attributes | None = None) -> SafeString:
    """Return `<name ...>content</name>`."""
    tag = escaped(name)
    return mark_safe(f"<{tag}{attributes(values)}>{escaped(content)}</{tag}>")  # noqa: S308 - each part is escaped


def join(parts: Iterable[str], separator: str = "") -> SafeString:
    """Join parts, escaping any that is not safe already."""
    return mark_safe(escaped(separator).join(map(escaped, parts)))  # noqa: S308


def items(parts: Iterable[str]) -> SafeString:
    """Return each part as a list item."""
    return format_html_join("", "<li>{}</li>", ((part,) for part in parts))


def hidden_text(text: str) -> SafeString:
    """Return text that only a screen reader speaks."""
    return format_html('<span class="govuk-visually-hidden">{}</span>', text)
