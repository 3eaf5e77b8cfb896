"""Updates put together byte by byte, so that they may say what no honest page would."""

from __future__ import annotations

from tessera.live_forms.rules.codec import buf, number

ME, HER = 10, 20  # clients
LEFT, RIGHT, MAP = 0x80, 0x40, 0x20
GC, DELETED, JSON, BINARY, TEXT, EMBED, FORMAT, TYPE, ANY, DOC, SKIP = range(11)


def root(name: str = "know") -> bytes:
    return number(1) + buf(name.encode())


def anchor(client: int, clock: int) -> bytes:
    return number(client) + number(clock)


def text(words: str = "ab", at: bytes = b"", info: int = 0) -> bytes:
    """A run of text: at the root, unless `at` says where and `info` which anchors that names."""
    return bytes((TEXT | info,)) + (at or root()) + buf(words.encode())


def after(client: int, clock: int, words: str = "ab") -> bytes:
    return text(words, anchor(client, clock), LEFT)


def before(client: int, clock: int, words: str = "ab") -> bytes:
    return text(words, anchor(client, clock), RIGHT)


def between(left: tuple[int, int], right: tuple[int, int], words: str = "ab") -> bytes:
    return text(words, anchor(*left) + anchor(*right), LEFT | RIGHT)


def client(clock: int, *runs: bytes, who: int = ME, count: int | None = None) -> bytes:
    return number(len(runs) if count is None else count) + number(who) + number(clock) + b"".join(runs)


def gone(who: int, *ranges: tuple[int, int]) -> bytes:
    return (
        number(who)
        + number(len(ranges))
        + b"".join(number(clock) + number(length) for clock, length in ranges)
    )


def update(*clients: bytes, deleted: tuple[bytes, ...] = ()) -> bytes:
    return number(len(clients)) + b"".join(clients) + number(len(deleted)) + b"".join(deleted)
