"""What may be typed about who may open a case."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.ui.components.markup import Words
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look

Choices = Sequence[tuple[str, str]]
YES, NO = "yes", "no"
REASON = 500


def _reason(label: Words, hint: Words = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea,
        max_length=REASON,
        help_text=hint,
        error_messages={"required": _("Enter why")},
    )


class InvolveForm(GovukForm):
    """Somebody more, by name."""

    who = forms.ChoiceField(
        label=_("Who works with this family?"),
        widget=forms.Select,
        error_messages={"required": _("Select a practitioner or a team")},
    )
    reason = _reason(_("Why?"), _("Everyone in the hub reads this, and so do they."))
    looks: ClassVar = {"who": Look(width="full"), "reason": Look(rows=3)}

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", _("Choose")), *people]  # type: ignore[attr-defined]


class HandOverForm(InvolveForm):
    """Somebody else takes it on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = _("Who takes it on?")


class EndForm(GovukForm):
    """Somebody's work with the family has ended."""

    reason = _reason(_("Why has it ended?"))
    keeps = forms.ChoiceField(
        label=_("May they still read what they wrote?"),
        widget=forms.RadioSelect,
        choices=((YES, _("Yes")), (NO, _("No"))),
        help_text=_("Their own record only: what they wrote, and questions that were put to them."),
        error_messages={"required": _("Select whether they may still read what they wrote")},
    )
    looks: ClassVar = {"reason": Look(rows=3)}


class SchoolForm(GovukForm):
    """The child goes to another school."""

    old = forms.ChoiceField(
        label=_("Which school does the child leave?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the school that the child leaves")},
    )
    new = forms.ChoiceField(
        label=_("Which school does the child go to?"),
        widget=forms.Select,
        error_messages={"required": _("Select the school that the child goes to")},
    )
    on = DateField(
        label=_("From which day?"),
        subject=_("The day"),
        help_text=_(
            "If the day has passed, access changes now. What a school could open until today stays told."
        ),
    )
    looks: ClassVar = {"new": Look(width="full")}

    def __init__(self, *args: Any, now: Choices, every: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old"].choices = list(now)  # type: ignore[attr-defined]
        self.fields["new"].choices = [("", _("Choose")), *every]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Another school is another one."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("old") and answers.get("old") == answers.get("new"):
            self.add_error("new", _("Select a school other than the one the child leaves"))
        return answers


class SealForm(GovukForm):
    """Who alone may know of a case, and why."""

    named = forms.MultipleChoiceField(
        label=_("Who may know of this case?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You are one of them. Name somebody else who decides, for when you are away."),
        error_messages={"required": _("Select who may know of this case")},
    )
    reason = _reason(_("Why is it sealed?"), _("Only those named read this."))
    looks: ClassVar = {"named": Look(small=True), "reason": Look(rows=3)}

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["named"].choices = list(people)  # type: ignore[attr-defined]


class NameForm(GovukForm):
    """One more who may know."""

    who = forms.ChoiceField(
        label=_("Who else may know of this case?"),
        widget=forms.Select,
        error_messages={"required": _("Select a practitioner")},
    )
    reason = _reason(_("Why do they need to know?"))
    looks: ClassVar = {"who": Look(width="full"), "reason": Look(rows=3)}

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", _("Choose")), *people]  # type: ignore[attr-defined]


class WhyForm(GovukForm):
    """A reason, and nothing else."""

    reason = _reason(_("Why?"))
    looks: ClassVar = {"reason": Look(rows=3)}
