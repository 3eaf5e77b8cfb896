"""What may be typed when an address is kept from somebody."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.access.rules import EXISTENCE_IS_SECRET, Mark
from tessera.ui.forms import GovukForm, Look


class ProtectForm(GovukForm):
    """Which marks an address wears from now on, and why."""

    marks = forms.MultipleChoiceField(
        label=gettext_lazy("Why must it be kept from somebody?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Select why the address must be kept from somebody")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What has happened?"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=gettext_lazy(
            "Whoever is cleared for the address reads this. Do not write the address here."
        ),
        error_messages={"required": gettext_lazy("Enter what has happened")},
    )

    def __init__(self, *args: Any, marks: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["marks"].choices = list(marks)  # type: ignore[attr-defined]
        hints = {code: _who_is_told(Mark(code)) for code, _label in marks}
        self.looks = {"marks": Look(size="m", hints=hints), "reason": Look(rows=4)}  # type: ignore[misc]


def _who_is_told(mark: Mark) -> str:
    if mark in EXISTENCE_IS_SECRET:
        return _("Nobody who is not cleared is told that there is such an address.")
    return _("Others are told that an address is held back, and nothing more.")
