"""The hub's live work: referrals not yet screened, enquiries not yet closed, referrers not yet told.

One question finds everything that is live, by the partial indexes of what is live, so that its cost follows the work
in hand and not the years behind it. What a page shows of fifty of them is asked in three more, however many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.core.identifiers import clean_reference
from tessera.core.language import Phrases
from tessera.enquiries.models import Pause, Referral, ReferralChild, Request
from tessera.enquiries.queries._ratings_shown import proposed
from tessera.enquiries.rules.next_step import DECIDED, NEW, OPEN, TELL, Standing, next_step
from tessera.enquiries.rules.who import FIELDS, Child, ages_words, children_words
from tessera.enquiries.rules.words import RequestState
from tessera.partnership.queries import MadeUnder
from tessera.partnership.rules.settings import Settings

LIVE = """
SELECT 'new', NULL::uuid, r.id, r.reference, '', NULL::uuid, '',
       extract(epoch FROM c.started_at)::float8, extract(epoch FROM c.due_at)::float8, 0, 0, 0, 0,
       EXISTS (SELECT 1 FROM enquiries_danger d WHERE d.referral_id = r.id)
  FROM enquiries_referral r
  LEFT JOIN enquiries_clock c ON c.referral_id = r.id AND c.kind = 'acknowledge'
 WHERE r.state = 'received'
UNION ALL
SELECT e.state, e.id, e.referral_id, e.reference, e.rating, e.allocated_to_id, coalesce(p.name, ''),
       extract(epoch FROM coalesce(c.started_at, e.opened_at))::float8, extract(epoch FROM c.due_at)::float8,
       coalesce(q.asked, 0), coalesce(q.waiting, 0), coalesce(q.late, 0),
       CASE WHEN e.state = 'decided' THEN (SELECT count(*) FROM enquiries_feedback f
                                            WHERE f.referral_id = e.referral_id AND f.told_at IS NULL) ELSE 0 END,
       EXISTS (SELECT 1 FROM enquiries_danger d WHERE d.referral_id = e.referral_id)
  FROM enquiries_enquiry e
  LEFT JOIN access_practitioner p ON p.id = e.allocated_to_id
  LEFT JOIN enquiries_clock c ON c.referral_id = e.referral_id AND c.stopped_at IS NULL
        AND c.kind = CASE WHEN e.state = 'open' THEN 'decision' ELSE 'feedback' END
  LEFT JOIN LATERAL (
       SELECT count(*) FILTER (WHERE x.state <> 'withdrawn') AS asked,
              count(*) FILTER (WHERE x.state IN ('sent', 'seen')) AS waiting,
              count(*) FILTER (WHERE x.state IN ('sent', 'seen') AND x.due_at < %(at)s) AS late
         FROM enquiries_request x WHERE x.enquiry_id = e.id) q ON e.state = 'open'
 WHERE e.state <> 'closed'
UNION ALL
SELECT 'tell', NULL, c.referral_id, c.reference, '', NULL, '',
       extract(epoch FROM c.started_at)::float8, extract(epoch FROM c.due_at)::float8, 0, 0, 0, 1, false
  FROM enquiries_clock c
 WHERE c.kind = 'feedback' AND c.stopped_at IS NULL AND c.enquiry_id IS NULL
