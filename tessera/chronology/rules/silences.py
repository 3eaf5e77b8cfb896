"""What nobody has recorded: what the child thinks, that anybody saw the child alone, anything at all.

That something was never recorded is always said. That it was not for so many days is said where the partners have
agreed to watch for it, by their own figures.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tessera.chronology.rules.entries import Entry, Shape
from tessera.core.language import gettext as _
from tessera.core.text import date_words, plural
from tessera.partnership.rules import Silence


def silences(
    entries: Sequence[Entry], seen_alone: Iterable[date], name: str, today: date, agreed: Silence
) -> Iterator[str]:
    """Each silence in words. `seen_alone`: the days on which somebody asked the child with nobody else there."""

    def too_long_since(last: date, days: int) -> bool:
        return agreed.on and (today - last).days >= days

    said = [entry.happened.last for entry in entries if entry.shape == Shape.VOICE and entry.happened.last]
    if not said:
        yield _("Nobody has recorded what {name} thinks.").format(name=name)
    elif too_long_since(max(said), agreed.days_without_voice):
        yield _("Nobody has recorded what {name} thinks since {day}.").format(
            name=name, day=date_words(max(said))
        )
    alone = [e.happened.last for e in entries if "seen_alone" in e.themes and e.happened.last]
    alone += seen_alone
    if not alone:
        yield _("Nobody has recorded seeing {name} alone.").format(name=name)
    elif too_long_since(max(alone), agreed.days_without_voice):
        yield _("Nobody has recorded seeing {name} alone since {day}.").format(
            name=name, day=date_words(max(alone))
        )
    known = [entry.happened.last for entry in entries if entry.happened.last]
    if known and too_long_since(max(known), agreed.days_without_entry):
        days = (today - max(known)).days
        yield _("Nothing has been recorded for {days}.").format(days=plural(days, "day"))
