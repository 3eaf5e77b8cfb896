"""Forms drawn as GOV.UK draws them: looks per field, follow-up questions, "Not known", error summary."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tessera.ui.components import choices, controls
from tessera.ui.components.choices import Option
from tessera.ui.components.controls import Naming
from tessera.ui.components.markup import Words, join
from tessera.ui.fields import PARTS, DateInputs, date_boxes

SIZES = ("s", "m", "l", "xl")


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How one field is drawn.

    size: of the label or legend: s, m, l, xl, or "" for plain. heading: it is the page's heading (h1).
    width: 2, 3, 4, 5, 10, 20 or 30 characters, or "one-third", "one-half", "two-thirds", "full".
    rows, count, words: a textarea's height and its limit in characters (or words).
    prefix, suffix: a unit beside a one-line input. small, inline: radios and checkboxes.
    hints, reveals, dividers: by option value: a hint; names of the fields asked when it is chosen;
    a word ("or") before it. exclusive: the checkbox value that clears the others.
    attrs: further attributes of the control, such as data-wording.
    """

    size: str = "s"
    heading: bool = False
    width: int | str = ""
    rows: int = 5
    count: int = 0
    words: bool = False
    prefix: Words = ""
    suffix: Words = ""
    small: bool = False
    inline: bool = False
    hints: Mapping[Any, Words] = field(default_factory=dict)
    reveals: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dividers: Mapping[Any, Words] = field(default_factory=dict)
    exclusive: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)


PLAIN = Look()


class GovukBoundField(BoundField):
    """A field of a form, drawn whole by `as_field_group` and without its label by `str()`."""

    @property
    def look(self) -> Look:
        """Return how the form wants this field drawn."""
        looks: Mapping[str, Look] = getattr(self.form, "looks", {})
        return looks.get(self.name, PLAIN)

    @property
    def control_id(self) -> str:
        """Return the id of the control, or of the group when it has several."""
        return str(self.field.widget.attrs.get("id") or self.auto_id or self.html_name)

    @property
    def first_control_id(self) -> str:
        """Return the id the error summary links to: the first box that is wrong."""
        if isinstance(self.field.widget, DateInputs):
            return f"{self.control_id}_{(self.wrong_parts or PARTS)[0]}"
        return self.control_id

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """Return which boxes of a date are wrong."""
        for error in self.form.errors.get(self.name, forms.utils.ErrorList()).as_data():
            return tuple((error.params or {}).get("parts", PARTS))
        return ()

    def as_field_group(self) -> SafeString:
        """Return the field with its label, hint and error."""
        if self.is_hidden:
            return self.as_hidden()
        return _draw(self, self._naming()) + self._not_known()

    def as_widget(self, widget: Any = None, attrs: Any = None, only_initial: bool = False) -> SafeString:
        """Return the control. Without a label of its own it must be named by the page."""
        if widget is not None or attrs or only_initial or self.is_hidden:
            return super().as_widget(widget, attrs, only_initial)
        return _draw(self, replace(self._naming(), label="", legend=False, hint=""))

    def _naming(self) -> Naming:
        look, several = self.look, is_several(self.field.widget)
        block = "govuk-fieldset__legend" if several else "govuk-label"
        return Naming(
            label=str(self.label or ""),
            label_classes=f"{block}--{look.size}" if look.size in SIZES else "",
            page_heading=look.heading,
            legend=several,
            hint=conditional_escape(self.help_text),
            error=join([str(error) for error in self.errors], " ") if self.errors else "",
            role="group" if isinstance(self.field.widget, DateInputs) else "",
        )

    def _not_known(self) -> SafeString:
        pair = f"{self.name}_not_known"
        if self.name not in getattr(self.form, "not_known", {}) or pair not in self.form.fields:
            return SafeString("")
        bound = self.form[pair]
        option = Option(
            value="on",
            text=str(bound.label),
            checked=bool(bound.value()),
            name=bound.html_name,
            id=str(bound.auto_id),
        )
        return choices.choices(
            kind="checkboxes",
            id=str(bound.auto_id),
            name=bound.html_name,
            naming=Naming(group_classes="tessera-notknown"),
            options=[option],
            classes="govuk-checkboxes--small",
        )


def is_several(widget: forms.Widget) -> bool:
    """Say whether a widget is several controls under one legend."""
    return isinstance(widget, DateInputs | forms.RadioSelect)


def _draw(bound: GovukBoundField, naming: Naming) -> SafeString:
    widget = bound.field.widget
    for kinds, draw in DRAWING:
        if isinstance(widget, kinds):
            return draw(bound, naming)
    return _draw_input(bound, naming)


