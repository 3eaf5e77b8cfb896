"""Whether somebody may agree to a rating of the hub, and from when a rating moves the clocks. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.partnership.rules.settings import Settings
from tessera.partnership.rules.words import Confirmer, RoleWord

# What is still waited for, as people read it. `{role}` is the partnership's own word.
WAITS_FOR = Phrases(
    {
        Confirmer.HUB: "Proposed. Somebody else of the hub must confirm it.",
        Confirmer.DECISION_MAKER: "Proposed. Another person with the role {role} must confirm it.",
    }
)


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating of the hub: its value, when it was set, who must agree, and when they did."""

    value: str
    rated_at: datetime
    confirm_by: str = Confirmer.NOBODY
    confirmed_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether a second person must still agree."""
        return self.confirm_by != Confirmer.NOBODY and self.confirmed_at is None


def waits_for(confirm_by: Confirmer, settings: Settings) -> str:
    """What a proposed rating waits for, in words."""
    return WAITS_FOR[confirm_by].format(role=settings.roles[RoleWord.DECISION_MAKER].label)


def refused(
    *, confirm_by: Confirmer | None, by_me: bool, settings: Settings, roles: Collection[str]
) -> str | None:
    """Why somebody of the hub may not agree to a rating; None where they may. `confirm_by` None: it stands no more."""
    if confirm_by is None:
        return _("This enquiry has been rated again since. Read the new rating.")
    if confirm_by is Confirmer.NOBODY:
        return _("This rating needs nobody to confirm it.")
    if by_me:
        return _("You rated this, so somebody else must confirm it.")
    if confirm_by is Confirmer.DECISION_MAKER and RoleWord.DECISION_MAKER not in roles:
        return _("Here a rating is confirmed by someone with the role {role}. Ask one of them.").format(
            role=settings.roles[RoleWord.DECISION_MAKER].label
        )
    return None


def counting(rated: Iterable[Rated], settings: Settings) -> list[tuple[str, datetime]]:
    """The ratings that move the clocks, each with the moment from which it does, the earliest first."""
    counts = settings.process.proposed_rating_counts
    found = [
        (one.value, one.rated_at if counts or one.confirm_by == Confirmer.NOBODY else one.confirmed_at)
        for one in rated
    ]
    return sorted(((value, since) for value, since in found if since is not None), key=lambda one: one[1])


def counting_then(rated: Iterable[Rated], settings: Settings) -> list[tuple[str, datetime]]:
    """The same, had each been made under these settings: one that nobody had to confirm counts at once."""
    if settings.process.rating_confirmed_by is Confirmer.NOBODY:
        return [(one.value, one.rated_at) for one in rated]
    return counting(rated, settings)
