"""What changed between two settings documents, in plain words and in the order of the document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tessera.core.language import gettext as _
from tessera.core.text import date_words, join_words
from tessera.core.working_time import Limit
from tessera.partnership.rules.areas import BY_GROUP, Path, where
from tessera.partnership.rules.settings import Settings

_LIMITS = (
    "limits",
    "reply_within",
    "reply_within_if_at_risk_now",
    "within",
    "within_if_at_risk_now",
    "again_if_not_quorate",
)
ORDER = "order"
LEFT_OUT = (
    "questions",
)  # a group of which nothing is said where it is empty: each of what comes and goes is named


@dataclass(frozen=True)
class Difference:
    """One change. `was` is None for what is new and `now` for what is gone; both in words for people."""

    path: Path
    where: tuple[str, ...]
    was: str | None
    now: str | None

    @property
    def area(self) -> str:
        """The page of settings on which it stands."""
        return BY_GROUP[self.path[0]].title

    @property
    def place(self) -> str:
        """Where it is, as one line."""
        return ": ".join(self.where)

    def __str__(self) -> str:
        if self.was is None:
            words = _("{place}: added, {now}.") if self.now else _("{place}: added.")
            return words.format(place=self.place, now=self.now)
        if self.now is None:
            words = _("{place}: taken away (was {was}).") if self.was else _("{place}: taken away.")
            return words.format(place=self.place, was=self.was)
        return _("{place}: {was} becomes {now}.").format(place=self.place, was=self.was, now=self.now)


def differences(old: Settings, new: Settings) -> tuple[Difference, ...]:
    """Every change that leads from one document to the other; none where they say the same.

    The day from which a document is in force, and the preset that it was started from, are no change of what was
    agreed and are left out.
    """
    before, after = old.data(), new.data()
    for data in (before, after):
        for own in ("in_force_from", "started_from"):
            data["partnership"].pop(own, None)
    return tuple(
        Difference(path, where(path, after, before), was, now)
        for path, was, now in _changes(before, after, ())
    )


def _changes(old: object, new: object, path: Path) -> Iterator[tuple[Path, str | None, str | None]]:
    if old == new and _order(old) == _order(new):
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in [*new, *(name for name in old if name not in new)]:
            step = (*path, str(name))
            if name in LEFT_OUT:
                yield from _changes(old.get(name, {}), new.get(name, {}), step)
            elif name not in old:
                yield step, None, said(new[name], step)
            elif name not in new:
                yield step, said(old[name], step), None
            else:
                yield from _changes(old[name], new[name], step)
        kept_old = [name for name in old if name in new]
        if kept_old != [name for name in new if name in old]:
            yield (*path, ORDER), _("one order"), _("another order")
    else:
        yield path, said(old, path), said(new, path)


def _order(value: object) -> object:
    """What two equal groups may still differ in: a referral's questions are asked in the order of the document."""
    if isinstance(value, Mapping):
        return [(name, _order(each)) for name, each in value.items()]
    return value


def said(value: object, path: Path) -> str:
    """A value as people say it; a whole part that came or went is named by where it stands, and says no more."""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ""
    if isinstance(value, list | tuple):
        return _listed(value, path)
    text = str(value)
    if set(path) & set(_LIMITS):
        return _("no limit") if text == "none" else Limit.parse(text).words()
    return f"“{text}”" if isinstance(value, str) and (" " in text or not text.isascii()) else text


def _listed(values: Sequence[object], path: Path) -> str:
    """A list: dated words, reminders, closed days, codes."""
    if not values:
        return "nothing"
    return join_words([_one_of(value, path) for value in values])


def _one_of(value: object, path: Path) -> str:
    if not isinstance(value, Mapping):
        return _(str(value).replace("_", " "))
    if "text" in value:
        since = value.get("since")
        return f"“{value['text']}”" + (
            _(" from {since}").format(since=date_words(date.fromisoformat(since))) if since else ""
        )
    if "day" in value:
        return f"{date_words(date.fromisoformat(str(value['day'])))} ({value.get('reason', '')})"
    if "at" in value:
        told = join_words([_(str(job).replace("_", " ")) for job in value.get("tell", ())])
        return _("{percent}% to {told}").format(percent=value["at"], told=told)
    return str(value.get("phrase") or value.get("label") or value.get("name") or "one")
