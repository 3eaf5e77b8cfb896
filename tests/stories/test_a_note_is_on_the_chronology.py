"""Anyone involved writes a note; it is corrected, taken back, put on the chronology; nothing is erased."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.audit.models import Entry
from tessera.core.text import date_words
from tessera.enquiries.models import Enquiry
from tessera.records.models import Line, Note, NoteDraft, Promotion, Withdrawal
from tests.cast import as_member, client_as
from tests.stories.front_door import given_enquiry, given_request

pytestmark = pytest.mark.django_db(transaction=True)
MOST_QUESTIONS = 40
NOTE = {"when": "today", "kind": "seen", "text": "Wet shoes again, and hungry at ten.", "share": "whole_case"}


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def when_somebody_writes(client: Client, enquiry: Enquiry, **given: str) -> UUID:
    """The note they kept, by its identifier."""
    answer = client.post(f"/cases/{enquiry.case_id}/notes/new/", NOTE | {"draft": str(uuid4())} | given)
    assert answer.status_code == 302, re.findall(r"govuk-error-message.*", answer.content.decode())
    return UUID(answer["Location"].split("/")[2])


def test_a_school_writes_a_note_and_the_hub_reads_it_on_the_chronology() -> None:
    enquiry = given_enquiry()
    ben, ama = client_as("ben"), client_as("ama")
    chronology = f"/cases/{enquiry.case_id}/chronology/"
    when_somebody_writes(
        ben, enquiry, promote="on", nature="missed", impact="He cannot think when he is hungry."
    )
    for reader in (ben, ama):
        page = page_of(reader, chronology)
        assert "Wet shoes again, and hungry at ten." in page
        assert "He cannot think when he is hungry." in page
        assert date_words(timezone.localdate()) in page
        assert "Missed or not brought" in page
    with as_member("ama"):
        assert set(Line.objects.filter(note__kind="observation").values_list("kind", flat=True)) == {
            "seen",
            "impact",
        }


def test_a_note_that_nobody_put_on_the_chronology_is_found_by_asking_for_it() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    chronology = f"/cases/{enquiry.case_id}/chronology/"
    note = when_somebody_writes(ben, enquiry)
    assert NOTE["text"] not in page_of(ben, chronology)
    assert NOTE["text"] in page_of(ben, f"{chronology}?every=on")
    said = {"nature": "strength", "significance": "3", "themes": ["caring"]}
    assert client_as("ama").post(f"/notes/{note}/promote/", said).status_code == 302
    page = page_of(ben, chronology)
    assert NOTE["text"] in page
    assert "Most significant" in page
    assert "Looks after somebody" in page
    ben.post(f"/notes/{note}/promote/", said | {"significance": "0"})
    assert NOTE["text"] not in page_of(ben, chronology)
    with as_member("ben"):
        assert Promotion.objects.filter(note_id=note).count() == 2, "what was said of it stays"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"when": "day", "day": "3 June 2026"}, "3 June 2026"),
        ({"when": "day", "day": "3 June 2026", "time": "8:10am"}, "3 June 2026 at 8:10am"),
        ({"when": "day", "day": "June 2026", "about": "on"}, "about June 2026"),
        ({"when": "span", "begins": "3 June 2026", "until": "9 June 2026"}, "3 to 9 June 2026"),
        ({"when": "unknown"}, "Nobody knows when"),
    ],
)
def test_when_it_was_is_kept_as_surely_as_it_is_known(given: dict[str, str], words: str) -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    note = when_somebody_writes(ben, enquiry, **given)
    assert f"Note, {words}" in page_of(ben, f"/notes/{note}/")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "Enter what happened"),
        ({"kind": "told"}, "Enter who told you"),
        ({"when": "day", "day": "yesterday"}, "Enter a day like 3 June 2026"),
        ({"when": "day", "day": "3 June 2526"}, "not in the future"),
        ({"when": "span", "begins": "9 June 2026", "until": "3 June 2026"}, "Enter a day like 3 June 2026"),
        ({"time": "late"}, "Enter a time like 8:10am"),
        ({"promote": "on"}, "Select what sort of event it is"),
        ({"share": "everybody"}, "Select a valid choice"),
        ({"text_2": "And cold."}, "Select how you know the further line"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(given: dict[str, str], said: str) -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    answer = ben.post(f"/cases/{enquiry.case_id}/notes/new/", NOTE | {"draft": str(uuid4())} | given)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    with as_member("ben"):
        assert not Note.objects.filter(kind="observation").exists()


def test_a_note_is_corrected_by_a_new_one_and_the_old_can_be_read() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    note = when_somebody_writes(ben, enquiry, promote="on", nature="harm")
    page = page_of(ben, f"/notes/{note}/correct/")
    assert NOTE["text"] in page
    changed = NOTE | {"text": "Wet shoes again. He had eaten.", "reason": "I asked his class teacher."}
    answer = ben.post(f"/notes/{note}/correct/", changed | {"draft": str(uuid4())})
    assert answer.status_code == 302
    chronology = page_of(client_as("ama"), f"/cases/{enquiry.case_id}/chronology/")
    assert "He had eaten." in chronology
    assert "hungry at ten" not in chronology
    old = page_of(ben, f"/notes/{note}/")
    assert "This note was corrected" in old
    assert "hungry at ten" in old
    assert "I asked his class teacher." in page_of(ben, answer["Location"])
    again = ben.post(f"/notes/{note}/correct/", changed | {"draft": str(uuid4())})
    assert "has been corrected or withdrawn meanwhile" in again.content.decode()


def test_a_colleague_who_may_not_read_every_line_does_not_correct_it() -> None:
    enquiry, ama, priya = given_enquiry(), client_as("ama"), client_as("priya")
    note = when_somebody_writes(ama, enquiry, promote="on", nature="harm")
    assert f"/notes/{note}/correct/" in page_of(ama, f"/notes/{note}/")
    shown = page_of(priya, f"/notes/{note}/")
    assert f"/notes/{note}/correct/" not in shown
    assert f"/notes/{note}/withdraw/" in shown
    tried = NOTE | {"reason": "Mine.", "text": "Another story.", "draft": str(uuid4())}
    answer = priya.post(f"/notes/{note}/correct/", tried).content.decode()
    assert "Only Ama Mensah, who wrote this note, can correct it" in answer
    assert "Another story." in answer, "what was typed stays"
    assert "Another story." not in page_of(ama, f"/cases/{enquiry.case_id}/chronology/")


def test_only_its_own_agency_puts_a_note_right_or_takes_it_back() -> None:
    enquiry = given_enquiry()
    note = when_somebody_writes(client_as("ben"), enquiry, promote="on", nature="harm")
    ama = client_as("ama")
    for address, given in (("correct", NOTE | {"reason": "No."}), ("withdraw", {"reason": "No."})):
        answer = ama.post(f"/notes/{note}/{address}/", given | {"draft": str(uuid4())})
        assert "Another agency wrote this note" in answer.content.decode()
    with as_member("ama") as me:
        # Even a row that says so, written by SQL, takes nothing back.
        worn = {"case_id": enquiry.case_id, "agency_id": me.agency_id, "author_id": me.id}
        Withdrawal.objects.create(**worn, note_id=note, reason="No.", withdrawn_at=timezone.now())
    assert NOTE["text"] in page_of(ama, f"/cases/{enquiry.case_id}/chronology/")
    assert client_as("ben").post(f"/notes/{note}/withdraw/", {"reason": "Another child."}).status_code == 302
    assert NOTE["text"] not in page_of(ama, f"/cases/{enquiry.case_id}/chronology/")
    page = page_of(ama, f"/notes/{note}/")
    assert "Another child." in page
    assert NOTE["text"] in page


def test_what_is_typed_is_kept_and_becomes_one_note_however_often_it_is_sent() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    draft = str(uuid4())
    save, new = f"/cases/{enquiry.case_id}/notes/save/", f"/cases/{enquiry.case_id}/notes/new/"
    typed = {"draft": draft, "when": "today", "text": "He said that"}
    assert ben.post(save, typed, headers={"X-Requested-With": "autosave"}).status_code == 200
    page = page_of(ben, new)
    assert "He said that" in page
    assert draft in page
    assert "He said that" not in page_of(client_as("ama"), new), "a draft is its author's alone"
    first = ben.post(new, NOTE | {"draft": draft})
    second = ben.post(new, NOTE | {"draft": draft})
    assert first["Location"] == second["Location"]
    assert ben.post(save, typed, headers={"X-Requested-With": "autosave"}).status_code == 409
    with as_member("ben"):
        assert Note.objects.filter(kind="observation").count() == 1
        assert NoteDraft.objects.get().typed == {}
    assert "He said that" not in page_of(ben, new)


def test_a_draft_of_somebody_else_is_neither_read_nor_overwritten() -> None:
    enquiry, draft = given_enquiry(), str(uuid4())
    save = f"/cases/{enquiry.case_id}/notes/save/"
    client_as("ben").post(save, {"draft": draft, "text": "Ben types."})
    assert client_as("ama").post(save, {"draft": draft, "text": "Ama types."}).status_code == 404
    with as_member("ben"):
        assert NoteDraft.objects.get().typed["text"] == "Ben types."


def test_a_note_for_the_hub_or_the_agency_alone_is_on_no_other_chronology() -> None:
    enquiry = given_enquiry()
    given_request(enquiry, "Thornmere Community Health")
    cases = f"/cases/{enquiry.case_id}/chronology/?every=on"
    when_somebody_writes(client_as("ben"), enquiry, share="hub", text="For the hub to know.")
    when_somebody_writes(client_as("ben"), enquiry, share="own", text="For the school to know.")
    assert "For the hub to know." in page_of(client_as("ama"), cases)
    assert "For the school to know." not in page_of(client_as("ama"), cases)
    assert "For the hub to know." not in page_of(client_as("hana"), cases)
    both = page_of(client_as("ben"), cases)
    assert "For the hub to know." in both
    assert "For the school to know." in both
    with as_member("ama"):
        entries = Entry.objects.filter(kind="chronology", verb="see")
        assert entries.filter(case=enquiry.case_id).exists(), "that somebody read it is in the ledger"


def test_the_chronology_says_what_nobody_has_recorded_and_shades_long_gaps() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    long_ago = timezone.localdate() - timedelta(days=200)
    when_somebody_writes(ben, enquiry, when="day", day=date_words(long_ago), promote="on", nature="harm")
    page = page_of(ben, f"/cases/{enquiry.case_id}/chronology/")
    assert "days with no entry" in page
    assert "Nobody has recorded seeing" in page


def test_a_gap_is_one_in_all_that_was_recorded_and_under_a_choice_it_says_so() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    page = f"/cases/{enquiry.case_id}/chronology/"
    for day in ("1 January 2020", "1 July 2020"):
        when_somebody_writes(ben, enquiry, when="day", day=day, promote="on", nature="harm")
    assert "181 days with no entry" in page_of(ben, page)
    when_somebody_writes(ben, enquiry, when="day", day="31 March 2020")  # and leaves it off the chronology
    assert "181 days" not in page_of(ben, page)
    assert "91 days with no entry" in page_of(ben, page)
    assert "181 days with no entry of what you chose" in page_of(ben, f"{page}?shape=harm")
    assert "of what you chose" not in page_of(ben, f"{page}?begins_0=1&begins_1=1&begins_2=2020")


@pytest.mark.parametrize("username", ["dev", "eve", "flo"])
def test_whoever_is_not_in_the_case_finds_none_of_its_pages(username: str) -> None:
    enquiry = given_enquiry()
    note = when_somebody_writes(client_as("ben"), enquiry)
    other = client_as(username)
    for address in (
        f"/cases/{enquiry.case_id}/chronology/",
        f"/cases/{enquiry.case_id}/notes/new/",
        f"/cases/{enquiry.case_id}/voice/new/",
        f"/notes/{note}/",
        f"/notes/{note}/correct/",
        f"/notes/{note}/withdraw/",
        f"/notes/{note}/promote/",
    ):
        assert other.get(address).status_code == 404
        assert other.get(address.replace(str(note), str(uuid4()))).status_code == 404


def test_a_childs_words_stand_at_the_top_with_what_was_done() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    said = {
        "how": "said",
        "words": "Saturday is the long one.",
        "wants": "Somebody to come on Saturdays.",
        "asked_by": "Miss Hale, learning mentor",
        "alone": "yes",
    }
    page = page_of(ben, f"/cases/{enquiry.case_id}/voice/new/")
    people = re.findall(
        r'name="person" value="([0-9a-f-]{36})"|value="([0-9a-f-]{36})"[^>]*name="person"', page
    )
    given = said | ({"person": "".join(people[0])} if people else {})
    assert ben.post(f"/cases/{enquiry.case_id}/voice/new/", given).status_code == 302
    page = page_of(client_as("ama"), f"/cases/{enquiry.case_id}/chronology/")
    assert "“Saturday is the long one.”" in page
    assert "Somebody to come on Saturdays." in page
    voice = re.findall(r"/voices/([0-9a-f-]{36})/respond/", page)[0]
    told = {"done": "Breakfast club opens on Saturdays.", "told_back": "You can come from this Saturday."}
    assert client_as("ama").post(f"/voices/{voice}/respond/", told).status_code == 302
    page = page_of(ben, f"/cases/{enquiry.case_id}/chronology/")
    assert "Breakfast club opens on Saturdays." in page
    assert "You can come from this Saturday." in page


def test_a_long_chronology_asks_no_more_than_a_short_one() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    chronology = f"/cases/{enquiry.case_id}/chronology/"

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            page_of(ben, chronology)
        return len(found)

    when_somebody_writes(ben, enquiry, promote="on", nature="harm")
    page_of(ben, chronology)
    short = asked()
    for _ in range(4):
        when_somebody_writes(ben, enquiry, promote="on", nature="harm", text_2="And cold.", kind_2="seen")
    assert asked() == short <= MOST_QUESTIONS


def test_who_will_see_a_note_is_said_before_it_is_kept_and_follows_what_is_chosen() -> None:
    enquiry, ben = given_enquiry(), client_as("ben")
    given_request(enquiry, "Thornmere Community Health")
    who = f"/cases/{enquiry.case_id}/notes/who-will-see/"

    def told(**given: str) -> str:
        return ben.post(who, {"share": "whole_case", "text": "He was cold."} | given).content.decode()

    assert "Thornmere Children" in told()
    assert "any other agency that the hub brings into this case" in told()
    assert "Thornmere Community Health" not in told(), "a school is not told whom else the hub asked"
    assert "Thornmere Children" in told(share="hub")
    assert "any other agency" not in told(share="hub")
    assert "Nobody at Thornmere Children" in told(share="own")
    assert "Choose who may read" in told(share="everybody")
    assert "police intelligence" in told(marks="police_intelligence")
    assert client_as("dev").post(who, {"share": "own"}).status_code == 404
    # With no script the same page says it, and what was typed is there.
    typed = {"draft": str(uuid4()), "text": "He was cold.", "share": "own", "who": "1"}
    answer = ben.post(f"/cases/{enquiry.case_id}/notes/save/", typed)
    assert answer["Location"].endswith("#who-will-see")
    page = page_of(ben, answer["Location"].partition("#")[0])
    assert "He was cold." in page
    said = page[page.index('id="who-will-see"') : page.index("Show who will see this")]
    assert "Kestrel Lane Primary" in said
    assert "Nobody at Thornmere Children" in said
