"""How hints behave: short forms once, longest first, changes by a partnership, any text, time."""

from dataclasses import FrozenInstanceError
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.records.rules.phrases import PhraseError
from tessera.records.rules.wording import Hint, Row, WordClass, Wording, standard

WORDING = standard()


def found(text: str, wording: Wording = WORDING) -> list[tuple[str, str]]:
    return [(hint.row, hint.phrase) for hint in wording.hints(text)]


def test_short_forms_are_asked_about_once_and_in_capitals_only() -> None:
    assert found("MASH rang. Then MASH rang again. CAMHS and MASH met.") == [
        ("acronyms", "MASH"),
        ("acronyms", "CAMHS"),
    ]
    assert found("The mash rang. A hv came. Ed was there. He is a gp.") == []
    assert found("Two GPs and three EHCPs. GP's note.") == [("acronyms", "GPs"), ("acronyms", "EHCPs")]
    assert found("s.47, S47 and s 47") == [("acronyms", "s.47")]
    assert found('"MASH rang," she said. MASH did.') == [("acronyms", "MASH")]


def test_short_forms_beside_their_name_are_not_asked_about() -> None:
    assert found("The Multi-Agency Safeguarding Hub (MASH) rang. MASH rang again.") == []
    assert found("The multi agency safeguarding hub (MASH) rang. MASH rang again.") == []
    assert found("MASH (Multi-Agency Safeguarding Hub) rang, then MASH.") == []
    assert found("His Education, Health and Care Plan (EHCP) ended. The EHCP.") == []
    assert found("He is a looked after child (LAC). LAC since May.") == []
    assert found("MASH rang. The Multi-Agency Safeguarding Hub (MASH)") == [("acronyms", "MASH")]


def test_a_hint_says_where_why_and_what_to_ask() -> None:
    text = "At the door he was aggressive."
    (hint,) = WORDING.hints(text)
    assert text[hint.start : hint.end] == hint.phrase == "aggressive"
    assert (hint.class_, hint.label, hint.row) == (
        WordClass.VAGUE,
        "Say what was seen or heard",
        "aggressive",
    )
    assert hint.why == "Someone who was not there cannot tell what happened."
    assert hint.ask == "What was said or done, to whom, and what led up to it?"
    with pytest.raises(FrozenInstanceError):
        hint.ask = "x"  # type: ignore[misc]


def test_the_longest_phrase_wins_and_a_shorter_one_steps_in() -> None:
    assert found("The foster placement ended.") == [("foster-placement", "foster placement")]
    assert found("The placement is at risk now.") == [("placement-at-risk", "placement is at risk")]
    assert found("He has mental health. The mental health service rang.") == [
        ("mental-health", "mental health")
    ]
    doors = Row(
        id="door", class_=WordClass.VAGUE, phrases=("red door",), ask="Which?", not_before=frozenset({"mat"})
    )
    red = Row(id="red", class_=WordClass.VAGUE, phrases=("red",), ask="How red?")
    both = Wording([doors, red])
    assert found("a red door, a red door mat", both) == [("door", "red door"), ("red", "red")]
    assert found("hard-to-reach, hard to\nreach, HARD TO ENGAGE") == [
        ("hard-to-reach", "hard-to-reach"),
        ("hard-to-reach", "hard to\nreach"),
        ("hard-to-reach", "HARD TO ENGAGE"),
    ]


def test_an_unclosed_quotation_does_not_silence_the_rest() -> None:
    assert ("aggressive", "aggressive") in found('He said "go away. He was aggressive.')
    assert ("aggressive", "aggressive") in found("the boys' dad was aggressive at the girls' door")


