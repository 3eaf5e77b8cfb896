"""What somebody types for a question that their colleague has answered meanwhile is shown, and not lost."""

from __future__ import annotations

import pytest

from tests.cast import client_as
from tests.stories.test_an_agency_answers import LINES, live_request, posted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("way", ["answer", "nothing-known", "refuse"])
def test_what_is_typed_too_late_is_shown_and_the_same_twice_is_once(way: str) -> None:
    request = live_request()
    cass, tariq = client_as("cass"), client_as("tariq")
    path = f"/requests/{request.pk}/{way}/"
    words = {"words": "Ask again on Friday.", "why": "live_investigation"}
    first = posted(LINES[0]) if way == "answer" else words
    assert cass.post(path, first).status_code == 302
    assert cass.post(path, first).status_code == 302, "the same sent twice was sent once"
    late = tariq.post(path, posted(LINES[1]) if way == "answer" else words | {"words": "Not before Monday."})
    assert late.status_code == 409
    shown = late.content.decode()
    assert "What you typed was not sent" in shown
    assert ("The neighbour heard crying." if way == "answer" else "Not before Monday.") in shown
