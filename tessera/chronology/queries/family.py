"""A family and its network, with what its children say and show at the top."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.chronology.queries._made_of import VoiceTold, voice_told
from tessera.partnership import queries as partnership
from tessera.people.queries import family
from tessera.records.queries import attributed, latest_of_each, silences, voices_of_cases


@dataclass(frozen=True)
class FamilyRead:
    """The page. `voices`: what each child said last. `silences`: in words, how long nobody has recorded what a child
    thinks, for each of whom it is long.
    """

    family: family.FamilyShown
    voices: tuple[VoiceTold, ...]
    silences: tuple[str, ...]


def family_of_case(*, practitioner: Me, at: datetime, case_id: UUID) -> FamilyRead:
    """The family of a case and what its children said, as far as the reader may see either. Raises NotHere."""
    shown = family.of_case(practitioner=practitioner, at=at, case_id=case_id)
    today = timezone.localdate(at)
    children: dict[UUID | None, str] = {one.id: one.name for one in shown.people if one.index}
    voices = attributed(voices_of_cases([case_id]), {one.id: one.name for one in shown.people})
    agreed = partnership.in_force(practitioner.partnership_id, at).settings.patterns.silence
    return FamilyRead(
        family=shown,
        voices=tuple(voice_told(voice) for voice in latest_of_each(voices)),
        silences=silences(voices, children or {None: _("the child")}, today, agreed),
    )
