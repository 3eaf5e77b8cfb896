"""A chronology leaves as a file: for a reader who is named in it, once, and known again by its hash."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from hashlib import sha256
from random import Random, SystemRandom
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from tessera.access.models import Export
from tessera.audit.models import Entry
from tessera.chronology.rules.files import sheets_of
from tessera.chronology.rules.table import understood
from tessera.enquiries.models import Enquiry, ReferralAddress, ReferralAdult
from tessera.exports.models import Making
from tessera.exports.queries import concealed
from tests.cast import as_member, client_as
from tests.making import Worker, asked, file_at, made, taken
from tests.pdf import reading
from tests.stories.front_door import given_enquiry, given_request
from tests.stories.test_a_note_is_on_the_chronology import page_of, when_somebody_writes

pytestmark = pytest.mark.django_db(transaction=True)
OPEN, HANDLED, SECRET, OURS = (
    "Hungry at ten.",
    "Told by a neighbour.",
    "Kept by the police.",
    "For our school.",
)
FORMULA = '=HYPERLINK("http://example.org","x")'


def given_story() -> Enquiry:
    """Four notes on the chronology: open, marked for handling, marked for those cleared, and the school's own."""
    enquiry = given_enquiry()
    given_request(enquiry, "Thornmere Community Health")
    ben = client_as("ben")
    on = {"promote": "on", "nature": "harm"}
    when_somebody_writes(ben, enquiry, text=OPEN, when="day", day="2 June 2026", **on)
    when_somebody_writes(ben, enquiry, text=HANDLED, marks="third_party", **on)
    when_somebody_writes(ben, enquiry, text=SECRET, marks="police_intelligence", **on)
    when_somebody_writes(ben, enquiry, text=OURS, share="own", **on)
    when_somebody_writes(ben, enquiry, text=FORMULA, **on)
    return enquiry


def when_asked(client: Client, enquiry: Enquiry, **changes: str) -> HttpResponse:
    return asked(client, enquiry.case_id, **changes)


def files_of(name: str) -> list[Export]:
    with as_member(name):
        return list(Export.objects.order_by("asked_at"))


def check(client: Client, **given: Any) -> str:
    return client.post("/exports/check/", given).content.decode()


def test_the_hub_takes_a_file_that_nobody_else_agrees_to_and_a_copy_is_known_again(
    the_job_worker: Worker,
) -> None:
    enquiry, ama = given_story(), client_as("ama")
    make = f"/cases/{enquiry.case_id}/exports/make/"
    empty = ama.post(make, {"once": str(uuid4())}).content.decode()
    assert "Enter who is going to read it" in empty
    once = str(uuid4())
    file_id = file_at(when_asked(ama, enquiry, once=once))
    assert made(the_job_worker, file_id)
    answer = ama.post(f"/exports/{file_id}/take/")
    content = answer.content
    assert answer["Content-Disposition"].startswith('attachment; filename="chronology-meeting-')
    words = reading.text(content)
    assert OPEN in words
    assert HANDLED in words
    assert SECRET not in words
    assert OURS not in words
    for page in reading.opened(content).pages:
        said = " ".join(page.extract_text().split())
        assert said.count("Strategy meeting of 3 December, chaired by Priya Nair") >= 2, (
            "in words and behind them"
        )
        assert "Made by Ama" in said
    # Sent twice it is one file; the page says so.
    assert file_at(when_asked(ama, enquiry, once=once)) == file_id
    (row,) = files_of("ama")
    with as_member("ama"):
        assert Entry.objects.filter(verb="take_out", row=row.pk).count() == 1
        assert Entry.objects.filter(verb="export", kind="chronology", case=enquiry.case_id).count() == 1
    assert "Taken, " in page_of(ama, f"/exports/{row.pk}/")
    assert "Strategy meeting" in page_of(ama, f"/cases/{enquiry.case_id}/exports/")
    assert "unchanged" in check(ama, file=SimpleUploadedFile("x.pdf", content))
    assert "unchanged" in check(client_as("priya"), sha256=f" {row.sha256.upper()} ")
    assert "cannot tell" not in check(ama, sha256=row.sha256)
    for name, given in (
        ("ama", {"file": SimpleUploadedFile("x.pdf", content + b" ")}),
        ("ben", {"sha256": row.sha256}),
        ("dev", {"sha256": row.sha256}),
    ):
        page = check(client_as(name), **given)
        assert "not a file that we can tell you about" in page, name
        assert "Strategy meeting" not in page
    assert "64 letters and numbers" in check(ama, sha256="abc")


