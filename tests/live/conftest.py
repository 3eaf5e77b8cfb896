"""A form that is open, and servers for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from config.postgres import Addresses
from tessera.access.models import Agency
from tessera.live_forms import actions, queries
from tests.cast import as_member, client_as
from tests.live.server import Server, serving
from tests.stories.front_door import given_enquiry, given_request

DEFINITION: dict[str, Any] = {
    "sections": [
        {
            "key": "shared", "title": "What we know", "hint": "", "written_by": "participants",
            "fields": [
                {"name": "know", "kind": "long_text", "label": "What we know", "max": 20000},
                {"name": "worries", "kind": "long_text", "label": "What worries us", "max": 20000},
                {"name": "rating", "kind": "choice", "label": "Our rating",
                 "options": [["red", "Red"], ["amber", "Amber"], ["green", "Green"]]},
            ],
        },
        {
            "key": "gives", "title": "What your agency shares", "hint": "", "written_by": "agency",
            "fields": [{"name": "words", "kind": "long_text", "label": "What you share", "max": 20000}],
        },
        {
            "key": "keeps", "title": "What your agency holds back", "hint": "", "written_by": "agency",
            "held_back": True,
            "fields": [{"name": "words", "kind": "long_text", "label": "What you hold back", "max": 20000}],
        },
    ]
}  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A form that Ama opened with the police (Cass) and a school (Ben) taking part."""

    form: UUID
    case: UUID
    about: UUID
    shared: UUID
    members: dict[str, int]

    def own(self, who: str) -> dict[str, UUID]:
        """The sections of somebody's agency by key, begun where they were not."""
        with as_member(who) as me:
            actions.begin_own_sections(practitioner=me, at=timezone.now(), form_id=self.form)
            return {
                head.key: head.id
                for head in queries.section_heads(self.form, me)
                if head.agency_id == me.agency_id and head.written_by == "agency"
            }


def open_a_form(
    definition: dict[str, Any] = DEFINITION, agencies: tuple[str, ...] = ("police", "kestrel_lane")
) -> Opened:
    enquiry = given_enquiry()
    given_request(enquiry)
    with as_member("ama") as me:
        members = dict(
            Agency.objects.filter(partnership_id=me.partnership_id).values_list("code", "members_id")
        )
        form = actions.open_form(
            practitioner=me, at=timezone.now(), case_id=enquiry.case_id, about=enquiry.pk,
            title="Joint form", definition=definition,
            participants=[number for code, number in members.items() if any(a in code for a in agencies)],
        )  # fmt: skip
        shared = queries.section_heads(form.pk, me)[0].id
    return Opened(form.pk, enquiry.case_id, enquiry.pk, shared, members)


@pytest.fixture
def opened(transactional_db: None) -> Opened:
    return open_a_form()


@pytest.fixture
def server(opened: Opened, addresses: Addresses) -> Iterator[Server]:
    with serving(addresses.app) as running:
        yield running


def key_of(who: str) -> str:
    """The cookie of a browser in which somebody of the cast has signed in."""
    return client_as(who).cookies[settings.SESSION_COOKIE_NAME].value
