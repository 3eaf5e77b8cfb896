"""What an agency is still typing is kept from the hub by PostgreSQL, and not only by the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection

from tessera.enquiries.actions import asking, waiting
from tessera.enquiries.models import Request
from tessera.enquiries.queries.answering import draft_of
from tests.cast import as_member, client_as
from tests.stories.test_an_agency_answers import live_request, posted

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = {"kind": "record", "text": "Marigold nine, unfinished."}


def begun() -> Request:
    """A question that the police have begun to answer."""
    request = live_request()
    client_as("cass").post(f"/requests/{request.pk}/save/", posted(TYPED, could_not_say="Saffron."))
    with as_member("cass") as me:
        assert draft_of(me, request.pk)["lines"][0]["text"] == TYPED["text"]
    return request


def rows_that_say(word: str) -> list[Any]:
    """Whatever a statement of one's own finds of it: in the questions, and in what is typed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM enquiries_request r WHERE r::text LIKE %s UNION ALL "
            "SELECT id FROM enquiries_draft_answer d WHERE d::text LIKE %s",
            (f"%{word}%", f"%{word}%"),
        )
        return cursor.fetchall()


def test_sql_in_the_hub_s_own_session_finds_nothing_of_it() -> None:
    request = begun()
    with as_member("cass"):
        assert len(rows_that_say("Marigold")) == 1
    for username in ("ama", "priya", "ben", "hana", "eve"):
        with as_member(username):
            assert rows_that_say("Marigold") == [], username
            assert Request.objects.filter(pk=request.pk).exists() == (username in ("ama", "priya"))


def test_somebody_of_another_agency_writes_nothing_into_it_and_is_not_in_its_way() -> None:
    request = begun()
    with (
        as_member("ama") as me,
        pytest.raises(Exception, match="row-level security"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO enquiries_draft_answer "
            "(id, request_id, case_id, agency_id, author_id, audience, named, answers) "
            "SELECT gen_random_uuid(), r.id, r.case_id, r.to_agency_id, %s, 'own_agency', '{}', '{}' "
            "FROM enquiries_request r WHERE r.id = %s",
            (me.id, request.pk),
        )
    with as_member("ama"), connection.cursor() as cursor:
        cursor.execute("UPDATE enquiries_draft_answer SET answers = '{}'")
        assert cursor.rowcount == 0
    with as_member("cass") as me:
        assert draft_of(me, request.pk)["could_not_say"] == "Saffron."


def test_it_goes_when_it_is_sent(administrator: psycopg.Connection[Any]) -> None:
    request = begun()
    sent = client_as("cass").post(f"/requests/{request.pk}/answer/", posted(TYPED, version="1"))
    assert sent.status_code == 302
    assert _left(administrator, request) == [({},)]


def test_it_goes_when_the_hub_takes_the_question_back(administrator: psycopg.Connection[Any]) -> None:
    request = begun()
    with as_member("ama") as me:
        waiting.withdraw(
            practitioner=me,
            at=datetime.now(UTC),
            request_id=request.pk,
            reason="It was for somebody else.",
            may_still_see=True,
        )
    assert _left(administrator, request) == [({},)]


def test_it_stays_while_the_question_waits(administrator: psycopg.Connection[Any]) -> None:
    request = begun()
    with as_member("cass") as me:
        asking.mark_urgent(practitioner=me, at=datetime.now(UTC), request_id=request.pk, urgent=True)
        asking.see(practitioner=me, at=datetime.now(UTC), request_id=request.pk)
    [(left,)] = _left(administrator, request)
    assert left["could_not_say"] == "Saffron."


def _left(administrator: psycopg.Connection[Any], request: Request) -> list[Any]:
    rows = administrator.execute(
        "SELECT answers FROM enquiries_draft_answer WHERE request_id = %s", [request.pk]
    )
    return rows.fetchall()
