"""A long list of what happened, beside its picture: each entry as it is drawn, and each gap between two.

There are hundreds on one page. A template takes a third of a millisecond for an entry, and filling in a pattern a
fiftieth of that, so an entry is drawn here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tessera.ui.lanes import drawn_shape


@dataclass(frozen=True)
class Said:
    """One statement: what stands before it, as it is drawn, its words, and where they came from."""

    kind: str
    words: str
    source: str = ""


@dataclass(frozen=True)
class Item:
    """One entry. `kind`, `tags` and `beside` are drawn already; everything else is plain words."""

    number: int
    shape: str
    ringed: bool
    when: str
    kind: str
    tags: Sequence[str]
    title: str
    href: str
    source: str
    said: Sequence[Said]
    impact: Sequence[str]
    actions: Sequence[str]
    beside: str
    under: str


@dataclass(frozen=True)
class Rests:
    """A fact that something rests on: when and by whom it was told, its words, and where it leads. Plain words."""

    told: str
    words: str
    href: str


@dataclass(frozen=True)
class Between:
    """What is said of the days between two entries."""

    words: str


ENTRY = (
    '<li id="entry-{number}"><svg class="tessera-entries__mark" viewBox="0 0 34 34" width="34" height="34" '
    'aria-hidden="true" focusable="false">{mark}</svg>\n<div><p class="tessera-entries__when">'
    '<span class="govuk-visually-hidden">{number}. </span>{when}{kind}{tags}</p>\n'
    '<h3 class="govuk-heading-s">{title}</h3>{said}{beside}'
    '<p class="tessera-muted tessera-small">{under}</p></div></li>\n'
).format
GAP = '<li class="tessera-entries__gap">{words}</li>\n'.format
LINK = '<a class="govuk-link" href="{href}">{words}</a>'.format
OF_TITLE = '<p class="govuk-body-s tessera-muted">({source})</p>'.format
SAID = '<p class="govuk-body-s">{kind} <span class="tessera-words">{words}</span>{source}</p>\n'.format
SOURCE = ' <span class="tessera-muted">({source})</span>'.format
RESTS = "<li>{told}: {words}</li>\n".format
NAMED = '<p class="govuk-body-s"><b>{name}</b> {words}</p>\n'.format


def safe(words: str) -> str:
    """As it is where it is drawn already; otherwise escaped."""
    return words if isinstance(words, SafeString) else escape(words)


def drawn_entries(items: Iterable[Item | Between]) -> SafeString:
    """The list, in the order given. Whatever is not drawn already is escaped."""
    names = (safe(_("What it means for the child:")), safe(_("What was done:")))
    parts = [GAP(words=safe(one.words)) if isinstance(one, Between) else _entry(one, names) for one in items]
    whole = "".join(parts)
    return mark_safe(f'<ol class="tessera-entries">\n{whole}</ol>')  # noqa: S308  each part is escaped


def drawn_facts(facts: Iterable[Rests]) -> SafeString:
    """What a pattern rests on, in the order given."""
    whole = "".join(
        RESTS(told=safe(one.told), words=LINK(href=safe(one.href), words=words) if one.href else words)
        for one in facts
        for words in (safe(one.words),)
    )
    return mark_safe(f'<ul class="govuk-list govuk-list--bullet">\n{whole}</ul>')  # noqa: S308  each part is escaped


def _entry(one: Item, names: tuple[str, str]) -> str:
    title = safe(one.title)
    said = [OF_TITLE(source=safe(one.source))] if one.source else []
    for line in one.said:
        source = SOURCE(source=safe(line.source)) if line.source else ""
        said.append(SAID(kind=safe(line.kind), words=safe(line.words), source=source))
    for name, every in zip(names, (one.impact, one.actions), strict=True):
        said += [NAMED(name=name, words=safe(words)) for words in every]
    return ENTRY(
        number=one.number,
        mark=drawn_shape(one.shape, 17, 17, str(one.number), one.ringed),
        when=safe(one.when),
        kind=f" · {safe(one.kind)}" if one.kind else "",
        tags="".join(f" {safe(drawn)}" for drawn in one.tags),
        title=LINK(href=safe(one.href), words=title) if one.href else title,
        said="".join(said),
        beside=safe(one.beside),
        under=safe(one.under),
    )
