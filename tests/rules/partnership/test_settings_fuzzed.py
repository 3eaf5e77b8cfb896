"""Whatever is written, a document is accepted whole or refused with the place of each fault."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.partnership.rules import Settings, SettingsRefused, check
from tessera.partnership.rules.areas import AREAS
from tessera.partnership.rules.doubts import doubts
from tessera.partnership.rules.editing import answered, moved, of_area, of_part, removed
from tessera.partnership.rules.problems import MAX_PROBLEMS
from tessera.partnership.rules.reading import write
from tests.rules.partnership.settings_damaged import BLOWS, PLACES, UGLY, WORDS, Blow, damaged
from tests.rules.partnership.settings_made import THORNMERE

fuzzed = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
NAMES = {str(step) for path in PLACES for step in path}


def whole_or_refused(text: str | bytes) -> Settings | None:
    """The document as it is used; None where it is refused, with a place and words for each fault."""
    problems = check(text)
    if not problems:
        accepted = Settings.load(text)
        kept = accepted.dump()
        again = Settings.load(kept)
        assert again == accepted
        assert again.dump() == kept, "what is kept is kept to the letter"
        doubts(accepted)
        return accepted
    assert len(problems) <= MAX_PROBLEMS
    assert all(problem.line >= 1 and problem.words.strip() for problem in problems)
    with pytest.raises(SettingsRefused) as refused:
        Settings.load(text)
    assert refused.value.problems == problems, "the same is said each time"
    return None


@fuzzed
@given(BLOWS)
def test_a_damaged_tree_is_accepted_whole_or_refused_by_path(blows: list[Blow]) -> None:
    tree = damaged(blows)
    try:
        text = write(tree)
    except UnicodeEncodeError:
        text = str(tree)
    if whole_or_refused(text) is None:
        for problem in check(text):
            # A place in the document as a person would look for it; none only where it cannot be read at all.
            first = problem.path.split(".")[0]
            assert first in tree or first in NAMES or "\ud800" in text or not problem.path


@fuzzed
@given(BLOWS)
def test_plain_data_is_judged_as_the_same_document_is(blows: list[Blow]) -> None:
    tree = damaged(blows)
    try:
        text = write(tree)
        text.encode()
    except UnicodeEncodeError:
        return
    try:
        made: Settings | None = Settings.from_data(tree)
    except SettingsRefused:
        made = None
    read = whole_or_refused(text)
    assert (made is None) == (read is None)
    assert made == read


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_file_is_refused_and_costs_little(name: str) -> None:
    tracemalloc.start()
    try:
        assert whole_or_refused(UGLY[name]) is None
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 60 * 1024 * 1024


@fuzzed
@given(st.data())
def test_what_is_typed_in_a_page_is_taken_whole_or_refused_by_question(data: st.DataObject) -> None:
    """Pages are made from the document; whatever is typed in their questions, the document says what is wrong."""
    area = data.draw(st.sampled_from(AREAS))
    groups = [group for section in of_area(THORNMERE, area) for group in section.groups]
    entries = [entry.at for group in groups for entry in group.entries]
    at = data.draw(st.sampled_from(["", *entries]))
    sections = of_part(THORNMERE, tuple(at.split("."))) if at else of_area(THORNMERE, area)
    asked = tuple(question for section in sections for question in section.questions)
    if not asked:
        return
    given_: dict[str, Any] = {
        question.name: list(question.value) if question.kind == "choices" else _shown(question.value)
        for question in asked
    }
    for question in data.draw(st.lists(st.sampled_from(asked), min_size=1, max_size=3)):
        typed = data.draw(st.lists(WORDS, max_size=3) if question.kind == "choices" else WORDS)
        given_[question.name] = typed
    tree = answered(THORNMERE, asked, given_)
    try:
        text = write(tree)
        text.encode()
    except UnicodeEncodeError:
        return
    whole_or_refused(text)


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


@fuzzed
@given(st.lists(st.sampled_from(sorted(NAMES)) | WORDS, min_size=1, max_size=5).map(tuple))
def test_a_place_that_is_no_place_is_not_there(path: tuple[str, ...]) -> None:
    try:
        of_part(THORNMERE, path)
        removed(THORNMERE, path)
        moved(THORNMERE, path, 1)
    except (KeyError, ValueError):
        return
    assert path in {tuple(map(str, place)) for place in PLACES}
