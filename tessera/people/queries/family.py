"""The family and those who work with it: from the rows that row security shows, and nothing taken from them here.

Who may see a person, an address, a tie or that somebody is involved is PostgreSQL's to say. `for_family` is another
matter: what leaves for a family's own eyes is less than what the reader sees.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Agency, Case
from tessera.access.rules import Role
from tessera.audit import NotHere, query
from tessera.core.text import join_words
from tessera.people.models import Relationship
from tessera.people.queries._family_rows import PersonShown, Rows, TieShown
from tessera.people.queries._network import Involved, involved
from tessera.people.rules.family import Plan, draw_up, grow, read

__all__ = (
    "FamilyShown",
    "ForFamily",
    "Involved",
    "PersonShown",
    "TieShown",
    "ToTie",
    "for_family",
    "of_case",
    "to_tie",
)


@dataclass(frozen=True, slots=True)
class FamilyShown:
    """The page. `plan` says where everyone stands; `not_drawn` what contradicts itself and is in the table alone."""

    id: UUID
    case_id: UUID
    name: str
    plan: Plan
    people: tuple[PersonShown, ...]
    not_drawn: tuple[str, ...]
    involved: tuple[Involved, ...]
    may_add: bool


@query("relationship")
def of_case(*, practitioner: Me, at: datetime, case_id: UUID) -> FamilyShown:
    """The family and network of a case, as far as the reader may see it. Raises NotHere."""
    if not Case.objects.filter(pk=case_id).exists():
        raise NotHere("This case is not here.")
    rows = Rows(case_id, timezone.localdate(at))
    for other_case, address_id in rows.elsewhere.items():
        _shown(address_id, other_case)
    drawn = rows.family()
    tree = grow(drawn.members, drawn.ties)
    homes = [(_home(number), who) for number, who in enumerate(drawn.homes)]
    return FamilyShown(
        id=case_id,
        case_id=case_id,
        name=join_words([rows.name(key) for key in rows.index]),
        plan=draw_up(tree, homes),
        people=rows.shown(drawn, dict(homes)),
        not_drawn=tuple(
            _("{person} and {other}").format(person=rows.name(tie.person), other=rows.name(tie.other))
            for tie in tree.left_out
        ),
        involved=involved(case_id, at),
        may_add=practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER),
    )


@dataclass(frozen=True, slots=True)
class ToTie:
    """The page that adds a tie, or corrects one. `stands`: what the form begins with; `said` what stands there now."""

    id: UUID
    case_id: UUID
    name: str
    people: tuple[tuple[str, str], ...]
    agencies: tuple[tuple[str, str], ...]
    replaces: UUID | None
    stands: dict[str, str]
    said: str


@query("relationship", "consider")
def to_tie(*, practitioner: Me, at: datetime, case_id: UUID, replaces: UUID | None = None) -> ToTie:
    """Whom a tie may join, and which agency may have told it. Raises NotHere for whoever is not in the hub."""
    hub = practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER)
    if not hub or not Case.objects.filter(pk=case_id).exists():
        raise NotHere("This case is not here.")
    rows = Rows(case_id, timezone.localdate(at))
    tie = next((one for one in rows.told if one.pk == replaces), None)
    if replaces is not None and tie is None:
        raise NotHere("This is not here.")
    people = tuple(
        (key, _("{name}, {age}").format(name=rows.name(key), age=rows.age(key)))
        for key in sorted(rows.of_case, key=lambda key: (key not in rows.index, -rows.years(key), key))
    )
    agencies = Agency.objects.filter(partnership_id=practitioner.partnership_id).order_by("name")
    return ToTie(
        id=tie.pk if tie else case_id,
        case_id=case_id,
        name=join_words([rows.name(key) for key in rows.index]),
        people=people,
        agencies=tuple((str(agency.pk), agency.name) for agency in agencies),
        replaces=replaces,
        stands=_stands(tie) if tie else {},
        said=_("{person}: {words} of {other}").format(
            person=rows.name(str(tie.person_id)), words=tie.relationship, other=rows.name(str(tie.other_id))
        )
        if tie
        else "",
    )


def _stands(tie: Relationship) -> dict[str, str]:
    answer = {True: "yes", False: "no", None: ""}
    return {
        "person": str(tie.person_id),
        "other": str(tie.other_id),
        "words": tie.relationship,
        "kind": tie.kind or read(tie.relationship).kind,
        "state": tie.state,
        "since": tie.since,
        "until": tie.until,
        "told_by": str(tie.told_by_id or ""),
        "responsible": answer[tie.parental_responsibility],
        "together": answer[tie.lives_together],
    }


@dataclass(frozen=True, slots=True)
class _Shown:
    """An address that was told in another case, for the ledger."""

    id: UUID
    case_id: UUID


@query("address")
def _shown(address_id: UUID, case_id: UUID) -> _Shown:
    """That somebody was shown where a person lived, as it was told in another case: a look at that case."""
    return _Shown(address_id, case_id)


@dataclass(frozen=True, slots=True)
class ForFamily:
    """Somebody as a family member may read of them. `addresses` hold none that wears a mark."""

    name: str
    age: str
    addresses: tuple[str, ...]
    ties: tuple[str, ...]


def for_family(*, practitioner: Me, at: datetime, case_id: UUID) -> tuple[ForFamily, ...]:
    """The family in the form that a family member or their representative may be given. Raises NotHere.

    No address that wears a mark is in it, whoever asks and whatever they are cleared for; nor the same address where
    another row tells it without the mark; nor who lives with whom, nor who is involved, nor which agency told what.
    Anything that is made for a family is made from this and from nothing else here.
    """
    shown = of_case(practitioner=practitioner, at=at, case_id=case_id)
    secret = {address.words for one in shown.people for address in one.addresses if address.marks}
    return tuple(
        ForFamily(
            name=one.name,
            age=one.age,
            addresses=tuple(
                dict.fromkeys(
                    address.words
                    for address in one.addresses
                    if not address.marks and address.words not in secret
                )
            ),
            ties=tuple(
                dict.fromkeys(
                    _("{words}: {other}").format(words=tie.words, other=tie.other) for tie in one.ties
                )
            ),
        )
        for one in shown.people
    )


def _home(number: int) -> str:
    return _("Home {letter}").format(letter="ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26])
