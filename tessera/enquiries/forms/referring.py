"""The form of a page of a referral, made from what the page asks and what has been typed so far.

What is wrong is worked out by the rules from all the pages together; the form only shows it where it belongs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tessera.enquiries.queries.referring import Drafting, Shown
from tessera.enquiries.rules import referral_pages as pages
from tessera.enquiries.rules.referral_pages import (
    ENTRIES,
    LONGEST_CHECKED,
    Hinted,
    Kind,
    PageProblem,
    Question,
    State,
)
from tessera.partnership.rules import Settings
from tessera.records.rules.wording import Wording
from tessera.ui.components.listing import Task
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


# ---- one page of a draft ----


@dataclass(frozen=True)
class Field:
    """One question on the page, and the wording hints about its answer."""

    bound: BoundField
    region: str = ""
    hinted: Hinted | None = None
    heading: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its number and kind, what it is called, and its questions."""

    number: str
    kind: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Sheet:
    """A page ready to be drawn. `adds` are the kinds of row that can be added, with what each is called."""

    form: PageForm
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    adds: tuple[tuple[str, str], ...]
    shared: tuple[Hinted, ...]
    worded: bool


def _questions(draft: Drafting, shown: Shown) -> tuple[Question, ...]:
    asked = pages.questions(shown.page, draft.settings, draft.children, shown.rows)
    whose = len(draft.children) < 2 and shown.page.slug.startswith("voice-")
    return tuple(question for question in asked if not (whose and question.name == "child"))


def names_of(draft: Drafting, shown: Shown) -> list[tuple[str, Kind]]:
    """The names of the questions of the page itself, with their kinds: what may be posted to it."""
    asked = pages.questions(shown.page, draft.settings, draft.children)
    return [(question.name, question.ask.kind) for question in asked]


def worded(draft: Drafting, shown: Shown) -> dict[str, str]:
    """The answers of the page whose wording can be checked, by the name of their question."""
    asked = _questions(draft, shown)
    return {q.name: str(shown.typed[q.name]) for q in asked if q.ask.wording and shown.typed.get(q.name)}


def checked(wording: Wording, text: str) -> Hinted:
    """The text with its hints; a text that is too long for an answer is not looked at."""
    if len(text) > LONGEST_CHECKED:
        return Hinted((), (), too_long=True)
    return pages.hinted(text, wording.hints(text))


def sheet(
    draft: Drafting,
    shown: Shown,
    problems: Sequence[PageProblem],
    hints: Mapping[str, Hinted] | None,
    *,
    wording_url: str,
) -> Sheet:
    """The page with its form, its rows, and the hints that were asked for."""
    asked = _questions(draft, shown)
    form = page_form(asked, shown.typed, problems, wording_url=wording_url)
    inner = {name for question in asked for names in question.ask.reveals.values() for name in names}
    found = hints or {}
    fields = {
        q.name: Field(
            form[q.name], hint_region(q.name) if q.ask.wording else "", found.get(q.name), q.ask.heading
        )
        for q in asked
        if q.name not in inner
    }
    rows = tuple(
        Row(number, kind, pages.row_title(shown.page, kind, draft.settings), _of_row(fields, number))
        for number, kind in shown.rows
    )
    return Sheet(
        form=form,
        fields=tuple(field for name, field in fields.items() if not name.startswith("row-")),
        rows=rows,
        adds=tuple(
            (kind, pages.row_title(shown.page, kind, draft.settings)) for kind in shown.page.row_kinds
        ),
        shared=tuple(found[name] for name in inner if name in found),
        worded=bool(wording_url) and any(q.ask.wording for q in asked),
    )


def _of_row(fields: Mapping[str, Field], number: str) -> tuple[Field, ...]:
    return tuple(field for name, field in fields.items() if name.startswith(f"row-{number}-"))


def row_anchor(go: str, posted: Mapping[str, Any]) -> str:
    """Where to go on the page after a row was added or removed: to the new one, or to the top of the rows."""
    numbers = [int(n) for n in getattr(posted, "getlist", lambda _: [])("row") if n.isascii() and n.isdigit()]
    return f"row-{max(numbers, default=0) + 1}" if go.startswith("add-") else "rows"


def home_of(slug: str) -> str:
    """The page that lists what this page is about."""
    entry = ENTRIES.get(slug.partition("-")[0])
    return entry.page if entry else "children"


def whole(text: str) -> int:
    """A whole number that came with a request; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class FirstForm(GovukForm):
    """Is a child in danger now?"""

    immediate_danger = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        error_messages={
            "required": _("Select whether a child is in danger right now"),
            "invalid_choice": _("Select yes or no"),
        },
    )
    looks: ClassVar = {"immediate_danger": Look(size="m")}


def first_form(settings: Settings, posted: Any) -> FirstForm:
    """The first question, in the partnership's words."""
    form = FirstForm(posted)
    form.fields["immediate_danger"].label = settings.question("danger", "immediate_danger").label
    return form


# ---- the list of tasks ----

STATES = {
    State.NOT_STARTED: (_("Not started"), "blue"),
    State.ATTENTION: (_("Needs attention"), "orange"),
    State.DONE: (_("Done"), None),
}


def task_groups(draft: Drafting) -> list[tuple[str, list[Task]]]:
    """Every page under its heading, with its state, for the list of tasks."""
    groups: dict[str, list[Task]] = {}
    for step in pages.progress(draft.answers, draft.composed.problems):
        words, colour = STATES[step.state]
        address = reverse("referral_page", args=(draft.id, step.page.slug))
        groups.setdefault(gettext(step.page.under), []).append(
            Task(
                title=pages.title_of(step.page, draft.settings)[0],
                status=str(words),
                status_colour=colour,
                href=f"{address}?check" if step.state is State.ATTENTION else address,
                hint=step.has,
            )
        )
    return list(groups.items())
