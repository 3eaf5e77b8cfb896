"""What the hub types when it screens a referral, and when it says who someone is."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.ui.forms import GovukForm, Look

NEW_RECORD = "new"
ASKED_FIRST = _(
    "At this level the family is asked first here. Say why this is right, or when they will be asked."
)
Three = Sequence[tuple[str, str, str]]


class ScreenForm(GovukForm):
    """What is done with the referral, why, and what that needs."""

    outcome = forms.ChoiceField(
        label=_("What happens with this referral?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what happens with this referral")},
    )
    advice = forms.CharField(
        label=_("What advice did you give?"),
        widget=forms.Textarea,
        max_length=8000,
        help_text=_("It is kept, and shown with any later referral about the same people."),
        error_messages={"required": _("Enter the advice you gave")},
    )
    passed_to_open_case = forms.CharField(
        label=_("Who is working with the family?"),
        max_length=200,
        help_text=_("Their name and team"),
        error_messages={"required": _("Enter who is working with the family")},
    )
    passed_to_family_help = forms.CharField(
        label=_("Which team was it passed to?"),
        max_length=200,
        error_messages={"required": _("Enter the team it was passed to")},
    )
    duplicate_of = forms.CharField(
        label=_("What is the reference of the other referral?"),
        max_length=20,
        help_text=_("For example, one of the earlier contacts on this page."),
        error_messages={"required": _("Enter the reference of the other referral")},
    )
    without_consent_family_help = forms.CharField(
        label=_("Why does it go on although the family has not agreed?"),
        widget=forms.Textarea,
        max_length=8000,
        help_text=_(
            "At this level the family is asked first here. Say what makes this right, or when they will be asked."
        ),
        error_messages={"required": _("Enter why it goes on although the family has not agreed")},
    )
    without_consent_enquiry = forms.CharField(
        label=_("Why are agencies asked although the family has not agreed?"),
        widget=forms.Textarea,
        max_length=8000,
        help_text=_(
            "At this level the family is asked first here. Say what makes this right, or when they will be asked."
        ),
        error_messages={"required": _("Enter why agencies are asked although the family has not agreed")},
    )
    rating = forms.ChoiceField(
        label=_("How urgent is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how urgent it is")},
    )
    rating_reason = forms.CharField(
        label=_("Why do you rate it so?"),
        widget=forms.Textarea,
        max_length=4000,
        error_messages={"required": _("Enter why you rate it so")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea,
        max_length=8000,
        help_text=_("What in the referral, and in what came before, led you to this."),
        error_messages={"required": _("Enter why you decided this")},
    )

    def __init__(
        self, *args: Any, outcomes: Three, ratings: Three, consent_asked: bool = False, **kwargs: Any
    ) -> None:
        """`consent_asked`: whether it must be said why it is shared further without the family's agreement."""
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(code, words) for code, words, _ in outcomes]  # type: ignore[attr-defined]
        self.fields["rating"].choices = [(code, words) for code, words, _ in ratings]  # type: ignore[attr-defined]
        enquiry = ["rating", "rating_reason"]
        if not ratings:  # here somebody else rates
            for name in enquiry:
                del self.fields[name]
            enquiry = []
        family_help = ["passed_to_family_help"]
        if consent_asked:
            enquiry = [*enquiry, "without_consent_enquiry"]
            family_help.append("without_consent_family_help")
        else:
            del self.fields["without_consent_enquiry"], self.fields["without_consent_family_help"]
        self.looks = {  # type: ignore[misc]
            "outcome": Look(
                size="m",
                hints={code: meaning for code, _, meaning in outcomes},
                reveals={
                    "advice_only": ["advice"],
                    "open_case": ["passed_to_open_case"],
                    "family_help": family_help,
                    "enquiry": enquiry,
                    "duplicate": ["duplicate_of"],
                },
            ),
            "duplicate_of": Look(width=20),
            "rating": Look(hints={code: meaning for code, _, meaning in ratings}),
            "rating_reason": Look(rows=3),
            "without_consent_enquiry": Look(rows=3),
            "without_consent_family_help": Look(rows=3),
            "reason": Look(
                size="m", rows=5, attrs={"data-wording": "/wording/", "data-wording-out": "wording"}
            ),
        }

    def answers(self) -> dict[str, Any]:
        """What the action needs, from what was typed."""
        typed = self.cleaned_data
        return {
            "outcome": typed["outcome"],
            "reason": typed["reason"],
            "advice": typed.get("advice") or "",
            "passed_to": typed.get("passed_to_open_case") or typed.get("passed_to_family_help") or "",
            "duplicate_of": typed.get("duplicate_of") or "",
            "without_consent": typed.get("without_consent_enquiry")
            or typed.get("without_consent_family_help")
            or "",
            "rating": typed.get("rating") or None,
            "rating_reason": typed.get("rating_reason") or "",
        }


class WhoForm(GovukForm):
    """Which of these people it is, or none of them."""

    person = forms.ChoiceField(
        label=_("Who is this?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select who this is, or that it is none of these")},
    )
    looks: ClassVar = {"person": Look(size="m", dividers={NEW_RECORD: "or"})}

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = _("None of these: make a new record") if people else _("Make a new record")
        self.fields["person"].choices = [*people, (NEW_RECORD, none)]  # type: ignore[attr-defined]
        if not people:
            self.looks = {"person": Look(size="m")}  # type: ignore[misc]
