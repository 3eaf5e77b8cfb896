"""Loads the demonstration's cases and its standing workload, each once."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from config.console import say
from config.demonstration import cases
from config.demonstration.stage import on_stage
from tessera.access import actions as access
from tessera.access.models import Practitioner
from tessera.access.rules import InvolvementKind
from tessera.enquiries.models import Referral, ReferralChild


def load(*, only: set[int] | None = None) -> int:
    """Live every written case that has not been lived yet, each in one transaction. Returns how many were."""
    now = datetime.now(UTC)
    done = 0
    for path, document in cases.files():
        if (only is not None and document["number"] not in only) or _there(f"CASE-{document['number']:02}-0"):
            continue
        began = time.monotonic()
        with transaction.atomic():
            made = cases.live(document, now)
            for exclusion in document.get("exclusions") or []:
                _exclude(exclusion, made[-1], now)
        say(f"{path.stem} ({time.monotonic() - began:.1f} s)")
        done += 1
    return done


def _there(reference: str) -> bool:
    with on_stage("ama"):
        return Referral.objects.filter(their_reference=reference).exists()


def _exclude(exclusion: dict[str, Any], referral_id: Any, now: datetime) -> None:
    """A practitioner who is involved by name, and must never see this child all the same."""
    excluded = Practitioner.objects.get(username=exclusion["practitioner"])
    with on_stage("priya") as me:
        referral = Referral.objects.get(pk=referral_id)
        child = ReferralChild.objects.get(referral=referral, given_name=exclusion["child"])
        access.involve(
            practitioner=me, at=now, case_id=referral.case_id, principal=excluded.principal_id,
            kind=InvolvementKind.ALLOCATED, reason="Asked to help before anyone knew.",
        )  # fmt: skip
        if child.person_id is not None:
            access.exclude(
                practitioner=me,
                at=now,
                excluded=excluded.pk,
                person_id=child.person_id,
                reason=exclusion["reason"],
            )
