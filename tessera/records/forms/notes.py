"""What somebody may type of a note. Only what happened is required: a note takes 20 seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tessera.records.queries import NoteTold
from tessera.records.rules.attachments import ACCEPT
from tessera.records.rules.happened import Happened
from tessera.records.rules.marks import LABELS, who_reads
from tessera.records.rules.noting import (
    BEYOND,
    EVERYONE,
    FEWER,
    KINDS,
    NATURES,
    READERS,
    narrower,
    share_of,
    when_it_was,
)
from tessera.records.rules.typed import LINE_FIELDS, name_of, rows
from tessera.records.rules.words import LineKind, Nature, Theme
from tessera.ui.documents import FilesField, what_may_be_sent
from tessera.ui.forms import GovukForm, Look

MOST_LETTERS = 20_000
# In the language of whoever reads the page: a form is made long before.
READ_BY = lazy(who_reads, str)
ALL_READ = _("Whoever may read every line of the note reads this.")


@dataclass(frozen=True)
class TypedLine:
    """One statement as it was typed. `readers`: for how few people, where it is not for all who read the note."""

    kind: LineKind
    text: str
    source: str = ""
    marks: tuple[str, ...] = ()
    readers: str = ""
    dated: str = ""
    whom: str = ""


class NoteForm(GovukForm):
    """A note: what happened and how it is known; then when, whom, what it means, further lines, who may read it."""

    when = forms.ChoiceField(
        label=_("When was it?"),
        widget=forms.RadioSelect,
        choices=[
            ("today", _("Today")),
            ("day", _("Another day, a month or a year")),
            ("span", _("From one day to another")),
            ("unknown", _("Not known")),
        ],
        initial="today",
    )
    day = forms.CharField(
        label=_("Which day, month or year?"),
        max_length=40,
        help_text=_("For example, 3 June 2026, June 2026 or 2024"),
        error_messages={"required": _("Enter when it was, or choose ‘Not known’")},
    )
    begins = forms.CharField(
        label=_("From which day?"), max_length=40, error_messages={"required": _("Enter the first day")}
    )
    until = forms.CharField(
        label=_("Until which day?"), max_length=40, error_messages={"required": _("Enter the last day")}
    )
    time = forms.CharField(
        label=_("At what time, if you know?"),
        max_length=10,
        required=False,
        help_text=_("For example, 8:10am"),
    )
    about = forms.BooleanField(label=_("It was about then. I am not sure"), required=False)
    people = forms.MultipleChoiceField(
        label=_("Whom is it about?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    impact = forms.CharField(
        label=_("What does it mean for the child?"),
        help_text=ALL_READ,
        widget=forms.Textarea,
        required=False,
        max_length=MOST_LETTERS,
    )
    action = forms.CharField(
        label=_("What was done, and what came of it?"),
        help_text=ALL_READ,
        widget=forms.Textarea,
        required=False,
        max_length=MOST_LETTERS,
    )
    share = forms.ChoiceField(
        label=_("Who may read this note?"),
        widget=forms.RadioSelect,
        choices=lambda: list(READERS.items()),
        initial="whole_case",
    )
    promote = forms.BooleanField(label=_("Put it on the chronology"), required=False)
    nature = forms.ChoiceField(
        label=_("What sort of event is it?"),
        widget=forms.RadioSelect,
        choices=lambda: [(nature.value, words) for nature, words in NATURES.items()],
        error_messages={"required": _("Select what sort of event it is")},
    )
    documents = FilesField(label=_("Documents and photographs"), required=False, allow_empty_file=True)
    keeps = forms.MultipleChoiceField(
        label=_("What is attached already"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave out what does not belong here. It stays with the note as it was."),
    )
    looks: ClassVar = {
        "when": Look(size="m", small=True, reveals={"day": ["day", "about"], "span": ["begins", "until"]}),
        "people": Look(size="m", small=True),
        "impact": Look(rows=3),
        "action": Look(rows=3),
        "day": Look(width=20),
        "begins": Look(width=20),
        "until": Look(width=20),
        "time": Look(width=10),
        "share": Look(size="m", small=True),
        "promote": Look(small=True, reveals={"on": ["nature"]}),
        "nature": Look(small=True),
        "documents": Look(attrs={"accept": ACCEPT, "multiple": "multiple"}),
        "keeps": Look(small=True),
    }

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[str, str]],
        today: date,
        documents: bool = True,
        corrects: NoteTold | None = None,
        **kwargs: Any,
    ) -> None:
        """`people`: (value, name) of whom a note may be about. `documents`: whether any may be sent here.

        `corrects`: the note that is put right, whose readers are settled and whose every line is a line here.
        """
        super().__init__(*args, **kwargs)
        self.today, self.corrects = today, corrects
        self.happened: Happened | None = None
        typed = self.data if self.is_bound else self.initial
        self.last = max(rows(typed, LINE_FIELDS), 1 if corrects else 2)
        may_be_fewer = corrects is None or bool(share_of(corrects.audience))
        looks = dict(self.looks)
        for number in range(1, self.last + 1):
            for field, (made, look) in self._line(number, may_be_fewer).items():
                self.fields[name_of(field, number)], looks[name_of(field, number)] = made, look
        self.looks = looks  # type: ignore[misc]
        self.order_fields([name_of(field, 1) for field in LINE_FIELDS])
        self.fields["documents"].help_text = what_may_be_sent()
        if people:
            self.fields["people"].choices = people  # type: ignore[attr-defined]
        kept = [(str(one.id), one.name) for one in corrects.attachments] if corrects else []
        self.fields["keeps"].choices = kept  # type: ignore[attr-defined]
        gone = {"people": not people, "documents": not documents, "keeps": not kept}
        settled = ("share", "promote", "nature", "impact", "action") if corrects else ()
        for field in (*(name for name, left_out in gone.items() if left_out), *settled):
            del self.fields[field]

    def _line(self, number: int, may_be_fewer: bool) -> dict[str, tuple[forms.Field, Look]]:
        """The fields of one statement. The first is required, the others are lines only where they have words."""
        source = forms.CharField(
            label=_("Who saw, said or wrote it?"),
            max_length=300,
            required=False,
            help_text=_("A name and role, or which record. Leave it empty if it was you"),
        )
        applies = _("Does any of these apply to what happened?")
        marks = forms.MultipleChoiceField(
            label=applies if number == 1 else _("Does any of these apply to this line?"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(mark.value, label) for mark, label in LABELS.items()],
        )
        kinds = [*KINDS.items(), *(BEYOND.items() if self.corrects else ())]
        made: dict[str, tuple[forms.Field, Look]] = {
            "text": _words_of(number),
            "kind": _kind_of(number, kinds),
            "source": (source, Look(width="full")),
            "marks": (marks, Look(small=True, hints={mark.value: READ_BY(mark) for mark in LABELS})),
        }
        if may_be_fewer:
            fewer = forms.ChoiceField(
                label=_("Who may read this line?"), required=False, choices=list(FEWER.items())
            )
            made["readers"] = (fewer, Look(width="full"))
        if self.corrects:
            dated = forms.CharField(label=_("When was this, where it says?"), required=False, max_length=40)
            whom = forms.CharField(
                label=_("Whom is it about, where it says?"), required=False, max_length=200
            )
            made |= {"dated": (dated, Look(width=20)), "whom": (whom, Look(width="full"))}
        return made

    def clean(self) -> dict[str, Any]:
        """When it was can be read, and whoever was told something says by whom."""
        cleaned = super().clean()
        try:
            self.happened = when_it_was(cleaned, self.today)
        except ValueError as error:
            at_time = cleaned.get("time") and "8:10am" in str(error)
            field = {"day": "day", "span": "begins"}.get(str(cleaned.get("when")), "when")
            if not self.errors:
                self.add_error("time" if at_time else field, str(error))
        if cleaned.get("kind") == LineKind.TOLD and not cleaned.get("source"):
            self.add_error("source", _("Enter who told you"))
        for number in range(2, self.last + 1):
            if (cleaned.get(f"text_{number}") or "").strip() and not cleaned.get(f"kind_{number}"):
                self.add_error(f"kind_{number}", _("Select how you know the further line"))
            if cleaned.get(f"kind_{number}") == LineKind.TOLD and not cleaned.get(f"source_{number}"):
                self.add_error(f"source_{number}", _("Enter who told you the further line"))
        return cleaned

    def typed_lines(self) -> list[TypedLine]:
        """Each line: what happened, further lines; then what it means and what was done, for whoever may read all."""
        data = self.cleaned_data
        found = []
        for number in range(1, self.last + 1):
            given = {field: data.get(name_of(field, number)) or "" for field in LINE_FIELDS}
            if given["text"].strip():
                found.append(
                    TypedLine(
                        LineKind(given["kind"]),
                        given["text"],
                        source=given["source"].strip(),
                        marks=tuple(given["marks"]),
                        readers=given["readers"],
                        dated=given["dated"],
                        whom=given["whom"],
                    )
                )
        every = tuple(sorted({mark for line in found for mark in line.marks}))
        share = data.get("share", EVERYONE)
        fewest = reduce(narrower, (line.readers for line in found), share)
        for kind, field in ((LineKind.IMPACT, "impact"), (LineKind.ACTION, "action")):
            if (data.get(field) or "").strip():
                found.append(TypedLine(kind, data[field], marks=every, readers=fewest))
        return found

    def further(self) -> list[dict[str, Any]]:
        """The fields of each line after the first."""
        return [self._fields_of(number) for number in range(2, self.last + 1)]

    def first(self) -> dict[str, Any]:
        """The fields of what happened."""
        return self._fields_of(1)

    def _fields_of(self, number: int) -> dict[str, Any]:
        own = {
            field: self[name_of(field, number)]
            for field in LINE_FIELDS
            if name_of(field, number) in self.fields
        }
        limited = any(
            own[field].value() or own[field].errors for field in ("marks", "readers") if field in own
        )
        return {**own, "number": number, "limited": limited}

    def opened(self) -> bool:
        """Whether something is written, or wrong, in what is folded away at first."""
        folded: list[str] = [name for name in ("impact", "action") if name in self.fields]
        folded += [f"{field}_{n}" for n in range(2, self.last + 1) for field in ("kind", "text", "source")]
        return self.last > 2 or any(self[name].value() or self[name].errors for name in folded)

    def timed(self) -> bool:
        """Whether it was said that it was not today, or at what time."""
        return self["when"].value() != "today" or bool(self["time"].value() or self["time"].errors)

    def chosen_files(self) -> list[tuple[str, bytes]]:
        """The files that were chosen: what each is called, and what is in it."""
        return [(one.name or "", one.read()) for one in self.cleaned_data.get("documents") or ()]

    def about_whom(self) -> list[UUID]:
        """The people it is about; nobody chosen: the family."""
        return [UUID(one) for one in self.cleaned_data.get("people") or ()]

    def kept(self) -> list[UUID]:
        """What was attached before and goes on with the correction."""
        return [UUID(one) for one in self.cleaned_data.get("keeps") or ()]


def _words_of(number: int) -> tuple[forms.Field, Look]:
    field = forms.CharField(
        label=_("What happened?") if number == 1 else _("What else?"),
        widget=forms.Textarea,
        required=number == 1,
        max_length=MOST_LETTERS,
        error_messages={"required": _("Enter what happened")},
    )
    attrs = {"data-wording": "/wording/", "data-wording-out": "wording"}
    return field, Look(size="m" if number == 1 else "s", rows=4 if number == 1 else 3, attrs=attrs)


def _kind_of(number: int, kinds: Sequence[tuple[str, str]]) -> tuple[forms.Field, Look]:
    label = _("How do you know?")
    if number > 1:
        return forms.ChoiceField(label=label, required=False, choices=[("", _("Choose")), *kinds]), Look()
    first = forms.ChoiceField(label=label, widget=forms.RadioSelect, choices=kinds, initial=LineKind.SEEN)
    return first, Look(size="m", small=True)


class WhyForm(GovukForm):
    """Why a note is corrected or taken back."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea,
        max_length=2_000,
        help_text=_("The note can still be read, with this beside it."),
        error_messages={"required": _("Enter why")},
    )
    looks: ClassVar = {"reason": Look(size="m", rows=3)}


