"""Pages of the joint form: it is opened, written section by section, signed off and closed."""

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tessera.access import actions as access
from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import joining
from tessera.enquiries.forms.joining import AddForm, OpenForm
from tessera.enquiries.queries import joining as queries
from tessera.enquiries.views._joint_form import drawn, pressed, save_each, section_url
from tessera.enquiries.views._printing import as_file

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "enquiries" / "joint_form" / "form.typ"


@require_http_methods(["GET", "POST"])
def open_form(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """Open the joint form of an enquiry for some of the agencies that were asked."""
    at = timezone.now()
    enquiry = queries.to_open(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    if enquiry.has_form:
        return redirect("joint_form", enquiry_id)
    form = OpenForm(request.POST if request.method == "POST" else None, agencies=enquiry.agencies)
    if request.method == "POST" and form.is_valid():
        agencies = [UUID(one) for one in form.cleaned_data["agencies"]]
        try:
            joining.open_form(practitioner=request.me, at=at, enquiry_id=enquiry_id, agencies=agencies)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The joint form is open, and the agencies have been told."))
            return redirect("joint_form", enquiry_id)
    context = {"form": form, "enquiry": enquiry, "nav": "worklist"}
    return render(request, "enquiries/joint_form/open.html", context)


@require_http_methods(["GET", "POST"])
def show(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """The joint form. Whoever comes first of an agency begins its sections. What is typed is sent here too."""
    if request.method == "POST":
        return save(request, enquiry_id)
    at = timezone.now()
    joining.begin(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    shown = queries.joint_form(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    return drawn(request, shown)


def save(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """Save what was typed anywhere on the page: what merges is kept, and what two people changed is asked."""
    at = timezone.now()
    shown = queries.joint_form(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    sent = save_each(request, at, shown)
    if sent.gone:
        messages.error(
            request, _("A part of this page is open to you no more. What you typed in it was not saved.")
        )
    if sent.wrong or sent.asked:
        if sent.saved:
            messages.success(request, _("Saved, but for what is shown below."))
        now = queries.joint_form(practitioner=request.me, at=at, enquiry_id=enquiry_id)
        return drawn(request, now, sent.forms(now))
    if sent.saved:
        messages.success(request, _("Saved."))
    elif not sent.gone:
        messages.info(request, _("Nothing was changed."))
    return redirect(pressed(request, shown))


@require_POST
def let_in(request: Asked, enquiry_id: UUID, agency_id: UUID) -> HttpResponse:
    """Let one more agency take part."""
    try:
        joining.let_in(practitioner=request.me, at=timezone.now(), enquiry_id=enquiry_id, agency_id=agency_id)
    except NotAllowed:
        messages.error(request, _("This agency takes part already, or the form is closed."))
    else:
        messages.success(request, _("The agency takes part now, and has been told."))
    return redirect("joint_form", enquiry_id)


@require_POST
def let_go(request: Asked, enquiry_id: UUID, agency_id: UUID) -> HttpResponse:
    """End an agency's part."""
    try:
        joining.let_go(practitioner=request.me, at=timezone.now(), enquiry_id=enquiry_id, agency_id=agency_id)
    except NotAllowed:
        messages.error(request, _("Nothing was changed: this enquiry is closed."))
    else:
        messages.success(request, _("The agency’s part has ended. What it wrote stays."))
    return redirect("joint_form", enquiry_id)


@require_POST
def sign_off(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """Say that one's agency has finished."""
    at = timezone.now()
    try:
        joining.sign_off(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    except NotAllowed:
        messages.error(
            request,
            _("Your agency has signed this form off and has changed nothing since, or the form is closed."),
        )
    else:
        messages.success(request, _("Your agency has signed its part off."))
    return redirect("joint_form", enquiry_id)


@require_http_methods(["GET", "POST"])
def close(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """Freeze the form, after a page that says what that means."""
    at = timezone.now()
    shown = queries.to_close(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    if request.method == "POST":
        try:
            joining.close_form(practitioner=request.me, at=at, enquiry_id=enquiry_id)
        except NotAllowed:
            messages.error(request, _("This form cannot be closed now."))
        else:
            messages.success(request, _("The form is closed. It stays word for word as it is."))
        return redirect("joint_form", enquiry_id)
    return render(request, "enquiries/joint_form/close.html", {"joint": shown, "nav": "worklist"})


@require_http_methods(["GET", "POST"])
def add(request: Asked, enquiry_id: UUID, section_id: UUID) -> HttpResponse:
    """Add words under a section of a form that is closed."""
    at = timezone.now()
    shown = queries.joint_form(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    section = shown.to_add_to(section_id)
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.add_words(
                practitioner=request.me,
                at=at,
                enquiry_id=enquiry_id,
                section_id=section_id,
                **form.cleaned_data,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Added."))
            return redirect(section_url(enquiry_id, section_id))
    context = {"form": form, "joint": shown, "section": section, "nav": "worklist"}
    return render(request, "enquiries/joint_form/add.html", context)


@require_GET
def as_pdf(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """The form as a file to keep. Whoever may only read the case takes what somebody else agreed to, once."""
    at = timezone.now()
    form = queries.to_export(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    access.take_out(practitioner=request.me, at=at, case_id=form.case_id)
    return as_file(request, at, TEMPLATE, {"form": form}, f"joint-form-{form.reference}")
