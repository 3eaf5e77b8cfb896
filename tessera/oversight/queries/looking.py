"""Who has looked at a case and what was done with it, from the ledger: for its hub, its lead and the guardian.

And for every practitioner, what they have looked at themself.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.access.here import Me
from tessera.access.models import Agency, Case, Involvement, Membership, Practitioner, Team
from tessera.access.rules import InvolvementKind, Role
from tessera.audit import NotHere, query
from tessera.audit.models import Entry
from tessera.audit.queries import LOOKING
from tessera.core.text import date_words
from tessera.enquiries.queries import of_case
from tessera.oversight.queries import _words

NOT_KNOWN = gettext_lazy("Not known")
A_WEEK = timedelta(days=7)
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Deed:
    """One kind of thing that one practitioner did: "opened the referral 3 times", and when last."""

    words: str
    times: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Looker:
    """One practitioner: what they looked at, and what they did."""

    name: str
    looked: tuple[Deed, ...]
    did: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class AgencyLooking:
    """One agency: who of it looked. `words` say when it last did, where that is long ago or never was."""

    agency: str
    words: str
    last_at: datetime | None
    people: tuple[Looker, ...]


@dataclass(frozen=True, slots=True)
class WhoLooked:
    """The page. `name` is empty for the guardian, who opens no case by themself."""

    id: UUID
    case_id: UUID
    reference: str
    name: str
    href: str
    agencies: tuple[AgencyLooking, ...]


@query("entry")
def who_looked(*, practitioner: Me, at: datetime, case_id: UUID) -> WhoLooked:
    """Everyone who looked at a case or did something with it, by agency. Raises NotHere.

    For the hub that runs the case, whoever is allocated to it by name, and the Caldicott guardian. What the ledger
    shows is the database's to say: whoever sees no entry but their own finds nothing here.
    """
    case = of_case.named(case_id) if Case.objects.filter(pk=case_id).exists() else None
    guardian = practitioner.has(Role.CALDICOTT_GUARDIAN)
    if not (guardian or (case and _works(practitioner, at, case_id))):
        raise NotHere("This case is not here.")
    entries = list(
        Entry.objects.filter(case=case_id)
        .values_list("by", "verb", "kind")
        .annotate(number=Count("id"), first=Min("at"), last=Max("at"))
    )
    if not entries:
        raise NotHere("This case is not here.")
    return WhoLooked(
        id=case_id,
        case_id=case_id,
        reference=case.reference if case else _("Case {number}").format(number=str(case_id)[-8:].upper()),
        name=case.name if case else "",
        href=case.href if case else "",
        agencies=_by_agency(entries, _involved(case_id, at), at),
    )


Row = tuple[UUID | None, str, str, int, datetime, datetime]


def _works(practitioner: Me, at: datetime, case_id: UUID) -> bool:
    """In the hub, or allocated by name."""
    if practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        return True
    return Involvement.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        case_id=case_id,
        principal_id=practitioner.principal,
        kind=InvolvementKind.ALLOCATED,
        valid_from__lte=at,
    ).exists()


def _involved(case_id: UUID, at: datetime) -> dict[str, datetime]:
    """Agencies involved now as far as the reader may know it, and since when."""
    rows = Involvement.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), case_id=case_id, valid_from__lte=at
    ).exclude(kind=InvolvementKind.OWN_RECORD)
    since = dict(rows.order_by("-valid_from").values_list("principal_id", "valid_from"))
    found: dict[str, datetime] = {}
    agencies = Agency.objects.filter(Q(principal_id__in=since) | Q(members_id__in=since))
    for number, members, name in agencies.values_list("principal_id", "members_id", "name"):
        found[name] = min(since[one] for one in (number, members) if one in since)
    for number, name in Team.objects.filter(principal_id__in=since).values_list(
        "principal_id", "agency__name"
    ):
        found[name] = min(since[number], found.get(name, since[number]))
    return found


def _by_agency(
    entries: Iterable[Row], involved: dict[str, datetime], at: datetime
) -> tuple[AgencyLooking, ...]:
    by_person: dict[UUID | None, list[Row]] = defaultdict(list)
    for row in entries:
        by_person[row[0]].append(row)
    known = [one for one in by_person if one is not None]
    names = dict(Practitioner.objects.filter(pk__in=known).values_list("id", "name"))
    homes = _homes(known)
    grouped: dict[str, list[tuple[Looker, datetime | None]]] = {name: [] for name in involved}
    for who, rows in by_person.items():
        home = _home_at(homes.get(who, []), min(row[4] for row in rows)) if who else str(NOT_KNOWN)
        looker = Looker(
            str(names.get(who, NOT_KNOWN) if who else NOT_KNOWN),
            _deeds(rows, looking=True),
            _deeds(rows, looking=False),
        )
        last = max((deed.last_at for deed in looker.looked), default=None)
        grouped.setdefault(home, []).append((looker, last))
    return tuple(_agency(name, grouped[name], involved.get(name), at) for name in sorted(grouped))


def _agency(
    name: str, people: list[tuple[Looker, datetime | None]], since: datetime | None, at: datetime
) -> AgencyLooking:
    last = max((one for _, one in people if one is not None), default=None)
    words = ""
    if last is None and since is not None:
        words = _("{name} has not opened this since {since}, when they became involved.").format(
            name=name, since=date_words(since.date())
        )
    elif last is not None and at - last > A_WEEK:
        words = _("{name} has not opened this since {last}.").format(name=name, last=date_words(last.date()))
    return AgencyLooking(
        name, words, last, tuple(sorted((one for one, _name in people), key=lambda one: one.name))
    )


def _deeds(rows: Iterable[Row], *, looking: bool) -> tuple[Deed, ...]:
    found: dict[str, tuple[int, datetime]] = {}
    for _case, verb, kind, number, _first, last in rows:
        if (verb in LOOKING) is looking:
            words = _words.did(verb, kind, looking)
            before = found.get(words, (0, last))
            found[words] = (before[0] + number, max(before[1], last))
    return tuple(
        Deed(words, _words.times(number), last)
        for words, (number, last) in sorted(found.items(), key=lambda one: one[1][1], reverse=True)
    )


Home = tuple[str, datetime, datetime | None]


def _homes(people: Iterable[UUID]) -> dict[UUID, list[Home]]:
    found: dict[UUID, list[Home]] = defaultdict(list)
    rows = Membership.objects.filter(practitioner_id__in=people)
    for who, name, begins, ends in rows.values_list(
        "practitioner_id", "agency__name", "valid_from", "valid_to"
    ):
        found[who].append((name, begins, ends))
    return found


def _home_at(homes: Iterable[Home], at: datetime) -> str:
    """The agency they worked for at the time."""
    return next(
        (name for name, begins, ends in homes if begins <= at and (ends is None or at < ends)), str(NOT_KNOWN)
    )


@dataclass(frozen=True, slots=True)
class CaseLooked:
    """A case that was looked at lately, without a name: for the guardian, who goes on to who did."""

    case_id: UUID
    short: str
    last_at: datetime
    people: int
    times: int


def cases_looked_at(*, practitioner: Me, at: datetime, name: str = "") -> tuple[CaseLooked, ...]:
    """Cases looked at in the last month, latest first; by one practitioner, where a name is given. For the guardian."""
    if not practitioner.has(Role.CALDICOTT_GUARDIAN):
        raise NotHere("This is not here.")
    rows = Entry.objects.filter(verb__in=LOOKING, case__isnull=False, at__gte=at - timedelta(days=31))
    if name.strip():
        rows = rows.filter(by__in=Practitioner.objects.filter(name__icontains=name.strip()).values("pk"))
    grouped = (
        rows.values_list("case")
        .annotate(last=Max("at"), people=Count("by", distinct=True), number=Count("id"))
        .order_by("-last")[:200]
    )
    return tuple(
        CaseLooked(case, _("Case {number}").format(number=str(case)[-8:].upper()), last, people, number)
        for case, last, people, number in grouped
        if case is not None
    )


@dataclass(frozen=True, slots=True)
class MyLook:
    """A case that the asker looked at. `href` is empty where they may not open it now, whatever the reason is."""

    reference: str
    href: str
    last_at: datetime
    times: str


def mine(*, practitioner: Me, at: datetime) -> tuple[MyLook, ...]:
    """What the asker has looked at in the last three months, latest first."""
    rows = list(
        Entry.objects.filter(by=practitioner.id, verb__in=LOOKING, case__isnull=False, at__gte=at - KEPT_FOR)
        .values_list("case")
        .annotate(last=Max("at"), number=Count("id"))
        .order_by("-last")[:500]
    )
    open_now = of_case.references(case for case, *_rest in rows if case is not None)
    return tuple(
        MyLook(
            *open_now.get(case, (_("A record that is not open to you now"), "")), last, _words.times(number)
        )
        for case, last, number in rows
    )
