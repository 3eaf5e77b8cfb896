"""A file is made by the job worker as whoever asked for it, in the session in which they asked, and for nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from config.home import ROOT
from config.postgres import Addresses
from tessera.access import acting, sessions
from tessera.access.models import Export, Involvement
from tessera.access.proving import proof
from tessera.audit.models import Entry
from tessera.exports import actions, jobs, queries
from tessera.exports.models import Making
from tessera.exports.rules.making import TRIES
from tests.cast import as_member, client_as
from tests.making import Worker, asked, file_at, made, taken
from tests.pdf import reading
from tests.stories.test_a_file_is_made_for_a_reader import HANDLED, OPEN, SECRET, given_story
from tests.stories.test_a_note_is_on_the_chronology import page_of

pytestmark = pytest.mark.django_db(transaction=True)
Administrator = psycopg.Connection[Any]


def given_asked(name: str = "ama") -> tuple[Client, UUID]:
    client = client_as(name)
    return client, file_at(asked(client, given_story().case_id))


def kept(administrator: Administrator, file_id: UUID) -> tuple[str, bytes | None] | None:
    row = administrator.execute(
        "SELECT step, content FROM exports_making WHERE id = %s", [file_id]
    ).fetchone()
    return (row[0], row[1]) if row else None


def left_for(administrator: Administrator, file_id: UUID, **ago: float) -> None:
    """So much time has gone since, for this file."""
    administrator.execute(
        "UPDATE exports_making SET asked_at = asked_at - %(ago)s, step_at = step_at - %(ago)s, until = until - %(ago)s "
        "WHERE id = %(id)s",
        {"ago": timedelta(**ago), "id": file_id},
    )


def go_round(worker: Worker) -> list[UUID]:
    with worker():
        return jobs.left_over()


def signed_out(client: Client) -> None:
    """Their session ends otherwise than by a page of theirs: on another device, or by an administrator."""
    with acting.acting_as_nobody():
        sessions.end_session(client.session.session_key or "")


def test_whoever_asked_sees_it_being_made_and_takes_it_for_an_hour(
    the_job_worker: Worker, administrator: Administrator
) -> None:
    ama, file_id = given_asked()
    page, step = f"/exports/{file_id}/", f"/exports/{file_id}/step/"
    for address in (page, step):
        assert "Step 1 of 3: waiting for its turn" in page_of(ama, address)
    assert f'data-follow="{step}"' in page_of(ama, page)
    assert "See how far it is" in page_of(ama, page)
    assert ama.post(f"{page}take/").status_code == 404
    assert ama.post(f"{page}make/").status_code == 404, "it is under way"
    assert made(the_job_worker, file_id)
    assert not made(the_job_worker, file_id), "once"
    for address in (page, step):
        assert "The file is ready until" in page_of(ama, address)
    assert "data-follow" not in page_of(ama, page)
    for other in ("priya", "ben", "dev"):
        answers = [
            client_as(other).get(page),
            client_as(other).get(step),
            client_as(other).post(f"{page}take/"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 3, other
    with as_member("ama"):
        assert not Export.objects.exists(), "it has not left"
    first, again = ama.post(f"{page}take/"), ama.post(f"{page}take/")
    assert OPEN in reading.text(first.content)
    assert first.content == again.content, "where a download broke off"
    left_for(administrator, file_id, hours=1.1)
    assert "is over" in page_of(ama, page)
    assert ama.post(f"{page}take/").status_code == 404
    go_round(the_job_worker)
    assert kept(administrator, file_id) == ("made", None)
    left_for(administrator, file_id, days=1)
    go_round(the_job_worker)
    assert kept(administrator, file_id) is None
    assert sha256(first.content).hexdigest() in page_of(ama, page).replace(" ", "").replace("\n", "")
    assert ama.post(f"{page}make/").status_code == 404, "what was taken is not made anew"


def test_its_bytes_are_sealed_until_then_and_are_no_other_files(
    the_job_worker: Worker, administrator: Administrator
) -> None:
    ama, one = given_asked()
    with as_member("ama"):
        case_id = Making.objects.get(pk=one).case_id
    other = file_at(asked(ama, case_id, kind="record"))
    for file_id in (one, other):
        assert made(the_job_worker, file_id)
    bytes_of_one = kept(administrator, one)
    assert bytes_of_one
    assert bytes_of_one[1]
    assert b"%PDF" not in bytes_of_one[1]
    administrator.execute("UPDATE exports_making SET content = %s WHERE id = %s", [bytes_of_one[1], other])
    assert ama.post(f"/exports/{other}/take/").status_code == 404


def test_nothing_is_made_for_whoever_signed_out_and_they_may_ask_again(
    the_job_worker: Worker, administrator: Administrator
) -> None:
    ama, file_id = given_asked()
    signed_out(ama)
    assert not made(the_job_worker, file_id)
    assert go_round(the_job_worker) == []
    assert kept(administrator, file_id) == ("stopped", None)
    back = client_as("ama")
    assert "The file was not made: you signed out" in page_of(back, f"/exports/{file_id}/")
    assert not made(the_job_worker, file_id), "not before they ask"
    assert back.post(f"/exports/{file_id}/make/").status_code == 302
    assert made(the_job_worker, file_id)
    assert OPEN in reading.text(back.post(f"/exports/{file_id}/take/").content)


def test_nothing_is_made_for_whoever_no_longer_holds_their_place(
    the_job_worker: Worker, administrator: Administrator
) -> None:
    _ama, file_id = given_asked()
    administrator.execute(
        "UPDATE access_membership SET valid_to = now() WHERE practitioner_id = "
        "(SELECT id FROM access_practitioner WHERE username = 'ama')"
    )
    assert not made(the_job_worker, file_id)
    assert go_round(the_job_worker) == []
    assert kept(administrator, file_id) == ("stopped", None)


def test_what_waited_for_an_hour_is_stopped(the_job_worker: Worker, administrator: Administrator) -> None:
    ama, file_id = given_asked()
    left_for(administrator, file_id, hours=1.1)
    assert not made(the_job_worker, file_id)
    assert "it had to wait for too long" in page_of(ama, f"/exports/{file_id}/")
    go_round(the_job_worker)
    assert kept(administrator, file_id) == ("stopped", None)


@pytest.mark.parametrize("when", ["before it is made", "before it is fetched"])
def test_access_that_ended_gives_nothing(
    when: str, the_job_worker: Worker, administrator: Administrator
) -> None:
    ben, enquiry = client_as("ben"), given_story()
    file_id = file_at(asked(ben, enquiry.case_id))
    client_as("priya").post(f"/exports/{file_id}/agree/")
    assert ben.post(f"/exports/{file_id}/make/").status_code == 302
    if when == "before it is fetched":
        assert made(the_job_worker, file_id)
    with as_member("priya") as me:
        Involvement.objects.filter(case_id=enquiry.case_id, principal_id__in=_of_ben()).update(
            valid_to=timezone.now(), ended_by_id=me.id
        )
    assert made(the_job_worker, file_id) is False
    assert ben.post(f"/exports/{file_id}/take/").status_code == 404
    assert ben.get(f"/exports/{file_id}/step/").status_code == 404
    assert kept(administrator, file_id) is not None
    with as_member("ben"):
        assert not Making.objects.exists()


def _of_ben() -> list[int]:
    with as_member("ben") as me:
        return [me.principal, me.agency_principal, me.agency_members]


def test_whoever_is_no_longer_cleared_takes_no_file_for_a_family(
    the_job_worker: Worker, administrator: Administrator
) -> None:
    ama, enquiry = client_as("ama"), given_story()
    file_id = file_at(asked(ama, enquiry.case_id, purpose="family", reader="Jo"))
    assert made(the_job_worker, file_id)
    administrator.execute(
        "UPDATE access_clearance SET valid_to = now() WHERE mark = 'domestic_abuse_address' AND practitioner_id = "
        "(SELECT id FROM access_practitioner WHERE username = 'ama')"
    )
    assert ama.post(f"/exports/{file_id}/take/").status_code == 404
    assert ama.get(f"/exports/{file_id}/").status_code == 404
    assert kept(administrator, file_id) is not None


def test_what_was_lost_with_its_worker_is_begun_again_three_times(
    the_job_worker: Worker, administrator: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    ama, file_id = given_asked()
    with monkeypatch.context() as lost:
        lost.setattr(jobs, "laid_out", _killed)
        with pytest.raises(SystemExit):
            made(the_job_worker, file_id)
    assert "Step 3 of 3: laying it out" in page_of(ama, f"/exports/{file_id}/step/")
    assert go_round(the_job_worker) == [], "somebody may be at it"
    left_for(administrator, file_id, minutes=3)
    assert go_round(the_job_worker) == [file_id]
    with the_job_worker():
        jobs.go_round(timestamp=0)
    assert "The file is ready" in page_of(ama, f"/exports/{file_id}/")


def test_what_takes_every_worker_with_it_is_given_up(
    the_job_worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ama, file_id = given_asked()
    monkeypatch.setattr(jobs, "laid_out", _killed)
    for _ in range(TRIES):
        with pytest.raises(SystemExit):
            made(the_job_worker, file_id)
    assert not made(the_job_worker, file_id)
    assert "could not be made" in page_of(ama, f"/exports/{file_id}/")


def _killed(*_given: object) -> bytes:
    """As a worker ends that is killed: nothing after it is done."""
    raise SystemExit


def test_one_that_fails_says_so_and_is_made_when_asked_again(
    the_job_worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ama, file_id = given_asked()
    with monkeypatch.context() as failing:
        failing.setattr(jobs, "laid_out", lambda *given: 1 / 0)
        assert not made(the_job_worker, file_id)
    assert "Make the file again" in page_of(ama, f"/exports/{file_id}/step/")
    assert go_round(the_job_worker) == [], "not of itself"
    assert ama.post(f"/exports/{file_id}/make/").status_code == 302
    assert made(the_job_worker, file_id)


def test_it_holds_what_its_asker_reads_whoever_works_and_the_ledger_names_them(
    the_job_worker: Worker,
) -> None:
    ama, enquiry = client_as("ama"), given_story()
    words = reading.text(taken(ama, the_job_worker, enquiry.case_id).content)
    assert OPEN in words
    assert HANDLED in words
    assert SECRET not in words
    with as_member("ama") as me:
        said = {
            (e.verb, e.kind): e.by for e in Entry.objects.filter(case=enquiry.case_id, kind__in=OF_A_FILE)
        }
    assert said == dict.fromkeys(
        [("ask", "making"), ("export", "chronology"), ("make", "making"), ("take_out", "export")], me.id
    ) | {entry: me.id for entry in said if entry[0] in ("see", "consider")}


OF_A_FILE = ("making", "chronology", "export")


def test_nobody_but_the_worker_with_its_key_acts_in_anothers_session(
    the_job_worker: Worker, administrator: Administrator
) -> None:
    _ama, file_id = given_asked()
    begin = "SELECT access.begin_making(%s, %s)"
    with the_job_worker():
        for given in ("", "0" * 64, None):
            with pytest.raises(ProgrammingError, match="nothing proves"), transaction.atomic():
                _ask(begin, file_id, given)
        with (
            pytest.raises(ProgrammingError, match="nothing proves"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            _ask(begin, file_id, proof(c, ("begin_making", str(uuid4()))))
        with pytest.raises(ProgrammingError, match="no such file"), transaction.atomic():
            acting.InMaking(uuid4()).begin(connection.cursor())
        with transaction.atomic():
            assert not Making.objects.exists(), "nobody yet"
            acting.InMaking(file_id).begin(connection.cursor())
            assert Making.objects.get().pk == file_id
    for function in ("begin_making(%s, '')", "whose_making(%s)", "makings_left()", "forget_makings()"):
        with pytest.raises(ProgrammingError, match="permission denied"), as_member("priya"):
            _ask(f"SELECT access.{function}", *([file_id] if "%s" in function else []))


def _ask(statement: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def test_a_row_that_names_anothers_session_opens_nothing(the_job_worker: Worker) -> None:
    enquiry, hers = given_story(), client_as("ama")
    hash_ = sha256((hers.session.session_key or "").encode()).hexdigest()
    forged = uuid4()
    with as_member("ben") as me:
        actions.have_made(
            practitioner=me, at=timezone.now(), case_id=enquiry.case_id, export_id=forged, session_hash=hash_,
            wanted=_wanted(),
        )  # fmt: skip
    assert not made(the_job_worker, forged)
    with as_member("ben"):
        assert Making.objects.get(pk=forged).step == "waiting"
    with pytest.raises(DatabaseError, match="row-level security"), as_member("ben") as me:
        ama = _id_of("ama")
        Making.objects.create(
            case_id=enquiry.case_id, agency_id=me.agency_id, author_id=ama, session_hash=hash_, **_told()
        )
    with pytest.raises(DatabaseError, match="row-level security"), as_member("ben") as me:
        Making.objects.create(
            case_id=enquiry.case_id, agency_id=me.agency_id, author_id=me.id, session_hash=hash_,
            **_told() | {"purpose": "family"},
        )  # fmt: skip


def _wanted() -> Any:
    return queries.wanted_of_making(Making(**_told()))


def _told(at: datetime | None = None) -> dict[str, Any]:
    at = at or timezone.now()
    return {
        "reason": "x", "kind": "chronology", "purpose": "meeting", "file_format": "pdf", "reader": "x",
        "asked_at": at, "step_at": at,
    }  # fmt: skip


def _id_of(name: str) -> UUID:
    from tessera.access.models import Practitioner

    return Practitioner.objects.get(username=name).pk


def test_the_worker_itself_makes_what_waits(addresses: Addresses) -> None:
    ama, file_id = given_asked()
    given = {"TESSERA_SECRET_KEY": settings.SECRET_KEY} | {
        f"TESSERA_{role.upper()}_DATABASE_URL": getattr(addresses, role) for role in ("owner", "app", "job")
    }
    done = subprocess.run(
        [sys.executable, "-m", "config.console", "work", "--once"],
        env={**os.environ, **given}, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "The file is ready" in page_of(ama, f"/exports/{file_id}/"), done.stderr
    assert OPEN in reading.text(ama.post(f"/exports/{file_id}/take/").content)
