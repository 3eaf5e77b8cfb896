"""The standing workload has the shape it says, reads well, names nobody real, and goes through the real verbs."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from config.demonstration import facts, living, load, workload, written
from config.demonstration import stage as stages
from config.demonstration.workload import Plan, Stage
from config.home import ROOT
from tessera.core.identifiers import nhs_number_is_valid
from tessera.enquiries.models import Clock, Decision, Enquiry, Feedback, Referral, Request, Screening
from tessera.enquiries.rules.words import ANSWERED
from tests.cast import as_member

NOWS = [datetime(2026, 11, 20, *clock, tzinfo=UTC) for clock in ((0, 1), (8, 30), (13, 0), (18, 0), (23, 59))]


@cache
def plans() -> list[Plan]:
    return workload.plans(NOWS[2])


def sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from sentences(item)


@pytest.mark.parametrize("now", NOWS, ids=lambda now: f"{now:%H%M}")
def test_it_is_like_the_first_six_weeks_of_a_hub(now: datetime) -> None:
    found = workload.plans(now)
    enquiries = [plan for plan in found if plan.rating]
    assert len(enquiries) == 319
    assert Counter(plan.rating for plan in enquiries)["red"] == 73
    assert len({plan.reference for plan in found}) == len(found)
    assert all(now - timedelta(days=43) <= plan.received_at < now for plan in found)
    weeks = Counter((now - plan.received_at).days // 7 for plan in enquiries)
    assert all(30 <= weeks[week] <= 80 for week in range(6)), weeks
    assert {plan.stage for plan in found} == set(Stage)
    assert sum(plan.stage is not Stage.CLOSED for plan in enquiries) == 45


def test_it_is_the_same_whenever_it_is_made() -> None:
    again = workload.plans(NOWS[2])
    assert again == plans()
    assert [workload.household(plan) for plan in again[:40]] == [
        workload.household(plan) for plan in plans()[:40]
    ]


def test_most_of_it_comes_when_people_are_at_work() -> None:
    closed = [plan.received_at for plan in plans() if plan.stage is Stage.CLOSED]
    working = sum(at.weekday() < 5 and 8 <= at.hour < 18 for at in closed)
    assert 0.6 < working / len(closed) < 0.95


def test_families_are_of_many_kinds_and_some_come_again() -> None:
    families = [workload.household(plan) for plan in plans() if plan.again_of is None]
    children = [child for family in families for child in family.children]
    assert len({family.ethnicity for family in families}) >= 10
    assert len({family.children[0].family_name for family in families}) >= 40
    assert len({concern for family in families for concern in family.worry["concerns"]}) >= 22
    assert sum(len(family.children) > 1 for family in families) > 80
    assert sum(child.years < 0 for child in children) >= 3
    assert {child.years for child in children} >= set(range(17))
    again = [plan for plan in plans() if plan.again_of is not None]
    assert again
    first = {plan.number: plan for plan in plans()}
    for plan in again:
        assert plan.again_of is not None
        assert workload.household(plan) == workload.household(first[plan.again_of])
        assert first[plan.again_of].received_at < plan.received_at


def test_there_is_enough_to_say_and_every_sentence_can_be_filled_in() -> None:
    stock = workload.words()
    statements = {
        text
        for worry in stock["worries"]
        for kind in ("seen", "heard", "told")
        for text in sentences(worry[kind])
    }
    assert len(statements) >= 60
    assert len({text for worry in stock["worries"] for text in worry["voice"]}) >= 30
    assert sum(len(answers) for answers in stock["returns"].values()) >= 40
    slots = set(workload.household(plans()[0]).words)
    for text in sentences({key: value for key, value in stock.items() if key != "families"}):
        used = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert used <= slots, text


def test_nobody_real_can_be_reached() -> None:
    text = (ROOT / "demonstration" / "workload.yaml").read_text()
    assert "@" not in text
    assert not re.search(r"\d{5}", text)
    numbers = [
        written.invented_nhs_number(plan.number * 40 + place * 2) for plan in plans() for place in range(5)
    ]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("999") and nhs_number_is_valid(number) for number in numbers)


def few() -> list[Plan]:
    """Two of each stage, and a family that comes again after its first time."""
    found = [plan for stage in Stage for plan in [p for p in plans() if p.stage is stage][:2]]
    again = next(plan for plan in plans() if plan.again_of is not None)
    return [*found, *(plan for plan in plans() if plan.number == again.again_of and plan not in found), again]


@pytest.mark.django_db
def test_each_stage_is_reached_through_the_real_verbs() -> None:
    now = NOWS[2]
    theatre = stages.Stage()
    known = facts.known(theatre, now)
    for batch in load._batches(few()):
        living.live(batch, theatre, known)
    for plan in plans():
        life = living.Life(plan, known)
        again = any(step.act == life._rate_again for step in life.steps())
        assert again == (plan.rating != "" and life.first_rating != plan.rating), "it ends at its own rating"
    with as_member("ama"):
        for plan in few():
            referral = Referral.objects.get(their_reference=plan.reference)
            assert referral.received_at == plan.received_at
            enquiry = Enquiry.objects.filter(referral=referral).first()
            if plan.stage in (Stage.UNREAD, Stage.SCREENED_OUT):
                assert enquiry is None
                assert Screening.objects.filter(referral=referral).exists() == (
                    plan.stage is Stage.SCREENED_OUT
                )
                continue
            assert enquiry is not None
            assert enquiry.rating == plan.rating
            check(plan, enquiry, now)
        moments = Clock.objects.filter(stopped_at__gt=now)
        assert not moments.exists(), "nothing has happened yet that lies ahead"


def check(plan: Plan, enquiry: Enquiry, now: datetime) -> None:
    waiting = Request.objects.filter(enquiry=enquiry).exclude(state__in=ANSWERED)
    owed = Feedback.objects.filter(referral_id=enquiry.referral_id, told_at__isnull=True).count()
    states = {Stage.DECIDED: "decided", Stage.TOLD: "decided", Stage.CLOSED: "closed"}
    assert enquiry.state == states.get(plan.stage, "open")
    assert (enquiry.allocated_to_id is None) == (plan.stage is Stage.NOT_ALLOCATED)
    assert bool(waiting.count()) == (plan.stage in (Stage.WAITING, Stage.LATE))
    assert Decision.objects.filter(enquiry=enquiry).exists() == (plan.stage >= Stage.DECIDED)
    assert (owed > 0) == (plan.stage is Stage.DECIDED)
    if plan.stage is Stage.LATE:
        assert waiting.filter(due_at__lt=now).exists()


@pytest.mark.django_db
def test_written_cases_are_lived_once_and_end_where_they_say() -> None:
    assert load.load(only={1, 8, 20}) == 3
    assert load.load(only={1, 8, 20}) == 0
    with as_member("priya"):
        assert Enquiry.objects.get(referral__their_reference="CASE-08-0").state == "closed"
        rowan = Enquiry.objects.get(referral__their_reference="CASE-01-0")
        assert rowan.state == "open"
        assert rowan.rating == "amber"
        states = set(Request.objects.filter(enquiry=rowan).values_list("state", flat=True))
        assert "returned" in states
        assert Referral.objects.filter(their_reference="CASE-20-0").exists()


def test_both_shares_together_are_the_whole_and_no_family_is_torn() -> None:
    whole, halves = {plan.number for plan in plans()}, []
    for part in (0, 1):
        halves.append({plan.number for plan in plans() if (plan.again_of or plan.number) % 2 == part})
    assert halves[0] | halves[1] == whole
    assert not halves[0] & halves[1]
    for plan in plans():
        if plan.again_of is not None:
            assert any({plan.number, plan.again_of} <= half for half in halves)


@pytest.mark.django_db
def test_an_interrupted_load_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    small = few()[:3]
    monkeypatch.setattr(workload, "plans", lambda now: small)
    monkeypatch.setattr(written, "files", list)
    monkeypatch.setattr(load, "AT_ONCE", 1)
    lived = living.live
    calls: list[int] = []

    def stop_at_the_third(batch: list[Plan], *rest: Any) -> None:
        calls.append(len(batch))
        if len(calls) == 3:
            raise KeyboardInterrupt
        lived(batch, *rest)

    monkeypatch.setattr(living, "live", stop_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        load.load()
    assert load.missing() == 1
    assert load.load() == 1
    assert load.missing() == 0
