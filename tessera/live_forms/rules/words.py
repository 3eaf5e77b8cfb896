"""The words of the live form's protocol, and the two ways in which an update is turned away.

docs/concepts/live-forms.md says what each word asks of a client.
"""

from tessera.core.words import Word

__all__ = ("NotAccepted", "Reason", "Refused", "Shut", "Unknown")


class Refused(Word):
    """The codes of a REFUSED frame."""

    AGAIN = "again"
    CONFLICT = "conflict"
    READ_ONLY = "read-only"
    CLOSED = "closed"
    FULL = "full"
    SPENT = "spent"
    LINES = "lines"
    TOO_LONG = "too-long"
    CHARACTERS = "characters"
    NOT_ACCEPTED = "not-accepted"
    TOO_FAST = "too-fast"


class Shut(Word):
    """The codes of a SHUT frame."""

    NONE = "none"
    ENDED = "ended"
    SIGNED_OUT = "signed-out"


class Reason(Word):
    """What was wrong with bytes that are not accepted. For the server's own log: a client is told the code alone."""

    TRUNCATED = "it ends too soon"
    TRAILING = "something follows its end"
    NUMBER = "a number is out of range, or written longer than it need be"
    TOO_MANY = "more runs, deletions or clients than one update may hold"
    TOO_LONG = "more characters than one update may hold"
    EMPTY = "a run or a client of nothing"
    TWICE = "one client is named twice"
    OUT_OF_ORDER = "what one client wrote or deleted is out of order"
    CONTENT = "content that is neither text nor deleted"
    MAP = "an entry of a map"
    NESTED = "a parent that is not a root"
    ROOT = "a root that this section does not have"
    UTF8 = "text that is not UTF-8"
    NUL = "a NUL character"
    LINE_END = "a carriage return: lines end in a line feed"
    CLIENT = "a client that is not the sender's own"
    SURROGATE = "it would cut one character in two"
    CIRCLE = "what it wrote refers to itself in a circle"
    SPAN = "it is anchored to two places that cannot be side by side"
    LINES = "more lines than a list may have"
    FULL = "more characters than the section may hold"
    SPENT = "more bytes than what was ever written in the section may take"
    FIELD = "more characters than the field may hold"
    CHARACTER = "a control character, or one that turns the reading direction round"
    FRAME = "a frame that is not of the protocol"


class NotAccepted(Exception):
    """The bytes are not what the protocol allows, or more than there is room for. `code` is what a client is told."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason

    @property
    def code(self) -> Refused:
        return _NO_ROOM.get(self.reason, Refused.NOT_ACCEPTED)


# Whoever keeps to the protocol may come to these: nothing is wrong with what they sent.
_NO_ROOM = {
    Reason.FULL: Refused.FULL,
    Reason.SPENT: Refused.SPENT,
    Reason.LINES: Refused.LINES,
    Reason.FIELD: Refused.TOO_LONG,
    Reason.CHARACTER: Refused.CHARACTERS,
}


class Unknown(Exception):
    """It follows from what the server does not have: the client must open the section again and send again."""

    code = Refused.AGAIN
