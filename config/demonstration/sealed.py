"""The sealed case: lived like the others by the few who may know of it, and sealed before anybody else could read."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from config.demonstration import cases, written
from config.demonstration.stage import Stage, on_stage
from config.home import ROOT
from tessera.access import actions as access
from tessera.access.models import Practitioner
from tessera.enquiries.models import Referral, ReferralAdult
from tessera.oversight.actions import sealing

PATH = ROOT / "demonstration" / "sealed.yaml"
REFERENCE = "CASE-21-0"
WHY = "The child's father works in the hub. Only those who decide may know."


def seal() -> int:
    """Live the case and seal it, once. How many were made. Only those named on the seal see whether it is there."""
    with on_stage("priya"):
        if Referral.objects.filter(their_reference=REFERENCE).exists():
            return 0
    with transaction.atomic():
        stage = Stage()
        [referral_id] = cases.live(written.read(PATH), datetime.now(UTC), stage)
        with stage.as_member("priya") as me:
            referral = Referral.objects.get(pk=referral_id)
            people = dict(Practitioner.objects.values_list("username", "pk"))
            father = ReferralAdult.objects.get(referral=referral, given_name="Owen")
            if father.person_id is not None:
                access.exclude(
                    practitioner=me,
                    at=datetime.now(UTC),
                    excluded=people["owen"],
                    person_id=father.person_id,
                    reason="Himself.",
                )
            sealing.seal(
                practitioner=me,
                at=datetime.now(UTC),
                case_id=referral.case_id,
                reason=WHY,
                named=[me.id, people["marcus"]],
            )
        stage.leave()
    return 1
