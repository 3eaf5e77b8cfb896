"""What may be typed in the joint form: its sections as their definition asks them, and who takes part."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.live_forms.actions.writing import Asked
from tessera.live_forms.queries.reading import FieldRead, LineRead, SectionRead
from tessera.live_forms.rules.fields import (
    PARTS,
    YES_NO_NOT_KNOWN,
    Field,
    Kind,
    Part,
    next_lines,
)
from tessera.ui.components.markup import Words
from tessera.ui.fields import DateField
from tessera.ui.forms import GovukBoundField, GovukForm, Look

SPARE = 3  # empty lines offered at the end of a list
LINE = "LINE"  # stands for a line's name in the one that a script copies
# What a page was drawn from, and what it asks. No field of a definition has a dot in its name.
BASE, EPOCH, ASKED, SETTLE = "drawn.seq", "drawn.epoch", "drawn.asked", "settle."
_SECTION = re.compile(rf"s([0-9a-f]{{32}})-{re.escape(BASE)}")
THEIRS, MINE = "theirs", "mine"
BOTH = _("Somebody else changed this while you were writing. Read both, then choose")


def html_name(name: str) -> str:
    """What a page calls a text or a value of the protocol: FIELD/LINE/kind is FIELD-LINE-kind."""
    return name.replace("/", "-")


def prefix_of(section_id: UUID) -> str:
    """What the names of a section's boxes begin with."""
    return f"s{section_id.hex}"


def sent_sections(data: Mapping[str, Any]) -> set[UUID]:
    """The sections that a page sent to be saved."""
    found = (_SECTION.fullmatch(name) for name in data)
    return {UUID(one[1]) for one in found if one}


