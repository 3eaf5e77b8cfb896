"""The words of the front door, from a referral to a decision the referrer hears about.

Source for the states: Working Together to Safeguard Children (2023), chapter 3, and published hub procedures.
What each outcome, rating and level is called belongs to the partnership's settings, not here.
"""

from tessera.core.words import Word


class ReferralState(Word):
    RECEIVED = "received"
    SCREENED = "screened"


class ScreeningOutcome(Word):
    ADVICE_ONLY = "advice_only"
    OPEN_CASE = "open_case"
    FAMILY_HELP = "family_help"
    ENQUIRY = "enquiry"
    DUPLICATE = "duplicate"


class EnquiryState(Word):
    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"


class RequestState(Word):
    SENT = "sent"
    SEEN = "seen"
    RETURNED = "returned"
    NOTHING_KNOWN = "nothing_known"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AskedFor(Word):
    """What an agency is asked for: an answer to a question, or to add to the chronology what it knows."""

    ANSWER = "answer"
    CHRONOLOGY = "chronology"


ANSWERED = (RequestState.RETURNED, RequestState.NOTHING_KNOWN, RequestState.REFUSED)
WAITING = (RequestState.SENT, RequestState.SEEN)


class RatingValue(Word):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"


class ClockKind(Word):
    """Each measures one promise. Working Together asks for the first; partnerships add the others."""

    ACKNOWLEDGE = "acknowledge"
    AGENCY_RETURN = "agency_return"
    DECISION = "decision"
    FEEDBACK = "feedback"


class ConsentPosition(Word):
    """Not "consent, yes or no": what the family was told, or why not."""

    AGREED = "agreed"
    REFUSED = "refused"
    NOT_TOLD_WOULD_RAISE_RISK = "not_told_would_raise_risk"
    NOT_TOLD_WOULD_PREJUDICE_INVESTIGATION = "not_told_would_prejudice_investigation"
    NOT_REACHED = "not_reached"
    NOT_APPLICABLE = "not_applicable"


NEEDS_A_REASON = (
    ConsentPosition.REFUSED,
    ConsentPosition.NOT_TOLD_WOULD_RAISE_RISK,
    ConsentPosition.NOT_TOLD_WOULD_PREJUDICE_INVESTIGATION,
    ConsentPosition.NOT_REACHED,
)


class TellKind(Word):
    REFERRER = "referrer"
    AGENCY = "agency"
