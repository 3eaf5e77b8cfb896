"""Forms as a draft of the settings would draw them, for whoever keeps the settings. No referral is behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tessera.access.here import Me
from tessera.access.rules import Role
from tessera.audit import NotHere
from tessera.enquiries.queries.referring import Drafting
from tessera.enquiries.rules import referral_pages as pages
from tessera.partnership.queries import versions
from tessera.partnership.rules import AnswerQuestion
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import AgencyKind, Concern

NOBODY = UUID(int=0)


@dataclass(frozen=True)
class ReadyQuestion:
    """What one kind of agency would be asked about one kind of concern."""

    kind: str
    concern: str
    question: str
    why: str
    besides: tuple[AnswerQuestion, ...] = ()


def settings_of(*, practitioner: Me, draft_id: UUID) -> Settings:
    """What a draft says. Raises NotHere for whoever does not keep the settings, and where there is none."""
    if not practitioner.has(Role.ADMINISTRATOR):
        raise NotHere("This page is not here.")
    return versions.draft(practitioner, draft_id).settings


def a_referral(*, practitioner: Me, at: datetime, settings: Settings, answers: Mapping[str, Any]) -> Drafting:
    """A referral that nobody is writing, asked as these settings ask. It is kept nowhere."""
    sender = pages.Sender(agency=practitioner.agency, reference="")
    return Drafting(
        id=NOBODY,
        answers=answers,
        started_at=at,
        saved_at=at,
        referral_id=None,
        settings=settings,
        composed=pages.compose(answers, sender=sender, settings=settings, now=at),
        agency=practitioner.agency,
    )


def page_list(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Every page of the referral as (slug, title); of a child, an adult and a child's words the first."""
    found = []
    for page in pages.PAGES:
        found.append((page.slug, pages.title_of(page, settings)[0]))
        one = pages.page_of(f"{page.entry}-1") if page.entry else None
        if one is not None:
            found.append((one.slug, pages.title_of(one, settings)[0]))
    return tuple(found)


def ready_question(settings: Settings, kind: str, concern: str) -> ReadyQuestion:
    """What would be asked; the first kind and concern that have a question where none was chosen."""
    kinds = {str(one) for one in AgencyKind}
    asked = {str(one) for one in Concern}
    for by_concern, by_kind in settings.request_templates.items():
        for by in by_kind:
            kind, concern = (
                kind if kind in kinds else str(by),
                concern if concern in asked else str(by_concern),
            )
    found = settings.request_question(concern, kind) if kind in kinds and concern in asked else None
    if found is None:
        return ReadyQuestion(kind, concern, "", "")
    return ReadyQuestion(kind, concern, found.question, found.why, tuple((found.questions or {}).values()))