def test_a_partnership_turns_words_off_and_adds_its_own() -> None:
    text = "He is hard to reach and hard to engage. GP and MASH rang. He is resilient. Sofa surfing again."
    local = WORDING.with_changes(
        off={"resilient", "GP", "hard to engage"},
        extra=[
            {
                "id": "sofa",
                "class": "blaming",
                "phrases": ["sofa-surf(s/ing)"],
                "ask": "Where did they sleep?",
            }
        ],
    )
    assert found(text, local) == [
        ("hard-to-reach", "hard to reach"),
        ("acronyms", "MASH"),
        ("sofa", "Sofa surfing"),
    ]
    again = local.with_changes(off=["sofa", "MASH"])
    assert found(text, again) == [("hard-to-reach", "hard to reach")]
    assert len(found(text)) == 5  # the first list has not changed
    added = Row(id="x", class_=WordClass("vague"), phrases=("bits and bobs",), ask="Which?")
    assert found("bits & bobs, bits and bobs", WORDING.with_changes(extra=[added])) == [
        ("x", "bits and bobs")
    ]
    assert found("NEET", WORDING.with_changes(off=["NEET"])) == []


@pytest.mark.parametrize(
    ("off", "extra", "message"),
    [
        (["no such word"], [], "no such word"),
        ([], [{"id": "a", "class": "V", "phrases": ["resilient"], "ask": "x?"}], "twice"),
        (
            [],
            [{"id": "resilient", "class": "V", "phrases": ["zzz"], "ask": "x?"}],
            "resilient is in the list twice",
        ),
        ([], [{"id": "a", "class": "Q", "phrases": ["zzz"], "ask": "x?"}], "a: 'Q' is not"),
        ([], [{"id": "a", "class": "V", "phrases": ["zzz"]}], "what to ask"),
        ([], [{"id": "a", "class": "V", "ask": "x?"}], "what to ask"),
        ([], [{"id": "a", "class": "V", "phrases": "zzz", "ask": "x?"}], "list of words"),
        ([], [{"id": "a", "class": "V", "phrases": [True], "ask": "x?"}], "list of words"),
        ([], [{"id": "a", "class": "V", "phrase": ["zzz"], "ask": "x?"}], "phrase is not something"),
        ([], [{"class": "V", "phrases": ["zzz"], "ask": "x?"}], "a row without an id"),
    ],
)
def test_changes_that_make_no_sense_are_refused_in_words(
    off: list[str], extra: list[object], message: str
) -> None:
    with pytest.raises(PhraseError, match=message):
        WORDING.with_changes(off=off, extra=extra)  # type: ignore[arg-type]


PIECES = [
    *(
        "mum ",
        "MASH ",
        "contact ",
        "with ",
        "the ",
        "police ",
        "hard to ",
        "reach ",
        "failed ",
        "to ",
        "engage ",
    ),
    *(
        '"',
        "“",
        "”",
        "‘",
        "’",
        "'",
        "’s ",
        ". ",
        ", ",
        "\n\n",
        "-",
        "– ",
        "(",
        ")",
        "LAC",
        " LAC review",
        "s.47 ",
    ),
    *("\x00", "İ", "ﬀ", "e\u0301", "🙂", "\u202e", "ß", "\ud800"),
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=60).map("".join))
def test_any_text_is_safe_and_spans_lie_inside_in_order_and_apart(text: str) -> None:
    last = 0
    for hint in WORDING.hints(text):
        assert isinstance(hint, Hint)
        assert last <= hint.start < hint.end <= len(text)
        assert text[hint.start : hint.end] == hint.phrase
        last = hint.end


@given(st.text(max_size=200))
def test_the_same_text_gives_the_same_hints(text: str) -> None:
    assert WORDING.hints(text) == WORDING.hints(text)


@pytest.mark.parametrize(
    "piece",
    [
        "contact with ",
        "hard to ",
        "placement has ",
        "a",
        "a ",
        "'s ",
        "“mum ",
        "(((",
        "MASH ",
        "- ",
        "mum\n\n",
        "É’",
    ],
)
def test_time_grows_in_step_with_length(piece: str) -> None:
    def seconds(text: str) -> float:
        taken = []
        for _ in range(3):
            begun = process_time()
            WORDING.hints(text)
            taken.append(process_time() - begun)
        return min(taken)

    # Eight times the length: about 8 when linear, 64 when each word looks at every other.
    assert seconds(piece * 8_000) < 24 * max(seconds(piece * 1_000), 1e-4)
