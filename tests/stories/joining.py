"""What the stories of who works here do: ask on the page, agree on the page, accept what came by email."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.core import mail
from django.test import Client

PAGE, INVITE = "/practitioners/", "/practitioners/invite/"


def place_of(page: str, words: str) -> str:
    """The key of an agency or a team in the list of places that a page offers."""
    found = re.search(rf'<option value="([^"]+)"[^>]*>\s*{re.escape(words)}\s*</option>', page)
    assert found, f"{words} is no place: {re.findall('<option[^>]*>([^<]*)<', page)}"
    return found[1]


def asked(by: Client, *, place: str, roles: list[str], where: str = INVITE, **typed: Any) -> Any:
    """The answer to asking on a page that somebody has a place."""
    key = place_of(unescape(by.get(where).content.decode()), place)
    return by.post(where, {"place": key, "roles": roles, **typed})


def waiting(by: Client, name: str, step: str) -> str:
    """The address of a step that a page offers of somebody who is asked to work here."""
    page = by.get(PAGE).content.decode()
    rows = [row for row in page.split("<tr")[1:] if name in row]
    found = re.findall(rf'action="(/practitioners/asked/[^"]+/{step}/)"', "".join(rows))
    assert len(found) == 1, (name, step, found)
    return str(found[0])


def given(first: Client, second: Client, **what: Any) -> str:
    """Asked by one and agreed by another: the path of the link that came by email."""
    assert asked(first, **what).status_code == 302
    assert second.post(waiting(second, what["name"], "agree")).status_code == 302
    message = mail.outbox[-1]
    assert message.to == [what["email"].lower()]
    return link_in(message)


def link_in(message: Any) -> str:
    found = re.search(r"https?://\S+", message.body)
    assert found, message.body
    return urlsplit(found.group()).path


def accepted(link: str) -> Any:
    """What comes of accepting, in a browser of its own."""
    return Client().post(link)
