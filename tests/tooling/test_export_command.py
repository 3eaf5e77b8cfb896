"""Somebody brings a copy to the administrator: is it a file that was made here?"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from config.postgres import Addresses
from tessera.access.models import Export
from tessera.audit.models import Entry
from tests.cast import as_member, client_as
from tests.making import Worker, taken
from tests.stories.conftest import PLAIN
from tests.stories.front_door import given_enquiry
from tests.tooling.test_adopting_settings import tessera

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _plain_static_files(tmp_path: Path) -> Iterator[None]:
    with override_settings(STORAGES=PLAIN, STATIC_ROOT=str(tmp_path)):
        yield


def check(addresses: Addresses, file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return tessera(addresses, "export", "check", str(file), *words)


@pytest.mark.parametrize("file_format", ["pdf", "xlsx"])
def test_a_copy_is_known_and_tells_nothing_of_the_child(
    file_format: str, the_job_worker: Worker, addresses: Addresses, tmp_path: Path
) -> None:
    enquiry, copy = given_enquiry(), tmp_path / "copy"
    copy.write_bytes(
        taken(client_as("ama"), the_job_worker, enquiry.case_id, file_format=file_format).content
    )
    known = check(addresses, copy)
    assert known.returncode == 0, known.stderr
    assert "unchanged" in known.stdout
    assert "Chronology. For a strategy meeting." in known.stdout
    assert "Strategy meeting of 3 December, chaired by Priya Nair" in known.stdout
    assert "by Ama Mensah, " in known.stdout
    answer = json.loads(check(addresses, copy, "--json").stdout)
    with as_member("ama"):
        row = Export.objects.get()
        entries = Entry.objects.filter(verb="check", kind="export", row=row.pk, case=enquiry.case_id)
        assert entries.count() == 2, "the hub reads that it was asked"
    assert answer == {
        "known": True, "sha256": row.sha256, "file": str(row.pk), "kind": "chronology", "purpose": "meeting",
        "format": file_format, "reader": row.reader, "reader_role": row.reader_role, "taken_by": "Ama Mensah",
        "taken_at": answer["taken_at"],
    }  # fmt: skip
    assert "Ashdown" not in known.stdout
    assert str(enquiry.case_id) not in known.stdout + json.dumps(answer)
    copy.write_bytes(copy.read_bytes() + b" ")
    changed = check(addresses, copy)
    assert changed.returncode == 1
    assert "no file that was taken here, or it was changed" in changed.stdout


def test_what_was_never_made_here_is_not_known(addresses: Addresses, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for content in (b"", b"%PDF-1.7"):
        copy.write_bytes(content)
        answer = check(addresses, copy, "--json")
        assert answer.returncode == 1
        assert json.loads(answer.stdout)["known"] is False
    nowhere = check(addresses, tmp_path / "none")
    assert nowhere.returncode == 1
    assert "cannot be read" in nowhere.stderr
