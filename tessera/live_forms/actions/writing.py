"""A section written without a script: what was sent is put to the text as it stands, or both are given back.

A page without a script is a client that was offline since the seq it was drawn at. Where nobody else touched the same
words its edits are merged; where both changed them nothing of that field is saved and a person is asked. Nothing is
ever overwritten.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import Error, transaction
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.audit import NotHere, action, note, without_case
from tessera.core.language import Phrases, marked
from tessera.core.steps import NotAllowed
from tessera.core.text import keeps, tidied
from tessera.live_forms.actions import _tabs
from tessera.live_forms.models import Update
from tessera.live_forms.queries import SectionHead, Value, form_head, section_head, values
from tessera.live_forms.queries.reading import document_at, value_at
from tessera.live_forms.rules.codec import units
from tessera.live_forms.rules.document import Document
from tessera.live_forms.rules.fields import (
    Field,
    Kind,
    Part,
    Section,
    Unfit,
    clean,
    clean_again,
    clean_part,
    lines_of,
    next_lines,
    read_form,
)
from tessera.live_forms.rules.gate import Gate
from tessera.live_forms.rules.merging import Clash, Hunk, apply, merge
from tessera.live_forms.rules.phrases import restore
from tessera.live_forms.rules.words import NotAccepted, Refused

CLOSED, EPOCH, CONFLICT = "TF001", "TF002", "TF003"  # what the database says of an update it does not take
TOLD = Phrases(
    {
        CLOSED: "This form is closed. Nothing more is written in it. Copy your words, and add them as an addendum.",
        EPOCH: "This part of the form was begun again. Open it again, and put your words in.",
    }
)
NO_ROOM = Phrases(
    {
        Refused.FULL: "This part of the form holds all the words it may. Shorten something in it first.",
        Refused.SPENT: "This part of the form has been changed as often as it may be. You can only take words "
        "out of it. Write in another part, or add your words when the form is closed.",
        Refused.LINES: "This list has all the lines it may. Write in a line that is there.",
    }
)
KEPT_NOWHERE = marked("These words cannot be kept here.")
LONG = marked(
    "This box holds all the words it may, with what others wrote meanwhile. Shorten something in it first."
)


class Unfits(NotAllowed):
    """Some texts cannot be kept, and nothing was saved: `wrong` says by the name of each why."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(next(iter(wrong.values())), verb="write", state="open")
        self.wrong = wrong


@dataclass(frozen=True)
class Asked:
    """Both changed it: `now` is what it says, `mine` what was sent. A person chooses."""

    name: str
    now: str
    mine: str


@dataclass(frozen=True)
class Written:
    """What became of one save. `saved` are the names that were written, `asked` those that were not."""

    pk: UUID
    case_id: UUID
    saved: tuple[str, ...]
    asked: tuple[Asked, ...]


@action("write", "section")
def write(
    *,
    practitioner: Me,
    at: datetime,
    section_id: UUID,
    epoch: int,
    base: int,
    texts: Mapping[str, str],
    singles: Mapping[str, str],
) -> Written | None:
    """Save what a page without a script sent: `texts` by their root, `singles` by their name, as the protocol has them.

    `epoch` and `base` are the section's when the page was drawn. None where nothing changed. Raises NotAllowed where
    the form is closed, where something does not fit its field (Unfits, of a text), and where the section is full.
    What of a text was not changed is never at fault.
    """
    head = section_head(section_id, practitioner)
    if not head.writes:
        raise _refused(head)
    page = _Page(practitioner, at, head, epoch, base)
    asked = [*page.write_texts(texts), *page.write_singles(singles)]
    if not page.saved and not asked:
        return None
    note(saved=len(page.saved), asked=len(asked))
    if head.audience == "own_agency":
        without_case()
    return Written(head.id, head.case_id, tuple(page.saved), tuple(asked))


@action("restore", "section")
def put_back(*, practitioner: Me, at: datetime, section_id: UUID, name: str, seq: int) -> Written | None:
    """Make a text say again what it said at a seq: as new writing, so that nothing is unwritten. None where it does."""
    head = section_head(section_id, practitioner)
    if not head.writes:
        raise _refused(head)
    page = _Page(practitioner, at, head, head.epoch, seq)
    if page.section.allows(name):
        then = document_at(section_id, seq).text(name)
        page.edit(name, restore(page.now.text(name), then if keeps(then) else tidied(then)))
    elif page.section.single(name):
        page.set(name, value_at(section_id, name, seq), head.seq)
    else:
        raise NotHere("This is not here.")
    if not page.saved:
        return None
    if head.audience == "own_agency":
        without_case()
    return Written(head.id, head.case_id, tuple(page.saved), ())


def _refused(head: SectionHead) -> NotAllowed:
    words = TOLD[CLOSED] if head.closed else _("You read this part and do not write in it.")
    return NotAllowed(words, verb="write", state="closed" if head.closed else "open")


