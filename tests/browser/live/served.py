"""The live form's own server, and beside it the page, the script and the key that a browser needs.

The page is drawn for whoever's cookie comes, from what the log makes, so that it is what somebody with no script reads.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from config.rt import application as live

# isort: split
from django.conf import settings
from django.db import transaction

from tessera.access import here, sessions
from tessera.access.acting import acting_as
from tessera.live_forms import queries
from tessera.live_forms.rules.document import Document
from tessera.ui.middleware import SECURE_CSP, policy_text
from tests.browser.live.markup import Drawn, page

T = TypeVar("T")
HOME = Path(os.environ["TESSERA_TEST_HOME"])
STATIC = Path(__file__).parents[3] / "tessera/ui/static/ui"
KINDS = {"css": b"text/css", "js": b"text/javascript"}


def _as(cookies: str, do: Callable[[here.Me], T]) -> T | None:
    """Do something as whoever has signed in; None where nobody has."""
    name = f"{settings.SESSION_COOKIE_NAME}="
    key = next((one.removeprefix(name) for one in cookies.split("; ") if one.startswith(name)), "")
    token = sessions.token_of(key) if key else None
    if token is None:
        return None
    with acting_as(token), transaction.atomic():
        me = here.me(token)
        return None if me is None else do(me)


def _key(me: here.Me) -> bytes:
    kept = HOME / str(me.id)
    if not kept.exists():
        kept.write_bytes(os.urandom(32))
    return kept.read_bytes()


def _page(me: here.Me, form: UUID, host: str) -> bytes:
    sections = []
    for head in queries.section_heads(form, me):
        log = queries.section_log(head.id, me)
        document = Document(log.snapshot or b"", [one.payload for one in log.entries if not one.field])
        texts = {root: document.text(root) for root in document.roots()}
        values = {name: one.value for name, one in log.values.items()}
        sections.append(Drawn(str(head.id), head.key, head.seq, texts, values))
    return page(str(form), f"ws://{host}/live/{form}/", sections).encode()


async def _answer(send: Any, status: int, kind: bytes, body: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-security-policy", policy_text(SECURE_CSP).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """ASGI."""
    path = scope.get("path", "")
    if scope["type"] != "http" or path.startswith("/live/"):
        await live(scope, receive, send)
        return
    headers = dict(scope["headers"])
    cookies, host = headers.get(b"cookie", b"").decode(), headers[b"host"].decode()
    first, _, rest = path.strip("/").partition("/")
    if first == "static":
        await _answer(send, 200, KINDS[rest.rpartition(".")[2]], (STATIC / rest).read_bytes())
        return
    if scope["method"] == "POST":
        with (HOME / "posts").open("a") as posts:
            posts.write("x")
    if first == "live-forms":
        body = await asyncio.to_thread(_as, cookies, _key)
    elif first == "form":
        body = await asyncio.to_thread(_as, cookies, lambda me: _page(me, UUID(rest), host))
    else:
        body = b"<!doctype html><title>Nothing</title>"
    kind = b"application/octet-stream" if first == "live-forms" else b"text/html; charset=utf-8"
    await _answer(send, 200 if body is not None else 403, kind, body or b"")
