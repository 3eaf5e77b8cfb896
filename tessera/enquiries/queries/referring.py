"""Drafts and referrals of the practitioner who asks: what they have begun, what they sent, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.audit import NotHere, query
from tessera.core.text import join_words
from tessera.enquiries.models import Challenge, Clock, Draft, Feedback, Referral, ReferralChild
from tessera.enquiries.rules import referral_pages as pages
from tessera.enquiries.rules.who import FIELDS, Child, children_words
from tessera.enquiries.rules.words import ClockKind, ReferralState, TellKind
from tessera.partnership import queries as partnership
from tessera.partnership.rules import Settings
from tessera.records.rules.wording import PhraseError, Wording, standard

A_PAGE = 25


@dataclass(frozen=True)
class Drafting:
    """A draft with everything its pages need. `referral_id` is set once it was sent: then there is nothing in it."""

    id: UUID
    answers: Mapping[str, Any]
    started_at: datetime
    saved_at: datetime
    referral_id: UUID | None
    settings: Settings
    composed: pages.Composed
    agency: str

    @property
    def danger(self) -> bool:
        """Whether they said that a child is in danger now."""
        return (self.answers.get("before") or {}).get("immediate_danger") == "yes"

    @property
    def children(self) -> tuple[tuple[str, str], ...]:
        """The children so far, as (page, name)."""
        return tuple((slug, pages.name_of(self.answers, slug)) for slug in pages.live(self.answers, "child"))


def drafting(*, practitioner: Me, at: datetime, draft_id: UUID, lock: bool = False) -> Drafting:
    """A draft of one's own. `lock` holds it until the transaction ends, so that two tabs save one after the other.

    Raises NotHere where there is none, or it is somebody else's.
    """
    drafts = Draft.objects.select_for_update() if lock else Draft.objects.all()
    draft = drafts.filter(pk=draft_id).first()
    if draft is None:
        raise NotHere("This referral is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    return Drafting(
        id=draft.pk,
        answers=draft.answers,
        started_at=draft.started_at,
        saved_at=draft.saved_at,
        referral_id=draft.referral_id,
        settings=settings,
        composed=composed(draft.answers, practitioner, draft_id, settings, at),
        agency=practitioner.agency,
    )


def composed(
    answers: Mapping[str, Any], practitioner: Me, draft_id: UUID, settings: Settings, at: datetime
) -> pages.Composed:
    """What the answers come to: a referral, or what is still wrong."""
    sender = pages.Sender(agency=practitioner.agency, reference=str(draft_id))
    return pages.compose(answers, sender=sender, settings=settings, now=at)


def untouched_draft(*, practitioner: Me) -> UUID | None:
    """A draft of one's own in which nothing but the first question was answered: beginning twice begins once."""
    drafts = Draft.objects.filter(author_id=practitioner.id, sent_at__isnull=True).order_by("-saved_at")[:10]
    return next((draft.pk for draft in drafts if set(draft.answers) <= {"before"}), None)


def settings_now(*, practitioner: Me, at: datetime) -> Settings:
    """How the practitioner's partnership works today."""
    return partnership.in_force(practitioner.partnership_id, at).settings


def about_me(*, practitioner: Me, at: datetime, email: str = "") -> dict[str, str]:
    """What the page about the referrer begins with, so that nobody types it twice: as they wrote it last time."""
    last = Referral.objects.filter(author_id=practitioner.id).order_by("-received_at").first()
    roles = {
        str(code): role.label for code, role in settings_now(practitioner=practitioner, at=at).roles.items()
    }
    last_here = last if last is not None and last.referrer_id == practitioner.id else None
    given = {
        "name": practitioner.name,
        "role": last_here.referrer_role if last_here else roles.get(practitioner.role, ""),
        "phone": last_here.referrer_phone if last_here else "",
        "email": (last_here.referrer_email if last_here else "") or email,
    }
    return {name: text for name, text in given.items() if text}


# ---- the list ----


@dataclass(frozen=True)
class MyDraft:
    """A referral begun and not sent."""

    id: UUID
    who: str
    started_at: datetime
    saved_at: datetime


