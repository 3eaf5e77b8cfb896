"""Base page, error pages, headers, and what a page weighs. None of it asks a database."""

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from lxml import html

from tessera.ui import views
from tessera.ui.context_processors import page
from tessera.ui.middleware import HeadersMiddleware
from tessera.ui.patterns import sample

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
STATIC = ROOT / "tessera/ui/static/ui"


def items(request: HttpRequest) -> list[tuple[str, str, str, int]]:
    return [("worklist", "/", "Worklist", 12), ("inbox", "/inbox/", "Inbox", 0)]


def identity(request: HttpRequest) -> dict[str, str]:
    return {"partnership": "Thornmere", "practitioner": "Priya <Shah>", "role": "Decision-maker"}


HERE = {
    "TESSERA_NAVIGATION": f"{__name__}.items",
    "TESSERA_IDENTITY": f"{__name__}.identity",
    "TESSERA_IDLE_SECONDS": 900,
}


def drawn(
    template: str = "ui/patterns.html", *, signed_in: bool = True, **context: object
) -> html.HtmlElement:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=True) if signed_in else AnonymousUser()  # type: ignore[assignment]
    return html.document_fromstring(render_to_string(template, {**page(request), **context}, request=None))


@override_settings(**HERE, TESSERA_DEMO=True)
def test_the_page_around_the_content() -> None:
    seen = drawn(**sample(NOW))
    assert seen.get("lang") == "en-GB"
    assert [n.tag for n in seen.body.iter("header", "main", "footer")] == ["header", "main", "footer"]
    assert seen.find(".//title").text == "Patterns – Thornmere"
    assert "Priya <Shah>" in seen.find_class("tessera-header__who")[0].text_content()
    current = seen.find_class("govuk-service-navigation__item--active")
    assert [n.text_content().split() for n in current] == [["Worklist", "12"]]
    assert "invented" in seen.find_class("tessera-demo")[0].text_content()
    assert seen.xpath("//dialog/@data-seconds") == ["900"]
    assert seen.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]


@override_settings(**HERE, TESSERA_DEMO=False)
def test_nobody_signed_in_and_no_demonstration() -> None:
    seen = drawn("ui/base.html", signed_in=False)
    assert not seen.find_class("tessera-demo")
    assert not seen.find_class("tessera-header__who")
    assert not seen.findall(".//dialog")


@override_settings(**HERE, TESSERA_DEMO=True)
def test_nothing_on_the_pattern_page_breaks_the_content_policy_or_repeats_an_id() -> None:
    seen = drawn(**sample(NOW))
    assert not [n for n in seen.iter() if "style" in n.attrib or n.tag == "style"]
    assert not [name for n in seen.iter() for name in n.attrib if name.startswith("on")]
    assert not [s for s in seen.iter("script") if s.text]
    ids = [n.get("id") for n in seen.iter() if n.get("id")]
    assert sorted(ids) == sorted(set(ids))


@override_settings(**HERE)
def test_a_page_says_error_first_when_its_form_has_errors() -> None:
    seen = drawn("ui/reading.html", form=sample(NOW)["wrong"])
    assert seen.find(".//title").text.startswith("Error: ")
    assert seen.find_class("govuk-error-summary")


ERRORS = [
    (views.bad_request, 400), (views.forbidden, 404), (views.not_found, 404), (views.too_large, 413),
    (views.too_many, 429), (views.server_error, 500), (views.csrf_failure, 403),
]  # fmt: skip


@pytest.mark.parametrize(("view", "status"), ERRORS)
def test_error_pages_are_plain_and_need_no_database(view: object, status: int) -> None:
    answer = view(RequestFactory().get("/secret-child-name/"))  # type: ignore[operator]
    assert answer.status_code == status
    text = html.document_fromstring(answer.content).text_content()
    assert "secret-child-name" not in text
    assert "999" in text
    assert not re.search(r"exception|forbidden|denied|\b[45]\d\d\b", text, re.IGNORECASE)


def test_absent_and_forbidden_are_the_same() -> None:
    request = RequestFactory().get("/x/")
    assert views.forbidden(request).content == views.not_found(request).content
    assert views.forbidden(request).status_code == views.not_found(request).status_code


def test_the_pattern_page_is_for_demonstrations() -> None:
    from django.http import Http404

    with override_settings(TESSERA_DEMO=False), pytest.raises(Http404):
        views.patterns(RequestFactory().get("/patterns/"))


def test_asking_about_the_session_gives_a_fresh_token() -> None:
    request = RequestFactory().get("/session/")
    request.user = AnonymousUser()
    answer = json.loads(views.session(request).content)
    assert answer["signed_in"] is False
    assert answer["seconds"] == 0
    assert len(answer["token"]) == 64
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    with override_settings(TESSERA_IDLE_SECONDS=900):
        assert json.loads(views.session(request).content)["seconds"] == 900


def headers(path: str, response: HttpResponse | None = None) -> HttpResponse:
    return HeadersMiddleware(lambda request: response or HttpResponse())(RequestFactory().get(path))  # type: ignore[return-value]


def test_every_response_says_what_it_may_load_and_that_it_is_not_kept() -> None:
    answer = headers("/enquiries/")
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {policy[n] for n in ("script-src", "style-src", "img-src", "connect-src", "form-action")} == {
        "'self'"
    }
    assert {policy[n] for n in ("base-uri", "frame-ancestors", "object-src")} == {"'none'"}
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_static_files_are_kept_and_a_view_may_choose() -> None:
    assert "Cache-Control" not in headers(f"{settings.STATIC_URL}ui/app.css")
    assert headers("/x/", HttpResponse(headers={"Cache-Control": "private"}))["Cache-Control"] == "private"


def test_the_policy_comes_from_the_setting() -> None:
    with override_settings(SECURE_CSP={"default-src": ["'self'", "https://idp.example.org"]}):
        assert headers("/")["Content-Security-Policy"] == "default-src 'self' https://idp.example.org"


@override_settings(**HERE, TESSERA_DEMO=True)
def test_the_page_around_any_content_leaves_ten_kibibytes_for_it() -> None:
    """30 KiB is what a first load may weigh, compressed (the goal of every page)."""
    around = html.tostring(drawn("ui/base.html"))
    files = sum(
        len(gzip.compress((STATIC / n).read_bytes(), 9)) for n in ("app.css", "app.js", "boot.js", "icon.svg")
    )
    assert files + len(gzip.compress(around, 6)) <= 21 * 1024
