"""The ledger, and the two words that write it: @action and @query."""

from tessera.audit.verbs import NotHere, action, note, query, without_case

__all__ = ("NotHere", "action", "note", "query", "without_case")
