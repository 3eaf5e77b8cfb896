"""How long nobody has recorded what a child thinks.

That nobody ever has is always said; that it is long ago, where the partners watch for it, by their own figures.
"""

from collections.abc import Collection
from datetime import date

from tessera.core.language import gettext as _
from tessera.core.text import date_words
from tessera.partnership.rules import Silence


def silence_of_voice(said: Collection[date], name: str, today: date, agreed: Silence) -> str:
    """In words, from the days on which the child said or showed something; empty where that is not long ago."""
    if not said:
        return _("Nobody has recorded what {name} thinks.").format(name=name)
    if not too_long_since(max(said), agreed.days_without_voice, today, agreed):
        return ""
    return _("Nobody has recorded what {name} thinks since {day}.").format(
        name=name, day=date_words(max(said))
    )


def too_long_since(last: date, days: int, today: date, agreed: Silence) -> bool:
    """Whether so many days are over since then, where the partners watch for it."""
    return agreed.on and (today - last).days >= days
