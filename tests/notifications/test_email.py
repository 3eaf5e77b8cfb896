"""Email carries a reference and a link, reaches whoever may hear of the case, and goes again where it failed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test import override_settings

from config.demonstration.load import load
from config.demonstration.register import FOLDER
from config.home import ROOT
from config.postgres import Addresses
from tessera.access import acting
from tessera.access.models import Practitioner
from tessera.notifications import actions, jobs, queries
from tessera.notifications.models import Message
from tessera.notifications.rules import WORDS, is_tried, says
from tessera.partnership.rules.settings import Settings
from tests.cast import as_member, client_as
from tests.conftest import _point_django_at
from tests.notifications.mail_server import Post
from tests.stories.front_door import given_enquiry, given_referral, given_request

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[], int]
Administrator = psycopg.Connection[Any]

NOW = timedelta(minutes=2)


def just_now() -> datetime:
    return datetime.now(UTC) - NOW


def emailed(administrator: Administrator) -> list[tuple[str, bool]]:
    return administrator.execute(
        "SELECT p.username, m.emailed_at IS NOT NULL FROM notifications_message m "
        "JOIN access_practitioner p ON p.id = m.recipient_id ORDER BY 1, m.made_at"
    ).fetchall()


def body(email: EmailMessage) -> str:
    return str(email.get_content()).replace("\r\n", "\n")  # type: ignore[attr-defined]


# ---------------------------------------- what it says

PERSONAL = (
    "SELECT given_name FROM enquiries_referral_child UNION SELECT family_name FROM enquiries_referral_child",
    "SELECT given_name FROM enquiries_referral_adult UNION SELECT family_name FROM enquiries_referral_adult",
    "SELECT unnest(lines) FROM enquiries_referral_address",
    "SELECT postcode FROM enquiries_referral_address",
    "SELECT name FROM access_practitioner WHERE username <> 'automatic' UNION SELECT name FROM access_agency",
    "SELECT text FROM records_line UNION SELECT words FROM records_childs_voice",
    "SELECT daily_life FROM enquiries_referral UNION SELECT consent_reason FROM enquiries_referral",
    "SELECT nhs_number FROM enquiries_referral_child",
)


def test_no_name_and_no_concern_of_the_demonstration_is_in_any_email(
    administrator: Administrator, post: Post, work: Work
) -> None:
    load(only={1, 2, 3, 4})
    administrator.execute("UPDATE notifications_message SET made_at = now() - interval '1 minute'")
    administrator.execute("UPDATE notifications_message SET read_at = NULL")
    expected = administrator.execute(
        "SELECT p.email, m.word, m.reference, m.link FROM notifications_message m "
        "JOIN access_practitioner p ON p.id = m.recipient_id"
    ).fetchall()
    assert work() == len(expected) > 30
    assert sorted((to, str(e["Subject"]), body(e)) for to, e in post.came) == sorted(
        (to, says(word, reference), f"{says(word, reference)}\n\nhttps://tessera.example.org{link}\n")
        for to, word, reference, link in expected
    )
    written = "\n".join(f"{email['Subject']} {body(email)}" for _, email in post.came).lower()
    secrets = {
        str(row[0]).lower() for question in PERSONAL for row in administrator.execute(question.encode())
    }
    settings = Settings.load(FOLDER / "thornmere.yaml")
    secrets |= {label.label.lower() for label in settings.concerns.values()}
    secrets |= {str(code).replace("_", " ") for code in settings.concerns}
    secrets = {secret for secret in secrets if len(secret) > 2}
    assert len(secrets) > 100
    spoken = re.compile(r"\b(" + "|".join(map(re.escape, sorted(secrets))) + r")\b")
    assert not spoken.findall(written)
    assert "rowan" in secrets
    assert "neglect" in secrets


def test_every_word_there_is_can_be_sent() -> None:
    for word in WORDS.values():
        assert "TH-AB12-CD34" in says(word.word, "TH-AB12-CD34")


@pytest.mark.parametrize(
    "changed",
    [
        {"reference": "Rowan Ashdown"},
        {"reference": "TH-AB12-CD34 neglect"},
        {"reference": "TH-AB12-CD34\nBcc: a@example.org"},
        {"link": "https://example.org/"},
        {"link": "//example.org/a/"},
        {"link": "/referrals/Rowan Ashdown/"},
        {"link": "/referrals/?child=rowan"},
    ],
)
def test_a_message_with_anything_else_in_it_is_refused_by_the_database(changed: dict[str, str]) -> None:
    given = {"reference": "TH-AB12-CD34", "link": "/worklist/"} | changed
    with pytest.raises(Exception, match=r"message_(reference|link)_only"), as_member("ama") as me:
        actions.tell(
            practitioner=me,
            at=just_now(),
            recipients=[Practitioner.objects.get(username="priya").pk],
            word="referral_received",
            reference=given["reference"],
            link=given["link"],
        )


# ---------------------------------------- to whom


def test_each_goes_once(administrator: Administrator, post: Post, work: Work) -> None:
    referral = given_referral(just_now())
    assert work() == len(post.came) > 0
    assert all(sent for _, sent in emailed(administrator))
    assert [str(email["Subject"]) for email in post.of("ama.mensah@example.org")] == [
        f"A referral has arrived: {referral.reference}"
    ]
    assert post.came[0][1]["Auto-Submitted"] == "auto-generated"
    assert not post.of("ben.aldous@example.org")  # who did it is not told of it
    assert work() == 0


def test_the_job_worker_itself_sends_them(
    administrator: Administrator, addresses: Addresses, post: Post
) -> None:
    given_referral(just_now())
    with transaction.atomic():
        jobs.send_email.defer(timestamp=0)
    given = {
        f"TESSERA_{role.upper()}_DATABASE_URL": getattr(addresses, role) for role in ("owner", "app", "job")
    }
    mail = {
        "TESSERA_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "TESSERA_EMAIL_HOST": "127.0.0.1",
        "TESSERA_EMAIL_PORT": str(post.port),
    }
    done = subprocess.run(
        [sys.executable, "-m", "config.console", "work", "--once"],
        env={**os.environ, **given, **mail}, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(post.came) == len(emailed(administrator)) > 0
    assert all(sent for _, sent in emailed(administrator))


def test_whoever_must_never_see_the_child_hears_nothing(
    administrator: Administrator, post: Post, work: Work
) -> None:
    referral = given_referral(just_now())
    person = uuid4()
    administrator.execute(
        "INSERT INTO access_subject (id, case_id, person_id, provisional, made_at) VALUES (%s, %s, %s, true, now())",
        [uuid4(), referral.case_id, person],
    )
    administrator.execute(
        "INSERT INTO access_exclusion (id, practitioner_id, person_id, reason, made_at) "
        "SELECT %s, id, %s, 'A neighbour', now() FROM access_practitioner WHERE username = 'ama'",
        [uuid4(), person],
    )
    assert work() > 0
    assert not post.of("ama.mensah@example.org")
    assert post.of("priya.raman@example.org")
    assert ("ama", False) in emailed(administrator)
    with as_member("ama") as me:
        assert not Message.objects.filter(recipient_id=me.id).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notifications_message SET read_at = now()",
        "UPDATE access_practitioner SET is_active = false WHERE username <> 'automatic'",
        "UPDATE access_membership SET valid_to = now() - interval '1 hour'",
        "UPDATE notifications_message SET made_at = now() - interval '25 hours'",
    ],
)
def test_who_has_read_it_or_left_and_what_is_stale_is_left_alone(
    statement: str, administrator: Administrator, post: Post, work: Work
) -> None:
    given_referral(just_now())
    administrator.execute(statement.encode())
    assert work() == 0
    assert post.came == []


def test_without_a_mail_server_configured_nothing_is_said_to_have_been_sent(
    administrator: Administrator, work: Work
) -> None:
    given_referral(just_now())
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        assert work() == 0
    assert not any(sent for _, sent in emailed(administrator))


# ---------------------------------------- when it fails


def test_one_address_that_refuses_keeps_back_no_other(
    administrator: Administrator, post: Post, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    given_referral(just_now())
    post.refused = {"ama.mensah@example.org"}
    went = work()
    assert went == len(post.came) > 0
    assert not post.of("ama.mensah@example.org")
    assert ("ama", False) in emailed(administrator)
    assert "could not be sent" in caplog.text
    assert "@" not in caplog.text
    post.refused = set()
    assert work() == 1
    assert len(post.of("ama.mensah@example.org")) == 1
    assert all(sent for _, sent in emailed(administrator))


def test_with_the_mail_server_down_everything_waits(
    administrator: Administrator, post: Post, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    given_referral(just_now())
    with override_settings(EMAIL_PORT=1):
        assert work() == 0
    assert not any(sent for _, sent in emailed(administrator))
    assert "tried again" in caplog.text
    assert work() > 0


def test_two_workers_do_not_send_one_message_twice(addresses: Addresses) -> None:
    given_enquiry(just_now() - timedelta(hours=1))
    _point_django_at(addresses.job)
    sent: list[str] = []
    answers: list[Message | None] = []

    def another() -> None:
        with acting.acting_automatically():
            answers.append(email("second"))
        connection.close()

    def email(who: str) -> Message | None:
        def send() -> None:
            sent.append(who)
            if who == "first":
                thread = Thread(target=another)
                thread.start()
                thread.join(10)

        return actions.email(
            practitioner=acting.Automatic(), at=datetime.now(UTC), message_id=message_id, send=send
        )

    try:
        with acting.acting_automatically():
            with transaction.atomic():
                message_id = Message.objects.filter(read_at__isnull=True).values_list("pk", flat=True)[0]
            answers.append(email("first"))
            assert email("third") is None
    finally:
        _point_django_at(addresses.app)
    assert sent == ["first"]
    assert answers[0] is None
    assert answers[1] is not None


def test_what_was_not_kept_as_sent_goes_again(administrator: Administrator, addresses: Addresses) -> None:
    """The machine stops after the server took the email: twice, never not at all."""
    given_referral(just_now())
    _point_django_at(addresses.job)
    try:
        with acting.acting_automatically(), transaction.atomic():
            message_id = Message.objects.values_list("pk", flat=True)[0]

        def send() -> None:
            raise SystemExit

        with pytest.raises(SystemExit), acting.acting_automatically():
            actions.email(
                practitioner=acting.Automatic(), at=datetime.now(UTC), message_id=message_id, send=send
            )
    finally:
        _point_django_at(addresses.app)
    assert not any(sent for _, sent in emailed(administrator))


def test_the_web_role_cannot_ask_whom_an_email_may_reach() -> None:
    with pytest.raises(Exception, match="permission denied"), as_member("ama"), connection.cursor() as cursor:
        cursor.execute("SELECT access.hears(gen_random_uuid(), gen_random_uuid())")


def test_sending_is_tried_each_minute_at_first_and_then_each_quarter_of_an_hour() -> None:
    made = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
    tried = [m for m in range(60 * 30) if is_tried(made, made + timedelta(minutes=m))]
    assert tried[:13] == [*range(11), 15, 30]
    assert tried[-1] == 24 * 60
    assert len(tried) < 120


# ---------------------------------------- the page


def test_a_practitioner_opens_a_message_and_it_is_read() -> None:
    request = given_request(given_enquiry(just_now() - timedelta(hours=2)), at=just_now())
    client = client_as("cass")
    page = client.get("/messages/").content.decode()
    assert f"The hub asks your agency a question: {request.reference}" in page
    assert "Rowan" not in page
    with as_member("cass") as me:
        before = queries.unread(me)
        message = Message.objects.get(recipient_id=me.id, word="request_received")
    assert before == 1
    assert client.get(f"/messages/{message.pk}/open/").status_code == 405
    answer = client.post(f"/messages/{message.pk}/open/")
    assert (answer.status_code, answer["Location"]) == (302, f"/requests/{request.pk}/")
    assert client.post(f"/messages/{message.pk}/open/").status_code == 302
    with as_member("cass") as me:
        assert queries.unread(me) == 0
        message.refresh_from_db()
        assert message.read_at is not None
    assert client_as("ben").post(f"/messages/{message.pk}/open/").status_code == 404
    assert client_as("ben").post(f"/messages/{uuid4()}/open/").status_code == 404
