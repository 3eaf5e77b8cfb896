"""The end-of-referral audit: a page, and the same as PDF."""

from pathlib import Path
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tessera.access import actions as access
from tessera.access.here import Asked
from tessera.enquiries.queries import ending as queries
from tessera.enquiries.views._printing import as_file

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "enquiries" / "audit" / "audit.typ"


@require_GET
def audit(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """The audit as a page that prints well."""
    ending = queries.ending(practitioner=request.me, at=timezone.now(), enquiry_id=enquiry_id)
    return render(request, "enquiries/audit/audit.html", {"audit": ending, "nav": "worklist"})


@require_GET
def audit_pdf(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """The audit as a file to keep. Whoever may only read the case takes what somebody else agreed to, once."""
    at = timezone.now()
    ending = queries.ending_to_export(practitioner=request.me, at=at, enquiry_id=enquiry_id)
    access.take_out(practitioner=request.me, at=at, case_id=ending.case_id)
    return as_file(request, at, TEMPLATE, {"audit": ending}, f"audit-{ending.reference}")
