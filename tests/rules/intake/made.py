"""Referrals to try the intake with: one in full, and a strategy for any valid one."""

import copy
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tessera.enquiries.rules.intake import Problem, Referral, check

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = RECEIVED.date()
AGENCIES = {"foxley": "foxley", "Foxley High": "foxley", "police": "police", "Thornmere Police": "police"}
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"

FULL: dict[str, Any] = {
    "reference": "MARF-9-0001",
    "received_at": "2026-11-20T09:30:00+00:00",
    "referrer": {
        "name": "Alex Morrow",
        "role": "designated safeguarding lead",
        "agency": "Foxley High",
        "phone": "01632 960123",
        "email": "alex.morrow@example.org",
        "relationship_to_family": "Form tutor of the eldest",
    },
    "children": [
        {
            "given_name": "Zoë",
            "family_name": "Ashdown",
            "also_known_as": ["Zo"],
            "date_of_birth": "2015-03-04",
            "sex": "F",
            "nhs_number": "9996122131",
            "upn": "R378325674827",
            "ethnicity": "WBRI",
            "first_language": "English",
            "communication": "Signs when tired.",
            "religion": "None",
            "disabilities": ["HEAR", "COMM"],
            "school": "Foxley High",
            "gp": "The Elms",
            "address": {"lines": ["1 Harrow Lane", "Thornmere"], "postcode": "ZZ99 1AB", "protected": True},
        },
        {"family_name": "Ashdown", "expected_date_of_birth": "2027-02-03"},
        {"given_name": "Sky", "family_name": "Ashdown", "age_years": 4},
    ],
    "adults": [
        {
            "given_name": "Jo",
            "family_name": "Ashdown",
            "date_of_birth": "1990-05-06",
            "relationship_to_children": "mother",
            "parental_responsibility": None,
            "lives_with_children": True,
            "address": {"lines": ["2 Mill Road"], "postcode": "ZZ99 2AB"},
        }
    ],
    "concerns": ["neglect", "unborn"],
    "lines": [
        {"kind": "seen", "text": "Wet shoes on Monday.", "when": "2026-11-16", "source": "referrer"},
        {
            "kind": "told",
            "text": "Two appointments were not kept.",
            "source": "the midwife",
            "when": "2026-11",
        },
        {"kind": "opinion", "text": "Things are worse than in September."},
    ],
    "daily_life": "Up at six to see to the others.",
    "child_voice": [
        {
            "child": 0,
            "words": "I do the nights.",
            "how": "said",
            "asked_by": "form tutor",
            "when": "2026-11-18T13:10",
            "alone": True,
            "response": "Told her what happens next.",
        }
    ],
    "working_well": "An aunt visits on Sundays.",
    "already_tried": "Breakfast club.",
    "views_of_parents": "Mother would like help with the mornings.",
    "consent": {"position": "not_reached", "reason": "Rang three times today."},
    "keep_from_family": {"text": "The new address of the aunt.", "reason": "She is afraid of the father."},
    "level": 3,
    "level_reason": "Seen twice in one week.",
    "hoped_for": "Someone at home in the mornings.",
    "immediate_danger": False,
    "other_agencies": [{"agency": "police", "contact": "PC Reed"}, {"agency": "Next Town Council"}],
}


def full() -> dict[str, Any]:
    """A copy of the referral in full, to be changed."""
    return copy.deepcopy(FULL)


def tried(referral: object, *, now: datetime = NOW) -> Referral | tuple[Problem, ...]:
    """The outcome of a referral given as a value."""
    line = json.dumps(referral, ensure_ascii=True).encode()
    return check(line, received_by=now, agencies=AGENCIES.get)


def refused(referral: object) -> dict[str, str]:
    """The problems as field -> words, in order; fails where it is taken in."""
    outcome = tried(referral)
    assert not isinstance(outcome, Referral), "it was taken in"
    found: dict[str, str] = {}
    for problem in outcome:
        found[problem.field] = f"{found.get(problem.field, '')} {problem.words}".strip()
    return found


def taken(referral: object) -> Referral:
    """The referral; fails where it is refused."""
    outcome = tried(referral)
    assert isinstance(outcome, Referral), outcome
    return outcome


