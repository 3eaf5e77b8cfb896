"""What nobody has recorded: what the child thinks, that anybody saw the child alone, anything at all.

That something was never recorded is always said. That it was not for so many days is said where the partners have
agreed to watch for it, by their own figures.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from tessera.chronology.rules.entries import Entry, Shape
from tessera.core.language import gettext as _
from tessera.core.text import date_words, plural
from tessera.partnership.rules import Silence
from tessera.records.rules.happened import Happened
from tessera.records.rules.silence import silence_of_voice, too_long_since


def silences(
    entries: Sequence[Entry],
    seen_alone: Sequence[tuple[UUID | None, date]],
    children: Mapping[UUID | None, str],
    today: date,
    agreed: Silence,
    noted: Iterable[Happened] = (),
) -> Iterator[str]:
    """Each silence in words, child by child: what one child said breaks no other's.

    `children`: what each is called, under their number in the register, or under None where nobody has said who they
    are. `seen_alone`: the days on which somebody asked a child with nobody else there. What names nobody is about all.
    `noted`: when what each note tells of happened, one left off the chronology too.
    """
    for child, name in children.items():
        hers = [entry for entry in entries if child is None or not entry.about or child in entry.about]
        alone = [day for who, day in seen_alone if child is None or who in (None, child)]
        yield from _of_a_child(hers, alone, name, today, agreed)
    recorded = (*(entry.happened for entry in entries), *noted)
    known = [when.last for when in recorded if when.last]
    if known and too_long_since(max(known), agreed.days_without_entry, today, agreed):
        yield _("Nothing has been recorded for {days}.").format(days=plural((today - max(known)).days, "day"))


def _of_a_child(
    entries: Sequence[Entry], alone: Sequence[date], name: str, today: date, agreed: Silence
) -> Iterator[str]:
    said = [entry.happened.last for entry in entries if entry.shape == Shape.VOICE and entry.happened.last]
    if words := silence_of_voice(said, name, today, agreed):
        yield words
    seen = [e.happened.last for e in entries if "seen_alone" in e.themes and e.happened.last]
    seen += alone
    if not seen:
        yield _("Nobody has recorded seeing {name} alone.").format(name=name)
    elif too_long_since(max(seen), agreed.days_without_voice, today, agreed):
        yield _("Nobody has recorded seeing {name} alone since {day}.").format(
            name=name, day=date_words(max(seen))
        )
