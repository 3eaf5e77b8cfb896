"""The page that says how to see each rule of access is true of the demonstration as it is loaded, row by row."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from config.demonstration import load, overseen, sealed
from config.home import ROOT
from tessera.access.rules import Mark
from tessera.enquiries.models import Enquiry, ReferralChild, Request
from tests.cast import as_member, client_as

pytestmark = pytest.mark.django_db(transaction=True)

CASES = {2, 4, 5, 6, 8, 10, 13, 14}  # those that the page names
PAGES = {
    "emergency access reviews": "/emergency-access/reviews/",
    "clearances": "/clearances/",
    "quality assurance": "/assurance/",
    "exclusions": "/exclusions/",
    "what you have looked at": "/looked/",
}
# Marcus decides, and is named on the seal: he finds every case.
LIBRARIAN = "marcus"


@dataclass(frozen=True)
class Row:
    """One rule: who sees what where, and what others see in the same place."""

    rule: str
    who: str
    where: str
    sees: tuple[str, ...]
    others: tuple[tuple[str, str], ...]


def rows() -> list[Row]:
    text = (ROOT / "docs" / "how-to" / "see-each-rule.md").read_text()
    cells = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line[:1] == "|"
    ]
    found = []
    for rule, who, where, sees, others in cells[2:]:
        each = tuple(tuple(other.split(": ", 1)) for other in others.split("<br>"))
        assert all(len(other) == 2 for other in each), rule
        found.append(Row(rule, who.lower(), where, quoted(sees), each))  # type: ignore[arg-type]
    return found


def quoted(text: str) -> tuple[str, ...]:
    return tuple(re.findall("“([^”]+)”", text))


def plain(page: str) -> str:
    """The words of a page, without what was typed in its search."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def found(browser: Client, words: str) -> str:
    where = browser.post("/search/", {"words": words})["Location"]
    return re.sub(r"</?mark[^>]*>", "", browser.get(where).content.decode())


def address(where: str) -> str:
    if where in PAGES:
        return PAGES[where]
    match = re.fullmatch(r"(enquiry of|who has looked at|question to (.+) about) (.+) (\S+)", where)
    assert match, where
    what, agency, given, family = match.groups()
    with as_member(LIBRARIAN):
        children = ReferralChild.objects.filter(given_name=given, family_name=family)
        case = children.order_by("-referral__received_at").values_list("case_id", flat=True)[0]
        if agency:
            return f"/requests/{Request.objects.get(case_id=case, to_agency__name=agency).pk}/"
        if what == "who has looked at":
            return f"/cases/{case}/looked/"
        return f"/enquiries/{Enquiry.objects.get(case_id=case).pk}/"


def shown(username: str, where: str) -> tuple[int, str]:
    """The status and the words of what somebody gets there."""
    browser = client_as(username)
    if where.startswith("search"):
        return 200, plain(found(browser, where.split("*")[1]))
    answer = browser.get(address(where))
    return answer.status_code, plain(answer.content.decode())


def can_get_there(username: str, where: str) -> bool:
    """Whether a link leads them there: from what a search for the child finds, the menu, or who has access."""
    if where.startswith("search"):
        return True
    browser, wanted = client_as(username), address(where)
    menu, own = "/help/", reverse("mfa_index")
    pages = [found(browser, " ".join(where.split()[-2:]))]
    pages += [browser.get(page).content.decode() for page in (menu, own)]
    if where.startswith("who has looked at"):
        access = wanted.replace("looked", "access")
        enquiry = address(where.replace("who has looked at", "enquiry of"))
        assert f'href="{access}"' in browser.get(enquiry).content.decode()
        pages.append(browser.get(access).content.decode())
    return any(f'href="{wanted}"' in page for page in pages)


def test_every_mark_has_a_row() -> None:
    rules = " ".join(row.rule for row in rows())
    for mark in Mark:
        assert mark.replace("_", " ") in rules, mark


def test_every_rule_has_a_row() -> None:
    listed = [row.rule for row in rows()]
    for rule in (
        "Mark", "Audience: the whole case", "Audience: named agencies", "Audience: named people",
        "Audience: own agency", "Hand-over", "What was handed over", "Involvement by name", "Involvement that ended",
        "School follows", "Exclusion", "Exclusions are kept", "Sealed case", "A clearance", "Clearances are listed",
        "Emergency access: read", "Emergency access is reviewed", "Quality assurance: named cases",
        "Quality assurance says what for", "Who has looked", "Everybody reads what they have looked at",
    ):  # fmt: skip
        assert any(one.startswith(rule) for one in listed), rule


def test_each_row_is_true_of_the_demonstration() -> None:
    load.load(only=CASES)
    assert (overseen.oversee(), overseen.assure(), overseen.assure(), sealed.seal()) == (2, 1, 0, 1)
    assert (overseen.clear(), overseen.clear()) == (1, 0)
    wrong = []
    for row in rows():
        status, words = shown(row.who, row.where)
        assert row.sees, row
        wrong += [
            (row.rule, row.who, missing) for missing in row.sees if missing not in words or status != 200
        ]
        if not can_get_there(row.who, row.where):
            wrong.append((row.rule, row.who, "no link leads there"))
        for who, says in row.others:
            wrong += [(row.rule, who, problem) for problem in problems(row, who, says)]
    assert not wrong, "\n".join(map(str, wrong))


def problems(row: Row, who: str, says: str) -> list[str]:
    """In what somebody else sees something other than the page says."""
    status, words = shown(who.split(",")[0].lower(), row.where)
    if says == "no such page":
        leaks = [secret for secret in row.sees if secret in words]
        return leaks + ([] if status == 404 else [f"status {status}"])
    if status != 200:
        return [f"status {status}"]
    if says == "the same":
        return [missing for missing in row.sees if missing not in words]
    assert quoted(says) or says == "nothing of it", says
    leaks = [secret for secret in row.sees if secret in words]
    return leaks + [missing for missing in quoted(says) if missing not in words]