def nhs_number(nine: int) -> str | None:
    """The NHS number that begins with 999 and these six digits, where there is one."""
    digits = f"999{nine:06d}"
    last = (11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
    return None if last == 10 else digits + str(last)


def upn(number: int) -> str:
    """The UPN with these twelve digits."""
    digits = f"{number:012d}"
    return LETTERS[sum(int(d) * w for w, d in enumerate(digits, 2)) % 23] + digits


# ------------------------------------------- any valid referral

_letters = st.characters(
    exclude_categories=["Cc", "Cs", "Cf", "Cn", "Co", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"],
    max_codepoint=0x2FFFF,
)


def words(longest: int) -> st.SearchStrategy[str]:
    """Text of one line that is not blank."""
    return st.text(_letters | st.just(" "), max_size=min(longest, 30) - 1).map(lambda text: "a" + text)


_long = st.text(_letters | st.sampled_from(" \n\t\u200d\u202e<>&'\""), max_size=60).map(
    lambda text: "a" + text
)
_days = st.dates(DAY - timedelta(days=24 * 365), DAY).map(date.isoformat)
_address = st.fixed_dictionaries(
    {},
    optional={"lines": st.lists(words(200), max_size=6), "postcode": words(10), "protected": st.booleans()},
)
_child_details = {
    "also_known_as": st.lists(words(200), max_size=3),
    "sex": st.sampled_from("FMU"),
    "nhs_number": st.integers(0, 999_998).map(nhs_number).filter(lambda number: number is not None),
    "upn": st.integers(0, 999_999_999_999).map(upn),
    "communication": _long,
    "disabilities": st.lists(st.sampled_from(["NONE", "MOB", "HAND", "AUT"]), unique=True),
    "address": _address,
}
_child = st.one_of(
    st.fixed_dictionaries({"family_name": words(100), name: value}, optional=_child_details | given)
    for name, value, given in (
        ("date_of_birth", _days, {"given_name": words(100)}),
        ("age_years", st.integers(0, 25), {"given_name": words(100)}),
        (
            "expected_date_of_birth",
            st.integers(-28, 280).map(lambda days: (DAY + timedelta(days=days)).isoformat()),
            {},
        ),
    )
)
_when = st.one_of(
    _days,
    _days.map(lambda day: day[:7]),
    _days.map(lambda day: day[:4]),
    _days.map(lambda day: f"{day}T08:15"),
    _days.map(lambda day: f"{day}T08:15:30.25+01:00"),
)
_line = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["seen", "heard", "record", "opinion", "analysis"]), "text": _long},
        optional={"when": _when, "source": words(300)},
    ),
    st.fixed_dictionaries(
        {"kind": st.just("told"), "text": _long, "source": words(300)}, optional={"when": _when}
    ),
)
_consent = st.one_of(
    st.fixed_dictionaries(
        {"position": st.sampled_from(["agreed", "not_applicable"])}, optional={"reason": _long}
    ),
    st.fixed_dictionaries({"position": st.sampled_from(["refused", "not_reached"]), "reason": _long}),
)


@st.composite
def referrals(draw: st.DrawFn) -> dict[str, Any]:
    """Any referral that must be taken in."""
    children = draw(st.lists(_child, min_size=1, max_size=4))
    voice = st.fixed_dictionaries(
        {"child": st.integers(0, len(children) - 1), "words": _long},
        optional={
            "how": st.sampled_from(["said", "drawn"]),
            "when": _when,
            "alone": st.none() | st.booleans(),
        },
    )
    return draw(
        st.fixed_dictionaries(
            {
                "reference": words(64),
                "received_at": st.just(FULL["received_at"]),
                "referrer": st.fixed_dictionaries(
                    {"name": words(200), "role": words(200), "agency": st.sampled_from(sorted(AGENCIES))},
                    optional={"email": st.sampled_from(["a@example.org", "a.b+c@mail.example.org"])},
                ),
                "children": st.just(children),
                "concerns": st.lists(
                    st.sampled_from(["neglect", "missing", "other"]), min_size=1, unique=True
                ),
                "lines": st.lists(_line, min_size=1, max_size=5),
                "consent": _consent,
                "immediate_danger": st.booleans(),
            },
            optional={
                "child_voice": st.lists(voice, max_size=3),
                "daily_life": _long,
                "level": st.integers(1, 4),
                "keep_from_family": st.fixed_dictionaries({"text": _long, "reason": _long}),
                "other_agencies": st.lists(st.fixed_dictionaries({"agency": words(200)}), max_size=2),
            },
        )
    )
