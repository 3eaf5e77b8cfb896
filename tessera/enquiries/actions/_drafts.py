"""The answer that an agency is still typing: its own row, which the hub does not see. Used by the verbs of this app."""

from typing import Any

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.enquiries.models import DraftAnswer, Request
from tessera.enquiries.queries.answering import draft_of


def begun(practitioner: Me, request: Request) -> dict[str, Any]:
    """What stands there now. Whoever changes it has locked the question first."""
    return draft_of(practitioner, request.pk)


def keep(practitioner: Me, request: Request, answers: dict[str, Any]) -> None:
    """Put this in its place; nothing at all empties it."""
    mine = DraftAnswer.objects.filter(request=request, agency_id=practitioner.agency_id)
    if mine.update(answers=answers) or not answers:
        return
    DraftAnswer(
        request=request,
        case_id=request.case_id,
        agency_id=practitioner.agency_id,
        author_id=practitioner.id,
        audience=Audience.OWN_AGENCY,
        answers=answers,
    ).save(force_insert=True)
