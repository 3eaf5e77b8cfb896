"""A form in words: its sections as text, lines and values, for whoever may read them. One form costs the same questions
however many sections it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.audit import query
from tessera.live_forms.models import Addendum, Snapshot, Update
from tessera.live_forms.queries import (
    WHOSE,
    FormHead,
    SectionHead,
    Value,
    form_head,
    section_head,
    section_heads,
    whose,
)
from tessera.live_forms.queries.signing import ChangedSince, SignedOff, last_words, sign_offs
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.fields import (
    AGENCY,
    YES_NO_NOT_KNOWN,
    Field,
    Kind,
    Option,
    Section,
    read_form,
)


@dataclass(frozen=True)
class LineRead:
    """One line of a list. `kind` and `source` are the words kept, their labels what people read."""

    name: str
    text: str
    kind: str = ""
    kind_label: str = ""
    source: str = ""
    source_label: str = ""

    @property
    def beside(self) -> str:
        """How it is known and from where, in words."""
        return ", ".join(part for part in (self.kind_label, self.source_label) if part)


@dataclass(frozen=True)
class FieldRead:
    """What a field says now: `text` of a text, `value` of a single value, `lines` of a list.

    `begun` are the names of all its lines, of those too that say nothing any more.
    """

    field: Field
    text: str = ""
    value: Value | None = None
    lines: tuple[LineRead, ...] = ()
    begun: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """A single value as people read it, or the text."""
        if self.value is None:
            return self.text
        return in_words(self.field, self.value.value)

    @property
    def is_empty(self) -> bool:
        return not (self.says.strip() or self.lines)

    @property
    def plain(self) -> str:
        """All of it as plain text, a line to a line."""
        if self.field.kind is Kind.LINES:
            return "\n".join(
                f"{line.text} ({line.beside})" if line.beside else line.text for line in self.lines
            )
        return self.says


@dataclass(frozen=True)
class AddendumRead:
    """Words that were added after the form was closed."""

    words: str
    by: str
    agency: str
    at: datetime


@dataclass(frozen=True)
class SectionRead:
    """A section in words, as its log stood at `head.seq`. `own`: the agency of whoever asks writes it alone.

    Of an agency's own: its last sign-off, and the last that was written after it.
    """

    head: SectionHead
    section: Section
    fields: tuple[FieldRead, ...]
    addenda: tuple[AddendumRead, ...] = ()
    own: bool = False
    signed_off: SignedOff | None = None
    changed: ChangedSince | None = None

    @property
    def title(self) -> str:
        """The title, to whoever asks: what each agency writes is of their own agency, or of another by its name."""
        return self.section.titled(_("our agency") if self.own else self.head.agency)

    @property
    def names_agency(self) -> bool:
        """Whether the title says by itself which other agency's it is."""
        return not self.own and AGENCY in self.section.title

    @property
    def is_empty(self) -> bool:
        return all(field.is_empty for field in self.fields)

    @property
    def plain(self) -> str:
        """All of it as plain text, each field under its label."""
        return "\n\n".join(f"{one.field.label}\n{one.plain}" for one in self.fields if not one.is_empty)

    def field(self, name: str) -> FieldRead | None:
        return next((one for one in self.fields if one.field.name == name), None)


@dataclass(frozen=True)
class FormRead:
    """A form with every section that whoever asks may read, in the order of its definition, and every sign-off."""

    head: FormHead
    sections: tuple[SectionRead, ...]
    signed_off: tuple[SignedOff, ...]

    @property
    def pk(self) -> UUID:
        return self.head.id

    @property
    def case_id(self) -> UUID:
        return self.head.case_id


@query("live_form")
def read_whole(*, practitioner: Me, form_id: UUID) -> FormRead:
    """A form with its words; that it is being read is written in the ledger. Raises NotHere."""
    return form_in_words(practitioner, form_id)


