"""What somebody may type of marks on a body: each a place by its name, a size, a colour and words."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.records.rules.body import COLOURS, FIGURES, offered
from tessera.records.rules.typed import MARK_FIELDS, rows
from tessera.records.rules.words import Figure
from tessera.ui import body as outlines
from tessera.ui.forms import GovukForm, Look

BESIDE = ("size", "colour", "seen")


class BodyForm(GovukForm):
    """Marks on the outline of a child or of a baby. A row without a place is no mark."""

    figure = forms.ChoiceField(
        label=_("Which outline?"),
        widget=forms.RadioSelect,
        required=False,
        choices=lambda: list(FIGURES.items()),
        initial=Figure.CHILD,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = max(rows(self.data if self.is_bound else self.initial, MARK_FIELDS), 1)
        looks: dict[str, Look] = {"figure": Look(small=True, inline=True)}
        for number in range(1, self.last + 1):
            made = {
                "part": forms.ChoiceField(
                    label=_("Where is it?"), required=False, choices=[("", _("Choose")), *offered()]
                ),
                "size": forms.CharField(
                    label=_("How large?"),
                    required=False,
                    max_length=60,
                    help_text=_("For example, 2 cm by 1 cm"),
                ),
                "colour": forms.ChoiceField(
                    label=_("Which colour?"), required=False, choices=[("", _("Choose")), *COLOURS.items()]
                ),
                "seen": forms.CharField(
                    label=_("What do you see?"), widget=forms.Textarea, required=False, max_length=2_000
                ),
                "x": forms.CharField(widget=forms.HiddenInput, required=False),
                "y": forms.CharField(widget=forms.HiddenInput, required=False),
            }
            for name, field in made.items():
                self.fields[f"{name}_{number}"] = field
            looks |= {f"seen_{number}": Look(rows=2), f"size_{number}": Look(width=20)}
        self.looks = looks  # type: ignore[misc]

    looks: ClassVar = {}

    def clean(self) -> dict[str, Any]:
        """What was seen of a mark has a place, and a place has what was seen there."""
        cleaned = super().clean()
        for number in range(1, self.last + 1):
            part, seen = cleaned.get(f"part_{number}"), (cleaned.get(f"seen_{number}") or "").strip()
            if part and not seen:
                self.add_error(f"seen_{number}", _("Enter what you see there"))
            elif not part and any(cleaned.get(f"{name}_{number}") for name in BESIDE):
                self.add_error(f"part_{number}", _("Select where the mark is"))
        return cleaned

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each mark."""
        return [
            {"number": number, **{name: self[f"{name}_{number}"] for name in MARK_FIELDS}}
            for number in range(1, self.last + 1)
        ]

    def opened(self) -> bool:
        """Whether a mark is written, or something of one is wrong."""
        return self.last > 1 or any(
            self[f"{name}_1"].value() or self[f"{name}_1"].errors for name in MARK_FIELDS
        )

    def marks(self) -> list[dict[str, Any]]:
        """Each mark with its figure, its place by name and as a point, its size, its colour and what was seen."""
        data = self.cleaned_data
        figure = data.get("figure") or Figure.CHILD
        found = []
        for number in range(1, self.last + 1):
            if not data.get(f"part_{number}"):
                continue
            view, _colon, part = data[f"part_{number}"].partition(":")
            at = outlines.place_of(figure, view, part, _pressed(data[f"x_{number}"], data[f"y_{number}"]))
            found.append(
                {
                    "figure": Figure(figure),
                    "view": view,
                    "part": part,
                    "x": at[0],
                    "y": at[1],
                    "size": data[f"size_{number}"],
                    "colour": data[f"colour_{number}"],
                    "words": data[f"seen_{number}"],
                }
            )
        return found


def _pressed(x: str, y: str) -> tuple[int, int] | None:
    """A point as a script sent it; None where none was, or it is no point."""
    if not all(one.isascii() and one.isdigit() and len(one) <= 4 for one in (x, y)):
        return None
    return int(x), int(y)