class PromoteForm(GovukForm):
    """What a note, or a line of one, is on the chronology."""

    MATTERS: ClassVar = [
        ("1", _("Background")),
        ("2", _("Significant")),
        ("3", _("Most significant")),
    ]
    nature = forms.ChoiceField(
        label=_("What sort of event is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what sort of event it is")},
        choices=lambda: [(nature.value, words) for nature, words in NATURES.items()],
    )
    significance = forms.ChoiceField(
        label=_("How much does it matter to this child?"),
        widget=forms.RadioSelect,
        choices=[*MATTERS, ("0", _("Take it off the chronology"))],
        initial="2",
        error_messages={"required": _("Select how much it matters")},
    )
    themes = forms.MultipleChoiceField(
        label=_("What is it about?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose all that apply. Patterns are found by these, not by your words."),
    )
    looks: ClassVar = {
        "nature": Look(size="m"),
        "significance": Look(size="m"),
        "themes": Look(size="m", small=True),
    }

    def __init__(
        self, *args: Any, themes: Sequence[tuple[str, str]], of_line: bool = False, **kwargs: Any
    ) -> None:
        """`themes`: (value, words)."""
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = themes  # type: ignore[attr-defined]
        if of_line:
            last = ("0", _("No entry of its own: it stands with the rest of the note"))
            self.fields["significance"].choices = [*self.MATTERS, last]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        data = self.cleaned_data
        return {
            "nature": Nature(data["nature"]),
            "significance": int(data["significance"]),
            "themes": [Theme(one) for one in data["themes"]],
        }