def _context(bound: GovukBoundField) -> dict[str, Any]:
    """Return what Django's own widget would be drawn from: its value, type, attributes and options."""
    attrs = bound.build_widget_attrs({}, bound.field.widget)
    for name in ("aria-describedby", "aria-invalid"):
        attrs.pop(name, None)
    context = bound.field.widget.get_context(bound.html_name, bound.value(), attrs)
    widget: dict[str, Any] = context["widget"]
    own = {
        name: value for name, value in widget["attrs"].items() if name not in ("id", "class", "cols", "rows")
    }
    return {**widget, "attrs": {**own, **bound.look.attrs}}


def _width(look: Look, fallback: str = "") -> str:
    if isinstance(look.width, int):
        return f"govuk-input--width-{look.width}"
    return f"govuk-!-width-{look.width}" if look.width else fallback


def _draw_input(bound: GovukBoundField, naming: Naming) -> SafeString:
    widget, look = _context(bound), bound.look
    return controls.text_input(
        id=bound.control_id,
        name=bound.html_name,
        naming=naming,
        type=widget.get("type", "text"),
        value=widget["value"],
        classes=_width(look),
        prefix=str(look.prefix),
        suffix=str(look.suffix),
        attrs=widget["attrs"],
    )


def _draw_password(bound: GovukBoundField, naming: Naming) -> SafeString:
    attrs = _context(bound)["attrs"]
    return controls.password(
        id=bound.control_id,
        name=bound.html_name,
        naming=naming,
        autocomplete=attrs.pop("autocomplete", "current-password"),
        classes=_width(bound.look),
        attrs=attrs,
    )


def _draw_textarea(bound: GovukBoundField, naming: Naming) -> SafeString:
    widget, look = _context(bound), bound.look
    shared: dict[str, Any] = {
        "id": bound.control_id,
        "name": bound.html_name,
        "naming": naming,
        "value": widget["value"] or "",
        "rows": look.rows,
        "attrs": widget["attrs"],
    }
    if look.count:
        shared["attrs"].pop("maxlength", None)
        return controls.character_count(**shared, limit=look.count, words=look.words)
    return controls.textarea(**shared)


def _draw_file(bound: GovukBoundField, naming: Naming) -> SafeString:
    attrs = _context(bound)["attrs"]
    return controls.file_upload(id=bound.control_id, name=bound.html_name, naming=naming, attrs=attrs)


def _draw_date(bound: GovukBoundField, naming: Naming) -> SafeString:
    values = DateInputs().format_value(bound.value())
    wrong = bound.wrong_parts if naming.error else ()
    birth = bound.look.attrs.get("autocomplete") == "bday"
    return date_boxes(bound.html_name, values, bound.control_id, naming, wrong, birth)


def _draw_select(bound: GovukBoundField, naming: Naming) -> SafeString:
    widget = _context(bound)
    entries: list[Option | tuple[str, Sequence[Option]]] = []
    for heading, options, _index in widget["optgroups"]:
        written = [
            Option(value=str(o["value"]), text=str(o["label"]), checked=bool(o["selected"])) for o in options
        ]
        entries.extend([(str(heading), written)] if heading else written)
    return choices.select(
        id=bound.control_id,
        name=bound.html_name,
        naming=naming,
        options=entries,
        classes=_width(bound.look),
        attrs={
            **widget["attrs"],
            **({"multiple": True} if bound.field.widget.allow_multiple_selected else {}),
        },
    )


def _draw_choices(bound: GovukBoundField, naming: Naming) -> SafeString:
    look, kind = bound.look, "radios"
    if isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
        kind = "checkboxes"
    names = ("--small" if look.small else "", "--inline" if look.inline else "")
    return choices.choices(
        kind=kind,
        id=bound.control_id,
        name=bound.html_name,
        naming=naming,
        options=list(_options(bound)),
        classes=" ".join(f"govuk-{kind}{name}" for name in names if name),
        attrs=look.attrs,
    )


def _options(bound: GovukBoundField) -> Iterator[Option]:
    look = bound.look
    for heading, options, _index in _context(bound)["optgroups"]:
        for option in options:
            value = str(option["value"])
            if value in look.dividers:
                yield Option(divider=str(look.dividers[value]))
            yield Option(
                value=value,
                text=str(option["label"]),
                checked=bool(option["selected"]),
                hint=str(look.hints.get(value, "")),
                exclusive=value == look.exclusive != "",
                heading=str(heading or ""),
                reveals=join(bound.form[name].as_field_group() for name in look.reveals.get(value, ())),
            )


def _draw_checkbox(bound: GovukBoundField, naming: Naming) -> SafeString:
    """One checkbox, whose label is the statement one agrees to."""
    look = bound.look
    option = Option(
        value="on",
        text=naming.label or str(bound.label),
        hint=naming.hint,
        checked=bool(bound.value()),
        reveals=join(bound.form[name].as_field_group() for name in look.reveals.get("on", ())),
        attrs=look.attrs,
    )
    return choices.choices(
        kind="checkboxes",
        id=bound.control_id,
        name=bound.html_name,
        naming=replace(naming, label="", hint="", legend=False),
        options=[option],
        classes="govuk-checkboxes--small" if look.small else "",
    )


