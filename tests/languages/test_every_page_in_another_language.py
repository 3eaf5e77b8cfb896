"""Every page, in a language in which each letter of ours has an accent: what has none went past translation.

The language is made as a translator's would be: the words are gathered, "translated" and compiled, and the program is
told to speak it. What remains in plain letters must be the partnership's own words or what people wrote down: it stands
in the files of the demonstration, or in the settings.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from lxml import html

from config import translations
from config.demonstration.browser import client_as
from tessera.ui import pdf
from tessera.ui.components import case
from tests.cast import CAST
from tests.making import Worker, taken
from tests.pdf import reading
from tests.policy.test_routes import TABLE, filled, known, ours  # noqa: F401 - a fixture

FOLDER = Path(__file__).parents[2]
ENQUIRIES = FOLDER / "tessera" / "enquiries" / "templates" / "enquiries"
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label", "content")
# Runs of plain letters: words, and what stands between two of them.
RUN = re.compile(r"[A-Za-z][A-Za-z’']*(?:[ ,.:;&/-]+[A-Za-z][A-Za-z’']*)*")
# References, marks of agencies and keys: capitals and numbers; and addresses of every kind.
SIGNS = re.compile(r"\d\w*|\S*[@/_]\S*|\b[A-Z0-9]+(?:-[A-Z0-9]+)*\b(?![’'a-z])")
# The program's name, names that are the same in every language, and signs.
NAMES = {"Tessera", "Caldicott", "UPN", "NHS", "MASH", "PDF", "GP", "GOV.UK", "h", "m"}
# Pages that no word of ours is on, or that are for whoever builds pages.
NOT_PAGES = ("patterns/", "session/", "download/", "picture/", "file/")
# What the program itself wrote into the records of these tests, in the language of the day.
KEPT = (
    "The hub asked them a question.", "The hub received the referral.", "The referral is theirs.",
    "They made the referral.", "A child may be in danger now: Nobody of this name is on record.",
    "Referrals from other systems",
)  # fmt: skip
PRINTED = {
    "audit": ENQUIRIES / "audit" / "audit.typ",
    "joint-form": ENQUIRIES / "joint_form" / "form.typ",
}
FILE = FOLDER / "tessera" / "exports" / "templates" / "exports" / "file.typ"
# What is still in English, by address. May only shrink.
LEFT: dict[str, set[str]] = {}
# Whose names stand in titles of the partnership's.
AGENCIES = ("Kestrel Lane Primary", "Thornmere Community Health", "Thornmere Housing")


@pytest.fixture(scope="session")
def locale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the language of accents, gathered and compiled."""
    folder = tmp_path_factory.mktemp("locale")
    translations.write(translations.PSEUDO, folder, translations.pseudo)
    assert translations.compile_all([folder])
    return folder


@pytest.fixture
def accents(locale: Path, settings: Any, tmp_path: Path) -> Iterator[None]:
    """The program speaks it, and draws pages without collected static files."""
    plain_files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES, settings.STATIC_ROOT = {"staticfiles": plain_files}, str(tmp_path)
    settings.LOCALE_PATHS = [locale]
    settings.LANGUAGE_CODE = translations.PSEUDO
    settings.USE_I18N = True
    _forget()
    yield
    settings.USE_I18N = False
    _forget()


def _forget() -> None:
    """What is remembered of a language, for a process that speaks one all its life."""
    vars(translation._trans).clear()  # type: ignore[attr-defined]
    trans_real._translations.clear()  # type: ignore[attr-defined]
    case.rating.cache_clear()
    case._chip.cache_clear()


@pytest.fixture(scope="session")
def own() -> str:
    """Every word that is the partnership's or was written down in the demonstration, one after the other."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted(FOLDER.glob("demonstration/**/*"))
        if path.is_file()
    ]
    texts += [path.read_text(encoding="utf-8") for path in FOLDER.glob("config/demonstration/*.py")]
    texts += [path.read_text(encoding="utf-8") for path in FOLDER.glob("tessera/partnership/presets/*.yaml")]
    titles = re.findall(r"title: (.*\{agency\}.*)", "\n".join(texts))
    texts += [title.replace("{agency}", name) for title in titles for name in AGENCIES]
    return " ".join(re.sub(r"[\s|>\\\"]+", " ", text.replace("''", "'")) for text in [*texts, *KEPT])


def said(page: bytes) -> Iterator[str]:
    """Each text of a page that is read or heard."""
    tree = html.document_fromstring(page)
    for node in tree.iter():
        if not isinstance(node.tag, str) or node.tag in ("script", "style", "svg", "path"):
            continue
        if node.tag == "code":
            continue
        if node.tag != "textarea":
            yield node.text or ""
        yield from (node.get(name, "") for name in SPOKEN if node.tag != "meta")
        if node.tag == "input" and node.get("type") in ("submit", "button"):
            yield node.get("value", "")
    for node in tree.iter():
        yield node.tail or ""


def plain(page: bytes, own: str) -> set[str]:
    """What of a page is in plain letters, and nobody's own words."""
    return plain_of(said(page), own)


def plain_of(texts: Iterable[str], own: str) -> set[str]:
    """The same of texts."""
    left = set()
    for text in texts:
        for run in RUN.findall(SIGNS.sub("1", " ".join(text.split()))):
            left |= (
                {part for part in re.split(r"[,:;.] ", run) if not _is_own(part, own)}
                if not _is_own(run, own)
                else set()
            )
    return left


