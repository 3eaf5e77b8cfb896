"""Questions that a partnership adds: how they are asked, what is wrong with an answer, how it reads.

An answer in a referral is kept by the question's code, as the version of the settings that it was made under has that
question. Whoever answers a request is asked the same way: rules/own_answers.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tessera.core.language import gettext as _
from tessera.enquiries.rules.referral_pages.dates import read_parts, when_words
from tessera.enquiries.rules.referral_pages.kinds import YES_NO_NOT_KNOWN, Ask, Choices, Kind, Page, Question
from tessera.partnership.rules import AnswerQuestion, OwnKind, ReferralQuestion, Settings

Own = ReferralQuestion | AnswerQuestion
LONGEST = {OwnKind.SHORT_TEXT: 300, OwnKind.LONG_TEXT: 5000}
_KINDS = {
    OwnKind.SHORT_TEXT: Kind.TEXT,
    OwnKind.LONG_TEXT: Kind.LONG,
    OwnKind.CHOICE: Kind.CHOICE,
    OwnKind.DATE: Kind.DATE,
    OwnKind.YES_NO_NOT_KNOWN: Kind.CHOICE,
}


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer on its way to be kept. `child` and `adult`: which of the referral's it is about, counted from 0.

    An empty answer says that it is not known.
    """

    section: str
    question: str
    answer: str
    child: int | None = None
    adult: int | None = None


def own_asks(page: Page, settings: Settings) -> list[Ask]:
    """What the partnership asks on this page besides. A page that lists children or adults asks it of each of them."""
    section = settings.referral.get(page.section)
    if section is None or page.entry:
        return []
    return [ask_of(question) for question in section.questions.values() if question.kind is not None]


def ask_of(question: Own) -> Ask:
    """How a question of the partnership's own is asked."""
    kind = question.kind or OwnKind.SHORT_TEXT
    return Ask(
        name=f"own-{question.code}-answer",  # no name of the program's own, or part of a date, is ever the same
        kind=_KINDS[kind],
        code=question.code,
        choices=_choices(question),
        limit=LONGEST.get(kind, 0),
        rows=4,
        width="two-thirds" if kind is OwnKind.SHORT_TEXT else "",
        wording=kind is OwnKind.LONG_TEXT,
    )


def _choices(question: Own) -> Choices:
    if question.kind is OwnKind.YES_NO_NOT_KNOWN:
        return tuple((word, _(words)) for word, words in YES_NO_NOT_KNOWN)
    return tuple((option.word, option.label) for option in question.options or ())


def answer_to(question: Question, given: Mapping[str, Any]) -> str:
    """What was answered, as it is kept: a date as 2026-11-20, a choice as its word; "" for nothing that can be."""
    if given.get(f"{question.name}_not_known"):
        return ""
    if question.ask.kind is Kind.DATE:
        return read_parts(given, question.name, partial=False).iso
    return str(given.get(question.name) or "").strip()


def wrong_with(question: Question, given: Mapping[str, Any], *, lacking: str = "") -> Iterator[str]:
    """What is wrong with what was typed. `lacking`: what to say where it is required and nothing was; "": nothing."""
    name = question.name
    if question.ask.kind in (Kind.DATE, Kind.PARTIAL):
        read = read_parts(given, name, partial=question.ask.kind is Kind.PARTIAL)
        if read.wrong:
            subject = _("The date") if question.label.endswith("?") else question.label
            yield _(read.wrong).format(subject=subject)
    typed, unknown = given.get(name), given.get(f"{name}_not_known")
    if question.own:
        typed = str(typed or "").strip()  # spaces are no answer
    if typed and unknown:
        yield _("Enter an answer or select Not known, not both")
    dated = any(str(given.get(f"{name}_{part}") or "").strip() for part in ("day", "month", "year"))
    if question.required and lacking and not (typed or unknown or dated):
        yield lacking
    if question.own and not unknown:
        yield from _not_an_answer(question, str(typed))
    if "\ufffd" in str(typed or ""):
        yield _("This holds a character that cannot be kept. It shows as \ufffd: delete it")


def lacking_words(question: Question) -> str:
    """What is said where nothing was answered and something must be."""
    return _("Answer “{label}”").format(label=question.label)


def _not_an_answer(question: Question, text: str) -> Iterator[str]:
    if question.ask.limit and len(text) > question.ask.limit:
        yield _("This is longer than {limit:,} characters. Shorten it").format(limit=question.ask.limit)
    if text and question.ask.choices and text not in dict(question.ask.choices):
        yield _("Select one of the answers")


def said(question: Own, answer: str) -> str:
    """A kept answer, as a person reads it."""
    if not answer:
        return _("Not known")
    if question.kind is OwnKind.DATE:
        return when_words(answer)
    return dict(_choices(question)).get(answer, answer)
