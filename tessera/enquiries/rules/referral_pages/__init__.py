"""The pages of a referral: which, in what order, what each asks, and how their answers become one referral.

Pure. Answers are kept as they were typed, one flat object a page: `{"given_name": "Rowan", "born_day": "4", ...}`.
What is wrong with them is worked out from them whenever it is asked, never stored, and never stops them being kept.

    composed = compose(answers, sender=Sender(...), settings=settings, now=now)
    composed.referral, composed.problems
"""

from tessera.enquiries.rules.referral_pages.asked import PAGES, page_of
from tessera.enquiries.rules.referral_pages.compose import Composed, Sender, Statement, compose
from tessera.enquiries.rules.referral_pages.entries import ENTRIES, LINE_KINDS
from tessera.enquiries.rules.referral_pages.kept import (
    kept,
    live,
    merged,
    name_of,
    next_entry,
    rows_of,
    taken,
    typed,
    with_row,
    without_row,
)
from tessera.enquiries.rules.referral_pages.kinds import Ask, Entry, Kind, Page, Question
from tessera.enquiries.rules.referral_pages.problems import PageProblem
from tessera.enquiries.rules.referral_pages.progress import Progress, State, after, progress
from tessera.enquiries.rules.referral_pages.wording import questions, title_of

__all__ = [
    "ENTRIES",
    "LINE_KINDS",
    "PAGES",
    "Ask",
    "Composed",
    "Entry",
    "Kind",
    "Page",
    "PageProblem",
    "Progress",
    "Question",
    "Sender",
    "State",
    "Statement",
    "after",
    "compose",
    "kept",
    "live",
    "merged",
    "name_of",
    "next_entry",
    "page_of",
    "progress",
    "questions",
    "rows_of",
    "taken",
    "title_of",
    "typed",
    "with_row",
    "without_row",
]
