"""What is not as the rule says: rule -> {where: why}. These lists may only shrink.

An entry that nothing needs any more fails the rule it belongs to. Adding one needs the reason, in the same
line, and somebody else's agreement in review.
"""

EXCEPTIONS: dict[str, dict[str, str]] = {
    "the-clock-is-an-argument": {
        "tessera/audit/verbs.py timezone.now": "the database writes the time itself; this fills a column",
    },
    "scripts-make-no-markup": {
        "frontend/scripts/wording.mjs innerHTML": "our own server's answer, escaped there",
    },
    "identifiers-are-uuid7": {
        "access.Principal": "a small number, so that a case can carry an array of them (docs/decisions/0003)",
        "access.Session": "known only by the hash of its token",
        "audit.Block": "numbered, so that one taken out is missed",
    },
}
