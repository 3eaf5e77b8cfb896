"""How the page of the joint form is drawn, for each of the views that answer with it."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.access.here import Asked
from tessera.enquiries.forms.joining import SectionForm
from tessera.enquiries.queries.joining import JointForm
from tessera.live_forms.queries.reading import SectionRead


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


def drawn(request: Asked, joint: JointForm, bound: SectionForm | None = None) -> HttpResponse:
    """The page, with one of its forms as it was sent where there is something to put right."""
    groups = [
        (_("Your agency’s part"), [_section(joint, one, bound) for one in joint.own]),
        (_("What we write together"), [_section(joint, one, bound) for one in joint.together]),
        (_("What others share"), [_section(joint, one, bound) for one in joint.others]),
    ]
    context = {
        "joint": joint,
        "groups": [group for group in groups if group[1]],
        "bound": bound,
        "live_address": live_address(request, joint),
        "nav": "worklist" if joint.is_hub else "requests",
    }
    return render(request, "enquiries/joint_form/form.html", context)


def section_url(enquiry_id: UUID, section_id: UUID) -> str:
    """The place of a section on the page of its form."""
    return f"{reverse('joint_form', args=[enquiry_id])}#section-{section_id}"


def live_address(request: Asked, joint: JointForm) -> str:
    """Where the sockets of the form are, by default at the address of the page itself."""
    scheme = "wss" if request.is_secure() else "ws"
    base = settings.TESSERA_LIVE_ADDRESS or f"{scheme}://{request.get_host()}"
    return f"{base.rstrip('/')}/live/{joint.pk}/"


def _section(joint: JointForm, read: SectionRead, bound: SectionForm | None) -> SectionDrawn:
    own = read.head.agency_id == joint.own_agency_id
    label = ""
    if read.head.audience == "own_agency":
        label = _("Held back: only your own agency reads this")
    elif read.head.written_by == "agency":
        label = _("Shared with everyone who takes part") if own else read.head.agency
    if bound is not None and bound.read.head.id == read.head.id:
        return SectionDrawn(bound.read, bound, label)
    live = not joint.is_closed and not joint.reads_only
    adds = joint.is_closed and not joint.reads_only and read not in joint.others
    return SectionDrawn(read, SectionForm(read=read) if live else None, label, adds)
