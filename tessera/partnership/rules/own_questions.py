"""Questions that a partnership adds to the referral, and for whoever answers a request: what kinds of answer they take.

How each is asked and read is the same in both places; what may stand where is said by the place itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from tessera.core.language import gettext as _
from tessera.core.words import Word
from tessera.partnership.rules.joint_form import FormOption, Options
from tessera.partnership.rules.kinds import Coded, Group, Line, Words

MOST_QUESTIONS = 20  # of one kind of agency about one kind of concern: whoever answers has hours, not days
Found = tuple[tuple[str, ...], str]


class OwnKind(Word):
    """What kind of answer a question of the partnership's own takes."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    DATE = "date"
    YES_NO_NOT_KNOWN = "yes_no_not_known"


class AnswerLine(Word):
    """What kind of line an answer becomes: fact stays apart from opinion. What somebody was told needs its source."""

    RECORD = "record"
    SEEN = "seen"
    HEARD = "heard"
    OPINION = "opinion"
    ANALYSIS = "analysis"


# None or nothing is left out: a document says no more than was agreed.
SaidOptions = Annotated[Options | None, BeforeValidator(lambda value: value or None)]


class AnswerQuestion(Coded):
    """A question for whoever answers a request, beside what the program asks. Its answer becomes a line of theirs."""

    label: Line
    hint: Words | None = None
    required: bool = False
    kind: OwnKind
    options: SaidOptions = None
    line_kind: AnswerLine = AnswerLine.RECORD
    source: Words | None = None
    check_before_use: bool = False


AnswerQuestions = Annotated[
    Annotated[Group[AnswerQuestion], Field(max_length=MOST_QUESTIONS)] | None,
    BeforeValidator(lambda value: value or None),
]


def options_agree(
    path: tuple[str, ...], kind: OwnKind | None, options: Sequence[FormOption] | None
) -> Iterator[Found]:
    """Where a question has options that it cannot have, lacks them, or has one of them twice."""
    if (kind is OwnKind.CHOICE) != bool(options):
        yield (*path, "options"), _("A choice has options, and nothing else has.")
    words = [option.word for option in options or ()]
    for word in dict.fromkeys(word for word in words if words.count(word) > 1):
        yield (*path, "options"), _("‘{word}’ is here twice. Keep one.").format(word=word)


def answer_contradictions(
    templates: Mapping[str, Mapping[str, Mapping[str, AnswerQuestion]]],
) -> Iterator[Found]:
    """Every question to whoever answers that could not be asked. `templates`: by kind of concern, then of agency."""
    for concern, by_kind in templates.items():
        for kind, questions in by_kind.items():
            for code, question in questions.items():
                path = ("request_templates", str(concern), str(kind), "questions", code)
                yield from options_agree(path, question.kind, question.options)
