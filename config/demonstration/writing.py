"""Writes the referral of an invented enquiry, in the shape in which another system would send it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from config.demonstration.register import cast
from config.demonstration.times import LONDON
from config.demonstration.workload import Household, Plan, Someone, some, words
from config.demonstration.written import invented_nhs_number
from tessera.access.here import Me
from tessera.enquiries.models import Referral
from tessera.enquiries.rules.consent import SHARES, why_goes_on
from tessera.partnership.rules.settings import Settings


@dataclass(frozen=True)
class Writer:
    """`now` is when the workload is loaded: ages are as of then."""

    plan: Plan
    family: Household
    now: datetime

    def as_sent(self, me: Me) -> dict[str, Any]:
        """The referral as one JSON object, written by this practitioner."""
        family, chance, stock = self.family, self.plan.chance("referral"), words()
        position = chance.choices(
            list(stock["consent"]),
            weights=(55, 14, 14, 12, 5) if self.plan.rating != "red" else (25, 15, 10, 35, 15),
        )[0]
        reasons = stock["consent"][position]
        sent: dict[str, Any] = {
            "reference": self.plan.reference,
            "received_at": self.plan.received_at.isoformat(),
            "referrer": {"name": me.name, "role": _job(me), "agency": me.agency, "phone": "01632 960100"},
            "children": [self._child(child, place) for place, child in enumerate(family.children)],
            "adults": [self._adult(adult) for adult in family.adults],
            "concerns": family.worry["concerns"],
            "lines": list(self._lines(chance)),
            "daily_life": family.say(family.worry["life"]),
            "working_well": family.say(chance.choice(stock["well"])),
            "already_tried": family.say(chance.choice(stock["tried"])),
            "hoped_for": family.say(chance.choice(stock["hoped"])),
            "consent": {"position": position},
            "level": {"red": 4, "amber": 3, "green": 3}.get(self.plan.rating, 2),
            "immediate_danger": self.plan.rating == "red" and chance.random() < 0.12,
            "child_voice": list(self._voices(chance)),
        }
        if reasons:
            sent["consent"]["reason"] = family.say(chance.choice(reasons))
        if position in ("agreed", "refused"):
            sent["views_of_parents"] = family.say(chance.choice(stock["parents"]))
        return sent

    def _child(self, child: Someone, place: int) -> dict[str, Any]:
        family, chance = self.family, self.plan.chance("family")
        made: dict[str, Any] = {
            "family_name": child.family_name,
            "sex": child.sex,
            "ethnicity": family.ethnicity,
            "first_language": family.language,
            "address": {"lines": [family.street, "Thornmere"], "postcode": _postcode(chance)},
            "gp": chance.choice(["Saltway Surgery", "Wheelwright Medical Centre"]),
        }
        optional = {"given_name": child.given_name, "school": child.school, "religion": family.religion}
        made |= {name: value for name, value in optional.items() if value}
        if child.years < 0:
            due = self.now.date() + timedelta(days=chance.randint(40, 150))
            return made | {"expected_date_of_birth": due.isoformat()}
        made["date_of_birth"] = _born(child, self.now).isoformat()
        if place == 0 or chance.random() < 0.6:
            number = self.plan.again_of or self.plan.number
            made["nhs_number"] = invented_nhs_number(number * 40 + place * 2)
        return made

    def _adult(self, adult: Someone) -> dict[str, Any]:
        parent = adult.relation in ("mother", "father")
        return {
            "given_name": adult.given_name,
            "family_name": adult.family_name,
            "date_of_birth": _born(adult, self.now).isoformat(),
            "relationship_to_children": adult.relation,
            "parental_responsibility": True if parent else None,
            "lives_with_children": True if adult is self.family.adults[0] else None,
        }

    def _lines(self, chance: random.Random) -> Iterator[dict[str, Any]]:
        worry, say = self.family.worry, self.family.say
        for text in some(chance, worry["seen"], 1, 3):
            day = self.plan.received_at - timedelta(days=chance.randint(0, 9))
            yield {"kind": "seen", "text": say(text), "when": day.astimezone(LONDON).date().isoformat()}
        yield {"kind": "heard", "text": say(chance.choice(worry["heard"]))}
        for told in some(chance, worry["told"], 1, 2):
            yield {"kind": "told", "text": say(told["says"]), "source": say(told["by"])}
        yield {"kind": "opinion", "text": say(chance.choice(worry["thought"]))}

    def _voices(self, chance: random.Random) -> Iterator[dict[str, Any]]:
        if self.family.children[0].years >= 4 and self.family.worry["voice"] and chance.random() < 0.8:
            yield {
                "child": 0,
                "words": chance.choice(self.family.worry["voice"]),
                "how": chance.choices(["said", "drawn", "written"], weights=(8, 1, 1))[0],
                "alone": chance.random() < 0.8,
                "response": "Thanked for telling us. Told who else needs to know, and that they can come back.",
            }


def _born(person: Someone, now: datetime) -> date:
    return now.date() - timedelta(days=person.years * 365 + person.years // 4 + person.days)


def _postcode(chance: random.Random) -> str:
    return f"ZZ99 {chance.randint(1, 9)}{chance.choice('ABDEFGHJ')}{chance.choice('LNPQRSTUW')}"


def _job(me: Me) -> str:
    return next(member.job for member in cast() if member.name == me.name)


def without_consent(plan: Plan, settings: Settings, referral: Referral, outcome: str) -> str:
    """Why it goes on although the family has not agreed, where the partners ask for that."""
    asked = why_goes_on(
        settings,
        level=referral.level,
        position=referral.consent_position,
        danger=referral.immediate_danger,
    )
    said: str = plan.chance("consent").choice(words()["without_consent"])
    return said if asked and outcome in SHARES else ""
