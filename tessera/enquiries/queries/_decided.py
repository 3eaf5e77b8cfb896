"""What somebody decided, in the words that were agreed when they did. Used by the queries of this app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tessera.core.language import Phrases
from tessera.enquiries.models import ReliedOn
from tessera.partnership import queries as partnership
from tessera.records.queries import LineRead, VoiceRead, ended_words, voice_words

HOW_SAID = Phrases(
    {
        "signed": "Signed",
        "written": "Wrote",
        "drawn": "Drew",
        "shown": "Showed",
        "played": "Played",
    }
)
# What a line is called where there is no mark beside it to say so.
LINE_KINDS = Phrases(
    {
        "seen": "Seen",
        "heard": "Heard",
        "told": "Told by someone",
        "record": "From a record",
        "opinion": "Opinion",
        "analysis": "Analysis",
        "impact": "For the child",
        "action": "What was done",
    }
)


@dataclass(frozen=True, slots=True)
class RestsOn:
    """A line, or what a child said or showed, that a decision rests on: whose, of what kind, the words.

    `ended`: that it was corrected or withdrawn since, in words; "" where it stands.
    """

    by: str
    kind: str
    words: str
    ended: str = ""


def screened_words(partnership_id: UUID, code: str, screened_at: datetime) -> str:
    """What an outcome of screening was called on the day that the referral was screened."""
    settings = partnership.in_force(partnership_id, screened_at).settings
    on = screened_at.astimezone(ZoneInfo(settings.calendar().time_zone)).date()
    return settings.screening_outcome(code).label.on(on)


def outcome_words(partnership_id: UUID, code: str, decided_at: datetime, closure: str = "") -> str:
    """What an outcome was called on the day of the decision, and why work ended with it, where that was said."""
    settings = partnership.in_force(partnership_id, decided_at).settings
    on = decided_at.astimezone(ZoneInfo(settings.calendar().time_zone)).date()
    outcome = settings.outcomes.get(code)
    words = outcome.label.on(on) if outcome else code
    if not closure:
        return words
    why = settings.closures.get(closure)
    return _("{outcome}: {why}").format(outcome=words, why=why.label if why else closure)


def decided_level(partnership_id: UUID, number: int, decided_at: datetime) -> str:
    """The level of a decision, with the name it had on that day."""
    settings = partnership.in_force(partnership_id, decided_at).settings
    on = decided_at.astimezone(ZoneInfo(settings.calendar().time_zone)).date()
    level = settings.levels.get(number)
    if level is None:
        return _("Level {number}").format(number=number)
    return _("Level {number}: {name}").format(number=number, name=level.name.on(on))


def about_words(partnership_id: UUID, code: str, made_at: datetime) -> str:
    """What a challenge is about, as the reasons were worded when it was made; nothing where it gave none."""
    reason = partnership.in_force(partnership_id, made_at).settings.challenge.reasons.get(code)
    return reason.label if reason else code


def rests_on(
    decision_id: UUID, lines: Sequence[LineRead], voices: Sequence[VoiceRead]
) -> tuple[RestsOn, ...]:
    """What a decision rests on and may be seen, of these lines and voices: the children first."""
    rows = ReliedOn.objects.filter(decision_id=decision_id).values_list("line_id", "voice_id")
    cited = {line or voice for line, voice in rows}
    how = HOW_SAID.get
    return (
        *(
            RestsOn(
                one.child, how(one.how, _("Said")), voice_words(one.words, one.how), ended_words(one, voices)
            )
            for one in voices
            if one.id in cited
        ),
        *(
            RestsOn(line.agency, LINE_KINDS.get(line.kind, line.kind), line.text, line.ended_words)
            for line in lines
            if line.id in cited
        ),
    )
