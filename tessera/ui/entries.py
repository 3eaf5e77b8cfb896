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

from tessera.ui.lanes import FIGURES, shaped


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


GAP = '<li class="tessera-entries__gap">{words}</li>\n'.format
LINK = '<a class="govuk-link" href="{href}">{words}</a>'.format
RESTS = "<li>{told}: {words}</li>\n".format


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
    title, kind = safe(one.title), f" · {safe(one.kind)}" if one.kind else ""
    if one.href:
        title = LINK(href=safe(one.href), words=title)
    said = f'<p class="govuk-body-s tessera-muted">({safe(one.source)})</p>' if one.source else ""
    said += "".join(map(_said, one.said))
    for name, every in zip(names, (one.impact, one.actions), strict=True):
        said += "".join([f'<p class="govuk-body-s"><b>{name}</b> {safe(words)}</p>\n' for words in every])
    tags = "".join([f" {safe(drawn)}" for drawn in one.tags])
    mark = shaped(one.shape, 17, 17, str(one.number), one.ringed)
    return (
        f'<li id="entry-{one.number}"><svg class="tessera-entries__mark" viewBox="0 0 34 34" width="34" height="34" '
        f'aria-hidden="true" focusable="false" {FIGURES}>{mark}</svg>\n<div><p class="tessera-entries__when">'
        f'<span class="govuk-visually-hidden">{one.number}. </span>{safe(one.when)}{kind}{tags}</p>\n'
        f'<h3 class="govuk-heading-s">{title}</h3>{said}{safe(one.beside)}'
        f'<p class="tessera-muted tessera-small">{safe(one.under)}</p></div></li>\n'
    )


def _said(line: Said) -> str:
    source = f' <span class="tessera-muted">({safe(line.source)})</span>' if line.source else ""
    words = f'<span class="tessera-words">{safe(line.words)}</span>'
    return f'<p class="govuk-body-s">{safe(line.kind)} {words}{source}</p>\n'
