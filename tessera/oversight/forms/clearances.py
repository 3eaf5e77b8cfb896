"""What is typed to give a clearance."""

from typing import ClassVar

from django import forms

from tessera.oversight.rules import MARKS
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look


class ClearanceForm(GovukForm):
    """Who, for which mark, why, and until which day."""

    email = forms.EmailField(
        label="Their work email address",
        help_text="As they sign in with. They must belong to this partnership.",
        error_messages={
            "required": "Enter their work email address",
            "invalid": "Enter an email address, such as name@example.org",
        },
    )
    mark = forms.ChoiceField(
        label="What may they read?",
        widget=forms.RadioSelect,
        choices=[(mark.value, words) for mark, words in MARKS.items()],
        error_messages={"required": "Select what they may read"},
    )
    reason = forms.CharField(
        label="Why do they need it?",
        widget=forms.Textarea,
        max_length=500,
        error_messages={"required": "Enter why they need it"},
    )
    last_day = DateField(
        label="Until the end of which day?",
        subject="The last day",
        future=True,
        help_text="Within 12 months. It ends by itself.",
        error_messages={"required": "Enter the last day"},
    )
    looks: ClassVar = {
        "email": Look(width="two-thirds", attrs={"autocomplete": "off"}),
        "mark": Look(size="m"),
        "reason": Look(size="m", rows=3, count=500),
        "last_day": Look(size="m"),
    }
