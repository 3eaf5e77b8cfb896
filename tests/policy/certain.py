"""What a rich world holds for certain: situations that dice make too seldom, each of which some fault is noticed by."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from tests.policy.register import (
    LABELLED,
    MARKED,
    NOW,
    PAST,
    SOON,
    YESTERDAY,
    Case,
    Dates,
    Opened,
    Practitioner,
)
from tests.policy.rows_of_a_case import fill_case, note, row
from tests.policy.rows_of_the_register import AGREED, draft, emergency, entry, export, making, message

if TYPE_CHECKING:
    from tests.policy.world import World

# What the one who has it is found by, when the referrer of the cast describes them.
NUMBER, OTHER_NUMBER = "upn:1", "nhs:2"
REFERS = 8
CLEARED = {"social_worker": ("police_intelligence",)}
# One of every role, with the team they belong to: of the agency that runs the hub, or of another. The last has left.
CAST = (
    ("hub_practitioner", "hub"),
    ("decision_maker", "hub"),
    ("decision_maker", "other"),
    ("agency_officer", None),
    ("social_worker", "other"),
    ("caldicott_guardian", None),
    ("quality_assurer", None),
    ("administrator", None),
    ("referrer", None),
    ("agency_officer", "left"),
)


# Who must never see whom, from when until when, and who has asked to end that.
Never = tuple[Practitioner, uuid.UUID, Dates, Practitioner | None]


class Cast(NamedTuple):
    """The first practitioners of the world, as CAST lists them."""

    hub_worker: Practitioner
    decides: Practitioner
    decides_elsewhere: Practitioner
    officer: Practitioner
    worker: Practitioner
    guardian: Practitioner
    assurer: Practitioner
    keeps: Practitioner
    refers: Practitioner
    left: Practitioner


def fill_certain(world: World, owner: uuid.UUID) -> list[Never]:
    """Cases with the cast in them. Answers with who must never see whom, for when everything else is written."""
    cast = Cast(*world.practitioners[: len(CAST)])
    usual = _usual(world, owner, cast)
    _unknown(world, owner, cast)
    sealed = _narrow(world, owner, cast)
    hub = (world.hubs[world.agencies[1].partnership], "asked")
    about = _case(world, owner, (cast.guardian.principal, "asked"), hub)
    # Opened by somebody who, it turns out, must never see who it may be about.
    possible = _case(
        world, cast.decides.id, (cast.decides.principal, "asked"), (cast.hub_worker.principal, "named")
    )
    person, another = world.somebody(owner, OTHER_NUMBER), world.somebody(owner)
    known = world.somebody(owner, NUMBER)
    # Put on record by somebody of the hub while they worked for another partnership, and in no case of either.
    elsewhere = next(hub for hub in world.hubs if hub != world.agencies[1].partnership)
    world.people += [person, another, known, world.somebody(cast.hub_worker.id, partnership=elsewhere)]
    world.subject(usual, known)
    world.subject(about, person)
    world.subject(possible, another, provisional=True)
    _register(world, owner, cast, sealed, about)
    export(world, possible.id, cast.hub_worker.id, agreed=AGREED[-1])
    # One that whoever asked may have, and one that needs a clearance.
    for purpose in ("meeting", "court"):
        making(world, usual.id, cast.hub_worker.id, purpose)
    # Somebody who may end exclusions has asked to end one, and so has another.
    always = (PAST, None)
    return [
        (cast.guardian, person, always, cast.keeps),
        (cast.decides, person, always, cast.guardian),
        (cast.keeps, person, always, cast.guardian),
        (cast.decides, another, always, None),
        (cast.hub_worker, known, (PAST, NOW), None),
        # Recorded by a clock that was ahead of today's.
        (cast.worker, person, (SOON, None), None),
    ]


def _usual(world: World, owner: uuid.UUID, cast: Cast) -> Case:
    """Open to most. Of what is marked one is cleared for one mark and for no other.

    What is an agency's own only they read, and what is for named people is not for those who work with them.
    """
    other = world.agencies[1]
    case = _case(
        world,
        owner,
        (cast.hub_worker.principal, "asked"),
        (world.hubs[other.partnership], "asked"),
        (other.principal, "asked"),
        (cast.worker.principal, "allocated"),
        (cast.decides_elsewhere.principal, "named"),
        (cast.refers.principal, "asked"),
        (cast.left.principal, "asked"),
    )
    label = {"author": cast.officer.id, "agency": other.id}
    marks = [["police_intelligence"], ["adult_health", "third_party"], []]
    note(world, case, marks, audience="whole_case", **label)
    note(world, case, [[]], audience="own_agency", **label)
    note(world, case, [[]], audience="named_people", named=[_team(world)], **label)
    _rated(world, case, cast)
    return case


def _rated(world: World, case: Case, cast: Cast) -> None:
    """Ratings of the hub that wait for each kind of second person, by one who could be that person, and by another."""
    for author in (cast.hub_worker, cast.decides):
        for by_hub, confirm_by in ((True, "hub"), (True, "decision_maker"), (True, "nobody"), (False, "hub")):
            given = {"author": author.id, "by_hub": by_hub, "confirm_by": confirm_by}
            row(world, case, "enquiries_rating", audience="whole_case", **given)


def _team(world: World) -> int:
    return next(iter(world.agencies[1].teams.values()))


def _unknown(world: World, owner: uuid.UUID, cast: Cast) -> None:
    """Nobody has said who is described in it. The worker's part in it is over."""
    worker = cast.worker.principal
    involved = [(one.principal, "asked") for one in (cast.hub_worker, cast.decides, cast.worker)]
    case, described = _case(world, owner, *involved, ended=worker), world.uuid()
    case.described[described] = {OTHER_NUMBER}
    world.writer.add(
        "people_unidentified", case_id=case.id, described=described, key=f"{OTHER_NUMBER}:{world.name}"
    )


