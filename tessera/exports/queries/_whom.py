"""Everybody and every place that a file must not name: as they are on record, and as referrals told of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.chronology.queries import Story
from tessera.enquiries.queries.described import Described, NamedInCases, named_in
from tessera.exports.rules.pseudonyms import Somebody
from tessera.people.queries import Known, PersonTold, recorded


@dataclass(frozen=True)
class Whom:
    """Those whom whoever asks may see. `places`: lines of addresses, and postcodes. `settings`: schools, surgeries."""

    people: tuple[Somebody, ...]
    places: tuple[str, ...]
    numbers: tuple[str, ...]
    settings: tuple[str, ...]
    agencies: tuple[tuple[str, str], ...]
    practitioners: tuple[str, ...]


def whom_of(practitioner: Me, story: Story) -> Whom:
    """Of the cases of a file, together: so that whoever is in two of them is one. Seven questions."""
    named = named_in([case.case_id for case in story.cases])
    known = {one.person_id: one for one in recorded(one.id for one in story.people)}
    places = [
        part
        for one in known.values()
        for place in one.given.places
        for part in (*place.lines, place.postcode)
    ]
    numbers = [number for one in known.values() for number in (*one.given.nhs_numbers, *one.given.upns)]
    agencies = Agency.objects.filter(partnership_id=practitioner.partnership_id).order_by("name", "pk")
    return Whom(
        people=tuple(_everybody(story, known, named)),
        places=tuple(dict.fromkeys(filter(None, (*places, *named.places)))),
        numbers=tuple(dict.fromkeys(filter(None, (*numbers, *named.numbers)))),
        settings=tuple(dict.fromkeys(named.settings)),
        agencies=tuple(agencies.values_list("name", "kind")),
        practitioners=tuple(
            dict.fromkeys((*(entry.by for entry in story.entries), *named.referrers, practitioner.name))
        ),
    )


def _everybody(story: Story, known: dict[UUID, Known], named: NamedInCases) -> Iterable[Somebody]:
    """Those on record, with what referrals tell of each; then those whom a referral alone tells of."""
    left = list(named.people)
    for person in story.people:
        told = [one for one in left if one.person_id == person.id or _name(one) == person.name.casefold()]
        left = [one for one in left if one not in told]
        yield _somebody(story, told, person, known.get(person.id))
    while left:
        told = [one for one in left if _name(one) == _name(left[0])]
        left = [one for one in left if one not in told]
        yield _somebody(story, told)


def _name(one: Described) -> str:
    return " ".join(filter(None, (one.given_name, one.family_name))).casefold()


def _somebody(
    story: Story, told: list[Described], person: PersonTold | None = None, known: Known | None = None
) -> Somebody:
    given = [one.given_name for one in told]
    families = [one.family_name for one in told]
    whole = [" ".join((one.given_name, one.family_name)) for one in told]
    whole += [other for one in told for other in one.others]
    if known is not None:
        given.append(known.given.given_name)
        families.append(known.given.family_name)
        whole += [person.name if person else "", *known.given.also_known_as]
    # What somebody is known by beside their name: its first word is as a given name.
    given += [other.split()[0] for other in whole if other.split()]
    return Somebody(
        given=_once(given),
        families=_once(families),
        whole=_once(whole),
        born=person.born if person else None,
        is_child=person.is_child(story.today) if person else any(one.is_child for one in told),
        relationship=next((one.relationship for one in told if one.relationship), ""),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
