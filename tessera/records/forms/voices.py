"""What somebody may type of what a child says or shows, and of what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.records.forms.notes import MOST_LETTERS, READ_BY
from tessera.records.rules.marks import LABELS
from tessera.records.rules.noting import EVERYONE, READERS
from tessera.records.rules.words import How
from tessera.ui.forms import GovukForm, Look


class VoiceForm(GovukForm):
    """What a child said or showed, and how it came to be known."""

    person = forms.ChoiceField(label=_("Which child?"), widget=forms.RadioSelect, required=False)
    how = forms.ChoiceField(
        label=_("How did the child tell you?"),
        widget=forms.RadioSelect,
        choices=[
            (How.SAID.value, _("In words")),
            (How.SIGNED.value, _("By signs or a communication aid")),
            (How.WRITTEN.value, _("In writing")),
            (How.DRAWN.value, _("By drawing")),
            (How.PLAYED.value, _("In play")),
            (How.SHOWN.value, _("By showing")),
            (How.BEHAVED.value, _("By behaviour, as a baby does")),
        ],
        error_messages={"required": _("Select how the child told you")},
    )
    words = forms.CharField(
        label=_("What did the child say or show?"),
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        help_text=_("Their exact words, in their language, or exactly what you saw."),
        error_messages={"required": _("Enter what the child said or showed")},
    )
    wants = forms.CharField(
        label=_("What does the child want?"), widget=forms.Textarea, required=False, max_length=MOST_LETTERS
    )
    asked_by = forms.CharField(
        label=_("Who asked, or to whom was it said?"),
        max_length=200,
        required=False,
        help_text=_("A name and role"),
    )
    setting = forms.CharField(label=_("Where, and doing what?"), max_length=300, required=False)
    alone = forms.ChoiceField(
        label=_("Was the child seen alone?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[("yes", _("Yes")), ("no", _("No, others were there")), ("", _("Not known"))],
        initial="",
    )
    when = forms.CharField(
        label=_("When was it?"),
        max_length=40,
        required=False,
        help_text=_("For example, 3 June 2026 or June 2026. Leave it empty if it was today"),
    )
    communication = forms.CharField(
        label=_("How does the child communicate, where not by speech?"),
        max_length=500,
        required=False,
        help_text=_("For example, 40 Makaton signs, a picture board, a look towards what they want"),
    )
    interpreter = forms.CharField(label=_("Who interpreted, if anybody?"), max_length=200, required=False)
    response = forms.CharField(
        label=_("What was done about it?"), widget=forms.Textarea, required=False, max_length=MOST_LETTERS
    )
    told_back = forms.CharField(
        label=_("What was the child told back?"),
        widget=forms.Textarea,
        required=False,
        max_length=MOST_LETTERS,
        help_text=_("In words the child understands. Leave it empty if nobody has told the child yet."),
    )
    share = forms.ChoiceField(
        label=_("Who may read this?"),
        widget=forms.RadioSelect,
        choices=lambda: list(READERS.items()),
        initial=EVERYONE,
        required=False,
    )
    marks = forms.MultipleChoiceField(
        label=_("Does any of these apply to what the child said?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(mark.value, label) for mark, label in LABELS.items()],
    )
    looks: ClassVar = {
        "person": Look(size="m"),
        "how": Look(size="m", small=True),
        "words": Look(size="m", rows=4),
        "wants": Look(rows=2),
        "response": Look(rows=2),
        "told_back": Look(rows=2),
        "communication": Look(width="full"),
        "share": Look(size="m", small=True),
        "marks": Look(small=True, hints={mark.value: READ_BY(mark) for mark in LABELS}),
        "alone": Look(size="m", inline=True, small=True),
        "when": Look(width=20),
        "asked_by": Look(width="full"),
        "setting": Look(width="full"),
        "interpreter": Look(width="full"),
    }

    def __init__(
        self, *args: Any, people: Sequence[tuple[str, str]], again: bool = False, **kwargs: Any
    ) -> None:
        """`people`: (value, name) of the children. `again`: they are put right, and who may read them is settled."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        if len(people) == 1:
            self.fields["person"].initial = people[0][0]
        self.fields["person"].required = len(people) > 1
        if not people:
            del self.fields["person"]
        for field in ("share", "told_back") if again else ():
            del self.fields[field]


class RespondForm(GovukForm):
    """You said, we did."""

    done = forms.CharField(
        label=_("What was done about what the child said?"),
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        error_messages={"required": _("Enter what was done, or why nothing could be")},
    )
    told_back = forms.CharField(
        label=_("What was the child told?"),
        widget=forms.Textarea,
        required=False,
        max_length=MOST_LETTERS,
        help_text=_("In words the child understands. Leave it empty if nobody has told the child yet."),
    )
    looks: ClassVar = {"done": Look(size="m", rows=3), "told_back": Look(size="m", rows=3)}
