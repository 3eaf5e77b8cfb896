"""Somebody asks why a practitioner can see a line, or cannot, and what they could see of a case on a past day."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from config.home import ROOT
from config.postgres import Addresses
from tessera.access.models import Practitioner
from tessera.access.rules import Mark
from tessera.audit.models import Entry
from tessera.enquiries.actions import asking
from tessera.enquiries.models import Enquiry
from tessera.oversight.actions import sealing
from tessera.records.actions import NewLine
from tessera.records.models import Line
from tests.cast import CAST, as_member, client_as, token_for
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/explain/"
SECRET = "Two reports from a source name the uncle."
NOW = datetime.now(UTC).replace(microsecond=0)


def given_intelligence() -> tuple[Enquiry, UUID]:
    """An enquiry, and a line of police intelligence in it that Cass wrote."""
    enquiry = given_enquiry(NOW - timedelta(hours=5))
    request = given_request(enquiry)
    with as_member("cass") as me:
        asking.see(practitioner=me, at=NOW - timedelta(hours=1), request_id=request.pk)
        asking.answer(
            practitioner=me,
            at=NOW - timedelta(hours=1),
            request_id=request.pk,
            lines=[NewLine(kind="record", text=SECRET, marks=(Mark.POLICE_INTELLIGENCE,))],
        )
        return enquiry, Line.objects.values_list("pk", flat=True).get(text=SECRET)


def when_asked(client: Client, written: object, email: str = "ama.mensah@example.org", **more: str) -> str:
    answer = client.post(PAGE, {"email": email, "written": str(written), **more})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def entries(verb: str) -> list[Entry]:
    with as_member("hana"):
        return list(Entry.objects.filter(verb=verb).order_by("at"))


# ------------------------------------------------------------------ the guardian's page


def test_the_guardian_reads_why_somebody_cannot_see_a_line_and_why_somebody_can() -> None:
    enquiry, line = given_intelligence()
    hana = client_as("hana")
    ama = when_asked(hana, line)
    assert "Ama Mensah cannot see this line" in ama
    assert "Is cleared for every mark on it, or wrote it" in ama
    assert "Police intelligence" in ama
    cass = when_asked(hana, f"https://tessera.example.org/lines/{line}/?x=1", "cass.wheeler@example.org")
    assert "can see this line" in cass
    assert "Permission 1: every condition holds" in cass
    assert SECRET not in ama + cass
    asked = entries("explain")
    assert [(one.kind, one.row, one.case) for one in asked] == [("line", line, enquiry.case_id)] * 2
    with as_member("hana") as me:
        assert {one.by for one in asked} == {me.id}


def test_the_guardian_asks_about_a_day_that_is_past() -> None:
    _, line = given_intelligence()
    page = when_asked(
        client_as("hana"), line, day=(NOW - timedelta(days=9)).date().isoformat(), hour="9:30am"
    )
    assert "Ama Mensah could not see this line" in page
    assert "It did not exist yet." in page


def test_a_reference_is_enough() -> None:
    enquiry, _ = given_intelligence()
    assert "Ama Mensah can see this referral" in when_asked(client_as("hana"), enquiry.reference.lower())


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_guardian_reads_how_much_of_a_case_somebody_could_see() -> None:
    enquiry, line = given_intelligence()
    hana, marked = client_as("hana"), "Line Thornmere Police Police intelligence 1"
    page = when_asked(hana, line)
    again = dict(re.findall(r'<input type="hidden" name="(written|email)" value="([^"]*)"', page))
    assert again == {"written": str(enquiry.case_id), "email": "ama.mensah@example.org"}
    ama = words_of(when_asked(hana, again["written"], again["email"]))
    assert "Ama Mensah can see this case" in ama
    assert re.search(r"Line Kestrel Lane Primary None \d", ama)
    assert marked not in ama
    assert marked in words_of(when_asked(hana, enquiry.case_id, "cass.wheeler@example.org"))
    long_ago = when_asked(hana, enquiry.case_id, day=(NOW - timedelta(days=9)).date().isoformat())
    assert "Nothing of it." in long_ago
    assert [(one.kind, one.row) for one in entries("replay")] == [("case", enquiry.case_id)] * 3
    with as_member("ama"):
        assert Entry.objects.filter(case=enquiry.case_id, verb="replay").count() == 3


def test_what_an_agency_keeps_is_in_no_number_that_the_guardian_reads() -> None:
    enquiry = given_enquiry(NOW - timedelta(hours=5))
    request = given_request(enquiry)
    hana, cass = client_as("hana"), "cass.wheeler@example.org"
    before = words_of(when_asked(hana, enquiry.case_id, cass))
    with as_member("cass") as me:
        lines = [NewLine(kind="record", text=SECRET), NewLine(kind="record", text="At a refuge in Wexcombe.")]
        asking.answer(
            practitioner=me,
            at=NOW - timedelta(minutes=1),
            request_id=request.pk,
            lines=lines,
            share="own",
        )
        assert Line.objects.filter(case_id=enquiry.case_id, text=SECRET).exists()
    after = words_of(when_asked(hana, enquiry.case_id, cass))
    assert without_times(after) == without_times(before)


def without_times(words: str) -> str:
    return re.sub(r"At \d+ \w+ \d+ at [0-9:]+[ap]m\.", "", words)


@pytest.mark.parametrize("name", [name for name in CAST if name != "hana"])
def test_for_everyone_else_there_is_no_such_page(name: str) -> None:
    client = client_as(name)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"email": "ama.mensah@example.org", "written": str(uuid4())}).status_code == 404


def test_whoever_is_no_guardian_is_refused_by_the_database(addresses: Addresses) -> None:
    _, line = given_intelligence()
    with as_member("priya") as me:
        priya = me.id
    with psycopg.connect(addresses.app, autocommit=True) as app:
        for token in (token_for("priya"), None):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                if token:
                    app.execute("SELECT access.begin(%s)", [token])
                app.execute("SELECT access.explain(%s, %s, NULL)", [priya, str(line)])


def test_what_is_sealed_from_the_guardian_is_answered_like_what_is_not_there() -> None:
    enquiry, line = given_intelligence()
    with as_member("priya") as me:
        sealing.seal(
            practitioner=me,
            at=timezone.now(),
            case_id=enquiry.case_id,
            reason="The children of somebody in the hub.",
            named=[me.id],
        )
    hana = client_as("hana")
    absent = uuid4()
    sealed, missing = (when_asked(hana, row) for row in (line, absent))
    for page in (sealed, missing):
        assert "There is nothing here that can be explained" in page
    assert without_token(sealed, line) == without_token(missing, absent)
    assert [(one.kind, one.row, one.case) for one in entries("explain")] == [("row", None, None)] * 2


def without_token(page: str, row: UUID) -> str:
    """The page without what differs each time: the token, the time, and what was typed."""
    return re.sub(
        r'(csrfmiddlewaretoken" value|data-[a-z-]*now|datetime)="[^"]*"', "", page.replace(str(row), "")
    )


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"email": "", "written": "RF"}, "Enter their work email address"),
        ({"email": "ama.mensah@example.org", "written": ""}, "Enter a reference"),
        ({"email": "ama.mensah@example.org", "written": "RF", "hour": "9:30"}, "Enter the day"),
        (
            {"email": "ama.mensah@example.org", "written": "RF", "day": "2026-01-02", "hour": "25:00"},
            "Enter a time, such as",
        ),
        ({"email": "nobody@example.org", "written": "RF"}, "There is nothing here"),
    ],
)
def test_what_is_missing_is_said(typed: dict[str, str], says: str) -> None:
    answer = client_as("hana").post(PAGE, typed)
    assert says in answer.content.decode()


# ------------------------------------------------------------------ the administrator's console


@pytest.fixture
def console(addresses: Addresses, tmp_path: Path) -> Any:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        given = {"TESSERA_OWNER_DATABASE_URL": addresses.owner, "TESSERA_HOME": str(tmp_path / "home")}
        return subprocess.run(
            [sys.executable, "-P", "-m", "config.console", "access", *words],
            capture_output=True, text=True, check=False,
            env={**os.environ, **given, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    return run


def answer_of(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_console_explains_and_replays(console: Any) -> None:
    enquiry, line = given_intelligence()
    ama = answer_of(console("explain", "--practitioner", "ama", "--row", str(line), "--json"))
    assert (ama["visible"], ama["kind"], ama["existed"]) == (False, "line", True)
    [permission] = ama["permissions"]
    assert {one["word"]: one["holds"] for one in permission["conditions"]} == {
        "in_case_of_many": True,
        "audience": True,
        "cleared": False,
    }
    assert ama["label"]["agency"] == "Thornmere Police"
    assert ama["label"]["marks"] == ["police_intelligence"]
    assert not any(one["closes"] for one in ama["exclusions"])
    assert SECRET not in json.dumps(ama)

    cass = answer_of(console("explain", "--practitioner", "cass", "--row", str(line), "--json"))
    assert cass["visible"] is True
    words = console("explain", "--practitioner", "ama", "--row", str(line), "--verb", "change").stdout
    assert "Ama Mensah may not change this line" in words

    case = str(enquiry.case_id)
    today = answer_of(console("replay", "--practitioner", "cass", "--case", case, "--at", now(), "--json"))
    before = (NOW - timedelta(hours=2)).isoformat()
    then = answer_of(console("replay", "--practitioner", "cass", "--case", case, "--at", before, "--json"))
    assert str(line) in today["rows"]["line"]
    assert str(line) not in then["rows"].get("line", [])
    assert then["rows"]["case"] == [case]
    long_ago = answer_of(
        console("replay", "--practitioner", "cass", "--case", case, "--at", "2026-01-02T09:00", "--json")
    )
    assert "case" not in long_ago["rows"]
    assert "line" not in long_ago["rows"]
    with as_member("ama"):
        told = Entry.objects.filter(case=enquiry.case_id, by__isnull=True)
        assert sorted(told.values_list("verb", flat=True)) == ["explain"] * 3 + ["replay"] * 3


def now() -> str:
    return datetime.now(UTC).isoformat()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("explain", "--practitioner", "nobody", "--row", str(uuid4())), "no practitioner nobody"),
        (("explain", "--practitioner", "ama", "--row", str(uuid4())), "no such row"),
        (("explain", "--practitioner", "ama"), "Name it with --row"),
        (("explain", "--practitioner", "ama", "--row", "x", "--kind", "secret"), "no kind secret"),
        (("explain", "--practitioner", "ama", "--row", "x", "--at", "soon"), "not an ISO time"),
        (("explain", "--practitioner", "ama", "--row", "x", "--at", "2999-01-01"), "has not come yet"),
        (("replay", "--practitioner", "ama", "--case", str(uuid4())), "no such case"),
        (("replay", "--practitioner", "ama"), "Name it with --case"),
    ],
)
def test_the_console_says_what_is_wrong(console: Any, words: tuple[str, ...], says: str) -> None:
    done = console(*words)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_application_may_not_ask_as_the_console_does(addresses: Addresses) -> None:
    with as_member("hana") as me:
        who, where = me.id, me.partnership_id
    with psycopg.connect(addresses.app, autocommit=True) as app:
        for asked in (
            "SELECT access.console_explain(%s, %s, 'x', NULL, now())",
            "SELECT access.console_replay(%s, %s, gen_random_uuid(), now())",
            "SELECT * FROM access._explain_case(%s, %s, now(), NULL, NULL)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute("SELECT access.begin(%s)", [token_for("hana")])
                app.execute(asked, [who, where])


def test_somebody_who_has_left_is_told_of_as_they_were(
    administrator: psycopg.Connection[Any], console: Any
) -> None:
    _, line = given_intelligence()
    with as_member("cass"):
        cass = Practitioner.objects.values_list("pk", flat=True).get(username="cass")
    administrator.execute("UPDATE access_practitioner SET is_active = false WHERE id = %s", [cass])
    row = ("explain", "--practitioner", "cass", "--row", str(line), "--json")
    assert answer_of(console(*row))["visible"] is False
    before = (NOW - timedelta(minutes=30)).isoformat()
    assert answer_of(console(*row, "--at", before))["visible"] is True