@dataclass(frozen=True)
class MyReferral:
    """A referral of the practitioner or their agency, and what they have been told of it."""

    id: UUID
    reference: str
    children: str
    sender: str
    mine: bool
    received_at: datetime
    acknowledged_at: datetime | None
    acknowledge_by: datetime | None
    screened: bool
    outcome: str
    told_at: datetime | None
    challenged: bool
    challenge_answered: bool

    @property
    def state(self) -> str:
        """How it stands, in plain words."""
        return state_words(self.screened, self.acknowledged_at, self.told_at)


def state_words(screened: bool, acknowledged_at: datetime | None, told_at: datetime | None) -> str:
    """How a referral stands, for whoever made it."""
    if told_at is not None:
        return _("Outcome told")
    if screened:
        return _("The hub is deciding what happens next")
    return _("Read by the hub") if acknowledged_at else _("Sent, not read yet")


def my_drafts(*, practitioner: Me) -> tuple[MyDraft, ...]:
    """What the practitioner has begun, the latest first."""
    drafts = Draft.objects.filter(author_id=practitioner.id, sent_at__isnull=True).order_by("-saved_at")[:100]
    return tuple(
        MyDraft(
            id=draft.pk,
            who=join_words(
                [pages.name_of(draft.answers, slug) for slug in pages.live(draft.answers, "child")]
            ),
            started_at=draft.started_at,
            saved_at=draft.saved_at,
        )
        for draft in drafts
    )


def my_referrals(*, practitioner: Me, page: int = 1) -> Page[Any]:
    """The referrals that the practitioner or their agency made, the latest first, a page of them at a time."""
    made = (
        Referral.objects.filter(Q(from_agency_id=practitioner.agency_id) | Q(author_id=practitioner.id))
        .defer("daily_life", "working_well", "already_tried", "views_of_parents")
        .order_by("-received_at", "-id")
    )
    found: Page[Any] = Paginator(made, A_PAGE).get_page(page)
    rows = list(found.object_list)
    found.object_list = _read(practitioner, rows)
    return found


def _read(practitioner: Me, rows: list[Referral]) -> list[MyReferral]:
    ids = [row.pk for row in rows]
    names: dict[UUID, list[Child]] = {}
    children = ReferralChild.objects.filter(referral_id__in=ids).order_by("position")
    for referral, *who in children.values_list("referral_id", *FIELDS):
        names.setdefault(referral, []).append(Child(*who))
    clocks = _by_referral(Clock.objects.filter(referral_id__in=ids, kind=ClockKind.ACKNOWLEDGE))
    told = _by_referral(Feedback.objects.filter(referral_id__in=ids, kind=TellKind.REFERRER))
    challenges = _by_referral(Challenge.objects.filter(referral_id__in=ids))
    return [
        MyReferral(
            id=row.pk,
            reference=row.reference,
            children=children_words(names.get(row.pk, [])),
            sender=row.referrer_name,
            mine=row.author_id == practitioner.id,
            received_at=row.received_at,
            acknowledged_at=clock.stopped_at if (clock := clocks.get(row.pk)) else None,
            acknowledge_by=clock.due_at if clock else None,
            screened=row.state == ReferralState.SCREENED,
            outcome=told[row.pk].outcome if row.pk in told and told[row.pk].told_at else "",
            told_at=told[row.pk].told_at if row.pk in told else None,
            challenged=row.pk in challenges,
            challenge_answered=bool(row.pk in challenges and challenges[row.pk].replied_at),
        )
        for row in rows
    ]


def _by_referral(rows: Iterable[Any]) -> dict[UUID, Any]:
    return {row.referral_id: row for row in rows}


# ---- one page of a draft ----


