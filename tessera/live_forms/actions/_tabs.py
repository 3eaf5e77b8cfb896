"""A number of its own for each page that writes, whether it has a script or not."""

import secrets
from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.audit import NotHere
from tessera.live_forms.models import Form, Tab

NUMBERS = 2**31 - 1001  # numbers that a Yjs client may have, less the first thousand


def opened(practitioner: Me, at: datetime, form_id: UUID) -> Tab:
    """A page's number in a form. Raises NotHere where the form is not."""
    form = Form.objects.filter(pk=form_id).first()
    if form is None:
        raise NotHere("This is not here.")
    return Tab.objects.create(
        form=form,
        case_id=form.case_id,
        number=1000 + secrets.randbelow(NUMBERS),
        author_id=practitioner.id,
        agency_id=practitioner.agency_id,
        opened_at=at,
    )
