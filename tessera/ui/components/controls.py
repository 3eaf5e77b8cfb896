"""GOV.UK form controls, each whole: group, label or legend, hint, error and the control itself.

Ids follow GOV.UK: a hint is `<id>-hint`, an error `<id>-error`, the second radio `<id>-2`. The markup is
compared with GOV.UK's published fixtures in tests/ui.
"""

from dataclasses import dataclass, replace

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.ui.components.content import button
from tessera.ui.components.markup import (
    NOTHING,
    Attributes,
    attributes,
    classes,
    element,
    hidden_text,
    join,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """What stands around a control: its words, its size, its hint and what is wrong with it.

    `label_classes` sizes a label (`govuk-label--m`) or a legend (`govuk-fieldset__legend--m`); `legend`
    wraps the control in a fieldset whose legend is `label`.
    """

    label: str = ""
    label_classes: str = ""
    page_heading: bool = False
    legend: bool = False
    fieldset_classes: str = ""
    hint: str = ""
    error: str = ""
    described_by: str = ""
    group_classes: str = ""
    role: str = ""


def label(text: str, *, target: str = "", classes: str = "", page_heading: bool = False) -> SafeString:
    """Return a label for the control with id `target`; as the page's heading when asked."""
    if not text:
        return NOTHING
    written = element("label", text, {"class": f"govuk-label {classes}".strip(), "for": target or None})
    return format_html('<h1 class="govuk-label-wrapper">{}</h1>', written) if page_heading else written


def hint(text: str, *, id: str = "", classes: str = "") -> SafeString:  # noqa: A002
    """Return a hint."""
    return element("div", text, {"id": id or None, "class": f"govuk-hint {classes}".strip()})


def error_message(text: str, *, id: str = "", prefix: str | None = None, classes: str = "") -> SafeString:  # noqa: A002
    """Return what is wrong with an answer."""
    prefix = _("Error") if prefix is None else prefix
    spoken = join([hidden_text(f"{prefix}:"), " "]) if prefix else NOTHING
    names = f"govuk-error-message {classes}".strip()
    return element("p", join([spoken, text]), {"id": id or None, "class": names})


def fieldset(
    content: str,
    *,
    legend: str = "",
    legend_classes: str = "",
    page_heading: bool = False,
    described_by: str = "",
    classes: str = "",
    role: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a fieldset with its legend."""
    written: str = NOTHING
    if legend:
        text = element("h1", legend, {"class": "govuk-fieldset__heading"}) if page_heading else legend
        written = element("legend", text, {"class": f"govuk-fieldset__legend {legend_classes}".strip()})
    return element(
        "fieldset",
        join([written, content]),
        {
            "class": f"govuk-fieldset {classes}".strip(),
            "role": role or None,
            "aria-describedby": described_by or None,
            **(attrs or {}),
        },
    )


def described_by(naming: Naming, id: str) -> str:  # noqa: A002
    """Return the ids that describe a control, in the order they are read: given, hint, error."""
    return classes(
        naming.described_by, f"{id}-hint" if naming.hint else "", f"{id}-error" if naming.error else ""
    )


def _notes(naming: Naming, id: str) -> SafeString:  # noqa: A002
    told = hint(naming.hint, id=f"{id}-hint") if naming.hint else NOTHING
    wrong = error_message(naming.error, id=f"{id}-error") if naming.error else NOTHING
    return join([told, wrong])


def group(content: str, naming: Naming, attrs: Attributes | None = None) -> SafeString:
    """Return the group that keeps a control with its label, hint and error."""
    error = "govuk-form-group--error" if naming.error else ""
    return element(
        "div", content, {"class": classes("govuk-form-group", error, naming.group_classes), **(attrs or {})}
    )


def labelled(control: str, naming: Naming, *, id: str, attrs: Attributes | None = None) -> SafeString:  # noqa: A002
    """Return a control with one input under its label."""
    named = label(naming.label, target=id, classes=naming.label_classes, page_heading=naming.page_heading)
    return group(join([named, _notes(naming, id), control]), naming, attrs)


def grouped(control: str, naming: Naming, *, id: str) -> SafeString:  # noqa: A002
    """Return a control with several inputs, in a fieldset when it has a legend."""
    content = join([_notes(naming, id), control])
    if naming.legend:
        content = fieldset(
            content,
            legend=naming.label,
            legend_classes=naming.label_classes,
            page_heading=naming.page_heading,
            described_by=described_by(naming, id),
            classes=naming.fieldset_classes,
            role=naming.role,
        )
    return group(content, naming)


def text_input(
    *,
    id: str,  # noqa: A002
    name: str,
    naming: Naming,
    type: str = "text",  # noqa: A002
    value: str | None = None,
    classes: str = "",
    prefix: str = "",
    suffix: str = "",
    disabled: bool = False,
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a one-line input with, when given, a unit before or after it."""
    error = " govuk-input--error" if naming.error else ""
    control = format_html(
        "<input{}>",
        attributes(
            {
                "class": f"govuk-input {classes}".strip() + error,
                "id": id,
                "name": name,
                "type": type,
                "value": value,
                "disabled": disabled,
                "aria-describedby": described_by(naming, id) or None,
                **(attrs or {}),
            }
        ),
    )
    if prefix or suffix:
        before = (
            element("div", prefix, {"class": "govuk-input__prefix", "aria-hidden": "true"})
            if prefix
            else NOTHING
        )
        after = (
            element("div", suffix, {"class": "govuk-input__suffix", "aria-hidden": "true"})
            if suffix
            else NOTHING
        )
        control = element("div", join([before, control, after]), {"class": "govuk-input__wrapper"})
    return labelled(control, naming, id=id)


def textarea(
    *,
    id: str,  # noqa: A002
    name: str,
    naming: Naming,
    value: str = "",
    rows: int | str = 5,
    classes: str = "",
    disabled: bool = False,
    attrs: Attributes | None = None,
    group_attrs: Attributes | None = None,
    after: str = "",
) -> SafeString:
    """Return a box for several lines. The line break kept first belongs to HTML, not to the text."""
    error = "govuk-textarea--error " if naming.error else ""
    control = element(
        "textarea",
        join(["\n" if value.startswith("\n") else "", value]),
        {
            "class": f"govuk-textarea {error}{classes}".strip(),
            "id": id,
            "name": name,
            "rows": rows,
            "disabled": disabled,
            "aria-describedby": described_by(naming, id) or None,
            **(attrs or {}),
        },
    )
    return labelled(join([control, after]), naming, id=id, attrs=group_attrs)


def character_count(
    *,
    id: str,  # noqa: A002
    name: str,
    naming: Naming,
    limit: int,
    words: bool = False,
    count_type: str = "",
    threshold: int | None = None,
    value: str = "",
    rows: int | str = 5,
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a box that says how much may be written, and with script how much is left."""
    count_type = count_type or ("words" if words else "")
    told = (
        ngettext("You can enter up to {limit} word", "You can enter up to {limit} words", limit)
        if count_type == "words"
        else ngettext(
            "You can enter up to {limit} character", "You can enter up to {limit} characters", limit
        )
    )
    message = hint(told.format(limit=limit), id=f"{id}-info", classes="govuk-character-count__message")
    naming = replace(
        naming,
        described_by=f"{naming.described_by} {id}-info".strip(),
        group_classes=f"govuk-character-count {naming.group_classes}".strip(),
    )
    return textarea(
        id=id,
        name=name,
        naming=naming,
        value=value,
        rows=rows,
        classes=f"govuk-js-character-count {classes}".strip(),
        attrs=attrs,
        after=message,
        group_attrs={
            "data-module": "govuk-character-count",
            "data-maxwords" if words else "data-maxlength": limit,
            "data-count-type": count_type or None,
            "data-threshold": threshold,
        },
    )


def file_upload(
    *,
    id: str,  # noqa: A002
    name: str,
    naming: Naming,
    classes: str = "",
    disabled: bool = False,
    multiple: bool = False,
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a file input."""
    error = " govuk-file-upload--error" if naming.error else ""
    control = format_html(
        "<input{}>",
        attributes(
            {
                "class": f"govuk-file-upload {classes}".strip() + error,
                "id": id,
                "name": name,
                "type": "file",
                "disabled": disabled,
                "multiple": multiple,
                "aria-describedby": described_by(naming, id) or None,
                **(attrs or {}),
            }
        ),
    )
    return labelled(control, naming, id=id)


def password(
    *,
    id: str,  # noqa: A002
    name: str,
    naming: Naming,
    autocomplete: str = "current-password",
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a password input with a button, shown by script, that reveals what was typed."""
    toggle = button(
        _("Show"),
        type="button",
        classes="govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle",
        attrs={"aria-controls": id, "aria-label": _("Show password"), "hidden": True},
    )
    error = " govuk-input--error" if naming.error else ""
    names = f"govuk-input govuk-password-input__input govuk-js-password-input-input {classes}".strip()
    control = format_html(
        '<div class="govuk-input__wrapper govuk-password-input__wrapper"><input{}>{}</div>',
        attributes(
            {
                "class": names + error,
                "id": id,
                "name": name,
                "type": "password",
                "spellcheck": "false",
                "autocomplete": autocomplete,
                "autocapitalize": "none",
                "aria-describedby": described_by(naming, id) or None,
                **(attrs or {}),
            }
        ),
        toggle,
    )
    naming = replace(naming, group_classes=f"govuk-password-input {naming.group_classes}".strip())
    return labelled(control, naming, id=id, attrs={"data-module": "govuk-password-input"})
