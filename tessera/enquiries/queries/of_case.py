"""What the pages about a case call it: its reference, whose it is, where it is read. For the apps above this one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.core.text import join_words
from tessera.enquiries.models import Decision, Enquiry, Referral, Request
from tessera.enquiries.queries._decided import outcome_words
from tessera.enquiries.queries._people_shown import names_of
from tessera.enquiries.rules.words import WAITING, EnquiryState
from tessera.partnership import queries as partnership


@dataclass(frozen=True, slots=True)
class CaseNamed:
    """A case by the children's names. `href` is the page on which it is worked: the enquiry, or else the referral."""

    case_id: UUID
    reference: str
    name: str
    href: str
    enquiry_id: UUID | None


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A closed enquiry, without a name: enough to pick those that quality assurance asks for."""

    case_id: UUID
    reference: str
    closed_at: datetime
    outcome: str


def named(case_id: UUID) -> CaseNamed | None:
    """The case as it is called, where it may be seen. Whoever asks writes down that somebody looked."""
    referral = Referral.objects.filter(case_id=case_id).order_by("-received_at").first()
    if referral is None:
        return None
    enquiry = Enquiry.objects.filter(case_id=case_id).values_list("pk", "reference").first()
    if enquiry is None:
        href = f"/referrals/{referral.pk}/"
        return CaseNamed(case_id, referral.reference, names_of(referral.pk), href, None)
    return CaseNamed(case_id, enquiry[1], names_of(referral.pk), f"/enquiries/{enquiry[0]}/", enquiry[0])


def references(case_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """(reference, address) of those cases that may still be opened."""
    wanted = list(case_ids)
    return {
        case_id: (reference, f"/referrals/{pk}/")
        for case_id, pk, reference in Referral.objects.filter(case_id__in=wanted).values_list(
            "case_id", "pk", "reference"
        )
    }


def waits_for(case_id: UUID, principals: Iterable[int]) -> bool:
    """Whether a question to one of these agencies has not been answered."""
    return Request.objects.filter(
        case_id=case_id, state__in=WAITING, to_agency__principal_id__in=list(principals)
    ).exists()


def enquiries_of(case_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """(reference, address) of the enquiries of those cases that may be opened."""
    rows = Enquiry.objects.filter(case_id__in=list(case_ids)).values_list("case_id", "pk", "reference")
    return {case_id: (reference, f"/enquiries/{pk}/") for case_id, pk, reference in rows}


def outcomes(practitioner: Me, at: datetime) -> tuple[tuple[str, str], ...]:
    """Every outcome that a decision may have or had, as (code, words): its latest words, then what it was called."""
    called: dict[str, dict[str, None]] = {}
    for begins, settings in partnership.every_version(practitioner.partnership_id, at):
        for code, outcome in settings.outcomes.items():
            words = (outcome.label.on(at.date()), outcome.label.on(begins.date()))
            called.setdefault(code, {}).update(dict.fromkeys(words))
    return tuple((code, _with_former(*words)) for code, words in called.items())


def _with_former(latest: str, *former: str) -> str:
    return (
        _("{latest} (before: {former})").format(latest=latest, former=join_words(former))
        if former
        else latest
    )


def closed(
    *, practitioner: Me, at: datetime, begins: date | None, ends: date | None, outcome: str, limit: int = 200
) -> tuple[ClosedCase, ...]:
    """Enquiries closed from a day to a day, both included, newest first; of one outcome where one is given."""
    zone = ZoneInfo(partnership.in_force(practitioner.partnership_id, at).settings.calendar().time_zone)
    rows = Enquiry.objects.filter(state=EnquiryState.CLOSED, closed_at__isnull=False)
    if begins:
        rows = rows.filter(closed_at__gte=datetime.combine(begins, time(0), zone))
    if ends and ends < date.max:  # nothing begins after the last day there is
        rows = rows.filter(closed_at__lt=datetime.combine(ends + timedelta(days=1), time(0), zone))
    if outcome:
        rows = rows.filter(pk__in=Decision.objects.filter(outcome=outcome).values("enquiry_id"))
    found = list(rows.order_by("-closed_at")[:limit].values_list("pk", "case_id", "reference", "closed_at"))
    decided = {
        enquiry: outcome_words(practitioner.partnership_id, outcome, decided_at, closure)
        for enquiry, outcome, decided_at, closure in Decision.objects.filter(
            enquiry_id__in=[row[0] for row in found]
        ).values_list("enquiry_id", "outcome", "decided_at", "closure")
    }
    return tuple(
        ClosedCase(
            case_id,
            reference,
            closed_at,
            decided.get(pk) or _("Not decided"),
        )
        for pk, case_id, reference, closed_at in found
        if closed_at is not None
    )
