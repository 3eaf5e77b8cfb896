"""Who wrote what, to the phrase: a section's log played again, and each stretch of text traced to who put it there.

The log is the only witness: an author is whoever the server knew the sender to be when it committed the update, never
what the update says of itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from tessera.live_forms.rules.document import Delta, Document
from tessera.live_forms.rules.merging import Hunk, hunks

__all__ = (
    "TOGETHER",
    "Logged",
    "Phrase",
    "Piece",
    "Told",
    "changed",
    "changes",
    "phrases",
    "restore",
    "stints",
    "text_at",
    "told",
)

TOGETHER = timedelta(minutes=10)  # what one author writes within it is one stretch of writing
A = TypeVar("A")


class Logged(NamedTuple, Generic[A]):
    """One update of a log. `author` is whatever tells people apart to whoever asks."""

    seq: int
    author: A
    at: datetime
    payload: bytes


@dataclass(frozen=True)
class Phrase(Generic[A]):
    """A stretch of the text as it stands. `seq` and `at` are of the last update that added to it."""

    author: A
    seq: int
    at: datetime
    text: str


@dataclass(frozen=True)
class Piece(Generic[A]):
    """A stretch of a text and what became of it since. `removed` stretches are no longer in the text.

    `phrase` says who wrote it. `by` is who put it in or took it out since, None where it stands as it stood.
    """

    phrase: Phrase[A]
    removed: bool = False
    by: Phrase[A] | None = None


@dataclass(slots=True)
class _Stretch(Generic[A]):
    """Bytes of UTF-8 that one author wrote; `out` is the update that took them out, if they are kept for that."""

    entry: Logged[A]
    words: bytes
    new: bool
    out: Logged[A] | None = None


class Told(NamedTuple, Generic[A]):
    """What a log made of one text: its phrases now, and what it said after each stretch of writing, oldest first."""

    phrases: list[Phrase[A]]
    versions: list[tuple[Logged[A], str]]


def told(log: Iterable[Logged[A]], root: str) -> Told[A]:
    """Everything that a log of one section tells of one root, played once. Raises Broken."""
    document = Document()
    stretches: list[_Stretch[A]] = []
    versions = []
    for entries in stints(log):
        last = entries[-1]
        delta = document.follow(root, [entry.payload for entry in entries])
        if delta:
            stretches = list(_changed(stretches, delta, last, False))
            versions.append((last, document.text(root)))
    return Told([piece.phrase for piece in _joined(stretches)], versions)


def phrases(log: Iterable[Logged[A]], root: str) -> list[Phrase[A]]:
    """The text that a log of one section makes of one root, as stretches by author. Raises Broken."""
    return [piece.phrase for piece in _joined(_play(Document(), log, [root], {}, None).get(root, ()))]


def changes(log: Iterable[Logged[A]], root: str, since: int) -> list[Piece[A]]:
    """The text and what was put in and taken out after the update `since`. What came and went between is not told."""
    return _joined(_play(Document(), log, [root], {}, since).get(root, ()))


def changed(
    document: Document, begun: Logged[A], since: Iterable[Logged[A]], roots: Iterable[str]
) -> dict[str, list[Piece[A]]]:
    """The texts of a section that were changed since, as `changes` tells them. Raises Broken.

    `document` is the section as it stood before `since`, the rest of its log. What stood then is told as `begun`'s:
    nobody asks whose it was, and finding out would take the whole log.
    """
    names = list(roots)
    texts = {root: words.encode() for root in names if (words := document.text(root))}
    stood = {root: [_Stretch(begun, words, False)] for root, words in texts.items()}
    played = _play(document, since, names, stood, begun.seq)
    found = {root: _joined(stretches) for root, stretches in played.items()}
    return {root: pieces for root, pieces in found.items() if any(piece.by for piece in pieces)}


def text_at(log: Iterable[Logged[A]], root: str, seq: int) -> str:
    """What the text said as of the update `seq`."""
    return Document(b"", [entry.payload for entry in log if entry.seq <= seq]).text(root)


def restore(now: str, then: str) -> tuple[Hunk, ...]:
    """The edits that make a text say again what it once said: they are new writing, and nothing is unwritten."""
    return hunks(now, then)


def _play(
    document: Document,
    log: Iterable[Logged[A]],
    roots: Iterable[str],
    stood: dict[str, list[_Stretch[A]]],
    since: int | None,
) -> dict[str, list[_Stretch[A]]]:
    """Play a log to a document that holds the texts that `stood`.

    With `since`, what stood at that update and was taken out later stays in the lists, marked.
    """
    names = list(roots)
    for entries in stints(log, since):
        last = entries[-1]
        new = since is not None and last.seq > since
        for root, delta in document.follow_all(names, [entry.payload for entry in entries]).items():
            stood[root] = list(_changed(stood.get(root, []), delta, last, new))
    return stood


def stints(log: Iterable[Logged[A]], since: int | None = None) -> Iterator[list[Logged[A]]]:
    """The log in parts, each by one author within a few minutes and played in one go."""
    begun: list[Logged[A]] = []
    for entry in log:
        if begun and not (
            begun[-1].author == entry.author
            and entry.at - begun[0].at <= TOGETHER
            and (since is None or (begun[0].seq > since) == (entry.seq > since))
        ):
            yield begun
            begun = []
        begun.append(entry)
    if begun:
        yield begun


def _changed(
    stretches: Sequence[_Stretch[A]], delta: Sequence[Delta], entry: Logged[A], new: bool
) -> Iterator[_Stretch[A]]:
    """The stretches after one change to the text."""
    waiting = iter(stretches)
    current: _Stretch[A] | None = None
    for kept, deleted, words in delta:
        if words:
            yield _Stretch(entry, words.encode(), new)
        left = kept + deleted
        while left:
            current = current or next(waiting)
            if current.out:
                yield current
                current = None
                continue
            size = min(left, len(current.words))
            part, rest = _cut(current, size)
            left -= size
            current = rest
            if kept:
                yield part
            elif new and not part.new:
                part.out = entry
                yield part
    if current:
        yield current
    yield from waiting


def _cut(stretch: _Stretch[A], size: int) -> tuple[_Stretch[A], _Stretch[A] | None]:
    if size == len(stretch.words):
        return stretch, None
    first = _Stretch(stretch.entry, stretch.words[:size], stretch.new)
    return first, _Stretch(stretch.entry, stretch.words[size:], stretch.new)


def _joined(stretches: Iterable[_Stretch[A]]) -> list[Piece[A]]:
    """Neighbours by one author, of one stretch of writing and with one fate, put together."""
    found = []
    for _, group in groupby(_numbered(stretches), lambda pair: pair[0]):
        same = [stretch for _, stretch in group]
        text = b"".join(stretch.words for stretch in same).decode()
        wrote = max((stretch.entry for stretch in same), key=lambda entry: entry.seq)
        phrase = Phrase(wrote.author, wrote.seq, wrote.at, text)
        out = max((stretch.out for stretch in same if stretch.out), key=lambda entry: entry.seq, default=None)
        by = Phrase(out.author, out.seq, out.at, text) if out else phrase if same[0].new else None
        found.append(Piece(phrase, removed=out is not None, by=by))
    return found


def _numbered(stretches: Iterable[_Stretch[A]]) -> Iterator[tuple[int, _Stretch[A]]]:
    """Each stretch with the number of the piece it is part of."""
    number = 0
    before: _Stretch[A] | None = None
    for stretch in stretches:
        if before is not None and not _belong(before, stretch):
            number += 1
        yield number, stretch
        before = stretch


def _belong(one: _Stretch[A], other: _Stretch[A]) -> bool:
    outs = (one.out, other.out)
    if one.new != other.new or (outs[0] is None) != (outs[1] is None):
        return False
    if outs[0] is not None and outs[1] is not None and not _together(outs[0], outs[1]):
        return False
    return _together(one.entry, other.entry)


def _together(one: Logged[A], other: Logged[A]) -> bool:
    return one.author == other.author and abs(one.at - other.at) <= TOGETHER
