"""An agency attaches documents to its answer: told by content, scanned, without where a photograph was taken."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from tessera.audit.models import Entry
from tessera.enquiries.models import Request, Return
from tessera.records.models import Attachment
from tests.cast import as_member, client_as
from tests.clamd import clamd
from tests.hostile.files import bad, docx, good, pdf
from tests.hostile.payloads import anti_virus_test_string
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)
LINE = {
    "line-TOTAL_FORMS": "1",
    "line-INITIAL_FORMS": "1",
    "line-0-kind": "record",
    "line-0-text": "It is in the letter.",
    "share": "hub",
}


def live_request(agency: str = "Thornmere Police") -> Request:
    return given_request(given_enquiry(datetime.now(UTC) - timedelta(minutes=50)), agency)


def when_cass_answers_with(request: Request, *files: tuple[str, bytes], **more: Any) -> str:
    """What the page says where it is refused; empty where the answer was sent."""
    documents = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client_as("cass").post(f"/requests/{request.pk}/answer/", LINE | more | {"documents": documents})
    assert answer.status_code in (200, 302)
    return answer.content.decode() if answer.status_code == 200 else ""


def then_nothing_was_sent(request: Request) -> None:
    with as_member("ama"):
        assert not Return.objects.filter(request=request).exists()
        assert not Attachment.objects.filter(case_id=request.case_id).exists()


def attached(request: Request) -> list[Attachment]:
    with as_member("ama"):
        return list(Attachment.objects.filter(case_id=request.case_id).order_by("added_at", "id"))


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0), 29: "GPS-SECRET"}
    saved = io.BytesIO()
    Image.new("RGB", (40, 20)).save(saved, "JPEG", exif=exif)
    return saved.getvalue()


def test_documents_go_with_the_answer_and_are_opened_as_files() -> None:
    request = live_request()
    assert not when_cass_answers_with(request, ("letter.pdf", pdf()), ("../form (2).docx", docx()))
    letter, form = attached(request)
    assert (letter.name, letter.content_type, letter.scanned_at) == ("letter.pdf", "application/pdf", None)
    assert form.name == "form (2).docx"
    ama = client_as("ama")
    assert "letter.pdf" in ama.get(f"/requests/{request.pk}/").content.decode()
    answer = ama.get(f"/attachments/{letter.pk}/")
    assert answer.content == pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    with as_member("ama") as me:
        opened = Entry.objects.get(verb="open", kind="attachment", row=letter.pk)
        assert (opened.by, opened.case) == (me.id, request.case_id)


@pytest.mark.parametrize("username", ["ben", "hana", "eve", "dev", "gil", "ada", "neil"])
def test_a_document_goes_no_further_than_the_answer_it_came_with(username: str) -> None:
    request = live_request()
    for agency in ("Kestrel Lane Primary", "Thornmere Community Health"):
        with as_member("ama"):
            enquiry = request.enquiry
        given_request(enquiry, agency)
    assert not when_cass_answers_with(request, ("letter.pdf", pdf()))
    there = client_as(username).get(f"/attachments/{attached(request)[0].pk}/")
    nowhere = client_as(username).get("/attachments/01890000-0000-7000-8000-000000000000/")
    assert there.status_code == nowhere.status_code == 404


def test_a_photograph_loses_where_it_was_taken() -> None:
    request, taken = live_request(), photograph()
    assert b"GPS-SECRET" in taken
    assert not when_cass_answers_with(request, ("kitchen.jpg", taken))
    kept = client_as("ama").get(f"/attachments/{attached(request)[0].pk}/").content
    assert b"GPS-SECRET" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (40, 20)


def test_a_file_that_is_not_what_it_should_be_is_refused_in_plain_words() -> None:
    request = live_request()
    for file in (file for file in bad() if file.name):  # a browser sends no file without a name
        said = when_cass_answers_with(request, (file.name, file.content))
        assert "There is a problem" in said, file
        assert "It is in the letter." in said, file  # what was typed is kept
    then_nothing_was_sent(request)


def test_a_heic_picture_is_refused_because_it_says_where_it_was_taken() -> None:
    request = live_request()
    heic = next(file for file in good() if file.name.endswith(".heic"))
    assert "Save it as JPEG" in when_cass_answers_with(request, (heic.name, heic.content))
    then_nothing_was_sent(request)


def test_one_bad_file_stops_all_of_it() -> None:
    request = live_request()
    said = when_cass_answers_with(request, ("letter.pdf", pdf()), ("page.pdf", b"<html>"))
    assert "page.pdf" in said
    then_nothing_was_sent(request)


@override_settings(TESSERA_ATTACHMENT_BYTES=2**20)
def test_a_file_that_is_too_large_is_refused() -> None:
    request = live_request()
    large = pdf(b"<</Length 2000000>>stream\n" + b"x" * 2_000_000 + b"\nendstream")
    assert "smaller than 1 MB" in when_cass_answers_with(request, ("large.pdf", large))
    then_nothing_was_sent(request)


def test_far_too_much_at_once_is_refused_in_plain_words_before_it_is_read() -> None:
    request = live_request()
    refused = client_as("cass").generic(
        "POST",
        f"/requests/{request.pk}/answer/",
        b"--b",  # the rest is announced and never sent: waiting for it would be an error
        content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(500 * 2**20),
    )
    assert refused.status_code == 413
    assert "What you sent was too large, so it was not saved." in refused.content.decode()
    then_nothing_was_sent(request)


def test_too_many_files_are_refused() -> None:
    request = live_request()
    said = when_cass_answers_with(request, *((f"{n}.pdf", pdf()) for n in range(11)))
    assert "Choose at most 10 files" in said
    then_nothing_was_sent(request)


def test_files_are_asked_for_again_when_something_else_is_missing() -> None:
    request = live_request()
    said = when_cass_answers_with(request, ("letter.pdf", pdf()), share="")
    assert "Select who may read your answer" in said
    assert "Choose your files again" in said


# ------------------------------------------- the scanner


def test_a_clean_file_is_kept_as_scanned(tmp_path: Path) -> None:
    request = live_request()
    with clamd(tmp_path, tcp=True) as daemon, override_settings(TESSERA_CLAMAV_SOCKET=daemon.address):
        assert not when_cass_answers_with(request, ("letter.pdf", pdf()))
        assert daemon.received == [pdf()]
    assert attached(request)[0].scanned_at is not None


@pytest.mark.parametrize("required", [False, True])
def test_a_virus_is_refused_in_plain_words(tmp_path: Path, required: bool) -> None:
    request = live_request()
    infected = b"A letter. " + anti_virus_test_string()
    with (
        clamd(tmp_path, tcp=True) as daemon,
        override_settings(TESSERA_CLAMAV_SOCKET=daemon.address, TESSERA_CLAMAV_REQUIRED=required),
    ):
        said = when_cass_answers_with(request, ("letter.txt", infected))
    assert "letter.txt: A virus was found in it. Tell your IT team" in said
    then_nothing_was_sent(request)


@pytest.mark.parametrize("behaviour", ["hangs up", "babbles", "has a limit"])
@pytest.mark.parametrize("required", [False, True])
def test_a_scanner_that_is_down_closes_the_door_where_it_is_required(
    tmp_path: Path, behaviour: str, required: bool
) -> None:
    request = live_request()
    with (
        clamd(tmp_path, behaviour, tcp=True) as daemon,
        override_settings(TESSERA_CLAMAV_SOCKET=daemon.address, TESSERA_CLAMAV_REQUIRED=required),
    ):
        said = when_cass_answers_with(request, ("letter.pdf", pdf()))
    if required:
        assert "It could not be checked for viruses just now" in said
        then_nothing_was_sent(request)
    else:
        assert not said
        assert attached(request)[0].scanned_at is None
        assert "not checked for viruses" in client_as("ama").get(f"/requests/{request.pk}/").content.decode()


@override_settings(TESSERA_CLAMAV_SOCKET="", TESSERA_CLAMAV_REQUIRED=True)
def test_a_scanner_that_is_required_and_not_configured_closes_the_door() -> None:
    request = live_request()
    assert "It could not be checked" in when_cass_answers_with(request, ("letter.pdf", pdf()))
    then_nothing_was_sent(request)
