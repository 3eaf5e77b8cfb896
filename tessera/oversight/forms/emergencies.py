"""What is typed to open records in an emergency, and to review a use of it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tessera.access.rules import Finding
from tessera.core.identifiers import nhs_number_is_valid
from tessera.core.text import plural
from tessera.oversight.rules import FINDINGS, GROUNDS, MEANINGS, SHORTEST_REASON, Ground
from tessera.people.rules import PersonGiven
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look


class EmergencyForm(GovukForm):
    """Which child, exactly; why; and for how long."""

    once = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Open this page anew and fill it in again"),
            "invalid": _("Open this page anew and fill it in again"),
        },
    )
    known = forms.ChoiceField(
        label=_("How can you say who the child is?"),
        widget=forms.RadioSelect,
        choices=[("number", _("By their NHS number")), ("names", _("By both names and their date of birth"))],
        error_messages={"required": _("Select how you can say who the child is")},
    )
    nhs_number = forms.CharField(
        label=_("NHS number"),
        max_length=20,
        help_text=_("10 digits, such as 999 000 0018"),
        error_messages={"required": _("Enter the child’s NHS number")},
    )
    given_name = forms.CharField(
        label=_("Given name"), max_length=100, error_messages={"required": _("Enter the child’s given name")}
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=100,
        error_messages={"required": _("Enter the child’s family name")},
    )
    born = DateField(
        label=_("Date of birth"), subject=_("Date of birth"), past=True, help_text=_("For example, 3 3 2022")
    )
    ground = forms.ChoiceField(
        label=_("Why can it not wait?"),
        widget=forms.RadioSelect,
        choices=lambda: [(ground.value, words) for ground, words in GROUNDS.items()],
        error_messages={"required": _("Select why it cannot wait")},
    )
    words = forms.CharField(
        label=_("What is happening?"),
        widget=forms.Textarea,
        min_length=SHORTEST_REASON,
        max_length=900,
        help_text=_("Whoever reviews this reads your words. Say what you see and whom you tried to reach."),
        error_messages={
            "required": _("Enter what is happening"),
            "min_length": _("Say what is happening in at least 10 characters"),
        },
    )
    hours = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select for how long"), "invalid_choice": _("Select one of the times")},
    )

    looks: ClassVar = {
        "known": Look(
            size="m", reveals={"number": ["nhs_number"], "names": ["given_name", "family_name", "born"]}
        ),
        "nhs_number": Look(width=20, attrs={"inputmode": "numeric", "autocomplete": "off"}),
        "given_name": Look(width=20, attrs={"autocomplete": "off"}),
        "family_name": Look(width=20, attrs={"autocomplete": "off"}),
        "ground": Look(size="m"),
        "words": Look(size="m", rows=4, count=900),
        "hours": Look(size="m", inline=True, small=True),
    }

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hours"].choices = [(n, plural(n, "hour")) for n in range(1, longest + 1)]  # type: ignore[attr-defined]

    def clean_nhs_number(self) -> str:
        """An NHS number with a wrong check digit is a slip of the pen: nobody would be found by it."""
        number: str = self.cleaned_data.get("nhs_number") or ""
        if number and not nhs_number_is_valid(number):
            raise ValidationError(_("Enter an NHS number with 10 digits, such as 999 000 0018"))
        return number

    def asked(self) -> dict[str, Any]:
        """What the verb is given."""
        typed = self.cleaned_data
        by_number = typed["known"] == "number"
        return {
            "once": typed["once"],
            "given": PersonGiven(nhs_numbers=(typed["nhs_number"],))
            if by_number
            else PersonGiven(typed["given_name"], typed["family_name"], date_of_birth=typed["born"]),
            "ground": Ground(typed["ground"]),
            "words": typed["words"],
            "hours": typed["hours"],
        }


def _findings(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(finding.value, FINDINGS[finding]) for finding in findings]


class ReviewForm(GovukForm):
    """What was found of a use, and why; of misuse also what follows."""

    finding = forms.ChoiceField(
        label=_("What do you find?"),
        widget=forms.RadioSelect,
        choices=lambda: _findings(Finding),
        error_messages={"required": _("Select what you find")},
    )
    what_follows = forms.CharField(
        label=_("What follows?"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_(
            "For example who was told, whether their sign-in was stopped, whether the family is told, "
            "and whether it is reported as a breach."
        ),
        error_messages={"required": _("Enter what follows")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("They will read this."),
        error_messages={"required": _("Enter why")},
    )
    looks: ClassVar = {
        "finding": Look(
            size="m",
            reveals={Finding.MISUSE.value: ["what_follows"]},
            hints=MEANINGS,
        ),
        "what_follows": Look(rows=4),
        "reason": Look(size="m", rows=4),
    }
