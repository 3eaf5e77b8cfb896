"""What may be typed while an enquiry is worked: a rating, whom it is given to, why a clock stands still, danger."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.ui.forms import GovukForm, Look

Choices = Sequence[tuple[str, str]]


class RateForm(GovukForm):
    """How urgent it is, and why."""

    value = forms.ChoiceField(
        label=_("How urgent is this?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how urgent this is")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("What has been seen or heard that makes it so. An agency that disagrees will read this."),
        error_messages={"required": _("Enter why you rate it so")},
    )

    def __init__(self, *args: Any, ratings: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [(code, label) for code, label, _ in ratings]  # type: ignore[attr-defined]
        self.looks = {  # type: ignore[misc]
            "value": Look(size="m", hints={code: hint for code, _, hint in ratings}),
            "reason": Look(rows=5, attrs={"data-wording": "/wording/", "data-wording-out": "wording"}),
        }


class AllocateForm(GovukForm):
    """Who works it."""

    to = forms.ChoiceField(
        label=_("Who will work this enquiry?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select who will work this enquiry")},
    )
    looks: ClassVar = {"to": Look(size="m")}

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = list(members)  # type: ignore[attr-defined]


class PauseForm(GovukForm):
    """Why a clock stands still."""

    reason_code = forms.ChoiceField(
        label=_("Why must the clock wait?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select why the clock must wait")},
    )
    words = forms.CharField(
        label=_("What is being waited for, and when will you look again?"),
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": _("Enter what is being waited for")},
    )

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].choices = [(code, label) for code, label, _ in reasons]  # type: ignore[attr-defined]
        hints = {code: hint for code, _, hint in reasons if hint}
        self.looks = {"reason_code": Look(size="m", hints=hints), "words": Look(rows=3)}  # type: ignore[misc]


class DangerForm(GovukForm):
    """Why a strategy discussion is needed now."""

    reason = forms.CharField(
        label=_("What is happening?"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("A line is enough. You can write the rest later."),
        error_messages={"required": _("Enter what is happening. A line is enough")},
    )
    looks: ClassVar = {"reason": Look(size="m", rows=4)}
