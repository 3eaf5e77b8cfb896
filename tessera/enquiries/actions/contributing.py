"""An agency that was asked to add to a chronology says that it has: that is its answer."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.access.here import Me
from tessera.audit import action
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import _questions, asking
from tessera.enquiries.models import Return
from tessera.enquiries.rules.words import AskedFor
from tessera.records import actions as records
from tessera.records import queries as written
from tessera.records.rules.words import LineKind


@action("contribute", "return")
def contribute(*, practitioner: Me, at: datetime, request_id: UUID) -> Return:
    """Say that the agency has added to the chronology what it knows: that is its answer.

    Raises NotAllowed where it has added nothing since it was asked, was asked something else, or has answered.
    """
    request = _questions.to_change(request_id, for_agency=practitioner)
    if request.asked_for != AskedFor.CHRONOLOGY:
        words = _("The hub asked you a question. Answer it on its own page.")
        raise NotAllowed(words, verb="contribute", state="question")
    added = written.added_to_chronology(request.case_id, practitioner.agency_id, since=request.sent_at)
    if not added:
        words = _(
            "Your agency has added nothing since it was asked. Add a note or a file, or say that it knows nothing."
        )
        raise NotAllowed(words, verb="contribute", state="nothing")
    said = ngettext(
        "Added {added} entry to the chronology.", "Added {added} entries to the chronology.", added
    )
    line = records.NewLine(kind=LineKind.ACTION, text=said.format(added=added))
    return asking.answer(practitioner=practitioner, at=at, request_id=request_id, lines=[line])