def form_in_words(me: Me, form_id: UUID) -> FormRead:
    """A form with its words, for what asks in the name of a page that wrote its look already. Raises NotHere."""
    head = form_head(form_id)
    sections = _sections(head, section_heads(form_id, me), me)
    signed = sign_offs(form_id)
    return FormRead(head, _signed(sections, {one.agency_id: one for one in signed}), signed)


def _signed(sections: Sequence[SectionRead], last: Mapping[UUID, SignedOff]) -> tuple[SectionRead, ...]:
    """The same sections, those of an agency that signed off with that and with what came after it."""
    of = {
        one.head.id: signed
        for one in sections
        if one.head.written_by == "agency" and (signed := last.get(one.head.agency_id))
    }
    seqs = {one.head.id: one.head.seq for one in sections}
    changed = last_words(seqs, {section_id: signed.at for section_id, signed in of.items()})
    return tuple(
        replace(one, signed_off=of.get(one.head.id), changed=changed.get(one.head.id)) for one in sections
    )


def section_in_words(me: Me, section_id: UUID) -> SectionRead:
    """One section as plain text and lines. Raises NotHere where whoever asks may not read it, or there is none."""
    head = section_head(section_id, me)
    return _sections(form_head(head.form_id), [head], me)[0]


def _sections(head: FormHead, heads: Sequence[SectionHead], me: Me) -> tuple[SectionRead, ...]:
    form = read_form(head.definition)
    order = {section.key: place for place, section in enumerate(form.sections)}
    documents, values, addenda = _documents(heads), _values(heads), _addenda(heads)
    found = [
        SectionRead(
            one,
            section,
            fields_in_words(section, documents[one.id], values.get(one.id, {})),
            tuple(addenda.get(one.id, ())),
            one.written_by == "agency" and one.agency_id == me.agency_id,
        )
        for one in heads
        if (section := form.section(one.key)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (order[one.head.key], one.head.agency)))


def _documents(heads: Sequence[SectionHead]) -> dict[UUID, Document]:
    """The document of each section, from its newest snapshot and what came after."""
    ids = [one.id for one in heads]
    newest = (
        Snapshot.objects.filter(section_id=OuterRef("section_id")).order_by("-seq", "-id").values("pk")[:1]
    )
    kept = {one.section_id: one for one in Snapshot.objects.filter(section_id__in=ids, pk=Subquery(newest))}
    since = Q(section_id__in=[one for one in ids if one not in kept])
    for section_id, snapshot in kept.items():
        since |= Q(section_id=section_id, seq__gt=snapshot.seq)
    after: dict[UUID, list[bytes]] = {}
    rows = Update.objects.filter(since, field="").order_by("section_id", "seq")
    for section_id, payload in rows.values_list("section_id", "payload"):
        after.setdefault(section_id, []).append(bytes(payload))
    return {one: Document(bytes(kept[one].state) if one in kept else b"", after.get(one, ())) for one in ids}


def _values(heads: Sequence[SectionHead]) -> dict[UUID, dict[str, Value]]:
    rows = (
        Update.objects.filter(section_id__in=[one.id for one in heads])
        .exclude(field="")
        .order_by("section_id", "field", "-seq")
        .distinct("section_id", "field")
        .values_list("section_id", "field", "payload", "seq", "at", *WHOSE)
    )
    found: dict[UUID, dict[str, Value]] = {}
    for section_id, field, payload, seq, at, *author in rows:
        value = Value(field, bytes(payload).decode(), seq, whose(*author), at)
        found.setdefault(section_id, {})[field] = value
    return found


def _addenda(heads: Sequence[SectionHead]) -> dict[UUID, list[AddendumRead]]:
    if not any(one.closed for one in heads):
        return {}
    rows = Addendum.objects.filter(section_id__in=[one.id for one in heads]).order_by("written_at", "id")
    found: dict[UUID, list[AddendumRead]] = {}
    for section_id, words, name, agency, at in rows.values_list(
        "section_id", "words", "author__name", "agency__name", "written_at"
    ):
        found.setdefault(section_id, []).append(AddendumRead(words, name, agency, at))
    return found


