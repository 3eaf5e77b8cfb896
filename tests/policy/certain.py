"""What a rich world holds for certain: situations that dice make too seldom, each of which some fault is noticed by."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from tests.policy.register import LABELLED, MARKED, NOW, PAST, YESTERDAY, Case, Dates, Opened, Practitioner
from tests.policy.rows_of_a_case import fill_case, note, row
from tests.policy.rows_of_the_register import AGREED, draft, emergency, entry, export, message

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


def fill_certain(world: World, owner: uuid.UUID) -> list[Never]:
    """Cases with the cast in them. Answers with who must never see whom, for when everything else is written."""
    cast = world.practitioners[: len(CAST)]
    hub_worker, decides, decides_elsewhere, officer, worker, guardian, assurer, keeps, refers, left = cast
    other = world.agencies[1]
    team = next(iter(other.teams.values()))

    usual = _case(
        world,
        owner,
        (hub_worker.principal, "asked"),
        (world.hubs[other.partnership], "asked"),
        (other.principal, "asked"),
        (worker.principal, "allocated"),
        (decides_elsewhere.principal, "named"),
        (refers.principal, "asked"),
        (left.principal, "asked"),
    )
    # Of what is marked one is cleared for one mark and for no other; what is an agency's own only they read; and what
    # is for named people is not for those who work with them.
    whole = {"author": officer.id, "agency": other.id}
    note(
        world,
        usual,
        [["police_intelligence"], ["adult_health", "third_party"], []],
        audience="whole_case",
        **whole,
    )
    note(world, usual, [[]], audience="own_agency", **whole)
    note(world, usual, [[]], audience="named_people", named=[team], **whole)
    # Nobody has said who is described in it. The worker's part in it is over.
    unknown = _case(
        world,
        owner,
        (hub_worker.principal, "asked"),
        (decides.principal, "asked"),
        (worker.principal, "asked"),
        ended=worker.principal,
    )
    described = world.uuid()
    unknown.described[described] = {OTHER_NUMBER}
    world.writer.add(
        "people_unidentified", case_id=unknown.id, described=described, key=f"{OTHER_NUMBER}:{world.name}"
    )
    sealed = _case(
        world,
        owner,
        (other.principal, "named"),
        (team, "named"),
        (worker.principal, "asked"),
        (decides.principal, "named"),
    )
    world.seal(sealed, owner)
    # Nobody in person: the team as a whole, in an emergency. Its people write; and one alone, who only reads.
    _case(world, owner, (team, "emergency"))
    _case(world, owner, (hub_worker.principal, "emergency"))
    _case(world, owner, (assurer.principal, "assurance"), (world.hubs[other.partnership], "asked"))
    _case(world, owner, (other.principal, "own_record"), (refers.principal, "own_record"))
    about = _case(world, owner, (guardian.principal, "asked"), (world.hubs[other.partnership], "asked"))
    # Opened by somebody who, it turns out, must never see who it may be about.
    possible = _case(world, decides.id, (decides.principal, "asked"), (hub_worker.principal, "named"))
    person, another = world.somebody(owner, OTHER_NUMBER), world.somebody(owner)
    known = world.somebody(owner, NUMBER)
    world.people += [person, another, known]
    world.subject(usual, known)
    world.subject(about, person)
    world.subject(possible, another, provisional=True)

    where = other.partnership
    for opened in ((guardian, [sealed.id]), (officer, [about.id]), (worker, [])):
        emergency(world, Opened(world.uuid(), opened[0].id, where, opened[1]))
    for case in (sealed, about):
        for someone in (guardian, officer):
            message(world, someone.id, where, case.id)
        entry(world, owner, where, case.id)
        export(world, case.id, decides.id, agreed=None)
        export(world, case.id, assurer.id, agreed=None)
    export(world, possible.id, hub_worker.id, agreed=AGREED[-1])
    for someone in (refers, guardian):
        draft(world, someone.id)
    # Somebody who may end exclusions has asked to end one, and so has another.
    always = (PAST, None)
    return [
        (guardian, person, always, keeps),
        (decides, person, always, guardian),
        (keeps, person, always, guardian),
        (decides, another, always, None),
        (hub_worker, known, (PAST, NOW), None),
    ]


def _case(world: World, owner: uuid.UUID, *involved: tuple[int, str], ended: int = 0) -> Case:
    case = world.opens(world.agencies[1].partnership, owner)
    for principal, kind in involved:
        world.involve(case, principal, owner, kind, (PAST, YESTERDAY if principal == ended else None))
    fill_case(world, case)
    for table in (*LABELLED, *MARKED[2:]):
        row(world, case, table, audience="whole_case")
    return case
