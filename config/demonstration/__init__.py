"""The demonstration: the invented borough of Thornmere, its cast, its cases. Tests use the same people."""

from __future__ import annotations

from collections.abc import Iterator

PASSWORD = "thornmere-demonstration"  # noqa: S105 - printed on the screen; the demonstration listens to this machine only


def sign_ins() -> Iterator[str]:
    """Whom one can sign in as, one line each: what they are called, where they work, what they may do."""
    from config.demonstration.register import cast

    yield "Sign in as anyone at that address: press a name. Or by password, for each of them: " + PASSWORD
    for member in cast()[:11]:
        yield f"  {member.username:8} {member.name}, {member.job}, {member.agency}"
