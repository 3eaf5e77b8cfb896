"""Reading what children said and showed, and what they were told back."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.access.rules import Audience
from tessera.core.text import sentence
from tessera.partnership.rules import Silence
from tessera.records.models import ChildsVoice, VoiceResponse, Withdrawal
from tessera.records.rules.happened import NOBODY_KNOWS, Happened, as_told, on_day
from tessera.records.rules.leaving import Leaving
from tessera.records.rules.silence import silence_of_voice
from tessera.records.rules.words import ENDED_WORDS


@dataclass(frozen=True)
class ResponseRead:
    """You said, we did: what was done, and what the child was told (empty: nobody has told them yet)."""

    done: str
    told_back: str
    by: str
    agency: str
    at: datetime


@dataclass(frozen=True)
class VoiceRead:
    """What a child said or showed, and how it came to be known."""

    id: UUID
    child: str
    words: str
    how: str
    asked_by: str
    setting: str
    when: str
    alone: bool | None
    response: str
    author_id: UUID
    agency: str
    written_at: datetime
    case_id: UUID
    agency_id: UUID
    by: str
    person_id: UUID | None
    interpreter: str
    wants: str
    communication: str
    replaces: UUID | None
    reason: str
    marks: tuple[str, ...]
    ended: bool
    responses: tuple[ResponseRead, ...] = ()

    @property
    def happened(self) -> Happened:
        """When the child said it, as surely as it was written; where nobody can read when, as it was written down."""
        known = as_told(self.when)
        if known != NOBODY_KNOWS:
            return known
        local = timezone.localtime(self.written_at)
        return on_day(local.date(), local.time().replace(second=0, microsecond=0))

    @property
    def circumstances(self) -> str:
        """How it came to be known, in sentences: when, who asked, where, alone or not, by what means, who wrote it."""
        known = as_told(self.when)
        facts = (
            "" if known == NOBODY_KNOWS else known.words,
            _("asked by: {asked_by}").format(asked_by=self.asked_by) if self.asked_by else "",
            self.setting,
            {True: _("alone"), False: _("with others there"), None: ""}[self.alone],
            _("communicates by: {how}").format(how=self.communication) if self.communication else "",
            _("interpreter: {name}").format(name=self.interpreter) if self.interpreter else "",
            _("written down by {agency}").format(agency=self.agency),
        )
        return " ".join(sentence(fact) for fact in facts if fact)


VOICE = (
    "id", "child", "words", "how", "asked_by", "setting", "when", "alone", "response", "author_id", "agency__name",
    "written_at", "case_id", "agency_id", "author__name", "person_id", "interpreter", "wants", "communication",
    "replaces_id", "reason", "marks",
)  # fmt: skip
# Its own agency has put it right or taken it back: what another agency says of it changes nothing.
_OWN = {"agency_id": OuterRef("agency_id")}
ENDED = Q(Exists(Withdrawal.objects.filter(voice=OuterRef("pk"), **_OWN))) | Q(
    Exists(ChildsVoice.objects.filter(replaces=OuterRef("pk"), **_OWN))
)


def voices_read(found: Any) -> tuple[VoiceRead, ...]:
    """These rows as they are read. Two questions, and one where there is none."""
    rows = list(found.values_list(*VOICE))
    ended = set(found.filter(ENDED).values_list("pk", flat=True)) if rows else set()
    fields = [*(field.name for field in dataclass_fields(VoiceRead))][: len(VOICE)]
    told = (dict(zip(fields, row, strict=True)) for row in rows)
    return tuple(VoiceRead(**{**one, "marks": tuple(one["marks"])}, ended=one["id"] in ended) for one in told)


def ended(voice: ChildsVoice) -> bool:
    """Whether its agency has corrected or withdrawn it."""
    return ChildsVoice.objects.filter(ENDED, pk=voice.pk).exists()


def voices_stand(voice_ids: Sequence[UUID]) -> bool:
    """Whether none of these has been corrected or withdrawn by its agency."""
    return not ChildsVoice.objects.filter(ENDED, pk__in=voice_ids).exists()


def voices_of_case(case_id: UUID, voice_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the voices that belong to the case and may be seen, in the order given."""
    found = set(ChildsVoice.objects.filter(case_id=case_id, pk__in=voice_ids).values_list("pk", flat=True))
    return [voice for voice in dict.fromkeys(voice_ids) if voice in found]


def voices_to_read(case_id: UUID) -> tuple[VoiceRead, ...]:
    """What the children of a case said, newest first; what was put right or taken back too."""
    return voices_read(ChildsVoice.objects.filter(case_id=case_id).order_by("-written_at", "id"))


