"""Settings documents as careless or hostile hands would write them: whole trees damaged in places, and ugly files."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.rules.partnership.settings_made import WHOLE

Path = tuple[Any, ...]

# What somebody could put where something else belongs.
WORDS = st.sampled_from(
    (
        "", " ", "none", "null", "true", "1wd", "-4h", "4 h", "0h", "9" * 400, "red", "hub", "2026-02-31", "24:00",
        "a" * 5000, "\x00", "a\x07b", "\u202edesrever", "\ud800", "\ufeffa", "e\u0301", "<script>", "{{ x }}",
        "{words}",
        "%s", "..", "a-b", "é", "a | b", "a\nb",
    )
)  # fmt: skip
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    WORDS,
    st.just([]),
    st.just({}),
    st.lists(WORDS, max_size=3),
    st.dictionaries(WORDS, WORDS, max_size=3),
    st.just([{"text": "a", "since": "2026-01-01"}]),
    st.just({"all": "1wd", "red": {"all": "1wd"}}),
)


def places(value: Any, path: Path = ()) -> list[Path]:
    """Every place of a tree, from the top down."""
    found = [path]
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inside:
        found += places(part, (*path, name))
    return found


PLACES = places(WHOLE)[1:]


@dataclass(frozen=True)
class Blow:
    """One thing done to a tree: something is put in a place, taken away, called otherwise, or added to."""

    what: str
    path: Path
    word: str
    junk: Any

    def strike(self, tree: dict[str, Any]) -> None:
        """Do it, where an earlier one has not taken the place away."""
        above: Any = tree
        try:
            for step in self.path[:-1]:
                above = above[step]
            there = above[self.path[-1]]
        except (KeyError, IndexError, TypeError):
            return
        if self.what == "take" or (self.what == "call" and isinstance(above, list)):
            del above[self.path[-1]]
        elif self.what == "call":
            above[self.word] = above.pop(self.path[-1])
        elif self.what == "add" and isinstance(there, dict):
            there[self.word] = deepcopy(self.junk)
        else:
            above[self.path[-1]] = deepcopy(self.junk)


BLOWS = st.lists(
    st.builds(Blow, st.sampled_from(("put", "take", "call", "add")), st.sampled_from(PLACES), WORDS, JUNK),
    min_size=1,
    max_size=3,
)


def damaged(blows: list[Blow]) -> dict[str, Any]:
    """Thornmere's whole document after these."""
    tree = deepcopy(WHOLE)
    for blow in blows:
        blow.strike(tree)
    return tree


BOMB = "a: &a [x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)
# Files that no honest hand writes, each of which must be refused before anything is made of it.
UGLY: dict[str, bytes] = {
    "nothing": b"",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "UTF-16": "partnership: {}\n".encode("utf-16"),
    "UTF-32": "partnership: {}\n".encode("utf-32"),
    "Latin-1": "partnership: {name: Mühle}\n".encode("latin-1"),
    "bytes of no text": bytes(range(256)),
    "zeros": b"\x00" * 1000,
    "a bomb of aliases": BOMB.encode(),
    "an alias of itself": b"a: &a [*a]\n",
    "a merge": b"a: &x {b: 1}\nc: {<<: *x}\n",
    "a merge without an alias": b"<<: {based_on: generic-4-24-72}\n",
    "a tag that runs something": b"a: !!python/object/apply:os.system [id]\n",
    "a tag on everything": b"!!map {partnership: {}}\n",
    "a tag of a set": b"a: !!set {b, c}\n",
    "a directive": b"%TAG ! tag:example.org,2000:\n---\npartnership: {}\n",
    "two documents": b"partnership: {}\n---\npartnership: {}\n",
    "a name twice": b"partnership: {}\nagencies: {}\npartnership: {}\n",
    "a name twice, once in quotes": b"partnership: {}\n\"partnership\": {}\n",
    "a name that is a list": b"? [a]\n: b\n",
    "a name that is a group": b"? {a: b}\n: c\n",
    "nested deeply": b"[" * 100_000,
    "nested deeply in groups": b"{a: " * 10_000,
    "wide": b"[" + b"0," * 60_000 + b"]",
    "large": b"a: " + b"x" * (1024 * 1024),
    "one long number": b"a: " + b"9" * 100_000,
    "a long name": b"x" * 100_000 + b": 1\n",
    "half a surrogate": b'a: "\\ud800"\n',
    "a zero in quotes": b'partnership: {name: "\\0"}\n',
    "tabs": b"partnership:\n\tname: x\n",
    "markup": b"<html><script>alert(1)</script></html>",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
    "a list": b"- partnership\n- agencies\n",
    "a word": b"partnership",
    "a preset that is a path": b"based_on: ../../config/settings\n",
    "a preset that is a list": b"based_on: [generic-4-24-72]\n",
    "a preset and a preset": b"based_on: generic-4-24-72\npartnership: {based_on: merton-2-6-24}\n",
}  # fmt: skip
