"""What somebody tries who can run SQL as the application, to open more in an emergency, for longer, or to hide it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tessera.access import actions as access
from tessera.access.models import EmergencyAccess, Practitioner, Seal
from tessera.enquiries.actions import screening
from tessera.enquiries.models import Enquiry, ReferralChild
from tessera.people.rules import PersonGiven, exact_keys
from tests.cast import as_member
from tests.stories.front_door import given_enquiry, given_referral

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC).replace(microsecond=0)
ROWAN = PersonGiven("Rowan", "Ashdown", date_of_birth=date(2018, 3, 4))
WHY = "The child is at the desk."
OPEN = "SELECT opened, fresh FROM access.open_emergency(%s, %s, %s, %s, %s)"
DENIED, AGAINST_THE_RULE = "42501", "23514"


def given_rowan_on_record() -> tuple[Enquiry, uuid.UUID]:
    """An open enquiry, and the person whom the hub says its first child is."""
    enquiry = given_enquiry(NOW - timedelta(hours=1))
    with as_member("ama") as me:
        child = ReferralChild.objects.get(referral_id=enquiry.referral_id, given_name="Rowan")
        found = screening.identify_child(practitioner=me, at=NOW, child_id=child.pk, person_id=None)
    assert found is not None
    assert found.person_id is not None
    return enquiry, found.person_id


def opened(
    keys: Any = None,
    *,
    once: uuid.UUID | None = None,
    why: str | None = WHY,
    hours: int | None = 2,
    due: datetime | None = NOW + timedelta(days=1),
) -> tuple[uuid.UUID, bool]:
    """Call the function as the application does, as whoever is acting."""
    with connection.cursor() as cursor:
        given = sorted(exact_keys(ROWAN)) if keys is None else keys
        cursor.execute(OPEN, (once or uuid.uuid4(), given, why, hours, due))
        use, fresh = cursor.fetchone()
    return use, fresh


def cases_of(use: tuple[uuid.UUID, bool]) -> list[uuid.UUID]:
    return EmergencyAccess.objects.get(pk=use[0]).cases


@contextmanager
def refused(state: str = DENIED) -> Iterator[None]:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        yield
    assert getattr(refusal.value.__cause__, "sqlstate", "") == state, refusal.value


def run(statement: str, *given: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return int(cursor.rowcount)


@pytest.mark.parametrize("username", ["ada", "gil", "neil"])
def test_a_role_that_may_not_is_refused(username: str) -> None:
    given_rowan_on_record()
    with as_member(username), refused():
        opened()
    with as_member("raj"):
        assert cases_of(opened())


def test_nobody_is_refused() -> None:
    with transaction.atomic(), refused():
        opened()


@pytest.mark.parametrize(
    "changes",
    [
        {"hours": 5},
        {"hours": 0},
        {"hours": -1},
        {"hours": None},
        {"why": "Help"},
        {"why": "          "},
        {"why": None},
        {"due": None},
        {"due": NOW - timedelta(days=1)},
        {"due": NOW + timedelta(days=400)},
    ],
)
def test_no_longer_without_a_reason_or_without_a_review(changes: dict[str, Any]) -> None:
    with as_member("raj"):
        with refused(AGAINST_THE_RULE):
            opened(**changes)
        assert not EmergencyAccess.objects.exists()


def test_half_a_name_opens_nothing() -> None:
    enquiry, _ = given_rowan_on_record()
    keys = sorted(exact_keys(ROWAN))
    given = [key for key in keys if key.startswith("gd:")]
    family = [key for key in keys if key.startswith("fd:")]
    assert given
    assert family
    with as_member("raj"):
        for some in (given, family, [], ["nhs:"], ["nhs:%"], [key.replace("2018", "2019") for key in keys]):
            assert cases_of(opened(some)) == [], some
        assert cases_of(opened(keys)) == [enquiry.case_id]


def test_a_sealed_case_and_one_of_somebody_excluded_answer_as_one_that_is_not_there() -> None:
    enquiry, person = given_rowan_on_record()
    with as_member("raj"):
        absent = cases_of(
            opened(sorted(exact_keys(PersonGiven("No", "One", date_of_birth=date(2018, 3, 4)))))
        )
    with as_member("priya") as me:
        dev = Practitioner.objects.get(username="dev").pk
        access.exclude(practitioner=me, at=NOW, excluded=dev, person_id=person, reason="His nephew.")
    with as_member("dev"):
        assert cases_of(opened()) == absent == []
    with as_member("raj"):
        assert cases_of(opened()) == [enquiry.case_id]
    with as_member("priya") as me:
        Seal.objects.create(
            case_id=enquiry.case_id, reason="A colleague's child.", sealed_by_id=me.id, sealed_at=NOW
        )
    with as_member("flo"):
        assert cases_of(opened()) == absent
    # Sealed afterwards: what was opened is closed.
    with as_member("raj"):
        assert not Enquiry.objects.filter(pk=enquiry.pk).exists()


def test_a_possible_match_opens_nothing() -> None:
    """Somebody is excluded from Rowan; a second referral may be about him, and nobody has said so yet."""
    enquiry, person = given_rowan_on_record()
    with as_member("priya") as me:
        flo = Practitioner.objects.get(username="flo").pk
        access.exclude(practitioner=me, at=NOW, excluded=flo, person_id=person, reason="Her nephew.")
    given_referral(NOW - timedelta(minutes=5), reference="STORY-2")
    with as_member("raj"):
        assert cases_of(opened()) == [enquiry.case_id]


def test_another_partnership_opens_nothing() -> None:
    given_rowan_on_record()
    with as_member("raj", "eastmere"):
        assert cases_of(opened()) == []


def test_whoever_opens_writes_nothing_not_even_in_the_same_transaction() -> None:
    enquiry, _ = given_rowan_on_record()
    note = (
        "INSERT INTO records_note (id, case_id, agency_id, author_id, audience, named, kind, written_at, reason, "
        "marks) VALUES (%s, %s, %s, %s, 'whole_case', '{}', 'observation', now(), '', '{}')"
    )
    with as_member("raj") as me:
        opened()
        assert Enquiry.objects.filter(pk=enquiry.pk).exists()
        with refused():
            run(note, uuid.uuid4(), enquiry.case_id, me.agency_id, me.id)
    with as_member("raj") as me, refused():
        run(note, uuid.uuid4(), enquiry.case_id, me.agency_id, me.id)
    with as_member("ama") as me:
        assert run(note, uuid.uuid4(), enquiry.case_id, me.agency_id, me.id) == 1


def test_sent_twice_is_one_use_and_another_s_page_is_one_s_own() -> None:
    enquiry, _ = given_rowan_on_record()
    once = uuid.uuid4()
    with as_member("raj"):
        first, again = opened(once=once), opened(once=once)
        assert (first[0], first[1], again[1]) == (again[0], True, False)
        assert EmergencyAccess.objects.count() == 1
    with as_member("dev"):
        mine = opened(once=once)
        assert mine[1]
        assert mine[0] != first[0]
        # The identifier of somebody else's use says nothing and opens nothing.
        assert not EmergencyAccess.objects.filter(pk=first[0]).exists()
        assert opened(once=first[0])[1]
    with as_member("ama"):
        kept = run(
            "SELECT id FROM access_involvement WHERE case_id = %s AND kind = 'emergency'", enquiry.case_id
        )
        assert kept == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_emergency SET ends_at = now() + interval '1 year'",
        "UPDATE access_emergency SET cases = '{}'",
        "UPDATE access_emergency SET reason = 'For another reason'",
        "UPDATE access_emergency SET review_due_at = now() + interval '1 year'",
        "UPDATE access_emergency SET practitioner_id = access.who()",
        "DELETE FROM access_emergency",
    ],
)
@pytest.mark.parametrize("username", ["raj", "hana"])
def test_what_was_kept_of_a_use_is_never_changed(username: str, statement: str) -> None:
    given_rowan_on_record()
    with as_member("raj"):
        opened()
    with as_member(username), refused():
        run(statement)


def test_a_use_is_not_written_by_hand_and_an_involvement_is_not_lengthened() -> None:
    enquiry, _ = given_rowan_on_record()
    with as_member("raj") as me:
        with refused():
            run(
                "INSERT INTO access_emergency (id, practitioner_id, agency_id, partnership_id, cases, reason, "
                "opened_at, ends_at, review_due_at, finding, finding_reason, what_follows) "
                "VALUES (%s, %s, %s, %s, %s, 'x', now(), now(), now(), '', '', '')",
                *(uuid.uuid4(), me.id, me.agency_id, me.partnership_id, [enquiry.case_id]),
            )
        with refused():
            run(
                "INSERT INTO access_involvement (id, case_id, principal_id, kind, reason, made_by_id, valid_from) "
                "VALUES (%s, %s, %s, 'emergency', 'x', %s, now())",
                *(uuid.uuid4(), enquiry.case_id, me.principal, me.id),
            )
        opened()
    with as_member("raj"):
        assert run("UPDATE access_involvement SET valid_to = NULL WHERE kind = 'emergency'") == 0


def test_nobody_reviews_their_own_and_only_a_guardian_reviews() -> None:
    given_rowan_on_record()
    finding = (
        "UPDATE access_emergency SET finding = 'justified', finding_reason = 'It was.', reviewed_at = now(), "
        "reviewed_by_id = access.who() WHERE reviewed_at IS NULL"
    )
    with as_member("hana"):
        opened()
        assert run(finding) == 0
    for username in ("raj", "priya", "ada"):
        with as_member(username):
            assert run(finding) == 0, username
    with as_member("raj"):
        opened()
    with as_member("hana"):
        assert run(finding) == 1


def test_misuse_without_a_consequence_is_refused() -> None:
    given_rowan_on_record()
    with as_member("raj"):
        opened()
    with as_member("hana"), refused(AGAINST_THE_RULE):
        run(
            "UPDATE access_emergency SET finding = 'misuse', finding_reason = 'He looked for a friend.', "
            "reviewed_at = now(), reviewed_by_id = access.who()"
        )


def test_it_ends_at_the_instant_with_no_sweep(administrator: psycopg.Connection[Any]) -> None:
    enquiry, _ = given_rowan_on_record()
    with as_member("raj"):
        opened()
    ends = (
        "UPDATE access_involvement SET valid_from = now() - interval '2 hours', valid_to = %s "
        "WHERE kind = 'emergency'"
    )
    administrator.execute(ends, [datetime.now(UTC) + timedelta(seconds=30)])
    with as_member("raj"):
        assert Enquiry.objects.filter(pk=enquiry.pk).exists()
    administrator.execute(ends, [datetime.now(UTC)])
    with as_member("raj"):
        assert not Enquiry.objects.filter(pk=enquiry.pk).exists()


def test_a_guardian_sees_no_use_in_which_is_somebody_they_must_never_see() -> None:
    _, person = given_rowan_on_record()
    with as_member("raj"):
        use = opened()[0]
    with as_member("hana"):
        assert EmergencyAccess.objects.filter(pk=use).exists()
    with as_member("priya") as me:
        hana = Practitioner.objects.get(username="hana").pk
        access.exclude(practitioner=me, at=NOW, excluded=hana, person_id=person, reason="Her neighbour.")
    with as_member("hana"):
        assert not EmergencyAccess.objects.filter(pk=use).exists()
        assert run("UPDATE access_emergency SET finding_reason = 'x'") == 0


def test_a_clearance_is_never_one_s_own_to_lengthen() -> None:
    with as_member("hana") as me:
        assert run("UPDATE access_clearance SET valid_to = NULL WHERE practitioner_id = %s", me.id) == 0
        others = run("UPDATE access_clearance SET valid_to = now() WHERE practitioner_id <> %s", me.id)
        assert others > 3


def test_a_clearance_for_more_than_a_year_or_without_an_end_is_refused() -> None:
    given = (
        "INSERT INTO access_clearance (id, practitioner_id, partnership_id, mark, reason, given_by_id, valid_from, "
        "valid_to) SELECT gen_random_uuid(), id, access.partnership(), 'adoption', 'Needed', access.who(), now(), %s "
        "FROM access_practitioner WHERE username = 'ama'"
    )
    with as_member("hana"):
        for until in (None, NOW + timedelta(days=400)):
            with refused(AGAINST_THE_RULE):
                run(given, until)
        assert run(given, NOW + timedelta(days=300)) == 1
