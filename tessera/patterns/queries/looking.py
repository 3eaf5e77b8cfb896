"""A fact of another case that is shown under a pattern or a question is a look at that case: the ledger has it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from tessera.audit import query
from tessera.patterns.rules import Finding, Prompt


@dataclass(frozen=True)
class _Shown:
    """Of whom a fact was shown, and from which case."""

    id: UUID
    case_id: UUID


@query("chronology", "consider")
def _shown(person_id: UUID, case_id: UUID) -> _Shown:
    """That facts of a case were shown beside another."""
    return _Shown(person_id, case_id)


def shown_beside(shown: Iterable[Finding | Prompt], case_ids: Collection[UUID]) -> None:
    """Write that every case was looked at on which any of these rests, but for those that were looked at anyhow."""
    others = {
        fact.case_id: one.person_id for one in shown for fact in one.facts if fact.case_id not in case_ids
    }
    for case_id, person_id in others.items():
        _shown(person_id, case_id)
