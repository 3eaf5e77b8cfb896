"""What an agency may type when it answers. Nothing is asked twice, and only the lines and the sharing are required."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast
from uuid import UUID

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.forms.boundfield import BoundField
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tessera.enquiries.forms.referring import PageForm, hint_region, page_form
from tessera.enquiries.rules import own_questions
from tessera.enquiries.rules.answering import LINE_KINDS, MOST_LETTERS, MOST_LINES
from tessera.partnership.rules import AnswerQuestion
from tessera.records.rules.attachments import ACCEPT
from tessera.records.rules.marks import LABELS, who_reads
from tessera.records.rules.words import LineKind
from tessera.ui.documents import FilesField, what_may_be_sent
from tessera.ui.forms import GovukForm, Look

OWN, HUB, PEOPLE, NAMED, EVERYONE = "own", "hub", "people", "named", "whole_case"
WIDER = (NAMED, EVERYONE)
WIDER_MISSING = {
    "share_reason": _("Enter why it is shared with more than the hub"),
    "share_purpose": _("Select what the sharing is for"),
    "share_basis": _("Select on which lawful basis it is shared"),
}
# In the language of whoever reads the page: a form is made long before.
READ_BY = lazy(who_reads, str)
KIND_LABELS = {
    LineKind.SEEN: _("Seen: what one of us saw"),
    LineKind.HEARD: _("Heard: what one of us heard"),
    LineKind.TOLD: _("Told: what someone told us"),
    LineKind.RECORD: _("Record: what our records say"),
    LineKind.OPINION: _("Opinion: what we think"),
    LineKind.ANALYSIS: _("Analysis: what we think it means"),
}


if TYPE_CHECKING:
    Lines = BaseFormSet["LineForm"]
else:
    Lines = BaseFormSet  # Django's own cannot be subscripted when it runs


class LineForm(GovukForm):
    """One statement. A line left wholly empty is no line."""

    kind = forms.ChoiceField(
        label=_("What kind of statement is it?"),
        required=False,
        choices=[("", _("Choose")), *((kind.value, KIND_LABELS[kind]) for kind in LINE_KINDS)],
    )
    text = forms.CharField(
        label=_("What do you know?"), widget=forms.Textarea, required=False, max_length=MOST_LETTERS
    )
    source = forms.CharField(
        label=_("Who saw, said or wrote it?"),
        required=False,
        max_length=300,
        help_text=_("A name and role, or which record"),
    )
    when = forms.CharField(
        label=_("When was this?"), required=False, max_length=40, help_text=_("A date, a month or a year")
    )
    about = forms.CharField(
        label=_("Whom is it about?"),
        required=False,
        max_length=200,
        help_text=_("Leave empty if it is all of them"),
    )
    marks = forms.MultipleChoiceField(
        label=_("Does any of these apply to this line?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(mark.value, label) for mark, label in LABELS.items()],
    )
    looks: ClassVar = {
        "marks": Look(small=True, hints={mark.value: READ_BY(mark) for mark in LABELS}),
        "kind": Look(width="full"),
        "text": Look(rows=4, attrs={"data-wording": "/wording/", "data-wording-out": "wording"}),
        "source": Look(width="full"),
        "when": Look(width="full"),
        "about": Look(width="full"),
    }

    def clean(self) -> dict[str, Any]:
        """A line has words and a kind, and says who told it where somebody told it."""
        cleaned = super().clean()
        text, kind = (cleaned.get("text") or "").strip(), cleaned.get("kind")
        line = _("line {number}").format(number=int(str(self.prefix).rpartition("-")[2]) + 1)
        if not text and any(cleaned.get(field) for field in ("source", "when", "about")):
            self.add_error("text", _("Enter what you know in {line}, or empty it").format(line=line))
        if text and not kind:
            self.add_error("kind", _("Select what kind of statement {line} is").format(line=line))
        if text and kind == LineKind.TOLD and not cleaned.get("source"):
            self.add_error("source", _("Enter who told you what {line} says").format(line=line))
        return cleaned


class LineForms(Lines):
    """The lines of an answer, at least one of them written."""

    def clean(self) -> None:
        """At least one line has words."""
        if not self.forms:
            raise forms.ValidationError(_("Enter what you know, or choose ‘We know nothing’"))
        if not any(self.errors) and not self.written():
            self.forms[0].add_error("text", _("Enter what you know, or choose ‘We know nothing’ above"))

    def written(self) -> list[dict[str, Any]]:
        """The lines that were written, in order."""
        return [form.cleaned_data for form in self.forms if (form.cleaned_data.get("text") or "").strip()]


def lines_form(posted: Any, kept: Sequence[dict[str, str]]) -> LineForms:
    """The lines as they were sent, or (`posted` None) as they were kept."""
    made = formset_factory(
        LineForm, formset=LineForms, extra=0, min_num=1, max_num=MOST_LINES, absolute_max=MOST_LINES
    )
    initial = [line | {"marks": line.get("marks", "").split()} for line in kept]
    return cast(LineForms, made(posted, initial=initial, prefix="line"))


@dataclass(frozen=True)
class OwnField:
    """A question of the partnership's own, and beside it which marks its answer wears. `region`: for wording hints."""

    bound: BoundField
    marks: BoundField
    region: str


