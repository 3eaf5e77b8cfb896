"""What is typed to give somebody a place in an agency, and to end one."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.partnership.rules.joining import needs_team
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look

Choices = Sequence[tuple[str, str]]


class PlaceForm(GovukForm):
    """Where, as what, and from when until when."""

    place = forms.ChoiceField(
        label=_("Where do they work?"),
        widget=forms.Select,
        error_messages={
            "required": _("Select where they work"),
            "invalid_choice": _("Select where they work"),
        },
    )
    roles = forms.MultipleChoiceField(
        label=_("What do they do here?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Select what they do here"),
            "invalid_choice": _("Select what they do here"),
        },
    )
    first_day = DateField(
        label=_("From which day?"),
        subject=_("The first day"),
        future=True,
        required=False,
        help_text=_("Leave this empty for as soon as it is agreed and accepted."),
    )
    last_day = DateField(
        label=_("Until the end of which day?"),
        subject=_("The last day"),
        future=True,
        required=False,
        help_text=_("Leave this empty where no end is known."),
    )
    looks: ClassVar = {
        "place": Look(size="m"),
        "roles": Look(size="m"),
        "first_day": Look(size="m"),
        "last_day": Look(size="m"),
    }

    def __init__(
        self, *args: Any, places: Choices, roles: Sequence[tuple[str, str, str]], **kwargs: Any
    ) -> None:
        hints = {word: meaning for word, _, meaning in roles}
        self.looks = {**type(self).looks, "roles": Look(size="m", hints=hints)}  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", ""), *places]  # type: ignore[attr-defined]
        self.fields["roles"].choices = [(word, label) for word, label, _ in roles]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Everything together. A role that works in a team has one; the last day is not before the first."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        agency, _colon, team = given.get("place", "").partition(":")
        given |= {"agency_id": agency, "team_id": team or None}
        if agency and not team and needs_team(given.get("roles", [])):
            self.add_error("place", _("Select the team: what this role sees is what its team works on"))
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day must not be before the first"))
        return given


class InviteForm(PlaceForm):
    """The same of somebody who does not work here yet."""

    name = forms.CharField(
        label=_("Their full name"),
        max_length=200,
        error_messages={"required": _("Enter their full name")},
    )
    email = forms.EmailField(
        label=_("Their work email address"),
        max_length=254,
        help_text=_("The invitation goes there, and they sign in with it."),
        error_messages={
            "required": _("Enter their work email address"),
            "invalid": _("Enter an email address, such as name@example.org"),
        },
    )
    looks: ClassVar = {
        **PlaceForm.looks,
        "name": Look(size="m", width="two-thirds", attrs={"autocomplete": "off"}),
        "email": Look(size="m", width="two-thirds", attrs={"autocomplete": "off"}),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "email"])


class EndForm(GovukForm):
    """From when on somebody no longer has a place."""

    last_day = DateField(
        label=_("Which is their last day?"),
        subject=_("The last day"),
        future=True,
        required=False,
        help_text=_("Leave this empty to end it now."),
    )
