"""The chronology of a child and of a case."""

from tessera.chronology.queries._alike import Likened, SideBySide
from tessera.chronology.queries._contributors import AgencyTold
from tessera.chronology.queries._made_of import VoiceTold
from tessera.chronology.queries._rows_beside import RowBeside, rows_beside
from tessera.chronology.queries.family import FamilyRead, family_of_case
from tessera.chronology.queries.reviewing import SHOWS, SUPERVISES, Queue, ToReview, queue, reviews_of
from tessera.chronology.queries.story import (
    Story,
    of_case,
    of_person,
    other_cases,
    side_by_side,
    to_take,
)

__all__ = (
    "SHOWS",
    "SUPERVISES",
    "AgencyTold",
    "FamilyRead",
    "Likened",
    "Queue",
    "RowBeside",
    "SideBySide",
    "Story",
    "ToReview",
    "VoiceTold",
    "family_of_case",
    "of_case",
    "of_person",
    "other_cases",
    "queue",
    "reviews_of",
    "rows_beside",
    "side_by_side",
    "to_take",
)
