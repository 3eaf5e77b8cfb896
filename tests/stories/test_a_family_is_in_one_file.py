"""A file of several cases of one family: each case on record as taken, and none in it that its reader may not open."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.utils import timezone

from tessera.access import actions as access
from tessera.access.models import Export
from tessera.audit.models import Entry
from tessera.enquiries.actions import screening
from tessera.enquiries.models import Enquiry, ReferralAdult, ReferralChild
from tessera.exports.models import Making
from tessera.people.queries import people_of_cases
from tests.cast import as_member, client_as
from tests.making import Worker, asked, file_at, made, taken
from tests.stories.front_door import given_enquiry
from tests.stories.test_a_file_is_made_for_a_reader import words_of
from tests.stories.test_a_note_is_on_the_chronology import page_of, when_somebody_writes

pytestmark = pytest.mark.django_db(transaction=True)
HERS, HIS = "Later Rowan Ashdown slept.", "I saw Rowan cry, and Wren with him."
WREN = {"given_name": "Wren", "family_name": "Marlow", "date_of_birth": "2022-01-30", "sex": "F"}
STRANGER = {"given_name": "Oskar", "family_name": "Lind", "date_of_birth": "2019-05-02", "sex": "M"}
OPEN_CASES = "Which other cases of the family are to be in it?"


def on_record(enquiry: Enquiry, mother: UUID | None = None) -> UUID | None:
    """The hub says who everybody in a referral is; whose mother it is, where she is on record already."""
    at = timezone.now()
    with as_member("ama") as me:
        for child in ReferralChild.objects.filter(case_id=enquiry.case_id):
            screening.identify_child(practitioner=me, at=at, child_id=child.pk, person_id=None)
        for adult in ReferralAdult.objects.filter(case_id=enquiry.case_id):
            screening.identify_adult(practitioner=me, at=at, adult_id=adult.pk, person_id=mother)
        return (
            ReferralAdult.objects.values_list("person_id", flat=True).filter(case_id=enquiry.case_id).first()
        )


def given_family() -> tuple[Enquiry, Enquiry]:
    """Two cases, of children of one mother; and what a school saw, in each."""
    first = given_enquiry()
    mother = on_record(first)
    second = given_enquiry(reference="STORY-2", children=[WREN], child_voice=[])
    on_record(second, mother)
    for enquiry, text in ((first, HERS), (second, HIS)):
        when_somebody_writes(client_as("ben"), enquiry, text=text, promote="on", nature="harm")
    return first, second


def when_ama_may_not_see(case_id: UUID) -> None:
    """Somebody in it turns out to be a relative of hers."""
    with as_member("ama") as me:
        wren = next(one for one in people_of_cases([case_id]) if one.name == "Wren Marlow")
        excluded = me.id
    with as_member("priya") as me:
        access.exclude(
            practitioner=me, at=timezone.now(), excluded=excluded, person_id=wren.id, reason="Her niece."
        )


def test_the_hub_chooses_among_the_familys_cases_that_it_may_open() -> None:
    first, second = given_family()
    stranger = given_enquiry(reference="STORY-3", children=[STRANGER], adults=[], child_voice=[])
    on_record(stranger)
    make = f"/cases/{first.case_id}/exports/make/"
    page = page_of(client_as("ama"), make)
    assert OPEN_CASES in page
    assert str(second.case_id) in page
    assert str(stranger.case_id) not in page
    with as_member("ama") as me:
        assert Entry.objects.filter(kind="export", case=second.case_id, by=me.id).exists(), "she was shown it"
    assert OPEN_CASES not in page_of(client_as("ben"), make), "each of his needs somebody who agrees"
    for others in ([str(stranger.case_id)], ["x"]):
        answer = asked(client_as("ama"), first.case_id, others=others)
        assert "Select a valid choice" in answer.content.decode()
    answer = asked(
        client_as("ama"), first.case_id, others=[str(second.case_id)], purpose="family", reader="Jo"
    )
    assert "A file for a family to read is of one case" in answer.content.decode()
    when_ama_may_not_see(second.case_id)
    assert OPEN_CASES not in page_of(client_as("ama"), make)
    with as_member("ama"):
        assert not Making.objects.exists()


@pytest.mark.parametrize("file_format", ["pdf", "xlsx"])
def test_each_entry_says_of_which_case_it_is_and_each_case_that_it_was_taken(
    file_format: str, the_job_worker: Worker
) -> None:
    first, second = given_family()
    ama, others = client_as("ama"), [str(second.case_id)]
    alone = words_of(taken(ama, the_job_worker, first.case_id, file_format=file_format).content)
    assert HERS in alone
    assert HIS not in alone
    assert "Case 1" not in alone
    file_id = file_at(asked(ama, first.case_id, others=others, purpose="court", file_format=file_format))
    assert made(the_job_worker, file_id)
    content = ama.post(f"/exports/{file_id}/take/").content
    words = words_of(content)
    for said in (HERS, HIS, "Case 1", "Case 2", "It is of 2 cases", "Wren Marlow"):
        assert said in words, said
    assert re.search(r"Case 1:? Rowan and Robin Ashdown", words)
    assert ama.post(f"/exports/{file_id}/take/").content == content, "again within its hour"
    with as_member("ama") as me:
        rows = {row.case_id: row for row in Export.objects.filter(purpose="court")}
        assert set(rows) == {first.case_id, second.case_id}
        assert len({(row.sha256, row.reason, row.reader, row.purpose) for row in rows.values()}) == 1
        for case_id in rows:
            done = Entry.objects.filter(case=case_id, by=me.id).values_list("verb", "kind")
            assert {("ask", "making"), ("export", "chronology"), ("take_out", "export")} <= set(done), case_id
    assert "Wren Marlow" in page_of(ama, f"/exports/{file_id}/")
    assert "For court" in page_of(ama, f"/cases/{second.case_id}/exports/")
    part = rows[second.case_id].pk
    assert "Rowan and Robin Ashdown" in page_of(ama, f"/exports/{part}/")
    assert ama.post(f"/exports/{part}/take/").status_code == 404, (
        "its bytes are fetched where they were asked for"
    )
    when_ama_may_not_see(second.case_id)
    assert "Marlow" not in page_of(ama, f"/exports/{file_id}/")
    assert ama.get(f"/exports/{part}/").status_code == 404
    assert ama.post(f"/exports/{file_id}/take/").status_code == 404, "nor the bytes in which it is"


def test_in_a_file_for_learning_somebody_in_two_cases_has_one_name(the_job_worker: Worker) -> None:
    first, second = given_family()
    for_learning = {"purpose": "learning", "kind": "record", "reader": "A class"}
    answer = taken(
        client_as("ama"), the_job_worker, first.case_id, others=[str(second.case_id)], **for_learning
    )
    words = words_of(answer.content)
    (rowan,) = re.findall(r"Later (Child \w) slept", words)
    (again, wren) = re.findall(r"I saw (Child \w) cry, and (Child \w) with him", words)[0]
    assert rowan == again != wren
    assert {"Child A", "Child B", "Child C"} <= set(re.findall(r"Child \w", words))
    assert "Case 2" in words
    for never in ("Rowan", "Wren", "Marlow", "Ashdown", "STORY", "Kestrel"):
        assert never not in words, never


@pytest.mark.parametrize("when", ["before it is made", "before it is fetched"])
def test_a_case_that_is_no_longer_open_leaves_in_no_file(when: str, the_job_worker: Worker) -> None:
    first, second = given_family()
    ama = client_as("ama")
    file_id = file_at(asked(ama, first.case_id, others=[str(second.case_id)]))
    if when == "before it is fetched":
        assert made(the_job_worker, file_id)
    when_ama_may_not_see(second.case_id)
    if when == "before it is made":
        assert not made(the_job_worker, file_id)
        assert "a case in it is not open to you any more" in page_of(ama, f"/exports/{file_id}/")
        assert ama.post(f"/exports/{file_id}/make/").status_code == 404, "nor anew"
    assert ama.post(f"/exports/{file_id}/take/").status_code == 404
    assert "Marlow" not in page_of(ama, f"/exports/{file_id}/")
    with as_member("ama"):
        assert not Export.objects.exists()
    assert HERS in words_of(taken(ama, the_job_worker, first.case_id).content), "what is left she may have"


def test_a_row_that_names_a_case_that_its_writer_may_not_open_gives_nothing(the_job_worker: Worker) -> None:
    """Whoever writes the row otherwise than by the page: the job reads as they do."""
    first, second = given_family()
    ama = client_as("ama")
    file_id = file_at(asked(ama, first.case_id, others=[str(second.case_id)]))
    with as_member("ama"):
        row = Making.objects.get(pk=file_id)
    when_ama_may_not_see(second.case_id)
    with as_member("ama"):
        row.pk, row._state.adding = UUID(int=row.pk.int ^ 1), True
        row.save(force_insert=True)
    assert not made(the_job_worker, row.pk)
    assert ama.post(f"/exports/{row.pk}/take/").status_code == 404
