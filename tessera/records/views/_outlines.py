"""The outlines of a body as a page shows them."""

from django.utils.translation import gettext as _

from tessera.records.queries import NoteTold
from tessera.records.rules.body import FIGURES, NAMES, VIEWS
from tessera.ui import body as pictures


def outlines(note: NoteTold | None = None) -> list[tuple[str, str, str]]:
    """The outlines to choose on, or those of a note with its marks: each with its figure and that in words."""
    sides = {str(view): words for view, words in VIEWS.items()}
    drawn: list[tuple[str, str, str]] = []
    for figure, words in FIGURES.items():
        marks = [
            pictures.Mark(number, mark.view, mark.x, mark.y)
            for number, mark in enumerate(note.body_marks if note else (), 1)
            if mark.figure == figure
        ]
        if note is None or marks:
            title = _("Marks on the outline of a body. The same is in the table.") if note else words
            made = pictures.outlines(figure, marks, title=title, names=NAMES, views=sides, pick=note is None)
            drawn.append((figure, words, made))
    return drawn
