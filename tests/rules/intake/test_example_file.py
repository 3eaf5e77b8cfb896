"""The example file: what must be refused is refused, for that reason, and the rest is taken in."""

import io
import json
from pathlib import Path

from tessera.enquiries.rules.intake import read_referrals

from .made import NOW

HERE = Path(__file__).parent
WORDS = {
    "no referrer": ("referrer", "missing"),
    "31 February": ("children[0].date_of_birth", "not a date"),
    "told without source": ("lines[3].source", "missing"),
    "refused without reason": ("consent.reason", "missing"),
    "not RFC 3339": ("received_at", "RFC 3339"),
    "unknown field": ("unexpected", "do not know this field"),
    "future": ("received_at", "in the future"),
    "no lines": ("lines", "empty"),
    "nhs check digit": ("children[0].nhs_number", "check digit"),
}


def test_the_example_file_comes_out_as_expected() -> None:
    expected = json.loads((HERE / "referrals.expected.json").read_text("utf-8"))
    stream = io.BytesIO((HERE / "referrals.jsonl").read_bytes())
    outcomes = list(read_referrals(stream, received_by=NOW, agencies=str.casefold))
    refused = {outcome.line_number: outcome.problems for outcome in outcomes if outcome.problems}
    taken = [outcome.referral for outcome in outcomes if outcome.referral is not None]
    identities = {referral.identity for referral in taken}

    assert len(outcomes) == expected["received"]
    assert len(identities) == expected["accepted"]
    assert len(taken) - len(identities) == expected["already_there"]
    assert set(refused) == {line["line"] for line in expected["refused"]}
    for line in expected["refused"]:
        field, words = WORDS[line["why"]]
        (problem,) = refused[line["line"]]
        assert problem.field == field
        assert words in problem.words


def test_the_referral_that_comes_twice_is_the_same_to_the_letter() -> None:
    stream = io.BytesIO((HERE / "referrals.jsonl").read_bytes())
    by_line = {
        outcome.line_number: outcome.referral
        for outcome in read_referrals(stream, received_by=NOW, agencies=str.casefold)
    }
    first, again = by_line[33], by_line[40]
    assert first is not None
    assert again is not None
    assert first.identity == again.identity == ("foxley high", "MARF-7-0000")
    assert first.fingerprint == again.fingerprint
