"""The questions of a page as this partnership words them: which are asked, with which choices, and which it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tessera.core.language import gettext as _
from tessera.core.language import marked
from tessera.enquiries.rules.consent import asked_first
from tessera.enquiries.rules.referral_pages.kinds import Ask, Kind, Page, Question
from tessera.enquiries.rules.referral_pages.own import own_asks
from tessera.partnership.rules import Settings

OWN_VIEW = ("opinion", "analysis")
"""Kinds of line that are the writer's own, now: nobody else said them, and they did not happen on a day."""


def title_of(page: Page, settings: Settings) -> tuple[str, str]:
    """A page's title and introduction, as the partnership words them."""
    section = settings.referral.get(page.section)
    if section is None or page.key:
        return _(page.title), _(page.intro)
    return section.title, section.intro or ""


def questions(
    page: Page,
    settings: Settings,
    children: Sequence[tuple[str, str]] = (),
    rows: Sequence[tuple[str, str]] = (),
) -> tuple[Question, ...]:
    """What a page asks here: the questions that are asked at all, with the partnership's words and choices.

    `children` are the children so far, as (page, name); `rows` the rows of this page, as (number, kind).
    """
    asks = _in_order(_resolved(page.asks, settings, children), own_asks(page, settings), page, settings)
    found = _headed(
        page, _waiting([_question(ask, ask.name, page, settings) for ask in asks], page, settings)
    )
    for number, kind in rows:
        for ask in _in_order(_resolved(page.row, settings, children), [], page, settings):
            if ask.name == "about" and len(children) < 2:
                continue
            if ask.name in ("source", "when") and kind in OWN_VIEW:
                continue
            asked = _row_ask(ask, kind)
            row = _question(asked, f"row-{number}-{ask.name}", page, settings)
            found += [row] if row is not None else []
    return tuple(found)


def _in_order(asks: Sequence[Ask], own: Sequence[Ask], page: Page, settings: Settings) -> list[Ask]:
    """The questions in the order of the document. What it has no words for stays behind what it stands behind."""
    section = settings.referral.get(page.section)
    codes = list(section.questions) if section is not None else []
    place, placed = -1, []
    for ask in asks:
        place = codes.index(ask.code) if ask.code in codes else place
        placed.append((place, ask))
    placed += [(codes.index(ask.code), ask) for ask in own]
    return [ask for _place, ask in sorted(placed, key=lambda one: one[0])]


def _waiting(asked: Sequence[Question | None], page: Page, settings: Settings) -> list[Question]:
    """Those that are asked; each that waits for an answer stands below that answer and says so in its hint."""
    section = settings.referral.get(page.section)
    found = {question.name: question for question in asked if question is not None}
    if section is None:
        return list(found.values())
    by_code = {question.ask.code: question.name for question in found.values()}
    for question in list(found.values()):
        worded = section.questions.get(question.ask.code)
        first = by_code.get(worded.only_if) if worded is not None and worded.only_if else None
        if worded is None or first is None:
            continue
        answer, before = str(worded.only_if_answer), found[first]
        words = dict(before.ask.choices).get(answer, answer)
        hint = _("Answer this only where you chose “{answer}”.").format(answer=words)
        found[question.name] = replace(
            question, hint=" ".join(filter(None, (hint, question.hint))), waits=True
        )
        below = (*before.ask.reveals.get(answer, ()), question.name)
        found[first] = replace(before, ask=replace(before.ask, reveals={**before.ask.reveals, answer: below}))
    return list(found.values())


def hidden(asked: Sequence[Question], given: Mapping[str, Any]) -> set[str]:
    """The questions that are asked only where another answer is chosen, which was not."""
    found = set()
    for question in asked:
        chosen = given.get(question.name)
        values = chosen if isinstance(chosen, list) else [chosen]
        for option, names in question.ask.reveals.items():
            found |= set() if option in values else set(names)
    return found


def not_called_for(asked: Sequence[Question], given: Mapping[str, Any]) -> set[str]:
    """Of those, the ones that the settings ask only then: what was typed there, before another answer was chosen, is
    no answer."""
    return {question.name for question in asked if question.waits} & hidden(asked, given)


