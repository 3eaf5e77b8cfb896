"""What may stand in a file: nothing that needs a clearance, and least of all for whoever may be anybody."""

from __future__ import annotations

import pytest

from tessera.access.rules import FOR_HANDLING, NEEDS_CLEARANCE, READ_BY_ANYBODY, FilePurpose
from tessera.exports.rules.notices import TOLD_WHAT_STAYS
from tessera.partnership.rules.words import AgencyKind
from tessera.records.rules.leaving import leaving_for
from tessera.records.rules.words import LineKind, NoteKind


@pytest.mark.parametrize("purpose", list(FilePurpose))
def test_no_file_holds_what_needs_a_clearance(purpose: FilePurpose) -> None:
    leaving = leaving_for(purpose)
    assert not set(leaving.marks) & set(NEEDS_CLEARANCE)
    assert set(leaving.marks) <= set(FOR_HANDLING)
    assert bool(leaving.marks) != (purpose in READ_BY_ANYBODY)
    assert (purpose in TOLD_WHAT_STAYS) == (purpose not in READ_BY_ANYBODY), (
        "a family is not told that there is more"
    )


def test_a_family_reads_least() -> None:
    family = leaving_for(FilePurpose.FAMILY)
    for other in map(leaving_for, FilePurpose):
        assert set(family.marks) <= set(other.marks)
        assert set(family.without_notes) >= set(other.without_notes)
        assert set(family.without_lines) >= set(other.without_lines)
        assert set(family.without_agencies) >= set(other.without_agencies)
    assert not family.voices
    assert not family.reasons
    assert {LineKind.HEARD, LineKind.TOLD, LineKind.OPINION, LineKind.ANALYSIS} <= set(family.without_lines)
    assert {NoteKind.KEEP_FROM_FAMILY, NoteKind.INTELLIGENCE, NoteKind.RETURN} <= set(family.without_notes)
    assert family.without_agencies == (AgencyKind.DOMESTIC_ABUSE_SERVICE,)
