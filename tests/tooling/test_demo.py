"""The running demonstration, from outside."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest


@pytest.mark.browser
def test_the_demonstration_answers_on_this_machine_alone(live_demo: str) -> None:
    assert live_demo.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(f"{live_demo}/") as answer:
        assert answer.status == 200
        assert "text/html" in answer.headers["Content-Type"]
        assert b"</html>" in answer.read()


@pytest.mark.browser
def test_a_name_that_is_not_this_machine_s_is_refused(live_demo: str) -> None:
    request = urllib.request.Request(f"{live_demo}/", headers={"Host": "elsewhere.example.org"})
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request)
    assert refusal.value.code == 400
    refusal.value.close()
