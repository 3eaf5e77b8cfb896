"""What a browser sends is held in memory alone, and too much of it is refused before it is read."""

from __future__ import annotations

import io
import tempfile
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

MB = 2**20


@pytest.fixture(autouse=True)
def nothing_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a file was put on disk")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)


def sent(*sizes: int, **fields: str) -> HttpRequest:
    """A form with files of so many bytes, in the order given, then the fields."""
    files = [SimpleUploadedFile(f"{n}.txt", b"x" * size, "text/plain") for n, size in enumerate(sizes)]
    return RequestFactory().post("/", {"documents": files, **fields})


@pytest.mark.parametrize("size", [0, 1, 3 * MB, 10 * MB])
def test_a_file_up_to_the_limit_is_whole_and_in_memory(size: int) -> None:
    request = sent(size, words="after it")
    [file] = request.FILES.getlist("documents")
    assert (file.name, file.size, file.content_type) == ("0.txt", size, "text/plain")
    assert file.read() == b"x" * size
    assert request.POST["words"] == "after it"


def test_a_file_over_the_limit_is_let_go_and_the_words_stay() -> None:
    request = sent(10 * MB + 1, 5, words="after it")
    large, small = request.FILES.getlist("documents")
    assert large.size == 10 * MB + 1
    for look in (large.read, large.open, large.chunks, lambda: large.seek(0)):
        with pytest.raises(ValueError, match="was not kept"):
            look()
    assert small.read() == b"xxxxx"
    assert request.POST["words"] == "after it"


class Untouched(io.BytesIO):
    """A body that says when it is read."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("the body was read")


def test_too_much_at_once_is_refused_before_any_of_it_is_read() -> None:
    request = RequestFactory().generic(
        "POST", "/", b"--b", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(30 * MB + 1)
    )
    request.environ["wsgi.input"] = Untouched()
    request._stream = Untouched()  # type: ignore[attr-defined]
    with pytest.raises(RequestDataTooBig):
        _ = request.POST
