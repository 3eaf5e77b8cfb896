"""What is typed about a pattern."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.ui.forms import GovukForm, Look


class DismissForm(GovukForm):
    reason = forms.CharField(
        label=_("Why does this need nothing more now?"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Enter why this needs nothing more now")},
    )

    looks: ClassVar = {"reason": Look(size="m", rows=4)}
