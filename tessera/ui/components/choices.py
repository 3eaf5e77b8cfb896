"""GOV.UK controls that offer options: radios, checkboxes, selects; and a date in three boxes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tessera.ui.components.controls import Naming, described_by, grouped, hint, label, labelled, text_input
from tessera.ui.components.markup import NOTHING, Attributes, attributes, classes, element, join


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One radio, checkbox or entry of a select."""

    value: str = ""
    text: str = ""
    hint: str = ""
    checked: bool = False
    disabled: bool = False
    reveals: str = ""  # markup shown while this is chosen
    divider: str = ""  # "or": a word between options, in place of an option
    exclusive: bool = False  # choosing this clears the others
    heading: str = (
        ""  # of radios or checkboxes: the group it stands in, with those beside it that say the same
    )
    id: str = ""
    name: str = ""
    attrs: Attributes = field(default_factory=dict)


def select(
    *,
    id: str,  # noqa: A002
    name: str,
    naming: Naming,
    options: Iterable[Option | tuple[str, Sequence[Option]]],
    classes: str = "",
    disabled: bool = False,
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a select; a (heading, options) pair makes a group of options."""
    written = []
    for option in options:
        if isinstance(option, tuple):
            heading, inside = option
            written.append(element("optgroup", join(map(_entry, inside)), {"label": heading}))
        else:
            written.append(_entry(option))
    error = " govuk-select--error" if naming.error else ""
    control = element(
        "select",
        join(written),
        {
            "class": f"govuk-select {classes}".strip() + error,
            "id": id,
            "name": name,
            "disabled": disabled,
            "aria-describedby": described_by(naming, id) or None,
            **(attrs or {}),
        },
    )
    return labelled(control, naming, id=id)


def _entry(option: Option) -> SafeString:
    return element(
        "option",
        option.text,
        {
            "value": option.value,
            "selected": option.checked,
            "disabled": option.disabled,
            **option.attrs,
        },
    )


def choices(
    *,
    kind: str,
    id: str,  # noqa: A002
    name: str,
    naming: Naming,
    options: Iterable[Option],
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return radios (`kind="radios"`) or checkboxes (`kind="checkboxes"`), with hints and follow-ups."""
    block = f"govuk-{kind}"
    about = "" if naming.legend or kind == "radios" else described_by(naming, id)
    numbered = enumerate(options, 1)
    written = []
    for heading, own in groupby(numbered, key=lambda pair: pair[1].heading):
        entries = [
            (number, _choice(option, kind=kind, id=_id(id, number), name=name, about=about))
            for number, option in own
        ]
        items = join(item for _, item in entries)
        written.append(_headed(heading, items, f"{_id(id, entries[0][0])}-group") if heading else items)
    control = element(
        "div", join(written), {"class": f"{block} {classes}".strip(), **(attrs or {}), "data-module": block}
    )
    return grouped(control, naming, id=id)


def _id(id: str, number: int) -> str:  # noqa: A002
    """The first control has the field's own id, so that a link in the summary of errors finds it."""
    return id if number == 1 else f"{id}-{number}"


def _headed(heading: str, items: SafeString, id: str) -> SafeString:  # noqa: A002
    title = element("p", heading, {"class": "govuk-heading-s govuk-!-margin-bottom-2", "id": id})
    attrs = {"class": "govuk-!-margin-bottom-4", "role": "group", "aria-labelledby": id}
    return element("div", join([title, items]), attrs)


def _choice(option: Option, *, kind: str, id: str, name: str, about: str) -> SafeString:  # noqa: A002
    block = f"govuk-{kind}"
    if option.divider:
        return element("div", option.divider, {"class": f"{block}__divider"})
    own_id = option.id or id
    hint_id = f"{own_id}-item-hint" if option.hint else ""
    control = format_html(
        "<input{}>",
        attributes(
            {
                "class": f"{block}__input",
                "id": own_id,
                "name": option.name or name,
                "type": "radio" if kind == "radios" else "checkbox",
                "value": option.value,
                "checked": option.checked,
                "disabled": option.disabled,
                "data-aria-controls": f"conditional-{own_id}" if option.reveals else None,
                "data-behaviour": "exclusive" if option.exclusive else None,
                "aria-describedby": classes(about, hint_id) or None,
                **option.attrs,
            }
        ),
    )
    named = label(option.text, target=own_id, classes=f"{block}__label")
    told = hint(option.hint, id=hint_id, classes=f"{block}__hint") if option.hint else NOTHING
    item = element("div", join([control, named, told]), {"class": f"{block}__item"})
    if not option.reveals:
        return item
    shut = "" if option.checked else f"{block}__conditional--hidden"
    follow_up = element(
        "div",
        option.reveals,
        {"class": classes(f"{block}__conditional", shut), "id": f"conditional-{own_id}"},
    )
    return join([item, follow_up])


@dataclass(frozen=True, kw_only=True, slots=True)
class DatePart:
    """One box of a date: `error` marks the box that is wrong."""

    id: str
    name: str
    label: str
    value: str | None = None
    width: int = 2
    error: bool = False
    attrs: Attributes = field(default_factory=dict)


def date_input(
    *,
    id: str,  # noqa: A002
    naming: Naming,
    parts: Iterable[DatePart],
    classes: str = "",
    attrs: Attributes | None = None,
) -> SafeString:
    """Return a date asked as separate boxes."""
    boxes = []
    for part in parts:
        names = f"govuk-date-input__input govuk-input--width-{part.width}"
        box = text_input(
            id=part.id,
            name=part.name,
            naming=Naming(label=part.label, label_classes="govuk-date-input__label"),
            value=part.value,
            classes=names + (" govuk-input--error" if part.error else ""),
            attrs={"inputmode": "numeric", **part.attrs},
        )
        boxes.append(element("div", box, {"class": "govuk-date-input__item"}))
    control = element(
        "div", join(boxes), {"class": f"govuk-date-input {classes}".strip(), **(attrs or {}), "id": id}
    )
    return grouped(control, naming, id=id)
