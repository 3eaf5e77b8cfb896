"""An administrator asks that somebody works here, another agrees, and they accept; and an administrator ends it."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from tessera.access.models import Invitation, Membership, Practitioner
from tessera.access.rules import SCOPE_OF
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry
from tests.stories.joining import PAGE, accepted, asked, given, link_in, waiting
from tests.stories.signing import calm, is_in, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

HUB = "Thornmere Children's Social Care: Thornmere MASH"
NEW = {"name": "Nadia Rowntree", "email": "N.Rowntree@example.org"}
PASSWORD = {"password1": "nine grey umbrellas", "password2": "nine grey umbrellas"}


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def person_page(name: str) -> str:
    """The path of somebody's page."""
    with as_member("ada"):
        return f"{PAGE}{Practitioner.objects.get(name=name).pk}/"


def live(administrator: psycopg.Connection[Any], email: str) -> list[tuple[str, str]]:
    return administrator.execute(
        "SELECT m.role, a.name FROM access_membership m JOIN access_practitioner p ON p.id = m.practitioner_id "
        "JOIN access_agency a ON a.id = m.agency_id WHERE p.email = %s AND m.valid_from <= now() "
        "AND (m.valid_to IS NULL OR m.valid_to > now()) ORDER BY 1, 2",
        [email.lower()],
    ).fetchall()


def test_somebody_new_is_invited_by_two_sets_a_password_and_works(
    settings: Any, administrator: psycopg.Connection[Any]
) -> None:
    calm(settings)
    ada, vera = client_as("ada"), client_as("vera")
    enquiry = given_enquiry()
    link = given(ada, vera, place=HUB, roles=["hub_practitioner"], **NEW)
    said = mail.outbox[-1].subject + mail.outbox[-1].body
    for word in ("Nadia", "Rowntree", "Thornmere", "MASH", "hub"):
        assert word not in said.replace("http://127.0.0.1", "")
    assert "Nadia" in text(ada, PAGE)
    assert live(administrator, NEW["email"]) == []
    shown = text(Client(), link)
    assert "Thornmere MASH" in shown
    assert "set a password next" in shown
    onward = accepted(link)
    assert live(administrator, NEW["email"]) == [("hub_practitioner", "Thornmere Children's Social Care")]
    browser = Client()
    form = browser.get(onward["Location"])
    assert browser.post(form["Location"], PASSWORD).status_code == 302
    assert sign_in(browser, "n-rowntree", PASSWORD["password1"]).status_code == 302
    assert is_in(browser)
    assert enquiry.reference in text(browser, "/worklist/")
    assert "no longer works" in text(Client(), link)
    assert accepted(link).status_code == 200
    assert len(live(administrator, NEW["email"])) == 1


def test_until_they_accept_nothing_tells_whether_an_address_is_known(
    administrator: psycopg.Connection[Any],
) -> None:
    """Somebody who works in another partnership and a stranger: alike on the page, in the row and in the email."""
    administrator.execute(
        "WITH made AS (INSERT INTO access_principal (kind) VALUES ('practitioner') RETURNING id) "
        "INSERT INTO access_practitioner (id, username, name, email, principal_id, is_active, joined_at) "
        "SELECT gen_random_uuid(), 'pat', 'Patricia Lee-Jones', 'p.lee@example.org', made.id, true, now() FROM made"
    )
    ada, vera = client_as("ada"), client_as("vera")
    pages, links = [], []
    for email in ("P.Lee@example.org", "nobody@example.org"):
        given_to = {
            "place": "Thornmere Police",
            "roles": ["agency_officer"],
            "name": "Pat Lee",
            "email": email,
        }
        links.append(given(ada, vera, **given_to))
        row = next(row for row in text(ada, PAGE).split("<tr")[1:] if email.lower() in row)
        pages.append(re.sub(rf"{email.lower()}|[0-9a-f-]{{36}}|[\w-]{{64}}|\d+:\d\d[ap]m", "-", row))
    assert pages[0] == pages[1]
    bodies = [re.sub(r"http\S+|\d+:\d\d[ap]m", "-", one.subject + one.body) for one in mail.outbox]
    assert bodies[0] == bodies[1]
    with as_member("ada"):
        rows = Invitation.objects.values_list("practitioner_id", "accepted_at", "name")
        assert list(rows) == [(None, None, "Pat Lee")] * 2
        assert not Practitioner.objects.filter(email="p.lee@example.org").exists()
    # Only whoever reads the mailbox is told, and shown by which name they will be seen.
    assert "Patricia Lee-Jones" in text(Client(), links[0])
    assert accepted(links[0])["Location"] == "/sign-in/"
    assert "Patricia Lee-Jones" in text(ada, PAGE)


