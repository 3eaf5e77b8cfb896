"""An agency adds its own chronology by file: it sees each row, chooses, and nothing is typed again."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from tessera.audit.models import Entry
from tessera.enquiries.models import Enquiry
from tessera.records.models import Line, Note
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request
from tests.stories.test_a_note_is_on_the_chronology import page_of, when_somebody_writes

pytestmark = pytest.mark.django_db(transaction=True)
FALL = "Rowan fell from the kitchen window and hurt his wrist."
TABLE = """Date,Source,Event,Comment,Action,Worker
?22 May 2016,Health visitor record,"Not weighed, not brought.",Second time.,Letter sent.,SB
3 June 2026,,"Wrist hurt, fell from the kitchen window.",,,SB
soon,,Clinic.,,,SB
2 June 2026,,=1+1,,,SB
"""


def given_case() -> Enquiry:
    enquiry = given_enquiry()
    given_request(enquiry, "Thornmere Community Health")
    when_somebody_writes(
        client_as("ben"), enquiry, text=FALL, when="day", day="2 June 2026", promote="on", nature="harm"
    )
    return enquiry


def when_chosen(
    client: Client, enquiry: Enquiry, content: bytes = TABLE.encode(), name: str = "ours.csv", **more: str
) -> str:
    """The page on which the rows are shown."""
    file = SimpleUploadedFile(name, content)
    answer = client.post(
        f"/cases/{enquiry.case_id}/chronology/add-file/", {"file": file, "share": "whole_case"} | more
    )
    assert answer.status_code == 200
    return answer.content.decode()


def kept_of(page: str) -> str:
    return re.findall(r'name="kept" value="([^"]*)"', page)[0]


def test_rows_are_shown_chosen_and_kept_all_together() -> None:
    enquiry, hana = given_case(), client_as("hana")
    page = when_chosen(hana, enquiry)
    assert "about 22 May 2016" in page
    assert "Its date cannot be read" in page
    assert "May be what Kestrel Lane Primary told" in page
    assert "=1+1" in page, "a formula is words"
    assert "Worker" in page
    with as_member("hana"):
        assert not Note.objects.filter(agency__name="Thornmere Community Health", kind="observation").exists()
    keep = f"/cases/{enquiry.case_id}/chronology/add-file/keep/"
    assert hana.post(keep, {"kept": kept_of(page), "take": ["2", "5"]}).status_code == 302
    chronology = page_of(client_as("ama"), f"/cases/{enquiry.case_id}/chronology/")
    assert "Not weighed, not brought." in chronology
    assert "Health visitor record; its own chronology, file ours.csv, row 2" in chronology
    assert "about 22 May 2016" in chronology
    assert "Letter sent." in chronology
    assert "=1+1" in chronology
    assert "Wrist hurt" not in chronology, "it was not chosen"
    with as_member("hana"):
        assert set(Line.objects.filter(source__contains="row 2").values_list("kind", "when")) == {
            ("record", "?22 May 2016"),
            ("analysis", ""),
        }
        told = Entry.objects.get(verb="merge")
        assert told.detail == {"rows": 2, "refused": 2}
    again = when_chosen(hana, enquiry)
    assert again.count("Your agency has said this already") == 2
    assert len(re.findall(r'name="take" value="\d+"[^>]* checked', again)) == 1


def test_what_the_agency_told_itself_is_proposed_and_a_row_that_comes_twice_is_not_chosen() -> None:
    enquiry, ben = given_case(), client_as("ben")
    twice = (
        f"Date,Event\n2/6/2026,{FALL.replace('.', ', the teacher said.')}\n" + "3/6/2026,A lift home.\n" * 2
    )
    page = when_chosen(ben, enquiry, twice.encode())
    assert "May be what Kestrel Lane Primary told" in page
    assert page.count("Your agency has said this already") == 1
    assert len(re.findall(r'name="take" value="\d+"[^>]* checked', page)) >= 1


def test_what_was_shown_is_what_is_kept_and_for_whoever_was_shown_it() -> None:
    enquiry, hana = given_case(), client_as("hana")
    keep = f"/cases/{enquiry.case_id}/chronology/add-file/keep/"
    kept = kept_of(when_chosen(hana, enquiry))
    for client, sealed in ((hana, kept[:-3] + "abc"), (hana, ""), (client_as("ben"), kept)):
        page = client.post(keep, {"kept": sealed, "take": ["2"]}, follow=True).content.decode()
        assert "Choose the file again" in page
    page = hana.post(keep, {"kept": kept}, follow=True).content.decode()
    assert "Choose at least one row" in page
    with as_member("ama"):
        assert Note.objects.filter(kind="observation").count() == 1
    for stranger in ("dev", "eve", "flo"):
        assert client_as(stranger).get(keep.replace("keep/", "")).status_code == 404
        assert client_as(stranger).post(keep, {"kept": kept, "take": ["2"]}).status_code == 404


def test_rows_for_the_hub_alone_are_read_there_alone() -> None:
    enquiry, hana = given_case(), client_as("hana")
    page = when_chosen(hana, enquiry, share="hub")
    keep = f"/cases/{enquiry.case_id}/chronology/add-file/keep/"
    assert hana.post(keep, {"kept": kept_of(page), "take": ["2"]}).status_code == 302
    for reader, read in (("ama", True), ("hana", True), ("ben", False)):
        shown = page_of(client_as(reader), f"/cases/{enquiry.case_id}/chronology/")
        assert ("Not weighed" in shown) is read, reader


def test_a_workbook_is_taken_and_what_is_none_is_refused_with_why() -> None:
    enquiry, hana = given_case(), client_as("hana")
    book, made = Workbook(), io.BytesIO()
    book.active.append(["Notes"])
    second = book.create_sheet("Chronology")
    second.append(["Date", "Event"])
    second.append([datetime.fromisoformat("2016-05-22"), "Weighed."])
    book.save(made)
    page = when_chosen(hana, enquiry, made.getvalue(), "ours.xlsx")
    assert "22 May 2016" in page
    assert "Weighed." in page
    assert "names its columns" in when_chosen(hana, enquiry, b"a,b\n1,2\n")
    assert (
        "Choose a file"
        in hana.post(f"/cases/{enquiry.case_id}/chronology/add-file/", {"share": "hub"}).content.decode()
    )


def test_a_file_of_many_rows_asks_so_much_for_each_and_no_more() -> None:
    enquiry, hana = given_case(), client_as("hana")
    keep = f"/cases/{enquiry.case_id}/chronology/add-file/keep/"

    def asked(rows: int) -> int:
        lines = "".join(f"2 June 2016,Seen number {rows} {row}.\n" for row in range(rows))
        page = when_chosen(hana, enquiry, f"Date,Event\n{lines}".encode())
        with CaptureQueriesContext(connection) as found:
            hana.post(keep, {"kept": kept_of(page), "take": [str(row + 2) for row in range(rows)]})
        return len(found)

    assert asked(6) - asked(4) <= 2 * 8
