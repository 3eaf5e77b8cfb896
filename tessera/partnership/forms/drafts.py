"""What is typed to send a draft, to answer it, to bring a file, and to try the clocks."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.partnership.rules.carrying import AGREED, DRAFT, Clash
from tessera.ui.components.markup import Words
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look

TOO_LATE = date(3000, 1, 1)


class SendForm(GovukForm):
    """Why, and from which day."""

    reason = forms.CharField(
        label=_("What is changed, and why?"),
        widget=forms.Textarea,
        max_length=1000,
        help_text=_("Whoever approves it reads this, and it stays with the version."),
        error_messages={"required": _("Enter what is changed, and why")},
    )
    day = DateField(
        label=_("From which day shall it be in force?"),
        subject=_("The day"),
        required=False,
        help_text=_("Leave this empty for as soon as it is approved."),
    )
    looks: ClassVar = {"reason": Look(rows=3, count=1000)}


class ReasonForm(GovukForm):
    """Why it is sent back, or given up."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea,
        max_length=1000,
        error_messages={"required": _("Enter why")},
    )
    looks: ClassVar = {"reason": Look(rows=3, count=1000)}


class FileForm(GovukForm):
    """A whole document, as a file."""

    file = forms.FileField(
        label=_("The settings, as a file in YAML"),
        help_text=_(
            "Download it, change it, and bring it back. It is taken whole, or refused with every problem."
        ),
        error_messages={"required": _("Select a file"), "empty": _("That file is empty")},
    )


class EntryForm(GovukForm):
    """The code of an entry that is to be added."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label=_("Code of the new entry"),
        help_text=_("Small letters, digits and _. It is kept with records and cannot be changed later."),
        error_messages={
            "required": _("Enter a code"),
            "invalid": _("Enter a code of small letters, digits and _, beginning with a letter"),
        },
    )
    looks: ClassVar = {"code": Look(width=20)}


def choice_form(clashes: Iterable[Clash], given: Mapping[str, Any] | None = None) -> GovukForm:
    """Whose words it shall be, for each place that a draft and what was agreed since both changed."""
    fields: dict[str, Any] = {
        clash.name: forms.ChoiceField(
            label=clash.place,
            help_text=_("It was: {was}").format(was=_told(clash.was, _("not there"))),
            widget=forms.RadioSelect,
            choices=(
                (AGREED, _("As it is agreed: {agreed}").format(agreed=_told(clash.agreed, _("taken away")))),
                (DRAFT, _("As the draft has it: {draft}").format(draft=_told(clash.draft, _("taken away")))),
            ),
            error_messages={
                "required": _("Select whose words it shall be: {place}").format(place=clash.place)
            },
        )
        for clash in clashes
    }
    made: GovukForm = type("ChoiceForm", (GovukForm,), fields)(given)
    return made


def _told(words: str | None, gone: Words) -> str:
    return str(gone if words is None else words or _("there, with changes"))


class CalculatorForm(GovukForm):
    """A day and a time at which something arrives."""

    day = DateField(
        label=_("Received on"), subject=_("The day"), error_messages={"required": _("Enter a day")}
    )
    time = forms.TimeField(
        label=_("At what time?"),
        input_formats=["%H:%M"],
        help_text=_("Such as 15:20."),
        error_messages={"required": _("Enter a time"), "invalid": _("Enter a time such as 15:20")},
    )
    looks: ClassVar = {"time": Look(width=5)}

    def clean_day(self) -> date:
        """A day from which every limit runs out while there are years to write it in. Raises ValidationError."""
        day: date = self.cleaned_data["day"]
        if day >= TOO_LATE:
            raise forms.ValidationError(_("Enter a day before the year 3000"))
        return day