"""
SOON = 2 * 3600.0
NEVER = float("inf")
PROMISES = Phrases({NEW: "Acknowledge", OPEN: "Decision", DECIDED: "Feedback", TELL: "Feedback"})


@dataclass(frozen=True, slots=True)
class Reply:
    """One agency's reply as a chip: its short code, its name, and how it stands."""

    code: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Running:
    """The clock of a piece of work."""

    started_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What a referral says of itself, and the settings that it and its enquiry were made under."""

    concerns: list[str]
    from_agency: str
    referred_under: Settings
    opened_under: Settings


class Work(NamedTuple):
    """One live piece of the hub's work. What only the page needs is empty until `detailed` fills it.

    `started` and `due` are seconds since 1970: hundreds are read to be put in order, and fifty are shown. So each is a
    tuple, which is made of a row in a fifth of the time that another object takes.
    """

    what: str
    enquiry_id: UUID | None
    referral_id: UUID
    reference: str
    rating: str
    allocated_to: UUID | None
    allocated_name: str
    started: float | None
    due: float | None
    asked: int
    waiting: int
    late: int
    untold: int
    danger: bool
    children: str = ""
    more: str = ""
    concern: str = ""
    from_agency: str = ""
    replies: tuple[Reply, ...] = ()
    paused_since: datetime | None = None
    proposed: str = ""  # what a rating is called that waits for a second person
    step: str = ""
    target: str = ""
    rating_label: str = ""

    @property
    def tone(self) -> str:
        """The colour of its edge: red where danger was called, else its rating's."""
        return "red" if self.danger and self.what in (NEW, OPEN) else self.rating

    @property
    def whence(self) -> str:
        """What it is called, and which agency it came from."""
        return _("{reference}, from {agency}").format(reference=self.reference, agency=self.from_agency)

    @property
    def promise(self) -> str:
        """What its clock measures."""
        return PROMISES[self.what]

    @property
    def clock(self) -> Running | None:
        """The clock, where one runs."""
        if self.started is None or self.due is None:
            return None
        return Running(datetime.fromtimestamp(self.started, UTC), datetime.fromtimestamp(self.due, UTC))

    @property
    def href(self) -> str:
        """Where it is worked on."""
        return f"/enquiries/{self.enquiry_id}/" if self.enquiry_id else f"/referrals/{self.referral_id}/"

    @property
    def is_ready(self) -> bool:
        """Whether every agency asked has answered."""
        return self.what == OPEN and self.asked > 0 and self.waiting == 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each, for the tiles."""

    overdue: int
    soon: int
    late: int
    ready: int
    unallocated: int
    unscreened: int


SHOWS = ("overdue", "soon", "late", "ready", "unallocated", "unscreened")


def live(at: datetime) -> list[Work]:
    """Everything live that may be seen, most pressing first: immediate danger, then least time left.

    What is overdue comes before everything that is not, whatever its colour. Paused clocks and those without a limit
    come last.
    """
    with connection.cursor() as cursor:
        cursor.execute(LIVE, {"at": at})
        found = [Work(*row) for row in cursor.fetchall()]
    found.sort(
        key=lambda work: (
            not (work.danger and work.what in (NEW, OPEN)),
            NEVER if work.due is None else work.due,
            work.reference,
        )
    )
    return found


def shows(work: Work, at: datetime) -> Iterator[str]:
    """The tiles that count a piece of work."""
    now = at.timestamp()
    if work.due is not None and work.due <= now:
        yield "overdue"
    elif work.due is not None and work.due <= now + SOON:
        yield "soon"
    if work.late:
        yield "late"
    if work.is_ready:
        yield "ready"
    if work.what == OPEN and work.allocated_to is None:
        yield "unallocated"
    if work.what == NEW:
        yield "unscreened"


def counted(works: Iterable[Work], at: datetime) -> Counts:
    """The tiles' numbers, of everything live, whatever is filtered."""
    numbers = dict.fromkeys(SHOWS, 0)
    for work in works:
        for show in shows(work, at):
            numbers[show] += 1
    return Counts(**numbers)


def matching(works: Sequence[Work], text: str, versions: Iterable[Settings]) -> set[UUID]:
    """The referrals among these whose reference, child's name or concern holds this text.

    `versions`: every version of the settings. A concern is found by all it was ever called: a case keeps its words.
    """
    wanted = " ".join(text.split())
    reference = clean_reference(wanted)
    ids = {work.referral_id for work in works if reference and reference in work.reference}
    concerns = {
        str(code)
        for settings in versions
        for code, called in settings.concerns.items()
        if wanted.casefold() in called.label.casefold()
    }
    named = Q()
    for word in wanted.split():
        named &= Q(children__given_name__icontains=word) | Q(children__family_name__icontains=word)
    found = Referral.objects.filter(
        named | Q(concerns__overlap=sorted(concerns)), pk__in=[w.referral_id for w in works]
    )
    return ids | set(found.values_list("pk", flat=True))


