"""The work under way, for counting what a draft of the settings would mean for it. Only a job may ask."""

import json
from datetime import datetime
from uuid import UUID

from django.db import connection

from tessera.core.working_time import Pause
from tessera.enquiries.rules.confirming import Rated
from tessera.enquiries.rules.trying import Promise, counted
from tessera.partnership import queries as partnership
from tessera.partnership.rules.counted import Counted
from tessera.partnership.rules.settings import Settings

PROMISES = (
    "SELECT kind, rating, agency, concern, started_at, received_at, opened_at, due_at, ratings, pauses "
    "FROM access.live_promises(%s)"
)


def promises(partnership_id: UUID) -> tuple[tuple[Promise, ...], int]:
    """Every promise that runs, and how many referrals are being written. No record and no person is among them."""
    with connection.cursor() as cursor:
        cursor.execute(PROMISES, (partnership_id,))
        rows = cursor.fetchall()
        cursor.execute("SELECT access.referrals_written(%s)", (partnership_id,))
        written = int(cursor.fetchone()[0])
    return tuple(_promise(*row) for row in rows), written


def what_it_would_change(partnership_id: UUID, settings: Settings, at: datetime) -> Counted:
    """What these settings would mean for the work under way, in numbers as they may be told."""
    found, written = promises(partnership_id)

    def agreed(moment: datetime) -> Settings:
        return partnership.in_force(partnership_id, moment).settings

    return counted(found, written, settings, at, agreed).rounded()


def _promise(
    kind: str,
    rating: str,
    agency: str,
    concern: str,
    started_at: datetime,
    received_at: datetime | None,
    opened_at: datetime | None,
    due_at: datetime | None,
    ratings: str,
    pauses: str,
) -> Promise:
    return Promise(
        kind=kind,
        rating=rating,
        agency=agency,
        concern=concern,
        started_at=started_at,
        received_at=received_at,
        opened_at=opened_at,
        due_at=due_at,
        ratings=tuple(
            Rated(value, datetime.fromisoformat(at), by, datetime.fromisoformat(agreed) if agreed else None)
            for value, at, by, agreed in json.loads(ratings)
        ),
        pauses=tuple(
            Pause(datetime.fromisoformat(began), datetime.fromisoformat(ended) if ended else None)
            for began, ended in json.loads(pauses)
        ),
    )
