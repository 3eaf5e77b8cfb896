"""What whoever answers is asked beside the hub's question: questions of the partnership's own. Pure.

They are asked as the referral's own are (referral_pages.own), by the template that the hub asked from, in the version
of the settings of the day that it asked. An answer becomes a line of the agency's own, with the words of its question
in it: so it is handed over, held back, marked and shown as every line is, and reads for ever as it was asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.access.rules import Mark
from tessera.core.language import gettext as _
from tessera.core.language import marked
from tessera.enquiries.rules.referral_pages import (
    Ask,
    Kind,
    PageProblem,
    Question,
    answer_to,
    ask_of,
    lacking_words,
    said,
    wrong_with,
)
from tessera.partnership.rules import AnswerQuestion, OwnKind
from tessera.records.rules.marks import LABELS, who_reads

Given = Mapping[str, str]
MARKS = marked("Does any of these apply to this answer?")
MOST_KEPT = 200  # names that were sent: more than twenty questions have boxes
LONGEST_KEPT = 20_000
PARTS = ("", "_day", "_month", "_year")
_NAME = re.compile("own-[a-z][a-z0-9_]{0,62}-(answer(_day|_month|_year)?|marks)")


@dataclass(frozen=True, slots=True)
class Besides:
    """An answer on its way to be a line: the code of its question, as it is kept, and the marks it was given."""

    code: str
    answer: str
    marks: tuple[str, ...] = ()


def asked(questions: Sequence[AnswerQuestion]) -> tuple[Question, ...]:
    """As they are asked on a page, in their order."""
    return tuple(
        Question(
            ask=ask_of(one),
            name=ask_of(one).name,
            label=one.label,
            hint=one.hint or "",
            required=one.required,
            not_known=False,
            own=True,
        )
        for one in questions
    )


def marking(questions: Sequence[AnswerQuestion]) -> tuple[Question, ...]:
    """Beside each the question which marks its answer wears, as each line's own box has."""
    choices = tuple((mark.value, label) for mark, label in LABELS.items())
    hints = {mark.value: who_reads(mark) for mark in LABELS}
    return tuple(
        Question(
            ask=Ask(name=f"own-{one.code}-marks", kind=Kind.SEVERAL, choices=choices, hints=hints),
            name=f"own-{one.code}-marks",
            label=_(MARKS),
            hint="",
            required=False,
            not_known=False,
        )
        for one in questions
    )


def typed(posted: Mapping[str, Sequence[object]]) -> dict[str, str]:
    """What was typed in answer to such questions, by the name of its box. Never raises, whatever was sent."""
    names = [name for name in posted if _NAME.fullmatch(name) and posted[name]][:MOST_KEPT]
    found = {
        name: _marks(posted[name]) if name.endswith("-marks") else _clean(posted[name][-1]) for name in names
    }
    return {name: value for name, value in found.items() if value}


def shown(given: Given) -> dict[str, Any]:
    """What was typed, as the form takes it: marks in a list."""
    return {name: value.split() if name.endswith("-marks") else value for name, value in given.items()}


def problems(questions: Sequence[AnswerQuestion], given: Given) -> tuple[PageProblem, ...]:
    """What is wrong with what was typed, each at its question."""
    return tuple(
        PageProblem("", question.name, words)
        for question in asked(questions)
        for words in wrong_with(question, given, lacking=lacking_words(question))
    )


def answers(questions: Sequence[AnswerQuestion], given: Given) -> tuple[Besides, ...]:
    """What was answered, once nothing is wrong with it. What was typed under another name is no answer."""
    pairs = ((question, answer_to(question, given)) for question in asked(questions))
    return tuple(
        Besides(question.ask.code, answer, tuple(given.get(f"own-{question.ask.code}-marks", "").split()))
        for question, answer in pairs
        if answer
    )


def refused(questions: Sequence[AnswerQuestion], given: Sequence[Besides]) -> str:
    """Why these answers cannot be taken, wherever they come from; "" where they can."""
    by_code = {one.code: one for one in questions}
    if len({one.code for one in given}) != len(given) or any(one.code not in by_code for one in given):
        return _("An answer is to no question that was asked here. Open the page again.")
    for one in given:
        question = by_code[one.code]
        if not _is_answer(question, one.answer):
            return _("Answer “{label}”").format(label=question.label)
    there = {one.code for one in given}
    lacking = next((one.label for one in questions if one.required and one.code not in there), "")
    return _("Answer “{label}”").format(label=lacking) if lacking else ""


def _is_answer(question: AnswerQuestion, answer: str) -> bool:
    if question.kind is OwnKind.DATE:
        try:
            return str(date.fromisoformat(answer)) == answer
        except ValueError:
            return False
    return bool(answer.strip()) and not list(
        wrong_with(asked([question])[0], {ask_of(question).name: answer})
    )


def in_words(question: AnswerQuestion, answer: str) -> str:
    """The line that an answer becomes: its question and what was said to it, in words that need neither."""
    label = question.label
    return (
        f"{label} {said(question, answer)}"
        if label.endswith(("?", ":"))
        else f"{label}: {said(question, answer)}"
    )


def begun(
    questions: Sequence[AnswerQuestion], given: Given
) -> Iterator[tuple[AnswerQuestion, str, tuple[str, ...]]]:
    """Each question to which anything was typed so far, finished or not, with it in words and the marks chosen."""
    for question in questions:
        name = ask_of(question).name
        if question.kind is OwnKind.DATE:
            words = " ".join(given[f"{name}{part}"] for part in PARTS[1:] if given.get(f"{name}{part}"))
        else:
            words = said(question, given[name]) if given.get(name) else ""
        if words:
            yield question, words, tuple(given.get(f"own-{question.code}-marks", "").split())


def parts(questions: Sequence[AnswerQuestion], given: Given) -> Iterator[tuple[str, str]]:
    """The same as (question, words), for reading it beside another's."""
    for question, words, chosen in begun(questions, given):
        marks = ", ".join(LABELS[Mark(mark)] for mark in chosen)
        yield question.label, f"{words} ({marks})" if marks else words


def together(questions: Sequence[AnswerQuestion], one: Given, other: Given) -> dict[str, str]:
    """Both, one after the other where words are typed; of what is chosen or a date, what `one` has. Marks of both."""
    found = {**other, **one}
    for question in questions:
        name, marks = ask_of(question).name, f"own-{question.code}-marks"
        joint = {OwnKind.LONG_TEXT: "\n\n", OwnKind.SHORT_TEXT: "; "}.get(question.kind)
        texts = dict.fromkeys(text for text in (one.get(name), other.get(name)) if text)
        if joint and texts:
            found[name] = joint.join(texts)
        if question.kind is OwnKind.DATE and any(one.get(f"{name}{part}") for part in PARTS):
            found |= {f"{name}{part}": one.get(f"{name}{part}", "") for part in PARTS[1:]}
        both = {*one.get(marks, "").split(), *other.get(marks, "").split()}
        found[marks] = " ".join(mark for mark in Mark if mark in both)
    return {name: value for name, value in found.items() if value}


def _marks(values: Sequence[object]) -> str:
    chosen = {str(value) for value in values}
    return " ".join(mark for mark in Mark if mark in chosen)


def _clean(value: object) -> str:
    return str(value).replace("\r\n", "\n").replace("\x00", "\ufffd")[:LONGEST_KEPT]
