"""The standing workload, made up: who is worried about whom, what is known, and how far each has got.

Six weeks like the first six of a hub that used a system like this: 319 enquiries, 73 of them red. Everything is drawn
from demonstration/workload.yaml by a generator that starts from the number of the enquiry, so that the same enquiry is
the same whenever it is loaded, and an interrupted load goes on where it stopped.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from typing import Any

import yaml

from config.demonstration.times import LONDON
from config.home import ROOT

DAYS = 42
ENQUIRIES = 319
LIVE = {"red": 9, "amber": 20, "green": 14, "blue": 2}
CLOSED = {"red": 64, "amber": 118, "green": 84, "blue": 8}
"""How the ratings fall. Together 319 enquiries, of which 73 are red."""
UNREAD, ANSWERED_AT_ONCE = 8, 13
"""Referrals that are no enquiry: not read yet, and answered by screening alone."""

HOURS = {"red": 4, "amber": 24, "green": 72, "blue": 120}
ORDER = ("blue", "green", "amber", "red")


class Stage(IntEnum):
    """How far an enquiry has got."""

    UNREAD = 0
    SCREENED_OUT = 1
    NOT_ALLOCATED = 2
    WAITING = 3
    LATE = 4
    READY = 5
    DECIDED = 6
    TOLD = 7
    CLOSED = 8


# Of the live ones, in order; what is left is WAITING.
LIVE_STAGES = (
    [Stage.NOT_ALLOCATED] * 6 + [Stage.LATE] * 7 + [Stage.READY] * 9 + [Stage.DECIDED] * 7 + [Stage.TOLD] * 4
)


@dataclass(frozen=True)
class Plan:
    """One referral of the workload. `received_at` is in UTC; `rating` is the hub's in the end, empty for no enquiry."""

    number: int
    stage: Stage
    rating: str
    received_at: datetime
    again_of: int | None = None

    @property
    def reference(self) -> str:
        return f"WORK-{self.number:03}"

    def chance(self, what: str) -> random.Random:
        """A generator for one question about this enquiry; other questions do not move its answers."""
        # A family that comes again is the same family.
        number = self.again_of if what == "family" and self.again_of else self.number
        return random.Random(f"thornmere {number} {what}")  # noqa: S311 - invented data, no secret


@functools.cache
def words() -> dict[str, Any]:
    """What demonstration/workload.yaml holds."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (ROOT / "demonstration" / "workload.yaml").open(encoding="utf-8") as stream:
        found: dict[str, Any] = yaml.load(stream, loader)  # noqa: S506 - a safe loader, written in C
    return found


def plans(now: datetime) -> list[Plan]:
    """Every referral of the workload, those that came first coming first."""
    chance = random.Random("thornmere workload")  # noqa: S311 - invented data, no secret
    found = [*_closed(chance, now), *_live(chance, now)]
    for count, stage in ((ANSWERED_AT_ONCE, Stage.SCREENED_OUT), (UNREAD, Stage.UNREAD)):
        for _ in range(count):
            number = len(found) + 1
            ago = chance.uniform(0.2, 5.5) if stage is Stage.UNREAD else chance.uniform(30, 24 * 40)
            found.append(Plan(number, stage, "", now - timedelta(hours=ago)))
    return sorted(found, key=lambda plan: plan.received_at)


def _closed(chance: random.Random, now: datetime) -> list[Plan]:
    ratings = _shuffled(chance, CLOSED)
    found: list[Plan] = []
    for number, rating in enumerate(ratings, 1):
        # About one in fourteen is about a family that has been here before, and comes after that.
        earlier = chance.choice(found) if found and chance.random() < 0.07 else None
        at = _moment(chance, now)
        if earlier is not None and earlier.again_of is None and at - earlier.received_at > timedelta(days=6):
            found.append(Plan(number, Stage.CLOSED, rating, at, earlier.number))
        else:
            found.append(Plan(number, Stage.CLOSED, rating, at))
    return found


def _live(chance: random.Random, now: datetime) -> list[Plan]:
    """The newest: each so long ago that its clocks stand where its stage would have them."""
    ratings = _shuffled(chance, LIVE)
    stages = LIVE_STAGES + [Stage.WAITING] * (len(ratings) - len(LIVE_STAGES))
    share = {
        Stage.NOT_ALLOCATED: (0.08, 0.3), Stage.WAITING: (0.2, 0.5), Stage.LATE: (0.7, 1.1),
        Stage.READY: (0.65, 1.0), Stage.DECIDED: (1.0, 1.3), Stage.TOLD: (1.2, 1.8),
    }  # fmt: skip
    found = []
    for number, (rating, stage) in enumerate(zip(ratings, stages, strict=True), ENQUIRIES - len(ratings) + 1):
        hours = HOURS[rating] * chance.uniform(*share[stage]) + (0.2 if rating == "red" else 1.0)
        found.append(Plan(number, stage, rating, now - timedelta(hours=hours)))
    return found


def _shuffled(chance: random.Random, counts: dict[str, int]) -> list[str]:
    listed = [rating for rating, count in counts.items() for _ in range(count)]
    chance.shuffle(listed)
    return listed


def _moment(chance: random.Random, now: datetime) -> datetime:
    """A moment of the six weeks before the last few days: mostly when people are at work, some evenings and nights."""
    today = now.astimezone(LONDON).date()
    while True:
        day = today - timedelta(days=chance.randint(6, DAYS))
        # A Saturday or a Sunday brings a third of what another day does.
        if day.weekday() < 5 or chance.random() < 0.33:
            break
    if day.weekday() < 5 and chance.random() < 0.86:
        hour = chance.choices(range(8, 18), weights=(4, 9, 11, 9, 7, 8, 9, 12, 8, 4))[0]
    else:
        hour = chance.choices(
            range(24), weights=[2, 2, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 5, 5, 6, 7, 8, 8, 6, 4]
        )[0]
    clock = time(hour, chance.randrange(60))
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


@dataclass
class Someone:
    """An invented child or adult. `years` is -1 for a child not born yet."""

    given_name: str
    family_name: str
    sex: str
    years: int
    days: int = 0
    relation: str = ""
    school: str = ""


@dataclass
class Household:
    """Who is written about, and the words that stand for them in a sentence."""

    children: list[Someone]
    adults: list[Someone]
    ethnicity: str
    language: str
    religion: str
    street: str
    worry: dict[str, Any]
    words: dict[str, str] = field(default_factory=dict)

    def say(self, sentence: str) -> str:
        """The sentence with this family's own words in it, beginning with a capital."""
        made = sentence.format_map(self.words)
        return made[:1].upper() + made[1:]


