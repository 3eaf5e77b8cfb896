"""What somebody writes who has read the record of a child again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tessera.records.forms.notes import MOST_LETTERS, READ_BY, TypedLine
from tessera.records.rules.marks import LABELS
from tessera.records.rules.noting import EVERYONE, READERS
from tessera.records.rules.words import LineKind
from tessera.ui.forms import GovukForm, Look


def _words(label: Any, help_text: Any, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        error_messages={"required": missing},
    )


class ReviewForm(GovukForm):
    """A review: what has changed, so what, what next, and whether the child has been heard. Each is asked for."""

    people = forms.MultipleChoiceField(
        label=_("Whose record have you read?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select whose record you have read")},
    )
    changed = _words(
        _("What has changed?"),
        _("Since the last review, or since the case was opened. If nothing has, say so."),
        _("Enter what has changed"),
    )
    means = _words(
        _("So what? What does it mean for the child?"),
        _("What daily life is like for this child now, and why you think so."),
        _("Enter what it means for the child"),
    )
    following = _words(
        _("What must happen next, by whom and when?"),
        _("For example, Ama Boateng sees her alone at school by Friday."),
        _("Enter what must happen next, by whom and when"),
    )
    heard = forms.ChoiceField(
        label=_("Has the child’s own view been heard since?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        error_messages={"required": _("Select whether the child’s own view has been heard")},
    )
    view = _words(
        _("What did the child say or show, and to whom?"), "", _("Enter what the child said or showed")
    )
    why_not = _words(_("Why not, and who will ask?"), "", _("Enter why not, and who will ask"))
    share = forms.ChoiceField(
        label=_("Who may read this review?"),
        widget=forms.RadioSelect,
        choices=lambda: list(READERS.items()),
        initial=EVERYONE,
    )
    marks = forms.MultipleChoiceField(
        label=_("Does any of these apply to what you have written?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(mark.value, label) for mark, label in LABELS.items()],
    )
    looks: ClassVar = {
        "people": Look(size="m", small=True),
        "changed": Look(size="m", rows=4),
        "means": Look(size="m", rows=4),
        "following": Look(size="m", rows=4),
        "heard": Look(size="m", small=True, reveals={"yes": ["view"], "no": ["why_not"]}),
        "view": Look(rows=3),
        "why_not": Look(rows=3),
        "share": Look(size="m", small=True),
        "marks": Look(small=True, hints={mark.value: READ_BY(mark) for mark in LABELS}),
    }

    def __init__(self, *args: Any, children: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """`children`: (value, name) of those whose record it is; nobody where no child of the case is on record."""
        super().__init__(*args, **kwargs)
        if children:
            self.fields["people"].choices = children  # type: ignore[attr-defined]
        else:
            del self.fields["people"]

    def limited(self) -> bool:
        """Whether something that limits who may read it is chosen, or wrong."""
        return bool(self["marks"].value() or self["marks"].errors)

    def typed_lines(self) -> list[TypedLine]:
        """Each answer as a line of the note, all with the same marks."""
        data, marks = self.cleaned_data, tuple(self.cleaned_data["marks"])
        heard = (
            gettext("The child’s own view has been heard. {words}").format(words=data["view"])
            if data["heard"] == "yes"
            else gettext("The child’s own view has not been heard. {words}").format(words=data["why_not"])
        )
        return [
            TypedLine(LineKind.ANALYSIS, data["changed"], marks=marks),
            TypedLine(LineKind.RECORD, heard, marks=marks),
            TypedLine(LineKind.IMPACT, data["means"], marks=marks),
            TypedLine(LineKind.ACTION, data["following"], marks=marks),
        ]

    def about_whom(self) -> list[UUID]:
        """The children whose record was read; nobody: it is of the family."""
        return [UUID(one) for one in self.cleaned_data.get("people") or ()]
