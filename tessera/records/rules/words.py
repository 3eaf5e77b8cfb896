"""The kinds of note and of line. The marks that a line can carry are words of the register (access/rules.py)."""

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


class LineKind(Word):
    """Fact apart from hearsay apart from opinion, line by line."""

    SEEN = "seen"
    HEARD = "heard"
    TOLD = "told"
    RECORD = "record"
    OPINION = "opinion"
    ANALYSIS = "analysis"


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
