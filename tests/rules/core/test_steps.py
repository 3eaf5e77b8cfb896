"""Steps: one table of verbs, and the words a person reads when a verb is refused."""

from enum import StrEnum

import pytest

from tessera.core.steps import NotAllowed, Step, Steps
from tessera.core.working_time import Limit


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCKED_UP = "locked_up"


STEPS = Steps(
    Step("shut", Door.OPEN, Door.SHUT, within=Limit.parse("1wd"), by=("caretaker",)),
    Step("open", Door.SHUT, Door.OPEN),
    Step("lock", (Door.OPEN, Door.SHUT), Door.LOCKED_UP, needs=("key", "reason_given"), within="evening"),
    Step("paint", (Door.OPEN, Door.SHUT), None, needs=("colours",)),
    states=Door,
)


def test_a_step_is_taken_and_says_where_it_lands() -> None:
    step = STEPS.take("lock", Door.OPEN, key="brass", reason_given="it is late", at="ignored")
    assert step.lands(Door.OPEN) is Door.LOCKED_UP
    assert STEPS.take("paint", Door.SHUT, colours=["red"]).lands(Door.SHUT) is Door.SHUT
    assert STEPS.take("shut", Door.OPEN).within == Limit.parse("1wd")


def test_a_verb_the_state_forbids_says_what_can_be_done() -> None:
    with pytest.raises(NotAllowed) as refused:
        STEPS.take("shut", Door.SHUT)
    assert (
        str(refused.value) == "You cannot shut this now: it is shut. From here you can open, lock or paint."
    )
    assert (refused.value.verb, refused.value.state, refused.value.missing) == ("shut", "shut", ())
    with pytest.raises(NotAllowed) as refused:
        STEPS.take("open", Door.LOCKED_UP)
    assert str(refused.value) == "You cannot open this now: it is locked up. Nothing more can be done to it."


@pytest.mark.parametrize("empty", [None, "", "  \n", [], (), {}, set()])
def test_what_a_step_needs_must_be_given_and_not_be_empty(empty: object) -> None:
    with pytest.raises(NotAllowed) as refused:
        STEPS.take("lock", Door.SHUT, key=empty)
    assert str(refused.value) == "To lock this, give the key and reason given."
    assert refused.value.missing == ("key", "reason_given")


@pytest.mark.parametrize("given", [0, False, "x", ["x"]])
def test_nought_and_no_are_answers(given: object) -> None:
    assert STEPS.take("lock", Door.SHUT, key=given, reason_given="yes").verb == "lock"


def test_a_verb_that_is_in_no_row_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        STEPS.take("kick", Door.OPEN)


def test_what_follows_from_the_table() -> None:
    assert STEPS.start is Door.OPEN
    assert STEPS.states == (Door.OPEN, Door.SHUT, Door.LOCKED_UP)
    assert STEPS.ends == (Door.LOCKED_UP,)
    assert STEPS.verbs == ("shut", "open", "lock", "paint")
    assert STEPS.verbs_from(Door.OPEN) == ("shut", "lock", "paint")
    assert STEPS.verbs_from(Door.LOCKED_UP) == ()
    assert STEPS.allows("open", Door.SHUT)
    assert not STEPS.allows("open", Door.OPEN)
    assert [step.verb for step in STEPS] == list(STEPS.verbs)


def test_every_verb_and_state_agree_with_the_buttons() -> None:
    given = {"key": "k", "reason_given": "r", "colours": "c"}
    for state in STEPS.states:
        for verb in STEPS.verbs:
            if verb in STEPS.verbs_from(state):
                assert STEPS.take(verb, state, **given).lands(state) in STEPS.states
            else:
                with pytest.raises(NotAllowed):
                    STEPS.take(verb, state, **given)


def test_the_diagram_and_the_table() -> None:
    assert STEPS.as_mermaid() == (
        "stateDiagram-v2\n    [*] --> open\n    open --> shut: shut\n    shut --> open: open\n"
        "    open --> locked_up: lock\n    shut --> locked_up: lock\n    open --> open: paint\n"
        "    shut --> shut: paint\n    locked_up --> [*]\n"
    )
    assert STEPS.as_table().splitlines()[2:5] == [
        "| shut | open | shut |  | 1 working day | caretaker |",
        "| open | shut | open |  |  |  |",
        "| lock | open, shut | locked up | key, reason given | evening |  |",
    ]


def test_a_table_that_makes_no_sense_is_refused() -> None:
    shut = Step("shut", Door.OPEN, Door.SHUT)
    lock = Step("lock", Door.SHUT, Door.LOCKED_UP)
    with pytest.raises(ValueError, match="no steps"):
        Steps()
    with pytest.raises(ValueError, match="from no state"):
        Steps(Step("shut", (), Door.SHUT))
    with pytest.raises(ValueError, match='"shut" from open is there twice'):
        Steps(shut, Step("shut", Door.OPEN, Door.LOCKED_UP))
    with pytest.raises(ValueError, match="No step mentions locked up"):
        Steps(shut, states=Door)
    with pytest.raises(ValueError, match="Not among the states: shut"):
        Steps(shut, states=(Door.OPEN,))
    with pytest.raises(ValueError, match="Cannot be reached from shut: open"):
        Steps(lock, shut)
    assert Steps(lock, shut, start=Door.OPEN).start is Door.OPEN
    with pytest.raises(ValueError, match="Not among the states: locked up"):
        Steps(shut, start=Door.LOCKED_UP)
