"""An agency's answer as it is being written: what was typed, kept as it was typed, finished or not. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tessera.access.rules import Mark
from tessera.enquiries.rules import own_questions
from tessera.partnership.rules.words import AnswersGoTo
from tessera.records.rules.words import STATEMENT_KINDS

LINE_FIELDS = ("kind", "text", "when", "source", "about")
# Why it is shared wider than with the hub, what for, and on which lawful basis.
WIDER_FIELDS = ("share_reason", "share_purpose", "share_basis")
ONE_FIELDS = ("could_not_say", "rating", "rating_reason", "share", *WIDER_FIELDS)
# Whom the answer is for, where it is for agencies or for people that are chosen.
NAMED_FIELDS = ("named_agencies", "named_people")
MOST_LINES = 100
MOST_LETTERS = 20_000
LINE_KINDS = STATEMENT_KINDS

# Nothing typed yet: one line, waiting.
BLANK_LINE: dict[str, str] = dict.fromkeys((*LINE_FIELDS, "marks"), "")

# What the settings call an audience, as the answer's page does.
SHARE: dict[AnswersGoTo, str] = {
    AnswersGoTo.CHOSEN: "",
    AnswersGoTo.OWN_AGENCY: "own",
    AnswersGoTo.HUB: "hub",
    AnswersGoTo.EVERYONE_INVOLVED: "whole_case",
}

Posted = Mapping[str, Sequence[object]]


def typed(posted: Posted) -> dict[str, Any]:
    """What was typed, and nothing else that was sent with it. Never raises, whatever was sent.

    A NUL, which no database keeps, becomes U+FFFD, where its writer can see it.
    """
    count = _one(posted, "line-TOTAL_FORMS")
    number = min(int(count), MOST_LINES) if count.isascii() and count.isdigit() and len(count) < 6 else 0
    return {
        "lines": [
            {field: _one(posted, f"line-{place}-{field}") for field in LINE_FIELDS}
            | {"marks": _marks(posted, f"line-{place}-marks")}
            for place in range(number)
        ],
        **{name: [_clean(value) for value in posted.get(name, ())][:MOST_LINES] for name in NAMED_FIELDS},
        **{field: _one(posted, field) for field in ONE_FIELDS},
        **({"own": own} if (own := own_questions.typed(posted)) else {}),
    }


def lines_of(kept: Mapping[str, Any]) -> list[dict[str, str]]:
    """The lines to show: those that were kept, or one that waits to be written."""
    return list(kept.get("lines") or [dict(BLANK_LINE)])


def offered(kept: Mapping[str, Any], goes_to: AnswersGoTo, audiences: Collection[str]) -> dict[str, Any]:
    """What was kept, and where no audience was chosen yet the one that the partners have agreed on, if it is offered.

    What somebody has chosen stands, narrower or wider.
    """
    usual = SHARE[goes_to]
    chosen = kept.get("share") or (usual if usual in audiences else "")
    return {**kept, "share": chosen}


def with_a_line(kept: dict[str, Any]) -> dict[str, Any]:
    """One more line, empty, at the end; no more than a hundred."""
    lines = lines_of(kept)
    return kept | {"lines": [*lines, dict(BLANK_LINE)][:MOST_LINES]}


def without_line(kept: dict[str, Any], place: str) -> dict[str, Any]:
    """The same without the line in this place (from 0). A place where there is no line changes nothing."""
    lines = lines_of(kept)
    left = [line for number, line in enumerate(lines) if str(number) != place]
    return kept | {"lines": left}


def is_begun(kept: Mapping[str, Any]) -> bool:
    """Whether anything was written."""
    return any(any(line.values()) for line in kept.get("lines") or ()) or any(
        kept.get(field) for field in (*ONE_FIELDS, "own")
    )


def _marks(posted: Posted, name: str) -> str:
    """The marks chosen, apart by spaces, in the order of the list."""
    chosen = {str(value) for value in posted.get(name) or ()}
    return " ".join(mark for mark in Mark if mark in chosen)


def _one(posted: Posted, name: str) -> str:
    values = posted.get(name) or ("",)
    return _clean(values[-1])


def _clean(value: object) -> str:
    return str(value).replace("\r\n", "\n").replace("\x00", "�")[:MOST_LETTERS]
