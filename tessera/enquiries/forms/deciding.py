"""What may be typed when deciding, telling, closing and challenging. The choices come from the settings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.ui.forms import GovukForm, Look

LONG = 20_000
ENDS = "ends_"  # how the name of a question begins: why work ends, of one outcome


class DecisionForm(GovukForm):
    outcome = forms.ChoiceField(
        label=_("What will happen now?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what will happen now")},
    )
    level = forms.ChoiceField(
        label=_("Level of need"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select a level of need")},
    )
    relied_on = forms.MultipleChoiceField(
        label=_("What does the decision rest on?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Choose the children’s own words and the very lines, so that your reasons can be followed."
        ),
        error_messages={
            "required": _("Select at least one line, or what a child said"),
            # The page was open while its agency put something right.
            "invalid_choice": _(
                "Something that you chose was corrected or withdrawn meanwhile. Choose from what stands now."
            ),
        },
    )
    reasons = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea,
        max_length=LONG,
        help_text=_("Plain words that the family and the referrer could read."),
        error_messages={"required": _("Enter your reasons")},
    )
    would_change = forms.CharField(
        label=_("What would change this decision?"),
        widget=forms.Textarea,
        max_length=LONG,
        error_messages={"required": _("Enter what would change this decision")},
    )
    safety_meanwhile = forms.CharField(
        label=_("How are the children kept safe meanwhile?"),
        widget=forms.Textarea,
        max_length=LONG,
        help_text=_("Who does what, until when."),
        error_messages={"required": _("Enter how the children are kept safe meanwhile")},
    )

    def __init__(
        self,
        *args: Any,
        outcomes: Iterable[tuple[str, str, str]],
        levels: Iterable[tuple[int, str, str]],
        lines: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        closures: Mapping[str, Sequence[tuple[str, str, str]]],
        **kwargs: Any,
    ) -> None:
        """`outcomes` and `levels` are (code, label, hint); `lines` are (heading, lines as (id, words)).

        `closures`: by outcome why work may end with it, as (code, label, hint). It is asked where there is any.
        """
        chosen, ranked = list(outcomes), list(levels)
        super().__init__(*args, **kwargs)
        for code, reasons in closures.items():
            self.fields[ENDS + code] = forms.ChoiceField(
                label=_("Why does work end?"),
                widget=forms.RadioSelect,
                choices=[(reason, label) for reason, label, _hint in reasons],
                error_messages={"required": _("Select why work ends")},
            )
        self.fields["outcome"].choices = [(code, label) for code, label, _ in chosen]  # type: ignore[attr-defined]
        self.fields["level"].choices = [(str(code), label) for code, label, _ in ranked]  # type: ignore[attr-defined]
        self.fields["relied_on"].choices = lines  # type: ignore[attr-defined]
        self.looks = {  # type: ignore[misc]
            "outcome": Look(
                size="m",
                small=True,
                hints={code: hint for code, _, hint in chosen},
                reveals={code: [ENDS + code] for code in closures},
            ),
            **{
                ENDS + code: Look(small=True, hints={reason: hint for reason, _, hint in reasons})
                for code, reasons in closures.items()
            },
            "level": Look(size="m", small=True, hints={str(code): hint for code, _, hint in ranked}),
            "relied_on": Look(size="m", small=True),
            "reasons": Look(
                size="m", rows=8, attrs={"data-wording": "/wording/", "data-wording-out": "wording"}
            ),
            "would_change": Look(size="m"),
            "safety_meanwhile": Look(size="m"),
        }

    def clean(self) -> dict[str, Any]:
        """Everything together, with why work ends under one name, whichever outcome ends it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["closure"] = given.get(ENDS + given.get("outcome", "")) or ""
        return {name: value for name, value in given.items() if not name.startswith(ENDS)}


class TellForm(GovukForm):
    words = forms.CharField(
        label=_("What are they told?"),
        widget=forms.Textarea,
        max_length=LONG,
        help_text=_("Only what they may know. Say what happens next, and why."),
        error_messages={"required": _("Enter what they are told")},
    )
    looks: ClassVar = {"words": Look(size="m", rows=9)}


class ChallengeForm(GovukForm):
    """Why somebody disagrees; what it is about is one of the partnership's reasons, where it has any."""

    about = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what it is about")},
    )
    reason = forms.CharField(
        label=_("Why do you disagree?"),
        widget=forms.Textarea,
        max_length=LONG,
        help_text=_("What has the decision missed? What do you think should happen?"),
        error_messages={"required": _("Enter why you disagree")},
    )
    safe_meanwhile = forms.CharField(
        label=_("How is the child kept safe while this is sorted out?"),
        widget=forms.Textarea,
        max_length=LONG,
        error_messages={"required": _("Enter how the child is kept safe meanwhile")},
    )
    at_risk_now = forms.BooleanField(
        label=_("A child is at risk now"),
        required=False,
        help_text=_("You are owed a reply sooner. If a child is in danger, ring 999 first."),
    )
    looks: ClassVar = {
        "about": Look(size="m"),
        "reason": Look(size="m", rows=8),
        "safe_meanwhile": Look(size="m"),
    }

    def __init__(self, posted: Any, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__(posted)
        if reasons:
            self.fields["about"].choices = reasons  # type: ignore[attr-defined]
        else:
            del self.fields["about"]


class ReplyForm(GovukForm):
    reply = forms.CharField(
        label=_("Your reply"),
        widget=forms.Textarea,
        max_length=LONG,
        help_text=_("Say what you have looked at again, and what will happen now."),
        error_messages={"required": _("Enter your reply")},
    )
    looks: ClassVar = {"reply": Look(size="m", rows=8)}
