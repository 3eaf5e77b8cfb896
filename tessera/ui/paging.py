"""One page of a long list, as an address asks for it."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict


def page_near(rows: Any, each: int, asked: str, *, count: int | None = None) -> Page[Any]:
    """The page asked for, `each` rows long. What is no number is the first page; past either end is that end.

    `count` is how many rows there are, where that is known already: then nobody counts them again.
    """
    pages: Paginator[Any] = Paginator(rows, each)
    if count is not None:
        pages.count = count
    return pages.page(min(max(_number(asked), 1), pages.num_pages))


def without(query: QueryDict, param: str) -> list[tuple[str, str]]:
    """What an address asks for but for the page, to be said again in the addresses of the other pages."""
    return [(name, value) for name, values in query.lists() for value in values if name != param]


def _number(asked: str) -> int:
    try:
        return int(asked)
    except ValueError:
        return 1
