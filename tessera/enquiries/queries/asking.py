"""What the hub needs to read before it asks an agency, or decides not to share with one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.access.rules import Role
from tessera.audit import NotHere, query
from tessera.core.language import marked
from tessera.enquiries.models import Enquiry, NotShared, Referral, Request
from tessera.enquiries.queries._people_shown import names_of
from tessera.enquiries.rules.words import WAITING, ClockKind, ConsentPosition, EnquiryState, RequestState
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import AgencyKind

NOT_TOLD = (
    ConsentPosition.NOT_TOLD_WOULD_RAISE_RISK,
    ConsentPosition.NOT_TOLD_WOULD_PREJUDICE_INVESTIGATION,
    ConsentPosition.NOT_REACHED,
)
# A child has their own one of these: it is usually asked because it is theirs, not because of what it is.
THEIR_OWN = (AgencyKind.EDUCATION_SCHOOL, AgencyKind.EDUCATION_EARLY_YEARS, AgencyKind.GP)
STANDS = {
    RequestState.SENT: (marked("Asked"), "yellow"),
    RequestState.SEEN: (marked("Seen"), "yellow"),
    RequestState.RETURNED: (marked("Returned"), "green"),
    RequestState.NOTHING_KNOWN: (marked("Nothing known"), "grey"),
    RequestState.REFUSED: (marked("Refused"), "red"),
    RequestState.WITHDRAWN: (marked("Withdrawn"), "grey"),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A question that is ready for an agency of this kind about this concern, and why it is asked of them."""

    concern: str
    label: str
    question: str
    why: str
    besides: tuple[str, ...]  # what the partnership asks whoever answers, in its words


@dataclass(frozen=True, slots=True)
class AgencyToAsk:
    """An agency that answers the hub, and where it stands in this enquiry."""

    id: UUID
    name: str
    kind: str
    out_of_hours: str
    named_because: str
    templates: tuple[Template, ...]
    fits: bool
    status: str
    colour: str
    asked_at: datetime | None
    is_waiting: bool
    not_shared: str

    @property
    def key(self) -> str:
        """Its identifier as an address carries it."""
        return str(self.id)


@dataclass(frozen=True, slots=True)
class ToAsk:
    """An enquiry as the asking pages need it."""

    id: UUID
    case_id: UUID
    reference: str
    children: str
    rating: str
    rating_label: str
    limit: str
    is_open: bool
    concerns: tuple[str, ...]
    due_at: datetime | None
    referrer_said: str
    not_told: bool
    agencies: tuple[AgencyToAsk, ...]

    def agency(self, agency_id: str) -> AgencyToAsk | None:
        """The agency of this identifier, as an address gave it; None if it answers no requests here."""
        return next((agency for agency in self.agencies if str(agency.id) == agency_id), None)

    @property
    def groups(self) -> tuple[tuple[str, tuple[AgencyToAsk, ...]], ...]:
        """The agencies in the order in which they are likely to be asked, under their headings."""
        named = tuple(agency for agency in self.agencies if agency.named_because)
        fitting = tuple(agency for agency in self.agencies if agency.fits and agency not in named)
        others = tuple(agency for agency in self.agencies if agency not in (*named, *fitting))
        headed = (
            (_("Named in the referral"), named),
            (_("Usually asked about this"), fitting),
            (_("Everyone else"), others),
        )
        return tuple(group for group in headed if group[1])


@query("enquiry", "consider")
def to_ask(*, practitioner: Me, at: datetime, enquiry_id: UUID, settings: Settings) -> ToAsk:
    """An enquiry with every agency that may be asked. Raises NotHere, also for whoever is not in the hub."""
    row = Enquiry.objects.filter(pk=enquiry_id).select_related("referral").first()
    if row is None or not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This enquiry is not here.")
    # How long an answer may take was promised when the enquiry was opened; what may be asked is as it is now.
    promised = partnership.made_under(row.settings_id) if row.settings_id else settings
    limit = promised.limit(ClockKind.AGENCY_RETURN, row.rating or None)
    return ToAsk(
        id=row.pk,
        case_id=row.case_id,
        reference=row.reference,
        children=names_of(row.referral_id),
        rating=row.rating,
        rating_label=settings.rating_label(row.rating),
        limit=limit.words() if limit else "",
        is_open=row.state == EnquiryState.OPEN,
        concerns=tuple(settings.concern(code).label for code in row.referral.concerns),
        due_at=promised.due(
            ClockKind.AGENCY_RETURN, started=at, ratings=[(row.rating, at)] if row.rating else []
        ),
        referrer_said=_said_of_the_family(row.referral, settings),
        not_told=row.referral.consent_position in NOT_TOLD,
        agencies=_agencies(practitioner, row, settings),
    )


def _said_of_the_family(referral: Referral, settings: Settings) -> str:
    """What the referrer said about telling the family of the referral: the hub answers for its own question."""
    label = settings.consent_positions[referral.consent_position].label  # type: ignore[index]
    return f"{label}. {referral.consent_reason}".strip()


