"""The one place that touches native code: nothing unread reaches it, and its panics do not get past it."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import Any

import pytest

from config.home import ROOT
from tessera.live_forms.rules.document import Broken, Document
from tessera.live_forms.rules.merging import Hunk

from .crafted import ANY, client, number, root, text, update
from .test_attacks import DEEP, REFUSED
from .writers import Writer, gate


class Panic(BaseException):
    """As the native library raises: no Exception."""


class Panicking:
    """A native document that breaks at whatever it is asked."""

    def __init__(self, panic: BaseException) -> None:
        self.panic = panic

    def __getattr__(self, name: str) -> Any:
        raise self.panic


def broken(panic: BaseException) -> Document:
    document = Document()
    document._doc = Panicking(panic)  # type: ignore[assignment]
    return document


@pytest.mark.parametrize(
    "ask",
    [
        lambda document: document.apply([update(client(0, text()))]),
        lambda document: document.state(),
        lambda document: document.diff({}),
        lambda document: document.roots(),
        lambda document: document.text("know"),
        lambda document: document.write("know", [Hunk(0, 0, "a")]),
        lambda document: document.follow("know", []),
    ],
)
def test_a_panic_becomes_an_exception_that_is_caught(ask: Any) -> None:
    with pytest.raises(Broken, match="Panic: lost") as told:
        ask(broken(Panic("lost")))
    assert isinstance(told.value, Exception)
    for passes in (KeyboardInterrupt(), SystemExit()):
        with pytest.raises(type(passes)):
            ask(broken(passes))


@pytest.mark.parametrize(
    "attack", ["nested values, 26,000 deep", "a document within", "a collected run", "nothing"]
)
def test_a_damaged_log_is_refused_before_native_code_sees_it(attack: str) -> None:
    raw, _ = REFUSED[attack]
    document = broken(Panic("it was asked"))
    with pytest.raises(Broken, match="a committed update is damaged"):
        document.apply([raw])
    with pytest.raises(Broken, match="a committed update is damaged"):
        Document(b"", [raw])


def test_what_is_kept_from_native_code_would_end_the_process() -> None:
    """If this fails, the library has learnt better: the pin in pyproject.toml may move, and our reader stays."""
    assert len(DEEP) < 64 * 1024
    deep = update(client(0, bytes((ANY,)) + root() + number(1) + b"\x75\x01" * 30_000 + b"\x7e"))
    program = f"from pycrdt import Doc; Doc().apply_update(bytes.fromhex('{deep.hex()}'))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=60)
    assert ended.returncode < 0, ended


def test_nothing_else_imports_the_native_library() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("tessera", "config")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.ImportFrom) and node.module == "pycrdt")
        or (isinstance(node, ast.Import) and any(each.name.startswith("pycrdt") for each in node.names))
    }
    # A bench plays the pages of people, which hold a document of their own.
    assert found - {"config/bench/_live_weight.py"} == {"tessera/live_forms/rules/document.py"}


def test_a_text_that_was_never_begun_says_nothing_and_is_not_begun_by_asking() -> None:
    document = Document()
    assert document.text("know") == ""
    assert document.roots() == set()
    writer, passed = Writer(10), gate()
    document.apply([passed.admit(writer.write("Mia", root="worry"), {10})])
    assert (document.text("know"), document.text("worry"), document.roots()) == ("", "Mia", {"worry"})
