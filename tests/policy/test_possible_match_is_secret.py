"""A possible match hides a case from whoever is excluded; it must not tell the referrer that the child is on record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.demonstration import cases, written
from config.demonstration.stage import Stage
from tessera.access import actions as access
from tessera.access.models import Practitioner, Subject
from tessera.enquiries.models import Referral, ReferralChild
from tests.cast import as_member
from tests.stories.front_door import given_referral

pytestmark = pytest.mark.django_db


def test_the_referrer_cannot_read_that_a_child_is_on_record() -> None:
    now = datetime.now(UTC)
    freya = cases.live(written.read(dict(written.files())[6]), now, Stage())[-1]
    with as_member("ama") as me:
        child = ReferralChild.objects.get(referral_id=freya, given_name="Freya")
        assert child.person_id is not None
        flo = Practitioner.objects.get(username="flo")
        access.exclude(
            practitioner=me, at=now, excluded=flo.pk, person_id=child.person_id, reason="Her niece."
        )
    again = given_referral(
        now,
        children=[{
            "given_name": "Freya", "family_name": child.family_name,
            "date_of_birth": child.date_of_birth.isoformat() if child.date_of_birth else "2018-01-01", "sex": "F",
        }],
        child_voice=[],
    )  # fmt: skip
    with as_member("ben"):
        assert Referral.objects.filter(pk=again.pk).exists()
        assert not Subject.objects.filter(case_id=again.case_id).exists()
    with as_member("ama"):
        assert Subject.objects.get(case_id=again.case_id).provisional
