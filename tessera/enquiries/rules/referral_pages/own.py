"""Questions that a partnership adds to the referral: how they are asked, what is wrong with an answer, how it reads.

An answer is kept by the question's code, as the version of the settings that it was made under has that question.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tessera.core.language import gettext as _
from tessera.enquiries.rules.referral_pages.dates import when_words
from tessera.enquiries.rules.referral_pages.kinds import YES_NO_NOT_KNOWN, Ask, Choices, Kind, Page, Question
from tessera.partnership.rules import OwnKind, ReferralQuestion, Settings

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
    return [
        Ask(
            name=f"own-{code}-answer",  # no name of the program's own, or part of a date, is ever the same
            kind=_KINDS[question.kind],
            code=code,
            choices=_choices(question),
            limit=LONGEST.get(question.kind, 0),
            rows=4,
            width="two-thirds" if question.kind is OwnKind.SHORT_TEXT else "",
            wording=question.kind is OwnKind.LONG_TEXT,
        )
        for code, question in section.questions.items()
        if question.kind is not None
    ]


def _choices(question: ReferralQuestion) -> Choices:
    if question.kind is OwnKind.YES_NO_NOT_KNOWN:
        return tuple((word, _(words)) for word, words in YES_NO_NOT_KNOWN)
    return tuple((option.word, option.label) for option in question.options or ())


def wrong_with(question: Question, text: str) -> Iterator[str]:
    """What is wrong with an answer to a question of the partnership's own, beyond a date that cannot be."""
    if question.ask.limit and len(text) > question.ask.limit:
        yield _("This is longer than {limit:,} characters. Shorten it").format(limit=question.ask.limit)
    if text and question.ask.choices and text not in dict(question.ask.choices):
        yield _("Select one of the answers")


def said(question: ReferralQuestion, answer: str) -> str:
    """A kept answer, as a person reads it."""
    if not answer:
        return _("Not known")
    if question.kind is OwnKind.DATE:
        return when_words(answer)
    return dict(_choices(question)).get(answer, answer)
