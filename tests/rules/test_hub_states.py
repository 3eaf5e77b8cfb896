"""The tables of verbs, what a screening needs, what comes next, and what nobody knows."""

from datetime import UTC, datetime

import pytest

from tessera.core.steps import NotAllowed
from tessera.enquiries.rules.contacts import months_before
from tessera.enquiries.rules.next_step import Standing, next_step, ready_for_decision
from tessera.enquiries.rules.states import ENQUIRY, REFERRAL, SCREENING_NEEDS, still_needed
from tessera.enquiries.rules.unknown import unknown
from tessera.enquiries.rules.who import Child, age_words, ages_words, child_name, children_words
from tessera.enquiries.rules.words import EnquiryState, ReferralState, ScreeningOutcome


def test_danger_is_called_from_every_state_of_a_referral() -> None:
    assert all(REFERRAL.allows("call_danger", state) for state in ReferralState)


def test_a_referral_is_screened_once() -> None:
    assert REFERRAL.take("screen", ReferralState.RECEIVED, outcome="enquiry", reason="x").to == "screened"
    with pytest.raises(NotAllowed):
        REFERRAL.take("screen", ReferralState.SCREENED, outcome="enquiry", reason="x")


def test_nothing_is_done_to_a_closed_enquiry() -> None:
    assert ENQUIRY.verbs_from(EnquiryState.CLOSED) == ()
    assert ENQUIRY.ends == (EnquiryState.CLOSED,)


def test_a_rating_needs_its_reason() -> None:
    with pytest.raises(NotAllowed) as refused:
        ENQUIRY.take("rate", EnquiryState.OPEN, value="red", reason="  ")
    assert refused.value.missing == ("reason",)


@pytest.mark.parametrize("outcome", list(ScreeningOutcome))
def test_each_outcome_says_what_it_needs(outcome: ScreeningOutcome) -> None:
    assert still_needed(outcome) == SCREENING_NEEDS[outcome]
    given = dict.fromkeys(SCREENING_NEEDS[outcome], "words")
    assert still_needed(outcome, **given) == ()
    assert still_needed(outcome, **given, rating="red") == ("rating_reason",)


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing("new"), "Screen this referral"),
        (Standing("new", danger=True), "Strategy discussion now"),
        (Standing("open", danger=True, late=["P"]), "Strategy discussion now"),
        (Standing("open", rated=False), "Rate"),
        (Standing("open", allocated=False, asked=2, waiting=["P"]), "Allocate"),
        (Standing("open", asked=2, waiting=["P", "H"], late=["P"]), "Chase P"),
        (Standing("open"), "Ask agencies"),
        (Standing("open", asked=3, waiting=["P", "H"]), "Waiting for P and H"),
        (Standing("open", asked=3), "Record the decision"),
        (Standing("decided", danger=True, untold=2), "Tell 2 more"),
        (Standing("decided"), "Close"),
        (Standing("tell", untold=1), "Tell the referrer"),
    ],
)
def test_what_comes_next(standing: Standing, words: str) -> None:
    assert next_step(standing) == words


def test_ready_means_that_all_who_were_asked_have_answered() -> None:
    assert ready_for_decision(Standing("open", asked=2))
    assert not ready_for_decision(Standing("open", asked=0))
    assert not ready_for_decision(Standing("open", asked=2, waiting=["P"]))
    assert not ready_for_decision(Standing("decided", asked=2))


def test_every_gap_is_named() -> None:
    gaps = unknown(
        children=[("Rowan Ashdown", True), ("Robin Ashdown", False)],
        heard=["rowan ashdown"],
        adults=["Jo Ashdown"],
        waiting=[("Police", "Any calls?")],
        could_not_say=[("School", "who collects him")],
    )
    assert gaps == (
        "School could not say: who collects him",
        "What Robin Ashdown says or shows",
        "How old Robin Ashdown is",
        "Whether Jo Ashdown has parental responsibility",
        "Police has not answered: Any calls?",
    )


def test_months_are_calendar_months() -> None:
    at = datetime(2027, 3, 31, 12, tzinfo=UTC)
    assert months_before(at, 1) == datetime(2027, 2, 28, 12, tzinfo=UTC)
    assert months_before(at, 12) == datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert months_before(at, 15) == datetime(2025, 12, 31, 12, tzinfo=UTC)


def test_a_child_not_yet_born_is_named_and_dated() -> None:
    expected = datetime(2026, 9, 1, tzinfo=UTC).date()
    assert child_name(Child("", "Noor", expected=expected)) == "Baby Noor (unborn)"
    assert child_name(Child("", "Not known", expected=expected)) == "Baby (unborn)"
    assert age_words(None, expected, None, expected) == "due 1 September 2026"
    assert age_words(None, None, 4, expected) == "about 4 years"
    assert age_words(None, None, None, expected) == ""


def test_every_child_is_named_in_one_way() -> None:
    on = datetime(2026, 6, 16, tzinfo=UTC).date()
    rowan, jory = Child("Rowan", "Ashdown", age=9), Child("Jory", "Ashdown", age=6)
    noor = Child("", "Ashdown", expected=datetime(2026, 9, 1, tzinfo=UTC).date())
    assert children_words([]) == "No child named"
    assert children_words([rowan]) == "Rowan Ashdown"
    assert children_words([rowan, jory]) == "Rowan and Jory Ashdown"
    assert children_words([rowan, jory, noor]) == "Rowan Ashdown, Jory Ashdown and Baby Ashdown (unborn)"
    assert children_words([rowan, Child("Zara", "Not known")]) == "Rowan Ashdown and Zara"
    assert ages_words([rowan, jory], on) == "about 9 years and about 6 years"
    assert ages_words([rowan, Child("Bea", "Trent")], on) == "about 9 years and age not known"
    assert ages_words([Child("Bea", "Trent")], on) == ""


def test_children_whom_nobody_named_read_as_a_sentence_does() -> None:
    on = datetime(2026, 6, 16, tzinfo=UTC).date()
    boy, child = Child("", "Not known", "M", age=8), Child("unknown", "Unknown", "U", age=1)
    girl = Child("", "Ashdown", "F", born=datetime(2018, 3, 4, tzinfo=UTC).date())
    assert children_words([boy, child]) == "A boy of about 8 years and a child of about 1 year"
    assert child_name(boy) == "a boy of about 8 years"
    assert child_name(girl) == "a girl born 4 March 2018, family name Ashdown"
    assert child_name(Child("", "not known")) == "a child"
    assert ages_words([boy, child], on) == ""
