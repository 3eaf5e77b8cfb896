"""Two officers of one agency writing one answer: nobody's words are written over without somebody deciding. Pure.

A draft is what was typed (rules.answering) with what says who typed it: `_version`, one more with each change; `_tab`,
the window that saved it; `_who` and `_at`, for people. A save from a window that was shown an older version does not
replace what stands: it is kept beside it under `_others`, by window, until a person has chosen.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tessera.access.rules import Mark
from tessera.core.language import Phrases, marked
from tessera.core.language import gettext as _
from tessera.enquiries.rules import own_questions
from tessera.enquiries.rules.answering import (
    BLANK_LINE,
    MOST_LETTERS,
    MOST_LINES,
    NAMED_FIELDS,
    ONE_FIELDS,
    is_begun,
)
from tessera.partnership.rules import AnswerQuestion
from tessera.records.rules.marks import LABELS

MOST_OTHERS = 5
NAMELESS = "another"
_TAB = re.compile(r"[A-Za-z0-9_-]{1,40}")
SHARES = Phrases(
    {
        "own": "Our agency only, to hand over from",
        "hub": "The hub only",
        "people": "People that you choose",
        "named": "Agencies that you choose",
        "whole_case": "Everyone involved",
    }
)
CHOSEN_BY = {"named": "named_agencies", "people": "named_people"}
_TEXTS = ("could_not_say", "rating_reason", "share_reason")

Draft = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Saving:
    """One save: who, from which window, which version they were shown, and when (ISO 8601)."""

    who: str
    at: str
    version: int = 0
    tab: str = ""

    @property
    def key(self) -> str:
        """The window, as a name of its own."""
        return window(self.tab)


KINDS = Phrases(
    {
        "seen": "Seen",
        "heard": "Heard",
        "told": "Told",
        "record": "Record",
        "opinion": "Opinion",
        "analysis": "Analysis",
    }
)

# What is chosen from a list, and is quickly chosen again.
CHOSEN = (marked("How urgent"), marked("Who may read it"))


@dataclass(frozen=True, slots=True)
class Written:
    """An answer for reading: whose it is, from which window, since when, and what it says as (question, words)."""

    window: str
    who: str
    at: datetime | None
    parts: tuple[tuple[str, str], ...]

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What was typed, without what was chosen."""
        return tuple(part for part in self.parts if part[0] not in CHOSEN)


def window(tab: str) -> str:
    """A window's own name; one name for all that gave none."""
    return tab if _TAB.fullmatch(tab) else NAMELESS


def version_of(draft: Draft) -> int:
    """How often it was changed."""
    return int(draft.get("_version", 0))


def number(text: str) -> int:
    """A version that came with a request; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def typed(draft: Draft) -> dict[str, Any]:
    """What was typed, without who typed it."""
    return {name: value for name, value in draft.items() if not name.startswith("_")}


def others(draft: Draft) -> dict[str, dict[str, Any]]:
    """What was typed in other windows and stands beside it, by window."""
    return dict(draft.get("_others", {}))


def is_beside(draft: Draft, tab: str) -> bool:
    """Whether what this window saved stands beside the draft and not in it."""
    return window(tab) in others(draft)


def saved(before: Draft, now: Mapping[str, Any], saving: Saving) -> dict[str, Any] | None:
    """The draft after a save; None where nothing has changed.

    The same window may save again and again without being shown each version. Any other that was shown an older one
    finds its words kept beside those that stand.
    """
    aside, new = others(before), dict(now)
    if typed(before) == new:
        return None if saving.key not in aside else _with(before, aside, without=saving.key)
    named = saving.key != NAMELESS
    current = saving.version == version_of(before) or (named and before.get("_tab") == saving.key)
    if saving.key not in aside and (current or not is_begun(typed(before))):
        return _marked(new, before, saving, aside)
    mine = {"who": saving.who, "at": saving.at, "answers": new}
    aside.pop(saving.key, None)
    return _with(before, dict([*aside.items(), (saving.key, mine)][-MOST_OTHERS:]))


def chosen(
    before: Draft, whose: str, keep: str, saving: Saving, asked: Sequence[AnswerQuestion] = ()
) -> dict[str, Any] | None:
    """The draft once somebody has chosen between what stands and what a window has beside it.

    `keep`: "saved", "other" or "both". None where there is nothing to choose, where the draft was changed since it was
    shown, or where both together are too long.
    """
    aside = others(before)
    other = aside.pop(whose, None)
    if other is None or saving.version != version_of(before):
        return None
    if keep == "saved":
        return _marked(typed(before), before, saving, aside)
    if keep == "other":
        return _marked(dict(other["answers"]), before, saving, aside)
    joined = together(typed(before), other["answers"], asked)
    return _marked(joined, before, saving, aside) if keep == "both" and joined is not None else None


def together(one: Draft, other: Draft, asked: Sequence[AnswerQuestion] = ()) -> dict[str, Any] | None:
    """Both, one after the other: every line, each said once; of what can be chosen once, what `one` chose.

    `asked`: the partnership's own questions. None where they are more than an answer can hold.
    """
    lines = [line for line in one.get("lines") or () if any(line.values())]
    lines += [line for line in other.get("lines") or () if any(line.values()) and line not in lines]
    answers = {name: one.get(name) or other.get(name) or "" for name in ONE_FIELDS}
    for name in _TEXTS:
        parts = dict.fromkeys(part for part in (one.get(name), other.get(name)) if part)
        answers[name] = "\n\n".join(parts)
    own = own_questions.together(asked, one.get("own") or {}, other.get("own") or {})
    texts = [*own.values(), *(answers[name] for name in _TEXTS)]
    if len(lines) > MOST_LINES or any(len(text) > MOST_LETTERS for text in texts):
        return None
    named = {name: list(dict.fromkeys([*one.get(name, ()), *other.get(name, ())])) for name in NAMED_FIELDS}
    return {"lines": lines or [dict(BLANK_LINE)], **named, **answers, **({"own": own} if own else {})}


def standing(draft: Draft, ratings: Mapping[str, str], asked: Sequence[AnswerQuestion] = ()) -> Written:
    """The answer that stands. `ratings` are the words for each rating, `asked` the partnership's own questions."""
    return _written("", str(draft.get("_who", "")), str(draft.get("_at", "")), typed(draft), ratings, asked)


