"""A note of several lines: each with its marks, its readers and its place; documents with it; corrected whole."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tessera.audit.models import Entry
from tessera.enquiries.models import Enquiry
from tessera.records.models import Attachment, Line, Note, NoteDraft, Promotion
from tests.cast import as_member, client_as
from tests.hostile.files import pdf
from tests.stories.front_door import given_enquiry
from tests.stories.test_a_note_is_on_the_chronology import NOTE, page_of, when_somebody_writes

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = {"text_2": "The patrol car log names a man.", "kind_2": "record", "marks_2": "police_intelligence"}
OURS = {"text_3": "Ring me, not the office.", "kind_3": "opinion", "readers_3": "own"}


def letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", pdf())


def when_cass_writes(enquiry: Enquiry, **given: Any) -> UUID:
    """A note of the police, whom the hub asked."""
    return when_somebody_writes(client_as("cass"), enquiry, **given)


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What a page's boxes hold, field by field, as a browser would send them back unchanged."""
    page = page_of(client, address)
    found: dict[str, Any] = {}
    for name, words in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.S):
        found[name] = words
    for tag in re.findall(r"<input[^>]*>", page):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told.get("type") in ("checkbox", "radio"):
            if " checked" in tag:
                found.setdefault(told["name"], []).append(told.get("value", "on"))
        elif told.get("type") not in ("file", "submit") and "name" in told:
            found[told["name"]] = told.get("value", "")
    for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else ""
    return found


def test_each_line_has_its_own_marks_and_readers() -> None:
    enquiry = given_enquiry()
    note = when_somebody_writes(client_as("ben"), enquiry, **SECRET, **OURS)
    own = page_of(client_as("ben"), f"/notes/{note}/")
    assert "Ring me, not the office." in own
    assert "only Kestrel Lane Primary" in own
    hub = page_of(client_as("ama"), f"/notes/{note}/")
    assert NOTE["text"] in hub
    assert "The patrol car log" not in hub, "whoever is not cleared reads the other lines"
    assert "Ring me" not in hub, "what is for one's own agency stays there"
    with as_member("ben"):
        assert Note.objects.get(pk=note).audience == "whole_case"
        assert [
            tuple(x) for x in Line.objects.order_by("position").filter(note=note).values_list("audience")
        ] == [
            ("whole_case",),
            ("whole_case",),
            ("own_agency",),
        ]


def test_a_note_whose_every_line_is_for_fewer_is_itself_for_fewer() -> None:
    enquiry = given_enquiry()
    note = when_somebody_writes(client_as("ben"), enquiry, readers="own")
    assert client_as("ama").get(f"/notes/{note}/").status_code == 404
    with as_member("ben"):
        assert Note.objects.get(pk=note).audience == "own_agency"
    # Where all that the others might read needs a clearance, the note shows itself to nobody without it.
    note = when_somebody_writes(
        client_as("ben"), enquiry, marks="police_intelligence", text_2="Ours.", kind_2="seen", readers_2="own"
    )
    assert client_as("ama").get(f"/notes/{note}/").status_code == 404
    with as_member("ama"):
        assert not Note.objects.filter(pk=note).exists()


def test_documents_go_with_a_note_and_no_further_than_its_narrowest_line() -> None:
    enquiry = given_enquiry()
    note = when_somebody_writes(client_as("ben"), enquiry, documents=letter())
    page = page_of(client_as("ama"), f"/notes/{note}/")
    assert "letter.pdf" in page
    assert "not checked for viruses" in page
    opened = re.findall(r"/attachments/[0-9a-f-]{36}/", page)[0]
    assert client_as("ama").get(opened).content == pdf()
    ours = when_somebody_writes(client_as("ben"), enquiry, documents=letter(), **OURS)
    assert "letter.pdf" not in page_of(client_as("ama"), f"/notes/{ours}/")
    [hidden] = re.findall(r"/attachments/[0-9a-f-]{36}/", page_of(client_as("ben"), f"/notes/{ours}/"))
    assert client_as("ama").get(hidden).status_code == 404
    assert client_as("dev").get(opened).status_code == 404


def test_a_document_that_is_not_taken_keeps_the_words_and_no_note() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    wrong = SimpleUploadedFile("page.pdf", b"<html>")
    answer = ben.post(
        f"/cases/{enquiry.case_id}/notes/new/", NOTE | {"draft": str(uuid4()), "documents": wrong}
    )
    said = answer.content.decode()
    assert "page.pdf" in said
    assert NOTE["text"] in said
    with as_member("ben"):
        assert not Note.objects.filter(kind="observation").exists()
        assert not Attachment.objects.filter(case_id=enquiry.case_id).exists()
    lacking = NOTE | {"draft": str(uuid4()), "documents": letter(), "text": ""}
    assert (
        "Choose your files again"
        in ben.post(f"/cases/{enquiry.case_id}/notes/new/", lacking).content.decode()
    )


