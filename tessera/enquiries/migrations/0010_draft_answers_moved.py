from django.db import migrations

# Kept as its author: whoever typed last, by name; where that is nobody of the agency, who has been there longest.
MOVE = """
INSERT INTO enquiries_draft_answer (id, request_id, case_id, agency_id, author_id, audience, named, answers)
SELECT gen_random_uuid(), r.id, r.case_id, r.to_agency_id, who.practitioner_id, 'own_agency', '{}', r.draft_answer
  FROM enquiries_request r
 CROSS JOIN LATERAL (
    SELECT m.practitioner_id FROM access_membership m JOIN access_practitioner p ON p.id = m.practitioner_id
     WHERE m.agency_id = r.to_agency_id
     ORDER BY p.name IS DISTINCT FROM r.draft_answer ->> '_who', m.valid_from, m.id LIMIT 1) who
 WHERE r.draft_answer <> '{}' AND r.state IN ('sent', 'seen')
"""


class Migration(migrations.Migration):
    """What an agency is typing stood in the question, which the hub reads; it moves to a row of the agency's own."""

    dependencies = [("enquiries", "0009_draft_answers_apart")]

    operations = [
        # The owner sees no question while row security is forced on it.
        migrations.RunSQL("ALTER TABLE enquiries_request NO FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop),
        migrations.RunSQL([MOVE, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE enquiries_request FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop),
        migrations.RemoveField(model_name="request", name="draft_answer"),
    ]
