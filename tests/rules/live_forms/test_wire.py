"""The frames of the protocol: what a client may say, and everything else refused."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.home import ROOT
from tessera.live_forms.rules.codec import buf, number, read_number
from tessera.live_forms.rules.wire import (
    LARGEST_NUMBER,
    LONGEST_MESSAGE,
    FromClient,
    Here,
    Leave,
    Open,
    Ping,
    Push,
    Reader,
    Set,
    ToClient,
    Write,
    frame,
    jot,
    push_frames,
    read_message,
    split,
)  # fmt: skip
from tessera.live_forms.rules.words import NotAccepted, Reason, Refused, Shut

SECTION = UUID("018f2b6e-0000-7000-8000-000000000001")
C = FromClient
SAID = {
    frame(C.OPEN, number(1), buf(SECTION.bytes), number(3), buf(b"\x00")): Open(1, SECTION, 3, b"\x00"),
    frame(C.WRITE, number(1), number(300), buf(b"\x00\x00")): Write(1, 300, b"\x00\x00"),
    frame(C.LEAVE, number(1)): Leave(1),
    frame(C.HERE, number(1), jot({"field": "know", "at": 3, "to": 5})): Here(1, "know", 3, 5),
    frame(C.HERE, number(1), jot({"field": None})): Here(1, None, 0, 0),
    frame(C.PING): Ping(),
    frame(C.SET, number(1), number(2), jot({"field": "when", "base": 7, "value": "é"})): Set(1, 2, "when", 7, "é"),
}  # fmt: skip
PUSHED = frame(C.PUSH, buf(SECTION.bytes), number(1), number(9), buf(b"\x00\x00"))


def here(words: str) -> bytes:
    return frame(C.HERE, number(1), buf(words.encode()))


def test_each_frame_is_read_as_it_was_said() -> None:
    for said, read in SAID.items():
        assert read_message(said) == [read]
    assert read_message(b"".join(SAID)) == list(SAID.values())
    assert push_frames(PUSHED * 2) == [Push(SECTION, 1, 9, b"\x00\x00")] * 2


def test_the_numbers_are_those_of_the_page_on_the_protocol() -> None:
    page = (ROOT / "docs/concepts/live-forms.md").read_text()
    for kind in (*FromClient, *ToClient):
        assert f"{kind.value} `{kind.name}`" in page
    for code in (*Refused, *Shut):
        assert f"| `{code}` |" in page


@pytest.mark.parametrize(
    "message",
    [
        b"\x00",
        b"\x05\x06",
        frame(ToClient.PONG),
        b"\x01\x00",
        b"\x01\xff",
        frame(C.PING) * 65,
        frame(C.PING, b"\x00"),
        frame(C.LEAVE),
        frame(C.LEAVE, number(2**31)),
        frame(C.WRITE, number(1), number(LARGEST_NUMBER + 1), buf(b"")),
        frame(C.WRITE, number(1), number(1), b"\x05\x00"),
        frame(C.OPEN, number(1), buf(b"\x00" * 15), number(0), buf(b"")),
        frame(C.OPEN, number(1), buf(b"\x00" * 17), number(0), buf(b"")),
        frame(C.OPEN, number(1), buf(SECTION.bytes), number(0), buf(b"\x00" * (128 * 1024 + 1))),
        here("[]"),
        here("3"),
        here('{"field": 3}'),
        here('{"field": "know", "at": -1}'),
        here('{"field": "know", "at": 1.5}'),
        here('{"field": "know", "at": true}'),
        here('{"field": "know", "at": NaN}'),
        here('{"field": "know", "at": 9007199254740992}'),
        here('{"field": "\\ud800"}'),
        here('{"field": "a\\u0000b"}'),
        here('{"field": "' + "x" * 512 + '"}'),
        here("[" * 500),
        frame(C.HERE, number(1), buf(b"\xff\xfe")),
        frame(C.SET, number(1), number(1), jot({"field": "when", "base": 0})),
        frame(C.SET, number(1), number(1), jot({"field": "when", "base": "0", "value": ""})),
        frame(C.SET, number(1), number(1), jot({"field": "when", "base": 0, "value": "x" * 16_384})),
        PUSHED,
    ],
)
def test_what_is_not_of_the_protocol_is_refused(message: bytes) -> None:
    with pytest.raises(NotAccepted):
        read_message(message)


def test_deep_json_is_refused_and_not_a_crash() -> None:
    deep = '{"field": "when", "base": 0, "value": ' + "[" * 16_000
    with pytest.raises(NotAccepted):
        read_message(frame(C.SET, number(1), number(1), buf(deep.encode())))


def test_only_pushes_are_posted() -> None:
    for said in SAID:
        with pytest.raises(NotAccepted):
            push_frames(PUSHED + said)


def test_a_message_has_its_limits() -> None:
    full = frame(C.WRITE, number(1), number(1), buf(b"x" * (LONGEST_MESSAGE - 9)))
    assert len(full) == LONGEST_MESSAGE
    assert len(split(full)) == 1
    with pytest.raises(NotAccepted, match=Reason.TOO_LONG.value):
        split(full + frame(C.PING))
    assert len(split(frame(C.PING) * 64)) == 64


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(message: bytes) -> None:
    try:
        said = read_message(message)
    except NotAccepted:
        return
    assert len(said) <= 64


@given(st.integers(0, LARGEST_NUMBER))
def test_a_number_has_one_spelling(value: int) -> None:
    spelt = number(value)
    assert read_number(spelt, 0, LARGEST_NUMBER) == (value, len(spelt))
    assert Reader(spelt).u() == value
    longer = spelt[:-1] + bytes((spelt[-1] | 0x80, 0))
    with pytest.raises(NotAccepted):
        read_number(longer, 0, LARGEST_NUMBER)


def test_json_is_written_in_few_bytes_and_in_its_own_letters() -> None:
    assert Reader(jot({"name": "Ọlá", "at": 3})).json(100) == {"name": "Ọlá", "at": 3}
    assert jot({"a": [1, 2]})[1:] == json.dumps({"a": [1, 2]}, separators=(",", ":")).encode()
