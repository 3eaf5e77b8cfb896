"""The audit as PDF: accessible, marked on every page, and only ever text, however long and whatever is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tessera.enquiries.queries import _ending_shown as shown
from tessera.enquiries.queries._own_answers import OwnAnswered
from tessera.enquiries.queries.joining import FieldPrinted, FormPrinted, SectionPrinted
from tessera.enquiries.views.ending import TEMPLATE
from tessera.live_forms.queries.reading import AddendumRead
from tessera.live_forms.queries.signing import ChangedSince, SignedOff
from tessera.ui import pdf
from tests.pdf.reading import opened, tags, text
from tests.pdf.test_typesetting import HOSTILE

AT = datetime(2026, 6, 16, 9, 30, tzinfo=UTC)
LATE = shown.Stands("Late", "red")


def audit(words: str = "Some words.", rows: int = 1) -> shown.Ending:
    """An audit with something in every part of it."""
    asked = shown.Asked(
        uuid4(), words, words, AT, words, words, words, AT, AT, (AT, AT), AT, words, words, words,
        (words,), None, LATE,
    )  # fmt: skip
    section = SectionPrinted(
        words, words, (FieldPrinted(words, (words,)),), (AddendumRead(words, words, words, AT),)
    )
    form = FormPrinted(
        uuid4(), uuid4(), "TH-AB12-CD34", words, AT, AT, (SignedOff(uuid4(), words, words, AT),),
        (section,) * rows,
    )  # fmt: skip
    return shown.Ending(
        id=uuid4(),
        case_id=uuid4(),
        reads_only=False,
        reference="TH-AB12-CD34",
        state="Closed",
        children=words,
        concerns=words,
        referrer=words,
        from_agency=words,
        received_at=AT,
        consent=words,
        own=(OwnAnswered(words, words, words),) * rows,
        screening=shown.Act(words, words, AT, words),
        dangers=(shown.Act(words, words, AT, words),) * rows,
        ratings=(shown.Act(words, words, AT, words),) * rows,
        asked=(asked,) * rows,
        not_shared=(shown.NotSharedShown(words, words, words, AT),) * rows,
        decision=shown.Decided(
            words, words, words, words, words, words, AT, (shown.RestsOn(words, words, words),) * rows
        ),
        tellings=(shown.Told(words, words, AT, AT, words, AT, LATE),) * rows,
        challenges=(shown.Disagreed(words, words, AT, words, words, AT, words, words, AT, LATE),) * rows,
        clocks=(shown.Kept(words, words, AT, AT, AT, (words,), LATE),) * rows,
        looks=(shown.Looked(words, words, AT, AT + timedelta(days=1), 1234),) * rows,
        closed_at=AT,
        joint_form=form,
    )


def made(ending: shown.Ending, **given: Any) -> bytes:
    data = {
        "audit": ending,
        "made_by": "Ama Mensah, Thornmere",
        "partnership": "Thornmere",
        "demonstration": False,
    }
    return pdf.typeset(TEMPLATE, {**data, **given}, made_at=AT)


def test_it_is_tagged_and_says_its_title_and_language() -> None:
    document = made(audit())
    reader = opened(document)
    root = reader.trailer["/Root"].get_object()
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "End-of-referral audit TH-AB12-CD34"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    found = tags(document)
    assert found.count("H1") >= 9
    assert found.count("Table") >= 10
    assert found.count("TH") >= 30
    assert not reader.is_encrypted


def test_it_says_which_part_of_the_joint_form_was_changed_after_its_sign_off() -> None:
    ending = audit()
    assert ending.joint_form is not None
    [section] = ending.joint_form.sections
    signed = replace(section, is_an_agencys=True, signed_off=SignedOff(uuid4(), "Police", "Cass", AT))
    parts = {
        "Changed since it was signed off: 16 June 2026 at 10:30am, Cass.": replace(
            signed, changed=ChangedSince("Cass", "Police", AT)
        ),
        "Not signed off.": replace(section, is_an_agencys=True),
    }
    for words, part in (*parts.items(), ("", signed)):
        kept = replace(ending.joint_form, sections=(part,))
        said = " ".join(text(made(replace(ending, joint_form=kept))).split())
        assert [one for one in parts if one in said] == ([words] if words else [])


def test_every_page_is_marked_numbered_and_says_who_made_it() -> None:
    reader = opened(made(audit("Some words. " * 20, rows=6)))
    number = len(reader.pages)
    assert number > 2
    for count, page in enumerate(reader.pages, 1):
        words = " ".join(page.extract_text().split())
        assert words.count("OFFICIAL-SENSITIVE") == 2
        assert f"Page {count} of {number}" in words
        assert "TH-AB12-CD34 · Made by Ama Mensah, Thornmere, 16 June 2026 at 10:30am" in words
        assert "invented" not in words


def test_a_demonstration_says_so_on_every_page() -> None:
    for page in opened(made(audit("Some words. " * 20, rows=6), demonstration=True)).pages:
        assert "Demonstration data: everyone in it is invented" in page.extract_text()


def test_an_enquiry_that_is_not_closed_says_so() -> None:
    assert "not closed" in text(made(replace(audit(), state="Open", closed_at=None)))
    assert "not closed" not in text(made(audit()))


def test_an_audit_with_nothing_in_it_is_made() -> None:
    nothing = replace(
        audit(), screening=None, dangers=(), ratings=(), asked=(), not_shared=(), decision=None, tellings=(),
        challenges=(), clocks=(), looks=(), closed_at=None, state="Open", concerns="", joint_form=None,
    )  # fmt: skip
    words = text(made(nothing))
    for said in ("Nobody rated it.", "No agency was asked.", "None has been recorded.", "Not screened"):
        assert said in words


def test_a_ground_that_was_corrected_since_says_so() -> None:
    whole = audit()
    assert whole.decision is not None
    corrected = replace(whole.decision.rests_on[0], ended="Corrected since")
    document = made(replace(whole, decision=replace(whole.decision, rests_on=(corrected,))))
    assert "(Corrected since)" in " ".join(text(document).split())
    assert "Corrected since" not in " ".join(text(made(whole)).split())


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_somebody_wrote_is_text(words: str) -> None:
    document = made(audit(words))
    squeezed = "".join(text(document).split())
    assert squeezed.count("".join(words.split())) > 20
    assert "root:" not in squeezed
    assert tags(document).count("H1") == tags(made(audit())).count("H1")


def test_a_reason_as_long_as_a_letter_is_all_there() -> None:
    document = made(audit("reason " * 400))
    assert text(document).count("reason") > 400 * 25


def test_the_same_audit_makes_the_same_bytes() -> None:
    ending = audit("Ζωή, Łukasz and 李")
    assert made(ending) == made(ending)
    assert "[U+674E]" in text(made(ending))
