"""A chronology as a person would put it together by hand, from every row there is and a list of those they may see.

It shares nothing with the product's but how a date is read from words: no query, no row policy, no composing.
"""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tessera.records.rules.happened import read
from tests.policy.lived import Lived, Rows
from tests.policy.register import Practitioner

ENGLAND = ZoneInfo("Europe/London")
LEFT_OUT = {"impact", "action"}
LINE_BY_LINE = {"referral", "return", "handed_over", "joint_form", "advice", "intelligence"}
FACTS = {
    "enquiries_referral": ("referral", "received_at", None, "from_agency_id"),
    "enquiries_screening": ("screening", "screened_at", "reason", "agency_id"),
    "enquiries_rating": ("rating", "rated_at", "reason", "agency_id"),
    "enquiries_danger": ("danger", "called_at", "reason", "agency_id"),
    "enquiries_decision": ("decision", "decided_at", "reasons", "agency_id"),
}
TABLES = (
    "records_note", "records_line", "records_note_about", "records_withdrawal", "records_promotion",
    "records_childs_voice", *FACTS,
)  # fmt: skip
Entry = tuple[Any, ...]
# The first day, the last, the time, and how surely it is known.
When = tuple[Any, Any, Any, str]
UNKNOWN: When = (None, None, None, "unknown")


class ByHand:
    """Everything in the database, read once; then each reader's chronology of each case."""

    def __init__(self, lived: Lived) -> None:
        self.lived = lived
        self.rows: dict[str, Rows] = {table: lived.rows(table) for table in TABLES}
        self.subjects, self.people = lived.rows("access_subject"), lived.rows("people_person")

    def entries(self, seen: dict[str, set[str]], case: uuid.UUID, every: bool) -> list[Entry]:
        """What somebody who may see these rows reads of a case, in order."""
        mine = {
            table: [row for row in rows if row["case_id"] == case and str(row["id"]) in seen.get(table, ())]
            for table, rows in self.rows.items()
        }
        found = [entry for note in mine["records_note"] for entry in of_a_note(note, mine, every)]
        voices = [voice for voice in mine["records_childs_voice"] if not ended(voice, mine)]
        found += [of_a_voice(voice, self.called(seen, case)) for voice in voices]
        found += [of_a_fact(table, row) for table in FACTS for row in mine[table]]
        # By the first day, then the last, then the time; then as it was told.
        return [entry for _place, entry in sorted(found, key=lambda one: one[0])]

    def called(self, seen: dict[str, set[str]], case: uuid.UUID) -> dict[str, list[str]]:
        """Of each name, in small letters, who of the case has it, as far as the reader may see them."""
        found: dict[str, list[str]] = {}
        of_case = {
            row["person_id"] for row in self.subjects if row["case_id"] == case and not row["provisional"]
        }
        for row in self.people:
            if row["id"] in of_case and str(row["id"]) in seen.get("people_person", ()):
                name = f"{row['given_name']} {row['family_name']}".strip().lower()
                found.setdefault(name, []).append(str(row["id"]))
        return found

    def withheld(self, someone: Practitioner, partnership: uuid.UUID, case: uuid.UUID) -> Counter[Any]:
        """What they are told is held back: how many lines and addresses, of which agency, with which marks."""
        of = next(one for one in self.lived.cases if one.id == case)
        counted = self.lived.held_back(someone, partnership, of)
        return Counter(
            {(agency, what, marks): many for (_case, agency, what, marks), many in counted.items()}
        )


def of_a_note(note: dict[str, Any], mine: dict[str, Rows], every: bool) -> list[tuple[Any, Entry]]:
    """The entries of a note that stands and is on the chronology, or that was written to be shared."""
    own = note["agency_id"]
    for row in mine["records_withdrawal"]:
        if row["note_id"] == note["id"] and row["agency_id"] == own:
            return []
    for row in mine["records_note"]:
        if row["replaces_id"] == note["id"] and row["agency_id"] == own:
            return []
    lines = [row for row in mine["records_line"] if row["note_id"] == note["id"]]
    lines.sort(key=lambda row: row["position"])
    about = sorted(
        str(row["person_id"]) for row in mine["records_note_about"] if row["note_id"] == note["id"]
    )
    said = [row for row in mine["records_promotion"] if row["note_id"] == note["id"]]
    said.sort(key=lambda row: (row["promoted_at"], row["id"]))
    newest = {row["line_id"]: row for row in said}
    apart = [line for line in lines if line["id"] in newest and newest[line["id"]]["significance"]]
    lines = [line for line in lines if line not in apart]
    alone = bool(apart) and all(line["kind"] in LEFT_OUT for line in lines)
    beside = lines if alone else []
    found = [of_a_line(note, line, newest[line["id"]], beside, about) for line in apart]
    last = newest.get(None)
    if alone:
        return found
    if last is None and note["kind"] in LINE_BY_LINE:
        return found + line_by_line(note, lines)
    if not every and (last is None or last["significance"] == 0):
        return found
    themes = tuple(last["themes"]) if last else ()
    weight = max(last["significance"], 1) if last else 1
    facts = [row["text"] for row in lines if row["kind"] not in LEFT_OUT]
    rest = [[row["text"] for row in lines if row["kind"] == kind] for kind in ("impact", "action")]
    nature = last["nature"] if last else "contact"
    key, told = f"note-{note['id']}", note["written_at"]
    return [*found, placed(key, when_of(note), told, own, nature, facts, *rest, weight, themes, about)]


