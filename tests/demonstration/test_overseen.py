"""The demonstration holds one reviewed use of emergency access and one that waits, and no more when it starts again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.demonstration import cases, written
from config.demonstration.overseen import oversee
from config.demonstration.stage import Stage
from tessera.access.models import EmergencyAccess
from tessera.oversight.queries.emergencies import reviews
from tests.cast import as_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_is_reviewed_and_one_waits() -> None:
    now, files = datetime.now(UTC), dict(written.files())
    for number in (2, 8):
        cases.live(written.read(files[number]), now, Stage())
    assert (oversee(), oversee()) == (2, 0)
    with as_member("hana") as me:
        shown = reviews(practitioner=me, at=datetime.now(UTC))
        assert [(use.by, use.found > 0) for use in shown.waiting] == [("Raj Bhandari", True)]
        assert [(use.by, use.finding) for use in shown.done] == [("Dev Chaudhry", "Justified")]
        assert all(use.cases for use in EmergencyAccess.objects.all())
