"""The joint form of an enquiry, as the hub and each agency that takes part read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from tessera.access.here import Me, only_reads
from tessera.access.models import Agency
from tessera.access.rules import Audience, Role
from tessera.audit import NotHere, query
from tessera.enquiries.models import Enquiry, Referral, Request
from tessera.enquiries.queries._people_shown import children_of, facts_of, names_of, title
from tessera.enquiries.rules.states import ENQUIRY
from tessera.enquiries.rules.words import EnquiryState, RequestState
from tessera.live_forms import queries as live_forms
from tessera.live_forms.queries.history import SectionChanged, changed_since, last_look
from tessera.live_forms.queries.reading import (
    AddendumRead,
    FormRead,
    SectionRead,
    form_in_words,
    read_whole,
)
from tessera.live_forms.queries.signing import ChangedSince, SignedOff
from tessera.partnership import queries as partnership

AWAY = timedelta(minutes=10)  # whoever looks again within it has been looking all the while


@dataclass(frozen=True, slots=True)
class AgencyTaking:
    """An agency that may take part, for the hub: whether it does, when it signed off, and what it changed since."""

    id: UUID
    name: str
    takes_part: bool
    signed_off: SignedOff | None
    changed: ChangedSince | None = None


@dataclass(frozen=True, slots=True)
class NotFinished:
    """An agency that has not signed off; or that did, and changed what its part says since."""

    agency: str
    signed_off: SignedOff | None
    changed: ChangedSince | None


@dataclass(frozen=True)
class JointForm:
    """The joint form with everything on its page. What somebody may not read is not in it."""

    enquiry_id: UUID
    referral_id: UUID
    reference: str
    name: str
    facts: str
    form: FormRead
    own_agency_id: UUID
    request_id: UUID | None
    agencies: tuple[AgencyTaking, ...]
    is_hub: bool
    reads_only: bool
    may: frozenset[str]
    looked_at: datetime | None

    @property
    def pk(self) -> UUID:
        return self.form.pk

    @property
    def case_id(self) -> UUID:
        return self.form.case_id

    @property
    def is_closed(self) -> bool:
        return self.form.head.closed_at is not None

    @property
    def own(self) -> tuple[SectionRead, ...]:
        """What one's own agency shares, and what it holds back."""
        return tuple(one for one in self._of_agencies if one.head.agency_id == self.own_agency_id)

    @property
    def together(self) -> tuple[SectionRead, ...]:
        return tuple(one for one in self.form.sections if one.head.written_by == "participants")

    @property
    def others(self) -> tuple[SectionRead, ...]:
        """What other agencies share."""
        return tuple(one for one in self._of_agencies if one.head.agency_id != self.own_agency_id)

    @property
    def _of_agencies(self) -> tuple[SectionRead, ...]:
        return tuple(one for one in self.form.sections if one.head.written_by == "agency")

    @property
    def signed_off(self) -> SignedOff | None:
        """When one's own agency last finished with its sections."""
        return _last(self.form.signed_off).get(self.own_agency_id)

    @property
    def changed(self) -> ChangedSince | None:
        """The last that one's own agency changed since."""
        return _changed(self.form).get(self.own_agency_id)

    @property
    def not_finished(self) -> tuple[NotFinished, ...]:
        """Agencies that take part or have written, whose words as they stand are not signed off, by name."""
        signed, changed = _last(self.form.signed_off), _changed(self.form)
        names = {one.id: one.name for one in self.agencies if one.takes_part}
        names |= {one.head.agency_id: one.head.agency for one in self._of_agencies if not one.is_empty}
        return tuple(
            NotFinished(name, signed.get(pk), changed.get(pk))
            for pk, name in sorted(names.items(), key=lambda one: one[1])
            if pk not in signed or pk in changed
        )

    def section(self, section_id: UUID) -> SectionRead:
        """One of its sections. Raises NotHere."""
        found = next((one for one in self.form.sections if one.head.id == section_id), None)
        if found is None:
            raise NotHere("This is not here.")
        return found

    def to_add_to(self, section_id: UUID) -> SectionRead:
        """A section of a closed form that one may add to: of all who take part, or of one's own agency."""
        found = self.section(section_id)
        if not self.is_closed or self.reads_only or found in self.others:
            raise NotHere("This is not here.")
        return found