@dataclass(frozen=True)
class Shown:
    """One page of a draft as it is shown: what it asks, what was typed, and what another tab had typed."""

    page: pages.Page
    title: str
    intro: str
    typed: Mapping[str, Any]
    version: int
    others: tuple[tuple[pages.Answer, ...], ...]
    entries: tuple[tuple[str, str, bool], ...]
    next_entry: str | None
    problems: tuple[pages.PageProblem, ...]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The rows of the page as (number, kind)."""
        return pages.rows_of(self.typed, self.page)


def shown(draft: Drafting, slug: str, prefilled: Mapping[str, Any] | None = None) -> Shown:
    """One page of a draft; `prefilled` is what it begins with. Raises NotHere where there is no such page, and where
    it would be one child (or adult, or voice) more than a referral holds."""
    page = pages.page_of(slug)
    if page is None or not _may_begin(draft, slug):
        raise NotHere("There is no such page.")
    stored = draft.answers.get(slug)
    title, intro = pages.title_of(page, draft.settings)
    wrong = {problem.page for problem in draft.composed.problems}
    listed = pages.live(draft.answers, page.entry) if page.entry else []
    return Shown(
        page=page,
        title=title,
        intro=intro,
        typed=pages.typed(stored) if stored else (prefilled or pages.begun(page)),
        version=int((stored or {}).get("_version", 0)),
        others=tuple(
            tuple(pages.answered(page, other, draft.answers, draft.settings, {}))
            for other in pages.elsewhere(stored)
        ),
        entries=tuple((one, pages.name_of(draft.answers, one), one in wrong) for one in listed),
        next_entry=pages.next_entry(draft.answers, page.entry) if page.entry else None,
        problems=draft.composed.of_page(slug),
    )


def entry_name(draft: Drafting, slug: str) -> str:
    """The name of a child, an adult or a child's words in a draft. Raises NotHere where there is none."""
    if slug not in pages.live(draft.answers, slug.partition("-")[0]):
        raise NotHere("There is no such page.")
    return pages.name_of(draft.answers, slug)


def _may_begin(draft: Drafting, slug: str) -> bool:
    kind = slug.partition("-")[0]
    if kind not in pages.ENTRIES or slug in draft.answers:
        return True
    return slug == pages.next_entry(draft.answers, kind)


# ---- after sending ----


@dataclass(frozen=True)
class Receipt:
    """That a referral arrived. It says nothing of what is in it."""

    id: UUID
    case_id: UUID
    reference: str
    received_at: datetime
    acknowledge_by: datetime | None
    acknowledged_at: datetime | None
    danger: bool
    settings: Settings


@query("referral")
def receipt(*, practitioner: Me, referral_id: UUID) -> Receipt:
    """The receipt of a referral. Raises NotHere where there is none that may be seen."""
    row = Referral.objects.filter(pk=referral_id).first()
    if row is None or row.settings_id is None:
        raise NotHere("This referral is not here.")
    clock = Clock.objects.filter(referral_id=row.pk, kind=ClockKind.ACKNOWLEDGE).first()
    return Receipt(
        id=row.pk,
        case_id=row.case_id,
        reference=row.reference,
        received_at=row.received_at,
        acknowledge_by=clock.due_at if clock else None,
        acknowledged_at=clock.stopped_at if clock else None,
        danger=row.immediate_danger,
        settings=partnership.made_under(row.settings_id),
    )


# ---- wording ----


def wording(*, practitioner: Me, at: datetime) -> Wording | None:
    """The list of wording hints as this partnership has it; None where it has turned them off."""
    found = partnership.in_force(practitioner.partnership_id, at)
    if not found.settings.wording_hints.on:
        return None
    return _wording(found.document_id)


@lru_cache(maxsize=16)
def _wording(document_id: UUID) -> Wording:
    """Worked out once for a settings document, which never changes. What is not in the list cannot be left out of it,
    and what is in it is not added: that counts for nothing, and all else that was agreed counts.
    """
    hints, usual = partnership.made_under(document_id).wording_hints, standard()
    off = [phrase for phrase in hints.left_out if usual.has(phrase)]
    extra = [
        {"id": f"own-{n}", "class": str(hint.kind), "phrases": [hint.phrase, *hint.variants], "ask": hint.ask}
        for n, hint in enumerate(hints.added, 1)
        if not any(usual.has(phrase) and phrase not in off for phrase in (hint.phrase, *hint.variants))
    ]
    try:
        return usual.with_changes(off=off, extra=extra)
    except PhraseError:
        # Two additions of one phrase: nobody is kept from writing a referral by that.
        return usual.with_changes(off=off)