def of_a_line(
    note: dict[str, Any], line: dict[str, Any], said: dict[str, Any], beside: Rows, about: list[str]
) -> tuple[Any, Entry]:
    """A line that somebody made an entry of its own."""
    when = dated(line["when"])
    return placed(
        f"line-{line['id']}",
        when_of(note) if when == UNKNOWN else when,
        note["written_at"],
        note["agency_id"],
        said["nature"],
        [line["text"]],
        *([row["text"] for row in beside if row["kind"] == kind] for kind in ("impact", "action")),
        said["significance"],
        tuple(said["themes"]),
        about,
    )


def line_by_line(note: dict[str, Any], lines: Rows) -> list[tuple[Any, Entry]]:
    """Each day that the lines name is an entry; what names none is of the day of the note."""
    days: dict[Any, Rows] = {}
    for line in lines:
        days.setdefault(dated(line["when"]), []).append(line)
    found = []
    for day, told in days.items():
        when = when_of(note) if day == UNKNOWN else day
        facts = [row["text"] for row in told if row["kind"] not in LEFT_OUT]
        if not facts:
            continue
        key = f"line-{told[0]['id']}"
        found.append(placed(key, when, note["written_at"], note["agency_id"], "contact", facts))
    return found


def ended(voice: dict[str, Any], mine: dict[str, Rows]) -> bool:
    """Its own agency has put it right or taken it back."""
    after = [row for row in mine["records_childs_voice"] if row["replaces_id"] == voice["id"]]
    after += [row for row in mine["records_withdrawal"] if row["voice_id"] == voice["id"]]
    return any(row["agency_id"] == voice["agency_id"] for row in after)


def of_a_voice(voice: dict[str, Any], called: dict[str, list[str]]) -> tuple[Any, Entry]:
    """What a child said or showed: the one it names, or the only one of the case who is called as it says."""
    when = dated(voice["when"])
    if when == UNKNOWN:
        when = moment(voice["written_at"])
    namesakes = called.get(voice["child"].lower(), [])
    about = namesakes if len(namesakes) == 1 else []
    if voice["person_id"]:
        about = [str(voice["person_id"])]
    done = [voice["response"]] if voice["response"] else []
    key = f"voice-{voice['id']}"
    told, own = voice["written_at"], voice["agency_id"]
    return placed(key, when, told, own, "voice", [voice["words"]], [], done, 2, (), about)


def of_a_fact(table: str, row: dict[str, Any]) -> tuple[Any, Entry]:
    """What was done at the front door."""
    deed, at, reason, agency = FACTS[table]
    why = [row[reason]] if reason and row[reason] else []
    shape = "harm" if deed == "danger" else "decision"
    weight = 3 if deed in ("danger", "decision") else 2
    key = f"{deed}-{row['id']}"
    return placed(key, moment(row[at]), row[at], row[agency], shape, why, weight=weight)


def placed(
    key: str,
    when: When,
    told: datetime,
    agency: uuid.UUID,
    shape: str,
    facts: list[str],
    impact: list[str] | None = None,
    done: list[str] | None = None,
    weight: int = 1,
    themes: tuple[str, ...] = (),
    about: list[str] | None = None,
) -> tuple[Any, Entry]:
    """An entry, with its place among the others."""
    first, last, at, _how_surely = when
    place = (first or date.max, last or date.max, at.isoformat() if at else "", told, key)
    entry = (key, when, str(agency), shape, facts, impact or [], done or [], weight, themes, about or [])
    return place, entry


def when_of(note: dict[str, Any]) -> When:
    """When a note says that it happened, else the day on which it was written."""
    if not note["precision"]:
        day = note["written_at"].astimezone(ENGLAND).date()
        return day, day, None, "day"
    return note["first_day"], note["last_day"], note["at_time"], note["precision"]


def moment(at: datetime) -> When:
    """A moment, as the clock stood in England."""
    here = at.astimezone(ENGLAND)
    return here.date(), here.date(), here.time().replace(second=0, microsecond=0), "exact"


def dated(words: str) -> When:
    """What somebody wrote of when it was; nothing where it cannot be read."""
    try:
        known = read(words)
    except ValueError:
        return UNKNOWN
    return known.first, known.last, known.at, str(known.precision)