def to_close(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> JointForm:
    """The joint form, to be closed. Raises NotHere for whoever is not in the hub, and where it is closed already."""
    found = joint_form(practitioner=practitioner, at=at, enquiry_id=enquiry_id)
    if found.is_closed or "close_form" not in found.may:
        raise NotHere("This is not here.")
    return found


def form_of(enquiry_id: UUID) -> UUID | None:
    """The joint form of an enquiry, for whoever may open it; None for anybody else, and where there is none."""
    found = live_forms.forms_about(enquiry_id)
    return found[-1].id if found else None


def form_is_open(enquiry_id: UUID) -> bool:
    """Whether an enquiry has a joint form that may still be written."""
    return any(form.closed_at is None for form in live_forms.forms_about(enquiry_id))


def joint_form(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> JointForm:
    """The joint form of an enquiry. That it is read is written in the ledger. Raises NotHere."""
    form_id = form_of(enquiry_id)
    if form_id is None:
        raise NotHere("This form is not here.")
    form = read_whole(practitioner=practitioner, form_id=form_id)
    referral = Referral.objects.filter(case_id=form.case_id).order_by("received_at").first()
    children = children_of(referral.pk, localdate(at)) if referral else ()
    only = only_reads(form.case_id)
    hub = practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER) and practitioner.is_hub and not only
    state = Enquiry.objects.filter(pk=enquiry_id).values_list("state", flat=True).first() if hub else None
    requests = [] if hub else _own_requests(enquiry_id, practitioner)
    return JointForm(
        enquiry_id=enquiry_id,
        referral_id=referral.pk if referral else form.case_id,
        reference=form.head.title,
        name=title(children) if children else form.head.title,
        facts=facts_of(children) if children else "",
        form=form,
        own_agency_id=practitioner.agency_id,
        request_id=requests[0] if requests else None,
        agencies=_agencies(enquiry_id, form) if hub else (),
        is_hub=hub,
        reads_only=only,
        may=frozenset(ENQUIRY.verbs_from(EnquiryState(state))) if state else frozenset(),
        looked_at=last_look(practitioner, form_id, at - AWAY),
    )


def _own_requests(enquiry_id: UUID, practitioner: Me) -> list[UUID]:
    rows = Request.objects.filter(enquiry_id=enquiry_id, to_agency_id=practitioner.agency_id)
    return list(rows.order_by("-sent_at").values_list("pk", flat=True)[:1])


def _agencies(enquiry_id: UUID, form: FormRead) -> tuple[AgencyTaking, ...]:
    taking = set(live_forms.taking_part(form.head.id))
    signed, changed = _last(form.signed_off), _changed(form)
    return tuple(
        AgencyTaking(pk, name, principal in taking, signed.get(pk), changed.get(pk))
        for pk, (name, principal) in may_take_part(enquiry_id).items()
    )


def _last(signed: Sequence[SignedOff]) -> dict[UUID, SignedOff]:
    """Each agency's last sign-off. They come oldest first."""
    return {one.agency_id: one for one in signed}


def _changed(form: FormRead) -> dict[UUID, ChangedSince]:
    """The last that each agency changed since it signed off, in what whoever asks may read."""
    found = [(one.head.agency_id, one.changed) for one in form.sections if one.changed]
    return dict(sorted(found, key=lambda one: one[1].at))


def may_take_part(enquiry_id: UUID) -> dict[UUID, tuple[str, int]]:
    """Each agency that was asked and is asked still, and the one that made the referral: its name and its principal.

    The hub's own agency is not among them: the hub takes part in every form.
    """
    asked = Request.objects.filter(enquiry_id=enquiry_id).exclude(state=RequestState.WITHDRAWN)
    referred = Enquiry.objects.filter(pk=enquiry_id).values("referral__from_agency_id")
    ids = Q(pk__in=asked.values("to_agency_id")) | Q(pk__in=referred)
    rows = Agency.objects.filter(ids).exclude(teams__is_hub=True).order_by("name")
    return {pk: (name, principal) for pk, name, principal in rows.values_list("pk", "name", "principal_id")}


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in the joint form since a time."""

    joint: JointForm
    since: datetime
    sections: tuple[SectionChanged, ...]


def changes(*, practitioner: Me, at: datetime, enquiry_id: UUID, since: str) -> Changes:
    """What changed since a moment, written as a page links to it; else since the last look, or since it was opened."""
    joint = joint_form(practitioner=practitioner, at=at, enquiry_id=enquiry_id)
    moment = _moment(since) or joint.looked_at or joint.form.head.opened_at
    return Changes(joint, moment, changed_since(practitioner, joint.form, moment))


def _moment(written: str) -> datetime | None:
    """A moment as an address has it; None for one that cannot be read, or that some clock's calendar does not reach."""
    try:
        found = datetime.fromisoformat(written)
        if found.tzinfo is None:
            return None
        localtime(found.astimezone(UTC))
    except (ValueError, OverflowError):
        return None
    return found


@dataclass(frozen=True, slots=True)
class FieldPrinted:
    """A field by its label, and what it says, a line to a line."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionPrinted:
    """A section as it is kept: whose it is, what it says, and what was added once it was closed."""

    title: str
    whose: str
    fields: tuple[FieldPrinted, ...]
    addenda: tuple[AddendumRead, ...]
    is_an_agencys: bool = False
    signed_off: SignedOff | None = None
    changed: ChangedSince | None = None


@dataclass(frozen=True, slots=True)
class FormPrinted:
    """A joint form to print or to keep. What an agency holds back is never in it, whoever asks."""

    id: UUID
    case_id: UUID
    reference: str
    children: str
    opened_at: datetime
    closed_at: datetime | None
    signed_off: tuple[SignedOff, ...]
    sections: tuple[SectionPrinted, ...]


@query("live_form", "export")
def to_export(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> FormPrinted:
    """The joint form, to be taken out of the system: the ledger says who took it. Raises NotHere."""
    found = printed(practitioner, at, enquiry_id)
    if found is None:
        raise NotHere("This form is not here.")
    return found


def printed(me: Me, at: datetime, enquiry_id: UUID) -> FormPrinted | None:
    """The joint form of an enquiry as it is kept, in what whoever asks may read; None where there is none."""
    form_id = form_of(enquiry_id)
    if form_id is None:
        return None
    form = form_in_words(me, form_id)
    referral = Referral.objects.filter(case_id=form.case_id).order_by("received_at").first()
    return FormPrinted(
        id=form.head.id,
        case_id=form.case_id,
        reference=form.head.title,
        children=names_of(referral.pk) if referral else "",
        opened_at=form.head.opened_at,
        closed_at=form.head.closed_at,
        signed_off=form.signed_off,
        sections=tuple(_printed(one) for one in form.sections if one.head.audience != Audience.OWN_AGENCY),
    )


def _printed(read: SectionRead) -> SectionPrinted:
    an_agencys = read.head.written_by == "agency"
    whose = read.head.agency if an_agencys else _("Everyone who takes part")
    fields = tuple(FieldPrinted(one.field.label, tuple(one.plain.splitlines())) for one in read.fields)
    # Whose it is stands beside its title, whoever asks: the file is read by others too.
    title = read.section.titled(_("our agency"))
    return SectionPrinted(title, whose, fields, read.addenda, an_agencys, read.signed_off, read.changed)


@dataclass(frozen=True, slots=True)
class ToOpen:
    """An enquiry whose joint form may be opened, and the agencies that may take part."""

    id: UUID
    case_id: UUID
    reference: str
    name: str
    agencies: tuple[tuple[str, str], ...]
    has_form: bool
    is_offered: bool


@query("enquiry", "consider")
def to_open(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> ToOpen:
    """An enquiry to open a joint form of. Raises NotHere for whoever is not in the hub."""
    if not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER):
        raise NotHere("This enquiry is not here.")
    row = Enquiry.objects.filter(pk=enquiry_id).first()
    if row is None:
        raise NotHere("This enquiry is not here.")
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    return ToOpen(
        id=row.pk,
        case_id=row.case_id,
        reference=row.reference,
        name=names_of(row.referral_id),
        agencies=tuple((str(pk), name) for pk, (name, _) in may_take_part(row.pk).items()),
        has_form=form_of(row.pk) is not None,
        is_offered=bool(settings.joint_form and settings.features.joint_form),
    )