def fields_in_words(
    section: Section, document: Document, values: Mapping[str, Value]
) -> tuple[FieldRead, ...]:
    """What every field of a section says: of a list, the lines that say anything."""
    roots = document.roots()
    return tuple(_field(one, document, roots, values) for one in section.fields)


def _field(field: Field, document: Document, roots: set[str], values: Mapping[str, Value]) -> FieldRead:
    if field.is_text:
        return FieldRead(field, text=document.text(field.name))
    if field.is_single:
        return FieldRead(field, value=values.get(field.name))
    own = sorted(root for root in roots if root.startswith(f"{field.name}/"))
    said = [(root, words) for root in own if (words := document.text(root)).strip()]
    return FieldRead(
        field,
        lines=tuple(_line(field, root, words, values) for root, words in said),
        begun=tuple(root.partition("/")[2] for root in own),
    )


def _line(field: Field, root: str, words: str, values: Mapping[str, Value]) -> LineRead:
    kind, source = (
        values[name].value if (name := f"{root}/{part}") in values else "" for part in ("kind", "source")
    )
    return LineRead(
        name=root.partition("/")[2],
        text=words,
        kind=kind,
        kind_label=_label(field.kinds, kind),
        source=source,
        source_label=_label(field.sources, source),
    )


def in_words(field: Field, value: str) -> str:
    """A single value as people read it: the label of a choice, a date in full."""
    if not value:
        return ""
    if field.kind is Kind.DATE:
        day = datetime.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    return _label(field.options or _yes_no_not_known(), value)


def _label(options: Sequence[Option], word: str) -> str:
    return dict(options).get(word, word)


def document_at(section_id: UUID, seq: int, *, client: int = 0) -> Document:
    """What the log of a section made as far as a seq. `client` is whose edits those made in it are."""
    snapshot = Snapshot.objects.filter(section_id=section_id, seq__lte=seq).order_by("-seq", "-id").first()
    since = snapshot.seq if snapshot else 0
    rows = Update.objects.filter(section_id=section_id, field="", seq__gt=since, seq__lte=seq)
    payloads = [bytes(one) for one in rows.order_by("seq").values_list("payload", flat=True)]
    return Document(bytes(snapshot.state) if snapshot else b"", payloads, client=client)


def documents_at(seqs: Mapping[UUID, int]) -> dict[UUID, Document]:
    """The same of several sections, each as far as a seq of its own."""
    newest: dict[UUID, tuple[int, UUID]] = {}
    kept = (
        Snapshot.objects.filter(section_id__in=seqs)
        .order_by("seq", "id")
        .values_list("section_id", "seq", "id")
    )
    for section_id, seq, snapshot in kept:
        if seq <= seqs[section_id]:
            newest[section_id] = (seq, snapshot)
    states = dict(
        Snapshot.objects.filter(pk__in=[pk for _, pk in newest.values()]).values_list("section_id", "state")
    )
    wanted = Q(pk__in=[])
    for section_id, seq in seqs.items():
        since = newest[section_id][0] if section_id in newest else 0
        wanted |= Q(section_id=section_id, seq__gt=since, seq__lte=seq)
    after: dict[UUID, list[bytes]] = {}
    rows = Update.objects.filter(wanted, field="").order_by("section_id", "seq")
    for section_id, payload in rows.values_list("section_id", "payload"):
        after.setdefault(section_id, []).append(bytes(payload))
    return {one: Document(bytes(states.get(one, b"")), after.get(one, ())) for one in seqs}


def value_at(section_id: UUID, field: str, seq: int) -> str:
    """What a single value was set to as of a seq: "" if it was not set by then."""
    rows = Update.objects.filter(section_id=section_id, field=field, seq__lte=seq).order_by("-seq")
    found = rows.values_list("payload", flat=True).first()
    return bytes(found).decode() if found is not None else ""


def _yes_no_not_known() -> tuple[tuple[str, str], ...]:
    return tuple((word, _(label)) for word, label in YES_NO_NOT_KNOWN)
