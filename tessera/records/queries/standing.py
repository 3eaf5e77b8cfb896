"""What of a record has ended, and whom a note is about: the part that statements of other apps share."""

from typing import Any

from django.db.models import Case, CharField, F, Value, When

from tessera.records.models import Note, Withdrawal

# What its own agency corrected or withdrew has ended. A note in no row of `about` is about everybody in its case.
# Both follow a table `of_case` of cases. An array of them holds PostgreSQL to their keys, where it would otherwise read
# every note there is.
ENDED = """ended AS (
    SELECT coalesce(w.note_id, w.voice_id) AS id, w.agency_id
      FROM records_withdrawal w WHERE w.case_id = ANY (ARRAY(SELECT case_id FROM of_case))
     UNION ALL
    SELECT c.replaces_id, c.agency_id FROM records_note c
     WHERE c.case_id = ANY (ARRAY(SELECT case_id FROM of_case)) AND c.replaces_id IS NOT NULL
)"""

ABOUT = """about AS (
    SELECT a.note_id, array_agg(a.person_id) AS people
      FROM records_note_about a WHERE a.case_id = ANY (ARRAY(SELECT case_id FROM of_case)) GROUP BY a.note_id
)"""


def ended_as(**of: Any) -> Case:
    """Of each line "corrected" or "withdrawn" where its own agency did that to its note; "" where the note stands.

    `of`: the case or the cases that the lines are of. What ended there is asked once, and not again for each line.
    """
    withdrawn = Withdrawal.objects.filter(**of, note__agency_id=F("agency_id"))
    corrected = Note.objects.filter(**of, replaces__isnull=False, replaces__agency_id=F("agency_id"))
    return Case(
        When(note_id__in=withdrawn.values("note_id"), then=Value("withdrawn")),
        When(note_id__in=corrected.values("replaces_id"), then=Value("corrected")),
        default=Value(""),
        output_field=CharField(),
    )
