"""A form's definition, read from JSON; which shared texts and values a section has; what a value may be."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tessera.live_forms.rules.fields import (
    BadDefinition,
    Kind,
    Part,
    Unfit,
    WrittenBy,
    clean,
    clean_part,
    read_form,
)

FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "own", "title": "Kept back", "written_by": "agency", "held_back": True,
            "fields": [{"name": "words", "kind": "long_text", "label": "For us alone", "max": 50}],
        },
        {
            "key": "know", "title": "What we know", "hint": "Together.", "written_by": "participants",
            "fields": [
                {"name": "facts", "kind": "long_text", "label": "Facts", "hint": "Who saw it?", "max": 50},
                {"name": "name", "kind": "short_text", "label": "Known as"},
                {"name": "rating", "kind": "choice", "label": "Rating",
                 "options": [["red", "Red"], ["green", "Green"]]},
                {"name": "seen", "kind": "date", "label": "Last seen"},
                {"name": "safe", "kind": "yes_no_not_known", "label": "Safe tonight?"},
                {"name": "worries", "kind": "lines", "label": "Worries", "max": 20,
                 "kinds": [["saw", "Saw"], ["told", "Told by"]], "sources": [["home", "Home visit"]]},
                {"name": "works", "kind": "lines", "label": "What works"},
            ],
        },
    ]
}  # fmt: skip


def test_a_definition_is_read_whole() -> None:
    form = read_form(FORM)
    own, know = form.sections
    assert (own.written_by, own.held_back) == (WrittenBy.AGENCY, True)
    assert (know.written_by, know.held_back, know.hint) == (WrittenBy.PARTICIPANTS, False, "Together.")
    assert [field.kind for field in know.fields] == [
        Kind.LONG_TEXT, Kind.SHORT_TEXT, Kind.CHOICE, Kind.DATE, Kind.YES_NO_NOT_KNOWN, Kind.LINES, Kind.LINES
    ]  # fmt: skip
    assert know.fields[1].max == 1_000
    assert know.fields[5].kinds == (("saw", "Saw"), ("told", "Told by"))
    assert form.section("know") is know
    assert form.section("nothing") is None


def test_the_shared_texts_of_a_section_and_no_others() -> None:
    know = read_form(FORM).sections[1]
    allowed = ("facts", "name", "worries/0a9", "works/m3xyz", "works/" + "z" * 20)
    others = ("", "words", "rating", "seen", "worries", "worries/", "worries/A", "worries/a/kind", "facts/a",
              "facts/", "works/" + "z" * 21, "/a", "worries/é", "worries/a\n", "facts\n")  # fmt: skip
    assert [root for root in (*allowed, *others) if know.allows(root)] == list(allowed)


def test_the_single_values_of_a_section_and_no_others() -> None:
    know = read_form(FORM).sections[1]
    worries = know.field("worries")
    assert know.single("rating") == (know.field("rating"), None)
    assert know.single("worries/a1/kind") == (worries, Part.KIND)
    assert know.single("worries/a1/source") == (worries, Part.SOURCE)
    for name in ("", "facts", "words", "worries", "worries/a1", "worries/a1/", "worries/a1/other", "worries//kind",
                 "works/a1/kind", "rating/", "rating/a/kind", "worries/a1/kind/x"):  # fmt: skip
        assert know.single(name) is None, name


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("rating", "red", "red"), ("rating", "", ""), ("seen", " 2026-11-21 ", "2026-11-21"), ("seen", "", ""),
        ("safe", "not_known", "not_known"), ("facts", "one\r\ntwo\rthree ", "one\ntwo\nthree "),
        ("name", "Mia\r\nRose", "Mia Rose"), ("facts", "x" * 50, "x" * 50), ("worries", "a\nb", "a b"),
    ],
)  # fmt: skip
def test_a_value_that_fits_is_kept(name: str, value: str, kept: str) -> None:
    field = read_form(FORM).sections[1].field(name)
    assert field is not None
    assert clean(field, value) == kept


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("rating", "blue", "Select Red or Green."),
        ("rating", "Red", "Select Red or Green."),
        ("safe", "maybe", "Select Yes, No or Not known."),
        ("seen", "2026-02-30", "Enter a date that exists, such as 2026-11-21."),
        ("seen", "21/11/2026", "Enter a date that exists"),
        ("seen", "20261121", "Enter a date that exists"),
        ("seen", "2026-W47-6", "Enter a date that exists"),
        ("facts", "x" * 51, "There are 51 characters. Shorten this to 50 or fewer."),
        ("facts", "a\x00b", "Character 2 is an invisible control character. Delete it and try again."),
        ("facts", "a\u202eb", "read backwards"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_words(name: str, value: str, words: str) -> None:
    field = read_form(FORM).sections[1].field(name)
    assert field is not None
    with pytest.raises(Unfit, match=words):
        clean(field, value)


def test_the_kind_and_the_source_of_a_line_are_of_those_offered() -> None:
    worries = read_form(FORM).sections[1].field("worries")
    assert worries is not None
    assert clean_part(worries, Part.KIND, "saw") == "saw"
    assert clean_part(worries, Part.SOURCE, "") == ""
    with pytest.raises(Unfit, match=r"Select Home visit\."):
        clean_part(worries, Part.SOURCE, "saw")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ((), [], "form: this is not a set"),
        (("sections",), {}, "sections: this is a list"),
        (("sections", 1, "key"), "own", "section own stands there twice"),
        (("sections", 1, "key"), "Know", "sections.2: a name is small letters"),
        (("sections", 1, "key"), "know\n", "sections.2: a name is small letters"),
        (("sections", 1, "written_by"), "anyone", "written_by is one of agency, participants"),
        (("sections", 1, "held_back"), True, "only what an agency writes"),
        (("sections", 1, "held_back"), "yes", "held_back is true or false"),
        (("sections", 1, "title"), " ", "title: words are missing"),
        (("sections", 1, "fields", 0, "name"), "rating", "field rating stands there twice"),
        (("sections", 1, "fields", 0, "name"), "a/b", "a name is small letters"),
        (("sections", 1, "fields", 0, "kind"), "essay", "kind is one of long_text"),
        (("sections", 1, "fields", 0, "max"), 0, "max is a number of characters, 100,000 at most"),
        (("sections", 1, "fields", 0, "max"), True, "max is a number"),
        (("sections", 1, "fields", 3, "max"), 5, "max is a number"),
        (("sections", 1, "fields", 0, "options"), [["a", "A"]], "a choice has options"),
        (("sections", 1, "fields", 2, "options"), [], "a choice has options"),
        (
            ("sections", 1, "fields", 2, "options"),
            [["red", "Red"], ["red", "Red too"]],
            "word red stands there twice",
        ),
        (("sections", 1, "fields", 2, "options"), ["red"], "each is a pair"),
        (("sections", 1, "fields", 0, "kinds"), [["a", "A"]], "only lines have kinds"),
        (("sections", 1, "fields"), [{}] * 61, "a list of 60 at most"),
    ],
)
def test_a_definition_that_cannot_be_used_says_where(
    path: tuple[str | int, ...], value: Any, words: str
) -> None:
    form: Any = copy.deepcopy(FORM)
    if path:
        within = form
        for step in path[:-1]:
            within = within[step]
        within[path[-1]] = value
    else:
        form = value
    with pytest.raises(BadDefinition, match=words):
        read_form(form)
