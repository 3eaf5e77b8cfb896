"""Every message the system can send. A message carries a reference and a link: never a name, never a concern.

`says` is the whole of what it says, with the reference put in. There is no way to add anything else.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One kind of message. `email`: whether it also goes by email."""

    word: str
    says: str
    to: str
    email: bool = True


WORDS: dict[str, Word] = {
    w.word: w
    for w in (
        Word("referral_received", "A referral has arrived: {reference}", "the hub"),
        Word("referral_screened", "The hub has read your referral: {reference}", "the referrer"),
        Word("danger_called", "Immediate danger: open {reference} now", "the hub"),
        Word("enquiry_allocated", "You have been allocated {reference}", "the practitioner allocated"),
        Word(
            "request_received",
            "The hub asks your agency a question: {reference}",
            "the agency's officers and leads",
        ),
        Word(
            "request_chased",
            "The hub is waiting for your answer: {reference}",
            "the agency's officers and leads",
        ),
        Word(
            "request_answered",
            "An agency has answered: {reference}",
            "the practitioner allocated, or the hub",
        ),
        Word("clock_half", "Half the time has gone: {reference}", "whoever the partnership's settings name"),
        Word("clock_soon", "Time is nearly up: {reference}", "whoever the partnership's settings name"),
        Word("clock_up", "Time is up: {reference}", "whoever the partnership's settings name"),
        Word(
            "outcome_told",
            "The hub has told you the outcome: {reference}",
            "the referrer's agency, and each agency asked",
        ),
        Word("challenge_made", "A decision has been challenged: {reference}", "the hub's decision-makers"),
        Word(
            "challenge_answered",
            "Your challenge has been answered: {reference}",
            "whoever made the challenge",
        ),
    )
}


def says(word: str, reference: str) -> str:
    """The words of a message. Raises KeyError for a word that is not in the list."""
    return WORDS[word].says.format(reference=reference)
