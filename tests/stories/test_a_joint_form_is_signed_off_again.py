"""What an agency changes after signing off is said to be changed, and the record says what the closed form says."""

from __future__ import annotations

import re
import threading
from html import unescape
from uuid import UUID

import pytest
from django.db import connection

from tessera.enquiries.actions import joining
from tessera.enquiries.queries.joining import printed
from tessera.live_forms.models import SignOff
from tessera.records.models import Line
from tests.cast import as_member, client_as
from tests.stories.joint_form import NOW, POLICE, SCHOOL, Page, given_form
from tests.stories.test_agencies_write_one_form import HELD, OWN, TOGETHER, told

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, THEN, SECRET = (
    "The caller was the neighbour.",
    "The caller was the aunt.",
    "An informant lives next door.",
)
CHANGED = "Changed since it was signed off: Cass"


def read_by(username: str) -> list[tuple[str, str]]:
    """The lines from joint forms that somebody sees, with their sources, in the order in which they were put there."""
    with as_member(username):
        rows = Line.objects.filter(note__kind="joint_form").order_by(
            "note__written_at", "note_id", "position"
        )
        return list(rows.values_list("text", "source"))


def given_signed_off() -> tuple[Page, str]:
    """A form whose part the police have signed off, and the enquiry's identifier."""
    enquiry = given_form(POLICE, SCHOOL)
    cass = Page(client_as("cass"), enquiry.pk)
    cass.save(OWN, lines__0001=FIRST)
    cass.save(HELD, words=SECRET)
    signs_off(cass)
    return cass, str(enquiry.pk)


def signs_off(page: Page) -> str:
    """Press the button: what the page says then."""
    answer = page.client.post(f"{page.address}sign-off/", follow=True)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def seen_by(username: str, page: Page) -> str:
    return told(client_as(username), page.address)


def test_what_is_changed_after_signing_off_says_so_to_everybody_who_reads_it() -> None:
    cass, enquiry = given_signed_off()
    for name in ("cass", "ben", "ama"):
        assert CHANGED not in seen_by(name, cass), name
        assert "Signed off: Cass" in seen_by(name, cass), name
    cass.save(OWN, lines__0001=THEN)
    for name in ("cass", "ben", "ama"):
        assert CHANGED in seen_by(name, cass), name
    assert "Sign it off again." in seen_by("cass", cass)
    assert "Sign it off again." not in seen_by("ben", cass)
    assert "changed since by Cass" in seen_by("ama", cass)
    for name in ("ama", "cass"):
        with as_member(name) as me:
            kept = printed(me, NOW, UUID(enquiry))
        assert kept is not None
        [part] = [one for one in kept.sections if one.whose == POLICE]
        assert part.changed is not None
        assert part.changed.by.startswith("Cass")
    assert "Changed since it was signed off:" in told(client_as("ama"), f"/enquiries/{enquiry}/audit/")
    assert client_as("ama").get(f"/enquiries/{enquiry}/joint-form.pdf").content.startswith(b"%PDF")


def test_that_a_part_held_back_was_changed_is_its_own_agencys_to_know() -> None:
    cass, _enquiry = given_signed_off()
    cass.save(HELD, words=f"{SECRET} Still.")
    assert CHANGED in seen_by("cass", cass)
    for name in ("ben", "ama"):
        assert "hanged since" not in seen_by(name, cass), name
    assert "changed its part" not in told(client_as("ama"), f"{cass.address}close/")
    assert "has signed its part off" in signs_off(cass)
    assert read_by("ben") == [(FIRST, "What we know")], "what was not changed is there once"
    assert [text for text, _source in read_by("cass")].count(FIRST) == 1
    assert f"{SECRET} Still." in [text for text, _source in read_by("cass")]


def test_signing_off_again_keeps_the_words_anew_and_the_first_time_stays() -> None:
    cass, _enquiry = given_signed_off()
    assert "has changed nothing since" in signs_off(cass)
    cass.save(OWN, lines__0001=THEN)
    assert "has signed its part off" in signs_off(cass)
    assert "has changed nothing since" in signs_off(cass)
    assert CHANGED not in seen_by("ben", cass)
    assert read_by("ben") == [(FIRST, "What we know"), (THEN, "What we know")]
    with as_member("ben"):
        assert SignOff.objects.count() == 2
    assert client_as("ama").post(f"{cass.address}close/").status_code == 302
    assert read_by("ben") == [(FIRST, "What we know"), (THEN, "What we know")], "signed off as it stands"


def test_closing_tells_who_changed_and_puts_their_words_there_as_they_stand() -> None:
    cass, _enquiry = given_signed_off()
    cass.save(OWN, lines__0001=THEN)
    cass.save(HELD, words=f"{SECRET} Still.")
    cass.save(TOGETHER, daily_life="He eats.")
    ben = Page(client_as("ben"), _enquiry)
    ben.save(OWN, lines__0001="Wet shoes on Monday.")
    before = told(client_as("ama"), f"{cass.address}close/")
    assert f"{POLICE} signed off" in before
    assert "has changed its part since: Cass" in before
    assert f"{SCHOOL} has not signed off yet." in before
    assert client_as("ama").post(f"{cass.address}close/").status_code == 302
    shared = {
        (FIRST, "What we know"),
        (THEN, f"{POLICE}, changed since it was signed off: What we know"),
        ("Wet shoes on Monday.", f"{SCHOOL}, not signed off: What we know"),
        ("He eats.", "Daily life"),
    }
    assert {text for text, _source in read_by("ben")} == {text for text, _source in shared}
    assert set(read_by("ben")) >= {one for one in shared if one[0] != "He eats."}
    assert f"{SECRET} Still." not in [text for text, _source in read_by("cass")]
    closed = seen_by("ben", cass)
    assert CHANGED in closed
    assert "Not signed off" in closed
    assert THEN in closed
    assert FIRST not in closed
    assert "or the form is closed." in signs_off(cass)


def test_two_who_sign_off_at_once_sign_off_once() -> None:
    cass, enquiry = given_signed_off()
    cass.save(OWN, lines__0001=THEN)
    said: list[str] = []

    def sign() -> None:
        try:
            said.append(signs_off(Page(client_as("cass"), UUID(enquiry))))
        finally:
            connection.close()

    both = [threading.Thread(target=sign) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sum("has signed its part off" in words for words in said) == 1
    assert read_by("ben") == [(FIRST, "What we know"), (THEN, "What we know")]


def test_the_moment_of_a_sign_off_is_the_databases() -> None:
    """What was written before is never said to be changed since, however wrong the service's clock is."""
    enquiry = given_form(POLICE, SCHOOL)
    cass = Page(client_as("cass"), enquiry.pk)
    cass.save(OWN, lines__0001=FIRST)
    with as_member("cass") as me:
        joining.sign_off(practitioner=me, at=NOW.replace(year=NOW.year - 1), enquiry_id=enquiry.pk)
    assert CHANGED not in seen_by("ben", cass)
    with as_member("ben") as me:
        late = Page(client_as("ben"), enquiry.pk)
    late.save(OWN, lines__0001="Wet shoes on Monday.")
    with as_member("ben") as me:
        joining.sign_off(practitioner=me, at=NOW.replace(year=NOW.year + 1), enquiry_id=enquiry.pk)
    late.save(OWN, lines__0001="Wet shoes on Tuesday.")
    assert "Changed since it was signed off: Ben" in seen_by("cass", cass)
