"""Keeping a note as it is typed, and making a note of it once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from tessera.access.here import Me
from tessera.audit import NotHere, action
from tessera.records.models import NoteDraft


@action("save", "note_draft")
def save_note_draft(
    *,
    practitioner: Me,
    at: datetime,
    draft_id: UUID,
    case_id: UUID,
    typed: Mapping[str, Any],
    corrects: UUID | None = None,
) -> NoteDraft | None:
    """Keep what has been typed. None where it was kept as a note meanwhile: what comes late changes nothing."""
    return _saved(practitioner, at, draft_id, case_id, typed, corrects)


def _saved(
    practitioner: Me,
    at: datetime,
    draft_id: UUID,
    case_id: UUID,
    typed: Mapping[str, Any],
    corrects: UUID | None,
) -> NoteDraft | None:
    draft = NoteDraft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        draft = NoteDraft(
            pk=draft_id,
            author_id=practitioner.id,
            agency_id=practitioner.agency_id,
            of_case=case_id,
            corrects=corrects,
            begun_at=at,
            saved_at=at,
            typed=dict(typed),
        )
        try:
            draft.save(force_insert=True)
        except IntegrityError:
            # Somebody else's, whoever made up this identifier.
            raise NotHere("What you typed could not be kept under this name.") from None
        return draft
    if draft.became is not None:
        return None
    draft.typed, draft.saved_at = dict(typed), at
    draft.save(update_fields=("typed", "saved_at"))
    return draft


@action("save", "note_draft")
def keep(
    *,
    practitioner: Me,
    at: datetime,
    draft_id: UUID,
    case_id: UUID,
    write: Callable[[], UUID],
    corrects: UUID | None = None,
) -> NoteDraft:
    """Make a note of a draft, once: `write` is called where it is not a note already. `became` says which it is."""
    draft = _saved(practitioner, at, draft_id, case_id, {}, corrects)
    if draft is None:
        return NoteDraft.objects.get(pk=draft_id)
    draft.became = write()
    draft.save(update_fields=("became",))
    return draft


@action("discard", "note_draft")
def discard_note_draft(*, practitioner: Me, at: datetime, draft_id: UUID) -> NoteDraft | None:
    """Throw away what was typed. None where there is nothing to throw away."""
    draft = NoteDraft.objects.filter(pk=draft_id, became__isnull=True).first()
    if draft is None:
        return None
    draft.delete()
    draft.pk = draft_id
    return draft
