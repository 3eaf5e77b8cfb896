"""How the page of the joint form is drawn, and what becomes of it when it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.enquiries.forms.joining import SectionForm, sent_sections
from tessera.enquiries.queries.joining import JointForm
from tessera.live_forms.actions import writing
from tessera.live_forms.queries.reading import SectionRead

NOTHING: Mapping[UUID, SectionForm] = MappingProxyType({})


@dataclass
class Sent:
    """What became of a page that was sent. `gone`: a part of it is not open any more to whoever sent it."""

    gone: bool
    saved: int = 0
    wrong: dict[UUID, SectionForm] = field(default_factory=dict)
    asked: dict[UUID, tuple[writing.Asked, ...]] = field(default_factory=dict)

    def forms(self, joint: JointForm) -> dict[UUID, SectionForm]:
        """The sections to put right, as they stand in the form now, with what was sent."""
        return self.wrong | {
            section_id: SectionForm.asking(joint.section(section_id), names)
            for section_id, names in self.asked.items()
        }


@dataclass(frozen=True)
class SectionDrawn:
    """A section on its page: as a form while it can be typed in or typed in by others, else in words."""

    read: SectionRead
    form: SectionForm | None
    label: str
    may_add: bool = False

    @property
    def id(self) -> UUID:
        return self.read.head.id


def save_each(request: Asked, at: datetime, joint: JointForm) -> Sent:
    """Save every section that was sent, each by itself: one that cannot be saved keeps none of the others back."""
    sections = sent_sections(request.POST)
    here = [one for one in joint.form.sections if one.head.id in sections]
    sent = Sent(gone=len(here) < len(sections))
    for read in here:
        form = SectionForm(request.POST, read=read)
        if not form.is_valid():
            sent.wrong[form.read.head.id] = form
        elif form.differs:
            _save(request, at, form, sent)
    return sent


def _save(request: Asked, at: datetime, form: SectionForm, sent: Sent) -> None:
    section_id = form.read.head.id
    try:
        written = writing.write(practitioner=request.me, at=at, section_id=section_id, **form.answers)
    except writing.Unfits as refusal:
        form.refuse(refusal.wrong)
        sent.wrong[section_id] = form
        return
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        sent.wrong[section_id] = form
        return
    if written is not None:
        sent.saved += len(written.saved)
    if written is not None and written.asked:
        sent.asked[section_id] = written.asked


def drawn(request: Asked, joint: JointForm, bound: Mapping[UUID, SectionForm] = NOTHING) -> HttpResponse:
    """The page; those of its sections in which there is something to put right, as they were sent."""
    groups = [
        (_("Your agency’s part"), [_section(joint, one, bound) for one in joint.own]),
        (_("What we write together"), [_section(joint, one, bound) for one in joint.together]),
        (_("What others share"), [_section(joint, one, bound) for one in joint.others]),
    ]
    context = {
        "joint": joint,
        "groups": [group for group in groups if group[1]],
        "bound": [one.form for _, sections in groups for one in sections if one.form and one.form.is_bound],
        "live_address": live_address(request, joint),
        "nav": "worklist" if joint.is_hub else "requests",
    }
    return render(request, "enquiries/joint_form/form.html", context)


def _whose(read: SectionRead) -> str:
    return "" if read.names_agency else _("Written by {agency}").format(agency=read.head.agency)


def section_url(enquiry_id: UUID, section_id: UUID) -> str:
    """The place of a section on the page of its form."""
    return f"{reverse('joint_form', args=[enquiry_id])}#section-{section_id}"


def pressed(request: Asked, joint: JointForm) -> str:
    """The place of the section whose button was pressed."""
    wanted = request.POST.get("section", "")
    known = next((one.head.id for one in joint.form.sections if str(one.head.id) == wanted), None)
    return section_url(joint.enquiry_id, known) if known else reverse("joint_form", args=[joint.enquiry_id])


def live_address(request: Asked, joint: JointForm) -> str:
    """Where the sockets of the form are, by default at the address of the page itself."""
    scheme = "wss" if request.is_secure() else "ws"
    base = settings.TESSERA_LIVE_ADDRESS or f"{scheme}://{request.get_host()}"
    return f"{base.rstrip('/')}/live/{joint.pk}/"


def _section(joint: JointForm, read: SectionRead, bound: Mapping[UUID, SectionForm]) -> SectionDrawn:
    own = read.head.agency_id == joint.own_agency_id
    label = ""
    if read.head.audience == "own_agency":
        label = _("Held back: only your own agency reads this")
    elif read.head.written_by == "agency":
        label = _("Shared with everyone who takes part") if own else _whose(read)
    if sent := bound.get(read.head.id):
        return SectionDrawn(sent.read, sent, label)
    live = not joint.is_closed and not joint.reads_only
    adds = joint.is_closed and not joint.reads_only and read not in joint.others
    return SectionDrawn(read, SectionForm(read=read) if live else None, label, adds)
