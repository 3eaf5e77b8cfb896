"""How urgent each says an enquiry is, as pages show it, and what of that a second person must still agree to."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.enquiries.models import Rating
from tessera.enquiries.queries._agencies_shown import RatingShown
from tessera.enquiries.queries._ending_shown import Act
from tessera.enquiries.rules.confirming import refused, waits_for
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import Confirmer

_SHOWN = (
    "agency_id",
    "pk",
    "author_id",
    "value",
    "reason",
    "author__name",
    "agency__name",
    "by_hub",
    "rated_at",
    "confirm_by",
    "confirmation__author__name",
    "confirmation__confirmed_at",
)


def ratings_shown(enquiry_id: UUID, settings: Settings) -> list[tuple[UUID, RatingShown]]:
    """Every rating that may be seen, oldest first, each with the agency whose it is."""
    rows = Rating.objects.filter(enquiry_id=enquiry_id).order_by("rated_at", "id").values_list(*_SHOWN)
    return [
        (
            agency_id,
            RatingShown(
                value=value,
                label=settings.rating_label(value),
                reason=reason,
                by=by,
                agency=agency,
                by_hub=by_hub,
                rated_at=rated_at,
                id=pk,
                author_id=author_id,
                confirm_by=confirm_by,
                waits=waits_for(Confirmer(confirm_by), settings)
                if confirm_by != Confirmer.NOBODY and confirmed_at is None
                else "",
                confirmed_by=confirmed_by or "",
                confirmed_at=confirmed_at,
            ),
        )
        for (
            agency_id,
            pk,
            author_id,
            value,
            reason,
            by,
            agency,
            by_hub,
            rated_at,
            confirm_by,
            confirmed_by,
            confirmed_at,
        ) in rows
    ]


def may_confirm(rating: RatingShown | None, settings: Settings, practitioner: Me) -> bool:
    """Whether somebody of the hub is offered to agree to its latest rating. Who may is PostgreSQL's to say."""
    return bool(rating and rating.waits) and not refused(
        confirm_by=Confirmer(rating.confirm_by) if rating else None,
        by_me=rating is not None and rating.author_id == practitioner.id,
        settings=settings,
        roles=practitioner.roles,
    )


def proposed(enquiries: Collection[UUID]) -> Mapping[UUID, str]:
    """Of these enquiries those whose latest rating waits for a second person, each with that rating."""
    rows: Iterable[tuple[UUID, str, str, object]] = (
        Rating.objects.filter(enquiry_id__in=enquiries, by_hub=True)
        .order_by("enquiry_id", "-rated_at", "-id")
        .distinct("enquiry_id")
        .values_list("enquiry_id", "value", "confirm_by", "confirmation__confirmed_at")
    )
    return {
        enquiry: value
        for enquiry, value, confirm_by, confirmed_at in rows
        if confirm_by != Confirmer.NOBODY and confirmed_at is None
    }


def rating_acts(enquiry_id: UUID, settings: Settings) -> tuple[Act, ...]:
    """Every rating and every agreement to one, in the order in which they were made."""
    acts = []
    for _agency, one in ratings_shown(enquiry_id, settings):
        what = _("{rating}, proposed").format(rating=one.label) if one.waits else one.label
        whose = _("the hub") if one.by_hub else one.agency
        acts.append(Act(what, f"{one.by}, {whose}", one.rated_at, one.reason))
        if one.confirmed_at is not None:
            what = _("{rating}, confirmed").format(rating=one.label)
            acts.append(Act(what, f"{one.confirmed_by}, {_('the hub')}", one.confirmed_at, ""))
    return tuple(sorted(acts, key=lambda act: act.at))
