"""The list of a chronology: each entry as the page draws it, and each gap where it lies between them."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.access.rules import Mark
from tessera.chronology.queries import Story
from tessera.chronology.rules.entries import Entry
from tessera.chronology.rules.gaps import Gap
from tessera.chronology.rules.words import SHAPES, SIGNIFICANCE
from tessera.chronology.views._paged import Paged
from tessera.core.text import date_words
from tessera.patterns.rules import Fact
from tessera.records.rules.marks import LABELS
from tessera.records.rules.noting import THEMES
from tessera.records.rules.words import STATEMENT_KINDS, Theme
from tessera.ui.components.content import tag
from tessera.ui.components.markup import join
from tessera.ui.entries import Between, Item, Rests, Said, drawn_entries


def drawn_list(story: Story, paged: Paged, gaps: Sequence[Gap]) -> str:
    """The entries of the page, each with its number among all that are shown, and the gaps between them."""
    return drawn_entries(_listed(story, paged, gaps))


def _listed(story: Story, paged: Paged, gaps: Sequence[Gap]) -> Iterator[Item | Between]:
    waiting, beside, once = _placed(paged.shown, gaps), _beside(story, paged), _Once()
    for number, entry in enumerate(paged.here(), paged.first):
        yield from map(_between, waiting.get(number, ()))
        yield once.item(number, entry, join(beside[entry.key]) if entry.key in beside else "")
    if paged.last == len(paged.shown):
        yield from map(_between, waiting.get(paged.last + 1, ()))


def _placed(shown: Sequence[Entry], gaps: Sequence[Gap]) -> Mapping[int, list[Gap]]:
    """The gaps by the number of the entry that each stands before; after the last one, by the number that is next.

    So each stands on one page, also where the entries before and after it are on two.
    """
    found: dict[int, list[Gap]] = defaultdict(list)
    waiting = deque(gaps)
    for number, entry in enumerate(shown, 1):
        while waiting and (entry.happened.first is None or waiting[0].first <= entry.happened.first):
            found[number].append(waiting.popleft())
    found[len(shown) + 1].extend(waiting)
    return found


class _Once:
    """What is the same for many of hundreds of entries: put into words, and drawn, once."""

    def __init__(self) -> None:
        purple, orange = "govuk-tag--purple", "govuk-tag--orange"
        self.weights = {one: (tag(SIGNIFICANCE[one], classes=purple),) for one in (2, 3)}
        self.marks = {mark.value: tag(LABELS[mark], classes=orange) for mark in Mark}
        self.themes = {theme.value: THEMES[theme] for theme in Theme}
        self.kinds = {
            kind.value: render_to_string("chronology/_kind.html", {"kind": kind}) for kind in STATEMENT_KINDS
        }
        self.by = _("recorded by {by}")
        self.unders: dict[tuple[object, ...], str] = {}

    def item(self, number: int, entry: Entry, beside: str) -> Item:
        """One entry as the list draws it."""
        return Item(
            number=number,
            shape=entry.shape,
            ringed=entry.significance > 1,
            when=f"{entry.happened.words} · {entry.agency}",
            kind=self.kinds.get(entry.kind, ""),
            tags=(*self.weights.get(entry.significance, ()), *(self.marks[mark] for mark in entry.marks)),
            title=entry.title,
            href=entry.href,
            source=entry.source,
            said=[Said(self.kinds.get(one.kind, ""), one.text, one.source) for one in entry.further],
            impact=entry.impact,
            actions=entry.actions,
            beside=beside,
            under=self.under(entry),
        )

    def under(self, entry: Entry) -> str:
        """What stands under it: of which sort it is, its themes, and whose."""
        alike = (entry.shape, entry.themes, entry.by)
        if alike not in self.unders:
            words = [SHAPES[entry.shape], *(self.themes[theme] for theme in entry.themes)]
            self.unders[alike] = " · ".join([*words, self.by.format(by=entry.by)] if entry.by else words)
        return self.unders[alike]


def _beside(story: Story, paged: Paged) -> Mapping[str, list[str]]:
    """By entry of the page the other accounts that somebody said are of the same event, or are not, as drawn."""
    numbers = {entry.key: number for number, entry in enumerate(paged.shown, 1)}
    here = {entry.key for entry in paged.here()}
    found: dict[str, list[str]] = {}
    for one in story.likened:
        for mine, theirs in ((one.one, one.other), (one.other, one.one)):
            if mine.key not in here:
                continue
            number = numbers.get(theirs.key)
            words = {
                "other": theirs,
                "number": number,
                "said": one.said,
                "compare": compare_link(mine, theirs),
            }
            drawn = {"one": words | {"href": paged.href(number) if number else ""}}
            found.setdefault(mine.key, []).append(render_to_string("chronology/_beside.html", drawn))
    return found


def compare_link(one: Entry, other: Entry) -> str:
    """The page on which the two stand side by side."""
    asked = urlencode({"one": one.key, "other": other.key})
    return f"{reverse('chronology_compare', args=[one.case_id])}?{asked}"


def rests_on(fact: Fact) -> Rests:
    """A fact under a pattern, in its own words where its reader may open it."""
    words = (fact.words or fact.what) if fact.href else fact.what
    return Rests(f"{date_words(fact.day)}, {fact.agency}", words, fact.href)


def _between(gap: Gap) -> Between:
    words = _("{words}: {first} to {last}")
    return Between(words.format(words=gap_words(gap), first=date_words(gap.first), last=date_words(gap.last)))


def gap_words(gap: Gap) -> str:
    """ "145 days with no entry"; of a choice "145 days with no entry of what you chose"."""
    if gap.chosen:
        return ngettext(
            "{days} day with no entry of what you chose",
            "{days} days with no entry of what you chose",
            gap.days,
        ).format(days=gap.days)
    return ngettext("{days} day with no entry", "{days} days with no entry", gap.days).format(days=gap.days)