@dataclass(frozen=True)
class OwnForm:
    """What the partnership asks besides. Without any question it holds nothing and is always right."""

    form: PageForm
    fields: tuple[OwnField, ...]


def own_form(
    questions: Sequence[AnswerQuestion], kept: Mapping[str, str], wording: str = "", *, sent: bool = False
) -> OwnForm:
    """The partnership's own questions, with what was kept or sent. `wording`: where to ask for hints."""
    asked, marking = own_questions.asked(questions), own_questions.marking(questions)
    wrong = own_questions.problems(questions, kept) if sent else ()
    form = page_form((*asked, *marking), own_questions.shown(kept), wrong, wording_url=wording)
    return OwnForm(
        form,
        tuple(
            OwnField(form[one.name], form[marks.name], hint_region(one.name) if one.ask.wording else "")
            for one, marks in zip(asked, marking, strict=True)
        ),
    )


class AnswerForm(GovukForm):
    """What stands beside the lines."""

    could_not_say = forms.CharField(
        label=_("Is there anything you cannot say?"),
        widget=forms.Textarea,
        required=False,
        max_length=MOST_LETTERS,
        help_text=_("Say in general terms what it is, and why. Whoever may read your answer reads this too."),
    )
    rating = forms.ChoiceField(
        label=_("How urgent is it, from what you know?"), widget=forms.RadioSelect, required=False
    )
    rating_reason = forms.CharField(
        label=_("Why do you rate it so?"), widget=forms.Textarea, required=False, max_length=MOST_LETTERS
    )
    documents = FilesField(
        label=_("Documents and photographs"),
        required=False,
        allow_empty_file=True,
    )
    share = forms.ChoiceField(
        label=_("Who may read your answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select who may read your answer")},
    )
    named_agencies = forms.MultipleChoiceField(
        label=_("Which agencies?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An agency that you choose can read it only while the hub has it involved in this case."),
        error_messages={"required": _("Select at least one agency")},
    )
    named_people = forms.MultipleChoiceField(
        label=_("Which people?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least one of the hub. Each reads it only while they may open this case."),
        error_messages={"required": _("Select at least one person of the hub")},
    )
    share_reason = forms.CharField(
        label=_("Why is it shared with more than the hub?"),
        widget=forms.Textarea,
        required=False,
        max_length=MOST_LETTERS,
    )
    share_purpose = forms.ChoiceField(label=_("What is the sharing for?"), required=False)
    share_basis = forms.ChoiceField(label=_("On which lawful basis?"), required=False)

    def __init__(
        self,
        *args: Any,
        ratings: Iterable[tuple[str, str, str]],
        readers: Iterable[tuple[str, str, str]],
        agencies: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        purposes: Sequence[tuple[str, str]],
        bases: Sequence[tuple[str, str]],
        usual: bool = False,
        documents: bool = True,
        **kwargs: Any,
    ) -> None:
        """`ratings` and `readers` are (value, label, hint), the others (value, label).

        `usual`: whether one of the readers is chosen beforehand, as the partners have agreed.
        `documents`: whether any may be sent here.
        """
        ratings, readers = list(ratings), list(readers)
        super().__init__(*args, **kwargs)
        self.fields["documents"].help_text = what_may_be_sent()
        unrated = [("", _("We have not rated it"))]
        if not documents:
            del self.fields["documents"]
        self.fields["rating"].choices = [*((code, label) for code, label, _ in ratings), *unrated]  # type: ignore[attr-defined]
        self.fields["share"].choices = [(code, label) for code, label, _ in readers]  # type: ignore[attr-defined]
        if usual:
            self.fields["share"].help_text = _(
                "What the partners have agreed is chosen. You may choose otherwise: fewer, or with a reason more."
            )
        self.fields["named_agencies"].choices = agencies  # type: ignore[attr-defined]
        self.fields["named_people"].choices = people  # type: ignore[attr-defined]
        self.fields["share_purpose"].choices = [("", _("Choose")), *purposes]  # type: ignore[attr-defined]
        self.fields["share_basis"].choices = [("", _("Choose")), *bases]  # type: ignore[attr-defined]
        self.looks = {  # type: ignore[misc]
            "could_not_say": Look(size="m", rows=3),
            "rating": Look(size="m", small=True, hints={code: hint for code, _, hint in ratings}),
            "rating_reason": Look(rows=3),
            "documents": Look(size="m", attrs={"accept": ACCEPT, "multiple": "multiple"}),
            "share": Look(
                size="m",
                small=True,
                hints={code: hint for code, _, hint in readers},
                reveals={NAMED: ["named_agencies"], PEOPLE: ["named_people"]},
            ),
            "named_agencies": Look(small=True),
            "named_people": Look(small=True),
            "share_reason": Look(rows=3),
            "share_purpose": Look(width="full"),
            "share_basis": Look(width="full"),
        }

    def clean(self) -> dict[str, Any]:
        """A rating comes with its reason, and sharing with more than the hub with why, what for and on which basis."""
        cleaned = super().clean()
        if cleaned.get("share") in WIDER:
            for field, missing in WIDER_MISSING.items():
                if not (cleaned.get(field) or "").strip() and not self.has_error(field):
                    self.add_error(field, missing)
        if cleaned.get("rating") and not (cleaned.get("rating_reason") or "").strip():
            self.add_error("rating_reason", _("Enter why you rate it so"))
        return cleaned

    def named(self, share: str, field: str) -> list[UUID]:
        """The agencies or the people chosen in this field, where the answer goes so far."""
        chosen = self.cleaned_data.get(field) or []
        return [UUID(one) for one in chosen] if self.cleaned_data["share"] == share else []


