"""Pages of what was written in the joint form before: of one field, and since one last looked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.enquiries.queries import joining as queries
from tessera.enquiries.views._joint_form import section_url
from tessera.live_forms.actions import writing
from tessera.live_forms.queries.history import history


@require_GET
def field(request: Asked, enquiry_id: UUID, section_id: UUID) -> HttpResponse:
    """Who wrote what of one field, to the phrase, and everything it ever said."""
    at = timezone.now()
    joint = queries.joint_form(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    read = joint.section(section_id)
    shown = history(request.me, section_id, request.GET.get("field", ""))
    context = {"joint": joint, "section": read, "history": shown, "nav": "worklist"}
    return render(request, "enquiries/joint_form/history.html", context)


@require_POST
def put_back(request: Asked, enquiry_id: UUID, section_id: UUID) -> HttpResponse:
    """Make a field say again what it said, as new writing."""
    at = timezone.now()
    queries.joint_form(practitioner=request.me, at=at, enquiry_id=enquiry_id).section(section_id)
    seq = request.POST.get("seq", "")
    try:
        done = writing.put_back(
            practitioner=request.me,
            at=at,
            section_id=section_id,
            name=request.POST.get("field", ""),
            seq=int(seq) if seq.isdecimal() and len(seq) < 18 else 0,
        )
    except NotAllowed:
        messages.error(
            request, _("Nothing was put back: this part is not yours to write in, or the form is closed.")
        )
    else:
        if done:
            messages.success(request, _("It says again what it said then."))
        else:
            messages.info(request, _("It says that already."))
    return redirect(section_url(enquiry_id, section_id))


@require_GET
def changes(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """What others and oneself changed since a time, by default since one last looked."""
    at = timezone.now()
    shown = queries.changes(
        practitioner=request.me, at=at, enquiry_id=enquiry_id, since=request.GET.get("since", "")
    )
    return render(request, "enquiries/joint_form/changes.html", {"shown": shown, "nav": "worklist"})