def test_a_correction_shows_every_line_with_its_marks_and_what_is_attached() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    many = {f"text_{n}": f"Line number {n}." for n in range(2, 8)} | {
        f"kind_{n}": "heard" for n in range(2, 8)
    }
    note = when_somebody_writes(
        ben, enquiry, **many, marks_5="third_party", readers_6="own", impact="He is cold.", documents=letter()
    )
    form = form_of(ben, f"/notes/{note}/correct/")
    assert [form[f"text_{n}"] for n in range(2, 8)] == [many[f"text_{n}"] for n in range(2, 8)]
    assert (form["marks_5"], form["readers_6"], form["kind_8"], form["text_8"]) == (
        ["third_party"],
        "own",
        "impact",
        "He is cold.",
    )
    sent = form | {"text_2": "Line number two.", "reason": "A number.", "documents": letter()}
    answer = ben.post(f"/notes/{note}/correct/", sent)
    assert answer.status_code == 302, re.findall(r"error-message.*", answer.content.decode())
    new = UUID(answer["Location"].split("/")[2])
    facts = ("kind", "text", "source", "marks", "audience")
    with as_member("ben"):
        was, now = (
            [tuple(row) for row in Line.objects.filter(note=one).order_by("position").values_list(*facts)]
            for one in (note, new)
        )
        assert len(was) == 8
        assert [row for row in was if row[1] != "Line number 2."] == [
            row for row in now if row[1] != "Line number two."
        ]
        assert Attachment.objects.filter(note=new).count() == 2, "what was attached, and what is added"
        assert Attachment.objects.filter(note=note).count() == 1
    assert "Line number 2." in page_of(ben, f"/notes/{note}/")


def test_a_line_is_added_and_removed_with_no_script() -> None:
    enquiry, ben, draft = given_enquiry(), client_as("ben"), str(uuid4())
    save, new = f"/cases/{enquiry.case_id}/notes/save/", f"/cases/{enquiry.case_id}/notes/new/"
    typed = {"draft": draft, "text": "One.", "text_2": "Two.", "text_3": "Three.", "marks_3": "third_party"}
    answer = ben.post(save, typed | {"add": "1"})
    assert answer["Location"] == f"{new}#line-4"
    assert 'name="text_4"' in page_of(ben, new)
    answer = ben.post(save, typed | {"remove": "2"})
    form = form_of(ben, new)
    assert (form["text_2"], form["marks_2"]) == ("Three.", ["third_party"])
    assert "text_3" not in form


def test_keeping_a_note_is_one_entry_for_its_draft() -> None:
    enquiry, draft = given_enquiry(), uuid4()
    when_somebody_writes(client_as("ben"), enquiry, draft=str(draft))
    with as_member("ben"):
        assert NoteDraft.objects.filter(pk=draft).exists()
        assert Entry.objects.filter(kind="note_draft", row=draft).count() == 1


def test_one_line_is_an_entry_of_its_own_and_stays_one_when_the_note_is_corrected() -> None:
    enquiry, ben, ama = given_enquiry(), client_as("ben"), client_as("ama")
    chronology = f"/cases/{enquiry.case_id}/chronology/"
    line = {"text_2": "His sister sleeps on the kitchen floor.", "kind_2": "told", "source_2": "his sister"}
    note = when_somebody_writes(ben, enquiry, impact="He does not sleep either.", **line)
    with as_member("ben"):
        placed, impact = (Line.objects.get(note=note, kind=kind).pk for kind in ("told", "impact"))
    page = f"/notes/{note}/lines/{placed}/promote/"
    assert page in page_of(ama, f"/notes/{note}/")
    assert line["text_2"] in page_of(ama, page)
    assert NOTE["text"] not in page_of(ama, page)
    for nowhere in (f"/notes/{note}/lines/{impact}/promote/", f"/notes/{note}/lines/{uuid4()}/promote/"):
        assert ama.get(nowhere).status_code == 404
    assert client_as("dev").get(page).status_code == 404
    said = {"nature": "harm", "significance": "3", "themes": ["caring"]}
    assert ama.post(page, said).status_code == 302
    story = page_of(ben, chronology)
    assert line["text_2"] in story
    assert "Most significant" in story
    assert "Looks after somebody" in story
    assert NOTE["text"] not in story, "the rest of the note is not on the chronology"
    assert NOTE["text"] in page_of(ben, f"{chronology}?every=on")
    assert "On the chronology by itself" in page_of(ben, f"/notes/{note}/")
    changed = form_of(ben, f"/notes/{note}/correct/")
    changed |= {"text_2": "His sister sleeps on the kitchen sofa.", "reason": "She said sofa."}
    answer = ben.post(f"/notes/{note}/correct/", changed)
    assert answer.status_code == 302, re.findall(r"govuk-error-message.*", answer.content.decode())
    story = page_of(ama, chronology)
    assert "kitchen sofa" in story
    assert "kitchen floor" not in story
    assert NOTE["text"] not in story
    again = re.findall(r"/notes/[0-9a-f-]{36}/lines/[0-9a-f-]{36}/promote/", page_of(ama, answer["Location"]))
    assert ama.post(again[-1], said | {"significance": "0"}).status_code == 302
    assert "kitchen sofa" not in page_of(ama, chronology)


def test_what_is_said_of_a_line_goes_no_further_than_the_line() -> None:
    enquiry = given_enquiry()
    note = when_somebody_writes(client_as("ben"), enquiry, **OURS)
    with as_member("ben"):
        line = Line.objects.get(note=note, kind="opinion").pk
    page = f"/notes/{note}/lines/{line}/promote/"
    assert client_as("ama").get(page).status_code == 404
    assert client_as("ben").post(page, {"nature": "contact", "significance": "2"}).status_code == 302
    assert OURS["text_3"] in page_of(client_as("ben"), f"/cases/{enquiry.case_id}/chronology/")
    assert OURS["text_3"] not in page_of(client_as("ama"), f"/cases/{enquiry.case_id}/chronology/")
    with as_member("ama"):
        assert not Promotion.objects.filter(note_id=note).exists()
