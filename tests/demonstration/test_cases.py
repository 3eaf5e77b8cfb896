"""Every invented case is well formed, told in order, by people who exist, and keeps its own secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from tessera.access.rules import Mark, Role
from tessera.core.identifiers import nhs_number_is_valid
from tessera.partnership.rules.settings import Settings

from .case_format import (
    Age,
    Allocate,
    Answer,
    Ask,
    Case,
    Close,
    Decide,
    HandOverWork,
    Involve,
    Line,
    MoveSchool,
    Note,
    Rating,
    Referral,
    Return,
    Screening,
    Shared,
    Tell,
    Write,
)

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "demonstration"
FILES = sorted((FOLDER / "cases").glob("*.yaml"))
SCHEMA = json.loads((ROOT / "tessera" / "enquiries" / "referral.schema.json").read_text())
OFFSET = re.compile(r"-(?:(\d+)d(?: (\d\d):(\d\d))?|(\d+)h|(\d+)m)")
# The demonstration may be opened at any minute of the day: the story has to be in order whenever that is.
NOWS = [datetime(2026, 11, 20, *clock, tzinfo=UTC) for clock in ((0, 1), (8, 30), (13, 0), (18, 0), (23, 59))]


@cache
def cast() -> dict[str, dict[str, Any]]:
    rows = yaml.safe_load((FOLDER / "cast.yaml").read_text())["practitioners"]
    return {row["username"]: row for row in rows}


@cache
def thornmere() -> Settings:
    return Settings.load(FOLDER / "thornmere.yaml")


@cache
def read(path: Path) -> Case:
    return Case.model_validate(yaml.safe_load(path.read_text()))


def instant(offset: str, now: datetime) -> datetime:
    found = OFFSET.fullmatch(offset)
    assert found, offset
    days, hour, minute, hours, minutes = found.groups()
    if days is None:
        return now - timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    day = now - timedelta(days=int(days))
    return day if hour is None else day.replace(hour=int(hour), minute=int(minute))


def agencies_named(case: Case) -> Iterator[str]:
    for episode in case.episodes():
        yield from (other.agency for other in episode.referral.other_agencies)
        for event in episode.events:
            yield from getattr(event, "named", ())
            yield from getattr(event, "agencies", ())
            if agency := getattr(event, "agency", None):
                yield agency
            if isinstance(event, MoveSchool):
                yield from (event.old, event.new)


def all_lines(case: Case) -> Iterator[tuple[Line, Shared | Referral]]:
    for episode in case.episodes():
        for holder in (episode.referral, *(e for e in episode.events if isinstance(e, Shared))):
            yield from ((line, holder) for line in holder.lines)


each_case = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def test_there_are_twenty_numbered_as_their_files_are() -> None:
    assert [read(path).number for path in FILES] == list(range(1, 21))
    assert [int(path.stem[:2]) for path in FILES] == list(range(1, 21))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        ({"children": [{"family_name": "Doe"}]}, "exactly one of"),
        ({"at": "yesterday"}, "pattern"),
        ({"lines": [{"kind": "told", "text": "x"}]}, "needs a source"),
        ({"adresses": []}, "Extra inputs"),
    ],
)
def test_the_format_refuses_what_is_wrong(spoil: dict[str, Any], message: str) -> None:
    good = yaml.safe_load(FILES[0].read_text())
    with pytest.raises(ValidationError, match=message):
        Case.model_validate({**good, "referral": {**good["referral"], **spoil}})


@each_case
def test_everyone_named_exists_and_may_do_what_they_do(path: Path) -> None:
    case, hub = read(path), {Role.HUB_PRACTITIONER, Role.DECISION_MAKER}
    may = {"allocate": hub, "ask": hub, "do_not_share": hub, "chase": hub, "pause": hub, "resume": hub,
           "tell": hub, "danger": hub, "answer_challenge": hub,
           "close": hub, "involve": hub, "hand_over_work": hub, "move_school": hub, "open_form": hub,
           "decide": {Role.DECISION_MAKER}}  # fmt: skip
    for episode in case.episodes():
        for step in episode.steps():
            person = cast()[step.by]
            assert person["username"] not in {"dev", "eve", "flo", "raj", "ada", "gil"}, step
            needed = hub if isinstance(step, Screening | Rating) else may.get(getattr(step, "do", ""))
            assert needed is None or needed & set(person["roles"]), step
            answers = {"return", "see", "nothing_known", "refuse", "hand_over_lines"}
            if getattr(step, "do", "") in answers:
                assert person["agency"] == getattr(step, "agency", None), step
            if isinstance(step, Involve) and step.practitioner:
                assert step.practitioner in cast()
            if isinstance(step, HandOverWork):
                assert {step.old, step.new} <= set(cast())
            if isinstance(step, Shared):
                assert set(step.people) <= set(cast())
            if isinstance(step, Allocate):
                assert "hub_practitioner" in cast()[step.to]["roles"]
    for exclusion in case.exclusions:
        assert exclusion.practitioner in cast()
        assert exclusion.child in {child.given_name for child in case.referral.children}


@each_case
def test_every_agency_and_word_is_in_thornmeres_settings(path: Path) -> None:
    case, settings = read(path), thornmere()
    for name in agencies_named(case):
        found = settings.agency(name)
        assert found is not None, name
        assert found.name == name
        assert name != "Millrace Primary", "Eve's school knows nothing of any case"
    for episode in case.episodes():
        for event in episode.events:
            if isinstance(event, Ask):
                assert event.basis in settings.lawful_bases
            if isinstance(event, Decide):
                assert event.outcome in settings.outcomes
            if isinstance(event, Write):
                section = settings.joint_form[event.section]
                assert {*event.lines, *event.texts, *event.answers} <= set(section.fields), event


@each_case
@pytest.mark.parametrize("now", NOWS, ids=lambda now: f"{now:%H%M}")
def test_it_happens_in_order_and_before_now(path: Path, now: datetime) -> None:
    case = read(path)
    begun = [instant(episode.referral.at, now) for episode in case.episodes()]
    assert begun == sorted(begun)
    for episode in case.episodes():
        times = [instant(step.at, now) for step in episode.steps()]
        for before, after, step in zip(times, times[1:], episode.steps()[1:], strict=False):
            assert before <= after, step
        assert times[-1] < now
        for holder in [episode.referral, *(e for e in episode.events if isinstance(e, Shared))]:
            for line in holder.lines:
                # A day without a time is that day, whatever the hour.
                assert line.when is None or (
                    instant(line.when, now).date() <= instant(holder.at, now).date()
                    if re.fullmatch(r"-\d+d", line.when)
                    else instant(line.when, now) <= instant(holder.at, now)
                ), line


def plain(text: str) -> str:
    return " ".join(text.split())


def words_before(case: Case, until: Decide) -> str:
    """Everything that had been written in this case before the decision, in one string."""
    parts: list[str] = []
    for episode in case.episodes():
        for holder in (episode.referral, *episode.events):
            if holder is until:
                return plain(" ".join(parts))
            parts += [line.text for line in getattr(holder, "lines", ())]
            parts += [voice.words for voice in getattr(holder, "child_voice", ())]
    raise AssertionError("the decision is not in the case")


@each_case
def test_a_decision_relies_on_words_that_were_there(path: Path) -> None:
    case = read(path)
    for episode in case.episodes():
        for event in episode.events:
            if isinstance(event, Decide):
                before = words_before(case, event)
                missing = [quote for quote in event.relied_on if plain(quote) not in before]
                assert not missing


@each_case
def test_steps_follow_from_the_steps_before(path: Path) -> None:
    for episode in read(path).episodes():
        asked: set[str] = set()
        happened: list[str] = []
        for event in episode.events:
            agency = getattr(event, "agency", None)
            if event.do in {"see", "return", "nothing_known", "refuse", "chase", "hand_over_lines"}:
                assert agency in asked, event
            if isinstance(event, Ask):
                asked.add(event.agency)
            needs = {"resume": "pause", "answer_challenge": "challenge", "tell": "decide", "close": "tell"}
            assert needs.get(event.do) is None or needs[event.do] in happened, event
            happened.append(event.do)
        assert happened.count("answer_challenge") <= happened.count("challenge")
        assert not episode.events or episode.screening is not None
        if any(isinstance(event, Close) for event in episode.events):
            told = {event.agency for event in episode.events if isinstance(event, Tell)}
            answered = {event.agency for event in episode.events if isinstance(event, Return)}
            assert answered | {None} <= told, "closed with feedback owed"


@each_case
def test_what_is_restricted_stays_restricted(path: Path) -> None:
    case = read(path)
    shared_by = {
        cast()[event.by]["agency"]
        for episode in case.episodes()
        for event in episode.events
        if isinstance(event, Note | Return) and event.share not in ("own", "hub", "people")
    }
    secret = {
        part
        for child in case.referral.children
        if child.address and child.address.protected and child.address.postcode
        for part in child.address.lines
        if part != "Thornmere"
    }
    for line, holder in all_lines(case):
        if Mark.POLICE_INTELLIGENCE in line.marks:
            assert isinstance(holder, Shared), "intelligence does not arrive in a referral"
            assert holder.share != "whole_case", line
            assert cast()[holder.by]["agency"] in shared_by, "no safe sentence for anyone outside the hub"
        if any(part in line.text for part in secret):
            assert Mark.DOMESTIC_ABUSE_ADDRESS in line.marks, line


def born(age: Age, now: datetime) -> str:
    months = now.year * 12 + now.month - 1 - age.years * 12 - age.months
    return date(months // 12, months % 12 + 1, 1).isoformat()


def as_sent(referral: Referral, now: datetime) -> dict[str, Any]:
    """The referral as another system would send it, under the published schema."""
    ours = {"at", "by", "also_asked"}
    body: dict[str, Any] = referral.model_dump(mode="json", exclude_none=True, exclude=ours)
    for sent, child in zip(body["children"], referral.children, strict=True):
        sent.pop("nhs")
        if child.born:
            sent.pop("born")
            sent["date_of_birth"] = born(child.born, now)
        if child.expected:
            expected = now + timedelta(days=int(child.expected[1:-1]))
            sent.pop("expected")
            sent["expected_date_of_birth"] = expected.date().isoformat()
    for sent, adult in zip(body.get("adults", ()), referral.adults, strict=True):
        if adult.born:
            sent.pop("born")
            sent["date_of_birth"] = born(adult.born, now)
    names = [child.given_name for child in referral.children]
    for line in body["lines"]:
        about = line.pop("about", None)
        assert about is None or about in names, about
        line.pop("marks", None)
    for voice in body.get("child_voice", ()):
        voice["child"] = names.index(voice["child"])
        voice.pop("setting", None)
    sender = cast()[referral.by]
    body["referrer"] = {"name": sender["name"], "role": sender["job"], "agency": sender["agency"]}
    return {**body, "reference": "D-1", "received_at": instant(referral.at, now).isoformat()}


@each_case
def test_every_referral_could_have_been_sent_by_another_system(path: Path) -> None:
    judge = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    for episode in read(path).episodes():
        errors = [error.message for error in judge.iter_errors(as_sent(episode.referral, NOWS[2]))]
        assert not errors


@each_case
def test_what_is_also_asked_is_asked_in_thornmere(path: Path) -> None:
    for episode in read(path).episodes():
        for section, answers in episode.referral.also_asked.items():
            for code in answers:
                question = thornmere().question(section, code)
                assert question.own
                first = question.only_if
                assert first in (None, "concerns")
                assert first is None or question.only_if_answer in episode.referral.concerns


@each_case
def test_what_an_agency_also_answers_is_asked_of_it_in_thornmere(path: Path) -> None:
    for episode in read(path).episodes():
        asked: dict[str, set[str]] = {}
        for event in episode.events:
            if isinstance(event, Ask):
                agency = thornmere().agency(event.agency)
                assert agency is not None
                asked[event.agency] = set(thornmere().answer_questions(event.concern or "", agency.kind))
                assert not event.concern or event.concern in episode.referral.concerns
            if isinstance(event, Return):
                assert event.also_asked.keys() <= asked[event.agency]


@each_case
def test_a_referral_says_enough_to_be_worth_reading(path: Path) -> None:
    referral = read(path).referral
    assert 6 <= len(referral.lines) <= 14
    assert len((referral.daily_life or "").split()) >= 60
    assert {line.kind.value for line in referral.lines} & {"seen", "heard"}
    assert {line.kind.value for line in referral.lines} & {"opinion", "analysis"}
    assert referral.child_voice or all(child.expected for child in referral.children)
    assert referral.working_well
    assert referral.hoped_for


@pytest.mark.parametrize("path", [FOLDER / "cast.yaml", *FILES], ids=lambda path: path.stem)
def test_nobody_real_can_be_reached(path: Path) -> None:
    text = path.read_text()
    for number in re.findall(r"(?<!\d)\d{3} ?\d{3} ?\d{4}(?!\d)", text):
        assert number.startswith("999"), number
        assert nhs_number_is_valid(number), number
    for telephone in re.findall(r"(?<!\d)0\d{4} ?\d{3} ?\d{3}(?!\d)", text):
        assert re.fullmatch(r"01632 960\d{3}|07700 900\d{3}", telephone), telephone
    assert all(address.endswith("@example.org") for address in re.findall(r"\S+@[\w.]+\w", text))
    assert all(code == "ZZ99" for code in re.findall(r"\b([A-Z]{1,2}\d[A-Z\d]?) \d[A-Z]{2}\b", text))
    assert not re.search(r"\b(19|20)\d\d-\d\d-\d\d\b", text), "times are relative to now"


def test_the_cast_is_whole() -> None:
    document = yaml.safe_load((FOLDER / "cast.yaml").read_text())
    people, settings = document["practitioners"], thornmere()
    listed = {(row["code"], row["name"], row["kind"]) for row in document["agencies"]}
    assert listed == {(code, agency.name, agency.kind) for code, agency in settings.agencies.items()}
    assert len({row["username"] for row in people}) == len({row["email"] for row in people}) == len(people)
    for row in people:
        agency = settings.agency(row["agency"])
        assert agency is not None, row
        assert set(row["roles"]) <= set(Role), row
        assert row["email"].endswith("@example.org")
        assert row["may"].endswith(".")
        assert row["team"] == "none" or row["team"] in agency.teams or row["team"] == "hub", row
        assert row["name"].removeprefix("Dr ").split()[0].lower() == row["username"], row
    for name in {"ama", "priya", "ben", "cass", "hana", "dev", "eve", "flo", "gil", "ada", "raj"}:
        assert name in cast()


def test_the_twenty_are_at_every_stage_of_the_work() -> None:
    cases = [read(path) for path in FILES]
    done = [{event.do for event in case.events} for case in cases]
    assert sum(case.screening is None for case in cases) >= 1
    assert sum("ask" in steps and "decide" not in steps for steps in done) >= 6
    assert sum("decide" in steps and "close" not in steps for steps in done) >= 3
    assert sum("close" in steps for steps in done) >= 1
    assert sum("challenge" in steps for steps in done) >= 2
    assert sum("danger" in steps for steps in done) >= 3
    values = {case.rating.value.value for case in cases if case.rating}
    assert values == {"red", "amber", "green"}
    assert any(isinstance(event, Answer) for case in cases for e in case.episodes() for event in e.events)
