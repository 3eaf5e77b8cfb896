"""What a form, its sections and their logs say, for whoever asks. Nothing here asks whether they may: what they may not
read is not there."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac

from tessera.access.here import Me, only_reads
from tessera.audit import NotHere, query
from tessera.live_forms.models import Form, Participant, Section, Snapshot, Tab, Update


@dataclass(frozen=True)
class FormHead:
    """A form without its words. `definition` is what it was opened with (rules.fields reads it)."""

    id: UUID
    case_id: UUID
    about: UUID
    title: str
    definition: dict[str, Any]
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Entry:
    """One update of a log. `payload` is a Yjs update or, where `field` is named, the value's text in UTF-8."""

    seq: int
    epoch: int
    field: str
    tab: int
    at: datetime
    payload: bytes


WHOSE = ("author_id", "author__name", "agency__name")


class Whose(NamedTuple):
    """Somebody as the others on a form are told of them. `id` tells two people of one name apart, and nothing else."""

    name: str
    agency: str
    id: str


NOBODY = Whose("", "", "")


@lru_cache(maxsize=4096)  # a form that is open for weeks has thousands of tabs of a few people
def whose(practitioner_id: UUID, name: str, agency: str) -> Whose:
    """A practitioner as others are told of them."""
    told = salted_hmac("tessera.live_forms.whose", str(practitioner_id), algorithm="sha256").hexdigest()
    return Whose(name, agency, told[:16])


@dataclass(frozen=True)
class Value:
    """What a single field was last set to, by whom. `seq` is what the next setting of it is based on."""

    field: str
    value: str
    seq: int
    whose: Whose
    at: datetime


@dataclass(frozen=True)
class SectionHead:
    """A section without its words. `writes`: whether its page offers to write; PostgreSQL decides whether one may."""

    id: UUID
    form_id: UUID
    case_id: UUID
    agency_id: UUID
    agency: str
    key: str
    audience: str
    written_by: str
    epoch: int
    seq: int
    writes: bool
    closed: bool


@dataclass(frozen=True)
class SectionLog:
    """A section and what makes its words: a snapshot as far as `snapshot_seq`, and the entries after it."""

    head: SectionHead
    definition: dict[str, Any]
    snapshot: bytes | None
    snapshot_seq: int
    entries: tuple[Entry, ...]
    values: dict[str, Value]


@dataclass(frozen=True)
class Standing:
    """What access looked like when it was judged: counters that grow when it changes, and when the first date comes."""

    stamps: dict[UUID, int]
    until: datetime | None


def form_head(form_id: UUID) -> FormHead:
    """One form. Raises NotHere."""
    found = Form.objects.filter(pk=form_id).first()
    if found is None:
        raise NotHere("This is not here.")
    return _head(found)


def forms_about(about: UUID) -> list[FormHead]:
    """The forms of one row of an app above, oldest first."""
    return [_head(one) for one in Form.objects.filter(about=about).order_by("opened_at", "id")]


def _head(form: Form) -> FormHead:
    return FormHead(
        form.pk, form.case_id, form.about, form.title, form.definition, form.opened_at, form.closed_at
    )


def open_to(form_id: UUID) -> tuple[int, ...]:
    """The principals who take part in a form now, for whoever may open it."""
    return tuple(Form.objects.values_list("open_to", flat=True).get(pk=form_id))


def taking_part(form_id: UUID) -> list[int]:
    """The principals that take part in a form now, for the hub; for anybody else, those of them that are theirs."""
    found = Participant.objects.filter(form_id=form_id, valid_to=None)
    return list(found.order_by("valid_from", "id").values_list("principal_id", flat=True))


def section_heads(form_id: UUID, me: Me) -> list[SectionHead]:
    """The sections of a form that whoever asks may read, in the order they were begun."""
    found = Section.objects.filter(form_id=form_id).select_related("form", "agency").order_by("id")
    reads: dict[UUID, bool] = {}
    return [_section(one, me, reads) for one in found]


def section_head(section_id: UUID, me: Me) -> SectionHead:
    """One section. Raises NotHere."""
    found = _row(section_id)
    if found is None:
        raise NotHere("This is not here.")
    return _section(found, me, {})


def _row(section_id: UUID) -> Section | None:
    return Section.objects.filter(pk=section_id).select_related("form", "agency").first()


