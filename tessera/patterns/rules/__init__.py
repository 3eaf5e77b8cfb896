"""The rules of the pattern watch and of the questions asked while somebody writes."""

from tessera.patterns.rules.finding import (
    Dismissed,
    Fact,
    FactKind,
    Finding,
    PatternRule,
    Watched,
    said,
    together,
    watched,
)
from tessera.patterns.rules.prompts import Prompt, Seen, Sign, asked

__all__ = (
    "Dismissed",
    "Fact",
    "FactKind",
    "Finding",
    "PatternRule",
    "Prompt",
    "Seen",
    "Sign",
    "Watched",
    "asked",
    "said",
    "together",
    "watched",
)
