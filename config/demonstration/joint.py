"""The joint form of a written case: opened and written by the people it names, as they would on its pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.enquiries.actions import joining
from tessera.enquiries.queries.joining import form_of
from tessera.live_forms.actions import writing
from tessera.live_forms.queries import section_heads


def open_form(me: Me, at: datetime, enquiry_id: UUID, agencies: list[str]) -> None:
    """The hub opens the form for agencies by name."""
    found = Agency.objects.filter(name__in=agencies, partnership_id=me.partnership_id)
    named = list(found.values_list("pk", flat=True))
    joining.open_form(practitioner=me, at=at, enquiry_id=enquiry_id, agencies=named)


def write(me: Me, at: datetime, enquiry_id: UUID, event: dict[str, Any]) -> None:
    """Somebody writes in a section: `texts` and `lines` by field, each line with its words, kind and source."""
    joining.begin(practitioner=me, at=at, enquiry_id=enquiry_id)
    form_id = form_of(enquiry_id)
    if form_id is None:
        raise ValueError("this enquiry has no joint form")
    heads = section_heads(form_id, me)
    head = next(
        one
        for one in heads
        if one.key == event["section"] and (one.written_by == "participants" or one.agency_id == me.agency_id)
    )
    texts, singles = dict(event.get("texts") or {}), dict(event.get("answers") or {})
    for field, lines in (event.get("lines") or {}).items():
        for place, line in enumerate(lines, event.get("after", 0) + 1):
            root = f"{field}/{place:04}"
            texts[root] = line["text"]
            singles |= {f"{root}/{part}": line[part] for part in ("kind", "source") if part in line}
    writing.write(
        practitioner=me,
        at=at,
        section_id=head.id,
        epoch=head.epoch,
        base=head.seq,
        texts=texts,
        singles=singles,
    )
