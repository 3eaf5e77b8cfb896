"""How people stand to each other, as agencies told it. The hub writes it down; what was wrong is replaced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Case, Subject
from tessera.access.rules import Audience, Role
from tessera.audit import NotHere, action
from tessera.core.steps import NotAllowed
from tessera.people.actions import record_person
from tessera.people.models import Person, Relationship
from tessera.people.rules import PersonGiven


@dataclass(frozen=True)
class NewTie:
    """How `person` stands to `other`. `words` as it was told; `kind` and `state` where somebody chose them."""

    person: UUID
    other: UUID
    words: str
    kind: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    parental_responsibility: bool | None = None
    lives_together: bool | None = None


@action("record", "relationship")
def record_ties(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    told_by: UUID,
    ties: Iterable[NewTie],
    replaces: UUID | None = None,
    why: str = "",
) -> Relationship | None:
    """Write down what an agency told. What it told before in the same words is not written twice: None, if that is all.

    `replaces`: a tie of the case that was wrong or is so no more, and `why`. Raises NotHere where there is none.
    """
    known = {
        (row.person_id, row.other_id): row
        for row in Relationship.objects.filter(case_id=case_id, told_by_id=told_by).order_by("made_at", "id")
    }
    if replaces is not None and not Relationship.objects.filter(pk=replaces, case_id=case_id).exists():
        raise NotHere("This is not here.")
    rows = [
        Relationship(
            case_id=case_id,
            agency_id=practitioner.agency_id,
            author_id=practitioner.id,
            audience=Audience.WHOLE_CASE,
            person_id=tie.person,
            other_id=tie.other,
            relationship=tie.words,
            kind=tie.kind,
            state=tie.state,
            since=tie.since,
            until=tie.until,
            told_by_id=told_by,
            replaces_id=replaces,
            why=why,
            parental_responsibility=tie.parental_responsibility,
            lives_together=tie.lives_together,
            made_at=at,
        )
        for tie in ties
        if replaces is not None or not _same(known.get((tie.person, tie.other)), tie)
    ]
    Relationship.objects.bulk_create(rows)
    return rows[0] if rows else None


def _same(row: Relationship | None, tie: NewTie) -> bool:
    return row is not None and tie == NewTie(
        row.person_id,
        row.other_id,
        row.relationship,
        row.kind,
        row.state,
        row.since,
        row.until,
        row.parental_responsibility,
        row.lives_together,
    )


@dataclass(frozen=True)
class NewAdult:
    """Somebody who belongs to the family and is not on record in the case yet."""

    given_name: str
    family_name: str
    sex: str = ""
    born: date | None = None


@action("add", "relationship")
def add_tie(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    told_by: UUID,
    tie: NewTie,
    adult: NewAdult | None = None,
    died_on: str = "",
    replaces: UUID | None = None,
    why: str = "",
) -> Relationship | None:
    """The hub adds a tie, or one in place of a tie that was wrong. `adult`: somebody new, in place of `tie.person`.

    `died_on`: when the person died, where that was told with it. Raises NotHere for whoever is not in the hub and where
    one of the two is no person of the case, NotAllowed where the two are one.
    """
    if not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This case is not here.")
    if not Case.objects.filter(pk=case_id).exists():
        raise NotHere("This case is not here.")
    if adult is not None:
        given = PersonGiven(
            given_name=adult.given_name,
            family_name=adult.family_name,
            sex=adult.sex,
            date_of_birth=adult.born,
        )
        made = record_person(practitioner=practitioner, at=at, case_id=case_id, given=given)
        tie = NewTie(**{**tie.__dict__, "person": made.pk})
    if tie.person == tie.other:
        raise NotAllowed(_("Choose two different people."), verb="add", state="")
    of_case = Subject.objects.filter(
        case_id=case_id, provisional=False, person_id__in=(tie.person, tie.other)
    )
    if of_case.count() != 2:
        raise NotHere("This person is not here.")
    if died_on:
        record_death(practitioner=practitioner, at=at, case_id=case_id, person_id=tie.person, died_on=died_on)
    return record_ties(
        practitioner=practitioner,
        at=at,
        case_id=case_id,
        told_by=told_by,
        ties=[tie],
        replaces=replaces,
        why=why,
    )


@dataclass(frozen=True)
class _Done:
    """Whom the ledger names, with the case in which it was told."""

    pk: UUID
    case_id: UUID


@action("record_death", "person")
def record_death(*, practitioner: Me, at: datetime, case_id: UUID, person_id: UUID, died_on: str) -> _Done:
    """That somebody has died, with as much of the date as is known. Raises NotHere where they cannot be changed."""
    if Person.objects.filter(pk=person_id).update(died_on=died_on) != 1:
        raise NotHere("This person is not here.")
    return _Done(person_id, case_id)
