"""The words of people."""

from tessera.core.words import Word


class IdentifierKind(Word):
    NHS = "nhs"
    UPN = "upn"
