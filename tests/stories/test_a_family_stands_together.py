"""A family’s lanes stand together: each child, the adults, the family; other cases too, where they are open."""

from __future__ import annotations

import pytest

from config.demonstration import load
from tessera.access.models import Subject
from tessera.access.rules import Audience, Mark
from tessera.audit.models import Entry
from tessera.enquiries.models import Referral
from tessera.people.queries import people_of_cases
from tessera.records import actions as records
from tessera.records.rules.happened import read
from tessera.records.rules.words import LineKind, Nature, NoteKind
from tests.cast import as_member, client_as

pytestmark = pytest.mark.django_db(transaction=True)
MARSDENS = 4


def test_each_of_a_family_has_a_lane_and_other_cases_are_told_to_whoever_may_open_them() -> None:
    load.load(only={MARSDENS})
    with as_member("ama") as me:
        cases = dict(Referral.objects.values_list("their_reference", "case_id"))
        case, earlier = cases["CASE-04-2"], cases["CASE-04-0"]
        people = people_of_cases([case])
        shared = Subject.objects.filter(case_id=earlier, person_id__in=[one.id for one in people])
        assert shared.exists(), "the families of both cases are one"
        at = Referral.objects.get(case_id=case).received_at
        line = records.NewLine(LineKind.SEEN, "His mother was taken to hospital.", marks=(Mark.ADULT_HEALTH,))
        note = records.write_note(
            practitioner=me, at=at, case_id=case, kind=NoteKind.OBSERVATION, lines=[line],
            audience=Audience.WHOLE_CASE, happened=read("June 2026"), about=[people[0].id],
        )  # fmt: skip
        records.promote_note(practitioner=me, at=at, note_id=note.pk, nature=Nature.CHANGE, significance=2)
    chronology = f"/cases/{case}/chronology/"
    ama = client_as("ama")
    page = ama.get(f"{chronology}?lanes=person").content.decode()
    assert "a lane for each of the family" in page
    picture = page[page.index('<svg class="tessera-lanes') : page.index("tessera-legend")]
    for name in (*(one.name.split()[0] for one in people), "The family"):
        assert name in picture, name
    assert "His mother was taken to hospital." in page
    assert "An adult’s health" in page
    assert "a lane for each agency" in ama.get(chronology).content.decode()
    whole = ama.get(f"{chronology}?family=on&every=on").content.decode()
    alone = ama.get(f"{chronology}?every=on").content.decode()
    assert whole.count("tessera-entries__when") > alone.count("tessera-entries__when")
    with as_member("ama"):
        assert Entry.objects.filter(kind="chronology", case=earlier).exists(), (
            "that it was looked at is written"
        )
    page = client_as("cass").get(f"{chronology}?lanes=person").content.decode()
    assert "a lane for each of the family" in page
    assert "taken to hospital" not in page, "she is not cleared for it"
    assert "(adult health)" in page, "and is told that it is held back"
