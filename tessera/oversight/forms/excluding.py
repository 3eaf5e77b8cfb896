"""What may be typed about somebody whom a practitioner must never see."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.core.identifiers import nhs_number_is_valid
from tessera.people.rules import PersonGiven
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look


class ExcludeForm(GovukForm):
    """Who must not be seen, and how they are known. `who` is asked of those alone who may say it of others."""

    who = forms.ChoiceField(label=_("Who must not see this person?"), widget=forms.Select, required=False)
    given_name = forms.CharField(
        label=_("Their first name"), max_length=100, error_messages={"required": _("Enter their first name")}
    )
    family_name = forms.CharField(
        label=_("Their last name"), max_length=100, error_messages={"required": _("Enter their last name")}
    )
    born = DateField(
        label=_("Their date of birth"),
        subject=_("Date of birth"),
        past=True,
        help_text=_("Names are not enough: too many people share them."),
    )
    nhs_number = forms.CharField(label=_("Their NHS number, if you know it"), max_length=20, required=False)
    reason = forms.CharField(
        label=_("How do you, or how does your colleague, know them?"),
        widget=forms.Textarea,
        max_length=500,
        help_text=_("For example: my sister’s child. Do not say their name here."),
        error_messages={"required": _("Enter how they are known")},
    )
    looks: ClassVar = {
        "who": Look(width="full"),
        "given_name": Look(width=20),
        "family_name": Look(width=20),
        "nhs_number": Look(width=10),
        "reason": Look(rows=3),
    }

    def __init__(self, *args: Any, me: str, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            others = [one for one in people if one[0] != me]
            self.fields["who"].choices = [(me, _("Myself")), *others]  # type: ignore[attr-defined]
        else:
            del self.fields["who"]

    def clean_nhs_number(self) -> str:
        """A number with a slip of the pen would find nobody."""
        number: str = self.cleaned_data["nhs_number"]
        if number and not nhs_number_is_valid(number):
            raise forms.ValidationError(_("Enter an NHS number of 10 digits, or leave this empty"))
        return number

    @property
    def given(self) -> PersonGiven:
        """Whom it is about."""
        answers = self.cleaned_data
        return PersonGiven(
            given_name=answers["given_name"],
            family_name=answers["family_name"],
            date_of_birth=answers["born"],
            nhs_numbers=(answers["nhs_number"],) if answers["nhs_number"] else (),
        )
