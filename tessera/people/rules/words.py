"""The words of people."""

from tessera.core.words import Word


class IdentifierKind(Word):
    NHS = "nhs"
    UPN = "upn"


class TieKind(Word):
    """How one person stands to another: what is drawn. The words in which it was told stand beside it."""

    PARENT = "parent"
    PARTNER = "partner"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    COUSIN = "cousin"
    OTHER = "other"


class TieState(Word):
    """How it is with a tie now. An empty one: nobody has said."""

    TOGETHER = "together"
    SEPARATED = "separated"
    DIVORCED = "divorced"
    ENDED = "ended"
    MISTAKEN = "mistaken"  # it was told in error


# What is kept in place of a date of death that nobody knows.
DATE_NOT_KNOWN = "not_known"
