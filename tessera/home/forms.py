"""How the worklist may be filtered: a plain address that can be kept and sent."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.home.queries import SHOWS, Filters
from tessera.records.queries import Wanted
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukForm, Look


class WorklistFilter(GovukForm):
    """What is typed above the worklist. Nothing typed here is ever refused: what makes no sense filters nothing."""

    q = forms.CharField(label=_("Name, reference or concern"), max_length=200, required=False)
    rating = forms.ChoiceField(label=_("Rating"), required=False)
    practitioner = forms.ChoiceField(label=_("Practitioner"), required=False)
    show = forms.CharField(widget=forms.HiddenInput, required=False)

    looks: ClassVar = {"q": Look(attrs={"type": "search", "spellcheck": "false"})}

    def __init__(
        self, *args: Any, ratings: list[tuple[str, str]], practitioners: list[tuple[str, str]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["rating"].choices = [("", _("All")), *ratings]  # type: ignore[attr-defined]
        self.fields["practitioner"].choices = [("", _("All")), *practitioners]  # type: ignore[attr-defined]


def filters_of(given: Any) -> Filters:
    """The filters that an address asks for."""
    show = given.get("show", "")
    return Filters(
        text=given.get("q", "").strip()[:200],
        rating=given.get("rating", ""),
        practitioner=given.get("practitioner", ""),
        show=show if show in SHOWS else "",
        page=given.get("page", "1"),
    )


class SearchForm(GovukForm):
    """What is looked for. It is posted, so that no name ever stands in an address."""

    words = forms.CharField(
        label=_("Words or a name"),
        help_text=_(
            "Put “words that stand together” in quotation marks. A minus before a word leaves it out."
        ),
        max_length=200,
        error_messages={
            "required": _("Enter a word or a name"),
            "max_length": _("What you look for must be 200 characters or fewer"),
        },
    )

    agency = forms.ChoiceField(label=_("Written by"), required=False)
    since = DateField(label=_("Written on or after"), subject=_("The first day"), required=False)
    until = DateField(label=_("Written on or before"), subject=_("The last day"), required=False)

    looks: ClassVar = {
        "words": Look(attrs={"type": "search", "spellcheck": "false", "autocomplete": "off"}),
        "agency": Look(width="full"),
    }

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        """`agencies`: (identifier, name) of whose notes may be looked through alone."""
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", _("Any agency")), *agencies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day must be the same as or after the first day"))
        return cleaned

    @property
    def narrowed(self) -> bool:
        """Whether less than everything is looked through."""
        return any(
            value for name, value in self.data.items() if name.startswith(("agency", "since", "until"))
        )

    def kept(self) -> dict[str, str]:
        """What was asked for, as a session keeps it and as this form takes it again."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def wanted(self) -> Wanted:
        """What was asked for, as it is looked for."""
        asked = self.cleaned_data
        agency = UUID(asked["agency"]) if asked["agency"] else None
        return Wanted(asked["words"], asked["since"], asked["until"], agency)


def after_of(given: Any) -> UUID | None:
    """The line after which an address asks to go on; None where it names none."""
    try:
        return UUID(given.get("after", ""))
    except ValueError:
        return None
