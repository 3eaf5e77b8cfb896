"""What was told of children in notes that stand and are on the chronology: the part that two statements share."""

from tessera.core.text import excerpt
from tessera.records.queries import ABOUT, ENDED

WORDS = 120

# A note counts where its own agency has neither corrected nor withdrawn it, by the last that was said of it, on the day
# it happened or began; one that is known to a year or not at all lies within no number of days. A line that was placed
# by itself is a thing of its own, on its day. A match that nobody confirmed counts for nothing.
# It follows a table `of_case` of people and their cases.
SAID = """said AS (
    SELECT DISTINCT ON (p.note_id, p.line_id) p.note_id, p.line_id, p.first_day, p.themes::text[] AS themes, p.nature,
           p.significance
      FROM records_promotion p WHERE p.case_id = ANY (ARRAY(SELECT case_id FROM of_case))
     ORDER BY p.note_id, p.line_id, p.promoted_at DESC, p.id DESC
)"""
NOTES = """note AS (
    SELECT n.id, s.line_id, n.case_id, n.agency_id, s.themes, s.nature, a.people, CASE WHEN s.line_id IS NOT NULL
           THEN s.first_day ELSE coalesce(n.first_day, (n.written_at AT TIME ZONE 'Europe/London')::date) END AS day
      FROM records_note n JOIN said s ON s.note_id = n.id LEFT JOIN about a ON a.note_id = n.id
     WHERE n.case_id = ANY (ARRAY(SELECT case_id FROM of_case))
       AND s.significance > 0 AND ({telling})
       AND CASE WHEN s.line_id IS NOT NULL THEN s.first_day IS NOT NULL
                ELSE n.precision NOT IN ('year', 'unknown') END
       AND NOT EXISTS (SELECT 1 FROM ended e WHERE e.id = n.id AND e.agency_id = n.agency_id)
), told AS (
    SELECT c.person_id, n.id, n.line_id, n.case_id, n.agency_id, n.themes, n.nature, n.day,
           coalesce(n.line_id, n.id)::text AS entry
      FROM note n JOIN of_case c USING (case_id)
     WHERE n.people IS NULL OR c.person_id = ANY (n.people)
)"""


def told(telling: str) -> str:
    """The part of a statement. `telling`: in SQL which of what was last said, `s`, can tell anything at all.

    What can tell nothing is left out before it is told of each child of a family.
    """
    return ", ".join((SAID, ABOUT, ENDED, NOTES.format(telling=telling)))


def words_of(text: str) -> str:
    """The beginning of a line, as it stands under a finding."""
    return excerpt(text, WORDS)
