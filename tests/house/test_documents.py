"""Documents drawn from the code equal those in git, and links in the hand-written ones lead somewhere."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from config import documents
from config.console import discover
from tessera.enquiries.rules import intake

from .source import ROOT, every_file, judge


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


# ---------------------------------------- commands and settings that the hand-written pages name


def _unheard_of(page: Path, text: str) -> set[str]:
    """Commands that there are not, and settings that nothing reads."""
    name, found = page.relative_to(ROOT).as_posix(), set()
    for command in re.findall(r"(?m)(?:bin/tessera|`tessera|^ +tessera) ([a-z][a-z-]+)", text):
        if command not in discover():
            found.add(f"{name} names the command {command}")
    code = "\n".join(
        source.text for source in every_file() if source.path.startswith(("config/", "tessera/", "bin/"))
    )
    for setting in set(re.findall(r"\b(?:TESSERA_[A-Z_]*[A-Z]|DATABASE_URL)\b", text)):
        base = setting.removesuffix("_FILE")
        from_file = base != setting and f'secret("{base}"' in code
        role = re.fullmatch(r"TESSERA_(APP|JOB|OWNER)_DATABASE_URL", setting)
        if not (from_file or role or f'"{setting}"' in code or f"${{{setting}" in code):
            found.add(f"{name} names the setting {setting}")
    return found


def test_commands_and_settings_that_pages_name_exist() -> None:
    judge(
        "commands-and-settings",
        {finding for page in _pages() for finding in _unheard_of(page, page.read_text())},
        "Somebody will type what stands here, at night. Put right the command or the setting, or take it out.",
        {},
    )


def test_a_command_or_setting_that_is_not_there_is_found() -> None:
    page = ROOT / "README.md"
    text = """`TESSERA_COLOUR`, `TESSERA_TLS_FILE`, `TESSERA_SECRET_KEY_FILE`, `TESSERA_TLS` and `DATABASE_URL`:
    ./bin/tessera adopt-settings x
    ./bin/tessera adopt-children x
    tessera migrate-all
"""
    assert _unheard_of(page, text) == {
        "README.md names the command adopt-children",
        "README.md names the command migrate-all",
        "README.md names the setting TESSERA_COLOUR",
        "README.md names the setting TESSERA_TLS_FILE",
    }


def test_the_referral_in_the_page_about_importing_would_be_taken_in() -> None:
    page = (ROOT / "docs" / "how-to" / "import-referrals.md").read_text()
    found = re.search(r"```json\n(.*?)\n```", page, re.S)
    assert found
    lines = io.BytesIO(found[1].encode())
    [outcome] = intake.read_referrals(lines, received_by=datetime.now(UTC), agencies=lambda name: name)
    assert outcome.problems == ()
    assert outcome.referral is not None
