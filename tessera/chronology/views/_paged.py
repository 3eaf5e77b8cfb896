"""A long story by pages: which of its entries the list holds, and where each of the others is to be found.

The picture, the gaps and every count are of all that is shown; only the list is cut. What a reader may not see was gone
before anything was counted, so that it moves no entry to another page.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import QueryDict

from tessera.chronology.rules.entries import Entry
from tessera.ui.paging import page_near, without

A_PAGE = 100
ALL = "all"  # in the address instead of a number: everything on one page, as it is printed


class Paged:
    """The entries that are shown, numbered from one, and the page of them that was asked for.

    `first` and `last`: the numbers of the entries that the list holds. `page`: as `pagination` takes it.
    """

    def __init__(self, shown: Sequence[Entry], query: QueryDict) -> None:
        asked = query.get("page", "")
        self.shown, self.asked_all = shown, asked == ALL
        self.page = page_near(shown, max(len(shown), 1) if self.asked_all else A_PAGE, asked)
        self.first, self.last = self.page.start_index(), self.page.end_index()
        kept = without(query, "page")
        self.pages = ["?" + urlencode([*kept, ("page", number)]) for number in self.page.paginator.page_range]
        self.all = "?" + urlencode([*kept, ("page", ALL)])
        self.by_pages = "?" + urlencode(kept)

    @property
    def in_parts(self) -> bool:
        """Whether the list holds some of the entries and others stand on other pages."""
        return len(self.pages) > 1

    @property
    def is_long(self) -> bool:
        """Whether the list holds every entry of so many that it would not, had nobody asked for it."""
        return self.asked_all and len(self.shown) > A_PAGE

    def here(self) -> Sequence[Entry]:
        """The entries that the list holds."""
        return self.shown[max(self.first - 1, 0) : self.last]

    def href(self, number: int) -> str:
        """Where the entry with this number stands: on this page, or on the page that holds it."""
        page = "" if self.first <= number <= self.last else self.pages[(number - 1) // A_PAGE]
        return f"{page}#entry-{number}"
