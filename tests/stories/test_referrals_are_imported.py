"""Another system hands over a file of referrals: the good go in whole and once, the others are refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from config.commands import import_referrals
from config.home import ROOT
from config.postgres import Addresses
from tessera.enquiries.actions import importing
from tessera.enquiries.models import Clock, Referral, ReferralAddress, ReferralChild
from tessera.records.models import ChildsVoice, Line, Note
from tests.cast import as_member
from tests.hostile.payloads import TEXTS
from tests.rules.intake.made import full

DATA = ROOT / "tests" / "rules" / "intake"
EXAMPLE, EXPECTED = DATA / "referrals.jsonl", DATA / "referrals.expected.json"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def variables(addresses: Addresses, tmp_path: Path, settings: Any) -> dict[str, str]:
    """What the command needs to find this test's own database, and to be known by it."""
    home = {"TESSERA_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    home["TESSERA_SECRET_KEY"] = settings.SECRET_KEY
    return {**os.environ, **home, "TESSERA_APP_DATABASE_URL": addresses.app}


def started(variables: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "config.console", "import-referrals", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables,
    )  # fmt: skip


def imported(variables: dict[str, str], path: Path, *words: str) -> dict[str, Any]:
    """The one JSON object that the command prints."""
    process = started(variables, str(path), "--json", *words)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    answer: dict[str, Any] = json.loads(out)
    assert len(answer["refused"]) == answer["received"] - answer["accepted"] - answer["already_there"]
    return answer


def written(path: Path, *referrals: bytes | dict[str, Any]) -> Path:
    lines = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in referrals]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def all_rows(administrator: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows each table holds, but for sessions, which come and go with each import."""
    administrator.rollback()
    found = administrator.execute(
        "SELECT quote_ident(table_name) FROM information_schema.tables "
        "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'access_session'"
    ).fetchall()
    counts = {}
    for (name,) in found:
        row = administrator.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()  # noqa: S608
        assert row is not None
        counts[name] = row[0]
    administrator.rollback()
    return counts


@contextmanager
def unchanged(administrator: psycopg.Connection[Any]) -> Iterator[None]:
    before = all_rows(administrator)
    yield
    assert all_rows(administrator) == before


def test_the_example_file_goes_in_as_expected_and_only_once(
    variables: dict[str, str], administrator: psycopg.Connection[Any]
) -> None:
    expected = json.loads(EXPECTED.read_text("utf-8"))
    first = imported(variables, EXAMPLE)
    counted = {name: first[name] for name in ("received", "accepted", "already_there")}
    assert counted == {name: expected[name] for name in counted}
    assert [line["line"] for line in first["refused"]] == [line["line"] for line in expected["refused"]]
    assert all_rows(administrator)["enquiries_referral"] == expected["accepted"]
    with unchanged(administrator):
        again = imported(variables, EXAMPLE)
    assert again["accepted"] == 0
    assert again["already_there"] == first["accepted"] + first["already_there"]
    assert again["refused"] == first["refused"]


def test_two_imports_of_one_file_at_once_add_it_once(
    variables: dict[str, str], administrator: psycopg.Connection[Any]
) -> None:
    expected = json.loads(EXPECTED.read_text("utf-8"))["accepted"]
    both = [started(variables, str(EXAMPLE), "--json") for _ in range(2)]
    answers = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum(answer["accepted"] for answer in answers) == expected
    assert all_rows(administrator)["enquiries_referral"] == expected


def test_what_came_in_is_whole_and_the_hub_s_and_the_agency_s(
    variables: dict[str, str], tmp_path: Path
) -> None:
    assert imported(variables, written(tmp_path / "one.jsonl", full()))["accepted"] == 1
    with as_member("ama"):
        referral = Referral.objects.get(their_reference="MARF-9-0001")
        assert referral.from_agency.name == "Foxley High"
        assert referral.referrer_name == "Alex Morrow"
        assert referral.referrer_id is None, "whoever wrote it has no account that did it"
        assert Clock.objects.get(referral=referral).started_at == referral.received_at
        assert ReferralChild.objects.filter(referral=referral).count() == 3
        assert ReferralAddress.objects.filter(case_id=referral.case_id).count() == 2
    with as_member("gareth"):
        seen = Referral.objects.get(their_reference="MARF-9-0001")
        assert Line.objects.filter(note=seen.note).count() == 3
        assert ReferralAddress.objects.get().postcode == "ZZ99 2AB", "a protected address is the hub's alone"
        assert not Note.objects.filter(kind="keep_from_family").exists()
    for stranger in ("ben", "eve", "cass"):
        with as_member(stranger):
            assert not Referral.objects.filter(their_reference="MARF-9-0001").exists()


def test_the_same_reference_of_another_agency_is_another_referral(
    variables: dict[str, str], tmp_path: Path
) -> None:
    mine, theirs, changed = full(), full(), full()
    theirs["referrer"]["agency"] = "Thornmere Police"
    changed["hoped_for"] = "Something else."
    changed["referrer"]["agency"] = "foxley"
    process = started(variables, str(written(tmp_path / "three.jsonl", mine, theirs, changed)), "--json")
    out, err = process.communicate(timeout=60)
    assert json.loads(out) | {"refused": []} == {
        "received": 3, "accepted": 2, "already_there": 1, "refused": [],
    }  # fmt: skip
    assert "line 3 came before with other content" in err
    assert "Something else" not in err
    with as_member("ama"):
        stands = Referral.objects.get(their_reference="MARF-9-0001", from_agency__code="foxley")
        assert stands.hoped_for == "Someone at home in the mornings."


def test_a_hostile_file_is_refused_line_by_line_and_changes_nothing(
    variables: dict[str, str], tmp_path: Path, administrator: psycopg.Connection[Any]
) -> None:
    line = json.dumps(full() | {"reference": "SECRET-77"}).encode()
    path = written(
        tmp_path / "hostile.jsonl",
        b'{"reference": "' + b"a" * 100_000_000 + b'"}',
        line.replace(b"Wet shoes", b"Wet \xff\xfe shoes"),
        line.replace(b'"reference"', b'"reference": "other", "reference"', 1),
        line.replace(b"Wet shoes", b"Wet \\u0000 shoes"),
        line.replace(b"Wet shoes", b"Wet \x00 shoes"),
        line.replace(b"2015-03-04", b"2015-02-31"),
        line.replace(b"9996122131", b"9996122132"),
        line.replace(b"Foxley High", b"<script>alert(1)</script>"),
        line[:-1],
        b"[" * 100_000,
        b'{"a": 1' + b"0" * 100_000 + b"}",
        b"null",
    )
    with unchanged(administrator):
        answer = imported(variables, path)
    assert answer["accepted"] == answer["already_there"] == 0
    assert [refused["line"] for refused in answer["refused"]] == list(range(1, 13))
    said = json.dumps(answer)
    for private in ("Ashdown", "SECRET", "9996122132", "Morrow", "script", "Harrow", "aaaa"):
        assert private not in said


def test_hostile_words_go_in_as_words(
    variables: dict[str, str], tmp_path: Path, administrator: psycopg.Connection[Any]
) -> None:
    given = full()
    given["lines"] = [
        {"kind": "seen", "text": f"{text.text}."} for text in TEXTS if text.storable and text.text
    ]
    given["lines"] = [line for line in given["lines"] if len(line["text"]) <= 20_000][:500]
    given["children"][0]["given_name"] = "<b onmouseover=alert(1)>Zo</b>"
    before = all_rows(administrator)
    answer = imported(variables, written(tmp_path / "words.jsonl", given))
    if answer["accepted"] == 0:  # what cannot be kept is named by its place, and then nothing was written
        bad = {int(error[6 : error.index("]")]) for error in answer["refused"][0]["errors"]}
        assert all_rows(administrator) == before
        given["lines"] = [line for place, line in enumerate(given["lines"]) if place not in bad]
        answer = imported(variables, written(tmp_path / "words.jsonl", given))
    assert answer["accepted"] == 1
    with as_member("ama"):
        kept = set(Line.objects.filter(note__kind="referral").values_list("text", flat=True))
        assert "<script>window.hostile7f3a=1</script>." in kept
        assert ReferralChild.objects.filter(given_name="<b onmouseover=alert(1)>Zo</b>").exists()


def test_the_longest_referral_that_the_schema_allows_is_kept_whole(
    variables: dict[str, str], tmp_path: Path
) -> None:
    given = longest()
    assert imported(variables, written(tmp_path / "long.jsonl", given))["accepted"] == 1
    with as_member("ama"):
        kept = Note.objects.get(kind="keep_from_family")
        assert kept.reason == given["keep_from_family"]["reason"]
        assert ChildsVoice.objects.get().child == f"{'é' * 100} {'é' * 100}"


def test_what_the_database_refuses_is_refused_without_a_word_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, administrator: psycopg.Connection[Any]
) -> None:
    def fail(**_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'Ashdown'::uuid")

    monkeypatch.setattr("tessera.notifications.actions.tell_hub", fail)
    path = written(tmp_path / "two.jsonl", full(), b"{}")
    with unchanged(administrator), path.open("rb") as stream, import_referrals._signed_in("thornmere") as me:
        report = import_referrals.take_in(stream, me)
    assert report.received == 2
    assert report.refused[0] == {"line": 1, "errors": [import_referrals.NOT_KEPT]}
    assert report.refused[1]["line"] == 2


def longest() -> dict[str, Any]:
    """A referral with every plain text at the length that the published schema allows."""
    schema = json.loads((ROOT / "tessera" / "enquiries" / "referral.schema.json").read_text("utf-8"))
    defined = schema["$defs"]

    def stretch(value: Any, rule: dict[str, Any]) -> Any:
        rule = defined[rule["$ref"].split("/")[-1]] if "$ref" in rule else rule
        if isinstance(value, dict):
            return {name: stretch(item, rule["properties"][name]) for name, item in value.items()}
        if isinstance(value, list):
            return [stretch(item, rule["items"]) for item in value]
        free = (
            isinstance(value, str) and "maxLength" in rule and not {"enum", "format", "pattern"} & set(rule)
        )
        return "é" * rule["maxLength"] if free else value

    given = full()
    made: dict[str, Any] = stretch(given, schema)
    made["referrer"]["agency"] = given["referrer"]["agency"]
    for parts in ("lines", "child_voice"):
        for place, part in enumerate(given[parts]):
            if "when" in part:
                made[parts][place]["when"] = part["when"]
    return made


def test_a_referral_that_fails_half_way_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, administrator: psycopg.Connection[Any]
) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("the last step failed")

    monkeypatch.setattr("tessera.notifications.actions.tell_hub", fail)
    path = written(tmp_path / "one.jsonl", full())
    with (
        unchanged(administrator),
        path.open("rb") as stream,
        import_referrals._signed_in("thornmere") as me,
        pytest.raises(RuntimeError, match="the last step failed"),
    ):
        import_referrals.take_in(stream, me)


def test_whoever_takes_referrals_in_sees_only_those_and_cannot_sign_in(
    variables: dict[str, str], tmp_path: Path
) -> None:
    imported(variables, written(tmp_path / "one.jsonl", full()))
    with import_referrals._signed_in("thornmere") as me:
        assert not me.is_hub
        with transaction.atomic():
            assert Referral.objects.count() == 1
    with import_referrals._signed_in("eastmere"), transaction.atomic():
        assert not Referral.objects.exists()


def test_the_other_partnership_s_agencies_are_not_known_here(
    variables: dict[str, str], tmp_path: Path
) -> None:
    path = written(tmp_path / "one.jsonl", full())
    (refused,) = imported(variables, path, "--partnership", "eastmere")["refused"]
    assert any(error.startswith("referrer.agency: No agency") for error in refused["errors"])


def test_what_cannot_be_read_is_said_in_words(variables: dict[str, str], tmp_path: Path) -> None:
    for words, said in (
        ([str(tmp_path / "missing.jsonl")], "cannot be read"),
        ([str(tmp_path)], "cannot be read"),
        ([str(EXAMPLE), "--partnership", "nowhere"], "There is no partnership nowhere"),
    ):
        process = started(variables, *words, "--json")
        out, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert out == ""
        assert said in err
        assert "Traceback" not in err


def test_a_person_may_read_the_answer(variables: dict[str, str]) -> None:
    process = started(variables, str(EXAMPLE))
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.startswith("50 received: 40 accepted, 1 already there, 9 refused.\nLine 3:\n")


def test_the_verb_answers_none_for_what_is_there_already(variables: dict[str, str], tmp_path: Path) -> None:
    assert importing.take_in.tessera == ("action", "take_in", "referral")  # type: ignore[attr-defined]
    path = written(tmp_path / "same.jsonl", full(), full())
    assert imported(variables, path)["already_there"] == 1
