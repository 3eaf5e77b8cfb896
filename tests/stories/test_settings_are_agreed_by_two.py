"""Settings are written by one administrator and put in force by another, word for word, from a day on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from tessera.access.models import Agency, Team
from tessera.audit import NotHere
from tessera.audit.models import Entry
from tessera.core.steps import NotAllowed
from tessera.partnership import queries
from tessera.partnership.actions import drafting
from tessera.partnership.actions.drafting import WrittenMeanwhile
from tessera.partnership.models import SettingsDocument, SettingsDraft, SettingsStep
from tessera.partnership.queries import versions
from tessera.partnership.rules.drafts import DraftState
from tessera.partnership.rules.reading import write
from tessera.partnership.rules.settings import Settings, SettingsRefused
from tests.cast import as_member

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "The board agreed a shorter time for red in November."


def changed(settings: Settings, red: str = "3h", **more: Any) -> str:
    data = settings.data()
    data["clocks"]["decision"]["limits"]["red"] = red
    data["agencies"].update(more)
    return write(data)


def given_draft(by: str = "ada", red: str = "3h", **more: Any) -> UUID:
    with as_member(by) as me:
        begun = drafting.begin(practitioner=me, at=timezone.now(), partnership_id=me.partnership_id)
        old = queries.in_force(me.partnership_id, timezone.now()).settings
        drafting.write(
            practitioner=me, at=timezone.now(), draft_id=begun.pk, number=1, text=changed(old, red, **more)
        )
        return begun.pk


def when_sent(draft_id: UUID, by: str = "ada", wanted_from: datetime | None = None, number: int = 2) -> None:
    with as_member(by) as me:
        drafting.send(
            practitioner=me,
            at=timezone.now(),
            draft_id=draft_id,
            number=number,
            reason=WHY,
            wanted_from=wanted_from or timezone.now(),
        )


def when_approved(draft_id: UUID, by: str = "vera", number: int = 3) -> SettingsDocument:
    with as_member(by) as me:
        return drafting.approve(practitioner=me, at=timezone.now(), draft_id=draft_id, number=number)


def red_now(at: datetime | None = None) -> str:
    with as_member("ama") as me:
        return str(
            queries.in_force(me.partnership_id, at or timezone.now()).settings.limit("decision", "red")
        )


def test_what_ada_writes_vera_approves_and_it_is_in_force_at_once() -> None:
    before = red_now()
    draft = given_draft(larkfield={"name": "Larkfield Refuge", "short": "LR", "kind": "voluntary",
                                   "teams": {"night": {"name": "Night team"}}})  # fmt: skip
    assert red_now() == before
    when_sent(draft)
    assert red_now() == before, "what is only sent is not in force"
    made = when_approved(draft)
    assert red_now() == "3h" != before
    with as_member("vera") as me:
        newest, older = versions.versions(me, timezone.now())
        assert (newest.number, newest.standing, newest.approved_by) == (2, "in force", "Vera Lindqvist")
        assert (newest.reason, older.standing) == (WHY, "was in force")
        [limit, *others] = versions.changes(me, timezone.now(), 1, 2)
        assert str(limit).endswith("becomes 3 hours.") or any("3 hours" in str(x) for x in others)
        assert versions.draft(me, draft).state is DraftState.APPROVED
        refuge = Agency.objects.get(code="larkfield")
        assert (refuge.name, refuge.kind) == ("Larkfield Refuge", "voluntary")
        assert Team.objects.get(agency=refuge).is_hub is False
        assert Team.objects.filter(is_hub=True).count() == 1
    with as_member("vera"):
        done = Entry.objects.get(kind="settings", verb="approve", row=made.pk)
        assert done.detail["registered"] == 2
    with as_member("ada"):
        verbs = set(Entry.objects.filter(kind="settings_draft", row=draft).values_list("verb", flat=True))
        assert verbs == {"begin", "write", "send"}


def test_it_waits_for_its_day_and_is_never_in_force_in_the_past() -> None:
    before, day = red_now(), timezone.now() + timedelta(days=10)
    draft = given_draft()
    when_sent(draft, wanted_from=day)
    when_approved(draft)
    assert red_now() == before
    assert red_now(day + timedelta(seconds=1)) == "3h"
    with as_member("ada") as me:
        assert versions.versions(me, timezone.now())[0].standing == "comes into force"
    again = given_draft(red="2h")
    with pytest.raises(NotAllowed, match="later than that"):
        when_sent(again, wanted_from=day - timedelta(days=1))
    when_sent(again, wanted_from=day + timedelta(days=1))
    when_approved(again)
    old = given_draft(red="5h")
    with pytest.raises(NotAllowed):
        when_sent(old, wanted_from=timezone.now() - timedelta(days=400))


def test_whoever_wrote_in_it_does_not_approve_it_and_postgresql_says_so() -> None:
    draft = given_draft()
    when_sent(draft)
    with pytest.raises(NotAllowed, match="somebody else must approve"):
        when_approved(draft, by="ada")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafting, "_wrote", lambda *_: False)
        with pytest.raises(ProgrammingError, match="row-level security"):
            when_approved(draft, by="ada")
    assert red_now() != "3h"


def test_words_that_nobody_sent_are_not_approved() -> None:
    draft = given_draft()
    when_sent(draft)
    with as_member("vera") as me:
        sent = SettingsStep.objects.get(draft_id=draft, word="sent")
        now = timezone.now()
        right = {
            "partnership_id": me.partnership_id, "number": 2, "draft_id": draft, "text": sent.text,
            "in_force_from": now, "approved_by_id": me.id, "approved_at": now,
        }  # fmt: skip
        for wrong in (
            {"text": sent.text + "# and more\n"},
            {"number": 3},
            {"approved_at": now - timedelta(days=1), "in_force_from": now - timedelta(days=1)},
            {"in_force_from": now - timedelta(minutes=30)},
            {"draft_id": None, "approved_by_id": None},
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                SettingsDocument(**right | wrong).save(force_insert=True)
        with (
            pytest.raises(ProgrammingError, match="registers what it names"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT access.register_settings('Ours', '[]')")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SettingsStep(draft_id=draft, number=4, word="approved", by_id=me.id, at=now).save()
        for model in (SettingsDraft, SettingsStep, SettingsDocument):
            for verb in (lambda rows: rows.update(id=uuid4()), lambda rows: rows._raw_delete("default")):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    verb(model.objects.all())


def test_sent_back_and_written_further_and_withdrawn() -> None:
    draft = given_draft()
    when_sent(draft)
    with as_member("ada") as me, pytest.raises(NotAllowed):
        drafting.write(practitioner=me, at=timezone.now(), draft_id=draft, number=3, text="x: 1")
    with as_member("vera") as me:
        with pytest.raises(NotAllowed, match="reason"):
            drafting.send_back(practitioner=me, at=timezone.now(), draft_id=draft, number=3, reason=" ")
        drafting.send_back(practitioner=me, at=timezone.now(), draft_id=draft, number=3, reason="Ask health.")
    with pytest.raises(NotAllowed):
        when_approved(draft, number=4)
    when_sent(draft, number=4)
    with as_member("vera") as me:
        shown = versions.draft(me, draft)
        assert [done.word for done in shown.steps] == ["begun", "written", "sent", "sent_back", "sent"]
        assert shown.writers == ("Ada Whitfield",)
        assert not shown.wrote_myself
        drafting.withdraw(practitioner=me, at=timezone.now(), draft_id=draft, number=5, reason="Not now.")
        assert versions.open_draft(me) is None
    for verb in (lambda: when_sent(draft, number=6), lambda: when_approved(draft, number=6)):
        with pytest.raises(NotAllowed, match="Nothing more can be done"):
            verb()


def test_two_who_write_at_once_are_never_written_over() -> None:
    draft = given_draft()
    with as_member("vera") as me:
        old = queries.in_force(me.partnership_id, timezone.now()).settings
        drafting.write(practitioner=me, at=timezone.now(), draft_id=draft, number=2, text=changed(old, "2h"))
    with pytest.raises(WrittenMeanwhile), as_member("ada") as me:
        drafting.write(practitioner=me, at=timezone.now(), draft_id=draft, number=2, text=changed(old, "5h"))
    with as_member("ada") as me:
        # The same again is no second writing, however late it comes.
        drafting.write(practitioner=me, at=timezone.now(), draft_id=draft, number=2, text=changed(old, "2h"))
        assert str(versions.draft(me, draft).settings.limit("decision", "red")) == "2h"
        assert SettingsStep.objects.filter(draft_id=draft).count() == 3
    with pytest.raises(WrittenMeanwhile):
        when_sent(draft, number=2)
    when_sent(draft, number=3)
    with pytest.raises(NotAllowed):
        when_sent(draft, number=3)
    with pytest.raises(NotAllowed, match="somebody else"):
        when_approved(draft, by="vera", number=4)


def test_one_draft_at_a_time_and_an_old_one_is_not_approved_over_a_newer_version() -> None:
    draft = given_draft()
    with pytest.raises(NotAllowed, match="a draft already"):
        given_draft(by="vera")
    with as_member("vera") as me:
        behind = SettingsDraft.objects.create(
            partnership_id=me.partnership_id, follows=1, begun_by_id=me.id, begun_at=timezone.now()
        )
        text = SettingsStep.objects.get(draft_id=draft, number=2).text
        SettingsStep.objects.create(
            draft=behind, number=1, word="begun", text=text, by_id=me.id, at=timezone.now()
        )
    when_sent(behind.pk, by="vera", number=1)
    when_sent(draft)
    when_approved(draft)
    with pytest.raises(NotAllowed, match="has been agreed since"):
        when_approved(behind.pk, by="ada", number=2)


def test_going_back_is_a_new_version_of_the_old_words() -> None:
    before = red_now()
    draft = given_draft()
    when_sent(draft)
    when_approved(draft)
    with as_member("vera") as me:
        _, old = versions.version(me, timezone.now(), 1)
        back = drafting.begin(
            practitioner=me, at=timezone.now(), partnership_id=me.partnership_id, text=old.dump()
        )
    when_sent(back.pk, by="vera", number=1)
    when_approved(back.pk, by="ada", number=2)
    assert red_now() == before
    with as_member("ada") as me:
        assert [one.number for one in versions.versions(me, timezone.now())] == [3, 2, 1]
        assert versions.changes(me, timezone.now(), 1, 3) == ()


def test_what_cannot_be_used_changes_nothing() -> None:
    draft = given_draft()
    with as_member("ada") as me:
        good = versions.draft(me, draft).settings
        bad = good.data()
        bad["clocks"]["decision"]["limits"]["red"] = "soon"
        other = good.data()
        other["partnership"]["code"] = "elsewhere"
        for data, path in ((bad, "clocks.decision.limits.red"), (other, "partnership.code")):
            with pytest.raises(SettingsRefused) as refused:
                drafting.write(practitioner=me, at=timezone.now(), draft_id=draft, number=2, text=write(data))
            assert path in {problem.path for problem in refused.value.problems}
        assert versions.draft(me, draft).settings == good
    with as_member("ada") as me:
        drafting.withdraw(practitioner=me, at=timezone.now(), draft_id=draft, number=2, reason="Begin again.")
        empty = drafting.begin(practitioner=me, at=timezone.now(), partnership_id=me.partnership_id)
    with pytest.raises(NotAllowed, match="Nothing is changed"):
        when_sent(empty.pk, number=1)


@pytest.mark.parametrize("username", ["ama", "priya", "ben", "dev", "gil"])
def test_nobody_else_sees_a_draft_or_begins_one(username: str) -> None:
    draft = given_draft()
    with as_member(username) as me:
        with pytest.raises(NotHere):
            versions.draft(me, draft)
        assert not SettingsDraft.objects.exists()
        assert not SettingsStep.objects.exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            drafting.begin(practitioner=me, at=timezone.now(), partnership_id=me.partnership_id)
        with pytest.raises(NotHere):
            drafting.approve(practitioner=me, at=timezone.now(), draft_id=draft, number=2)
        with pytest.raises(NotHere):
            drafting.send(
                practitioner=me, at=timezone.now(), draft_id=uuid4(), number=1, reason=WHY,
                wanted_from=timezone.now(),
            )  # fmt: skip
