"""What may be typed about a family."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.people.rules.words import DATE_NOT_KNOWN, TieKind, TieState
from tessera.ui.components.markup import Words
from tessera.ui.fields import DateField, PartialDateField
from tessera.ui.forms import GovukForm, Look

Choices = Sequence[tuple[str, Words]]
SOMEBODY_NEW = "new"
ASKED = (("yes", _("Yes")), ("no", _("No")), ("", _("Not known")))
KINDS: Choices = (
    (TieKind.PARENT, _("Parent of")),
    (TieKind.PARTNER, _("Partner of, or was")),
    (TieKind.SIBLING, _("Brother or sister of")),
    (TieKind.GRANDPARENT, _("Grandparent of")),
    (TieKind.AUNT_OR_UNCLE, _("Aunt or uncle of")),
    (TieKind.COUSIN, _("Cousin of")),
    (TieKind.OTHER, _("Something else")),
)
STATES: Choices = (
    ("", _("Nobody has said")),
    (TieState.TOGETHER, _("They are together")),
    (TieState.SEPARATED, _("They are separated")),
    (TieState.DIVORCED, _("They are divorced")),
    (TieState.ENDED, _("It has ended")),
    (TieState.MISTAKEN, _("It was told by mistake: it never was so")),
)


class TieForm(GovukForm):
    """How one person stands to another."""

    person = forms.ChoiceField(
        label=_("Who?"), widget=forms.RadioSelect, error_messages={"required": _("Select a person")}
    )
    given_name = forms.CharField(label=_("Given name"), max_length=100, required=False)
    family_name = forms.CharField(
        label=_("Family name"), max_length=100, error_messages={"required": _("Enter the family name")}
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        widget=forms.RadioSelect,
        choices=[("F", _("Female")), ("M", _("Male")), ("", _("Not known"))],
        required=False,
    )
    born = DateField(
        label=_("Date of birth"), subject=_("Date of birth"), past=True, required=False,
        help_text=_("For example, 3 3 1990. Leave it empty if nobody knows."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What are they to the other?"),
        widget=forms.RadioSelect,
        choices=KINDS,
        error_messages={"required": _("Select what they are")},
    )
    other = forms.ChoiceField(
        label=_("To whom?"), widget=forms.Select, error_messages={"required": _("Select the other person")}
    )
    words = forms.CharField(
        label=_("In the words in which it was told"),
        max_length=100,
        help_text=_("For example, mother, or grandmother (mother’s mother)"),
        error_messages={"required": _("Enter what was told")},
    )
    told_by = forms.ChoiceField(
        label=_("Which agency told it?"),
        widget=forms.Select,
        error_messages={"required": _("Select the agency")},
    )
    state = forms.ChoiceField(
        label=_("How is it between them now?"), widget=forms.RadioSelect, choices=STATES, required=False
    )
    since = PartialDateField(
        label=_("Since when?"), subject=_("Since when"), required=False, help_text=_("A year is enough")
    )
    until = PartialDateField(label=_("Until when?"), subject=_("Until when"), required=False)
    responsible = forms.ChoiceField(
        label=_("Do they have parental responsibility for the other?"),
        widget=forms.RadioSelect,
        choices=ASKED,
        required=False,
    )
    together = forms.ChoiceField(
        label=_("Do the two live together?"), widget=forms.RadioSelect, choices=ASKED, required=False
    )
    died = forms.ChoiceField(
        label=_("Has the first person died?"),
        widget=forms.RadioSelect,
        choices=[("", _("No, or nobody has said so")), ("yes", _("Yes"))],
        required=False,
    )
    died_on = PartialDateField(
        label=_("When did they die?"),
        subject=_("When they died"),
        past=True,
        required=False,
        help_text=_("A year is enough. Leave it empty if nobody knows."),
    )
    looks: ClassVar = {
        "person": Look(reveals={SOMEBODY_NEW: ["given_name", "family_name", "sex", "born"]}),
        "given_name": Look(width=20),
        "family_name": Look(width=20),
        "sex": Look(inline=True, small=True),
        "kind": Look(small=True),
        "state": Look(small=True),
        "responsible": Look(inline=True, small=True),
        "together": Look(inline=True, small=True),
        "died": Look(small=True, reveals={"yes": ["died_on"]}),
    }

    may_be_new = True

    def __init__(self, *args: Any, people: Choices, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = ("", _("Choose"))
        new = [(SOMEBODY_NEW, _("Somebody who is not here yet"))] if self.may_be_new else []
        self.fields["person"].choices = [*people, *new]  # type: ignore[attr-defined]
        self.fields["other"].choices = [choose, *people]  # type: ignore[attr-defined]
        self.fields["told_by"].choices = [choose, *agencies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two people, not one twice."""
        given = super().clean() or {}
        if given.get("person") and given.get("person") == given.get("other"):
            self.add_error("other", _("Select somebody else: this is the same person"))
        return given

    @property
    def died_when(self) -> str:
        """As it is kept: empty where nobody said that they have died."""
        if self.cleaned_data.get("died") != "yes":
            return ""
        return str(self.cleaned_data.get("died_on") or DATE_NOT_KNOWN)


class CorrectForm(TieForm):
    """What was told is wrong, or is so no more: another in its place, and why."""

    given_name = None  # type: ignore[assignment]
    family_name = None  # type: ignore[assignment]
    sex = None  # type: ignore[assignment]
    born = None  # type: ignore[assignment]
    why = forms.CharField(
        label=_("Why is it changed?"),
        widget=forms.Textarea,
        max_length=500,
        help_text=_("What stood there is kept, and can be read afterwards."),
        error_messages={"required": _("Enter why")},
    )
    looks: ClassVar = {
        "kind": Look(small=True),
        "state": Look(small=True),
        "responsible": Look(inline=True, small=True),
        "together": Look(inline=True, small=True),
        "died": Look(small=True, reveals={"yes": ["died_on"]}),
        "why": Look(rows=3),
    }
    may_be_new = False
