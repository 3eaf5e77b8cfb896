"""What a reader may ask to see of a chronology."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.chronology.rules.entries import Chosen
from tessera.chronology.rules.words import SHAPES
from tessera.records.rules.marks import LABELS
from tessera.records.rules.noting import READERS, THEMES
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look


class LikenForm(GovukForm):
    """Whether two accounts are of one event, and why."""

    same = forms.ChoiceField(
        label=_("Are these of one event?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, it is the same event")), ("no", _("No, these are two events"))],
        error_messages={"required": _("Select whether they are of one event")},
    )
    reason = forms.CharField(
        label=_("Why do you think so?"),
        widget=forms.Textarea,
        max_length=2_000,
        help_text=_("Whoever may read both reads this. Neither is changed, and both stay on the chronology."),
        error_messages={"required": _("Enter why you think so")},
    )
    looks: ClassVar = {"same": Look(size="m"), "reason": Look(size="m", rows=3)}

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        return {"same": self.cleaned_data["same"] == "yes", "reason": self.cleaned_data["reason"]}


class ChosenForm(GovukForm):
    """Nothing chosen: everything."""

    agency = forms.MultipleChoiceField(
        label=_("Agencies"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shape = forms.MultipleChoiceField(
        label=_("What sort of event"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    person = forms.ChoiceField(label=_("About whom"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    significance = forms.ChoiceField(
        label=_("How much it matters"),
        required=False,
        choices=[
            ("", _("Everything")),
            ("2", _("Significant and above")),
            ("3", _("The most significant")),
        ],
    )
    begins = DateField(label=_("From"), subject=_("The first day"), required=False)
    ends = DateField(label=_("To"), subject=_("The last day"), required=False)
    lanes = forms.ChoiceField(
        label=_("A lane for each"),
        required=False,
        choices=[("", _("Agency")), ("person", _("Member of the family"))],
    )
    family = forms.BooleanField(
        label=_("Also every other case about anybody in this family that you may open"), required=False
    )
    every = forms.BooleanField(label=_("Also the notes that are not on the chronology"), required=False)
    looks: ClassVar = {
        "agency": Look(small=True),
        "shape": Look(small=True),
        "every": Look(small=True),
        "family": Look(small=True),
        "lanes": Look(width="full"),
        "person": Look(width="full"),
        "theme": Look(width="full"),
        "significance": Look(width="full"),
    }

    def __init__(
        self,
        *args: Any,
        agencies: Sequence[tuple[str, str]] = (),
        people: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        """`agencies` and `people` are (value, label); without them a first look at what was asked takes any."""
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = agencies  # type: ignore[attr-defined]
        self.fields["shape"].choices = list(SHAPES.items())  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("Everybody")), *people]  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", _("Every theme")), *THEMES.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean()
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", _("The last day must be the same as or after the first day"))
        return cleaned

    @property
    def by_person(self) -> bool:
        """Whether each member of the family has a lane, and not each agency."""
        return self.is_bound and self.is_valid() and self.cleaned_data["lanes"] == "person"

    def chosen(self) -> Chosen:
        """What was asked for, as far as it could be read."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Chosen(
            agencies=frozenset(UUID(pk) for pk in data.get("agency") or ()),
            shapes=frozenset(data.get("shape") or ()),
            themes=frozenset({data["theme"]} if data.get("theme") else ()),
            people=frozenset({UUID(data["person"])} if data.get("person") else ()),
            significance=int(data.get("significance") or 0),
            begins=data.get("begins"),
            ends=data.get("ends"),
        )


class FileForm(GovukForm):
    """An agency's own chronology, and who may read what is taken from it."""

    file = forms.FileField(
        label=_("Your agency’s chronology"),
        help_text=_("A workbook (.xlsx) or a table of text (.csv), up to 5 MB and 500 rows."),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file that is not empty")},
    )
    people = forms.MultipleChoiceField(
        label=_("Whom is it about?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    share = forms.ChoiceField(
        label=_("Who may read these entries?"),
        widget=forms.RadioSelect,
        choices=lambda: list(READERS.items()),
        initial="whole_case",
    )
    marks = forms.MultipleChoiceField(
        label=_("Does any of these apply to all of it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(mark.value, label) for mark, label in LABELS.items()],
        help_text=_("Leave out of the file what only some may read, and write that as a note."),
    )
    looks: ClassVar = {
        "file": Look(size="m"),
        "people": Look(size="m", small=True),
        "share": Look(size="m", small=True),
        "marks": Look(size="m", small=True),
    }

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """`people`: (value, name) of whom it may be about."""
        super().__init__(*args, **kwargs)
        if people:
            self.fields["people"].choices = people  # type: ignore[attr-defined]
        else:
            del self.fields["people"]

    def about_whom(self) -> list[UUID]:
        """The people it is about; nobody chosen: the family."""
        return [UUID(one) for one in self.cleaned_data.get("people") or ()]
