"""What was typed, as a person reads it back: on "Check your answers", and where two tabs typed different things."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tessera.core.language import gettext as _
from tessera.enquiries.rules.referral_pages.asked import PAGES, page_of
from tessera.enquiries.rules.referral_pages.dates import read_parts, when_words
from tessera.enquiries.rules.referral_pages.kept import Answers, live, name_of, rows_of, typed
from tessera.enquiries.rules.referral_pages.kinds import Kind, Page, Question
from tessera.enquiries.rules.referral_pages.problems import PageProblem
from tessera.enquiries.rules.referral_pages.wording import not_called_for, questions, row_title, title_of
from tessera.partnership.rules import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """One question, what was answered in words, and what is wrong with it if anything is."""

    name: str
    label: str
    words: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page. `problems` are those of the page as a whole; `entry`: it is one of those that the page
    before it `lists`."""

    slug: str
    title: str
    answers: tuple[Answer, ...]
    problems: tuple[str, ...]
    started: bool
    entry: bool = False
    lists: bool = False


def summary(
    answers: Answers, settings: Settings, problems: Sequence[PageProblem] = ()
) -> tuple[Section, ...]:
    """Every page in order, each child, adult and voice as a section of its own after the page that lists them."""
    found: list[Section] = []
    for page in PAGES:
        found.append(_section(page, title_of(page, settings)[0], answers, settings, problems))
        for slug in live(answers, page.entry) if page.entry else ():
            entry = page_of(slug)
            if entry is not None:
                found.append(_section(entry, name_of(answers, slug), answers, settings, problems))
    return tuple(found)


def _section(
    page: Page, title: str, answers: Answers, settings: Settings, problems: Sequence[PageProblem]
) -> Section:
    here = {problem.field: problem.words for problem in problems if problem.page == page.slug}
    read = tuple(answered(page, typed(answers.get(page.slug)), answers, settings, here))
    shown = {answer.name for answer in read}
    loose = tuple(words for name, words in here.items() if name not in shown)
    lists = bool(page.entry and live(answers, page.entry))
    return Section(page.slug, title, read, loose, page.slug in answers, bool(page.key), lists)


def answered(
    page: Page, given: Mapping[str, Any], answers: Answers, settings: Settings, wrong: Mapping[str, str]
) -> Iterator[Answer]:
    """Each question of a page that was answered, or has something wrong with it, in words."""
    children = [(slug, name_of(answers, slug)) for slug in live(answers, "child")]
    asked = questions(page, settings, children, rows_of(given, page))
    passed_over = not_called_for(asked, given)
    for question in asked:
        if question.name in passed_over:
            continue
        words = in_words(question, given)
        problem = wrong.get(question.name, "")
        if words or problem:
            yield Answer(question.name, _label(question, page, given, settings), words, problem)


def _label(question: Question, page: Page, given: Mapping[str, Any], settings: Settings) -> str:
    if not question.name.startswith("row-"):
        return question.label
    number = question.name.split("-")[1]
    kind = str(given.get(f"row-{number}-kind"))
    return row_title(page, kind, settings) if question.ask.name in ("text", "agency") else question.label


def in_words(question: Question, given: Mapping[str, Any]) -> str:
    """One answer as a person reads it; "" where there is none."""
    if given.get(f"{question.name}_not_known"):
        return _("Not known")
    value, kind = given.get(question.name), question.ask.kind
    if kind in (Kind.DATE, Kind.PARTIAL):
        return _date(given, question.name, partial=kind is Kind.PARTIAL)
    if kind is Kind.TICK:
        return _("Yes") if value else ""
    labels = dict(question.ask.choices)
    if kind is Kind.SEVERAL:
        return "\n".join(labels.get(one, one) for one in value or ())
    if kind in (Kind.CHOICE, Kind.PICK):
        return labels.get(str(value), str(value)) if value else ""
    return str(value or "").strip()


def _date(given: Mapping[str, Any], name: str, *, partial: bool) -> str:
    read = read_parts(given, name, partial=partial)
    if not read.iso:
        return " ".join(
            filter(None, (str(given.get(f"{name}_{part}") or "") for part in ("day", "month", "year")))
        )
    return when_words(read.iso)
