"""Recording what a child said or showed, and what they were told back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.audit import NotHere, action, without_case
from tessera.core.language import gettext as _
from tessera.core.steps import NotAllowed
from tessera.records.actions._labels import label_beside
from tessera.records.models import ChildsVoice, VoiceResponse, Withdrawal
from tessera.records.queries.voices import ended


@action("record", "childs_voice")
def record_voice(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    child: str,
    words: str,
    how: str = "",
    asked_by: str = "",
    setting: str = "",
    when: str = "",
    alone: bool | None = None,
    interpreter: str = "",
    wants: str = "",
    response: str = "",
    audience: Audience = Audience.WHOLE_CASE,
    named: Sequence[int] = (),
    person_id: UUID | None = None,
    marks: Sequence[str] = (),
    communication: str = "",
    told_back: str = "",
    replaces: ChildsVoice | None = None,
    reason: str = "",
) -> ChildsVoice:
    """What a child said, signed, drew or showed, exactly; who asked; what they want; and what was done about it.

    `communication`: how the child was understood, where not by speech. `told_back`: what the child was told of it.
    """
    voice = ChildsVoice(
        case_id=case_id,
        agency_id=practitioner.agency_id,
        author_id=practitioner.id,
        audience=audience,
        named=list(named),
        person_id=person_id,
        child=child,
        words=words,
        how=how,
        asked_by=asked_by,
        setting=setting,
        when=when,
        alone=alone,
        interpreter=interpreter,
        wants=wants,
        response=response,
        written_at=at,
        marks=sorted(set(marks)),
        communication=communication,
        replaces=replaces,
        reason=reason,
    )
    voice.save(force_insert=True)
    if audience == Audience.OWN_AGENCY:
        without_case()
    if told_back.strip():
        done = response or _("The child was told what happens now.")
        respond(practitioner=practitioner, at=at, voice_id=voice.pk, done=done, told_back=told_back)
    return voice


def _standing(practitioner: Me, voice_id: UUID, verb: str) -> ChildsVoice:
    """Words that their own agency wrote down and that stand. Raises NotHere; NotAllowed where they are another's, or
    do not stand.
    """
    voice = ChildsVoice.objects.filter(pk=voice_id).first()
    if voice is None:
        raise NotHere("What this child said is not here.")
    if voice.agency_id != practitioner.agency_id:
        words = _("Another agency wrote this down. Ask them to put it right, or write down what you heard.")
        raise NotAllowed(words, verb=verb, state="others")
    if ended(voice):
        words = _("This has been corrected or withdrawn meanwhile. Read what stands now.")
        raise NotAllowed(words, verb=verb, state="ended")
    return voice


@action("correct", "childs_voice")
def correct_voice(
    *, practitioner: Me, at: datetime, voice_id: UUID, reason: str, marks: Sequence[str], **told: Any
) -> ChildsVoice:
    """A child's words as they were, in place of how they were written down before, for the same readers, with why.

    `told`: as `record_voice` takes it. Raises NotHere; NotAllowed where they are another agency's, or were corrected or
    withdrawn meanwhile.
    """
    old = _standing(practitioner, voice_id, "correct")
    return record_voice(
        practitioner=practitioner,
        at=at,
        case_id=old.case_id,
        audience=Audience(old.audience),
        named=label_beside(old, practitioner)["named"],
        marks=marks,
        replaces=old,
        reason=reason,
        **told,
    )


@action("withdraw", "withdrawal")
def withdraw_voice(*, practitioner: Me, at: datetime, voice_id: UUID, reason: str) -> Withdrawal:
    """Take back a child's words that their own agency wrote down, and say why. Raises as `correct_voice` does."""
    voice = _standing(practitioner, voice_id, "withdraw")
    label = label_beside(voice, practitioner)
    row = Withdrawal(**label, marks=voice.marks, voice=voice, reason=reason, withdrawn_at=at)
    row.save(force_insert=True)
    if voice.audience == Audience.OWN_AGENCY:
        without_case()
    return row


@action("respond", "voice_response")
def respond(
    *, practitioner: Me, at: datetime, voice_id: UUID, done: str, told_back: str = ""
) -> VoiceResponse:
    """You said, we did: what was done about it, and what the child was told (empty: not yet). Raises NotHere."""
    voice = ChildsVoice.objects.filter(pk=voice_id).first()
    if voice is None:
        raise NotHere("What this child said is not here.")
    response = VoiceResponse(
        **label_beside(voice, practitioner),
        marks=voice.marks,
        voice=voice,
        done=done,
        told_back=told_back,
        responded_at=at,
    )
    response.save(force_insert=True)
    return response
