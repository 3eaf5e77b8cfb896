"""Every message the system can send. A message carries a reference and a link: never a name, never a concern.

`says` is the whole of what it says, with the reference put in. There is no way to add anything else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tessera.core.language import gettext as _
from tessera.core.language import marked


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
        Word("referral_received", marked("A referral has arrived: {reference}"), "the hub"),
        Word("referral_screened", marked("The hub has read your referral: {reference}"), "the referrer"),
        Word("danger_called", marked("Immediate danger: open {reference} now"), "the hub"),
        Word(
            "enquiry_allocated", marked("You have been allocated {reference}"), "the practitioner allocated"
        ),
        Word(
            "rating_proposed",
            marked("A rating waits for a second person: {reference}"),
            "the hub",
            email=False,
        ),
        Word(
            "request_received",
            marked("The hub asks your agency a question: {reference}"),
            "the agency's officers and leads",
        ),
        Word(
            "request_chased",
            marked("The hub is waiting for your answer: {reference}"),
            "the agency's officers and leads",
        ),
        Word(
            "request_paused",
            marked("Your time to answer is paused: {reference}"),
            "the agency's officers and leads",
        ),
        Word(
            "request_resumed",
            marked("Your time to answer runs again: {reference}"),
            "the agency's officers and leads",
        ),
        Word(
            "request_withdrawn",
            marked("The hub has withdrawn its question. You need do nothing more: {reference}"),
            "the agency's officers and leads",
        ),
        Word(
            "joint_form_opened",
            marked("You take part in a joint form: {reference}"),
            "the agency's officers and leads",
        ),
        Word(
            "joint_form_closed",
            marked("A joint form that you took part in is closed: {reference}"),
            "the agency's officers and leads",
        ),
        Word(
            "request_answered",
            marked("An agency has answered: {reference}"),
            "the practitioner allocated, or the hub",
        ),
        Word(
            "clock_half",
            marked("Half the time has gone: {reference}"),
            "whoever the partnership's settings name",
        ),
        Word(
            "clock_soon", marked("Time is nearly up: {reference}"), "whoever the partnership's settings name"
        ),
        Word("clock_up", marked("Time is up: {reference}"), "whoever the partnership's settings name"),
        Word(
            "outcome_told",
            marked("The hub has told you the outcome: {reference}"),
            "the referrer's agency, and each agency asked",
        ),
        Word(
            "challenge_made",
            marked("A decision has been challenged: {reference}"),
            "the hub's decision-makers",
        ),
        Word(
            "challenge_answered",
            marked("Your challenge has been answered: {reference}"),
            "whoever made the challenge",
        ),
        Word(
            "emergency_opened",
            marked("Someone opened this in an emergency: {reference}"),
            "the practitioner allocated, or the hub",
        ),
        Word(
            "emergency_to_review",
            marked("An emergency access waits for your review: {reference}"),
            "the partnership's Caldicott guardians",
        ),
        Word(
            "emergency_review_due",
            marked("The review of an emergency access is due in 2 hours: {reference}"),
            "the partnership's Caldicott guardians",
        ),
        Word(
            "emergency_review_late",
            marked("The review of an emergency access is late: {reference}"),
            "the partnership's Caldicott guardians",
        ),
        Word(
            "emergency_reviewed",
            marked("Your emergency access has been reviewed: {reference}"),
            "whoever opened it",
        ),
        Word(
            "file_asked",
            marked("A file waits for you to agree that it is taken out: {reference}"),
            "the hub's decision-makers",
        ),
        Word(
            "file_agreed",
            marked("The file that you asked for can be taken: {reference}"),
            marked("whoever asked for it"),
        ),
    )
}


def says(word: str, reference: str) -> str:
    """The words of a message. Raises KeyError for a word that is not in the list."""
    return _(WORDS[word].says).format(reference=reference)


@dataclass(frozen=True)
class Letter:
    """An email, whole: nothing is added to it but who sends it and to whom."""

    subject: str
    body: str


# After a day a message that could not be sent is no news any more; it still waits on the page of messages.
GIVEN_UP = timedelta(days=1)
EAGER = timedelta(minutes=10)
QUARTER = 15


def letter(word: str, reference: str, address: str, link: str) -> Letter:
    """What an email says: the message with its reference, and the link. `address` is this installation's."""
    words = says(word, reference)
    return Letter(subject=words, body=f"{words}\n\n{address.rstrip('/')}{link}\n")


def is_tried(made_at: datetime, at: datetime) -> bool:
    """Whether sending is tried in this minute: each one at first, then each quarter of an hour, for a day.

    The job runs once a minute, so an address that refuses everything costs a hundred attempts and not 1,440.
    """
    age = at - made_at
    return age <= EAGER or (age <= GIVEN_UP and at.minute % QUARTER == 0)
