"""A file without what its reader must not learn: addresses, or everything that tells who anybody is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from random import Random, SystemRandom

from tessera.access.here import Me
from tessera.chronology.queries import Story
from tessera.core.language import gettext as _
from tessera.core.text import age_in_words
from tessera.exports.queries._filed import AgencyIn, EntryIn, Filed, PersonIn
from tessera.exports.queries._whom import Whom, whom_of
from tessera.exports.rules.hiding import Named, without_names, without_places
from tessera.exports.rules.pseudonyms import (
    Somebody,
    agencies_called,
    called,
    names_of,
    practitioners_called,
)
from tessera.exports.rules.since import day_of, first_day, since
from tessera.partnership.rules.words import AgencyKind

# What kind of agency these are is not said to a family.
NOT_SAID = (AgencyKind.DOMESTIC_ABUSE_SERVICE,)


def without_addresses(practitioner: Me, story: Story, filed: Filed) -> Filed:
    """The file with no address, telephone number or email in it, whosever it is and wherever somebody wrote it."""
    whom = whom_of(practitioner, story)
    names = [Named(name, "") for name, _kind in whom.agencies]
    hidden = without_places(whom.places, names, _("[address]"), _("[number]"), _people(whom))
    return filed.rewritten(hidden.text)


def for_the_family(practitioner: Me, story: Story, filed: Filed) -> Filed:
    """Without addresses, without who told what or wrote it down, of the children alone, and set to be read easily.

    Agencies are called by what they are: which school it is, or which surgery, tells where somebody lives.
    """
    whom = whom_of(practitioner, story)
    kinds = [(name, "" if kind in NOT_SAID else kind) for name, kind in _as_they_come(whom, filed)]
    agencies = agencies_called(kinds)
    names = [Named(name, by) for name, by in agencies.items()]
    places = (*whom.places, *whom.settings)
    hidden = without_places(places, names, _("[address]"), _("[number]"), _people(whom))
    children = {one.name for one in story.people if one.is_child(story.today)}
    plain = replace(
        filed,
        people=tuple(one for one in filed.people if one.name in children),
        agencies=_counted(filed, agencies),
        entries=tuple(
            replace(
                one,
                by="",
                agency=_agency(agencies, one.agency),
                statements=tuple(replace(said, source="") for said in one.statements),
            )
            for one in filed.entries
        ),
        plain=True,
    )
    return plain.rewritten(hidden.text)


def anonymous(practitioner: Me, story: Story, filed: Filed) -> Filed:
    """Without names, places, numbers and dates; each has one name all through the file, and another in the next.

    Who is Child A is drawn for each file: whoever has two of them learns from no name that both tell of the same child.
    """
    whom = _drawn(whom_of(practitioner, story), SystemRandom())
    names, agencies = called(whom.people), agencies_called(_those_in_it_first(whom, filed))
    begins = first_day(one.happened for one in story.entries)
    words = {
        "address": _("[address]"),
        "number": _("[number]"),
        "date": _("[date]"),
        "name": _("[name]"),
    }
    hidden = without_names(
        [Named(name, by) for name, by in agencies.items()],
        list(_named(whom, names, words["number"])),
        whom.places,
        list(filed.texts),
        words,
        lambda written: day_of(written, begins),
    )
    people = sorted(zip(names, whom.people, strict=True), key=lambda one: (not one[1].is_child, one[0]))
    told = filed.rewritten(hidden.text)
    return replace(
        told,
        about=", ".join(by for by, one in people if one.is_child),
        foot="",
        people=tuple(PersonIn(by, _age(one, begins)) for by, one in people),
        agencies=_counted(filed, agencies),
        entries=tuple(_undated(told, story, begins, agencies)),
    )


def _people(whom: Whom) -> tuple[str, ...]:
    """The whole names of everybody, which say nothing of where they live."""
    return (*(name for one in whom.people for name in one.whole), *whom.practitioners)


def _drawn(whom: Whom, dice: Random) -> Whom:
    """The same in an order of the dice, in which they are given their names."""
    return replace(
        whom,
        **{
            one.name: tuple(dice.sample(getattr(whom, one.name), k=len(getattr(whom, one.name))))
            for one in fields(whom)
        },
    )


def _those_in_it_first(whom: Whom, filed: Filed) -> list[tuple[str, str]]:
    there = {one.agency for one in filed.entries}
    return sorted(whom.agencies, key=lambda one: one[0] not in there)


def _as_they_come(whom: Whom, filed: Filed) -> list[tuple[str, str]]:
    """The agencies in the order in which the file has them, then the others."""
    order = {name: place for place, name in enumerate(dict.fromkeys(one.agency for one in filed.entries))}
    return sorted(whom.agencies, key=lambda one: order.get(one[0], len(order)))


def _age(one: Somebody, begins: date | None) -> str:
    """How old a child was on the first day."""
    if not one.is_child or not one.born or not begins or one.born > begins:
        return ""
    return _("{age} on day 1").format(age=age_in_words(one.born, begins))


def _undated(filed: Filed, story: Story, begins: date | None, agencies: dict[str, str]) -> Iterator[EntryIn]:
    for one, entry in zip(filed.entries, story.entries, strict=True):
        when = since(entry.happened, begins)
        yield replace(one, when=when, written=(when, ""), agency=_agency(agencies, one.agency))


def _counted(filed: Filed, agencies: dict[str, str]) -> tuple[AgencyIn, ...]:
    """How many entries each has, by what it is called."""
    found = sorted((_agency(agencies, one.name), one.entries) for one in filed.agencies)
    return tuple(AgencyIn(name, number) for name, number in found)


def _agency(agencies: dict[str, str], name: str) -> str:
    return agencies.get(name, _("Agency"))


def _named(whom: Whom, names: tuple[str, ...], number: str) -> Iterator[Named]:
    yield from names_of(whom.people, names)
    yield from practitioners_called(whom.practitioners)
    yield from (Named(one, number) for one in whom.numbers)
    for place, one in enumerate(whom.settings, 1):
        yield Named(one, _("Setting {number}").format(number=place))
