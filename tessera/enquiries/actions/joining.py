"""The joint form of an enquiry: the hub opens it, lets agencies in and ends their part, and closes it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me, only_reads
from tessera.access.models import Agency
from tessera.audit import NotHere, action
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import _form_in_record, _hub
from tessera.enquiries.models import Enquiry
from tessera.enquiries.queries.joining import form_of, may_take_part
from tessera.enquiries.rules.joint_form import ALREADY, NO_SUCH_FORM, NOT_ASKED, definition
from tessera.enquiries.rules.states import ENQUIRY
from tessera.enquiries.rules.words import EnquiryState
from tessera.live_forms import actions as live_forms
from tessera.live_forms import queries as live_forms_queries
from tessera.live_forms.queries.reading import form_in_words, section_in_words
from tessera.notifications import actions as notifications
from tessera.partnership import queries as partnership
from tessera.records import actions as records
from tessera.records.rules.words import LineKind


@action("open_form", "enquiry")
def open_form(*, practitioner: Me, at: datetime, enquiry_id: UUID, agencies: Sequence[UUID]) -> Enquiry:
    """Open the joint form of an enquiry for these agencies, and tell each of them.

    The form keeps what the settings in force say today. Raises NotAllowed where there is one already, where the
    settings have none, and where an agency was neither asked nor made the referral.
    """
    _hub.only(practitioner)
    enquiry = _hub.enquiry_to_change(enquiry_id)
    ENQUIRY.take("open_form", EnquiryState(enquiry.state))
    made_of = definition(partnership.in_force(practitioner.partnership_id, at).settings)
    if not made_of["sections"]:
        raise NotAllowed(_(NO_SUCH_FORM), verb="open_form", state=enquiry.state)
    if live_forms_queries.forms_about(enquiry.pk):
        raise NotAllowed(_(ALREADY), verb="open_form", state=enquiry.state)
    taking_part = [_asked(enquiry, agency_id, "open_form") for agency_id in dict.fromkeys(agencies)]
    live_forms.open_form(
        practitioner=practitioner,
        at=at,
        case_id=enquiry.case_id,
        about=enquiry.pk,
        title=enquiry.reference,
        definition=made_of,
        participants=[agency.principal_id for agency in taking_part],
    )
    for agency in taking_part:
        _tell(practitioner, at, enquiry, agency, "joint_form_opened")
    return enquiry


@action("begin", "section")
def begin(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> None:
    """Begin the sections of one's own agency, where nobody of it has. Whoever only reads the case begins none."""
    for form in live_forms_queries.forms_about(enquiry_id):
        if form.closed_at is None and not only_reads(form.case_id):
            live_forms.begin_own_sections(practitioner=practitioner, at=at, form_id=form.id)


@action("let_in", "enquiry")
def let_in(*, practitioner: Me, at: datetime, enquiry_id: UUID, agency_id: UUID) -> Enquiry:
    """Let one more agency take part, and tell it. Raises NotAllowed where it does already, or was not asked."""
    enquiry, form_id = _form(practitioner, enquiry_id, "let_in")
    agency = _asked(enquiry, agency_id, "let_in")
    live_forms.let_in(practitioner=practitioner, at=at, form_id=form_id, principal=agency.principal_id)
    _tell(practitioner, at, enquiry, agency, "joint_form_opened")
    return enquiry


@action("let_go", "enquiry")
def let_go(*, practitioner: Me, at: datetime, enquiry_id: UUID, agency_id: UUID) -> Enquiry:
    """End an agency's part in the form. What it wrote stays; whoever of it has the form open is out at once."""
    enquiry, form_id = _form(practitioner, enquiry_id, "let_go")
    agency = Agency.objects.filter(pk=agency_id).first()
    if agency is None:
        raise NotHere("This agency is not here.")
    live_forms.let_go(practitioner=practitioner, at=at, form_id=form_id, principal=agency.principal_id)
    return enquiry


@action("close_form", "enquiry")
def close_form(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> Enquiry:
    """Freeze the form, and put what it shares into the record as it stands then. Everybody who takes part is told.

    What an agency signed off and did not change is in the record already. What it holds back is its own to put there.
    """
    enquiry, form_id = _form(practitioner, enquiry_id, "close_form")
    taking_part = live_forms_queries.taking_part(form_id)
    live_forms.close(practitioner=practitioner, at=at, form_id=form_id)
    written = form_in_words(practitioner, form_id)  # once nothing more can be written in it
    _form_in_record.put_closed(practitioner, at, form_id, written.sections)
    for agency in Agency.objects.filter(principal_id__in=taking_part).order_by("name"):
        _tell(practitioner, at, enquiry, agency, "joint_form_closed")
    return enquiry


@action("sign_off", "section")
def sign_off(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> None:
    """Say that one's agency has finished: what its sections say now goes into the record.

    Again, where something was changed since: then what those sections say now does. Raises NotAllowed.
    """
    form_id = _form_here(enquiry_id)
    signed = live_forms.sign_off(practitioner=practitioner, at=at, form_id=form_id)
    written = form_in_words(practitioner, form_id)
    own = (one for one in written.sections if one.head.id in signed.sections)
    _form_in_record.put(practitioner, at, form_id, own)


@action("add", "section")
def add_words(*, practitioner: Me, at: datetime, enquiry_id: UUID, section_id: UUID, words: str) -> None:
    """Add words under a section of a form that is closed, and put them into the record. Raises NotAllowed."""
    form_id = _form_here(enquiry_id)
    live_forms.add(practitioner=practitioner, at=at, section_id=section_id, words=words)
    section = section_in_words(practitioner, section_id)
    line = records.NewLine(LineKind.ANALYSIS, words, source=section.section.titled(section.head.agency))
    _form_in_record.put_lines(practitioner, at, section, live_forms_queries.open_to(form_id), [line])


def _form_here(enquiry_id: UUID) -> UUID:
    found = form_of(enquiry_id)
    if found is None:
        raise NotHere("This form is not here.")
    return found


def _form(practitioner: Me, enquiry_id: UUID, verb: str) -> tuple[Enquiry, UUID]:
    """The enquiry, held, and its form. Raises NotHere where it has none."""
    _hub.only(practitioner)
    enquiry = _hub.enquiry_to_change(enquiry_id)
    ENQUIRY.take(verb, EnquiryState(enquiry.state))
    return enquiry, _form_here(enquiry.pk)


def _asked(enquiry: Enquiry, agency_id: UUID, verb: str) -> Agency:
    """An agency that may be let in. It is in the case already: the form opens no case to anyone."""
    if agency_id not in may_take_part(enquiry.pk):
        raise NotAllowed(_(NOT_ASKED), verb=verb, state=enquiry.state)
    return Agency.objects.get(pk=agency_id)


def _tell(practitioner: Me, at: datetime, enquiry: Enquiry, agency: Agency, word: str) -> None:
    notifications.tell_agency(
        practitioner=practitioner,
        at=at,
        agency_id=agency.pk,
        word=word,
        case_id=enquiry.case_id,
        reference=enquiry.reference,
        link=f"/enquiries/{enquiry.pk}/joint-form/",
    )
