"""The label of what stands beside a statement: one that somebody else may have written, or the lines of a note."""

from typing import Any

from tessera.access.here import Me
from tessera.access.labels import Marked
from tessera.access.models import Agency, Practitioner
from tessera.access.rules import Audience
from tessera.records.models import Line, Note
from tessera.records.rules.marks import BREADTH


def label_beside(row: Marked, practitioner: Me) -> dict[str, Any]:
    """In the name of whoever writes it, for those who may read the row: whoever wrote that among them, by name."""
    named = list(row.named)
    if row.audience == Audience.NAMED and row.agency_id != practitioner.agency_id:
        named += Agency.objects.filter(pk=row.agency_id).values_list("members_id", flat=True)
    if row.audience == Audience.NAMED_PEOPLE and row.author_id != practitioner.id:
        named += Practitioner.objects.filter(pk=row.author_id).values_list("principal_id", flat=True)
    return {
        "case_id": row.case_id,
        "agency_id": practitioner.agency_id,
        "author_id": practitioner.id,
        "audience": row.audience,
        "named": sorted(set(named)),
    }


def label_of_all(note: Note) -> dict[str, Any]:
    """For those who may read all of a note: the narrowest audience of its lines, with the marks of all of them."""
    seen = Line.objects.filter(note=note).values_list("audience", "named", "marks")
    lines = list(seen) or [(note.audience, note.named, note.marks)]
    narrowest = min(BREADTH[Audience(audience)] for audience, _named, _marks in lines)
    own = [set(named) for audience, named, _marks in lines if BREADTH[Audience(audience)] == narrowest]
    return {
        "case_id": note.case_id,
        "audience": next(audience for audience, wide in BREADTH.items() if wide == narrowest),
        "named": sorted(set.intersection(*own)),
        "marks": sorted({mark for _audience, _named, marks in lines for mark in marks}),
    }
