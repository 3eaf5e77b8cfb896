"""What was done in cases at the front door, each act with its moment: for a chronology, which asks every app."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.core.language import Phrases
from tessera.core.words import Word
from tessera.enquiries.models import Danger, Decision, Rating, Referral, Screening
from tessera.enquiries.queries._decided import outcome_words
from tessera.enquiries.rules.words import ScreeningOutcome
from tessera.partnership import queries as partnership
from tessera.partnership.rules.words import Confirmer
from tessera.records.rules.leaving import Leaving

Of = Mapping[str, Any]

SCREENED = Phrases(
    {
        ScreeningOutcome.ADVICE_ONLY: "The hub gave advice",
        ScreeningOutcome.OPEN_CASE: "Passed to a practitioner who works with the family already",
        ScreeningOutcome.FAMILY_HELP: "Passed to family help",
        ScreeningOutcome.ENQUIRY: "The hub began an enquiry",
        ScreeningOutcome.DUPLICATE: "The hub had been told of it already",
    }
)


class Deed(Word):
    """Which of the acts it was."""

    REFERRAL = "referral"
    SCREENING = "screening"
    RATING = "rating"
    DANGER = "danger"
    DECISION = "decision"


@dataclass(frozen=True)
class Fact:
    """One act: when, whose, in words, and why they said they did it. `note_id`: the note that holds its lines."""

    id: UUID
    deed: Deed
    case_id: UUID
    agency_id: UUID
    agency: str
    by: str
    at: datetime
    words: str
    reason: str
    href: str
    note_id: UUID | None = None


WHOSE = ("pk", "case_id", "agency_id", "agency__name", "author__name")


def facts_of(
    *, practitioner: Me, case_ids: Collection[UUID], leaving: Leaving | None = None
) -> tuple[Fact, ...]:
    """The acts in these cases that may be seen. Six questions, however many cases there are.

    `leaving`: only what may stand in a file for somebody else.
    """
    page = "/enquiries/{}/" if practitioner.is_hub else ""
    of = {"case_id__in": case_ids} | ({} if leaving is None else {"audience": Audience.WHOLE_CASE})
    if leaving is not None and not leaving.reasons:
        return tuple(replace(one, reason="", by="") for one in _decided(practitioner, of, page))
    return (
        *_referred(of),
        *_screened(of),
        *_called(of),
        *_rated(practitioner, of, page),
        *_decided(practitioner, of, page),
    )


def _rated(practitioner: Me, of: Of, page: str) -> Iterator[Fact]:
    rated = Rating.objects.filter(**of).select_related("confirmation")
    for *whose, value, by_hub, reason, moment, confirm_by, confirmed_at, enquiry in rated.values_list(
        *WHOSE,
        "value",
        "by_hub",
        "reason",
        "rated_at",
        "confirm_by",
        "confirmation__confirmed_at",
        "enquiry_id",
    ):
        waits = confirm_by != Confirmer.NOBODY and confirmed_at is None
        said = _("{rating}, proposed by the hub") if waits else _("{rating}, by the hub")
        # In the words that were agreed when it was rated, as everything here is.
        agreed = partnership.in_force(practitioner.partnership_id, moment).settings
        words = (said if by_hub else _("{rating}, by this agency")).format(rating=agreed.rating_label(value))
        yield _fact(whose, Deed.RATING, moment, words, reason, page.format(enquiry))


def _decided(practitioner: Me, of: Of, page: str) -> Iterator[Fact]:
    decided = Decision.objects.filter(**of)
    for *whose, outcome, closure, reasons, moment, enquiry in decided.values_list(
        *WHOSE, "outcome", "closure", "reasons", "decided_at", "enquiry_id"
    ):
        called = outcome_words(practitioner.partnership_id, outcome, moment, closure)
        words = _("Decided: {outcome}").format(outcome=called)
        yield _fact(whose, Deed.DECISION, moment, words, reasons, page.format(enquiry))


def _fact(
    whose: list[object],
    deed: Deed,
    at: datetime,
    words: str,
    reason: str,
    href: str,
    note: UUID | None = None,
) -> Fact:
    pk, case_id, agency_id, agency, by = whose
    return Fact(pk, deed, case_id, agency_id, agency, by or "", at, words, reason, href, note)  # type: ignore[arg-type]


def _referred(of: Of) -> list[Fact]:
    rows = Referral.objects.filter(**of)
    return [
        Fact(
            pk,
            Deed.REFERRAL,
            case_id,
            agency_id,
            agency,
            by,
            at,
            _("Referred to the hub"),
            "",
            f"/referrals/{pk}/",
            note,
        )
        for pk, case_id, agency_id, agency, by, at, note in rows.values_list(
            "pk", "case_id", "from_agency_id", "from_agency__name", "referrer_name", "received_at", "note_id"
        )
    ]


def _screened(of: Of) -> list[Fact]:
    rows = Screening.objects.filter(**of)
    return [
        _fact(
            whose, Deed.SCREENING, at, SCREENED[ScreeningOutcome(outcome)], reason, f"/referrals/{referral}/"
        )
        for *whose, outcome, reason, at, referral in rows.values_list(
            *WHOSE, "outcome", "reason", "screened_at", "referral_id"
        )
    ]


def _called(of: Of) -> list[Fact]:
    rows = Danger.objects.filter(**of)
    return [
        _fact(whose, Deed.DANGER, at, _("Immediate danger"), reason, f"/referrals/{referral}/")
        for *whose, reason, at, referral in rows.values_list(*WHOSE, "reason", "called_at", "referral_id")
    ]