def _narrow(world: World, owner: uuid.UUID, cast: Cast) -> Case:
    """A sealed case, which comes back; emergencies, an audit, and work that has ended."""
    agency, team = world.agencies[1].principal, _team(world)
    hub = (world.hubs[world.agencies[1].partnership], "asked")
    sealed = _case(
        world,
        owner,
        (agency, "named"),
        (team, "named"),
        (cast.worker.principal, "asked"),
        (cast.decides.principal, "named"),
    )
    world.seal(sealed, owner)
    # Nobody in person: the team as a whole, in an emergency. Its people write; and one alone, who only reads.
    _case(world, owner, (team, "emergency"))
    _case(world, owner, (cast.hub_worker.principal, "emergency"))
    assured = _case(world, owner, (cast.assurer.principal, "assurance"), hub)
    note(world, assured, [[]], audience="named_people", named=[cast.worker.principal], author=owner)
    _case(world, owner, (agency, "own_record"), (cast.refers.principal, "own_record"))
    return sealed


def _register(world: World, owner: uuid.UUID, cast: Cast, sealed: Case, about: Case) -> None:
    """What is said of the sealed case, and of the one about somebody whom the guardian must never see."""
    where = world.agencies[1].partnership
    for one, cases in ((cast.guardian, [sealed.id]), (cast.officer, [about.id]), (cast.worker, [])):
        emergency(world, Opened(world.uuid(), one.id, where, cases))
    for case in (sealed, about):
        for someone in (cast.guardian, cast.officer):
            message(world, someone.id, where, case.id)
        entry(world, owner, where, case.id)
        for someone in (cast.decides, cast.assurer):
            export(world, case.id, someone.id, agreed=None)
    for someone in (cast.refers, cast.guardian):
        draft(world, someone.id)


def _case(world: World, owner: uuid.UUID, *involved: tuple[int, str], ended: int = 0) -> Case:
    case = world.opens(world.agencies[1].partnership, owner)
    for principal, kind in involved:
        world.involve(case, principal, owner, kind, (PAST, YESTERDAY if principal == ended else None))
    fill_case(world, case)
    for table in (*LABELLED, *MARKED[2:]):
        row(world, case, table, audience="whole_case")
        row(world, case, table, audience="own_agency")
    return case
