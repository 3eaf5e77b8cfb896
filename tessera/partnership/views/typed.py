"""What an administrator typed on a page of a draft and has not saved: kept with their session, for them alone.

It need not make a document yet, so it cannot stand in the draft. It goes when it is saved or thrown away, or when they
sign out.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from tessera.access.here import Asked
from tessera.partnership.rules.editing import Question

_KEPT = "settings_typed"
MOST_PAGES, MOST_LETTERS = 20, 200_000


def keep(request: Asked, draft_id: UUID, page: str, number: int, given: dict[str, Any]) -> bool:
    """Keep what was typed, with the number of the step that it was typed over. False where it is too much to keep."""
    pages = dict(request.session.get(_KEPT, {}))
    before = pages.pop(_name(draft_id, page), None)
    if sum(len(str(value)) for value in given.values()) > MOST_LETTERS:
        return False
    pages[_name(draft_id, page)] = {"number": before["number"] if before else number, "given": given}
    request.session[_KEPT] = dict(list(pages.items())[-MOST_PAGES:])
    return True


def kept(request: Asked, draft_id: UUID, page: str) -> tuple[int, dict[str, Any]] | None:
    """What was typed on a page and over which step; None where nothing waits."""
    found = request.session.get(_KEPT, {}).get(_name(draft_id, page))
    return (int(found["number"]), dict(found["given"])) if found else None


def forget(request: Asked, draft_id: UUID, page: str) -> None:
    """It is saved, or thrown away."""
    pages = dict(request.session.get(_KEPT, {}))
    if pages.pop(_name(draft_id, page), None) is not None:
        request.session[_KEPT] = pages


def as_typed(questions: tuple[Question, ...], given: dict[str, Any]) -> tuple[Question, ...]:
    """The same questions with what was typed in them. What is asked since, and was not then, says what stands."""
    return tuple(_typed(question, given) for question in questions)


def _typed(question: Question, given: dict[str, Any]) -> Question:
    value = given.get(question.name)
    if question.name not in given or value is None:
        return question
    return replace(question, value=tuple(value) if isinstance(value, list) else str(value))


def _name(draft_id: UUID, page: str) -> str:
    return f"{draft_id} {page}"
