"""Who wrote what in a form, and when: of one field to the phrase, and of all of it since a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tessera.access.here import Me
from tessera.access.models import Agency, Practitioner
from tessera.audit import NotHere
from tessera.audit.models import Entry
from tessera.live_forms.models import Update
from tessera.live_forms.queries import SectionHead, form_head, section_head
from tessera.live_forms.queries.reading import (
    AddendumRead,
    FieldRead,
    FormRead,
    SectionRead,
    documents_at,
    in_words,
)
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.fields import PARTS, Field, Part, Section, read_form
from tessera.live_forms.rules.phrases import Logged, Phrase, Piece, changed, told


class Author(NamedTuple):
    """Who wrote something."""

    name: str
    agency: str


NOBODY = Author("", "")


@dataclass(frozen=True)
class Version:
    """What a text or a value said from a seq on. `words` is its text as it stood then."""

    seq: int
    author: Author
    at: datetime
    words: str


@dataclass(frozen=True)
class History:
    """A text or value with everything that it ever said, the latest first."""

    head: SectionHead
    section: Section
    name: str
    label: str
    phrases: tuple[Phrase[Author], ...]
    versions: tuple[Version, ...]

    @property
    def now(self) -> str:
        return self.versions[0].words if self.versions else ""


def history(me: Me, section_id: UUID, name: str) -> History:
    """A text (by its root) or a single value (by its name) with its history. Raises NotHere where there is none."""
    head = section_head(section_id, me)
    section = read_form(form_head(head.form_id).definition).section(head.key)
    if section is None or not (field := section.field(name.partition("/")[0])):
        raise NotHere("This is not here.")
    if section.allows(name):
        found = told(_log(section_id), name)
        versions = (
            Version(last.seq, last.author, last.at, words) for last, words in reversed(found.versions)
        )
        return History(head, section, name, field.label, tuple(found.phrases), tuple(versions))
    single = section.single(name)
    if single is None:
        raise NotHere("This is not here.")
    part = single[1]
    label = f"{field.label}: {PARTS[part]}" if part else field.label
    return History(head, section, name, label, (), tuple(_settings(section_id, field, part, name)))


def _log(section_id: UUID) -> list[Logged[Author]]:
    return _logs(Update.objects.filter(section_id=section_id)).get(section_id, [])


def _logs(rows: QuerySet[Update]) -> dict[UUID, list[Logged[Author]]]:
    """What these rows say of texts, by section, in the order of its log. Names are asked for once, and not by row."""
    of = ("section_id", "seq", "author_id", "agency_id", "at", "payload")
    told = list(rows.filter(field="").order_by("section_id", "seq").values_list(*of))
    people = dict(Practitioner.objects.filter(pk__in={row[2] for row in told}).values_list("pk", "name"))
    agencies = dict(Agency.objects.filter(pk__in={row[3] for row in told}).values_list("pk", "name"))
    found: dict[UUID, list[Logged[Author]]] = {}
    for section_id, seq, author, agency, at, payload in told:
        by = Author(people.get(author, ""), agencies.get(agency, ""))
        found.setdefault(section_id, []).append(Logged(seq, by, at, bytes(payload)))
    return found


def _settings(section_id: UUID, field: Field, part: Part | None, name: str) -> list[Version]:
    rows = Update.objects.filter(section_id=section_id, field=name).order_by("-seq")
    return [
        Version(seq, Author(author, agency), at, _said(field, part, bytes(payload).decode()))
        for seq, author, agency, at, payload in rows.values_list(
            "seq", "author__name", "agency__name", "at", "payload"
        )
    ]


def _said(field: Field, part: Part | None, value: str) -> str:
    """A single value, or the kind or the source of a line, as people read it."""
    if part is None:
        return in_words(field, value)
    return dict(field.kinds if part is Part.KIND else field.sources).get(value, value)


# ---------------------------------------- since a time


@dataclass(frozen=True)
class TextChanged:
    """A text that others changed: what was put in and taken out since, in its place."""

    label: str
    pieces: tuple[Piece[Author], ...]


@dataclass(frozen=True)
class ValueChanged:
    """A single value that others set since. `line` is what the line says now whose kind or source it is."""

    label: str
    version: Version
    line: str = ""


@dataclass(frozen=True)
class SectionChanged:
    """What changed in a section since a time."""

    read: SectionRead
    texts: tuple[TextChanged, ...]
    values: tuple[ValueChanged, ...]
    addenda: tuple[AddendumRead, ...]


def last_look(me: Me, form_id: UUID, before: datetime) -> datetime | None:
    """When whoever asks last read a form before a time, as the ledger has it."""
    looks = Entry.objects.filter(by=me.id, verb="see", kind="live_form", row=form_id, at__lt=before)
    return looks.order_by("-at").values_list("at", flat=True).first()


def changed_since(me: Me, form: FormRead, since: datetime) -> tuple[SectionChanged, ...]:
    """What was changed since a time in the sections that whoever asks may read, section by section.

    Only what came since is played, to each section as it stood: the questions are as many for one section as for all.
    """
    fresh = Update.objects.filter(section_id__in=[one.head.id for one in form.sections], at__gt=since)
    logs, values = _logs(fresh), _values_set(fresh)
    stood = documents_at({section_id: log[0].seq - 1 for section_id, log in logs.items()})
    found = []
    for read in form.sections:
        section_id = read.head.id
        log = logs.get(section_id, [])
        texts = _texts(read, stood[section_id], log, since) if log else ()
        added = tuple(one for one in read.addenda if one.at > since)
        changed = SectionChanged(read, texts, tuple(_answers(read, values.get(section_id, {}))), added)
        if changed.texts or changed.values or changed.addenda:
            found.append(changed)
    return tuple(found)


def _texts(
    read: SectionRead, document: Document, log: Sequence[Logged[Author]], since: datetime
) -> tuple[TextChanged, ...]:
    labels = {root: one.field.label for one in read.fields for root in _roots(one)}
    begun = Logged(log[0].seq - 1, NOBODY, since, b"")
    pieces = changed(document, begun, log, labels)
    return tuple(TextChanged(label, tuple(pieces[root])) for root, label in labels.items() if root in pieces)


def _roots(read: FieldRead) -> list[str]:
    """The texts of a field, in their order: of a list, those of every line that was ever begun."""
    if read.field.is_text:
        return [read.field.name]
    return [f"{read.field.name}/{line}" for line in read.begun]


def _values_set(fresh: QuerySet[Update]) -> dict[UUID, dict[str, Version]]:
    """What each single value was last set to, by section and name."""
    rows = fresh.exclude(field="").order_by("section_id", "seq")
    found: dict[UUID, dict[str, Version]] = {}
    for section_id, name, seq, author, agency, at, payload in rows.values_list(
        "section_id", "field", "seq", "author__name", "agency__name", "at", "payload"
    ):
        version = Version(seq, Author(author, agency), at, bytes(payload).decode())
        found.setdefault(section_id, {})[name] = version
    return found


def _answers(read: SectionRead, values: Mapping[str, Version]) -> Iterator[ValueChanged]:
    """What was set in a section, in the order of its fields: single fields, kinds and sources of lines that stand."""
    for one in read.fields:
        field = one.field
        if version := values.get(field.name):
            yield ValueChanged(field.label, replace(version, words=_said(field, None, version.words)))
        for line in one.lines:
            for part in Part:
                if version := values.get(f"{field.name}/{line.name}/{part}"):
                    words = _said(field, part, version.words)
                    yield ValueChanged(
                        f"{field.label}: {PARTS[part]}", replace(version, words=words), line.text
                    )
