"""Every value of the document is asked on some page, and answering what stands there changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from config.home import ROOT
from tessera.partnership.rules import PRESETS, Settings, editing
from tessera.partnership.rules.areas import AREAS, Path
from tessera.partnership.rules.editing import Question, Section
from tessera.partnership.rules.starting import starting_document

THORNMERE = Settings.load(ROOT / "demonstration" / "thornmere.yaml")


def pages(settings: Settings) -> list[tuple[Path, tuple[Section, ...]]]:
    """Every page there is, reached as a person reaches them."""
    found = [((area.slug,), editing.of_area(settings, area)) for area in AREAS]
    for _, sections in found:
        for section in sections:
            for group in section.groups:
                for entry in group.entries:
                    path = (*group.path, entry.code)
                    assert entry.at == ".".join(path)
                    found.append((path, editing.of_part(settings, path)))
    return found


def typed(question: Question) -> Any:
    if question.kind == "choices" or isinstance(question.value, str):
        return question.value
    return "\r\n".join(question.value)


def questions(sections: tuple[Section, ...]) -> tuple[Question, ...]:
    return tuple(question for section in sections for question in section.questions)


@pytest.mark.parametrize("settings", [THORNMERE, *map(starting_document, PRESETS)])
def test_answering_what_stands_there_changes_nothing(settings: Settings) -> None:
    stands = settings.data()
    for path, sections in pages(settings):
        asked = questions(sections)
        given = {question.name: typed(question) for question in asked}
        data = editing.answered(settings, asked, given)
        # To read a whole document takes long. The same data is the same document.
        assert data == stands or Settings.from_data(data) == settings, path


def test_what_the_settings_do_not_say_stays_unsaid() -> None:
    data = THORNMERE.data()
    data["process"].pop("consent_sought_at", None)
    unsaid = Settings.from_data(data)
    asked = questions(editing.of_part(unsaid, ("process",)))
    given = {question.name: typed(question) for question in asked}
    assert Settings.from_data(editing.answered(unsaid, asked, given)) == unsaid


def leaves(value: Any, path: Path = ()) -> set[Path]:
    if isinstance(value, dict) and value:
        return {leaf for name, inner in value.items() for leaf in leaves(inner, (*path, str(name)))}
    return {path}


def get(value: Any, path: Path) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def test_every_value_is_asked_somewhere() -> None:
    asked = {question.path for _, sections in pages(THORNMERE) for question in questions(sections)}
    groups = {
        group.path for _, sections in pages(THORNMERE) for section in sections for group in section.groups
    }
    inside = {path[:depth] for path in asked for depth in range(1, len(path))}
    empty = {
        path for path in inside if get(THORNMERE.data(), path) == {}
    }  # nothing of it is said, all of it asked
    missing = {leaf for leaf in leaves(THORNMERE.data()) if leaf not in asked | groups | empty}
    assert empty == {("theme",)}
    assert missing == {("partnership", "code")}, "by which the partnership is known: it never changes"


def test_what_is_typed_becomes_the_document() -> None:
    (section,) = editing.of_part(THORNMERE, ("clocks", "decision"))
    given = {question.name: typed(question) for question in section.questions}
    given["clocks-decision-limits-red"] = "3wh"
    given["clocks-decision-reminders"] = "50 | hub practitioner\n90 | decision_maker, hub_practitioner"
    given["clocks-decision-check_before_use"] = "no"
    jobs = dict(next(q for q in section.questions if q.path[-1] == "reminders").columns)
    assert set(jobs) == {"at", "tell"}
    data = editing.answered(THORNMERE, section.questions, given)
    assert data["clocks"]["decision"]["limits"]["red"] == "3wh"
    assert data["clocks"]["decision"]["check_before_use"] is False
    assert data["clocks"]["decision"]["reminders"][0] == {"at": 50, "tell": ["hub_practitioner"]}


def test_an_agency_is_added_moved_and_removed() -> None:
    path = ("agencies", "refuge")
    (section,) = editing.of_part(THORNMERE, path)
    given = {question.name: typed(question) for question in section.questions}
    given |= {"agencies-refuge-name": "Larkfield Refuge", "agencies-refuge-short": "LR"}
    given |= {"agencies-refuge-kind": "voluntary"}
    more = Settings.from_data(editing.answered(THORNMERE, section.questions, given))
    assert more.agencies["refuge"].name == "Larkfield Refuge"
    up = Settings.from_data(editing.moved(more, path, -1))
    assert list(up.agencies)[-2] == "refuge"
    assert Settings.from_data(editing.removed(up, path)) == THORNMERE
    with pytest.raises(KeyError):
        editing.removed(THORNMERE, path)


@pytest.mark.parametrize("path", [("nothing",), ("ratings", "purple"), ("agencies", "police", "code", "x")])
def test_no_page_where_nothing_can_stand(path: Path) -> None:
    with pytest.raises(KeyError):
        editing.of_part(THORNMERE, path)
