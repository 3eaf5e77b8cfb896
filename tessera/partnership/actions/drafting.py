"""Settings written, sent, agreed by a second person and put in force, without anything being restarted.

PostgreSQL judges who may: an administrator of the partnership, and to approve, one who wrote nothing in it.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from tessera.access.actions import Console
from tessera.access.here import Me
from tessera.access.models import Practitioner
from tessera.audit import NotHere, action, note
from tessera.core.steps import NotAllowed
from tessera.partnership.models import SettingsDocument, SettingsDraft, SettingsStep
from tessera.partnership.rules import carrying, reading
from tessera.partnership.rules.drafts import (
    DRAFT,
    OPEN,
    WITH_TEXT,
    StepWord,
    in_force_from,
    kept,
    state_of,
)
from tessera.partnership.rules.settings import Settings, SettingsRefused

By = Me | Console | Practitioner


class WrittenMeanwhile(Exception):
    """Somebody else acted on the draft since it was read. Nothing is written over: both are shown."""


@action("begin", "settings_draft")
def begin(
    *, practitioner: By, at: datetime, partnership_id: UUID, text: str | bytes | None = None
) -> SettingsDraft:
    """A draft that follows the newest version, beginning with its text or with another.

    Raises SettingsRefused with every problem; NotAllowed where a draft is open, for there is one at a time.
    """
    _one_at_a_time(partnership_id)
    newest = _newest(partnership_id)
    if _open_draft(partnership_id) is not None:
        raise _refused(_("There is a draft already. Write in that one, or withdraw it."))
    return _begun(practitioner, at, newest, text, "")


def _begun(
    practitioner: By, at: datetime, newest: SettingsDocument, text: str | bytes | None, reason: str
) -> SettingsDraft:
    made = SettingsDraft(
        partnership_id=newest.partnership_id,
        follows=newest.number,
        begun_by_id=_id(practitioner),
        begun_at=at,
    )
    made.save(force_insert=True)
    settings = _read(newest.text if text is None else text, newest)
    _step(made.pk, 1, StepWord.BEGUN, practitioner, at, text=settings.dump(), reason=reason)
    note(follows=newest.number)
    return made


@action("write", "settings_draft")
def write(
    *, practitioner: Me, at: datetime, draft_id: UUID, number: int, text: str | bytes
) -> SettingsDraft | None:
    """The draft now says this, whole. `number` is that of the step that was read.

    The same text again writes nothing. Raises SettingsRefused with every problem, WrittenMeanwhile where somebody
    acted on it since, NotAllowed where it is written no more.
    """
    draft, last = _draft(draft_id)
    DRAFT.take("write", state_of(last.word), text=text)
    settings = _read(text, _newest(draft.partnership_id))
    if settings.dump() == _text(draft_id):
        return None
    _same(last, number)
    _step(draft_id, number + 1, StepWord.WRITTEN, practitioner, at, text=settings.dump())
    note(number=number + 1)
    return draft


@action("send", "settings_draft")
def send(
    *, practitioner: Me, at: datetime, draft_id: UUID, number: int, reason: str, wanted_from: datetime
) -> SettingsDraft:
    """Send for approval by somebody who wrote nothing in it, with why and from when it shall be in force."""
    draft, last = _draft(draft_id)
    DRAFT.take("send", state_of(last.word), reason=reason, in_force_from=wanted_from)
    _same(last, number)
    newest, text = _newest(draft.partnership_id), _text(draft_id)
    _follows(draft, newest)
    if text == newest.text:
        raise _refused(_("Nothing is changed in this draft yet."))
    if wanted_from < newest.in_force_from:
        raise _refused(
            _("Version {number} is in force later than that. Choose its day or a later one.").format(
                number=newest.number
            ),
            "day",
        )
    _step(
        draft_id,
        number + 1,
        StepWord.SENT,
        practitioner,
        at,
        text=text,
        reason=reason.strip(),
        in_force_from=wanted_from,
    )
    note(in_force_from=wanted_from.date().isoformat())
    return draft


@action("send_back", "settings_draft")
def send_back(*, practitioner: Me, at: datetime, draft_id: UUID, number: int, reason: str) -> SettingsDraft:
    """Somebody has read what was sent and does not approve it, with why. It may be written further."""
    return _ended(practitioner, at, draft_id, number, "send_back", StepWord.SENT_BACK, reason)


@action("withdraw", "settings_draft")
def withdraw(*, practitioner: Me, at: datetime, draft_id: UUID, number: int, reason: str) -> SettingsDraft:
    """The draft is given up, with why. What it said is kept."""
    return _ended(practitioner, at, draft_id, number, "withdraw", StepWord.WITHDRAWN, reason)


@action("carry", "settings_draft")
def carry(
    *, practitioner: Me, at: datetime, draft_id: UUID, number: int, onto: int, chosen: Mapping[str, str]
) -> SettingsDraft:
    """The draft is given up, and another says the same as if it had been begun from what is agreed now.

    `onto` is the version that was shown, `chosen` whose words it shall be where both changed one place. Whoever carries
    it wrote the other, whole. Raises NotAllowed where a choice is missing or nothing newer is agreed, WrittenMeanwhile
    where the draft or what is agreed is not what was shown, SettingsRefused where the two do not make one document.
    """
    draft, last = _draft(draft_id)
    newest = _newest(draft.partnership_id)
    DRAFT.take("withdraw", state_of(last.word), reason="carried")
    _same(last, number)
    if newest.number == draft.follows:
        raise _refused(_("This draft follows what is agreed already."))
    if newest.number != onto:
        raise WrittenMeanwhile
    _one_at_a_time(draft.partnership_id)
    begun_from = SettingsDocument.objects.get(partnership_id=draft.partnership_id, number=draft.follows)
    base, agreed, own = (Settings.load(text) for text in (begun_from.text, newest.text, _text(draft_id)))
    carried = carrying.carry(base, agreed, own, chosen)
    if any(chosen.get(clash.name) not in (carrying.AGREED, carrying.DRAFT) for clash in carried.clashes):
        raise _refused(_("Choose one of the two for each place that both changed."))
    why = _("Carried onto version {number}, in a draft of its own.").format(number=newest.number)
    _step(draft_id, number + 1, StepWord.WITHDRAWN, practitioner, at, reason=why)
    why = _("Carried over from the draft that followed version {follows}: read there who wrote it.").format(
        follows=draft.follows
    )
    note(clashes=len(carried.clashes))
    return _begun(practitioner, at, newest, reading.write(carried.data), why)


@action("approve", "settings")
def approve(*, practitioner: Me, at: datetime, draft_id: UUID, number: int) -> SettingsDocument:
    """What was sent is the next version, in force from the day it was sent for, and not before now.

    Its agencies and teams are entered in the register. PostgreSQL refuses whoever wrote in it.
    """
    draft, last = _draft(draft_id)
    DRAFT.take("approve", state_of(last.word))
    _same(last, number)
    newest = _newest(draft.partnership_id)
    _follows(draft, newest)
    settings = _read(last.text, newest)
    begins = in_force_from(last.in_force_from or at, at)
    if begins < newest.in_force_from:
        raise _refused(
            _("Version {number} is in force later than this one would be. Send it back.").format(
                number=newest.number
            )
        )
    if _wrote(practitioner, draft_id):
        raise _refused(_("You wrote in this draft, so somebody else must approve it."))
    made = SettingsDocument(
        partnership_id=draft.partnership_id,
        number=draft.follows + 1,
        text=last.text,
        in_force_from=begins,
        draft_id=draft_id,
        approved_by_id=practitioner.id,
        approved_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise WrittenMeanwhile from None
    _step(draft_id, number + 1, StepWord.APPROVED, practitioner, at)
    note(number=made.number, in_force_from=begins.date().isoformat(), registered=_registered(settings))
    return made


def _registered(settings: Settings) -> int:
    """Agencies and teams in the register by the reviewed function; how many are new."""
    agencies = [
        {
            "code": agency.code,
            "name": agency.name,
            "kind": agency.kind,
            "teams": [{"code": team.code, "name": team.name} for team in agency.teams.values()],
        }
        for agency in settings.agencies.values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.register_settings(%s, %s)", (settings.partnership.name, json.dumps(agencies))
        )
        return int(cursor.fetchone()[0])


def _ended(
    practitioner: Me, at: datetime, draft_id: UUID, number: int, verb: str, word: StepWord, reason: str
) -> SettingsDraft:
    draft, last = _draft(draft_id)
    DRAFT.take(verb, state_of(last.word), reason=reason)
    _same(last, number)
    _step(draft_id, number + 1, word, practitioner, at, reason=reason.strip())
    return draft


def _step(
    draft_id: UUID, number: int, word: StepWord, practitioner: By, at: datetime, **given: object
) -> None:
    """The next thing done to a draft. Two who act on the same state of it: the first is written, and no more."""
    try:
        with transaction.atomic():
            SettingsStep(
                draft_id=draft_id, number=number, word=word, by_id=_id(practitioner), at=at, **given
            ).save(force_insert=True)
    except IntegrityError:
        raise WrittenMeanwhile from None


def _same(last: SettingsStep, number: int) -> None:
    if last.number != number:
        raise WrittenMeanwhile


def _follows(draft: SettingsDraft, newest: SettingsDocument) -> None:
    if draft.follows != newest.number:
        raise _refused(
            _(
                "This draft was written to follow version {follows}, and version {number} has been "
                "agreed since. Carry it onto that version."
            ).format(follows=draft.follows, number=newest.number)
        )


def _read(text: str | bytes, newest: SettingsDocument) -> Settings:
    settings = Settings.load(text)
    if problems := kept(Settings.load(newest.text), settings):
        raise SettingsRefused(list(problems))
    return settings


def _newest(partnership_id: UUID) -> SettingsDocument:
    found = SettingsDocument.objects.filter(partnership_id=partnership_id).order_by("-number").first()
    if found is None:
        raise NotHere("There are no settings here.")
    return found


def _draft(draft_id: UUID) -> tuple[SettingsDraft, SettingsStep]:
    draft = SettingsDraft.objects.filter(pk=draft_id).first()
    last = SettingsStep.objects.filter(draft_id=draft_id).order_by("-number").first()
    if draft is None or last is None:
        raise NotHere("That draft is not here.")
    return draft, last


def _one_at_a_time(partnership_id: UUID) -> None:
    """Two who begin a draft at the same moment: the second waits, and finds that there is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            (f"draft:{partnership_id}",),
        )


def _open_draft(partnership_id: UUID) -> SettingsDraft | None:
    for draft in SettingsDraft.objects.filter(partnership_id=partnership_id).order_by("-begun_at"):
        if state_of(_draft(draft.pk)[1].word) in OPEN:
            return draft
    return None


def _text(draft_id: UUID) -> str:
    steps = SettingsStep.objects.filter(draft_id=draft_id, word__in=WITH_TEXT).order_by("-number")
    return steps.values_list("text", flat=True)[:1].get()


def _wrote(practitioner: Me, draft_id: UUID) -> bool:
    return SettingsStep.objects.filter(draft_id=draft_id, by_id=practitioner.id, word__in=WITH_TEXT).exists()


def _id(practitioner: By) -> UUID | None:
    return None if isinstance(practitioner, Console) else practitioner.id


def _refused(words: str, field: str = "") -> NotAllowed:
    return NotAllowed(words, verb="send", state="", missing=(field,) if field else ())
