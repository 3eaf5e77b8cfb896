"""How long things are kept, in the settings: never shorter than the law or the program, and longer where agreed.

What the program keeps, and for how long, is said by each table (docs/generated/fields.md). It removes nothing of a case
by itself: how long a partnership keeps what is in its hands is its own rule, and stands here.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from tessera.core.language import gettext as _
from tessera.core.language import marked, ngettext
from tessera.partnership.rules.kinds import Part, Words

LONGEST_AGE, LONGEST_YEARS = 120, 120


class Retention(Part):
    """How long this partnership keeps things. The least is what the law says, or what the program needs.

    `case_until_age`: the record of a case, until its youngest child is so old. The usual local rule, and no less here.
    `looked_after_until_age`: the same for a child who was looked after: the Care Planning, Placement and Case Review
    (England) Regulations 2010, regulation 50, say until the seventy-fifth birthday.
    `access_years`: who could see what and who looked, after it ended.
    """

    case_until_age: Annotated[int, Field(ge=25, le=LONGEST_AGE)] = 25
    looked_after_until_age: Annotated[int, Field(ge=75, le=LONGEST_AGE)] = 75
    access_years: Annotated[int, Field(ge=7, le=LONGEST_YEARS)] = 7
    message_years: Annotated[int, Field(ge=1, le=LONGEST_YEARS)] = 1
    source: Words | None = None
    check_before_use: bool = True


@dataclass(frozen=True)
class Kept:
    """What the program keeps: what it is, how long in words, and the setting for it."""

    what: str
    how_long: str
    setting: str = ""


# Every table says how long its rows are kept; a test finds one that says what stands here nowhere.
KEPT = (
    Kept(
        marked("Cases: referrals, notes, answers, decisions, documents, and who they are about"),
        marked("Until the youngest child of the case is 25"),
        "case_until_age",
    ),
    Kept(
        marked("Who could see what, who looked, and what was done"),
        marked("Seven years after it ended, and as long as the record it is about"),
        "access_years",
    ),
    Kept(marked("Messages that something is new"), marked("A year"), "message_years"),
    Kept(
        marked("What is being typed and was not sent"),
        marked("Thirty days at most"),
    ),
    Kept(
        marked("A file for a reader, until it is fetched"),
        marked("An hour after it is made; that it was asked for, a day"),
    ),
    Kept(marked("Who was signed in"), marked("Thirty days after it ended")),
    Kept(
        marked("The partnership, its agencies and its settings"),
        marked("For as long as the partnership"),
    ),
)


@dataclass(frozen=True)
class KeptHere:
    """A row of the page: what is kept, for how long by the program, and for how long here. "": nothing was agreed."""

    what: str
    program: str
    here: str


def kept_here(retention: Retention) -> tuple[KeptHere, ...]:
    """What the program keeps, with what this partnership has agreed beside it."""
    agreed = {
        "case_until_age": _(
            "Until the youngest child is {age}; {looked_after} where a child was looked after"
        ).format(age=retention.case_until_age, looked_after=retention.looked_after_until_age),
        "access_years": _years(retention.access_years),
        "message_years": _years(retention.message_years),
    }
    return tuple(KeptHere(_(one.what), _(one.how_long), agreed.get(one.setting, "")) for one in KEPT)


def _years(number: int) -> str:
    return ngettext("{number} year", "{number} years", number).format(number=number)