def responses_of(
    case_ids: Collection[UUID], leaving: Leaving | None = None
) -> dict[UUID, list[ResponseRead]]:
    """What was done about each of these and what the children were told, in the order in which it was written."""
    responses: dict[UUID, list[ResponseRead]] = defaultdict(list)
    answered = _that_leave(VoiceResponse.objects.filter(case_id__in=case_ids), leaving)
    answered = answered.order_by("responded_at", "id")
    for voice_id, done, told_back, by, agency, at in answered.values_list(
        "voice_id", "done", "told_back", "author__name", "agency__name", "responded_at"
    ):
        responses[voice_id].append(ResponseRead(done, told_back, by, agency, at))
    return responses


def voices_of_cases(case_ids: Collection[UUID], leaving: Leaving | None = None) -> tuple[VoiceRead, ...]:
    """What the children of these cases said and what stands, newest first, with what was done and told back.

    `leaving`: only what may stand in a file for somebody else.
    """
    if leaving is not None and not leaving.voices:
        return ()
    return tuple(voice for voice in every_voice(case_ids, leaving) if not voice.ended)


def every_voice(case_ids: Collection[UUID], leaving: Leaving | None = None) -> tuple[VoiceRead, ...]:
    """The same with what was put right or taken back. What was done about it is said of what replaces it too."""
    rows = _that_leave(ChildsVoice.objects.filter(case_id__in=case_ids), leaving)
    voices = {voice.id: voice for voice in voices_read(rows.order_by("-written_at", "id"))}
    if not voices:
        return ()
    responses = responses_of(case_ids, leaving)
    return tuple(
        replace(voice, responses=tuple(one for row in _versions(voice, voices) for one in responses[row]))
        for voice in voices.values()
    )


def _that_leave(rows: Any, leaving: Leaving | None) -> Any:
    """Those for everyone in the case that wear no mark but these; every one where nothing leaves."""
    if leaving is None:
        return rows
    return rows.filter(audience=Audience.WHOLE_CASE, marks__contained_by=list(leaving.marks))


def _versions(voice: VoiceRead, voices: dict[UUID, VoiceRead]) -> list[UUID]:
    """It and what its agency wrote down before it, oldest first."""
    found = [voice.id]
    while voice.replaces in voices and voices[voice.replaces].agency_id == voice.agency_id:
        voice = voices[voice.replaces]
        if voice.id in found:
            break
        found.insert(0, voice.id)
    return found


def attributed(voices: Iterable[VoiceRead], children: Mapping[UUID, str]) -> tuple[VoiceRead, ...]:
    """What was written down under a child's name alone, as that child's: nobody had said yet who they are.

    `children`: those of the case by their number in the register. Where two have one name it stays nobody's.
    """
    named = Counter(name.casefold() for name in children.values())
    numbers = {name.casefold(): one for one, name in children.items() if named[name.casefold()] == 1}
    return tuple(replace(one, person_id=one.person_id or numbers.get(one.child.casefold())) for one in voices)


def latest_of_each(voices: Iterable[VoiceRead]) -> tuple[VoiceRead, ...]:
    """What each child said last, whenever that was written down: the newest first. Where nobody has said who a child
    is they go by the name that was written.
    """
    said = sorted(voices, key=lambda one: (one.happened.last or date.min, one.written_at), reverse=True)
    last: dict[UUID | str, VoiceRead] = {}
    for one in said:
        last.setdefault(one.person_id or one.child.casefold(), one)
    return tuple(last.values())


def silences(
    voices: Collection[VoiceRead], children: Mapping[UUID | None, str], today: date, agreed: Silence
) -> tuple[str, ...]:
    """How long nobody has recorded what a child thinks, in words, for each child of whom the partners call it long.

    `children`: what each is called, under their number in the register, or under None where nobody has said who they
    are. What names nobody is all the children's.
    """
    found = (
        silence(
            [one for one in voices if child is None or one.person_id in (None, child)], name, today, agreed
        )
        for child, name in children.items()
    )
    return tuple(words for words in found if words)


def silence(voices: Iterable[VoiceRead], name: str, today: date, agreed: Silence) -> str:
    """How long nobody has recorded what one child thinks, in words; empty where the partners do not call it long."""
    said = [voice.happened.last for voice in voices if not voice.ended and voice.happened.last]
    return silence_of_voice(said, name, today, agreed)


def voice_words(words: str, how: str) -> str:
    """What was said, signed or written, between quotation marks; what was drawn or shown as it was described."""
    spoken = how in ("", "said", "signed", "written")
    return f"“{words.strip().strip('“”')}”" if spoken else words.strip()


def ended_words(voice: VoiceRead, voices: Iterable[VoiceRead]) -> str:
    """What a reader is told where it does not stand any more: corrected, by one of these, or withdrawn; else ""."""
    if not voice.ended:
        return ""
    newer = any((one.replaces, one.agency_id) == (voice.id, voice.agency_id) for one in voices)
    return ENDED_WORDS["corrected" if newer else "withdrawn"]
