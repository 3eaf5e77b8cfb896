"""Was a promise kept? What is derived from when it fell due and when it was done; never stored."""

from datetime import datetime

from tessera.core.words import Word


class Promise(Word):
    """How a promise with a time stands."""

    KEPT = "kept"
    MISSED = "missed"
    NEVER = "never"
    OVERDUE = "overdue"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    NO_LIMIT = "no_limit"


def promise(
    *,
    due_at: datetime | None,
    done_at: datetime | None,
    at: datetime,
    paused: bool = False,
    over: bool = False,
) -> Promise:
    """How a promise stands at a moment. Done on the instant that it falls due is in time.

    `due_at` None: it has no limit, or none while it is paused. `over`: nobody waits for it any more.
    """
    if done_at is not None:
        if due_at is None:
            return Promise.DONE
        return Promise.KEPT if done_at <= due_at else Promise.MISSED
    if over:
        return Promise.NEVER
    if paused:
        return Promise.PAUSED
    if due_at is None:
        return Promise.NO_LIMIT
    return Promise.OVERDUE if due_at < at else Promise.RUNNING
