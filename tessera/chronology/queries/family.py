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
from tessera.records.queries import silence, voices_of_cases


@dataclass(frozen=True)
class FamilyRead:
    """The page. `silence`: in words, how long nobody has recorded what the children think; empty where not long."""

    family: family.FamilyShown
    voices: tuple[VoiceTold, ...]
    silence: str


def family_of_case(*, practitioner: Me, at: datetime, case_id: UUID) -> FamilyRead:
    """The family of a case and what its children said, as far as the reader may see either. Raises NotHere."""
    shown = family.of_case(practitioner=practitioner, at=at, case_id=case_id)
    voices = voices_of_cases([case_id])
    agreed = partnership.in_force(practitioner.partnership_id, at).settings.patterns.silence
    return FamilyRead(
        family=shown,
        voices=tuple(voice_told(voice) for voice in voices),
        silence=silence(voices, shown.name or _("the child"), timezone.localdate(at), agreed),
    )
