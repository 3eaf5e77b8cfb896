"""A catalogue of hostile text and hostile streams, for any test that puts text into the product.

    @pytest.mark.parametrize("payload", TEXTS, ids=str)
    def test_a_note_keeps_it(payload: Text) -> None: ...

Files are in `tests.hostile.files`. Nothing here is dangerous by itself. The anti-virus test
string is put together only when asked for, so that no scanner takes this file for it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum


class Aim(StrEnum):
    """What a payload tries to break."""

    MARKUP = "markup"
    QUERY = "query"
    COMMAND = "command"
    TEMPLATE = "template"
    SPREADSHEET = "spreadsheet"
    HEADER = "header"
    UNICODE = "unicode"
    CONTROL = "control"
    SIZE = "size"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Text:
    """One payload. `storable`: UTF-8 can carry it and PostgreSQL keep it, so it must come back unchanged."""

    name: str
    aim: Aim
    text: str
    storable: bool = True

    def __str__(self) -> str:
        return self.name


RIGHT_TO_LEFT_OVERRIDE = "\u202e"
ZERO_WIDTH_SPACE = "\u200b"
NUL = "\x00"
LONE_SURROGATE = "\ud800"

MARKER = "hostile7f3a"
"""Stands in every markup payload: a page that shows one holds it, but no element or handler made of it."""

MARKUP = (
    Text("script", Aim.MARKUP, f"<script>window.{MARKER}=1</script>"),
    Text("script-closing-another", Aim.MARKUP, f"</script><script>window.{MARKER}=1</script>"),
    Text("image-handler", Aim.MARKUP, f'<img src=x onerror="window.{MARKER}=1">'),
    Text("svg-handler", Aim.MARKUP, f"<svg/onload=window.{MARKER}=1>"),
    Text("out-of-an-attribute", Aim.MARKUP, f'" autofocus onfocus="window.{MARKER}=1'),
    Text("out-of-a-single-quoted-attribute", Aim.MARKUP, f"' onmouseover='window.{MARKER}=1"),
    Text("out-of-a-textarea", Aim.MARKUP, f"</textarea><b>{MARKER}</b>"),
    Text("out-of-a-title", Aim.MARKUP, f"</title><b>{MARKER}</b>"),
    Text("out-of-a-comment", Aim.MARKUP, f"--><b>{MARKER}</b><!--"),
    Text("script-address", Aim.MARKUP, f"javascript:window.{MARKER}=1"),
    Text("style", Aim.MARKUP, f"<style>*{{display:none}}</style>{MARKER}"),
    Text("base", Aim.MARKUP, f'<base href="https://example.org/{MARKER}/">'),
    Text("form", Aim.MARKUP, f'<form action="https://example.org/{MARKER}"><button>Send</button></form>'),
    Text("entity", Aim.MARKUP, f"&lt;b&gt;{MARKER}&amp;#x3c;&#60;"),
    Text("open-tag-to-the-end", Aim.MARKUP, f"<b {MARKER} "),
    Text("markdown-link", Aim.MARKUP, f"[{MARKER}](javascript:alert(1))"),
)

QUERY = (
    Text("quote-and-drop", Aim.QUERY, "Robert'); DROP TABLE referral;--"),
    Text("always-true", Aim.QUERY, "' OR '1'='1"),
    Text("dollar-quote", Aim.QUERY, "$$; SELECT pg_sleep(10); $$"),
    Text("wildcards", Aim.QUERY, "%_%\\%"),
    Text("percent-formats", Aim.QUERY, "%s %(name)s %d %%"),
    Text("backslash-end", Aim.QUERY, "ends with a backslash\\"),
    Text("full-text-operators", Aim.QUERY, "a & !(b | c):* <-> 'd"),
    Text("regular-expression", Aim.QUERY, "(a+)+$[[:alpha:]"),
)

PROGRAM = (
    Text("template", Aim.TEMPLATE, "{{ request.user }}{% load x %}{# c #}"),
    Text("format-string", Aim.TEMPLATE, "{0.__class__.__init__.__globals__} {x!r}"),
    Text("shell", Aim.COMMAND, "; touch hostile `touch hostile` $(touch hostile) | cat"),
    Text("path", Aim.COMMAND, "../../../../etc/passwd"),
    Text("spreadsheet-formula", Aim.SPREADSHEET, '=HYPERLINK("https://example.org/?"&A1,"open")'),
    Text("spreadsheet-command", Aim.SPREADSHEET, "@SUM(1+1)*cmd|' /C calc'!A0"),
    Text("header", Aim.HEADER, "Subject\r\nBcc: other@example.org\r\n\r\nbody"),
    Text("lines-of-a-log", Aim.HEADER, "one\n2026-01-01 00:00:00 INFO signed in as somebody else"),
)

UNICODE = (
    Text("right-to-left-override", Aim.UNICODE, f"not hit {RIGHT_TO_LEFT_OVERRIDE}tih"),
    Text("unclosed-isolate", Aim.UNICODE, "seen \u2067by the"),
    Text("zero-width-inside", Aim.UNICODE, f"Ash{ZERO_WIDTH_SPACE}down"),
    Text("only-zero-width", Aim.UNICODE, ZERO_WIDTH_SPACE * 3),
    Text("joiners-that-matter", Aim.UNICODE, "می\u200cخواهم 👩\u200d👧\u200d👦"),
    Text("byte-order-mark-inside", Aim.UNICODE, "Ash\ufeffdown"),
    Text("letters-that-look-alike", Aim.UNICODE, "\u0410shdown"),
    Text("composed-and-not", Aim.UNICODE, "e\u0301 \u00e9"),
    Text("combining-storm", Aim.UNICODE, "Z" + "\u0300\u0316\u0334" * 200),
    Text("beyond-the-basic-plane", Aim.UNICODE, "𝒜𐍈🏴\U000e0067\U000e0062\U000e0065\U000e007f"),
    Text("emoji", Aim.UNICODE, "👶🏿 ❤️‍🩹 🇬🇧"),
    Text("line-separators", Aim.UNICODE, "one\u2028two\u2029three"),
    Text("case-that-grows", Aim.UNICODE, "ß İ ŉ ﬁ"),
    Text("digits-of-other-scripts", Aim.UNICODE, "١٢٣ १२३ ²"),
    Text("replacement", Aim.UNICODE, "\ufffd"),
    Text("tags", Aim.UNICODE, "plain\U000e0001\U000e0068\U000e0069"),
)

CONTROL = (
    Text("nul", Aim.CONTROL, f"Ash{NUL}down", storable=False),
    Text("only-nul", Aim.CONTROL, NUL, storable=False),
    Text("lone-high-surrogate", Aim.CONTROL, f"Ash{LONE_SURROGATE}down", storable=False),
    Text("lone-low-surrogate", Aim.CONTROL, "\udc80", storable=False),
    Text("escape-sequence", Aim.CONTROL, "\x1b[2J\x1b]0;title\x07"),
    Text("backspaces", Aim.CONTROL, "hit\b\b\bmet"),
    Text("c1", Aim.CONTROL, "it\x92s"),
    Text("vertical-tab", Aim.CONTROL, "one\x0btwo\x0cthree"),
)

SIZE = (
    Text("long-word", Aim.SIZE, "a" * 100_000),
    Text("many-lines", Aim.SIZE, "\n" * 50_000),
    Text("many-open-tags", Aim.SIZE, "<b>" * 20_000),
    Text("many-quotes", Aim.SIZE, '"' * 50_000),
)

MEANING = (
    Text("spaces", Aim.MEANING, "   \t\n "),
    Text("no-break-spaces", Aim.MEANING, "\u00a0\u2003\u3000"),
    Text("null-word", Aim.MEANING, "null"),
    Text("a-real-name", Aim.MEANING, "Null O'Brien-Ó Súilleabháin"),
    Text("not-a-number", Aim.MEANING, "NaN"),
    Text("huge-number", Aim.MEANING, "9" * 400),
    Text("exponent", Aim.MEANING, "1e309"),
    Text("yes-of-yaml", Aim.MEANING, "no"),
    Text("31-february", Aim.MEANING, "2026-02-31"),
)

TEXTS = (*MARKUP, *QUERY, *PROGRAM, *UNICODE, *CONTROL, *SIZE, *MEANING)
STORABLE = tuple(payload for payload in TEXTS if payload.storable)


def anti_virus_test_string() -> bytes:
    """The EICAR test string, which every scanner reports and which does nothing. https://www.eicar.org"""
    parts = ("X5O!P%@AP[4", "\\PZX54(P^)7CC)7}", "$EICAR", "-STANDARD-", "ANTIVIRUS-", "TEST-FILE!", "$H+H*")
    return "".join(parts).encode("ascii")


class Endless(io.RawIOBase):
    """A stream of `size` bytes made as it is read, between `before` and `after`: never in memory whole.

    Wrap it in `io.BufferedReader` for lines.
    """

    def __init__(self, size: int, *, filler: bytes = b"a", before: bytes = b"", after: bytes = b"") -> None:
        super().__init__()
        self._left, self._filler, self._before, self._after = size, filler, before, after

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer with what comes next; 0 at the end."""
        room = len(buffer)
        if self._before:
            piece, self._before = self._before[:room], self._before[room:]
        elif self._left:
            take = min(room, self._left)
            piece = (self._filler * (take // len(self._filler) + 1))[:take]
            self._left -= take
        else:
            piece, self._after = self._after[:room], self._after[room:]
        buffer[: len(piece)] = piece
        return len(piece)