@dataclass(frozen=True)
class LineShown:
    """One line of a list: its box, and (where the list has them) its kind and its source."""

    name: str
    line: str
    place: int | str
    text: GovukBoundField
    kind: GovukBoundField | None
    source: GovukBoundField | None
    settles: tuple["Settle", ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written in it."""
        return not self.text.value()

    @property
    def parts(self) -> list[tuple[str, Words]]:
        """What is said of it beside its words, each by its name in the protocol and its label."""
        boxes = {Part.KIND: self.kind, Part.SOURCE: self.source}
        return [(f"{self.name}/{part}", box.label) for part, box in boxes.items() if box]


@dataclass(frozen=True)
class Settle:
    """A text or value that two people changed: what it says now, and the choice between that and one's own."""

    name: str
    is_text: bool
    now: str
    choice: GovukBoundField


@dataclass(frozen=True)
class FieldShown:
    """One field of a section on its page. `box` is None for a list, which has `lines`, and one to copy for more."""

    read: FieldRead
    name: str
    box: GovukBoundField | None
    lines: tuple[LineShown, ...]
    template: LineShown | None
    settles: tuple[Settle, ...]

    @property
    def is_single(self) -> bool:
        return self.read.field.is_single


class SectionForm(GovukForm):
    """A section, as part of the one form that its page is. Its names begin with the section's own."""

    looks: ClassVar[Mapping[str, Look]] = {}

    def __init__(self, data: Mapping[str, Any] | None = None, *, read: SectionRead) -> None:
        super().__init__(
            data,
            auto_id="%s",
            prefix=prefix_of(read.head.id),
            initial={BASE: read.head.seq, EPOCH: read.head.epoch},
        )
        self.read = read
        for name, attrs in ((BASE, {"data-live-base": ""}), (EPOCH, {})):
            self.fields[name] = forms.IntegerField(
                widget=forms.HiddenInput(attrs=attrs), required=False, min_value=0
            )
        self.fields[ASKED] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)
        self.looks = {}  # type: ignore[misc]
        self._known = {one.field.name: one for one in read.fields}
        self._lines = {one.field.name: self._names(one, data) for one in read.fields}
        for one in read.fields:
            if one.field.kind is Kind.LINES:
                self._add_lines(one)
            else:
                self._add(one.field, one.field.name, one.value.value if one.value else one.text)
        for name in self._asked(data):
            self.fields[f"{SETTLE}{html_name(name)}"] = forms.ChoiceField(
                label=_("What is to be kept?"),
                widget=forms.RadioSelect,
                choices=(
                    (THEIRS, _("What it says now")),
                    (MINE, _("What is in my box") if read.section.allows(name) else _("My own answer")),
                ),
                error_messages={"required": BOTH},
            )

    @classmethod
    def asking(cls, read: SectionRead, asked: Sequence[Asked]) -> "SectionForm":
        """The section as it stands, with one's own words where somebody else changed the same."""
        drawn = cls(read=read)
        data: dict[str, Any] = {
            name: drawn.get_initial_for_field(field, name) for name, field in drawn.fields.items()
        }
        data |= {html_name(one.name): one.mine for one in asked}
        data[ASKED] = " ".join(one.name for one in asked)
        form = cls({drawn.add_prefix(name): value for name, value in data.items()}, read=read)
        form.full_clean()
        return form

    # ---- what it asks

    def _names(self, one: FieldRead, data: Mapping[str, Any] | None) -> list[str]:
        """The lines that stand, those that were sent, and some to begin."""
        if one.field.kind is not Kind.LINES:
            return []
        spare = next_lines(one.begun, SPARE if self.read.head.writes else 0)
        start = self.add_prefix(f"{one.field.name}-")
        sent = [name[len(start) :] for name in data or () if name.startswith(start)]
        wanted = [name for name in sent if self.read.section.allows(f"{one.field.name}/{name}")]
        return sorted({*(line.name for line in one.lines), *spare, *wanted[:200]})

    def _add_lines(self, one: FieldRead) -> None:
        standing = {line.name: line for line in one.lines}
        for place, name in (*enumerate(self._lines[one.field.name], 1), (LINE, LINE)):
            line = standing.get(name, LineRead(name, ""))
            root = f"{one.field.name}/{name}"
            self._add(one.field, root, line.text, label=_("Line {place}").format(place=place))
            for part, options, value in (
                (Part.KIND, one.field.kinds, line.kind),
                (Part.SOURCE, one.field.sources, line.source),
            ):
                if options:
                    self._select(
                        f"{root}/{part}",
                        _("{label}, line {place}").format(label=PARTS[part], place=place),
                        options,
                        value,
                    )

    def _select(self, name: str, label: str, options: Iterable[tuple[str, str]], value: str) -> None:
        self.fields[html_name(name)] = forms.ChoiceField(
            label=label, required=False, choices=[("", _("Not said")), *options], initial=value
        )
        disabled = {} if self.read.head.writes else {"disabled": "disabled"}
        self._look(name, Look(size="", attrs={"data-live-value": name} | disabled))

    def _add(self, field: Field, name: str, value: str, label: str = "") -> None:
        text: dict[str, Any] = {
            "label": label or field.label,
            "required": False,
            "help_text": "" if label else field.hint,
            "initial": value,
        }
        lock = {} if self.read.head.writes else {"readonly": "readonly"}
        attrs = {"data-live-text": name, "maxlength": str(field.max)} | lock
        match field.kind:
            case Kind.LONG_TEXT | Kind.LINES:
                made: forms.Field = forms.CharField(widget=forms.Textarea, strip=False, **text)
                self._look(name, Look(size="" if label else "s", rows=2 if label else 6, attrs=attrs))
            case Kind.SHORT_TEXT:
                made = forms.CharField(strip=False, **text)
                self._look(name, Look(attrs=attrs))
            case Kind.DATE:
                made = DateField(subject=field.label, **text)
            case _:
                options = field.options or tuple((word, str(_(label))) for word, label in YES_NO_NOT_KNOWN)
                made = forms.ChoiceField(widget=forms.RadioSelect, choices=options, **text)
        self.fields[html_name(name)] = made

    def _look(self, name: str, look: Look) -> None:
        self.looks = {**self.looks, html_name(name): look}  # type: ignore[misc]

    # ---- what was sent

    def _asked(self, data: Mapping[str, Any] | None) -> list[str]:
        """What this page asked about: names that the section has."""
        names = str((data or {}).get(self.add_prefix(ASKED)) or "").split()
        return [name for name in dict.fromkeys(names) if html_name(name) in self.fields]

    def refuse(self, wrong: Mapping[str, str]) -> None:
        """Say at its own box why a text cannot be kept, by its name in the protocol."""
        for name, words in wrong.items():
            self.add_error(html_name(name), words)

    def _given(self) -> Iterator[tuple[str, Field, str]]:
        """Every text that was sent, by its name in the protocol."""
        for one in self.read.fields:
            if one.field.is_text:
                names = [one.field.name]
            else:
                names = [f"{one.field.name}/{line}" for line in self._lines[one.field.name]]
            for name in names:
                if self.add_prefix(html_name(name)) in self.data and html_name(name) in self.cleaned_data:
                    yield name, one.field, str(self.cleaned_data[html_name(name)])

    def _kept(self, name: str) -> bool:
        """Whether one's own is to be saved: not where it was settled for what it said already."""
        return self.cleaned_data.get(f"{SETTLE}{html_name(name)}") != THEIRS

    @property
    def texts(self) -> dict[str, str]:
        """What was sent of texts, by root. A line to begin that was left empty was never begun."""
        begun = {f"{one.field.name}/{line}" for one in self.read.fields for line in one.begun}
        return {
            name: value
            for name, field, value in self._given()
            if self._kept(name) and (field.is_text or name in begun or value.strip())
        }

    @property
    def singles(self) -> dict[str, str]:
        """What was sent of single values, by name. Of a line that says nothing, none."""
        found: dict[str, Any] = {}
        for one in self.read.fields:
            if one.field.is_single:
                found[one.field.name] = self.cleaned_data.get(html_name(one.field.name))
            for line in self._lines[one.field.name]:
                root = f"{one.field.name}/{line}"
                if str(self.cleaned_data.get(html_name(root)) or "").strip():
                    found |= {
                        name: self.cleaned_data[html_name(name)]
                        for part in Part
                        if html_name(name := f"{root}/{part}") in self.cleaned_data
                    }
        return {
            name: "" if value is None else str(value)
            for name, value in found.items()
            if self._kept(name) and self._was_sent(name)
        }

    def _was_sent(self, name: str) -> bool:
        return any(f"{self.add_prefix(html_name(name))}{end}" in self.data for end in ("", "_day"))

    @property
    def answers(self) -> dict[str, Any]:
        """What was sent, as the action takes it. A page that does not say what it was drawn from had nothing on it."""
        drawn = {"base": self.cleaned_data.get(BASE) or 0, "epoch": self.cleaned_data.get(EPOCH) or 0}
        return {"texts": self.texts, "singles": self.singles, **drawn}

    @property
    def differs(self) -> bool:
        """Whether what was sent says anything but what the section says now."""
        now = {one.field.name: one.value.value if one.value else one.text for one in self.read.fields}
        for one in self.read.fields:
            for line in one.lines:
                root = f"{one.field.name}/{line.name}"
                now |= {
                    root: line.text,
                    f"{root}/{Part.KIND}": line.kind,
                    f"{root}/{Part.SOURCE}": line.source,
                }
        return any(now.get(name, "") != said for name, said in (self.texts | self.singles).items())

    # ---- how it is drawn

    @property
    def drawn_from(self) -> list[GovukBoundField]:
        """What its page says of itself when it is sent."""
        return [self._box(name) for name in (BASE, EPOCH, ASKED)] if self.read.head.writes else []

    @property
    def shown(self) -> list[FieldShown]:
        """Every field in order, with its boxes and what is to be settled."""
        asked = self._asked(self.data if self.is_bound else None)
        return [
            FieldShown(
                read=one,
                name=one.field.name,
                box=None if one.field.kind is Kind.LINES else self._box(one.field.name),
                lines=tuple(
                    self._line(one, line, place, asked)
                    for place, line in enumerate(self._lines[one.field.name], 1)
                ),
                template=self._line(one, LINE, LINE, ()) if one.field.kind is Kind.LINES else None,
                settles=self._settles(one, [one.field.name], asked),
            )
            for one in self.read.fields
        ]

    def _line(self, one: FieldRead, line: str, place: int | str, asked: Sequence[str]) -> LineShown:
        root = f"{one.field.name}/{line}"
        kind, source = (
            self._box(name) if html_name(name := f"{root}/{part}") in self.fields else None
            for part in (Part.KIND, Part.SOURCE)
        )
        settles = self._settles(one, [root, f"{root}/{Part.KIND}", f"{root}/{Part.SOURCE}"], asked)
        return LineShown(root, line, place, self._box(root), kind, source, settles)

    def _settles(self, one: FieldRead, names: Sequence[str], asked: Sequence[str]) -> tuple[Settle, ...]:
        return tuple(
            Settle(name, self.read.section.allows(name), self._now(one, name), self._box(f"{SETTLE}{name}"))
            for name in names
            if name in asked
        )

    def _now(self, one: FieldRead, name: str) -> str:
        _, _, rest = name.partition("/")
        if not rest:
            return one.says
        line_name, _, part = rest.partition("/")
        line = next((line for line in one.lines if line.name == line_name), None)
        if line is None:
            return ""
        return {"": line.text, Part.KIND: line.kind_label, Part.SOURCE: line.source_label}[part]

    def _box(self, name: str) -> GovukBoundField:
        return self[html_name(name)]  # type: ignore[return-value]


class OpenForm(GovukForm):
    """Which of the agencies that were asked take part."""

    agencies = forms.MultipleChoiceField(
        label=_("Which agencies take part?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each is told. Everyone who takes part reads what everyone shares, and sees who else takes part."
        ),
        error_messages={"required": _("Select at least one agency")},
    )

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = list(agencies)  # type: ignore[attr-defined]


class AddForm(GovukForm):
    """Words added to a section after its form was closed."""

    words = forms.CharField(
        label=_("What do you add?"),
        widget=forms.Textarea,
        max_length=20_000,
        help_text=_(
            "The form stays as it was closed. Your words stand under it, with your name and the time."
        ),
        error_messages={"required": _("Enter what you add")},
    )
