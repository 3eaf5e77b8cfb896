"""What an agency chooses for each line that it holds, and what it says of what it holds back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from tessera.enquiries.rules.answering import MOST_LETTERS
from tessera.enquiries.rules.handing import Choice
from tessera.ui.forms import GovukForm, Look

if TYPE_CHECKING:
    from tessera.enquiries.queries.handing import HeldLine

    Lines = BaseFormSet["HeldLineForm"]
else:
    Lines = BaseFormSet  # Django's own cannot be subscripted when it runs

CHANGED = _("The lines have changed. Look at them and choose again.")
ANEW = _("Open this page anew and choose again")
IDENTIFIER = re.compile(r"line-\d+-line")
LEAVE = "leave"
LABELS = {
    Choice.AS_IT_IS: _("Hand it over as it is"),
    Choice.NEW_WORDS: _("Hand it over in new words"),
    Choice.HELD_BACK: _("Hold it back"),
}


class HeldLineForm(GovukForm):
    """What to do with one line."""

    line = forms.CharField(widget=forms.HiddenInput, required=False)
    choice = forms.ChoiceField(
        label=_("What do you do with it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select what to do with each line"),
            "invalid_choice": _("Choose again what to do with this line"),
        },
    )
    words = forms.CharField(
        label=_("What do you say instead?"),
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        error_messages={"required": _("Enter the new words")},
    )
    reason = forms.ChoiceField(
        label=_("Why is it held back?"), error_messages={"required": _("Select why it is held back")}
    )
    why = forms.CharField(
        label=_("Say more, for your own agency"),
        widget=forms.Textarea,
        max_length=MOST_LETTERS,
        help_text=_("Only your agency reads this."),
        error_messages={"required": _("Enter why it is held back")},
    )
    looks: ClassVar = {
        "choice": Look(
            small=True,
            reveals={Choice.NEW_WORDS.value: ["words"], Choice.HELD_BACK.value: ["reason", "why"]},
        ),
        "words": Look(rows=3),
        "reason": Look(width="full"),
        "why": Look(rows=2),
    }

    def __init__(
        self, *args: Any, held: HeldLine | None = None, reasons: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        """`reasons` are (code, label). A line about which something was decided before may be left at that."""
        super().__init__(*args, **kwargs)
        self.held = held
        self.fields["reason"].choices = [("", _("Choose")), *reasons]  # type: ignore[attr-defined]
        offered = [(choice.value, label) for choice, label in LABELS.items()]
        if held is not None and not held.as_it_is:
            offered = offered[1:]
        if held is not None and held.decided:
            offered.append((LEAVE, _("Leave it as it was")))
        self.fields["choice"].choices = offered  # type: ignore[attr-defined]


class HeldLineForms(Lines):
    """One form for each line that is held. `changed`: what was sent was chosen for other lines, and is not read."""

    default_error_messages: ClassVar = {"missing_management_form": ANEW}

    def __init__(
        self,
        *args: Any,
        held: Sequence[HeldLine],
        reasons: Sequence[tuple[str, str]],
        changed: bool,
        **kwargs: Any,
    ) -> None:
        self.held, self.reasons, self.changed = held, reasons, changed
        super().__init__(*args, **kwargs)

    def total_form_count(self) -> int:
        """As many as there are lines, whatever was sent."""
        return len(self.held)

    def initial_form_count(self) -> int:
        """All of them: none is an extra one that may be left empty, whatever was sent."""
        return len(self.held)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """The line that a form is about."""
        held = self.held[index] if index is not None else None
        return {**super().get_form_kwargs(index), "held": held, "reasons": self.reasons}

    def chosen(self) -> list[tuple[HeldLine, dict[str, Any]]]:
        """Each line with what is done with it, but for those that are left as they were."""
        return [
            (held, form.cleaned_data)
            for held, form in zip(self.held, self.forms, strict=True)
            if form.cleaned_data["choice"] != LEAVE
        ]


def held_forms(posted: Any, held: Sequence[HeldLine], reasons: Iterable[tuple[str, str]]) -> HeldLineForms:
    """A form for each line, as it was sent or empty.

    What was chosen for one line must never be done with another. So where the lines that were sent are not, one by one,
    those that are held now, no choice is read; the words that were typed are kept for the lines they were typed for.
    """
    made: Any = formset_factory(HeldLineForm, formset=HeldLineForms, extra=0)
    sent = {key: line for key, line in (posted or {}).items() if IDENTIFIER.fullmatch(key)}
    changed = posted is not None and sent != {
        f"line-{place}-line": str(line.id) for place, line in enumerate(held)
    }
    typed = _typed(posted, sent) if changed else {}
    initial = [
        {**typed.get(str(line.id), {}), "line": str(line.id), "choice": LEAVE if line.decided else ""}
        for line in held
    ]
    forms_made = made(
        None if changed else posted,
        initial=initial,
        prefix="line",
        held=held,
        reasons=list(reasons),
        changed=changed,
    )
    return cast(HeldLineForms, forms_made)


def _typed(posted: Mapping[str, str], sent: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What was typed for each line, by the line's identifier."""
    return {
        line: {name: posted.get(key.removesuffix("line") + name, "") for name in ("words", "reason", "why")}
        for key, line in sent.items()
    }


class HandOverForm(GovukForm):
    """What stands beside the lines. `once` is drawn with the page, so that a double press is one hand-over."""

    once = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": ANEW, "invalid": ANEW})
    rating = forms.BooleanField(label=_("Hand over how urgent we think it is, and why"), required=False)
    could_not_say = forms.CharField(
        label=_("Is there anything you cannot say?"),
        widget=forms.Textarea,
        required=False,
        max_length=MOST_LETTERS,
        help_text=_("Say in general terms what it is, and why. The hub reads this."),
    )
    looks: ClassVar = {"could_not_say": Look(size="m", rows=3)}

    def __init__(self, *args: Any, rated: bool, **kwargs: Any) -> None:
        """`rated`: whether the agency has a rating of its own that the hub has not got."""
        super().__init__(*args, **kwargs)
        if not rated:
            del self.fields["rating"]
