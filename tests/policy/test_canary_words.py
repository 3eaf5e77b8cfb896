"""A word of its own is planted in every text of every row about somebody; then everybody asks for everything.

Whatever comes back, in the body or in its head, as a page, a PDF, a file, a redirect or an error, may hold the words of
rows that the policy lets whoever asked see, and no other. Who may see which row is the oracle's to say, which reads the
policy's words and not its SQL. So a page that says more than its reader may know is found, whichever it is, and one
that is written next year is tried too.
"""

from __future__ import annotations

import gzip
import io
import itertools
import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

import psycopg
import pytest
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import resolve
from psycopg.sql import SQL, Identifier

from tessera.access.rules import LEAVES_WITH, FileFormat, FilePurpose
from tessera.exports.rules.words import KINDS, PURPOSES
from tessera.exports.rules.workbook import workbook
from tests.cast import CAST, client_as
from tests.making import Worker, taken
from tests.pdf import reading
from tests.policy import told
from tests.policy.lived import Lived
from tests.policy.planting import CANARY, CODES, COMMON, Where, columns, plant
from tests.policy.test_routes import ours

pytestmark = pytest.mark.django_db(transaction=True)

CHANGING = ("post", "put")
# What a page answers with a head alone is what it answers to a get, which everybody asks: two ask for that.
BARE = ("head", "options", "put")
# Two halves, for two processes.
HALVES = {"one half": CAST[::2], "the other half": (*CAST[1::2], "nobody")}
GIVEN = {"q": COMMON, "words": COMMON, "text": COMMON}
FORMATS = tuple(FileFormat)
# What an identifier in an address stands for, where its name is not that of a table.
STANDS_FOR = {
    "voice_id": "records_childs_voice",
    "use_id": "access_emergency",
    "child_id": "enquiries_referral_child",
    "adult_id": "enquiries_referral_adult",
    "address_id": "enquiries_referral_address",
    "message_id": "notifications_message",
    "section_id": "live_forms_section",
}


def words_of(answer: HttpResponseBase) -> str:
    """Everything that an answer says: its head and its body, the text of a PDF and the parts of a workbook too."""
    head = " ".join(f"{name}: {value}" for name, value in answer.items())
    head += " ".join(morsel.OutputString() for morsel in answer.cookies.values())
    body: bytes = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if answer.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    if body.startswith(b"%PDF"):
        head += reading.text(body)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return head + " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return head + body.decode("utf-8", "replace")


def planted_in(answer: HttpResponseBase, where: Where) -> set[str]:
    """The planted words in an answer; also one that is written in groups, as an NHS number is."""
    said = words_of(answer)
    return {*CANARY.findall(said), *CANARY.findall("".join(said.split()).replace("-", ""))} & where.keys()


class Everybody:
    """A browser for each of these members of the cast, or for nobody, and what each may be told."""

    def __init__(
        self, administrator: psycopg.Connection[Any], where: Where, names: Sequence[str], worker: Worker
    ) -> None:
        self.administrator, self.where, self.worker = administrator, where, worker
        self.browsers = {name: client_as(name) if name in CAST else Client() for name in names}
        self.asked, self.held, self.filed = 0, 0, 0
        self.deaf: set[str] = set()  # routes that answer no get, whoever asks
        self.judge()

    def judge(self) -> None:
        """Ask the oracle anew who may be told which word."""
        lived = Lived(self.administrator)
        home = lived.cases[0].partnership
        self.allowed: dict[str, set[str]] = {"nobody": set()}
        for name in self.browsers.keys() - {"nobody"}:
            rows = lived.expected(lived.names[name], home)
            self.allowed[name] = {
                word for word, (table, key) in self.where.items() if key in rows.get(table, ())
            }

    def ask(self, name: str, method: str, address: str) -> set[tuple[str, str]]:
        """The rows that the answer tells of and whoever asked may not see."""
        browser = self.browsers[name]
        answer = getattr(browser, method)(address, GIVEN if method in ("get", "head") else {})
        if method == "get" and answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.deaf.add(resolve(address).route)
        found = planted_in(answer, self.where)
        self.asked, self.held = self.asked + 1, self.held + len(found)
        if found - self.allowed[name] and method in CHANGING:
            self.judge()  # what was done may have opened it
        return {self.where[word] for word in found - self.allowed[name]}


def told_in_files(everybody: Everybody, cases: Sequence[str]) -> Iterator[str]:
    """What a file tells its maker or its reader that they may not know, of every purpose and in every format."""
    for case, purpose, file_format in itertools.product(cases, PURPOSES, FORMATS):
        stays = rows_that_stay(everybody.administrator, purpose)
        for name, browser in everybody.browsers.items():
            given = {"purpose": purpose, "file_format": file_format}
            for kind in KINDS:
                answer = taken(browser, everybody.worker, case, **given, kind=kind)
                found = planted_in(answer, everybody.where)
                everybody.filed += len(found) if "attachment" in answer.get("Content-Disposition", "") else 0
                for word in found - everybody.allowed[name]:
                    yield f"a file for {purpose} tells {name} of {everybody.where[word]}"
                for word in found & {one for one in found if everybody.where[one] in stays}:
                    yield f"a file for {purpose} tells its reader of {everybody.where[word]}"