def detailed(works: Sequence[Work], settings: Settings, at: datetime, agreed: MadeUnder) -> list[Work]:
    """The same, with what a page shows of each: children, concern, who referred, each agency's reply, what is next.

    `agreed`: the settings that each was made under, in whose words its concerns and its rating are shown.
    """
    referrals = [work.referral_id for work in works]
    facts = {
        pk: Facts(concerns, agency, agreed(referred), agreed(opened or referred))
        for pk, concerns, agency, referred, opened in Referral.objects.filter(pk__in=referrals).values_list(
            "pk", "concerns", "from_agency__name", "settings_id", "enquiry__settings_id"
        )
    }
    children = _children(referrals)
    replies = _replies(
        [work.enquiry_id for work in works if work.enquiry_id and work.what == OPEN], settings, at
    )
    unconfirmed = proposed([work.enquiry_id for work in works if work.enquiry_id])
    paused = _paused([work.referral_id for work in works if work.due is None])
    return [
        _filled(
            work,
            unconfirmed.get(work.enquiry_id, "") if work.enquiry_id else "",
            facts.get(work.referral_id, Facts([], "", settings, settings)),
            children,
            replies,
            paused,
            at,
        )
        for work in works
    ]


def _filled(
    work: Work,
    proposed_as: str,
    facts: Facts,
    children: dict[UUID, list[Child]],
    replies: dict[UUID, list[Reply]],
    paused: dict[UUID, datetime],
    at: datetime,
) -> Work:
    concerns = [facts.referred_under.concern(code).label for code in facts.concerns]
    who = children.get(work.referral_id, [])
    said = tuple(replies.get(work.enquiry_id, ())) if work.enquiry_id else ()
    standing = Standing(
        state=work.what,
        danger=work.danger,
        rated=bool(work.rating or proposed_as) or work.enquiry_id is None,
        confirmed=not proposed_as,
        allocated=work.allocated_to is not None,
        asked=work.asked,
        waiting=[reply.code for reply in said if reply.state in ("sent", "seen", "late")],
        late=[reply.code for reply in said if reply.state == "late"],
        untold=work.untold,
    )
    return work._replace(
        children=children_words(who) if who else "",
        more=ages_words(who, at.date()),
        concern=", ".join(concerns[:2])
        + (_(" and {concerns} more").format(concerns=len(concerns) - 2) if len(concerns) > 2 else ""),
        from_agency=facts.from_agency,
        replies=said,
        paused_since=paused.get(work.referral_id),
        step=next_step(standing),
        proposed=facts.opened_under.rating_label(proposed_as),
        target=_target(facts.opened_under, work.rating),
        rating_label=facts.opened_under.rating_label(work.rating),
    )


def _target(settings: Settings, rating: str) -> str:
    """The time that a rating allows for a decision, in words."""
    limit = settings.limit("decision", rating) if rating else None
    return limit.words() if limit else ""


def _children(referrals: Sequence[UUID]) -> dict[UUID, list[Child]]:
    found: dict[UUID, list[Child]] = defaultdict(list)
    rows = ReferralChild.objects.filter(referral_id__in=referrals).order_by("position")
    for referral, *who in rows.values_list("referral_id", *FIELDS):
        found[referral].append(Child(*who))
    return found


def _replies(enquiries: Sequence[UUID], settings: Settings, at: datetime) -> dict[UUID, list[Reply]]:
    found: dict[UUID, list[Reply]] = defaultdict(list)
    if not enquiries:
        return found
    rows = (
        Request.objects.filter(enquiry_id__in=enquiries)
        .exclude(state=RequestState.WITHDRAWN)
        .order_by("sent_at", "id")
        .values_list("enquiry_id", "to_agency__code", "to_agency__name", "state", "due_at")
    )
    for enquiry, code, name, state, due_at in rows:
        found[enquiry].append(Reply(short_name(settings, code), name, reply_state(state, due_at, at)))
    return found


def reply_state(state: str, due_at: datetime | None, at: datetime) -> str:
    """How a request stands, as its chip says it: late is sent or seen past its time."""
    if state in ("sent", "seen") and due_at is not None and due_at < at:
        return "late"
    return state


def short_name(settings: Settings, code: str) -> str:
    """An agency's mark on the worklist; for an agency the settings do not know, the start of its code."""
    agency = settings.agencies.get(code)
    return agency.short if agency is not None else code[:2].upper()


def _paused(referrals: Sequence[UUID]) -> dict[UUID, datetime]:
    if not referrals:
        return {}
    return dict(
        Pause.objects.filter(
            clock__referral_id__in=referrals, clock__stopped_at__isnull=True, ended_at__isnull=True
        ).values_list("clock__referral_id", "began_at")
    )
