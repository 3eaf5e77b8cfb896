"""What may be typed about quality assurance."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tessera.access.rules import LONGEST_ASSURANCE
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look


class AskForm(GovukForm):
    """Why cases are to be read, which, and until when."""

    purpose = forms.CharField(
        label=_("What is it for?"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("For example: how children’s own words bear on decisions."),
        error_messages={"required": _("Enter what it is for")},
    )
    scope = forms.CharField(
        label=_("Which cases do you need?"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("In words: what kind, from when, how many. A decision-maker picks them."),
        error_messages={"required": _("Enter which cases you need")},
    )
    until = DateField(
        label=_("Until which day?"),
        subject=_("The day"),
        future=True,
        help_text=format_lazy(
            _("It ends by itself on that day, at most {longest} days from now."), longest=LONGEST_ASSURANCE
        ),
    )
    looks: ClassVar = {"purpose": Look(rows=4), "scope": Look(rows=3)}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = today + timedelta(days=LONGEST_ASSURANCE - 1)

    def clean_until(self) -> date:
        """At most 90 days."""
        day: date = self.cleaned_data["until"]
        if day > self.latest:
            raise forms.ValidationError(
                _("The day must be at most {longest} days from now").format(longest=LONGEST_ASSURANCE - 1)
            )
        return day


class PickFilter(GovukForm):
    """Which closed cases are shown to be picked from."""

    begins = DateField(label=_("Closed from"), subject=_("Closed from"), required=False)
    ends = DateField(label=_("Closed until"), subject=_("Closed until"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.Select, required=False)

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", _("Any")), *outcomes]  # type: ignore[attr-defined]


class AgreeForm(GovukForm):
    """The cases that may be read."""

    cases = forms.MultipleChoiceField(
        label=_("Cases they may read"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select the cases they may read")},
    )
    looks: ClassVar = {"cases": Look(size="m", small=True)}

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = list(cases)  # type: ignore[attr-defined]


class TakeForm(GovukForm):
    """What a file of a case is for."""

    reason = forms.CharField(
        label=_("What is the file for, and where will it be kept?"),
        widget=forms.Textarea,
        max_length=500,
        error_messages={"required": _("Enter what the file is for")},
    )
    looks: ClassVar = {"reason": Look(rows=3)}
