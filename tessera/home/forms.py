"""How the worklist may be filtered: a plain address that can be kept and sent."""

from typing import Any, ClassVar

from django import forms

from tessera.home.queries import SHOWS, Filters
from tessera.ui.forms import GovukForm, Look


class WorklistFilter(GovukForm):
    """What is typed above the worklist. Nothing typed here is ever refused: what makes no sense filters nothing."""

    q = forms.CharField(label="Name, reference or concern", max_length=200, required=False)
    rating = forms.ChoiceField(label="Rating", required=False)
    practitioner = forms.ChoiceField(label="Practitioner", required=False)
    show = forms.CharField(widget=forms.HiddenInput, required=False)

    looks: ClassVar = {"q": Look(attrs={"type": "search", "spellcheck": "false"})}

    def __init__(
        self, *args: Any, ratings: list[tuple[str, str]], practitioners: list[tuple[str, str]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["rating"].choices = [("", "All"), *ratings]  # type: ignore[attr-defined]
        self.fields["practitioner"].choices = [("", "All"), *practitioners]  # type: ignore[attr-defined]


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
