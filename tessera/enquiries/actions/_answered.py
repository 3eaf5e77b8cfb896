"""What is kept with an agency's answer beside its own lines. Used by the verbs of this app."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tessera.access.rules import Audience
from tessera.enquiries.models import Rating, Request
from tessera.enquiries.queries._answer_shown import own_questions
from tessera.enquiries.rules import own_questions as rules
from tessera.partnership.rules import AnswerQuestion
from tessera.records import actions as records
from tessera.records.rules.words import LineKind


def asked(request: Request) -> tuple[AnswerQuestion, ...]:
    """What the partnership asks whoever answers this besides."""
    return own_questions(request)


def refused(request: Request, given: Sequence[rules.Besides]) -> str:
    """Why these answers to it cannot be taken; "" where they can."""
    return rules.refused(asked(request), given)


def lines(request: Request, given: Sequence[rules.Besides]) -> list[records.NewLine]:
    """The lines that they become, in the order of the questions."""
    by_code = {one.code: one for one in given}
    return [
        records.NewLine(
            kind=LineKind(question.line_kind.value),
            text=rules.in_words(question, by_code[question.code].answer),
            marks=by_code[question.code].marks,
        )
        for question in asked(request)
        if question.code in by_code
    ]


def rate(
    label: dict[str, Any], request: Request, hub: int, share: str, value: str, reason: str, at: datetime
) -> None:
    """How urgent the agency judges it in this answer: for the hub, or for those alone whom the answer is for."""
    Rating(
        **label | ({} if share in ("own", "people") else {"audience": Audience.NAMED, "named": [hub]}),
        enquiry_id=request.enquiry_id,
        by_hub=False,
        value=value,
        reason=reason,
        rated_at=at,
    ).save(force_insert=True)
