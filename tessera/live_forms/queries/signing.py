"""Who signed a form off, and what was written in its sections afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from tessera.live_forms.models import SignOff, Update


@dataclass(frozen=True)
class SignedOff:
    """An agency has finished with its sections, as they stood at `at`."""

    agency_id: UUID
    agency: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ChangedSince:
    """The last that was written in a section after its agency had signed it off."""

    by: str
    agency: str
    at: datetime


def sign_offs(form_id: UUID) -> tuple[SignedOff, ...]:
    """Every sign-off of a form that whoever asks may see, oldest first: an agency may have signed off again."""
    signed = SignOff.objects.filter(form_id=form_id).order_by("signed_at", "id")
    rows = signed.values_list("agency_id", "agency__name", "author__name", "signed_at")
    return tuple(SignedOff(*row) for row in rows)


def last_words(seqs: Mapping[UUID, int], since: Mapping[UUID, datetime]) -> dict[UUID, ChangedSince]:
    """By section, the last entry of its log, where that came after a time of its own. `seqs`: how far each log goes."""
    last = [
        Q(section_id=section_id, seq=seqs[section_id], at__gt=after)
        for section_id, after in since.items()
        if seqs[section_id]
    ]
    if not last:
        return {}
    rows = Update.objects.filter(reduce(or_, last)).values_list(
        "section_id", "author__name", "agency__name", "at"
    )
    return {section_id: ChangedSince(by, agency, at) for section_id, by, agency, at in rows}
