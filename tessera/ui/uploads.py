"""Files that a browser sends are held in memory and nowhere else: what is in them is about a child.

Two limits. More than TESSERA_UPLOAD_BYTES at once is refused by its announced length, before any of it is read. One
file of more than TESSERA_ATTACHMENT_BYTES is read past and not kept: the form still has every word that was typed, and
says which limit it was.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NotKept(UploadedFile):  # type: ignore[type-arg]
    """A file that was too large. It has its name and its size; reading it is a mistake."""

    def read(self, *args: Any) -> bytes:
        raise ValueError("this file was too large and was not kept: ask for its size first")

    open = seek = chunks = multiple_chunks = read  # type: ignore[assignment]


class InMemory(FileUploadHandler):
    """Keeps a file in memory up to the limit. Its size is always the real one."""

    content: BytesIO | None

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Refuse by its length what is too large altogether. Raises RequestDataTooBig."""
        if content_length > settings.TESSERA_UPLOAD_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("the files of this form are too large together")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the next file."""
        super().new_file(*args, **kwargs)
        self.content, self.length = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the next piece, or let go of all of them once there are too many."""
        self.length += len(raw_data)
        if self.length > settings.TESSERA_ATTACHMENT_BYTES:
            self.content = None
        if self.content is not None:
            self.content.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """The file, or what is known of it."""
        if self.content is None:
            return NotKept(None, self.file_name, self.content_type, file_size, self.charset)
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name, self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip
