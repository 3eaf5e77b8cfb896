"""The practitioners who write and the forms they write, for measuring the live form.

Two hundred invented officers of four agencies that were asked about one enquiry, each signed in; a form of as many
sections as are wanted, which all of them write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from config.bench._live_pages import FIELD

OFFICERS = """
CREATE TEMP TABLE officer ON COMMIT DROP AS
SELECT n, gen_random_uuid() AS id, 900000 + n AS principal, x.id AS agency, x.partnership_id AS partnership
  FROM generate_series(1, %(many)s) n
  JOIN (SELECT a.id, a.partnership_id, row_number() OVER (ORDER BY a.id) AS place
          FROM access_agency a JOIN access_partnership p ON p.id = a.partnership_id
         WHERE p.code = 'thornmere' AND EXISTS (SELECT 1 FROM access_case c WHERE a.principal_id = ANY (c.audience))
         ORDER BY a.id LIMIT 4) AS x ON x.place = 1 + n %% 4;
INSERT INTO access_principal (id, kind) SELECT principal, 'practitioner' FROM officer;
INSERT INTO access_practitioner (id, username, name, email, principal_id, is_active, joined_at)
SELECT id, 'officer' || n, 'Officer ' || n, 'officer' || n || '@example.org', principal, true, now() - interval '1 year'
  FROM officer;
INSERT INTO access_membership (id, practitioner_id, partnership_id, agency_id, role, scope, valid_from)
SELECT gen_random_uuid(), id, partnership, agency, 'agency_officer', 'agency', now() - interval '1 year' FROM officer;
"""


@dataclass(frozen=True)
class Written:
    """A form, and its sections in order."""

    form: UUID
    sections: list[str]


@dataclass(frozen=True)
class Scene:
    """Who writes, each by the cookie of their browser, and the case that the forms are of."""

    cookies: list[str]
    case: UUID
    enquiry: UUID
    members: list[int]

    def form(self, sections: int, about: UUID | None = None) -> Written:
        """A new form of so many sections, which everybody writes: of the enquiry itself, or of nothing with a page."""
        from django.db import connections
        from django.utils import timezone

        from config.demonstration.stage import on_stage
        from tessera.core.identifiers import uuid7
        from tessera.live_forms import actions, queries

        connections.close_all()  # a database that was stopped and started again knows none of them
        with on_stage("ama") as me:
            form = actions.open_form(
                practitioner=me, at=timezone.now(), case_id=self.case, about=about or uuid7(), title="Form",
                definition=definition(sections), participants=self.members,
            )  # fmt: skip
            return Written(form.pk, [str(head.id) for head in queries.section_heads(form.pk, me)])


def definition(sections: int) -> dict[str, Any]:
    """A form of sections with one text field each, as JSON has it."""
    words = {"name": FIELD, "kind": "long_text", "label": "What we know", "max": 20_000}
    return {
        "sections": [
            {"key": f"part_{n}", "title": f"Part {n}", "written_by": "participants", "fields": [words]}
            for n in range(1, sections + 1)
        ]
    }


def scene(owner: str, writers: int) -> Scene:
    """Put so many officers in the register, signed in, and a case that they are all asked about."""
    from django.conf import settings

    from config.bench import _pages
    from config.bench._crowd import crowd
    from config.demonstration.browser import client_as

    _pages.prepare(owner)
    crowd(owner, live=1)
    with psycopg.connect(owner) as admin:
        admin.execute("SET ROLE NONE")  # the administrator, whom row security does not hold
        with psycopg.ClientCursor(admin) as cursor:
            cursor.execute(OFFICERS, {"many": writers})
        found = admin.execute(
            "SELECT case_id, id FROM enquiries_enquiry WHERE state = 'open' LIMIT 1"
        ).fetchone()
        members = admin.execute(
            "SELECT DISTINCT a.members_id FROM access_agency a JOIN access_membership m ON m.agency_id = a.id "
            "JOIN access_practitioner p ON p.id = m.practitioner_id WHERE p.username LIKE 'officer%'"
        ).fetchall()
    if found is None:
        raise RuntimeError("no enquiry was made")
    name = settings.SESSION_COOKIE_NAME
    cookies = [f"{name}={client_as(f'officer{n}').cookies[name].value}" for n in range(1, writers + 1)]
    case, enquiry = found
    return Scene(cookies, case, enquiry, [number for (number,) in members])