Draw = Callable[[GovukBoundField, Naming], SafeString]
DRAWING: Sequence[tuple[type[forms.Widget], Draw]] = (
    (DateInputs, _draw_date),
    (forms.RadioSelect, _draw_choices),  # CheckboxSelectMultiple is one too
    (forms.Select, _draw_select),
    (forms.CheckboxInput, _draw_checkbox),
    (forms.Textarea, _draw_textarea),
    (forms.PasswordInput, _draw_password),
    (forms.FileInput, _draw_file),
)


class GovukForm(forms.Form):
    """The form every page uses.

    `looks`: field name to Look. `not_known`: field name to the error when neither the field nor its
    "Not known" box is answered; the box becomes the field `<name>_not_known`.
    """

    use_required_attribute = False
    looks: ClassVar[Mapping[str, Look]] = {}
    not_known: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name in self.not_known:
            self.fields[name].required = False
            self.fields[f"{name}_not_known"] = forms.BooleanField(label=_("Not known"), required=False)
        for field_ in self.fields.values():
            if field_.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field_.error_messages["required"] = _asked_again(field_)

    def clean(self) -> dict[str, Any]:
        """Require an answer or "Not known", and forget the answer to a question that was not asked."""
        cleaned = super().clean() or self.cleaned_data
        for name, message in self.not_known.items():
            if name in self.errors or name in self.unasked():
                continue
            if not cleaned.get(name) and not cleaned.get(f"{name}_not_known"):
                self.add_error(name, message)
            elif cleaned.get(name) and cleaned.get(f"{name}_not_known"):
                self.add_error(name, _("Enter an answer or select Not known, not both"))
        for name in self.unasked():
            self.errors.pop(name, None)
            if name in self.fields:
                cleaned[name] = getattr(self.fields[name], "empty_value", None)
        return cleaned

    def unasked(self) -> set[str]:
        """Return the follow-up questions whose option was not chosen: a hidden answer is no answer."""
        hidden: set[str] = set()
        for name, look in self.looks.items():
            if name not in self.fields:
                continue
            chosen = self[name].value()
            values = {str(v) for v in (chosen if isinstance(chosen, list | tuple) else [chosen])}
            if isinstance(self.fields[name].widget, forms.CheckboxInput):
                values = {"on"} if chosen else set()
            asked = {n for value, names in look.reveals.items() if value in values for n in names}
            hidden |= {n for names in look.reveals.values() for n in names} - asked
        return hidden

    def top_fields(self) -> list[BoundField]:
        """Return the fields that stand on their own: no follow-ups, no "Not known" boxes."""
        inner = {n for look in self.looks.values() for names in look.reveals.values() for n in names}
        inner |= {f"{name}_not_known" for name in self.not_known}
        return [bound for bound in self.visible_fields() if bound.name not in inner]


def _asked_again(field_: forms.Field) -> str:
    """Return what to say when a question was not answered and its form has no words of its own for that."""
    label = str(getattr(field_, "subject", "") or field_.label or _("an answer"))
    if isinstance(field_.widget, forms.CheckboxInput):
        return _("Select “{label}” to continue").format(label=label)
    if label.endswith("?"):
        return _("Answer “{label}”").format(label=label)
    chosen = isinstance(field_.widget, forms.Select | forms.RadioSelect)
    words = _("Select {what}") if chosen else _("Enter {what}")
    return words.format(what=f"{label[:1].lower()}{label[1:]}")


def summary_errors(given: Iterable[Any]) -> list[tuple[str, str]]:
    """Return (message, href) for every error of forms, lists of forms and formsets, in the order of the page."""
    found: list[tuple[str, str]] = []
    for one in given:
        if isinstance(one, list):
            found.extend(summary_errors(one))
        elif isinstance(one, forms.BaseFormSet):
            found.extend((str(error), "") for error in (one.non_form_errors() if one.is_bound else []))
            found.extend(summary_errors(one.forms))
        elif isinstance(one, forms.BaseForm) and one.is_bound:
            found.extend(_form_errors(one))
    return found


def _form_errors(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    first = next(iter(form.visible_fields()), None)
    for error in form.errors.get(NON_FIELD_ERRORS, ()):
        yield str(error), f"#{_target(first)}" if first else ""
    for name in form.fields:
        for error in form.errors.get(name, ()):
            yield str(error), f"#{_target(form[name])}"


def _target(bound: BoundField) -> str:
    return bound.first_control_id if isinstance(bound, GovukBoundField) else str(bound.auto_id)
