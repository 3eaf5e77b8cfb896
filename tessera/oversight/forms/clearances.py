"""What is typed to give a clearance."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.oversight.rules import MARKS
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look


class ClearanceForm(GovukForm):
    """Who, for which mark, why, and until which day."""

    email = forms.EmailField(
        label=_("Their work email address"),
        help_text=_("As they sign in with. They must belong to this partnership."),
        error_messages={
            "required": _("Enter their work email address"),
            "invalid": _("Enter an email address, such as name@example.org"),
        },
    )
    mark = forms.ChoiceField(
        label=_("What may they read?"),
        widget=forms.RadioSelect,
        choices=lambda: [(mark.value, words) for mark, words in MARKS.items()],
        error_messages={"required": _("Select what they may read")},
    )
    reason = forms.CharField(
        label=_("Why do they need it?"),
        widget=forms.Textarea,
        max_length=500,
        error_messages={"required": _("Enter why they need it")},
    )
    last_day = DateField(
        label=_("Until the end of which day?"),
        subject=_("The last day"),
        future=True,
        help_text=_("Within 12 months. It ends by itself."),
        error_messages={"required": _("Enter the last day")},
    )
    looks: ClassVar = {
        "email": Look(width="two-thirds", attrs={"autocomplete": "off"}),
        "mark": Look(size="m"),
        "reason": Look(size="m", rows=3, count=500),
        "last_day": Look(size="m"),
    }
