"""What the partners have agreed not to use can be done by nobody, on no page and by no verb; what is there stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from config.home import ROOT
from tessera.access import actions as access
from tessera.access.models import Agency, EmergencyAccess
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import asking, joining
from tessera.oversight.actions import emergencies
from tessera.oversight.rules import Ground
from tessera.partnership import actions as partnership
from tessera.partnership.rules import Settings
from tessera.partnership.rules.doubts import doubts
from tessera.people.rules import PersonGiven
from tessera.records.actions import Upload
from tests.cast import as_member, client_as
from tests.hostile.files import pdf
from tests.stories.joint_form import given_asked, given_form
from tests.stories.test_an_agency_attaches_a_document import attached, live_request, when_cass_answers_with

pytestmark = pytest.mark.django_db(transaction=True)

Console = Callable[[], AbstractContextManager[None]]
THORNMERE = (ROOT / "demonstration" / "thornmere.yaml").read_text(encoding="utf-8")
POLICE = "Thornmere Police"


def given_switched_off(console: Console, *features: str) -> None:
    text = THORNMERE + "\nfeatures:\n" + "".join(f"  {name}: false\n" for name in features)
    with console():
        partnership.adopt(practitioner=access.Console(), at=datetime(2026, 1, 5, tzinfo=UTC), text=text)


def test_no_joint_form_is_opened_and_one_that_is_open_stays(the_console: Console) -> None:
    before = given_form(POLICE)
    page = f"/enquiries/{before.pk}/joint-form/"
    assert client_as("ama").get(page).status_code == 200
    given_switched_off(the_console, "joint_form")
    assert client_as("ama").get(page).status_code == 200
    enquiry = given_asked(POLICE)
    assert (
        "have no joint form"
        in client_as("ama").get(f"/enquiries/{enquiry.pk}/joint-form/open/").content.decode()
    )
    with as_member("ama") as me, pytest.raises(NotAllowed, match="have no joint form"):
        police = Agency.objects.get(name=POLICE).pk
        joining.open_form(practitioner=me, at=timezone.now(), enquiry_id=enquiry.pk, agencies=[police])


def test_no_document_goes_with_an_answer(the_console: Console) -> None:
    given_switched_off(the_console, "attachments")
    request = live_request()
    page = client_as("cass").get(f"/requests/{request.pk}/").content.decode()
    assert "Documents and photographs" not in page
    assert "Who may read your answer?" in page
    with as_member("cass") as me, pytest.raises(NotAllowed, match="not sent with answers here"):
        asking.answer(
            practitioner=me,
            at=timezone.now(),
            request_id=request.pk,
            lines=[object()],  # type: ignore[list-item]
            attachments=[Upload("letter.pdf", pdf())],
        )
    assert not when_cass_answers_with(request, ("letter.pdf", pdf())), "the words are sent, the file is not"
    assert attached(request) == []


def test_wording_hints_are_left_out_added_and_switched_off(the_console: Console) -> None:
    """A phrase that is not in the list, left out by mistake, takes nothing else away."""
    typed = {"text": "Mum fails to engage and brought bits and bobs.", "field": "daily_life"}
    said = {"left_out": ["fails to engage", "no such words"]}
    said["added"] = [{"phrase": "bits and bobs", "kind": "vague", "ask": "Which ones?"}]  # type: ignore[list-item]
    ben = client_as("ben")
    assert "What did we offer" in ben.post("/wording/", typed).content.decode()
    for number, on in enumerate((True, False), 5):
        text = f"{THORNMERE}\nwording_hints: {json.dumps(said | {'on': on})}\n"
        with the_console():
            partnership.adopt(
                practitioner=access.Console(), at=datetime(2026, 1, number, tzinfo=UTC), text=text
            )
        piece = ben.post("/wording/", typed).content.decode()
        assert ("Which ones?" in piece) is on
        assert "What did we offer" not in piece


def test_no_record_is_opened_in_an_emergency(the_console: Console) -> None:
    given_switched_off(the_console, "emergency_access")
    page = client_as("raj").get("/emergency-access/").content.decode()
    assert "have agreed not to use emergency access" in page
    assert "01632 960100" in page
    assert "Open in an emergency" not in page
    with as_member("raj") as me:
        with pytest.raises(NotAllowed, match="not used here"):
            emergencies.open_in_emergency(
                practitioner=me,
                at=timezone.now(),
                once=uuid4(),
                given=PersonGiven("Nobody", "Here"),
                ground=Ground.DANGER,
                words="Nobody of this name is on record.",
                hours=1,
            )
        assert not EmergencyAccess.objects.exists()


def test_what_is_switched_off_is_told_with_the_draft() -> None:
    data = Settings.load(THORNMERE).data()
    data["features"] = dict.fromkeys(data["features"], False)
    told = {".".join(doubt.path) for doubt in doubts(Settings.from_data(data))}
    assert {"features.emergency_access", "features.joint_form"} <= told
