"""The pages of a referral: which, in what order, what each asks, and how their answers become one referral.

Pure. Answers are kept as they were typed, one flat object a page: `{"given_name": "Rowan", "born_day": "4", ...}`.
What is wrong with them is worked out from them whenever it is asked, never stored, and never stops them being kept.

    composed = compose(answers, sender=Sender(...), settings=settings, now=now)
    composed.referral, composed.problems
"""

from tessera.enquiries.rules.referral_pages.asked import PAGES, page_of
from tessera.enquiries.rules.referral_pages.compose import (
    NAME_NOT_KNOWN,
    Composed,
    Sender,
    Statement,
    compose,
)
from tessera.enquiries.rules.referral_pages.dates import when_words
from tessera.enquiries.rules.referral_pages.entries import ENTRIES, LINE_KINDS
from tessera.enquiries.rules.referral_pages.hinted import LONGEST_CHECKED, Hinted, hinted
from tessera.enquiries.rules.referral_pages.kept import (
    begun,
    elsewhere,
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
from tessera.enquiries.rules.referral_pages.own import (
    OwnAnswer,
    answer_to,
    ask_of,
    lacking_words,
    said,
    wrong_with,
)
from tessera.enquiries.rules.referral_pages.problems import PageProblem
from tessera.enquiries.rules.referral_pages.progress import Progress, State, after, progress
from tessera.enquiries.rules.referral_pages.summary import Answer, Section, answered, summary
from tessera.enquiries.rules.referral_pages.wording import questions, row_title, title_of

__all__ = [
    "ENTRIES",
    "LINE_KINDS",
    "LONGEST_CHECKED",
    "NAME_NOT_KNOWN",
    "PAGES",
    "Answer",
    "Ask",
    "Composed",
    "Entry",
    "Hinted",
    "Kind",
    "OwnAnswer",
    "Page",
    "PageProblem",
    "Progress",
    "Question",
    "Section",
    "Sender",
    "State",
    "Statement",
    "after",
    "answer_to",
    "answered",
    "ask_of",
    "begun",
    "compose",
    "elsewhere",
    "hinted",
    "kept",
    "lacking_words",
    "live",
    "merged",
    "name_of",
    "next_entry",
    "page_of",
    "progress",
    "questions",
    "row_title",
    "rows_of",
    "said",
    "summary",
    "taken",
    "title_of",
    "typed",
    "when_words",
    "with_row",
    "without_row",
    "wrong_with",
]
