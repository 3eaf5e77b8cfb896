"""The kinds of note and of line, and the marks a line can carry."""

from tessera.core.words import Word


class NoteKind(Word):
    REFERRAL = "referral"
    KEEP_FROM_FAMILY = "keep_from_family"
    RETURN = "return"
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


class Mark(Word):
    THIRD_PARTY = "third_party"
    POLICE_INTELLIGENCE = "police_intelligence"
    DOMESTIC_ABUSE_ADDRESS = "domestic_abuse_address"
    ADULT_HEALTH = "adult_health"
    ADOPTION = "adoption"
    LEGAL_PRIVILEGE = "legal_privilege"
    NOT_FOR_FAMILY = "not_for_family"


class How(Word):
    """How a child told someone."""

    SAID = "said"
    SIGNED = "signed"
    DRAWN = "drawn"
    WRITTEN = "written"
    SHOWN = "shown"
    PLAYED = "played"