def _section(section: Section, me: Me, reads: dict[UUID, bool]) -> SectionHead:
    if section.case_id not in reads:
        reads[section.case_id] = only_reads(section.case_id)
    closed = section.form.closed_at is not None
    theirs = section.written_by == "participants" or section.agency_id == me.agency_id
    return SectionHead(
        id=section.pk,
        form_id=section.form_id,
        case_id=section.case_id,
        agency_id=section.agency_id,
        agency=section.agency.name,
        key=section.key,
        audience=section.audience,
        written_by=section.written_by,
        epoch=section.epoch,
        seq=section.seq,
        writes=theirs and not closed and not reads[section.case_id],
        closed=closed,
    )


class _Seen(SectionHead):
    """The same, saying to the ledger which row was looked at."""

    @property
    def pk(self) -> UUID:
        return self.id


@query("section")
def seen_section(*, practitioner: Me, section_id: UUID) -> SectionHead:
    """One section as `section_head` gives it; that its words are being read is written in the ledger."""
    return _Seen(**vars(section_head(section_id, practitioner)))


def section_log(section_id: UUID, me: Me) -> SectionLog:
    """A section with everything that makes its words. Raises NotHere."""
    head = section_head(section_id, me)
    form = Form.objects.get(pk=head.form_id)
    snapshot = _snapshot(section_id, head.seq)
    since = snapshot.seq if snapshot else 0
    return SectionLog(
        head=head,
        definition=form.definition,
        snapshot=bytes(snapshot.state) if snapshot else None,
        snapshot_seq=since,
        entries=entries(section_id, since, head.seq),
        values=values(section_id),
    )


def _snapshot(section_id: UUID, upto: int) -> Snapshot | None:
    return Snapshot.objects.filter(section_id=section_id, seq__lte=upto).order_by("-seq").first()


def entries(section_id: UUID, after: int, upto: int | None = None) -> tuple[Entry, ...]:
    """A section's log after one seq, as far as another (inclusive) or to its end."""
    found = Update.objects.filter(section_id=section_id, seq__gt=after).order_by("seq")
    if upto is not None:
        found = found.filter(seq__lte=upto)
    return tuple(
        Entry(seq, epoch, field, tab, at, bytes(payload))
        for seq, epoch, field, tab, at, payload in found.values_list(
            "seq", "epoch", "field", "tab", "at", "payload"
        )
    )


def values(section_id: UUID) -> dict[str, Value]:
    """What each single field of a section was last set to."""
    found = (
        Update.objects.filter(section_id=section_id)
        .exclude(field="")
        .order_by("field", "-seq")
        .distinct("field")
        .values_list("field", "payload", "seq", "at", *WHOSE)
    )
    return {
        field: Value(field, bytes(payload).decode(), seq, whose(*author), at)
        for field, payload, seq, at, *author in found
    }


def names(form_id: UUID, tabs: Collection[int]) -> dict[int, Whose]:
    """Whose these tabs of a form are. Never all of its tabs: that somebody came to a form is nobody else's to know."""
    if not tabs:
        return {}
    found = Tab.objects.filter(form_id=form_id, number__in=sorted(tabs))
    return {number: whose(*author) for number, *author in found.values_list("number", *WHOSE)}


def own_tabs(form_id: UUID, practitioner_id: UUID) -> set[int]:
    """The tabs of a form that were a practitioner's: what they wrote and did not see saved may come from any."""
    return set(
        Tab.objects.filter(form_id=form_id, author_id=practitioner_id).values_list("number", flat=True)
    )


def standing(watched: Iterable[UUID]) -> Standing:
    """How access to each case or practitioner stands. Ask it first: what is read after it is no older."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT of, n FROM access.stamps(%s::uuid[])", (list(watched),))
        stamps = dict(cursor.fetchall())
        cursor.execute("SELECT nullif(access.holds_until(), 'infinity')")
        (until,) = cursor.fetchone()
    return Standing(stamps, until)


def rehearse() -> None:
    """Ask what opening a section asks, of one that is not there.

    What a connection, PostgreSQL behind it and this process do for the first time is then done: nobody waits for it.
    """
    nothing = UUID(int=0)
    Form.objects.filter(pk=nothing).first()
    _row(nothing)
    only_reads(nothing)
    _snapshot(nothing, 0)
    standing([nothing])
    entries(nothing, 0, 0)
    values(nothing)
    names(nothing, [0])
    own_tabs(nothing, nothing)