def test_a_workbook_is_taken_in_again_and_holds_no_formula(the_job_worker: Worker) -> None:
    enquiry = given_story()
    content = taken(client_as("ama"), the_job_worker, enquiry.case_id, file_format="xlsx").content
    book = load_workbook(io.BytesIO(content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells if cell.value == FORMULA] == [True]
    table = understood(sheets_of("file.xlsx", content)[0], timezone.localdate())
    told = {row.event: row for row in table.taken}
    assert len(told) == len(table.rows)
    assert {OPEN, HANDLED, FORMULA} <= told.keys()
    assert told[OPEN].happened.words == "2 June 2026"
    assert not {SECRET, OURS} & told.keys()
    assert table.unread == ("Agency", "Recorded by")


def test_a_school_takes_one_file_once_somebody_else_agreed(the_job_worker: Worker) -> None:
    enquiry, ben, priya = given_story(), client_as("ben"), client_as("priya")
    once = str(uuid4())
    for _ in range(2):
        assert when_asked(ben, enquiry, once=once).status_code == 302
    (row,) = files_of("ben")
    page = f"/exports/{row.pk}/"
    make, take, agree = f"{page}make/", f"{page}take/", f"{page}agree/"
    assert "Waiting for somebody to agree" in page_of(ben, page)
    assert "A file waits for you to agree" in page_of(priya, "/messages/")
    assert ben.post(make).status_code == ben.post(take).status_code == 404, "nobody has agreed"
    assert ben.post(agree).status_code == 404, "not their own second person"
    for other in ("dev", "eve", "hana"):
        assert client_as(other).get(page).status_code == 404, other
        assert client_as(other).post(make).status_code == 404, other
        assert client_as(other).post(take).status_code == 404, other
    assert "Strategy meeting of 3 December" in page_of(priya, "/assurance/")
    assert "Agree" in page_of(priya, page)
    priya.post(agree)
    assert "The file that you asked for can be taken" in page_of(ben, "/messages/")
    assert client_as("ama").post(make).status_code == 404, "whoever asked has it made"
    assert ben.post(take).status_code == 404, "it is not made yet"
    assert ben.post(make)["Location"] == page
    assert made(the_job_worker, row.pk)
    assert client_as("ama").post(take).status_code == 404, "and takes it"
    assert ben.get(f"/enquiries/{enquiry.pk}/audit.pdf").status_code == 404, "this file, and no other"
    content = b"".join([ben.post(take).content])
    assert OPEN in reading.text(content)
    assert OURS not in reading.text(content), "also of what is their own"
    assert ben.post(take).content == content, "the same, for an hour"
    assert ben.post(make).status_code == 404, "and no other"
    assert "unchanged" in check(ben, file=SimpleUploadedFile("x.pdf", content))
    with as_member("ben"):
        assert Entry.objects.filter(kind="export", row=row.pk, verb__in=("ask", "take_out")).count() == 3


def test_what_was_agreed_to_long_ago_is_over_and_whoever_forges_the_row_is_refused() -> None:
    enquiry, ben = given_story(), client_as("ben")
    when_asked(ben, enquiry)
    (row,) = files_of("ben")
    with as_member("priya") as me:
        long_ago = timezone.now() - timedelta(days=8)
        Export.objects.filter(pk=row.pk).update(agreed_by_id=me.id, agreed_at=long_ago)
    assert "not taken in time" in page_of(ben, f"/exports/{row.pk}/")
    for what in ("make", "take"):
        assert ben.post(f"/exports/{row.pk}/{what}/").status_code == 404
    forged = {"taken_at": timezone.now(), "sha256": "0" * 64}
    with as_member("ben"):
        assert Export.objects.filter(pk=row.pk).update(**forged) == 0
    with pytest.raises(DatabaseError, match="row-level security"), as_member("ben") as me:
        Export.objects.create(
            case_id=enquiry.case_id, asked_by_id=me.id, asked_at=timezone.now(), kind="chronology",
            purpose="meeting", file_format="pdf", reader="Me", **forged,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="row-level security"), as_member("ben") as me:
        Export.objects.create(
            case_id=enquiry.case_id, asked_by_id=me.id, asked_at=timezone.now(), kind="chronology",
            purpose="family", file_format="pdf", reader="Jo",
        )  # fmt: skip
    page = when_asked(ben, enquiry, purpose="family").content.decode()
    assert "is made in the hub" in page
    assert "For the family to read" not in page
    for name in ("dev", "eve"):
        assert client_as(name).get(f"/cases/{enquiry.case_id}/exports/").status_code == 404
        assert when_asked(client_as(name), enquiry).status_code == 404


def given_told(enquiry: Enquiry) -> None:
    """What a family must not read, or not all of it, in lines that are open to everyone who works with it."""
    ben, on = client_as("ben"), {"promote": "on", "nature": "change"}
    when_somebody_writes(ben, enquiry, text=AT_HOME, **on)
    when_somebody_writes(ben, enquiry, kind="opinion", text="I think that his mother copes badly.", **on)
    when_somebody_writes(
        ben, enquiry, kind="told", text="The neighbour hears him cry.", source="Mr Okoro", **on
    )
    when_somebody_writes(ben, enquiry, text="Not for them to read.", marks="not_for_family", **on)


AT_HOME = (
    "Ro Ashdown was alone at 9 Harbour Row, TH1 4QZ on 3 June 2026. Bartek said: ring 07700 900123 for Jo."
)
REFUGE = ("Flat 7, Larch House", "TH9 9ZZ")


def given_a_kept_address(enquiry: Enquiry) -> None:
    """The mother lives where somebody must not find her, and a note that is open to all says where."""
    with as_member("ama") as me:
        adult = ReferralAdult.objects.get(case_id=enquiry.case_id)
        ReferralAddress.objects.create(
            case_id=enquiry.case_id, agency_id=me.agency_id, author_id=me.id, audience="named", named=[me.hub],
            marks=["domestic_abuse_address"], adult=adult, lines=[REFUGE[0]], postcode=REFUGE[1],
        )  # fmt: skip
    when_somebody_writes(
        client_as("ben"),
        enquiry,
        text="Taken to larch house, flat 7, th99zz by taxi.",
        promote="on",
        nature="change",
    )


@pytest.mark.parametrize("file_format", ["pdf", "xlsx"])
@pytest.mark.parametrize("name", ["ama", "priya"])
def test_a_family_reads_what_is_for_a_family_and_no_address(
    name: str, file_format: str, the_job_worker: Worker
) -> None:
    enquiry = given_story()
    given_told(enquiry)
    given_a_kept_address(enquiry)
    for purpose in ("family", "court"):
        content = taken(
            client_as(name),
            the_job_worker,
            enquiry.case_id,
            purpose=purpose,
            file_format=file_format,
            kind="record",
            reader="Jo Ashdown",
        ).content
        words = words_of(content)
        assert OPEN in words
        assert "Taken to [address]" in words
        assert "was alone at [address]" in words
        assert "ring [number]" in words
        assert "Check before use" in words
        for never in (
            HANDLED,
            SECRET,
            OURS,
            "Not for them",
            "Harbour",
            "TH1",
            "Larch",
            "larch",
            "th99",
            "900123",
        ):
            assert never not in words, (purpose, never)
        for not_here in ("copes badly", "neighbour", "Okoro", "I do the nights", "withheld", "Aldous"):
            assert (not_here in words) == (purpose == "court" and not_here not in ("withheld",)), not_here
        assert ("Kestrel" in words) == (purpose == "court"), "a school tells a family where"
        assert ("School 1" in words) == (purpose == "family")


def test_a_file_for_learning_names_nobody_and_each_the_same_all_through(the_job_worker: Worker) -> None:
    enquiry = given_story()
    given_told(enquiry)
    given_a_kept_address(enquiry)
    for file_format in ("pdf", "xlsx"):
        content = taken(
            client_as("ama"),
            the_job_worker,
            enquiry.case_id,
            purpose="learning",
            file_format=file_format,
            kind="record",
            reader="A class",
        ).content
        words = words_of(content)
        for said in (
            "School 1",
            "Child A",
            "Child B",
            "Mother",
            "[address]",
            "Check before use",
            "day 1",
        ):
            assert said in words, said
        assert "was alone at [address] on day 2" in words, "a date is told as those of entries are"
        assert "[name] said: ring [number] for Mother" in words, "a name that nobody has on record"
        for never in (
            "Ashdown", "Rowan", "Robin", "Kestrel", "Thornmere", "Aldous", "Ama", "Okoro", "Bartek", "2026", "Larch",
        ):  # fmt: skip
            assert never not in words.replace("Demonstration", ""), never


def test_each_file_for_learning_draws_its_names_anew_and_keeps_them_all_through(
    the_job_worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has two files of one family cannot tell by a name whether both tell of the same child."""
    enquiry, ama = given_story(), client_as("ama")
    for text in ("Later Rowan Ashdown slept.", "I saw Rowan cry."):
        when_somebody_writes(client_as("ben"), enquiry, text=text, promote="on", nature="harm")
    for_learning = {"purpose": "learning", "kind": "record", "reader": "A class"}
    met = set()
    for seed in range(12):
        monkeypatch.setattr("tessera.exports.queries.concealed.SystemRandom", lambda seed=seed: Random(seed))
        words = words_of(taken(ama, the_job_worker, enquiry.case_id, **for_learning).content)
        (rowan,) = re.findall(r"Later (Child \w) slept", words)
        assert f"I saw {rowan} cry." in words
        assert {"Child A", "Child B"} <= set(re.findall(r"Child \w", words))
        met.add(rowan)
    assert met == {"Child A", "Child B"}


def test_nobody_can_know_what_a_file_for_learning_draws() -> None:
    assert isinstance(concealed.SystemRandom(), SystemRandom)
    assert concealed.SystemRandom().getrandbits(128) != concealed.SystemRandom().getrandbits(128)


def words_of(content: bytes) -> str:
    """What a file says, whichever it is."""
    if content.startswith(b"%PDF"):
        return reading.text(content)
    rows = sheets_of("file.xlsx", content)[0]
    return " ".join(" ".join(" ".join(row).split()) for row in rows)


def test_a_press_that_is_sent_twice_at_once_asks_for_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is under way before the first has written its row: neither sees the other when it looks."""
    monkeypatch.setattr("tessera.exports.queries.asked_before", lambda export_id: False)
    monkeypatch.setattr("tessera.exports.actions.making_of", lambda making_id: None)
    enquiry = given_story()
    for name, kind in (("ama", "making"), ("ben", "export")):
        once = str(uuid4())
        first, second = (when_asked(client_as(name), enquiry, once=once) for _ in range(2))
        assert file_at(first) == file_at(second)
        with as_member(name) as me:
            rows = Making if kind == "making" else Export
            assert rows.objects.filter(pk=file_at(first)).count() == 1
            assert Entry.objects.filter(kind=kind, verb="ask", by=me.id).count() == 1


def test_a_press_that_is_sent_twice_at_once_takes_one_file(
    monkeypatch: pytest.MonkeyPatch, the_job_worker: Worker
) -> None:
    enquiry, ama = given_story(), client_as("ama")
    file_id = file_at(when_asked(ama, enquiry))
    assert made(the_job_worker, file_id)
    contents = {ama.post(f"/exports/{file_id}/take/").content for _ in range(2)}
    assert len(contents) == 1
    (row,) = files_of("ama")
    assert row.sha256 == sha256(contents.pop()).hexdigest()
    with as_member("ama"):
        assert Entry.objects.filter(verb="take_out", row=file_id).count() == 2, "each time that it leaves"
