"""A form for some questions of the document, made from the document's own types."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.partnership.rules.editing import Question
from tessera.partnership.rules.problems import Problem
from tessera.ui.forms import GovukForm, Look

LINES = ("words", "lines", "parts", "label")
WIDTHS = {"number": 5, "limit": 10, "date": 10, "time": 5}


def form_for(questions: tuple[Question, ...], given: Mapping[str, Any] | None = None) -> GovukForm:
    """The form, with what stands there now or with what was typed. What is wrong the document itself says."""
    fields: dict[str, Any] = {"looks": {question.name: _look(question) for question in questions}}
    fields |= {question.name: _field(question) for question in questions}
    made: GovukForm = type("EditForm", (GovukForm,), fields)(given)
    return made


def show(form: GovukForm, problems: Iterable[Problem]) -> None:
    """Each problem beside the nearest question above it, or over the whole form."""
    form.is_valid()
    for problem in problems:
        steps = problem.path.split(".")
        names = ["-".join(steps[:depth]) for depth in range(len(steps), 0, -1)]
        field = next((name for name in names if name in form.fields), None)
        form.add_error(field, problem.words if field else f"{problem.path}: {problem.words}")


def _field(question: Question) -> forms.Field:
    initial: Any = list(question.value) if question.kind == "choices" else question.value
    if question.kind in LINES and not isinstance(question.value, str):
        initial = "\n".join(question.value)
    about: dict[str, Any] = {
        "label": question.label,
        "required": False,
        "initial": initial,
        "help_text": question.hint,
    }
    if question.kind == "choices":
        return forms.MultipleChoiceField(
            choices=question.options, widget=forms.CheckboxSelectMultiple, **about
        )
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=question.options, widget=forms.RadioSelect, **about)
    if question.kind == "choice":
        return forms.ChoiceField(choices=(("", _("Select one")), *question.options), **about)
    return forms.CharField(widget=forms.Textarea if question.kind in LINES else forms.TextInput, **about)


def _look(question: Question) -> Look:
    if question.kind == "yes_no":
        return Look(inline=True, small=True)
    if question.kind == "choices":
        return Look(small=True)
    several = question.kind in LINES and not isinstance(question.value, str)
    rows = max(2, min(8, len(question.value))) if several else 3
    return Look(width=WIDTHS.get(question.kind, ""), rows=rows)
