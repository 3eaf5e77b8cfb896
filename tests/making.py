"""A file from asking for it to taking it, as a browser and the job worker do it between them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client

from tessera.exports.jobs import make_file

Worker = Callable[[], AbstractContextManager[None]]
ASKED = {
    "kind": "chronology",
    "purpose": "meeting",
    "reader": "Strategy meeting of 3 December",
    "reader_role": "chaired by Priya Nair",
    "reason": "To read together; shredded after it.",
    "file_format": "pdf",
    "read": "on",
}


def asked(client: Client, case_id: UUID | str, **changes: str) -> HttpResponse:
    """Ask for a file of a case, on its page."""
    given = ASKED | {"once": str(uuid4())} | changes
    return client.post(f"/cases/{case_id}/exports/make/", given)  # type: ignore[return-value]


def file_at(answer: HttpResponse) -> UUID:
    """The file whose page an answer sends to."""
    return UUID(answer["Location"].split("/")[2])


def made(worker: Worker, file_id: UUID) -> bool:
    """Let the job make it; whether it lies ready."""
    with worker():
        return make_file(file_id)


def taken(client: Client, worker: Worker, case_id: UUID | str, **changes: str) -> HttpResponse:
    """Ask for a file, have it made and take it: the answer with its bytes, or the first that refuses."""
    answer = asked(client, case_id, **changes)
    if not answer.get("Location", "").startswith("/exports/"):
        return answer
    made(worker, file_at(answer))
    return client.post(f"/exports/{file_at(answer)}/take/")  # type: ignore[return-value]
