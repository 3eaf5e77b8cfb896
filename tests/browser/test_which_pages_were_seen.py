"""Every page of the product was looked over by the tests before this one. This file comes last by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.seen import NO_PAGE, ROUTES
from tests.policy.test_routes import every_address

pytestmark = pytest.mark.browser


def all_ran(request: pytest.FixtureRequest) -> bool:
    """Whether this process was given every browser test, so that it knows what was seen."""
    given = {item.path.name for item in request.session.items}
    files = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    chosen = request.config.getoption("keyword") or any("::" in word for word in request.config.args)
    return files <= given and not chosen and not hasattr(request.config, "workerinput")


def test_every_page_was_looked_over(request: pytest.FixtureRequest) -> None:
    routes = {route for _, route in every_address()}
    assert set(NO_PAGE) <= routes, "an address that is gone must go from NO_PAGE"
    assert ROUTES & set(NO_PAGE) == set(), "what was looked over is a page: it must go from NO_PAGE"
    if not all_ran(request):
        pytest.skip("only a whole run in one process knows which pages were looked over")
    unseen = sorted(routes - ROUTES - set(NO_PAGE))
    assert unseen == [], (
        "looked over by no browser test (or the test that does failed): visit them on the tour"
    )
