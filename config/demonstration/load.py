"""Loads the demonstration's cases and its standing workload, each once. Interrupted, it goes on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Least

from config.console import say
from config.demonstration import cases, living, workload, written
from config.demonstration.facts import known
from config.demonstration.register import cast
from config.demonstration.stage import Stage, on_stage
from tessera.access import actions as access
from tessera.access.models import Practitioner
from tessera.access.rules import InvolvementKind
from tessera.enquiries.models import Referral, ReferralChild, Request
from tessera.enquiries.rules.words import RequestState
from tessera.notifications.models import Message

AT_ONCE = 20
"""Referrals of the workload in one transaction."""

STILL_NEWS, NEWEST = timedelta(hours=3), 4
READ_WITHIN = timedelta(minutes=50)

Share = tuple[int, int]
"""Which part of how many: (0, 2) is the first half. Parts may be loaded at once, each by a process of its own."""


def missing() -> int:
    """How much of the demonstration is not there yet, in cases and referrals of the workload."""
    there, now = _there(), datetime.now(UTC)
    cases_left = sum(f"CASE-{number:02}-0" not in there for number, _ in written.files())
    return cases_left + sum(plan.reference not in there for plan in workload.plans(now))


def load(*, only: set[int] | None = None, share: Share = (0, 1)) -> int:
    """Live every written case and every referral of the workload that is not there yet. Returns how many were.

    `only`: the cases of these numbers and no workload.
    """
    now, began = datetime.now(UTC), time.monotonic()
    there = _there()
    if there and only is None and share[0] == 0:
        say("some of the demonstration is here from before; what is missing is loaded now")
    done = _cases(now, there, only, share)
    if only is None:
        done += _workload(now, there, share)
    if done:
        say(f"{done} loaded ({time.monotonic() - began:.0f} s)")
    return done


def _there() -> set[str]:
    """What was loaded before, by reference. The hub sees every referral, and Ama is excluded from none."""
    with on_stage("ama"):
        found = Referral.objects.filter(their_reference__regex="^(CASE|WORK)-")
        return set(found.values_list("their_reference", flat=True))


def _cases(now: datetime, there: set[str], only: set[int] | None, share: Share) -> int:
    done, theatre = 0, Stage()
    for number, path in written.files():
        if f"CASE-{number:02}-0" in there or (only is not None and number not in only):
            continue
        if number % share[1] != share[0]:
            continue
        began, document = time.monotonic(), written.read(path)
        with transaction.atomic():
            made = cases.live(document, now, theatre)
            for exclusion in document.get("exclusions") or []:
                _exclude(exclusion, made[-1], now)
        say(f"{path.stem} ({time.monotonic() - began:.1f} s)")
        done += 1
    theatre.leave()
    return done


def _workload(now: datetime, there: set[str], share: Share) -> int:
    """A family that comes again is in the same share as when it came first."""
    part, parts = share
    mine = [plan for plan in workload.plans(now) if (plan.again_of or plan.number) % parts == part]
    plans = [plan for plan in mine if plan.reference not in there]
    if not plans:
        return 0
    theatre, done = Stage(), 0
    facts = known(theatre, now)
    which = "standing workload" if parts == 1 else f"standing workload, part {part + 1} of {parts}"
    for batch in _batches(plans):
        with transaction.atomic():
            living.live(batch, theatre, facts)
        done += len(batch)
        say(f"{which}: {done} of {len(plans)} referrals")
    theatre.leave()
    return done


def _batches(plans: list[workload.Plan]) -> Iterator[list[workload.Plan]]:
    """A family that comes again comes in a later transaction than before, so that it can be found."""
    batch: list[workload.Plan] = []
    for plan in plans:
        if len(batch) == AT_ONCE or plan.again_of in {other.number for other in batch}:
            yield batch
            batch = []
        batch.append(plan)
    yield batch


def read_messages() -> None:
    """Whoever got a message has read it within the hour, but for what is still news to them now.

    Nobody opens the demonstration on six weeks of messages, and nobody on none: unread are the questions that their
    agency has not opened yet, a call of immediate danger this afternoon, and the newest few of the last hours.
    """
    now = datetime.now(UTC)
    for member in cast():
        with on_stage(member.username) as me:
            mine = Message.objects.filter(recipient_id=me.id, read_at__isnull=True)
            unopened = Request.objects.filter(to_agency_id=me.agency_id, state=RequestState.SENT)
            links = [f"/requests/{pk}/" for pk in unopened.values_list("pk", flat=True)]
            recent = mine.filter(made_at__gt=now - STILL_NEWS)
            newest = list(recent.order_by("-made_at", "-id").values_list("pk", flat=True)[:NEWEST])
            news = Q(pk__in=newest) | Q(link__in=links) | Q(pk__in=recent.filter(word="danger_called"))
            read_at = Least(F("made_at") + READ_WITHIN, Value(now, output_field=DateTimeField()))
            mine.exclude(news).update(read_at=read_at, emailed_at=F("made_at"))


def _exclude(exclusion: dict[str, Any], referral_id: Any, now: datetime) -> None:
    """A practitioner who is involved by name, and must never see this child all the same."""
    excluded = Practitioner.objects.get(username=exclusion["practitioner"])
    with on_stage("priya") as me:
        referral = Referral.objects.get(pk=referral_id)
        child = ReferralChild.objects.get(referral=referral, given_name=exclusion["child"])
        access.involve(
            practitioner=me,
            at=now,
            case_id=referral.case_id,
            principal=excluded.principal_id,
            kind=InvolvementKind.ALLOCATED,
            reason="Asked to help before anyone knew.",
        )
        if child.person_id is not None:
            access.exclude(
                practitioner=me,
                at=now,
                excluded=excluded.pk,
                person_id=child.person_id,
                reason=exclusion["reason"],
            )
