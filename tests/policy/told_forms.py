"""Joint forms in lived cases: one that is being written and one that is closed, each with what an agency holds back.

What is typed are words that can be found again: a log is bytes, in which no word can be planted afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from config.demonstration import joint
from tessera.access.models import Agency
from tessera.enquiries.actions import joining
from tessera.enquiries.models import Enquiry
from tessera.enquiries.queries.joining import form_of
from tessera.live_forms import actions as live_forms
from tessera.live_forms.actions.keys import make_key
from tessera.live_forms.models import Section
from tests.cast import as_member

# By the reference of a referral: who leads for the hub, and who else takes part.
OPEN, CLOSED = "CASE-14-0", "CASE-13-0"
TAKES_PART = {OPEN: ("cass", "bridget"), CLOSED: ("cass", "isla")}
TOGETHER = ("analysis", {"daily_life": "{word} is up first.", "think": "{word} is what we think."})
OWN = (
    ("shared", {"think": "{word} is how it looks from here."}),
    ("held_back", {"words": "{word} is not for the others yet."}),
)


def write_forms() -> None:
    """Both forms, and a key of a browser."""
    words = (f"zq{number:08x}" for number in count(0x5EED0000))
    for reference, writers in TAKES_PART.items():
        enquiry = _enquiry(reference)
        with as_member("priya") as me:
            named = Agency.objects.filter(name__in=[_agency_of(one) for one in writers])
            joining.open_form(
                practitioner=me,
                at=_now(),
                enquiry_id=enquiry,
                agencies=list(named.values_list("pk", flat=True)),
            )
        for username in ("priya", *writers):
            _write(username, enquiry, words)
        _sign_off(writers[0], enquiry)
    _close(_enquiry(CLOSED), next(words))
    with as_member("cass") as me:
        make_key(practitioner=me, at=_now(), key_id=uuid4())


def _now() -> datetime:
    return datetime.now(UTC)


def _enquiry(reference: str) -> UUID:
    with as_member("priya"):
        return Enquiry.objects.get(referral__their_reference=reference).pk


def _agency_of(username: str) -> str:
    with as_member(username) as me:
        return Agency.objects.get(pk=me.agency_id).name


def _write(username: str, enquiry: UUID, words: Iterator[str]) -> None:
    with as_member(username) as me:
        for section, texts in (TOGETHER, *OWN):
            typed: dict[str, Any] = {name: text.format(word=next(words)) for name, text in texts.items()}
            joint.write(me, _now(), enquiry, {"section": section, "texts": typed})


def _sign_off(username: str, enquiry: UUID) -> None:
    with as_member(username) as me:
        form_id = form_of(enquiry)
        assert form_id is not None
        live_forms.sign_off(practitioner=me, at=_now(), form_id=form_id)


def _close(enquiry: UUID, word: str) -> None:
    with as_member("priya") as me:
        joining.close_form(practitioner=me, at=_now(), enquiry_id=enquiry)
    with as_member("cass") as me:
        for section in Section.objects.filter(form__about=enquiry, agency_id=me.agency_id):
            live_forms.add(
                practitioner=me, at=_now(), section_id=section.pk, words=f"{word} was found later."
            )
