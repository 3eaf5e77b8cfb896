"""Agreeing, as the second person, to a rating of the hub that waits for one.

Who must agree stands on the rating, as the settings said when it was made. PostgreSQL refuses whoever rated.
"""

from datetime import datetime
from uuid import UUID

from tessera.access.here import Me
from tessera.audit import action, note
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import _clocks, _hub
from tessera.enquiries.models import Confirmation, Enquiry, Rating
from tessera.enquiries.rules.confirming import refused
from tessera.enquiries.rules.states import ENQUIRY
from tessera.enquiries.rules.words import EnquiryState
from tessera.partnership.rules.words import Confirmer


@action("confirm", "rating")
def confirm(*, practitioner: Me, at: datetime, enquiry_id: UUID, rating_id: UUID) -> Rating | None:
    """A second person agrees with the hub's rating as it stands. Agreeing again changes nothing and answers None.

    Where a proposed rating does not count, the clocks run by it from now. Raises NotAllowed for whoever rated, for
    whoever is not the second person that was agreed, and where the enquiry has been rated again since.
    """
    hub = _hub.only(practitioner)
    enquiry = _hub.enquiry_to_change(enquiry_id)
    ENQUIRY.take("confirm", EnquiryState(enquiry.state))
    rating = _clocks.latest_of_hub(enquiry_id)
    if rating is not None and Confirmation.objects.filter(rating=rating, rating_id=rating_id).exists():
        return None
    settings = _clocks.promised(practitioner, at, enquiry)
    words = refused(
        confirm_by=Confirmer(rating.confirm_by) if rating is not None and rating.pk == rating_id else None,
        by_me=rating is not None and rating.author_id == practitioner.id,
        settings=settings,
        roles=practitioner.roles,
    )
    if rating is None or words:
        raise NotAllowed(words or "", verb="confirm", state=enquiry.state)
    made = Confirmation(
        **_clocks.hub_label(practitioner, enquiry.case_id, hub), rating=rating, confirmed_at=at
    )
    made.save(force_insert=True)
    if enquiry.rating != rating.value:
        _hub.changed(Enquiry.objects.filter(pk=enquiry.pk).update(rating=rating.value))
        enquiry.rating = rating.value
    _clocks.reckon_again(enquiry=enquiry, settings=settings)
    note(value=rating.value)
    return rating
