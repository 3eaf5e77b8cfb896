"""Keeping what is attached to a note."""

import hashlib
from datetime import datetime

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.audit import action, without_case
from tessera.records.actions._files import NewFile
from tessera.records.actions._labels import label_of_all
from tessera.records.models import Attachment, AttachmentContent, Note


@action("attach", "attachment")
def attach(*, practitioner: Me, at: datetime, note: Note, file: NewFile) -> Attachment:
    """Keep a file with a note. Whoever may not read every line of the note that they could see may not open it."""
    label = label_of_all(note) | {"agency_id": practitioner.agency_id, "author_id": practitioner.id}
    attachment = Attachment(
        **label,
        note=note,
        name=file.name,
        content_type=file.media_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        scanned_at=file.scanned_at,
        added_at=at,
    )
    attachment.save(force_insert=True)
    if label["audience"] == Audience.OWN_AGENCY:
        without_case()
    AttachmentContent(**label, attachment=attachment, content=file.content).save(force_insert=True)
    return attachment
