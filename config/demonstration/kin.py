"""How the people of a written case stand to each other, beyond what its referral says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from config.demonstration.written import Family
from tessera.access.here import Me
from tessera.people.actions import tying


def tie(family: Family, me: Me, at: datetime, case_id: UUID, told_by: UUID, event: dict[str, Any]) -> None:
    """One tie, as an agency told it. Somebody whom no referral names is put on record with it, and remembered."""
    adult = None
    if new := event.get("new"):
        given_name, family_name = event["of"].rsplit(" ", 1)
        born = (family.now - timedelta(days=round(new["years"] * 365.25) + 90)).date()
        adult = tying.NewAdult(given_name, family_name, new["sex"], born)
    died = event.get("died_years_ago")
    other = family.people[event["to"]]
    row = tying.add_tie(
        practitioner=me,
        at=at,
        case_id=case_id,
        told_by=told_by,
        tie=tying.NewTie(
            person=family.people[event["of"]] if adult is None else other,
            other=other,
            words=event["words"],
            kind=event["kind"],
            state=event.get("state") or "",
            parental_responsibility=event.get("responsible"),
            lives_together=event.get("together"),
        ),
        adult=adult,
        died_on=str(family.now.year - died) if died else "",
    )
    if row is not None:
        family.people.setdefault(event["of"], row.person_id)
