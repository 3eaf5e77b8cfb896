"""The versions of a partnership's settings, and what is being written to follow them. For its administrators."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.audit import NotHere
from tessera.partnership.models import SettingsDocument, SettingsDraft, SettingsStep
from tessera.partnership.queries import made_under
from tessera.partnership.queries.staffing import staffed
from tessera.partnership.rules.carrying import Clash, carry
from tessera.partnership.rules.differences import Difference, differences
from tessera.partnership.rules.doubts import Doubt, doubts
from tessera.partnership.rules.drafts import DONE, DRAFT, OPEN, WITH_TEXT, DraftState, StepWord, state_of
from tessera.partnership.rules.settings import Settings


@dataclass(frozen=True)
class Version:
    """One version: who approved it and when, why, and how it stands at the moment it was asked about."""

    id: UUID
    number: int
    in_force_from: datetime
    approved_by: str
    approved_at: datetime
    reason: str
    draft_id: UUID | None
    standing: str  # "in force", "comes into force" or "was in force", in the reader's language
    is_in_force: bool


@dataclass(frozen=True)
class Done:
    """One thing that was done to a draft."""

    number: int
    word: str
    by: str
    at: datetime
    reason: str

    @property
    def words(self) -> str:
        """What was done, as people read it."""
        return DONE[StepWord(self.word)]


@dataclass(frozen=True)
class Draft:
    """A draft as it stands: what it says, what was done to it, and what may be done now."""

    id: UUID
    follows: int
    state: DraftState
    number: int
    text: str
    steps: tuple[Done, ...]
    writers: tuple[str, ...]
    wrote_myself: bool
    reason: str
    in_force_from: datetime | None
    stale: bool  # another version was agreed since it was begun

    @property
    def settings(self) -> Settings:
        """What it says, checked when it was written."""
        return Settings.load(self.text)

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done with it."""
        return self.state in OPEN

    def may(self, verb: str) -> bool:
        """Whether the verb is offered in this state. Who may is PostgreSQL's to say."""
        return DRAFT.allows(verb, self.state)


def versions(me: Me, at: datetime) -> tuple[Version, ...]:
    """Every version of a partnership's settings, the newest first."""
    rows = list(
        SettingsDocument.objects.filter(partnership_id=me.partnership_id)
        .select_related("approved_by")
        .defer("text")
        .order_by("-number")
    )
    begun = sorted(
        (row for row in rows if row.in_force_from <= at), key=lambda row: (row.in_force_from, row.pk)
    )
    now = begun[-1].pk if begun else None
    reasons = dict(
        SettingsStep.objects.filter(draft__in=[row.draft_id for row in rows], word=StepWord.SENT)
        .order_by("number")
        .values_list("draft_id", "reason")
    )
    return tuple(
        Version(
            id=row.pk,
            number=row.number,
            in_force_from=row.in_force_from,
            approved_by=row.approved_by.name if row.approved_by else "",
            approved_at=row.approved_at,
            reason=reasons.get(row.draft_id, "") if row.draft_id else "",
            draft_id=row.draft_id,
            is_in_force=row.pk == now,
            standing=_("in force")
            if row.pk == now
            else _("comes into force")
            if row.in_force_from > at
            else _("was in force"),
        )
        for row in rows
    )


def version(me: Me, at: datetime, number: int) -> tuple[Version, Settings]:
    """One version and what it says. Raises NotHere where there is none."""
    found = next((one for one in versions(me, at) if one.number == number), None)
    if found is None:
        raise NotHere("That version is not here.")
    return found, made_under(found.id)


def changes(me: Me, at: datetime, old: int, new: int) -> tuple[Difference, ...]:
    """What changed between two versions, in plain words."""
    return differences(version(me, at, old)[1], version(me, at, new)[1])


def since_version(me: Me, at: datetime, shown: Draft) -> tuple[Difference, ...]:
    """What a draft changes of the version that it follows."""
    return differences(version(me, at, shown.follows)[1], shown.settings)


def doubtful(me: Me, at: datetime, shown: Draft) -> tuple[tuple[Doubt, ...], tuple[Doubt, ...]]:
    """What does not fit in a draft: what is so since it was begun, and what was so in the version it follows."""
    before = version(me, at, shown.follows)[1]
    there = staffed(me.partnership_id, at)
    was = set(doubts(before, before, there))
    found = doubts(shown.settings, before, there)
    return tuple(one for one in found if one not in was), tuple(one for one in found if one in was)


@dataclass(frozen=True)
class ToCarry:
    """A draft beside what was agreed since it was begun: what each changed, and where both did."""

    onto: int
    agreed: tuple[Difference, ...]
    drafted: tuple[Difference, ...]
    clashes: tuple[Clash, ...]

    @property
    def alone(self) -> tuple[Difference, ...]:
        """What the draft changed where nothing else was agreed: it is carried over as it stands."""
        clashing = {clash.path for clash in self.clashes}
        return tuple(
            one
            for one in self.drafted
            if not any(
                one.path[: len(path)] == path or path[: len(one.path)] == one.path for path in clashing
            )
        )


def to_carry(me: Me, at: datetime, shown: Draft) -> ToCarry:
    """What carrying a draft onto the newest version would do. Raises NotHere where nothing newer is agreed."""
    newest = versions(me, at)[0]
    if newest.number == shown.follows:
        raise NotHere("This draft follows what is agreed already.")
    begun_from, agreed, draft = version(me, at, shown.follows)[1], made_under(newest.id), shown.settings
    return ToCarry(
        newest.number,
        differences(begun_from, agreed),
        differences(begun_from, draft),
        carry(begun_from, agreed, draft).clashes,
    )


def open_draft(me: Me) -> Draft | None:
    """The draft that is being written or waits for approval; there is one at a time."""
    return next(iter(open_drafts(me)), None)


def open_drafts(me: Me) -> tuple[Draft, ...]:
    """Every draft that is open, the newest first. The program begins one at a time; nothing else keeps to that."""
    return tuple(one for one in drafts(me) if one.is_open)


def drafts(me: Me) -> tuple[Draft, ...]:
    """Every draft there was, the newest first."""
    rows = SettingsDraft.objects.filter(partnership_id=me.partnership_id).order_by("-begun_at")
    return tuple(draft(me, row) for row in rows.values_list("pk", flat=True))


def draft(me: Me, draft_id: UUID) -> Draft:
    """One draft. Raises NotHere where there is none that may be seen."""
    row = SettingsDraft.objects.filter(pk=draft_id).first()
    steps = list(
        SettingsStep.objects.filter(draft_id=draft_id).select_related("by").defer("text").order_by("number")
    )
    if row is None or not steps:
        raise NotHere("That draft is not here.")
    wrote = [step for step in steps if step.word in WITH_TEXT]
    sent = next((step for step in reversed(steps) if step.word == StepWord.SENT), None)
    newest = SettingsDocument.objects.filter(partnership_id=row.partnership_id).order_by("-number")
    return Draft(
        id=row.pk,
        follows=row.follows,
        state=state_of(steps[-1].word),
        number=steps[-1].number,
        text=SettingsStep.objects.values_list("text", flat=True).get(pk=wrote[-1].pk),
        steps=tuple(
            Done(step.number, step.word, step.by.name if step.by else _("the console"), step.at, step.reason)
            for step in steps
        ),
        writers=tuple(dict.fromkeys(step.by.name if step.by else _("the console") for step in wrote)),
        wrote_myself=any(step.by_id == me.id for step in wrote),
        reason=sent.reason if sent else "",
        in_force_from=sent.in_force_from if sent else None,
        stale=newest.values_list("number", flat=True).first() != row.follows,
    )