def test_whoever_asks_does_not_agree_and_postgresql_says_so() -> None:
    ada, ben = client_as("ada"), client_as("ben")
    assert asked(ada, place=HUB, roles=["decision_maker"], **NEW).status_code == 302
    with as_member("ada"):
        invitation = Invitation.objects.get()
    step = f"{PAGE}asked/{invitation.pk}/"
    answer = ada.post(f"{step}agree/")
    assert answer.status_code == 409
    assert "Another administrator agrees" in answer.content.decode()
    assert ada.post(f"{step}send/").status_code == 409
    for path in (f"{step}agree/", f"{step}send/", f"{step}withdraw/"):
        assert ben.post(path).status_code == 404
        assert ada.post(path.replace(str(invitation.pk), str(uuid.uuid4()))).status_code == 404
    with as_member("ada"), connection.cursor() as cursor:
        cursor.execute("SELECT access.agree_to_invitation(%s)", (invitation.pk,))
        assert cursor.fetchone() == (False,)
    with pytest.raises(ProgrammingError), as_member("ben"), connection.cursor() as cursor:
        cursor.execute("SELECT access.agree_to_invitation(%s)", (invitation.pk,))
    assert mail.outbox == []


def test_a_colleague_has_another_role_as_soon_as_it_is_agreed(administrator: psycopg.Connection[Any]) -> None:
    ada, vera = client_as("ada"), client_as("vera")
    page = person_page("Ben Aldous")
    answer = asked(ada, where=f"{page}give/", place="Thornmere Housing", roles=["agency_officer"])
    assert answer.status_code == 302
    agree = waiting(vera, "Ben Aldous", "agree")
    assert vera.post(agree).status_code == 302
    assert vera.post(agree).status_code == 409, "agreed once"
    assert mail.outbox == []
    assert "Thornmere Housing" in text(ada, page)
    with as_member("ada"):
        roles = Membership.objects.filter(practitioner__name="Ben Aldous").values_list("role", flat=True)
        assert sorted(roles).count("agency_officer") == 1


def test_nobody_gives_themself_a_place_and_a_role_in_a_team_has_one() -> None:
    ada = client_as("ada")
    with as_member("ada") as me:
        own = f"{PAGE}{me.id}/give/"
    answer = asked(ada, where=own, place="Thornmere Housing", roles=["agency_officer"])
    assert answer.status_code == 200
    assert "Nobody gives themself a place" in answer.content.decode()
    answer = asked(ada, place="Thornmere Housing", roles=["social_worker"], **NEW)
    assert "Select the team" in answer.content.decode()
    answer = asked(ada, place="Thornmere Housing", roles=["wizard"], **NEW)
    assert "Select what they do here" in answer.content.decode()
    answer = ada.post("/practitioners/invite/", {"place": str(uuid.uuid4()), "roles": ["referrer"], **NEW})
    assert "Select where they work" in answer.content.decode()
    answer = asked(
        ada, place="Thornmere Housing", roles=["referrer"], name="Ben", email="BEN.ALDOUS@example.org"
    )
    assert "They work here already" in answer.content.decode()
    with as_member("ada"):
        assert not Invitation.objects.exists()


def test_a_link_is_sent_again_runs_out_and_is_taken_back(administrator: psycopg.Connection[Any]) -> None:
    ada, vera = client_as("ada"), client_as("vera")
    first = given(ada, vera, place="Thornmere Police", roles=["agency_officer"], **NEW)
    assert ada.post(waiting(ada, "Nadia", "send")).status_code == 302
    second = link_in(mail.outbox[-1])
    assert first != second
    assert "no longer works" in text(Client(), first)
    assert "You are invited" in text(Client(), second)
    administrator.execute("UPDATE access_invitation SET key_until = now()")
    assert "no longer works" in text(Client(), second)
    assert "The link has run out" in text(ada, PAGE)
    assert ada.post(waiting(ada, "Nadia", "send")).status_code == 302
    third = link_in(mail.outbox[-1])
    assert vera.post(waiting(vera, "Nadia", "withdraw")).status_code == 302
    assert "no longer works" in text(Client(), third)
    assert accepted(third).status_code == 200
    assert live(administrator, NEW["email"]) == []