def _is_own(run: str, own: str) -> bool:
    """Whether words are of the demonstration: as they stand there, as they begin a sentence, or the parts of a name."""
    run = run.strip("’' ")
    words = re.split(r"[ ,.:;&/-]+", run)
    if all(word in NAMES for word in words):
        return True
    if any(_stands(text, own) for text in (run, run[:1].lower() + run[1:])):
        return True
    return len(words) > 1 and all(word.istitle() and f" {word} " in own for word in words)


@functools.cache
def _stands(text: str, own: str) -> bool:
    """Whether it stands there as whole words, as a pattern between two word ends would find it, and much sooner."""
    at = own.find(text)
    while at >= 0:
        end = at + len(text)
        if _is_letter(own[at - 1 : at]) != _is_letter(text[0]) and _is_letter(
            own[end : end + 1]
        ) != _is_letter(text[-1]):
            return True
        at = own.find(text, at + 1)
    return False


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def whoever_reads(route: str) -> list[str]:
    """Of the cast, those who may open an address, by the table of routes; the last of them first."""
    lines = [[part.strip() for part in line.split("|")[1:-1]] for line in TABLE.read_text().splitlines()]
    for line in lines:
        if line[0] == f"/{route}":
            return [name for name, status in zip(lines[0][1:], line[1:], strict=True) if status == "200"]
    return []


def test_every_page_speaks_the_language(known: dict[str, str], own: str, accents: None) -> None:  # noqa: F811
    browsers: dict[str, Client] = {name: client_as(name) for name in CAST} | {"nobody": Client()}
    found: dict[str, set[str]] = {}
    seen = 0
    for _, route in sorted(ours(), key=lambda entry: entry[1]):
        readers = whoever_reads(route)
        if not readers or any(part in route for part in NOT_PAGES):
            continue
        answer = browsers[readers[0]].get(filled(route, known))
        if not str(answer.get("Content-Type", "")).startswith("text/html"):
            continue
        seen += 1
        assert b'data-label=""' not in answer.content, f"/{route}: a card on a narrow screen says no column"
        left = plain(answer.content, own)
        if left:
            found[f"/{route}"] = left
    assert seen > 60
    new = {route: sorted(words - LEFT.get(route, set())) for route, words in found.items()}
    spent = {route: sorted(words - found.get(route, set())) for route, words in LEFT.items()}
    assert not any(new.values()), "\n".join(f"{route}: {words}" for route, words in new.items() if words)
    assert not any(spent.values()), f"these are translated now; delete them: {spent}"


def test_the_language_of_the_page_is_said(db: None, accents: None) -> None:
    page = html.document_fromstring(Client().get("/help/").content)
    assert page.get("lang") == "en-XA"


def test_what_scripts_say_is_handed_over_in_it(db: None, accents: None) -> None:
    page = html.document_fromstring(client_as("ama").get("/worklist/").content)
    told = json.loads(page.xpath("//body")[0].get("data-words"))
    assert told["words"]["{time} left"] == "{time} ļéƒţ"
    assert told["words"]["{number} day"] == ["{number} ðàýš", "{number} ðàý"], (
        "in the order of the numbers, from none"
    )
    assert told["forms"].startswith("010")
    session = page.xpath("//dialog[@data-session]")[0]
    assert session.get("data-away").startswith("Ţĥé")


@pytest.mark.parametrize("what", ["audit", "joint-form"])
def test_a_pdf_speaks_it(what: str, known: dict[str, str], own: str, accents: None) -> None:  # noqa: F811
    route = f"enquiries/<uuid:enquiry_id>/{what}.pdf"
    reader = whoever_reads(route)[0]
    answer = client_as(reader).get(filled(route, known))
    left, said = spoken_by(answer.content, PRINTED[what], own)
    assert left == []
    assert said > 4


@pytest.mark.django_db(transaction=True)
def test_a_file_for_a_reader_speaks_it(
    known: dict[str, str],  # noqa: F811
    own: str,
    accents: None,
    the_job_worker: Worker,
) -> None:
    named = {"reader": "Gil", "reader_role": "Gil", "reason": "Gil"}
    answer = taken(client_as("ama"), the_job_worker, known["case_id"], **named)
    left, said = spoken_by(answer.content, FILE, own)
    assert left == []
    assert said > 4


def spoken_by(document: bytes, template: Path, own: str) -> tuple[list[str], int]:
    """Of what the template says itself what is in English, and how much of it is in the language."""
    words = " ".join(reading.text(document).split())
    english = pdf.words_in(template.read_text(encoding="utf-8"))
    parts = {part.strip(" .,:;·") for text in english for part in re.split(r"\{\w+\}", text)}
    told = [part for part in parts if len(part) > 3]
    assert len(told) > 8
    left = [part for part in told if re.search(rf"\b{re.escape(part)}\b", words) and not _is_own(part, own)]
    return left, sum(translations.pseudo(part) in words for part in told)


def test_mistakes_in_forms_are_told_in_it(db: None, own: str, accents: None) -> None:
    ben = client_as("ben")
    answers = [
        Client().post("/sign-in/", {"login": "", "password": ""}),
        ben.post("/referrals/new/", {}),
        client_as("priya").post("/search/", {"words": ""}),
        ben.post("/emergency-access/", {}),
        ben.get("/nothing-here/"),
    ]
    assert {f"{answer.request['PATH_INFO']}": plain(answer.content, own) for answer in answers} == {
        answer.request["PATH_INFO"]: set() for answer in answers
    }
