"""The joint form in the settings: what several agencies write together about an enquiry, and each of them alone."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from tessera.core.language import gettext as _
from tessera.core.words import Word
from tessera.partnership.rules.kinds import Code, Coded, Group, Line, Part, Words

Found = tuple[tuple[str, ...], str]

# As long, and as many, as a form that is written takes.
LONGEST_NAME = 40
AGENCY = "{agency}"  # in a title: whichever agency writes the section
MOST_SECTIONS = MOST_FIELDS = MOST_OPTIONS = 60
LONGEST_TEXT = {"long_text": 100_000, "short_text": 1_000, "lines": 2_000}


class WrittenHow(Word):
    """Whose a section is: of all who take part, of each agency, or of each agency and read by nobody else."""

    TOGETHER = "together"
    EACH_AGENCY = "each_agency"
    HELD_BACK = "held_back"


class FieldKind(Word):
    """What is written in a field. `rating` is a choice of the partnership's own ratings."""

    LONG_TEXT = "long_text"
    SHORT_TEXT = "short_text"
    LINES = "lines"
    CHOICE = "choice"
    RATING = "rating"
    DATE = "date"
    YES_NO_NOT_KNOWN = "yes_no_not_known"


Hint = Annotated[Words, StringConstraints(max_length=2000)]


class FormOption(Part):
    """One thing that may be chosen: the word that is kept, and the words that people read."""

    word: Code
    label: Line


Options = Annotated[tuple[FormOption, ...], Field(max_length=MOST_OPTIONS)]


class FormField(Coded):
    """A field. `longest` is in characters, of one line for a list of lines; without it a field is as long as can be."""

    label: Line
    hint: Hint | None = None
    kind: FieldKind = FieldKind.LONG_TEXT
    longest: Annotated[int, Field(ge=1, le=100_000)] | None = None
    options: Options = ()
    line_kinds: Options = ()
    line_sources: Options = ()


class FormSection(Coded):
    """A section. All who take part read it, unless it is held back. `title` may hold AGENCY, unless all write it."""

    title: Line
    hint: Hint | None = None
    written: WrittenHow = WrittenHow.TOGETHER
    fields: Annotated[Group[FormField], Field(max_length=MOST_FIELDS)]


JointForm = Annotated[Group[FormSection], Field(max_length=MOST_SECTIONS)]


def joint_form_contradictions(sections: Mapping[str, FormSection]) -> Iterator[Found]:
    """Every place where the joint form does not agree with itself."""
    for code, section in sections.items():
        here = ("joint_form", code)
        yield from _short(here, code)
        if section.written is WrittenHow.TOGETHER and AGENCY in section.title:
            yield (*here, "title"), _("Leave {agency} out: no one agency writes this.")
        if not section.fields:
            yield here, _("Add a field: nothing can be written in this section.")
        for name, field in section.fields.items():
            yield from _field((*here, "fields", name), field)


def _field(here: tuple[str, ...], field: FormField) -> Iterator[Found]:
    yield from _short(here, field.code)
    if (field.kind is FieldKind.CHOICE) != bool(field.options):
        yield (*here, "options"), _("A choice has options, and nothing else has.")
    if field.kind is not FieldKind.LINES and (field.line_kinds or field.line_sources):
        yield here, _("Only lines have kinds and sources.")
    most = LONGEST_TEXT.get(field.kind)
    if field.longest is not None and (most is None or field.longest > most):
        words = (
            _("Write {most} or less.").format(most=most)
            if most
            else _("Leave this out: no text is written here.")
        )
        yield (*here, "longest"), words
    for part, options in (
        ("options", field.options),
        ("line_kinds", field.line_kinds),
        ("line_sources", field.line_sources),
    ):
        words_kept = [option.word for option in options]
        for word in dict.fromkeys(word for word in words_kept if words_kept.count(word) > 1):
            yield (*here, part), _("‘{word}’ is here twice. Keep one.").format(word=word)
        for word in words_kept:
            yield from _short((*here, part), word)


def _short(here: tuple[str, ...], code: str) -> Iterator[Found]:
    if len(code) > LONGEST_NAME:
        yield here, _("Shorten this code to {most} letters or fewer.").format(most=LONGEST_NAME)
