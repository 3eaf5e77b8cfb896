"""The patterns that a person would find by hand, in the rows that somebody may see.

It shares nothing with the product but the words: no query, no row policy, no figures read from the settings.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.demonstration.naive_chronology import ENGLAND, UNKNOWN, dated, when_of
from tests.policy.lived import Lived, Rows

# So many different things within so many days, as the demonstration has them from its preset.
AGREED = {
    "low_notes": (3, 90),
    "repeat_contacts": (2, 90),
    "greens": (3, 90),
    "not_brought": (2, 365),
    "moves": (3, 365),
    "absence_with_illness": (2, 90),
    "sibling_concern": (2, 90),
}
OF_A_THEME = {"low_level": "low_notes", "not_brought": "not_brought", "move": "moves"}
SIDES = {"absence": "away", "parent_illness": "ill", "parent_mental_health": "ill"}
SIBLINGS = {"brother", "sister", "sibling", "twin"}
TABLES = (
    "records_note",
    "records_note_about",
    "records_withdrawal",
    "records_promotion",
    "records_line",
    "people_relationship",
    "enquiries_referral",
    "enquiries_referral_child",
    "enquiries_enquiry",
    "enquiries_rating",
    "enquiries_confirmation",
)
# Of each rule and person: the day, what it is counted as, which row it is.
Facts = dict[tuple[str, uuid.UUID], list[tuple[date, str, str]]]


class PatternsByHand:
    """Everything in the database, read once; then what each reader may find."""

    def __init__(self, lived: Lived) -> None:
        self.lived = lived
        self.rows: dict[str, Rows] = {table: lived.rows(table) for table in TABLES}

    def found(self, seen: dict[str, set[str]]) -> dict[tuple[str, str], set[str]]:
        """Of each rule and person for which it holds, the rows that it rests on."""
        mine = {
            table: [row for row in rows if str(row["id"]) in seen.get(table, ())]
            for table, rows in self.rows.items()
        }
        people = {
            case.id: {
                person
                for person, provisional in case.subjects.items()
                if not provisional and f"{case.id} {person}" in seen.get("access_subject", ())
            }
            for case in self.lived.cases
        }
        facts: Facts = defaultdict(list)
        told_of_notes(mine, people, facts)
        told_at_the_door(mine, people, facts)
        return held(facts)


def held(facts: Facts) -> dict[tuple[str, str], set[str]]:
    """The facts of each window that has enough different things in it."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (rule, person), ours in facts.items():
        number, days = AGREED[rule]
        for first, _different, _row in ours:
            within = [one for one in ours if first <= one[0] <= first + timedelta(days=days)]
            if len({different for _day, different, _row in within}) >= number:
                found[rule, str(person)].update(row for _day, _different, row in within)
    return dict(found)


def told_of_notes(mine: dict[str, Rows], people: dict[uuid.UUID, set[uuid.UUID]], facts: Facts) -> None:
    """By what was said of the notes that stand."""
    harmed: list[tuple[str, set[uuid.UUID], date]] = []
    for note in mine["records_note"]:
        named = {row["person_id"] for row in mine["records_note_about"] if row["note_id"] == note["id"]}
        about = people[note["case_id"]] & named if named else people[note["case_id"]]
        for said, day, key in last_said(note, mine):
            for person in about:
                for theme in said["themes"]:
                    if theme in OF_A_THEME:
                        facts[OF_A_THEME[theme], person].append((day, key, key))
                    if theme in SIDES:
                        facts["absence_with_illness", person].append((day, SIDES[theme], key))
            if said["nature"] == "harm":
                harmed.append((key, about, day))
    replaced = {row["replaces_id"] for row in mine["people_relationship"]}
    ties = [row for row in mine["people_relationship"] if row["id"] not in replaced and of_siblings(row)]
    pairs = {(row["person_id"], row["other_id"]) for row in ties}
    pairs |= {(other, one) for one, other in pairs}
    for key, about, day in harmed:
        for person in about:
            facts["sibling_concern", person].append((day, "own", key))
        for person in {one for one, other in pairs if other in about} - about:
            facts["sibling_concern", person].append((day, "theirs", key))


def of_siblings(tie: dict[str, Any]) -> bool:
    words = tie["relationship"].lower().removeprefix("half-").removeprefix("half ")
    if tie["state"] == "mistaken":
        return False
    return tie["kind"] == "sibling" or (not tie["kind"] and words in SIBLINGS)


def last_said(note: dict[str, Any], mine: dict[str, Rows]) -> list[tuple[dict[str, Any], date, str]]:
    """What was last said of a note that stands and of each line placed by itself: for which day, and of which row."""
    own = note["agency_id"]
    for row in mine["records_withdrawal"]:
        if row["note_id"] == note["id"] and row["agency_id"] == own:
            return []
    for row in mine["records_note"]:
        if row["replaces_id"] == note["id"] and row["agency_id"] == own:
            return []
    said = [row for row in mine["records_promotion"] if row["note_id"] == note["id"]]
    said.sort(key=lambda row: (row["promoted_at"], row["id"]))
    lines = {row["id"]: row for row in mine["records_line"]}
    newest = {row["line_id"]: row for row in said}
    return [
        (row, day, str(line_id or note["id"]))
        for line_id, row in newest.items()
        if row["significance"] and (day := day_of(note, lines[line_id] if line_id else None))
    ]


def day_of(note: dict[str, Any], line: dict[str, Any] | None) -> date | None:
    """The day on which it happened or began; None where that is known to a year at best."""
    known = dated(line["when"]) if line else UNKNOWN
    first, _last, _at, precision = when_of(note) if known == UNKNOWN else known
    return None if precision in ("year", "unknown") else first


def told_at_the_door(mine: dict[str, Rows], people: dict[uuid.UUID, set[uuid.UUID]], facts: Facts) -> None:
    """By who referred a child, and by what the hub last rated the enquiries about them."""
    for referral in mine["enquiries_referral"]:
        children = {
            row["person_id"]
            for row in mine["enquiries_referral_child"]
            if row["referral_id"] == referral["id"]
        } & people[referral["case_id"]]
        day = referral["received_at"].astimezone(ENGLAND).date()
        for child in children:
            facts["repeat_contacts", child].append(
                (day, str(referral["from_agency_id"]), str(referral["id"]))
            )
        for enquiry in (x for x in mine["enquiries_enquiry"] if x["referral_id"] == referral["id"]):
            rated = [x for x in mine["enquiries_rating"] if x["enquiry_id"] == enquiry["id"] and x["by_hub"]]
            last = max(rated, key=lambda row: (row["rated_at"], row["id"]), default=None)
            agreed = {row["rating_id"] for row in mine["enquiries_confirmation"]}
            if last and last["value"] == "green" and (last["confirm_by"] == "nobody" or last["id"] in agreed):
                for child in children:
                    on = last["rated_at"].astimezone(ENGLAND).date()
                    facts["greens", child].append((on, str(enquiry["id"]), str(enquiry["id"])))
