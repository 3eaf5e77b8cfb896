"""A record of an enquiry as a PDF to keep."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from tessera.access.here import Asked
from tessera.ui import pdf


def as_file(request: Asked, at: datetime, template: Path, record: dict[str, Any], name: str) -> HttpResponse:
    """The file of that name. `record` is what the template calls it by, and what it says."""
    given = {
        **record,
        "made_by": f"{request.me.name}, {request.me.agency}",
        "partnership": request.me.partnership,
        "demonstration": settings.TESSERA_DEMO,
    }
    return HttpResponse(
        pdf.typeset(template, given, made_at=at),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )
