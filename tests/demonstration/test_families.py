"""Every case of the demonstration: a family without a crossing, and each reader’s own chronology and patterns."""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from config.demonstration import load, written
from tessera.audit import NotHere
from tessera.chronology import queries as chronology
from tessera.chronology.rules.entries import Entry
from tessera.enquiries.models import Referral
from tessera.patterns.queries import found_about, prompts
from tessera.people.queries import family as queries
from tessera.people.rules.family import crossings
from tessera.records import actions as records
from tessera.records.models import ChildsVoice, Line
from tessera.records.rules.words import Nature
from tests.cast import CAST, as_member
from tests.demonstration.naive_chronology import ByHand
from tests.demonstration.naive_patterns import PatternsByHand
from tests.policy.lived import Lived

pytestmark = pytest.mark.django_db(transaction=True)
POPPY = "CASE-14-0"
# The cast, and those who hold the pieces of Poppy’s story.
READERS = (*CAST, "owen", "bridget", "paul", "patrick")


def test_all_twenty_are_drawn_and_told_to_each_as_is_theirs(administrator: psycopg.Connection[Any]) -> None:
    numbers = {number for number, _ in written.files()}
    assert load.load(only=numbers) == len(numbers) == 20
    _drawn_without_a_crossing(numbers)
    _asked_while_writing()
    _something_is_put_right()
    _told_as_is_theirs(administrator)


def _drawn_without_a_crossing(numbers: set[int]) -> None:
    shown: dict[int, queries.FamilyShown] = {}
    with as_member("ama") as me:
        for reference, case_id in Referral.objects.order_by("received_at").values_list(
            "their_reference", "case_id"
        ):
            number = int(reference.split("-")[1])
            shown[number] = queries.of_case(practitioner=me, at=timezone.now(), case_id=case_id)
    assert set(shown) == numbers
    for number, page in shown.items():
        assert crossings(page.plan) == 0, number
        assert set(page.plan.places) == {one.key for one in page.people}, number
        assert page.not_drawn == (), number
    everyone = {number: {one.name: one for one in page.people} for number, page in shown.items()}
    assert sorted(mark.strokes for mark in shown[4].plan.marks) == [1, 2]
    assert not everyone[4]["Tyler Webb"].index
    assert everyone[4]["Roy Marsden"].died
    assert [one.unborn for one in shown[5].people if one.index] == [True]
    assert everyone[5]["Keith Tate"].died
    assert everyone[8]["Comfort Obi"].home == everyone[8]["Amara Okonjo"].home == "Home A"
    assert [one.name for one in shown[14].people if one.index] == ["Poppy Sandford"]
    assert [tie.by for tie in everyone[14]["Jordan Pike"].ties if tie.differs]
    assert everyone[15]["Agnieszka Kowal"].died


def _asked_while_writing() -> None:
    """The partners' questions are asked where the cases call for them, and not of whoever may not read why."""
    asked: dict[str, dict[int, set[str]]] = {}
    for username in ("ama", "dev"):
        with as_member("ama"):
            cases = list(Referral.objects.values_list("their_reference", "case_id"))
        with as_member(username) as me:
            asked[username] = {
                int(reference.split("-")[1]): {
                    str(one.word)
                    for one in prompts(practitioner=me, at=timezone.now(), case_id=case_id)
                    if one.facts
                }
                for reference, case_id in cases
            }
    assert "health_condition" in asked["ama"][7], "Joshua’s disability explains too much"
    assert "not_brought" in asked["ama"][14], "Poppy was not brought"
    assert "fathers_missing" not in asked["ama"][4], "Ellis and Wren’s fathers are known"
    assert not any(asked["dev"].values()), "who may open none of these cases is asked nothing"


def _something_is_put_right() -> None:
    """A child's words are taken back by the agency that wrote them down; a line of an answer stands by itself."""
    with as_member("ama") as me:
        line = Line.objects.filter(note__kind="return", kind="record", marks=[]).order_by("pk")[0]
        told = {"note_id": line.note_id, "line_id": line.pk, "nature": Nature.HARM, "significance": 3}
        records.promote_note(practitioner=me, at=timezone.now(), **told)
    with as_member("ben") as me:
        voice = ChildsVoice.objects.filter(agency_id=me.agency_id).order_by("pk")[0]
        records.withdraw_voice(
            practitioner=me, at=timezone.now(), voice_id=voice.pk, reason="It was his cousin."
        )


def _told_as_is_theirs(administrator: psycopg.Connection[Any]) -> None:
    """Entries, their order and what is said to be withheld, of everybody and every case they may open."""
    lived = Lived(administrator)
    by_hand, patterns, found = ByHand(lived), PatternsByHand(lived), set[str]()
    cases = {case.id for case in lived.cases}
    poppy = next(
        row["case_id"] for row in by_hand.rows["enquiries_referral"] if row["their_reference"] == POPPY
    )

    read, hers = 0, dict[str, set[str]]()
    for username in READERS:
        someone = lived.names[username]
        with as_member(username) as me:
            seen = lived.expected(someone, me.partnership_id)
            about = found_about(practitioner=me, at=timezone.now(), people=lived.people)
            theirs = {
                (str(one.watched.rule), str(one.person_id)): {str(x.id) for x in one.facts} for one in about
            }
            assert theirs == patterns.found(seen), username
            found |= {rule for rule, _person in theirs}
            # A case is opened by its referral: whoever keeps no more than their own record of it has other pages.
            mine = {
                row["case_id"]
                for row in by_hand.rows["enquiries_referral"]
                if str(row["id"]) in seen.get("enquiries_referral", ())
            }
            for case in mine:
                story = chronology.of_case(practitioner=me, at=timezone.now(), case_id=case, every=True)
                wanted = by_hand.entries(seen, case, True)
                assert [_plain(entry) for entry in story.entries] == wanted, (username, case)
                promoted = chronology.of_case(practitioner=me, at=timezone.now(), case_id=case)
                assert [_plain(entry) for entry in promoted.entries] == by_hand.entries(seen, case, False)
                told = Counter(
                    {(one.agency_id, one.what, frozenset(one.marks)): one.number for one in story.held}
                )
                assert told == by_hand.withheld(someone, me.partnership_id, case), (username, case)
                read += len(wanted)
                if case == poppy and wanted:
                    hers.setdefault(str(me.agency_id), set()).update(key for key, *_rest in wanted)
            for case in sorted(cases - mine)[:1]:
                with pytest.raises(NotHere):
                    chronology.of_case(practitioner=me, at=timezone.now(), case_id=case)
    assert "moves" in found, "no pattern was compared"
    assert read > 1_000, "hardly anything was compared"
    whole = set().union(*hers.values())
    assert len(hers) >= 4, "Poppy’s pieces are read by four agencies"
    assert all(part < whole for part in hers.values() if part != max(hers.values(), key=len))


def _plain(entry: Entry) -> tuple[Any, ...]:
    when = entry.happened
    return (
        entry.key,
        (when.first, when.last, when.at, str(when.precision)),
        str(entry.agency_id),
        str(entry.shape),
        [statement.text for statement in entry.statements],
        list(entry.impact),
        list(entry.actions),
        entry.significance,
        tuple(entry.themes),
        sorted(str(person) for person in entry.about),
    )