class NothingKnownForm(GovukForm):
    """Where the agency looked and found nothing."""

    words = forms.CharField(
        label=_("Where did you look, and under which names?"),
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        help_text=_("Only the hub and your own agency read this."),
        error_messages={"required": _("Enter where you looked")},
    )
    looks: ClassVar = {"words": Look(size="m")}


class RefuseForm(GovukForm):
    """Why the agency will not answer."""

    why = forms.ChoiceField(
        label=_("Why can you not answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select why you cannot answer")},
    )
    words = forms.CharField(
        label=_("What can you say about it?"),
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        help_text=_("In general terms. Only the hub and your own agency read this."),
        error_messages={"required": _("Enter what you can say about it")},
    )

    def __init__(self, *args: Any, reasons: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        """`reasons` are (code, label, hint)."""
        reasons = list(reasons)
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [(code, label) for code, label, _ in reasons]  # type: ignore[attr-defined]
        self.looks = {  # type: ignore[misc]
            "why": Look(size="m", hints={code: hint for code, _, hint in reasons}),
            "words": Look(size="m"),
        }

    def reason(self) -> str:
        """The reason chosen, and what was said about it."""
        label = dict(self.fields["why"].choices)[self.cleaned_data["why"]]  # type: ignore[attr-defined]
        return f"{label}. {self.cleaned_data['words']}"