def test_neither_who_asked_nor_who_agreed_takes_the_place(administrator: psycopg.Connection[Any]) -> None:
    """An administrator's other address, under which they become a colleague only after it was asked for."""
    ada, vera = client_as("ada"), client_as("vera")
    link = given(ada, vera, place="Thornmere Police", roles=["agency_officer"], **NEW)
    administrator.execute(
        "UPDATE access_practitioner SET email = %s WHERE username = 'ada'", [NEW["email"].lower()]
    )
    assert accepted(link).status_code == 200
    assert live(administrator, NEW["email"]) == [
        one for one in live(administrator, NEW["email"]) if one[0] == "administrator"
    ]


def test_a_place_is_ended_and_what_they_wrote_stays(administrator: psycopg.Connection[Any]) -> None:
    ada, ama = client_as("ada"), client_as("ama")
    enquiry = given_enquiry()
    assert enquiry.reference in text(ama, "/worklist/")
    page = person_page("Ama Mensah")
    for membership in administrator.execute(
        "SELECT m.id::text FROM access_membership m JOIN access_practitioner p ON p.id = m.practitioner_id "
        "WHERE p.username = 'ama'"
    ).fetchall():
        path = f"{PAGE}places/{membership[0]}/end/"
        assert "What they wrote stays" in text(ada, path)
        assert ada.post(path).status_code == 302
        assert ada.post(path).status_code == 404, "it has ended"
    assert ama.get("/worklist/").status_code != 200
    assert "They do not work here any more" in text(ada, page)
    assert enquiry.reference in text(client_as("priya"), "/worklist/")
    still = administrator.execute(
        "SELECT count(*) FROM access_involvement i JOIN access_practitioner p ON p.principal_id = i.principal_id "
        "WHERE p.username = 'ama' AND i.kind = 'allocated' AND (i.valid_to IS NULL OR i.valid_to > now())"
    ).fetchone()
    assert still == (0,)


def test_one_administrator_always_stays(administrator: psycopg.Connection[Any]) -> None:
    def membership(username: str) -> str:
        row = administrator.execute(
            "SELECT m.id::text FROM access_membership m JOIN access_practitioner p ON p.id = m.practitioner_id "
            "WHERE p.username = %s AND m.role = 'administrator'",
            [username],
        ).fetchone()
        assert row is not None
        return str(row[0])

    ada, vera = client_as("ada"), client_as("vera")
    assert ada.get(f"{PAGE}places/{membership('ada')}/end/").status_code == 404, "one's own"
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    assert ada.post(f"{PAGE}places/{membership('vera')}/end/", {"last_day": tomorrow}).status_code == 302
    answer = vera.post(f"{PAGE}places/{membership('ada')}/end/")
    assert "Nobody else would stay" in answer.content.decode()
    with as_member("vera"), connection.cursor() as cursor:
        cursor.execute("SELECT access.end_membership(%s, now())", (membership("ada"),))
        assert cursor.fetchone() == (False,)
    assert ada.post(f"{PAGE}places/{membership('vera')}/end/").status_code == 302
    assert vera.get(PAGE).status_code != 200
    with (
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        as_member("ama"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT access.end_membership(%s, now())", (membership("ada"),))


def test_a_place_taken_back_before_its_first_day_was_never_held(
    administrator: psycopg.Connection[Any],
) -> None:
    ada, vera = client_as("ada"), client_as("vera")
    later = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    link = given(ada, vera, place="Thornmere Police", roles=["agency_officer"], first_day=later, **NEW)
    accepted(link)
    row = administrator.execute(
        "SELECT m.id::text FROM access_membership m JOIN access_practitioner p ON p.id = m.practitioner_id "
        "WHERE p.email = %s",
        [NEW["email"].lower()],
    ).fetchone()
    assert row is not None
    assert ada.post(f"{PAGE}places/{row[0]}/end/").status_code == 302
    held = administrator.execute(
        "SELECT valid_to = valid_from FROM access_membership WHERE id = %s", [row[0]]
    ).fetchone()
    assert held == (True,)


def test_nobody_is_given_a_name_in_which_the_program_writes() -> None:
    """What other systems send to a partnership is written by a practitioner whose name begins so."""
    ada, vera = client_as("ada"), client_as("vera")
    typed = {"name": "Ina Take", "email": "intake-eastmere@example.org"}
    assert (
        accepted(given(ada, vera, place="Thornmere Police", roles=["referrer"], **typed)).status_code == 302
    )
    with as_member("ada"):
        assert Practitioner.objects.get(email=typed["email"]).username == "p-intake-eastmere"
    assert "Ina Take" in text(ada, PAGE)


def test_the_database_and_the_program_say_alike_how_far_a_role_reaches(
    administrator: psycopg.Connection[Any],
) -> None:
    for role, scope in SCOPE_OF.items():
        assert administrator.execute("SELECT access._scope(%s)", [str(role)]).fetchone() == (str(scope),)
