"""What is typed to ask why somebody may see something, or may not."""

import re
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look

IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
HOUR = re.compile(r"(\d{1,2})[:.](\d{2})\s*(am|pm)?", re.IGNORECASE)


class ExplainForm(GovukForm):
    """Who, which row, and when. Nothing said about when is now."""

    email = forms.EmailField(
        label=_("Their work email address"),
        help_text=_("As they sign in with. They must have belonged to this partnership."),
        error_messages={
            "required": _("Enter their work email address"),
            "invalid": _("Enter an email address, such as name@example.org"),
        },
    )
    written = forms.CharField(
        label=_("What is it about?"),
        help_text=_(
            "The reference of a referral or an enquiry, or the web address of a page or the identifier of a row."
        ),
        max_length=500,
        error_messages={"required": _("Enter a reference, a web address or an identifier")},
    )
    day = DateField(
        label=_("On which day? (optional)"),
        subject=_("The day"),
        past=True,
        required=False,
        help_text=_("Leave this empty to ask about now."),
    )
    hour = forms.CharField(
        label=_("At what time? (optional)"),
        help_text=_("For example, 9:30am or 14:15. Without it, the end of the day."),
        required=False,
        max_length=10,
    )
    looks: ClassVar = {
        "email": Look(width="two-thirds", attrs={"autocomplete": "off", "spellcheck": "false"}),
        "written": Look(width="full", attrs={"autocomplete": "off", "spellcheck": "false"}),
        "hour": Look(width=5),
    }

    def clean_written(self) -> str:
        """The identifier in what was pasted, the last where there are several; otherwise a reference."""
        text: str = self.cleaned_data["written"].strip()
        found = IDENTIFIER.findall(text)
        return found[-1].lower() if found else text.upper()

    def clean_hour(self) -> time | None:
        """A time of day. Raises ValidationError."""
        text: str = self.cleaned_data["hour"].strip()
        if not text:
            return None
        match = HOUR.fullmatch(text)
        hour, minute, half = (
            (int(match[1]), int(match[2]), (match[3] or "").lower()) if match else (99, 0, "")
        )
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half:
            hour = 99
        if hour > 23 or minute > 59:
            raise forms.ValidationError(_("Enter a time, such as 9:30am or 14:15"))
        return time(hour, minute)

    def clean(self) -> dict[str, Any]:
        """A time needs its day."""
        given = super().clean() or self.cleaned_data
        if given.get("hour") and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Enter the day that the time is of"))
        return given

    def moment(self, now: datetime) -> datetime | None:
        """The moment that is asked about, never one that has not come. None: now."""
        day = self.cleaned_data.get("day")
        if day is None:
            return None
        hour = self.cleaned_data.get("hour") or time(23, 59, 59)
        moment = timezone.make_aware(datetime.combine(day, hour))
        return moment if moment < now else None

    def who_and_when(self) -> list[tuple[str, str]]:
        """Each name and value that was sent, but for what it is about: to ask the same about something else."""
        asked = [name for name in self.data if name == "email" or name.startswith(("day", "hour"))]
        return [(name, self.data[name]) for name in asked]
