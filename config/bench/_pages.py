"""The pages that are measured, who asks for them, and what a first visit to each carries."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tessera.access.here import Asked


def empty(request: Asked) -> HttpResponse:
    """A page that does nothing, for somebody signed in."""
    return HttpResponse(request.me.name)


def prepare(owner: str) -> None:
    """The invented partnership in the register, and the empty page beside the others."""
    import importlib
    import os
    import subprocess
    import sys

    subprocess.run(
        [sys.executable, "-P", "-m", "config.console", "register-demonstration"],
        check=True,
        env={**os.environ, "TESSERA_DATABASE_URL": owner},
    )
    urls = importlib.import_module(settings.ROOT_URLCONF)
    urls.urlpatterns.append(path("bench-empty/", empty))
    connections.close_all()


def addresses() -> dict[str, tuple[Client, str]]:
    """Each page by its name: who asks, and for what."""
    from config.demonstration.browser import client_as
    from config.demonstration.stage import on_stage
    from tessera.enquiries.models import Enquiry, Referral

    hub, officer, school = client_as("ama"), client_as("cass"), client_as("ben")
    with on_stage("ama"):
        enquiry = Enquiry.objects.filter(state="open").values_list("pk", flat=True)[0]
        referral = Referral.objects.values_list("pk", flat=True)[0]
    return {
        "empty": (hub, "/bench-empty/"),
        "worklist": (hub, "/worklist/"),
        "enquiry": (hub, f"/enquiries/{enquiry}/"),
        "inbox": (officer, "/requests/"),
        "referral": (school, f"/referrals/{referral}/"),
    }


def first_load(client: Client, address: str) -> int:
    """Bytes of the page and of every style sheet, script and picture it names, each compressed as it is sent."""
    answer: Any = client.get(address, headers={"accept-encoding": "gzip"})
    total = len(answer.content)
    body = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
    for name in set(re.findall(rb'(?:src|href)="/static/([^"]+)"', body)):
        total += _compressed(Path(settings.STATIC_ROOT) / name.decode())
    return total


def _compressed(file: Path) -> int:
    small = file.with_name(file.name + ".gz")
    return (small if small.exists() else file).stat().st_size