PRIMARY = ("Kestrel Lane Primary", "Marl Pit Primary", "Orchard Vale Primary")
SECONDARY = ("Harrow Down Academy", "Foxley High")
SIXTH = ("Bramble Sixth", "Thornmere College")
NURSERY = ("Little Acorns Nursery", "Brook Street Nursery")


def school_of(chance: random.Random, years: int) -> str:
    """Where a child of that age might be; empty for one who is too young."""
    if 5 <= years <= 15 and chance.random() < 0.04:
        return "Larch Special School"
    for places, youngest, oldest in ((NURSERY, 2, 4), (PRIMARY, 5, 10), (SECONDARY, 11, 15), (SIXTH, 16, 18)):
        if youngest <= years <= oldest:
            return chance.choice(places)
    return ""


def household(plan: Plan) -> Household:
    """The family of an enquiry: the same one each time it is asked for."""
    chance = plan.chance("family")
    worries = words()["worries"]
    worry = chance.choices(worries, weights=[w["weight"] for w in worries])[0]
    stock = chance.choices(words()["families"], weights=[len(f["surnames"]) for f in words()["families"]])[0]
    surname = chance.choice(stock["surnames"])
    years = chance.randint(*worry["ages"])
    sex = worry.get("sex") or chance.choice("FM")
    children = [_child(chance, stock, surname, sex, years, set())]
    while years >= 0 and len(children) < 5 and chance.random() < 0.42:
        taken = {child.given_name for child in children}
        other = max(0, min(17, years + chance.randint(-6, 5)))
        children.append(_child(chance, stock, surname, chance.choice("FM"), other, taken))
    mum = worry.get("adult") == "mum" or chance.random() < 0.75
    adults = [_adult(chance, stock, surname, mum=mum)]
    if chance.random() < 0.45:
        adults.append(_adult(chance, stock, chance.choice([surname, *stock["surnames"]]), mum=not mum))
    made = Household(
        children, adults, stock["ethnicity"], stock.get("language", "English"), stock.get("religion", ""),
        f"{chance.randint(1, 118)} {chance.choice(words()['streets'])}", worry,
    )  # fmt: skip
    made.words = _words(made)
    return made


def _child(
    chance: random.Random, stock: dict[str, Any], surname: str, sex: str, years: int, taken: set[str]
) -> Someone:
    names = [name for name in stock["girls" if sex == "F" else "boys"] if name not in taken]
    name = "" if years < 0 else chance.choice(names or ["Robin"])
    return Someone(
        name,
        surname,
        "U" if years < 0 else sex,
        years,
        chance.randint(DAYS + 8, 350),
        school=school_of(chance, years),
    )


def _adult(chance: random.Random, stock: dict[str, Any], surname: str, *, mum: bool) -> Someone:
    name = chance.choice(stock["mothers" if mum else "fathers"])
    relation = "mother" if mum else chance.choice(["father", "father", "stepfather", "mother's partner"])
    return Someone(
        name, surname, "F" if mum else "M", chance.randint(21, 46), chance.randint(DAYS + 8, 350), relation
    )


def _words(family: Household) -> dict[str, str]:
    child, sex = family.children[0], family.children[0].sex
    he, him, his = {"F": ("she", "her", "her"), "M": ("he", "him", "his")}.get(
        sex, ("the baby", "the baby", "the baby's")
    )
    adult = "mum" if family.adults[0].relation == "mother" else "dad"
    if family.adults[0].relation in ("stepfather", "mother's partner"):
        adult = family.adults[0].given_name
    sibling = family.children[1].given_name if len(family.children) > 1 else "the little one next door"
    return {
        "child": child.given_name or "the baby", "sibling": sibling,
        "adult": adult, "Adult": adult[:1].upper() + adult[1:],
        "he": he, "He": he[:1].upper() + he[1:], "him": him, "his": his, "His": his[:1].upper() + his[1:],
        "himself": {"F": "herself", "M": "himself"}.get(sex, "itself"), "age": str(max(child.years, 0)),
        "school": child.school or "school",
    }  # fmt: skip


def other_rating(chance: random.Random, rating: str) -> str:
    """One step up or down from a rating."""
    place = ORDER.index(rating) + chance.choice((-1, 1))
    return ORDER[max(1, min(3, place))]


def some(chance: random.Random, choices: Sequence[Any], least: int, most: int) -> list[Any]:
    """Between `least` and `most` of them, each once, in a drawn order."""
    return chance.sample(list(choices), min(len(choices), chance.randint(least, most)))
