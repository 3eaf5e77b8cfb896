"""The end-of-referral audit as its page and its PDF show it. Used by the queries of this app."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.core.language import Phrases, marked
from tessera.enquiries.queries._agencies_shown import NotSharedShown
from tessera.enquiries.queries._decided import RestsOn
from tessera.enquiries.queries._own_answers import OwnAnswered
from tessera.enquiries.queries.joining import FormPrinted
from tessera.enquiries.rules.promises import Promise, promise
from tessera.enquiries.rules.words import EnquiryState

SAYS = {
    Promise.KEPT: (marked("In time"), "green"),
    Promise.MISSED: (marked("Late"), "red"),
    Promise.NEVER: (marked("Never answered"), "red"),
    Promise.OVERDUE: (marked("Overdue"), "red"),
    Promise.RUNNING: (marked("Running"), "blue"),
    Promise.PAUSED: (marked("Paused"), "yellow"),
    Promise.DONE: (marked("Done, no time limit"), "grey"),
    Promise.NO_LIMIT: (marked("No time limit"), "grey"),
}
STATES = Phrases({EnquiryState.OPEN: "Open", EnquiryState.DECIDED: "Decided", EnquiryState.CLOSED: "Closed"})


@dataclass(frozen=True, slots=True)
class Stands:
    """How a promise stands, in words, and the colour of its tag."""

    words: str
    colour: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something somebody did: what, who, when, and in what words."""

    what: str
    by: str
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to one agency, on what basis, and what came of it."""

    request_id: UUID
    agency: str
    by: str
    asked_at: datetime
    basis: str
    purpose: str
    told_family: str
    due_at: datetime | None
    seen_at: datetime | None
    chased_at: tuple[datetime, ...]
    answered_at: datetime | None
    answered_by: str
    gave: str
    shared: str
    pauses: tuple[str, ...]
    withdrawn_at: datetime | None
    stands: Stands


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision, and the very lines and words it rests on."""

    outcome: str
    level: str
    reasons: str
    would_change: str
    safety_meanwhile: str
    by: str
    at: datetime
    rests_on: tuple[RestsOn, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Someone who must be told."""

    agency: str
    kind: str
    due_at: datetime | None
    told_at: datetime | None
    told_by: str
    seen_at: datetime | None
    stands: Stands


@dataclass(frozen=True, slots=True)
class Disagreed:
    """A challenge and its reply."""

    agency: str
    by: str
    made_at: datetime
    about: str
    reason: str
    reply_due_at: datetime
    reply: str
    replied_by: str
    replied_at: datetime | None
    stands: Stands


@dataclass(frozen=True, slots=True)
class Kept:
    """A clock: when it ran, when it fell due, when it was stopped, whether that was in time."""

    label: str
    limit: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    pauses: tuple[str, ...]
    stands: Stands


@dataclass(frozen=True, slots=True)
class Looked:
    """One practitioner who has looked at this case."""

    agency: str
    by: str
    first_at: datetime
    last_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Ending:
    """The whole audit of one referral and its enquiry."""

    id: UUID
    case_id: UUID
    reads_only: bool
    reference: str
    state: str
    children: str
    concerns: str
    referrer: str
    from_agency: str
    received_at: datetime
    consent: str
    own: tuple[OwnAnswered, ...]
    screening: Act | None
    dangers: tuple[Act, ...]
    ratings: tuple[Act, ...]
    asked: tuple[Asked, ...]
    not_shared: tuple[NotSharedShown, ...]
    decision: Decided | None
    tellings: tuple[Told, ...]
    challenges: tuple[Disagreed, ...]
    clocks: tuple[Kept, ...]
    looks: tuple[Looked, ...]
    joint_form: FormPrinted | None
    closed_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing of it can change any more but who looks."""
        return self.state == STATES[EnquiryState.CLOSED]


def stands(
    due_at: datetime | None,
    done_at: datetime | None,
    at: datetime,
    *,
    paused: bool = False,
    over: bool = False,
) -> Stands:
    """How a promise stands, as a page says it."""
    words, colour = SAYS[promise(due_at=due_at, done_at=done_at, at=at, paused=paused, over=over)]
    return Stands(_(words), colour)
