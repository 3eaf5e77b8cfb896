"""Documents drawn from the code equal those in git, and links in the hand-written ones lead somewhere."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from config import documents

from .source import ROOT, judge


def test_generated_documents_are_up_to_date() -> None:
    judge(
        "generated-documents",
        set(documents.differences()),
        "The code says something else than these documents. Run `make docs`, read what changed (a change to "
        "policy.md is a change to who may see a child's record) and commit it with the code.",
        {},
    )


def test_each_document_says_something() -> None:
    made = documents.generate()
    assert {Path(path).stem for path in made} >= {"policy", "states", "routes", "fields", "notifications"}
    for path, text in made.items():
        assert text.startswith("# "), path
        assert text.count("\n") > 10, f"{path} is all but empty"


def test_a_changed_document_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    made = documents.generate()
    path = next(iter(made))
    monkeypatch.setattr(documents, "generate", lambda: {**made, path: made[path] + "one more line\n"})
    assert path in documents.differences()
    monkeypatch.setattr(documents, "generate", lambda: {**made, "docs/generated/new.md": "new"})
    assert "docs/generated/new.md" in documents.differences()


def test_the_methods_of_a_view_are_read() -> None:
    def plain(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert documents.methods(plain) == "any"
    assert documents.methods(require_GET(plain)) == "GET"
    assert documents.methods(require_http_methods(["POST", "GET", "HEAD"])(plain)) == "GET POST"


def _pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tessera").glob("*/README.md")]


def _broken(page: Path, text: str) -> set[str]:
    """Links, and paths in backticks that begin with one of the project's folders, that lead nowhere."""
    name, found = page.relative_to(ROOT).as_posix(), set()
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
            found.add(f"{name} links to {target}")
    for target in re.findall(r"`((?:tessera|config|tests|docs|bin|frontend|demonstration)/[\w./-]+)`", text):
        if not (ROOT / target).exists():
            found.add(f"{name} speaks of {target}")
    return found


def test_links_lead_somewhere() -> None:
    judge(
        "links",
        {finding for page in _pages() for finding in _broken(page, page.read_text())},
        "A page that points to nothing was true once. Put it right or take it out.",
        {},
    )


def test_a_broken_link_is_found() -> None:
    page = ROOT / "docs" / "map.md"
    assert _broken(page, "[gone](gone.md), `tessera/gone.py` and [here](map.md#top)") == {
        "docs/map.md links to gone.md",
        "docs/map.md speaks of tessera/gone.py",
    }
