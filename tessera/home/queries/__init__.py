"""The worklist and the wallboard: what every subject says is waiting, put in one order. And search, over them all."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.access.rules import Role
from tessera.audit import NotHere, note, query
from tessera.core.identifiers import uuid7
from tessera.core.text import date_words, join_words, time_words
from tessera.enquiries.queries import worklist as enquiries
from tessera.enquiries.queries.found import CaseFound, cases_found
from tessera.enquiries.queries.worklist import SHOWS, Counts, Work
from tessera.enquiries.rules.how_we_work import Escalated, Met, Stage, escalation, meetings, stages
from tessera.home.queries.kept import OwnRecord, by, own_record, past_work
from tessera.partnership import queries as partnership
from tessera.partnership.rules.keeping import Retention
from tessera.partnership.rules.settings import Settings
from tessera.people import queries as people
from tessera.records import queries as records
from tessera.ui.paging import page_near

__all__ = (
    "SHOWS",
    "Filters",
    "Found",
    "OwnRecord",
    "Wallboard",
    "Worklist",
    "agencies",
    "own_record",
    "past_work",
    "search",
    "wallboard",
    "worklist",
)

A_PAGE = 50
A_SCREEN = 12
NOBODY = "nobody"
MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the hub, and whom to ask about personal data ("" where the settings name nobody)."""

    hub: str
    telephone: str
    out_of_hours: str
    email: str
    privacy_email: str
    retention: Retention


