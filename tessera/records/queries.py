"""Reading notes, lines and the child's voice. What may not be seen is already gone."""

from collections.abc import Sequence
from uuid import UUID

from tessera.records.models import Line


def lines_of_case(case_id: UUID, line_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the lines that belong to the case and may be seen, in the order given."""
    found = set(Line.objects.filter(case_id=case_id, pk__in=line_ids).values_list("pk", flat=True))
    return [line for line in dict.fromkeys(line_ids) if line in found]
