"""Which work a change of the settings reaches once it is in force, and which keeps what it was made under.

It says what the program does: a promise is reckoned by the version its record was made under, and whatever is done is
done by the version that is in force when it is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tessera.core.language import Phrases
from tessera.core.language import gettext as _
from tessera.core.words import Word
from tessera.partnership.rules.areas import Path
from tessera.partnership.rules.differences import Difference
from tessera.partnership.rules.words import ClockWord


class Reach(Word):
    """From when a change counts, and for which work."""

    RECEIVED = "received"
    OPENED = "opened"
    ENDED = "ended"
    CLOCKS = "clocks"
    AGENCIES = "agencies"
    DONE = "done"


SAYS = Phrases(
    {
        Reach.RECEIVED: "Referrals that arrive from that day. A referral that has arrived keeps its time.",
        Reach.OPENED: "Enquiries opened from that day, also out of referrals that wait now. An enquiry that is open "
        "keeps what it was opened under to its end: when it is rated again, paused, or asks another agency.",
        Reach.ENDED: "Enquiries decided, and referrals ended without one, from that day. So it reaches work under way.",
        Reach.CLOCKS: "Whatever counts by these hours and is made from that day. What runs keeps the hours it had.",
        Reach.AGENCIES: "Names stand in the register as soon as this is approved. All else of an agency counts "
        "from that day, in work under way too.",
        Reach.DONE: "Whatever is done from that day, in work under way too. What was done reads as it did.",
    }
)
_CLOCKS = {
    ClockWord.ACKNOWLEDGE: Reach.RECEIVED,
    ClockWord.AGENCY_RETURN: Reach.OPENED,
    ClockWord.DECISION: Reach.OPENED,
    ClockWord.FEEDBACK: Reach.ENDED,
}

# What an enquiry keeps of who does what: how it is rated, and who agrees to that.
_OF_AN_ENQUIRY = ("rated_by", "rating_confirmed_by", "proposed_rating_counts")


@dataclass(frozen=True)
class Reached:
    """Changes that reach the same work."""

    reach: Reach
    changes: tuple[Difference, ...]

    @property
    def says(self) -> str:
        """Which work, in words."""
        return SAYS[self.reach]


def reach(path: Path) -> Reach:
    """Which work a change at this place reaches."""
    if path[0] == "clocks" and len(path) > 1 and path[1] in set(ClockWord):
        return _CLOCKS[ClockWord(path[1])]
    if path[0] == "process" and path[1:2] and path[1] in _OF_AN_ENQUIRY:
        return Reach.OPENED
    whole = {
        "calendars": Reach.CLOCKS,
        "agencies": Reach.AGENCIES,
        "pause_reasons": Reach.OPENED,
        "ratings": Reach.OPENED,
    }
    return whole.get(path[0], Reach.DONE)


def by_reach(changes: Iterable[Difference]) -> tuple[Reached, ...]:
    """The changes by the work they reach, in the order in which work goes."""
    some = list(changes)
    return tuple(
        Reached(one, found)
        for one in Reach
        if (found := tuple(change for change in some if reach(change.path) is one))
    )


def forms_changed(changes: Iterable[Difference]) -> tuple[str, ...]:
    """The forms that people may have open and that a draft draws otherwise."""
    forms = {
        "referral": _("the referral form"),
        "concerns": _("the referral form"),
        "consent_positions": _("the referral form"),
        "request_templates": _("the page on which an agency is asked"),
        "purposes": _("the pages on which an agency is asked and answers"),
        "lawful_bases": _("the pages on which an agency is asked and answers"),
        "necessity_prompts": _("the page on which an agency is asked"),
        "process.answers_go_to": _("the page on which an agency answers"),
        "process.consent_sought_at": _("the referral form"),
        "refusal_reasons": _("the page on which an agency answers"),
        "features.attachments": _("the page on which an agency answers"),
        "screening": _("the page on which a referral is screened"),
        "outcomes": _("the page on which an enquiry is decided"),
        "closures": _("the page on which an enquiry is decided"),
        "levels": _("the page on which an enquiry is decided"),
        "challenge.reasons": _("the page on which a decision is challenged"),
        "joint_form": _("a joint form that is opened then, and none that is open"),
    }
    parted = ("process", "features", "challenge")
    places = (".".join(one.path[: 2 if one.path[0] in parted else 1]) for one in changes)
    return tuple(dict.fromkeys(forms[place] for place in places if place in forms))
