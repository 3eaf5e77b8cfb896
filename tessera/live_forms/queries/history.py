"""Who wrote what in a form, and when: of one field to the phrase, and of all of it since a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tessera.access.here import Me
from tessera.audit import NotHere
from tessera.audit.models import Entry
from tessera.live_forms.models import Update
from tessera.live_forms.queries import SectionHead, form_head, section_head
from tessera.live_forms.queries.reading import FormRead, SectionRead, in_words
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.fields import Field, Kind, Section, read_form
from tessera.live_forms.rules.phrases import Logged, Phrase, Piece, changes, phrases, stints


class Author(NamedTuple):
    """Who wrote something."""

    name: str
    agency: str


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
        log = _log(section_id)
        wrote = tuple(phrases(log, name))
        return History(head, section, name, field.label, wrote, tuple(_versions(log, name)))
    single = section.single(name)
    if single is None:
        raise NotHere("This is not here.")
    return History(head, section, name, field.label, (), tuple(_settings(section_id, field, name)))


def _log(section_id: UUID) -> list[Logged[Author]]:
    rows = Update.objects.filter(section_id=section_id, field="").order_by("seq")
    return [
        Logged(seq, Author(name, agency), at, bytes(payload))
        for seq, name, agency, at, payload in rows.values_list(
            "seq", "author__name", "agency__name", "at", "payload"
        )
    ]


def _versions(log: Iterable[Logged[Author]], name: str) -> list[Version]:
    """The text after each stretch of writing by one person that changed it, the latest first."""
    document = Document()
    found = []
    for entries in stints(log):
        if document.follow(name, [entry.payload for entry in entries]):
            last = entries[-1]
            found.append(Version(last.seq, last.author, last.at, document.text(name)))
    return found[::-1]


def _settings(section_id: UUID, field: Field, name: str) -> list[Version]:
    rows = Update.objects.filter(section_id=section_id, field=name).order_by("-seq")
    single = field if field.is_single else None
    labels = dict(field.kinds if name.endswith("/kind") else field.sources)
    return [
        Version(seq, Author(author, agency), at, _said(single, labels, bytes(payload).decode()))
        for seq, author, agency, at, payload in rows.values_list(
            "seq", "author__name", "agency__name", "at", "payload"
        )
    ]


def _said(single: Field | None, labels: dict[str, str], value: str) -> str:
    return in_words(single, value) if single else labels.get(value, value)


# ---------------------------------------- since a time


@dataclass(frozen=True)
class TextChanged:
    """A text that others changed: what was put in and taken out since, in its place."""

    label: str
    pieces: tuple[Piece[Author], ...]


@dataclass(frozen=True)
class ValueChanged:
    """A single value that others set since."""

    label: str
    version: Version


@dataclass(frozen=True)
class SectionChanged:
    """What changed in a section since a time."""

    read: SectionRead
    texts: tuple[TextChanged, ...]
    values: tuple[ValueChanged, ...]


def last_look(me: Me, form_id: UUID, before: datetime) -> datetime | None:
    """When whoever asks last read a form before a time, as the ledger has it."""
    looks = Entry.objects.filter(by=me.id, verb="see", kind="live_form", row=form_id, at__lt=before)
    return looks.order_by("-at").values_list("at", flat=True).first()


def changed_since(me: Me, form: FormRead, since: datetime) -> tuple[SectionChanged, ...]:
    """What was changed since a time in the sections that whoever asks may read, section by section."""
    ids = [one.head.id for one in form.sections]
    fresh = Update.objects.filter(section_id__in=ids, at__gt=since)
    touched = set(fresh.values_list("section_id", flat=True))
    found = (_changed(one, since) for one in form.sections if one.head.id in touched)
    return tuple(one for one in found if one.texts or one.values)


def _changed(read: SectionRead, since: datetime) -> SectionChanged:
    section_id = read.head.id
    log = _log(section_id)
    seq = max((entry.seq for entry in log if entry.at <= since), default=0)
    document = Document(b"", [entry.payload for entry in log])
    texts = []
    for field in read.section.fields:
        roots = _roots(field, document)
        for root in roots:
            pieces = tuple(changes(log, root, seq))
            if any(piece.by is not None for piece in pieces):
                texts.append(TextChanged(field.label, pieces))
    rows = Update.objects.filter(section_id=section_id, at__gt=since).exclude(field="").order_by("seq")
    values = {}
    for name, last, author, agency, at, payload in rows.values_list(
        "field", "seq", "author__name", "agency__name", "at", "payload"
    ):
        single = read.section.field(name)
        if single is not None:
            words = in_words(single, bytes(payload).decode())
            values[name] = ValueChanged(single.label, Version(last, Author(author, agency), at, words))
    return SectionChanged(read, tuple(texts), tuple(values.values()))


def _roots(field: Field, document: Document) -> list[str]:
    if field.is_text:
        return [field.name]
    if field.kind is not Kind.LINES:
        return []
    return sorted(root for root in document.roots() if root.startswith(f"{field.name}/"))
