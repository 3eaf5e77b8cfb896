"""How far each page has come: what the list of tasks says."""

from collections.abc import Sequence
from dataclasses import dataclass

from tessera.core.text import plural
from tessera.core.words import Word
from tessera.enquiries.rules.referral_pages.asked import PAGES
from tessera.enquiries.rules.referral_pages.entries import ENTRIES
from tessera.enquiries.rules.referral_pages.kept import Answers, elsewhere, live
from tessera.enquiries.rules.referral_pages.kinds import Page
from tessera.enquiries.rules.referral_pages.problems import PageProblem

_NOUNS = {"child": ("child", "children"), "adult": ("adult", "adults"), "voice": ("entry", "entries")}


class State(Word):
    NOT_STARTED = "not_started"
    ATTENTION = "attention"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """One page's state. `has` says how many children, adults or voices are in it."""

    page: Page
    state: State
    has: str = ""


def progress(answers: Answers, problems: Sequence[PageProblem]) -> tuple[Progress, ...]:
    """Every page in order, with its state. What another tab had typed needs attention too."""
    wrong = {problem.page for problem in problems}
    return tuple(_of(page, answers, wrong) for page in PAGES)


def _of(page: Page, answers: Answers, wrong: set[str]) -> Progress:
    entries = live(answers, page.entry) if page.entry else []
    own = [page.slug, *entries]
    started = bool(entries) or page.slug in answers
    has = plural(len(entries), *_NOUNS[page.entry]) if entries else ""
    if not started:
        return Progress(page, State.NOT_STARTED)
    if any(slug in wrong or elsewhere(answers.get(slug)) for slug in own):
        return Progress(page, State.ATTENTION, has)
    return Progress(page, State.DONE, has)


def after(slug: str) -> str | None:
    """The page that comes after this one; the list of a child's page is the page of children. None after the last."""
    kind = slug.partition("-")[0]
    if slug not in {page.slug for page in PAGES} and kind in ENTRIES:
        return ENTRIES[kind].page
    slugs = [page.slug for page in PAGES]
    place = slugs.index(slug)
    return slugs[place + 1] if place + 1 < len(slugs) else None