def besides(
    draft: Draft, ratings: Mapping[str, str], asked: Sequence[AnswerQuestion] = ()
) -> tuple[Written, ...]:
    """What stands beside it, oldest first."""
    return tuple(
        _written(key, str(one["who"]), str(one["at"]), one["answers"], ratings, asked)
        for key, one in others(draft).items()
    )


def _written(
    key: str,
    who: str,
    at: str,
    answers: Draft,
    ratings: Mapping[str, str],
    asked: Sequence[AnswerQuestion],
) -> Written:
    lines = [line for line in answers.get("lines") or () if any(line.values())]
    said = {name: str(answers.get(name) or "") for name in ONE_FIELDS}
    chosen = len(answers.get(CHOSEN_BY.get(said["share"], "")) or ())
    parts = [
        *((_("Line {number}").format(number=number), _line(line)) for number, line in enumerate(lines, 1)),
        *own_questions.parts(asked, answers.get("own") or {}),
        (_("What you cannot say"), said["could_not_say"]),
        (_(CHOSEN[0]), ratings.get(said["rating"], said["rating"])),
        (_("Why you rate it so"), said["rating_reason"]),
        (
            _(CHOSEN[1]),
            _("{share}: {number} chosen").format(share=SHARES[said["share"]], number=chosen)
            if chosen
            else SHARES.get(said["share"], ""),
        ),
        (
            _("Why you share it wider than the hub"),
            said["share_reason"] if said["share"] in ("named", "whole_case") else "",
        ),
    ]
    return Written(
        key, who, datetime.fromisoformat(at) if at else None, tuple(part for part in parts if part[1])
    )


def _line(line: Mapping[str, str]) -> str:
    about = _("About {whom}").format(whom=line["about"]) if line["about"] else ""
    marks = ", ".join(LABELS[Mark(mark)] for mark in str(line.get("marks", "")).split())
    facts = ", ".join(fact for fact in (line["source"], line["when"], about, marks) if fact)
    kind = f"{KINDS.get(line['kind'], line['kind'])}: " if line["kind"] else ""
    return f"{kind}{line['text']}" + (f" ({facts})" if facts else "")


def _marked(
    answers: dict[str, Any], before: Draft, saving: Saving, aside: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    marks = {
        "_version": version_of(before) + 1,
        "_tab": saving.key,
        "_who": saving.who,
        "_at": saving.at,
    }
    return {**answers, **marks, **({"_others": aside} if aside else {})}


def _with(before: Draft, aside: dict[str, dict[str, Any]], *, without: str = "") -> dict[str, Any]:
    left = {key: what for key, what in aside.items() if key != without}
    rest = {name: value for name, value in before.items() if name != "_others"}
    return {**rest, **({"_others": left} if left else {})}
