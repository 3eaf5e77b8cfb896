"""What a page needs to write in a case: that it is here and may be written in, and whom a note may be about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from tessera.access.here import Me, only_reads
from tessera.access.models import Case
from tessera.audit import NotHere, query
from tessera.core.text import join_words
from tessera.people.queries import PersonTold, people_of_cases
from tessera.records.models import ChildsVoice, NoteDraft, Withdrawal
from tessera.records.queries.voices import VoiceRead, every_voice, voices_read
from tessera.records.rules.typed import REVIEW

# Asked by `practitioner`, `at` and `case_id`: the questions for whoever writes, each with a child, its words and facts.
# Those who find them know more than records do; the addresses of the pages say who they are.
Prompts = Callable[..., Sequence[Any]]


@dataclass(frozen=True)
class CaseToWrite:
    """A case that may be written in, and the people whom somebody said it is about, children first."""

    case_id: UUID
    people: tuple[PersonTold, ...]
    today: date

    @property
    def id(self) -> UUID:
        """The row that the ledger says was looked at."""
        return self.case_id

    @property
    def children(self) -> tuple[PersonTold, ...]:
        """Those who are not 18 yet."""
        return tuple(one for one in self.people if one.is_child(self.today))

    @property
    def name(self) -> str:
        """The children by name; empty where nobody has said who they are."""
        return join_words([one.name for one in self.children])


@dataclass(frozen=True)
class DraftTold:
    """What was being typed, and when it was last kept."""

    id: UUID
    typed: dict[str, Any]
    saved_at: datetime


@query("case")
def to_write(case_id: UUID, at: datetime) -> CaseToWrite:
    """A case to write in. Raises NotHere, also for whoever may only read it."""
    if not Case.objects.filter(pk=case_id).exists() or only_reads(case_id):
        raise NotHere("This case is not here.")
    today = timezone.localtime(at).date()
    people = people_of_cases([case_id])
    return CaseToWrite(case_id, tuple(sorted(people, key=lambda one: not one.is_child(today))), today)


def begun(
    *, practitioner: Me, case_id: UUID, corrects: UUID | None = None, review: bool = False
) -> DraftTold | None:
    """What the practitioner was typing in this case, or of this correction, or of a `review`, and has not kept."""
    rows = NoteDraft.objects.filter(
        author_id=practitioner.id, of_case=case_id, corrects=corrects, became__isnull=True
    ).exclude(typed={})
    rows = rows.filter(typed__has_key=REVIEW) if review else rows.exclude(typed__has_key=REVIEW)
    draft = rows.order_by("-saved_at").first()
    return DraftTold(draft.pk, draft.typed, draft.saved_at) if draft else None


@query("childs_voice")
def voice_to_answer(voice_id: UUID) -> VoiceRead:
    """What a child said, by itself. Raises NotHere."""
    found = voices_read(ChildsVoice.objects.filter(pk=voice_id))
    if not found:
        raise NotHere("What this child said is not here.")
    return found[0]


@dataclass(frozen=True)
class VoiceTold:
    """What a child said, and what became of it. `newer`: what replaces it; `withdrawn`: who took it back, why, when."""

    voice: VoiceRead
    newer: UUID | None
    withdrawn: tuple[str, str, datetime] | None

    @property
    def id(self) -> UUID:
        """The row that the ledger says was looked at."""
        return self.voice.id

    @property
    def case_id(self) -> UUID:
        """Of which case."""
        return self.voice.case_id


@query("childs_voice")
def voice_to_read(voice_id: UUID) -> VoiceTold:
    """What a child said, as it was written down, whether or not it stands. Raises NotHere."""
    case_id = ChildsVoice.objects.filter(pk=voice_id).values_list("case_id", flat=True)
    voice = next((one for one in every_voice(list(case_id)) if one.id == voice_id), None)
    if voice is None:
        raise NotHere("What this child said is not here.")
    own = {"agency_id": voice.agency_id}
    newer = ChildsVoice.objects.filter(replaces_id=voice_id, **own).order_by("written_at", "pk")
    taken = Withdrawal.objects.filter(voice_id=voice_id, **own).order_by("withdrawn_at")
    return VoiceTold(
        voice=voice,
        newer=newer.values_list("pk", flat=True).first(),
        withdrawn=taken.values_list("author__name", "reason", "withdrawn_at").first(),
    )
