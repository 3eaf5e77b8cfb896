"""Answers as they are kept in a draft: as typed, finished or not, and never lost to another tab.

A page's answers are one flat object. Names that begin with `_` are not answers: `_version` counts the saves, `_by` is
the tab that saved last, `_others` is what other tabs had typed when this one saved over it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tessera.core.language import gettext as _
from tessera.enquiries.rules.referral_pages.entries import ENTRIES
from tessera.enquiries.rules.referral_pages.kinds import Kind, Page

Answers = Mapping[str, Any]
Posted = Mapping[str, Sequence[str]]

PARTS = ("day", "month", "year")
MOST_TABS = 5
_ROW = re.compile("[1-9][0-9]{0,4}")
_TAB = re.compile("[A-Za-z0-9_-]{1,40}")


def taken(page: Page, posted: Posted, names: Sequence[tuple[str, Kind]] | None = None) -> dict[str, Any]:
    """What was typed on this page, and nothing else that was sent with it.

    Line ends become line feeds. A NUL, which no database keeps, becomes U+FFFD, where its writer can see it.
    """
    found: dict[str, Any] = {}
    asked = [(ask.name, ask.kind) for ask in page.asks] if names is None else list(names)
    if page.row:
        numbers = [number for number in dict.fromkeys(posted.get("row", ())) if _ROW.fullmatch(number)]
        kinds = {number: _one(posted, f"row-{number}-kind") for number in numbers}
        found["rows"] = [number for number in numbers if kinds[number] in page.row_kinds]
        for number in found["rows"]:
            found[f"row-{number}-kind"] = kinds[number]
            asked += [(f"row-{number}-{ask.name}", ask.kind) for ask in page.row]
    for name, kind in asked:
        for part in _names(name, kind):
            if part in posted:
                found[part] = list(map(_clean, posted[part])) if kind is Kind.SEVERAL else _one(posted, part)
    return {name: value for name, value in found.items() if value or name == "rows"}


def _names(name: str, kind: Kind) -> tuple[str, ...]:
    if kind in (Kind.DATE, Kind.PARTIAL):
        return tuple(f"{name}_{part}" for part in PARTS)
    return (name, f"{name}_not_known")


def _one(posted: Posted, name: str) -> str:
    values = posted.get(name) or ("",)
    return _clean(values[-1])


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def typed(answers: Answers | None) -> dict[str, Any]:
    """The answers of one page alone."""
    return {name: value for name, value in (answers or {}).items() if not name.startswith("_")}


def _holds(answers: Answers) -> bool:
    """Whether anybody has typed anything; a number of rows, or their kinds, is nothing yet."""
    return any(
        value and name != "rows" and not name.endswith("-kind") for name, value in typed(answers).items()
    )


def live(answers: Answers, kind: str) -> list[str]:
    """The pages of the children (or adults, or voices) that hold anything, in the order in which they were added."""
    numbers = sorted(int(slug.rpartition("-")[2]) for slug in answers if slug.startswith(f"{kind}-"))
    return [slug for slug in (f"{kind}-{number}" for number in numbers) if _holds(answers[slug])]


def next_entry(answers: Answers, kind: str) -> str | None:
    """The page of one more, never a number that was used before; None where a referral can hold no more."""
    if len(live(answers, kind)) >= ENTRIES[kind].most:
        return None
    used = [int(slug.rpartition("-")[2]) for slug in answers if slug.startswith(f"{kind}-")]
    number = max(used, default=0) + 1
    return f"{kind}-{number}" if number < 1000 else None


def name_of(answers: Answers, slug: str) -> str:
    """What to call a child, an adult or a child's words in lists: their name, or which of them it is."""
    given = answers.get(slug) or {}
    if slug.startswith("voice-"):
        children = live(answers, "child")
        whose = str(given.get("child") or (children[0] if len(children) == 1 else ""))
        return name_of(answers, whose) if whose in children else _("Words of a child")
    first, last = (str(given.get(part, "")).strip() for part in ("given_name", "family_name"))
    if (first or last) and given.get("age_kind") == "due":
        return _("{name} (unborn)").format(name=" ".join(filter(None, (first or _("Baby"), last))))
    if first or last:
        return " ".join(filter(None, (first, last)))
    kind, _dash, number = slug.partition("-")
    return (_("Child {number}") if kind == "child" else _("Adult {number}")).format(number=number)


def rows_of(answers: Answers | None, page: Page) -> list[tuple[str, str]]:
    """The rows of a page as (number, kind)."""
    given = answers or {}
    return [
        (number, str(given.get(f"row-{number}-kind")))
        for number in given.get("rows", ())
        if given.get(f"row-{number}-kind") in page.row_kinds
    ]


def begun(page: Page) -> dict[str, Any]:
    """What a page of rows begins with: a few empty rows, of different kinds, so that they are kept apart."""
    kinds = [kind for kind in page.row_kinds if kind in ("seen", "told", "opinion", "agency")]
    if not kinds:
        return {}
    numbers = [str(number) for number in range(1, len(kinds) + 1)]
    return {"rows": numbers} | {f"row-{n}-kind": kind for n, kind in zip(numbers, kinds, strict=True)}


def with_row(answers: Answers, kind: str) -> tuple[dict[str, Any], str]:
    """The answers with one more empty row, and its number."""
    used = [int(number) for number in answers.get("rows", ())]
    number = str(max(used, default=0) + 1)
    rows = [*answers.get("rows", ()), number]
    return {**answers, "rows": rows, f"row-{number}-kind": kind}, number


def without_row(answers: Answers, number: str) -> dict[str, Any]:
    """The answers without a row."""
    kept_rows = [one for one in answers.get("rows", ()) if one != number]
    rest = {name: value for name, value in answers.items() if not name.startswith(f"row-{number}-")}
    return {**rest, "rows": kept_rows}


def merged(
    before: Answers | None, now: Answers, *, version: int, tab: str, settled: bool
) -> dict[str, Any] | None:
    """What to keep when a tab that was shown `version` saves `now` over `before`; None where nothing has changed.

    The last save wins. What another tab saved in the meantime is kept beside it, so that a person can choose, until
    a save says that it was seen (`settled`).
    """
    stored = before or {}
    tab = tab if _TAB.fullmatch(tab) else ""
    others = {} if settled else dict(stored.get("_others", {}))
    theirs = stored.get("_by", "")
    if stored and version != stored.get("_version", 0) and (not tab or theirs != tab):
        others[theirs or "another"] = typed(stored)
    others.pop(tab, None)
    others = {who: what for who, what in others.items() if what}
    others = dict(list(others.items())[-MOST_TABS:])
    if stored and typed(stored) == now and stored.get("_others", {}) == others:
        return None
    rest = {"_version": int(stored.get("_version", 0)) + 1, "_by": tab}
    return {**now, **rest, **({"_others": others} if others else {})}


def elsewhere(stored: Answers | None) -> tuple[Mapping[str, Any], ...]:
    """What other tabs had typed on this page that differs from what stands."""
    answers = stored or {}
    return tuple(what for what in answers.get("_others", {}).values() if what != typed(answers))


def kept(before: Answers | None, now: Answers, *, tab: str = "") -> dict[str, Any]:
    """The answers as they are kept after a change that needs no comparing: a row added, an entry removed."""
    return {**now, "_version": int((before or {}).get("_version", 0)) + 1, "_by": tab}