def called_for(asked: Sequence[Question], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers of a page without those to questions that another answer does not call for."""
    gone = not_called_for(asked, given)
    if not gone:
        return given
    parts = {f"{name}{part}" for name in gone for part in ("", "_not_known", "_day", "_month", "_year")}
    return {name: value for name, value in given.items() if name not in parts}


def _headed(page: Page, asked: Sequence[Question]) -> list[Question]:
    """Each heading over the first of its questions, whatever their order and whichever are asked."""
    under, heading = {}, ""
    for ask in page.asks:
        heading = ask.heading or heading
        under[ask.name] = heading
    inner = {name for question in asked for names in question.ask.reveals.values() for name in names}
    found, last = [], ""
    for question in asked:
        here = last if question.name in inner else under.get(question.name, last)
        found.append(replace(question, ask=replace(question.ask, heading=_(here) if here != last else "")))
        last = here
    return found


def _row_ask(ask: Ask, kind: str) -> Ask:
    return replace(ask, code=kind) if ask.name == "text" else ask


def _question(ask: Ask, name: str, page: Page, settings: Settings) -> Question | None:
    section = settings.referral.get(page.section)
    worded = section.questions.get(ask.code) if section is not None and ask.code else None
    if worded is None:
        return Question(
            ask=ask, name=name, label=ask.label, hint=ask.hint, required=False, not_known=ask.not_known
        )
    if not worded.asked:
        return None
    # How old a child is, is one question in the settings and a choice with three answers here.
    age, own = ask.code == "age", bool(ask.label)
    # A choice has "Not known" among its options, and only a box of its own needs the tick beside it.
    boxed = ask.kind in (Kind.TEXT, Kind.LONG) and ask.name not in ("keep", "source")
    return Question(
        ask=ask,
        name=name,
        label=ask.label if age else worded.label,
        hint=(worded.hint or "") if own else " ".join(filter(None, (worded.hint, ask.hint))),
        required=worded.required or ask.name in ("age_kind",),
        not_known=boxed and (worded.not_known or ask.not_known),
        own=worded.own,
    )


def _resolved(asks: Sequence[Ask], settings: Settings, children: Sequence[tuple[str, str]]) -> list[Ask]:
    """The questions with the choices that the settings or the children so far give them."""
    found: list[Ask] = []
    for ask in map(_said, asks):
        if ask.name == "concerns":
            labels = tuple((str(code), concern.label) for code, concern in settings.concerns.items())
            meanings = {str(code): concern.meaning for code, concern in settings.concerns.items()}
            found.append(replace(ask, choices=labels, hints=meanings))
        elif ask.name == "level":
            levels = tuple((str(n), f"{n}: {level.name.on()}") for n, level in settings.levels.items())
            hints = {str(n): level.descriptor for n, level in settings.levels.items()}
            found.append(replace(ask, choices=(*levels, ("not_sure", _("I am not sure"))), hints=hints))
        elif ask.name == "position":
            found += _consent(ask, settings)
        elif ask.name in ("child", "about"):
            every = (("", _("All of them, or not one in particular")),) if ask.name == "about" else ()
            found.append(replace(ask, choices=(*every, *children)))
        else:
            found.append(ask)
    return found


def _said(ask: Ask) -> Ask:
    """A question in the reader's language, as far as its words are ours."""
    choices = tuple((value, _(words)) for value, words in ask.choices)
    return replace(ask, label=_(ask.label), hint=_(ask.hint), heading=_(ask.heading), choices=choices)


# What may be said beside a position that needs no reason at every level.
UNASKED = {
    "agreed": marked("Who agreed, and when? (optional)"),
    "not_applicable": marked("Why does it not apply?"),
}


def _consent(ask: Ask, settings: Settings) -> list[Ask]:
    """Where the family stands, each position with a reason of its own to give; and those reasons."""
    choices, why = settings.consent_positions, settings.question("consent", "reason").label
    first = asked_first(settings)
    reveals = {
        str(code): (f"reason_{code}",)
        for code, c in choices.items()
        if c.needs_reason or code == "agreed" or first
    }
    asked = replace(
        ask,
        choices=tuple((str(code), choice.label) for code, choice in choices.items()),
        reveals=reveals,
        hint=first,
    )
    reasons = [
        Ask(
            name=f"reason_{code}",
            kind=Kind.LONG,
            label=why if choices[code].needs_reason else _(UNASKED[str(code)]),
            hint=choices[code].hint or "",
            rows=4,
            limit=5000,
            wording=True,
        )
        for code in choices
        if str(code) in reveals
    ]
    return [asked, *reasons]


def row_title(page: Page, kind: str, settings: Settings) -> str:
    """What a row of this kind is called: "What was seen"."""
    section = settings.referral.get(page.section)
    worded = section.questions.get(kind) if section is not None else None
    return worded.label if worded is not None else _("Agency or service")
