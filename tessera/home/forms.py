"""How the worklist may be filtered: a plain address that can be kept and sent."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.home.queries import SHOWS, Filters
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

    looks: ClassVar = {"words": Look(attrs={"type": "search", "spellcheck": "false", "autocomplete": "off"})}


def after_of(given: Any) -> UUID | None:
    """The line after which an address asks to go on; None where it names none."""
    try:
        return UUID(given.get("after", ""))
    except ValueError:
        return None
