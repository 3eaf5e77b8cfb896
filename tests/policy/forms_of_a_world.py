"""The forms of a random world, and what somebody tries to write in them.

With dice of their own, so that what else is in a world does not hang on them.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.policy.oracle_of_forms import BrowserKey, FormSection, LiveForm, Participant, Tab
from tests.policy.register import PAST, YESTERDAY, Case, Dates, Practitioner, Row

if TYPE_CHECKING:
    from tests.policy.tries import Try
    from tests.policy.world import World

DATES: tuple[Dates, ...] = ((PAST, None), (PAST, None), (PAST, YESTERDAY))
AUDIENCES = ("whole_case", "whole_case", "own_agency")


def fill_forms(world: World) -> None:
    """A form of every case, and a second that is closed of some; and a key of everybody's browser."""
    dice = random.Random(f"forms {world.seed}")
    world.forms = []
    for case in world.cases:
        _form(world, dice, case, closed=False)
        if dice.random() < 0.6 or world.shape.certain:
            _form(world, dice, case, closed=True)
    world.browser_keys = [BrowserKey(uuid.uuid4(), someone.id) for someone in world.practitioners]
    for key in world.browser_keys:
        world.writer.add("live_forms_browser_key", id=key.id, author_id=key.author)


def _worn(case: Case, row: Row) -> dict[str, Any]:
    return {
        "id": row.id, "case_id": case.id, "agency_id": row.agency, "author_id": row.author,
        "audience": row.audience, "named": row.named,
    }  # fmt: skip


def _form(world: World, dice: random.Random, case: Case, *, closed: bool) -> None:
    here = [agency for agency in world.agencies if agency.partnership == case.partnership]

    def label(table: str, audience: str) -> Row:
        author = dice.choice(world.practitioners).id
        return Row(table, uuid.uuid4(), dice.choice(here).id, audience, [], author)

    form = LiveForm(**vars(label("live_forms_form", "whole_case")), case=case, closed=closed)
    world.forms.append(form)
    add = world.writer.add
    everyone = world.principals_of(case.partnership)
    lively = [one.principal for one in case.involved]
    letting_in = [
        (case.hub, (PAST, None)),
        *((who, dice.choice(DATES)) for who in dice.sample(everyone, k=3)),
    ]
    letting_in += [(who, dice.choice(DATES)) for who in lively]
    for principal, dates in letting_in:
        one = Participant(uuid.uuid4(), principal, dates)
        form.participants.append(one)
        add(
            "live_forms_participant", id=one.id, form_id=form.id, case_id=case.id, principal_id=principal,
            made_by_id=form.author, **world.writer.dated(dates),
        )  # fmt: skip
    open_to = sorted({one.principal for one in form.participants if one.dates[1] is None})
    add("live_forms_form", **_worn(case, form), closed_at=PAST if closed else None, open_to=open_to)
    for someone in world.practitioners:
        tab = Tab(uuid.uuid4(), 1000 + len(form.tabs), someone.id)
        form.tabs.append(tab)
        add(
            "live_forms_tab", id=tab.id, form_id=form.id, case_id=case.id, number=tab.number,
            author_id=tab.author, agency_id=form.agency,
        )  # fmt: skip
    for number in range(4):
        made = label("live_forms_section", AUDIENCES[number % 3])
        section = FormSection(**vars(made), by_all=number == 0)
        form.sections.append(section)
        _section(world, form, section, number, open_to)
    for audience in ("whole_case", "own_agency"):
        form.sign_offs.append(made := label("live_forms_sign_off", audience))
        add(made.table, **_worn(case, made), form_id=form.id)


def _section(world: World, form: LiveForm, section: FormSection, number: int, open_to: list[int]) -> None:
    case, add = form.of, world.writer.add
    add(
        "live_forms_section", **_worn(case, section), form_id=form.id, key=f"key{number}", epoch=1,
        written_by="participants" if section.by_all else "agency", open_to=open_to, closed=form.closed,
    )  # fmt: skip
    by = {"case_id": case.id, "author_id": section.author, "agency_id": section.agency}
    section.updates.append(update := uuid.uuid4())
    add("live_forms_update", id=update, section_id=section.id, seq=1, epoch=1, tab=1000, **by)
    section.snapshots.append(snapshot := uuid.uuid4())
    add("live_forms_snapshot", id=snapshot, section_id=section.id, seq=1, epoch=1, **by)
    if form.closed:
        made = Row("live_forms_addendum", uuid.uuid4(), section.agency, section.audience, [], section.author)
        section.addenda.append(made)
        add(made.table, **_worn(case, made), section_id=section.id)


def tries_of_forms(world: World, someone: Practitioner, partnership: uuid.UUID) -> Iterator[Try]:
    """Everything that is written in a form: in their own name for their own agency, and with one of the two untrue."""
    from tests.policy.tries import adding

    where = list(dict.fromkeys(agency.partnership for agency in world.agencies)).index(partnership)
    dice = random.Random(f"forms {world.seed} {world.practitioners.index(someone)} {where}")
    own = [agency.id for agency in world.agencies if agency.id in world.own_agencies(someone, partnership)]
    other = dice.choice([p.id for p in world.practitioners]), dice.choice(world.agencies).id
    for author, agency in ((someone.id, dice.choice(own)), (someone.id, other[1]), (other[0], own[0])):
        by = {"author_id": author, "agency_id": agency}
        name = {"author": author, "agency": agency}
        key_is_theirs = author == someone.id
        yield adding("live_forms_browser_key", key_is_theirs, author_id=author)
        for case in world.cases:
            worn = {"case_id": case.id, **by, "audience": "whole_case", "named": "{}"}
            yield adding("live_forms_form", world.opens_form(someone, partnership, case, **name), **worn)
        for form in world.forms:
            yield from _tries(world, someone, partnership, form, by, name, dice)


def _tries(
    world: World,
    someone: Practitioner,
    partnership: uuid.UUID,
    form: LiveForm,
    by: dict[str, Any],
    name: dict[str, uuid.UUID],
    dice: random.Random,
) -> Iterator[Try]:
    from tests.policy.tries import adding

    of = {"form_id": form.id, "case_id": form.of.id}
    worn = {**of, **by, "audience": "whole_case", "named": "{}"}
    for principal in (someone.principal, dice.choice(world.practitioners).principal):
        yield adding(
            "live_forms_participant",
            world.lets_in(someone, partnership, form.of, by=name["author"], principal=principal),
            **of, made_by_id=name["author"], principal_id=principal,
        )  # fmt: skip
    adds = world.adds_to_form(someone, partnership, form, **name)
    yield adding("live_forms_section", adds, **worn)
    for case in world.cases:
        if case is not form.of:
            yield adding("live_forms_section", False, **worn | {"case_id": case.id})
    yield adding("live_forms_sign_off", adds, **worn)
    yield adding("live_forms_tab", world.opens_tab(someone, partnership, form, **name), **of, **by)
    tab = next(tab.number for tab in form.tabs if tab.author == someone.id)
    for section in form.sections:
        about = {"section_id": section.id, "case_id": form.of.id, **by}
        writes = world.writes_section(someone, partnership, form, section, **name)
        yield adding("live_forms_snapshot", writes, **about)
        if not form.closed:
            # The log's own trigger answers for a closed form in words of its own, to those who may read the section.
            yield adding("live_forms_update", writes, **about, tab=tab, epoch=1, payload="x", field="")
        for audience in ("whole_case", "own_agency"):
            may = world.adds_to_section(someone, partnership, form, section, **name, audience=audience)
            yield adding("live_forms_addendum", may, **about, audience=audience, named="{}")
