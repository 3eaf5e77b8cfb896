"""The referral in the settings: how its pages and questions are worded, and what a partnership asks besides."""

from collections.abc import Collection, Iterator, Mapping

from tessera.core.language import gettext as _
from tessera.core.text import join_words
from tessera.partnership.rules.kinds import Code, Coded, Group, Line, Words
from tessera.partnership.rules.own_questions import Found, OwnKind, SaidOptions, options_agree
from tessera.partnership.rules.words import (
    REFERRAL_ALWAYS,
    REFERRAL_CORE,
    REFERRAL_LATER,
    REFERRAL_QUESTIONS,
    Concern,
    ConsentPosition,
)

YES_NO_NOT_KNOWN = ("yes", "no", "not_known")
# Questions of the program's own whose answers are chosen, with what may be chosen; of levels, what every one has.
REFERRAL_CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "children": {"age": ("born", "age", "due"), "sex": ("F", "M", "U")},
    "household": {"parental_responsibility": YES_NO_NOT_KNOWN, "lives_with_children": YES_NO_NOT_KNOWN},
    "concerns": {"concerns": tuple(map(str, Concern))},
    "consent": {"position": tuple(map(str, ConsentPosition))},
    "level": {"level": ("not_sure",)},
}
# Nothing else is asked before it is known whether a child is in danger, of a child's own words, or where it is written
# what the family must not read: an answer is read by everybody who may read the referral.
NOTHING_ADDED = frozenset({"danger", "child_voice", "keep_from_family"})
# The questions of the program's own on these pages are asked once for each line, agency or child's words, or together.
ASKED_TOGETHER = NOTHING_ADDED | {"agencies", "what_happened"}


class ReferralQuestion(Coded):
    """The wording of a question of the referral. `not_known` offers "not known" as an honest answer.

    `kind`: of a question of the partnership's own, and of no other; `options` where that is a choice. `only_if`: it is
    asked only where an earlier question of the page is answered with `only_if_answer`.
    """

    label: Line
    hint: Words | None = None
    required: bool = False
    asked: bool = True
    not_known: bool = False
    kind: OwnKind | None = None
    options: SaidOptions = None
    only_if: Code | None = None
    only_if_answer: Line | None = None

    @property
    def own(self) -> bool:
        """Whether the partnership added it."""
        return self.kind is not None


class ReferralSection(Coded):
    """A page of the referral."""

    title: Line
    intro: Words | None = None
    questions: Group[ReferralQuestion]


def referral_contradictions(
    sections: Mapping[str, ReferralSection], levels: Collection[int]
) -> Iterator[Found]:
    """Every place where the referral leaves out what the work needs, or does not agree with itself."""
    for section, codes in REFERRAL_QUESTIONS.items():
        later = REFERRAL_LATER.get(section, frozenset())
        if section not in sections:
            if later.issuperset(codes):
                continue
            yield ("referral", section), _("Add this page: settings may reword it, not leave it out.")
            continue
        questions = sections[section].questions
        path = ("referral", section, "questions")
        for code in codes:
            if code not in questions and code not in later:
                yield (*path, code), _("Add this question. To leave it out, write ‘asked: false’.")
        for code, question in questions.items():
            if code in codes:
                yield from _fixed(path, section, question)
            else:
                yield from _own((*path, code), section, question)
            yield from _condition((*path, code), section, question, questions, levels)
    for section in sections:
        if section not in REFERRAL_QUESTIONS:
            yield ("referral", section), _("This is not a page of the referral. Remove it.")


def _fixed(path: tuple[str, ...], section: str, question: ReferralQuestion) -> Iterator[Found]:
    code = question.code
    core = code in REFERRAL_CORE.get(section, frozenset())
    always = core or code in REFERRAL_ALWAYS.get(section, frozenset())
    if question.kind or question.options:
        yield (*path, code, "kind"), _("Leave this out: what this question is answered with is fixed.")
    if always and not question.asked:
        yield (*path, code, "asked"), _("This question is always asked: a referral needs it.")
    elif core and not question.required:
        yield (*path, code, "required"), _("This question is always required: a referral needs it.")
    else:
        yield from _required((*path, code), question)


def _required(path: tuple[str, ...], question: ReferralQuestion) -> Iterator[Found]:
    if question.required and not question.asked:
        yield (*path, "required"), _("A question that is not asked cannot be required.")


def _own(path: tuple[str, ...], section: str, question: ReferralQuestion) -> Iterator[Found]:
    if section in NOTHING_ADDED:
        yield path, _("No question can be added to this page. Remove it, or put it on another.")
        return
    if question.kind is None:
        yield (
            path,
            _(
                "This is not a question of the referral. Remove it, or say what kind of answer your own question takes."
            ),
        )
        return
    yield from _required(path, question)
    yield from options_agree(path, question.kind, question.options)


def _condition(
    path: tuple[str, ...],
    section: str,
    question: ReferralQuestion,
    questions: Mapping[str, ReferralQuestion],
    levels: Collection[int],
) -> Iterator[Found]:
    """What a question waits for must be asked before it, on its page, and be answered by choosing."""
    first, answer = question.only_if, question.only_if_answer
    if first is None and answer is None:
        return
    kept = REFERRAL_CORE.get(section, frozenset()) | REFERRAL_ALWAYS.get(section, frozenset())
    if not question.own and (question.code in kept or section in ASKED_TOGETHER):
        yield (*path, "only_if"), _("This question waits for no other: leave this out.")
        return
    if first is None or answer is None:
        yield (
            (*path, "only_if" if first is None else "only_if_answer"),
            _("Write both: which question, and which answer to it."),
        )
        return
    asked = list(questions)
    if first not in questions or first == question.code:
        yield (*path, "only_if"), _("There is no other question ‘{code}’ on this page.").format(code=first)
    elif asked.index(first) > asked.index(question.code):
        yield (
            (*path, "only_if"),
            _("‘{code}’ comes after this question. Move one of the two.").format(code=first),
        )
    elif not questions[first].asked:
        yield (*path, "only_if"), _("‘{code}’ is not asked, so this would never be.").format(code=first)
    elif questions[first].only_if:
        words = _("‘{code}’ waits for an answer itself. Choose one that is always asked.")
        yield (*path, "only_if"), words.format(code=first)
    elif not (answers := answers_to(section, questions[first], levels)):
        yield (
            (*path, "only_if"),
            _("‘{code}’ is not answered by choosing. Choose one that is.").format(code=first),
        )
    elif answer not in answers:
        words = _("‘{answer}’ is no answer to ‘{code}’. Write one of these: {answers}.")
        yield (
            (*path, "only_if_answer"),
            words.format(answer=answer, code=first, answers=join_words(list(answers), "or")),
        )


def answers_to(section: str, question: ReferralQuestion, levels: Collection[int]) -> tuple[str, ...]:
    """The words of the answers from which one is chosen; none where it is answered otherwise."""
    if question.kind is OwnKind.YES_NO_NOT_KNOWN:
        return YES_NO_NOT_KNOWN
    if question.own:
        return tuple(option.word for option in question.options or ())
    fixed = REFERRAL_CHOICES.get(section, {}).get(question.code, ())
    return (*map(str, levels), *fixed) if (section, question.code) == ("level", "level") else fixed