class _Page:
    """One save of one section: its definition, its text as it stands and as it was when the page was drawn."""

    def __init__(self, me: Me, at: datetime, head: SectionHead, epoch: int, base: int) -> None:
        section = read_form(form_head(head.form_id).definition).section(head.key)
        if section is None:
            raise NotHere("This is not here.")
        self.section: Section = section
        self.me, self.at, self.head = me, at, head
        self.same_epoch = epoch == head.epoch
        self.base = max(0, min(base, head.seq))
        self.saved: list[str] = []
        self._moved: dict[str, str] = {}

    @cached_property
    def tab(self) -> int:
        """Whose edits these are in the document: a number that no other page has."""
        return _tabs.opened(self.me, self.at, self.head.form_id).number

    @cached_property
    def now(self) -> Document:
        return document_at(self.head.id, self.head.seq)

    @cached_property
    def drawn(self) -> Document:
        """As the page was drawn: nothing, where that was another epoch."""
        if not self.same_epoch:
            return Document()
        return self.now if self.base == self.head.seq else document_at(self.head.id, self.base)

    @cached_property
    def writing(self) -> Document:
        """The text as it stands, to write in as this page."""
        return document_at(self.head.id, self.head.seq, client=self.tab)

    @cached_property
    def gate(self) -> Gate:
        return self.writing.gate(self.section.allows, lines=lines_of(self.known))

    @cached_property
    def known(self) -> dict[str, Value]:
        return values(self.head.id)

    def fitting(self, texts: Mapping[str, str]) -> dict[str, tuple[Field, str]]:
        """Each text that was sent as it is kept, with its field. Raises Unfits, and NotHere."""
        found, wrong = dict[str, tuple[Field, str]](), dict[str, str]()
        for name, sent in texts.items():
            field = self.section.field(name.partition("/")[0])
            if field is None or not self.section.allows(name):
                raise NotHere("This is not here.")
            try:
                found[name] = field, clean_again(field, sent, self.drawn.text(name))
            except Unfit as refusal:
                wrong[name] = str(refusal)
        if wrong:
            raise Unfits(wrong)
        return found

    def write_texts(self, texts: Mapping[str, str]) -> list[Asked]:
        """Merge each text, or give both back."""
        asked = []
        for name, (field, mine) in self.fitting(texts).items():
            base, now = self.drawn.text(name), self.now.text(name)
            if field.kind is Kind.LINES and not base and now.strip() and mine.strip() and mine != now:
                # Two people began a line in the same place of a list: they are two lines.
                self._moved[name] = name = self._free_line(field.name, texts)
                now = ""
            merged = merge(base, now, mine)
            if isinstance(merged, Clash):
                asked.append(Asked(name, now, mine))
            else:
                self.edit(name, merged.edits)
        return asked

    def _free_line(self, field: str, sent: Iterable[str]) -> str:
        taken = {*self.now.roots(), *self._moved.values(), *sent}
        own = [root.partition("/")[2] for root in taken if root.startswith(f"{field}/")]
        return f"{field}/{next_lines(own, 1)[0]}"

    def edit(self, name: str, edits: Sequence[Hunk]) -> None:
        """Make edits of a text as it stands, through the gate that every update passes."""
        if not edits:
            return
        now = self.now.text(name)
        # Of the whole, and not of each update on the way: what is put in for a long word is written after it is gone.
        if units(apply(now, edits)) > max(self.section.most(name), units(now)):
            raise NotAllowed(_(LONG), verb="write", state="open")
        gate = self.gate
        try:
            payloads = [gate.admit(update, {self.tab}) for update in self.writing.write(name, edits)]
        except NotAccepted as refusal:
            raise _no_room(refusal) from refusal
        for payload in filter(None, payloads):
            self._insert("", payload, 0)
        self.saved.append(name)

    def write_singles(self, singles: Mapping[str, str]) -> list[Asked]:
        """Set each single value that was changed since the page was drawn, or give both back."""
        asked = []
        known = self.known
        for name, sent in singles.items():
            found = self.section.single(name)
            if found is None:
                raise NotHere("This is not here.")
            mine = _fit(*found, sent)
            line, _, part = name.rpartition("/")
            if line in self._moved:
                self._set_new(f"{self._moved[line]}/{part}", mine)
                continue
            now = known[name].value if name in known else ""
            if mine == now or (self.same_epoch and mine == value_at(self.head.id, name, self.base)):
                continue
            meanwhile = name in known and (known[name].seq > self.base or not self.same_epoch)
            if meanwhile or not self.set(name, mine, self.base):
                asked.append(Asked(name, now, mine))
        return asked

    def _set_new(self, name: str, value: str) -> None:
        if value:
            self.set(name, value, self.head.seq)

    def set(self, name: str, value: str, base: int) -> bool:
        """Set one single value. False where somebody set it in this very moment."""
        for line in lines_of([name]) - lines_of(self.known):
            try:
                self.gate.begin_line(line)
            except NotAccepted as refusal:
                raise _no_room(refusal) from refusal
        if not self._insert(name, value.encode(), base):
            return False
        self.saved.append(name)
        return True

    def _insert(self, field: str, payload: bytes, base: int) -> bool:
        try:
            with transaction.atomic():
                Update.objects.create(
                    section_id=self.head.id,
                    case_id=self.head.case_id,
                    seq=0,  # the database numbers, dates and chains it
                    epoch=self.head.epoch,
                    field=field,
                    base=base,
                    tab=self.tab,
                    author_id=self.me.id,
                    agency_id=self.me.agency_id,
                    at=self.at,
                    hash=b"",
                    payload=payload,
                )
        except Error as refusal:
            state = getattr(refusal.__cause__, "sqlstate", "")
            if state == CONFLICT:
                return False
            if state in TOLD:
                raise NotAllowed(TOLD[state], verb="write", state="closed") from refusal
            raise
        return True


def _no_room(refusal: NotAccepted) -> NotAllowed:
    words = NO_ROOM[refusal.code] if refusal.code in NO_ROOM else _(KEPT_NOWHERE)
    return NotAllowed(words, verb="write", state="open")


def _fit(field: Field, part: Part | None, sent: str) -> str:
    try:
        return clean_part(field, part, sent) if part else clean(field, sent)
    except Unfit as refusal:
        raise NotAllowed(str(refusal), verb="write", state="open") from refusal
