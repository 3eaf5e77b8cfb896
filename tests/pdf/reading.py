"""Reads a PDF back as a screen reader finds it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def opened(made: bytes) -> PdfReader:
    """The document; strict, so that anything wrong in the file itself is an error."""
    return PdfReader(io.BytesIO(made), strict=True)


def text(made: bytes) -> str:
    """Its words, page by page, with every run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in opened(made).pages).split())


def tags(made: bytes) -> list[str]:
    """The structure, in reading order: Document, H1, P, Table, TH..."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"])[1:])
            walk(node.get("/K", []))

    walk(opened(made).trailer["/Root"]["/StructTreeRoot"])
    return found


def fonts(made: bytes) -> Iterator[str]:
    """The fonts of every page."""
    for page in opened(made).pages:
        for font in page["/Resources"]["/Font"].values():
            yield str(font.get_object()["/BaseFont"])