def _agencies(practitioner: Me, enquiry: Enquiry, settings: Settings) -> tuple[AgencyToAsk, ...]:
    latest: dict[UUID, tuple[str, datetime]] = {
        agency: (state, sent)
        for agency, state, sent in Request.objects.filter(enquiry=enquiry)
        .order_by("sent_at")
        .values_list("to_agency_id", "state", "sent_at")
    }
    refused = dict(
        NotShared.objects.filter(enquiry=enquiry).order_by("decided_at").values_list("to_agency_id", "reason")
    )
    named = _named(enquiry.referral, settings)
    rows = Agency.objects.filter(partnership_id=practitioner.partnership_id).order_by("name")
    return tuple(
        _agency(row, enquiry.referral, settings, named, latest.get(row.pk), refused.get(row.pk, ""))
        for row in rows
        if row.code in settings.agencies and settings.agencies[row.code].answers_requests
    )


def _agency(
    row: Agency,
    referral: Referral,
    settings: Settings,
    named: dict[str, str],
    latest: tuple[str, datetime] | None,
    not_shared: str,
) -> AgencyToAsk:
    own = settings.agencies[row.code]
    templates = tuple(_templates(referral.concerns, own.kind, settings))
    words, colour = STANDS[RequestState(latest[0])] if latest else ("", "")
    because = _("made the referral") if row.pk == referral.from_agency_id else named.get(row.code, "")
    return AgencyToAsk(
        id=row.pk,
        name=row.name,
        kind=own.kind,
        out_of_hours=own.out_of_hours or "",
        named_because=because,
        templates=templates,
        fits=own.kind not in THEIR_OWN
        and any(template.concern in referral.concerns for template in templates),
        status=_(words),
        colour=colour,
        asked_at=latest[1] if latest else None,
        is_waiting=latest is not None and latest[0] in WAITING,
        not_shared=not_shared,
    )


def _templates(concerns: Sequence[str], kind: str, settings: Settings) -> Iterable[Template]:
    """One ready question for each concern that has one for this kind of agency; else the one about any concern."""
    seen: set[str] = set()
    for code in (*concerns, "other"):
        ready = settings.request_templates.get(code, {}).get(kind)  # type: ignore[call-overload]
        if ready is not None and (code != "other" or not seen) and ready.question not in seen:
            seen.add(ready.question)
            label = settings.concern(code).label if code != "other" else _("any concern")
            besides = settings.answer_questions(code, kind).values()
            yield Template(code, label, ready.question, ready.why, tuple(one.label for one in besides))


def _named(referral: Referral, settings: Settings) -> dict[str, str]:
    """Agencies that the referral names, by code, each with why: their school, their GP, working with the family."""
    found: dict[str, str] = {}

    def add(name: Any, because: str) -> None:
        agency = settings.agency(str(name)) if name else None
        if agency is not None:
            found.setdefault(agency.code, because)

    for child in referral.children.all():
        add(child.school, _("{child}’s school").format(child=child.given_name or _("the child")))
        add(child.gp, _("{child}’s GP").format(child=child.given_name or _("the child")))
    for other in referral.other_agencies:
        add(other.get("code") or other.get("agency"), _("works with the family"))
    return found


def enquiry_of(request_id: UUID) -> UUID:
    """The enquiry that a question belongs to. Raises NotHere."""
    found = Request.objects.filter(pk=request_id).values_list("enquiry_id", flat=True).first()
    if found is None:
        raise NotHere("This request is not here.")
    return found


@dataclass(frozen=True, slots=True)
class ToStop:
    """A question as the pages that pause or withdraw it name it. `reasons` to pause are (code, words, hint)."""

    id: UUID
    case_id: UUID
    enquiry_id: UUID
    reference: str
    children: str
    agency: str
    question: str
    reasons: tuple[tuple[str, str, str], ...]


@query("request", "consider")
def to_stop(*, practitioner: Me, at: datetime, request_id: UUID) -> ToStop:
    """A question to pause or to withdraw. Raises NotHere, also for whoever is not in the hub."""
    row = Request.objects.filter(pk=request_id).select_related("to_agency").first()
    enquiry = Enquiry.objects.filter(pk=row.enquiry_id).first() if row is not None else None
    if row is None or enquiry is None or not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This request is not here.")
    settings = partnership.of_record(enquiry.settings_id, practitioner.partnership_id, at)
    face = settings.clock(ClockKind.AGENCY_RETURN)
    known = [settings.pause_reasons[code] for code in face.pause_reasons]
    return ToStop(
        id=row.pk,
        case_id=row.case_id,
        enquiry_id=row.enquiry_id,
        reference=row.reference,
        children=names_of(enquiry.referral_id),
        agency=row.to_agency.name,
        question=row.question,
        reasons=tuple((reason.code, reason.label, reason.hint or "") for reason in known),
    )
