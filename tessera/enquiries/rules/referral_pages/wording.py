"""The questions of a page as this partnership words them: which are asked, with which choices, and which it needs."""

from collections.abc import Sequence
from dataclasses import replace

from tessera.core.language import gettext as _
from tessera.core.language import marked
from tessera.enquiries.rules.consent import asked_first
from tessera.enquiries.rules.referral_pages.kinds import Ask, Kind, Page, Question
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
    found = [_question(ask, ask.name, page, settings) for ask in _resolved(page.asks, settings, children)]
    for number, kind in rows:
        for ask in _resolved(page.row, settings, children):
            if ask.name == "about" and len(children) < 2:
                continue
            if ask.name in ("source", "when") and kind in OWN_VIEW:
                continue
            asked = _row_ask(ask, kind)
            found.append(_question(asked, f"row-{number}-{ask.name}", page, settings))
    return tuple(question for question in found if question is not None)


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
