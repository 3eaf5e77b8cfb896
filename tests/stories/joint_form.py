"""What the stories of the joint form begin with: a form that the police and the school take part in, and its pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

from django.test import Client

from tessera.access.models import Agency
from tessera.enquiries.actions import joining
from tessera.enquiries.models import Enquiry
from tests.cast import as_member
from tests.stories.front_door import given_enquiry, given_request

NOW = datetime.now(UTC).replace(microsecond=0)
POLICE, SCHOOL = "Thornmere Police", "Kestrel Lane Primary"


def given_asked(*agencies: str) -> Enquiry:
    """An enquiry about which these agencies were asked; the school made the referral."""
    enquiry = given_enquiry(NOW - timedelta(hours=1))
    for agency in agencies or (POLICE,):
        given_request(enquiry, agency, at=NOW - timedelta(minutes=20))
    return enquiry


def given_form(*agencies: str, asked: tuple[str, ...] = ()) -> Enquiry:
    """An enquiry with a joint form that these agencies take part in. `asked`: who was asked, where not just they."""
    enquiry = given_asked(*(asked or agencies))
    with as_member("ama") as me:
        named = Agency.objects.filter(name__in=agencies or (POLICE, SCHOOL))
        joining.open_form(
            practitioner=me,
            at=NOW - timedelta(minutes=10),
            enquiry_id=enquiry.pk,
            agencies=list(named.values_list("pk", flat=True)),
        )
    return enquiry


class Page:
    """The page of a joint form as somebody has it open, without a script."""

    def __init__(self, client: Client, enquiry_id: UUID) -> None:
        self.client, self.address = client, f"/enquiries/{enquiry_id}/joint-form/"
        self.text = ""
        self.open()

    def open(self) -> None:
        answer = self.client.get(self.address)
        assert answer.status_code == 200, answer.status_code
        self.text = answer.content.decode()

    @property
    def words(self) -> str:
        return unescape(re.sub(r"<[^>]+>", " ", self.text))

    def forms(self) -> dict[str, str]:
        """Each section's markup by the section's title, of one's own agency where there are several."""
        found: dict[str, str] = {}
        for part in self.text.split("<section ")[1:]:
            title = unescape(
                re.sub(r"<[^>]+>", "", re.search(r"<h3[^>]*>(.*?)(?: <span|</h3>)", part, re.S)[1])  # type: ignore[index]
            ).strip()
            if "<textarea" in part or "<input" in part:
                found.setdefault(title, part.split("</section>")[0])
        return found

    def prefix(self, title: str) -> str:
        """What the names of a section's boxes begin with."""
        return re.search(r' name="(s[0-9a-f]{32}-)', self.forms()[title])[1]  # type: ignore[index]

    def section(self, title: str) -> str:
        """The identifier of a section."""
        return str(UUID(self.prefix(title)[1:33]))

    def fields(self, title: str) -> dict[str, str]:
        """Everything that a section would send as it stands, by the section's own names."""
        prefix = self.prefix(title)
        return {name.removeprefix(prefix): words for name, words in sent_by(self.forms()[title]).items()}

    def typed(self, title: str, **typed: Any) -> dict[str, str]:
        """The same with something typed in it, by the page's names."""
        words = self.fields(title) | {name.replace("__", "-"): words for name, words in typed.items()}
        return {f"{self.prefix(title)}{name}": said for name, said in words.items()}

    def save(self, title: str, **typed: Any) -> Any:
        """Type into a section and press its button: the whole page is sent. Where that leads is then this page."""
        return self.send(self.typed(title, **typed) | {"section": self.section(title)})

    def send(self, typed: dict[str, str]) -> Any:
        """Send the page with what was typed in it. Where that leads is then this page."""
        answer = self.client.post(self.address, sent_by(self.text) | typed)
        if answer.status_code == 302:
            self.open()
        elif answer.status_code == 200:
            self.text = answer.content.decode()
        return answer


def sent_by(markup: str) -> dict[str, str]:
    """What a browser sends of some markup: what a script would copy is not sent."""
    markup = re.sub(r"<template>.*?</template>", "", markup, flags=re.S)
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", markup):
        said = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if said.get("type") != "radio" or re.search(r"\schecked", tag):
            sent[said["name"]] = unescape(said.get("value", ""))
    for name, words in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', markup, re.S):
        sent[name] = unescape(words.removeprefix("\n"))
    for name, inside in re.findall(
        r'<select(?![^>]*disabled)[^>]* name="([^"]+)"[^>]*>(.*?)</select>', markup, re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        sent[name] = chosen[1] if chosen else ""
    return sent
