"""What may be typed about quality assurance."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms

from tessera.access.rules import LONGEST_ASSURANCE
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look


class AskForm(GovukForm):
    """Why cases are to be read, which, and until when."""

    purpose = forms.CharField(
        label="What is it for?",
        widget=forms.Textarea,
        max_length=2000,
        help_text="For example: how children’s own words bear on decisions.",
        error_messages={"required": "Enter what it is for"},
    )
    scope = forms.CharField(
        label="Which cases do you need?",
        widget=forms.Textarea,
        max_length=2000,
        help_text="In words: what kind, from when, how many. A decision-maker picks them.",
        error_messages={"required": "Enter which cases you need"},
    )
    until = DateField(
        label="Until which day?",
        subject="The day",
        future=True,
        help_text=f"It ends by itself on that day, at most {LONGEST_ASSURANCE} days from now.",
    )
    looks: ClassVar = {"purpose": Look(rows=4), "scope": Look(rows=3)}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = today + timedelta(days=LONGEST_ASSURANCE - 1)

    def clean_until(self) -> date:
        """At most 90 days."""
        day: date = self.cleaned_data["until"]
        if day > self.latest:
            raise forms.ValidationError(f"The day must be at most {LONGEST_ASSURANCE - 1} days from now")
        return day


class PickFilter(GovukForm):
    """Which closed cases are shown to be picked from."""

    begins = DateField(label="Closed from", subject="Closed from", required=False)
    ends = DateField(label="Closed until", subject="Closed until", required=False)
    outcome = forms.ChoiceField(label="Outcome", widget=forms.Select, required=False)

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", "Any"), *outcomes]  # type: ignore[attr-defined]


class AgreeForm(GovukForm):
    """The cases that may be read."""

    cases = forms.MultipleChoiceField(
        label="Cases they may read",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select the cases they may read"},
    )
    looks: ClassVar = {"cases": Look(size="m", small=True)}

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = list(cases)  # type: ignore[attr-defined]


class TakeForm(GovukForm):
    """What a file of a case is for."""

    reason = forms.CharField(
        label="What is the file for, and where will it be kept?",
        widget=forms.Textarea,
        max_length=500,
        error_messages={"required": "Enter what the file is for"},
    )
    looks: ClassVar = {"reason": Look(rows=3)}