@dataclass(frozen=True, slots=True)
class HowWeWork:
    """What the partners have agreed, in words and steps."""

    partnership: str
    since: date
    stages: tuple[Stage, ...]
    hours: str
    consent: str
    escalation: tuple[Escalated, ...]
    meetings: tuple[Met, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the worklist is narrowed to. Empty is everything."""

    text: str = ""
    rating: str = ""
    practitioner: str = ""
    show: str = ""
    page: str = "1"


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that filters the list when followed."""

    count: int
    text: str
    href: str
    tone: str
    current: bool


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of the worklist, with what stands round it."""

    today: str
    rows: list[Work]
    page: Page[Work]
    tiles: list[Tile]
    filtered: bool
    summary: str
    ratings: list[tuple[str, str]]
    practitioners: list[tuple[str, str]]
    agencies: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wallboard:
    """What a screen on the wall shows: no names, and no more than fits."""

    caption: str
    rows: list[Work]
    tiles: list[Tile]
    left_off: int


def worklist(*, practitioner: Me, at: datetime, filters: Filters) -> Worklist:
    """The hub's live work, most pressing first, fifty to a page. Raises NotHere for whoever is not in the hub."""
    settings = _hub_settings(practitioner, at)
    works = enquiries.live(at)
    chosen = [work for work in works if _passes(work, filters, at)]
    if filters.text:
        versions = partnership.every_version(practitioner.partnership_id, at)
        found = enquiries.matching(chosen, filters.text, [one for _begins, one in versions])
        chosen = [work for work in chosen if work.referral_id in found]
    page = page_near(chosen, A_PAGE, filters.page)
    agreed = partnership.each_made_under(practitioner.partnership_id, at)
    rows = enquiries.detailed(list(page.object_list), settings, at, agreed)
    return Worklist(
        today=f"{settings.partnership.hub_name}, {date_words(_local(settings, at).date(), weekday=True)}",
        rows=rows,
        page=page,
        tiles=_tiles(enquiries.counted(works, at), filters.show),
        filtered=filters != Filters(page=filters.page),
        summary=_("{chosen} of {works}, least time left first").format(chosen=len(chosen), works=len(works)),
        ratings=[(band.code, band.label) for band in settings.ratings.values()] + [("none", _("Not rated"))],
        practitioners=_practitioners(works),
        agencies=sorted({(reply.code, reply.name) for work in rows for reply in work.replies}),
    )


def wallboard(*, practitioner: Me, at: datetime) -> Wallboard:
    """The most pressing work for a screen on the wall. Raises NotHere for whoever is not in the hub."""
    settings = _hub_settings(practitioner, at)
    works = enquiries.live(at)
    now = _local(settings, at)
    return Wallboard(
        caption=_("{hub_name}, {time} on {now}").format(
            hub_name=settings.partnership.hub_name,
            time=time_words(now.time()),
            now=date_words(now.date(), weekday=True),
        ),
        rows=enquiries.detailed(
            works[:A_SCREEN], settings, at, partnership.each_made_under(practitioner.partnership_id, at)
        ),
        tiles=_wall_tiles(works, at),
        left_off=max(0, len(works) - A_SCREEN),
    )


def _local(settings: Settings, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(settings.calendar().time_zone))


def _tiles(counts: Counts, show: str) -> list[Tile]:
    listed = (
        ("overdue", _("Overdue"), counts.overdue, "red"),
        ("soon", _("Due in 2 hours"), counts.soon, "amber"),
        ("late", _("Agency replies late"), counts.late, "amber"),
        ("ready", _("Ready for decision"), counts.ready, "green"),
        ("unallocated", _("Not allocated"), counts.unallocated, ""),
        ("unscreened", _("New referrals"), counts.unscreened, "blue"),
    )
    return [
        # Following the tile in force takes its filter away again.
        Tile(
            count,
            text,
            "/worklist/" if word == show else f"/worklist/?show={word}",
            tone if count else "",
            word == show,
        )
        for word, text, count, tone in listed
    ]


def _wall_tiles(works: list[Work], at: datetime) -> list[Tile]:
    """The worklist's tiles, with how many answers are late where those count the enquiries that wait for one."""
    late = sum(work.late for work in works)
    tiles = _tiles(enquiries.counted(works, at), "")
    place = SHOWS.index("late")
    tiles[place] = replace(tiles[place], text=_("Enquiries with late answers"))
    answers = Tile(late, _("Late answers in all"), "/worklist/?show=late", "amber" if late else "", False)
    return [*tiles[: place + 1], answers, *tiles[place + 1 :]]


def _hub_settings(practitioner: Me, at: datetime) -> Settings:
    if not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This page is not here.")
    return partnership.in_force(practitioner.partnership_id, at).settings


def _passes(work: Work, filters: Filters, at: datetime) -> bool:
    if filters.rating and work.rating != ("" if filters.rating == "none" else filters.rating):
        return False
    if filters.practitioner and str(work.allocated_to or NOBODY) != filters.practitioner:
        return False
    return not filters.show or filters.show in enquiries.shows(work, at)


def _practitioners(works: list[Work]) -> list[tuple[str, str]]:
    """Whoever has live work, by name, after "Not allocated"."""
    named: dict[UUID, str] = {w.allocated_to: w.allocated_name for w in works if w.allocated_to is not None}
    listed: list[tuple[Any, str]] = sorted(named.items(), key=lambda pair: pair[1])
    return [(NOBODY, _("Not allocated")), *((str(pk), name) for pk, name in listed)]


def contact(*, practitioner: Me | None, at: datetime) -> Contact | None:
    """How to reach the partnership of whoever is signed in; None where nobody is, or nothing is agreed yet."""
    if practitioner is None:
        return None
    try:
        settings = partnership.in_force(practitioner.partnership_id, at).settings
    except NotHere:
        return None
    found = settings.partnership
    return Contact(
        hub=found.hub_name,
        telephone=found.hub_telephone,
        out_of_hours=found.out_of_hours_telephone,
        email=found.hub_email,
        privacy_email=found.privacy_email or "",
        retention=settings.retention,
    )


def colours(*, practitioner: Me | None, at: datetime) -> tuple[str, ...]:
    """The colours that the partnership of whoever is signed in has agreed on; none where it has agreed on none."""
    if practitioner is None:
        return ()
    try:
        return partnership.in_force(practitioner.partnership_id, at).settings.theme.whole()
    except NotHere:
        return ()


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line that was found, with the case it stands in. `parts`: its text, what was found marked.

    `ended`: that its note was corrected or withdrawn since, in words; "" where it stands.
    """

    kind: str
    parts: tuple[tuple[str, bool], ...]
    by: str
    case: CaseFound
    note_id: UUID
    ended: str


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody whose name was found, with each case they are known by."""

    name: str
    born: str
    cases: tuple[CaseFound, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search. `id` names this search in the ledger; `older` is the line after which to go on."""

    id: UUID
    lines: tuple[LineShown, ...]
    older: UUID | None
    people: tuple[PersonShown, ...]
    more_people: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    """A case of which a line or a name was shown, for the ledger."""

    id: UUID
    case_id: UUID


@query("case", "search")
def _shown(case_id: UUID) -> _Shown:
    """That something of this case was found and shown."""
    return _Shown(case_id, case_id)


def agencies(practitioner: Me) -> list[tuple[str, str]]:
    """The agencies of the partnership, as (identifier, name), by name."""
    found = Agency.objects.filter(partnership_id=practitioner.partnership_id).order_by("name", "pk")
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")]


@query("line", "search")
def search(*, practitioner: Me, wanted: records.Wanted, after: UUID | None = None) -> Found:
    """Lines with these words and people with such a name: what this practitioner may see of them, and no number of
    anything else. The ledger is told that they searched and in which cases they found something, and never the words.
    """
    lines = records.lines_with(wanted, after)
    named = people.named(wanted.words, MOST_PEOPLE + 1) if after is None else ()
    in_cases = [found.case_id for found in lines.lines]
    of_people = [case_id for person in named[:MOST_PEOPLE] for case_id in person.case_ids]
    cases = cases_found(practitioner, [*in_cases, *of_people])
    for case_id in cases:
        _shown(case_id)
    note(words=len(wanted.words.split()), lines=len(lines.lines), people=len(named[:MOST_PEOPLE]))
    return Found(
        id=uuid7(),
        lines=tuple(
            LineShown(line.kind, found.parts, by(line), cases[found.case_id], line.note_id, line.ended_words)
            for found in lines.lines
            if (line := found.line)
        ),
        older=lines.older,
        people=tuple(
            PersonShown(
                person.name, _born(person), tuple(dict.fromkeys(cases[one] for one in person.case_ids))
            )
            for person in named[:MOST_PEOPLE]
        ),
        more_people=len(named) > MOST_PEOPLE,
    )


def _born(person: people.Named) -> str:
    if person.date_of_birth:
        return date_words(person.date_of_birth)
    return (
        _("expected {day}").format(day=date_words(person.expected_date_of_birth))
        if person.expected_date_of_birth
        else ""
    )


def how_we_work(*, practitioner: Me, at: datetime) -> HowWeWork:
    """The steps of a referral here, by the settings in force. No case is read for it."""
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    on = at.astimezone(ZoneInfo(settings.calendar().time_zone)).date()
    hours = settings.calendars["hub"]
    days = join_words([_(day.capitalize()) for day in hours.weekdays])
    shut = _("closed on bank holidays") if hours.bank_holidays else _("open on bank holidays")
    levels = [settings.level(number, on).name.on(on) for number in settings.process.consent_sought_at or ()]
    return HowWeWork(
        partnership=settings.partnership.name,
        since=settings.partnership.in_force_from,
        stages=stages(settings, on),
        hours=_("{label}: {days}, {opens} to {closes}, {shut}.").format(
            label=hours.label,
            days=days,
            opens=time_words(hours.opens),
            closes=time_words(hours.closes),
            shut=shut,
        ),
        consent=_(
            "The family is asked before a referral at these levels of need: {levels}. Where "
            "asking would put anybody at risk, or a child may be suffering significant harm, it "
            "is not waited for."
        ).format(levels=join_words(levels))
        if levels
        else _("The settings name no level at which the family is asked first."),
        escalation=escalation(settings),
        meetings=meetings(settings),
    )
