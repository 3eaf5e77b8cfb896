"""Opening a document. Row security decides who may; that it was opened is written in the ledger."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from tessera.access.here import Asked as HttpRequest
from tessera.records.queries import document


@require_GET
def attachment(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """The document, to be saved and never shown inside a page: what came from outside runs nowhere on this address."""
    found = document(attachment_id)
    answer = HttpResponse(found.content, content_type=found.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