def rows_that_stay(administrator: psycopg.Connection[Any], purpose: str) -> set[tuple[str, str]]:
    """The rows that are for fewer than everyone in their case, or wear a mark that does not leave."""
    found = set()
    for table, marked in administrator.execute(
        "SELECT table_name::text, bool_or(column_name = 'marks') FROM information_schema.columns "
        "WHERE table_schema = 'public' GROUP BY 1 HAVING bool_or(column_name = 'id')"
        " AND bool_or(column_name = 'audience' AND data_type = 'character varying')"
    ).fetchall():
        asked = SQL("SELECT id::text FROM {} WHERE audience <> 'whole_case'").format(Identifier(table))
        if marked:
            asked += SQL(" OR NOT marks <@ {}::varchar[]").format(
                [mark.value for mark in LEAVES_WITH[FilePurpose(purpose)]]
            )
        found |= {(table, row) for (row,) in administrator.execute(asked)}
    return found


def addresses(administrator: psycopg.Connection[Any], case: str, last: bool = False) -> Iterator[str]:
    """Every address with an identifier in it, about the first or the last row that it can be about in this case."""
    tables = {row[0].split("_", 1)[1] + "_id": row[0] for row in administrator.execute(
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND relname LIKE '%\\_%'"
    ).fetchall()} | STANDS_FOR  # fmt: skip
    for _, route in ours():
        names = re.findall(r"<uuid:(\w+)>", route)
        filled = route
        for name in names:
            row = _row(administrator, tables[name], case, last)
            filled = filled.replace(f"<uuid:{name}>", row or str(uuid.uuid4()))
        if names:
            yield plain(filled)


def plain(route: str) -> str:
    filled = route.replace("<slug:kind>", "decision")
    return "/" + re.sub(r"<slug:\w+>", "worries", re.sub(r"<(int:)?\w+>", "1", filled))


def _row(administrator: psycopg.Connection[Any], table: str, case: str, last: bool) -> str | None:
    if table == "access_case":
        return case
    names = {
        name
        for (name,) in administrator.execute(
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = %s", [table]
        )
    }
    mine = SQL("WHERE case_id = %(case)s::uuid") if "case_id" in names else SQL("")
    order = SQL("DESC") if last else SQL("ASC")
    asked = SQL("SELECT id::text FROM {} {} ORDER BY id {} LIMIT 1").format(Identifier(table), mine, order)
    row = administrator.execute(asked, {"case": case}).fetchone()
    return None if row is None else str(row[0])


@pytest.mark.parametrize("half", HALVES)
def test_no_answer_holds_a_word_of_a_row_that_is_not_shown(
    administrator: psycopg.Connection[Any], half: str, the_job_worker: Worker
) -> None:
    cases = told.tell(administrator)
    where = plant(administrator)
    everybody = Everybody(administrator, where, HALVES[half], the_job_worker)
    about = {case: list(addresses(administrator, case)) for case in cases}
    without = [plain(route) for _, route in ours() if "<uuid:" not in route]
    most = dict.fromkeys([*without, *about[cases[0]], *addresses(administrator, cases[0], last=True)])
    wrong = set(told_in_files(everybody, cases[:1]))
    everyone = list(everybody.browsers)
    asked = [("get", everyone, [*most])]
    asked += [
        ("get", everyone, (one for one in about[case] if resolve(one).route not in everybody.deaf))
        for case in cases[1:]
    ]
    asked += [(method, everyone[1:3], [*without, *about[cases[0]]]) for method in BARE]
    asked += [("post", everyone, [*without, *about[cases[0]]])]  # the last: it changes what there is
    for method, names, found in asked:
        for address in found:
            for name in names:
                told_of = everybody.ask(name, method, address)
                wrong |= {f"{method} {address} tells {name} of {row}" for row in told_of}
    assert sorted(wrong) == []
    assert everybody.filed > 100
    assert everybody.asked > 3_000
    assert everybody.held > 3_000, "hardly a planted word came back: the pages were not really asked for"


def test_every_text_about_somebody_has_a_word_in_it(administrator: psycopg.Connection[Any]) -> None:
    """Of every table a row, of every column a word; and what is left out is a column that there is."""
    told.tell(administrator)
    where = plant(administrator)
    there = {(model._meta.db_table, field.column) for model, field in columns()}
    assert {tuple(name.split(".")) for name in CODES} <= there
    tables = {table for table, column in there if f"{table}.{column}" not in CODES}
    assert sorted(tables - {table for table, _ in where.values()}) == []


def test_a_word_that_is_told_would_be_found() -> None:
    """The search above would see a word in a header, in a page, in a cookie, written in groups, and in a PDF."""
    word = "zq01234567"
    where = {word: ("records_line", "1")}
    cookie = HttpResponse(b"")
    cookie.set_cookie("last", word)
    for answer in (
        HttpResponse(b"", headers={"ETag": f'"{word}"'}),
        HttpResponse(b"", headers={"Location": f"/search/?q={word}"}),
        HttpResponse(f"<p>{word}</p>"),
        HttpResponse("<p>zq0 123 4567</p>"),
        HttpResponse(gzip.compress(word.encode()), headers={"Content-Encoding": "gzip"}),
        HttpResponse(workbook("x", ["x"], [[word] * 9], "x")),
        cookie,
    ):
        assert planted_in(answer, where) == {word}
