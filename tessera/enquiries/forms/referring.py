"""The form of a page of a referral, made from what the page asks and what has been typed so far.

What is wrong is worked out by the rules from all the pages together; the form only shows it where it belongs.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from tessera.enquiries.rules.referral_pages import Kind, PageProblem, Question
from tessera.ui.fields import DateInputs
from tessera.ui.forms import GovukForm, Look

WORDING_REGION = "wording"


class PageForm(GovukForm):
    """One page. It refuses nothing: it shows the problems it is given."""

    problems: ClassVar[Sequence[PageProblem]] = ()

    def clean(self) -> dict[str, Any]:
        """Put each problem beside its question; one that belongs to none stands for the page as a whole."""
        for problem in self.problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.words)
        return self.cleaned_data


def page_form(
    questions: Sequence[Question],
    typed: Mapping[str, Any],
    problems: Sequence[PageProblem] = (),
    *,
    wording_url: str = "",
) -> PageForm:
    """The form of a page with what was typed in it. `wording_url`: where to ask for hints; "" for no hints."""
    inner = {name for question in questions for names in question.ask.reveals.values() for name in names}
    size = "s" if len(questions) > 4 or any(q.name.startswith("row-") for q in questions) else "m"
    attributes: dict[str, Any] = {
        **{question.name: _field(question) for question in questions},
        "looks": {q.name: _look(q, size, wording_url, q.name in inner) for q in questions},
        "not_known": {q.name: "" for q in questions if q.not_known},
        "problems": tuple(problems),
    }
    made: PageForm = type("PageForm", (PageForm,), attributes)(data=dict(typed))
    return made


def hint_region(name: str, *, inner: bool = False) -> str:
    """The id of the place where the wording hints of a question appear."""
    return WORDING_REGION if inner else f"{WORDING_REGION}-{name}"


def _field(question: Question) -> forms.Field:
    return forms.Field(
        label=question.label, help_text=question.hint, required=False, widget=_widget(question)
    )


def _widget(question: Question) -> forms.Widget:
    kind, choices = question.ask.kind, question.ask.choices
    if kind is Kind.LONG:
        return forms.Textarea()
    if kind in (Kind.DATE, Kind.PARTIAL):
        return DateInputs()
    if kind is Kind.CHOICE:
        return forms.RadioSelect(choices=choices)
    if kind is Kind.SEVERAL:
        return forms.CheckboxSelectMultiple(choices=choices)
    if kind is Kind.PICK:
        return forms.Select(choices=choices)
    return forms.CheckboxInput() if kind is Kind.TICK else forms.TextInput()


def _look(question: Question, size: str, wording_url: str, inner: bool) -> Look:
    ask = question.ask
    attrs = dict(ask.attrs)
    if ask.wording and wording_url:
        attrs |= {"data-wording": wording_url, "data-wording-out": hint_region(question.name, inner=inner)}
    if ask.kind in (Kind.LONG, Kind.TEXT):
        attrs.setdefault("spellcheck", "true" if ask.kind is Kind.LONG else "false")
    return Look(
        size="s" if inner else size,
        width=ask.width,
        rows=ask.rows,
        small=len(ask.choices) > 12,
        inline=ask.inline,
        reveals=ask.reveals,
        hints=ask.hints,
        attrs=attrs,
    )
