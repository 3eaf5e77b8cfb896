"""The kinds of note and of line. The marks that a line can carry are words of the register (access/rules.py)."""

from tessera.core.language import Phrases
from tessera.core.words import Word


class NoteKind(Word):
    REFERRAL = "referral"
    KEEP_FROM_FAMILY = "keep_from_family"
    RETURN = "return"
    HANDED_OVER = "handed_over"
    JOINT_FORM = "joint_form"
    CONVERSATION = "conversation"
    ADVICE = "advice"
    OBSERVATION = "observation"
    ANALYSIS = "analysis"
    INTELLIGENCE = "intelligence"
    REVIEW = "review"  # the record of a child was read again: what has changed, what it means, what must happen next


# Written by themselves, and no part of a referral, an answer or a form: these are corrected and withdrawn.
BY_ITSELF = (NoteKind.OBSERVATION, NoteKind.CONVERSATION, NoteKind.ANALYSIS, NoteKind.REVIEW)


# What is said of a line whose note does not stand any more, and of a child's words.
ENDED_WORDS = Phrases({"corrected": "Corrected since", "withdrawn": "Withdrawn since"})


class LineKind(Word):
    """Fact apart from hearsay apart from opinion, line by line; then what it means for the child, and what was done."""

    SEEN = "seen"
    HEARD = "heard"
    TOLD = "told"
    RECORD = "record"
    OPINION = "opinion"
    ANALYSIS = "analysis"
    IMPACT = "impact"
    ACTION = "action"


# The kinds that say what is known, and not what it means or what was done about it.
STATEMENT_KINDS = tuple(kind for kind in LineKind if kind not in (LineKind.IMPACT, LineKind.ACTION))
# Of those, what somebody thinks.
THOUGHTS = (LineKind.OPINION, LineKind.ANALYSIS)


# Kinds of line that a page draws under another word.
KIND_DRAWN = {"seen": "saw", "child": "voice"}


class HeldKind(Word):
    """What is held back from somebody who is told that it is."""

    LINE = "line"
    ADDRESS = "address"


class How(Word):
    """How a child told someone."""

    SAID = "said"
    SIGNED = "signed"
    DRAWN = "drawn"
    WRITTEN = "written"
    SHOWN = "shown"
    PLAYED = "played"
    BEHAVED = "behaved"


class Nature(Word):
    """What sort of event it was: the shape that a chronology draws. Strengths belong there as well as harm."""

    HARM = "harm"
    MISSED = "missed"
    CHANGE = "change"
    CONTACT = "contact"
    STRENGTH = "strength"


class Theme(Word):
    """What an event is about. Patterns are found by these and by nothing that a practitioner wrote in words."""

    NOT_BROUGHT = "not_brought"
    ABSENCE = "absence"
    MISSING = "missing"
    MOVE = "move"
    INJURY = "injury"
    NEGLECT = "neglect"
    DOMESTIC_ABUSE = "domestic_abuse"
    PARENT_ILLNESS = "parent_illness"
    PARENT_MENTAL_HEALTH = "parent_mental_health"
    SUBSTANCES = "substances"
    CARING = "caring"
    HEALTH_CONDITION = "health_condition"
    HOME_EDUCATED = "home_educated"
    EXPLOITATION = "exploitation"
    ONLINE = "online"
    FATHER = "father"
    CULTURE = "culture"
    LOW_LEVEL = "low_level"
    SEEN_ALONE = "seen_alone"


class Figure(Word):
    """Whose outline marks on a body are drawn on."""

    CHILD = "child"
    BABY = "baby"


class BodyView(Word):
    """From which side an outline is drawn."""

    FRONT = "front"
    BACK = "back"
    LEFT = "left"
    RIGHT = "right"


class BodyColour(Word):
    """The colour of a mark as it was seen. Colour does not tell how old a bruise is."""

    RED = "red"
    BLUE = "blue"
    PURPLE = "purple"
    GREEN = "green"
    YELLOW = "yellow"
    BROWN = "brown"
    OTHER = "other"
