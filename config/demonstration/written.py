"""The written cases as they stand in their files, and their referrals as another system would send them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from config.demonstration import times
from config.demonstration.register import FOLDER
from config.demonstration.stage import Stage
from tessera.access.here import Me
from tessera.access.models import Practitioner
from tessera.records import actions as records
from tessera.records.rules.words import LineKind


def files() -> Iterator[tuple[int, Path]]:
    """Each written case by its number, which its file name begins with."""
    for path in sorted((FOLDER / "cases").glob("*.yaml")):
        yield int(path.name[:2]), path


def read(path: Path) -> dict[str, Any]:
    """One case as it is written."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = yaml.load(path.read_bytes(), loader)  # noqa: S506 - a safe loader, written in C
    return document


class Family:
    """One family's people, remembered from an earlier referral so that a later one is about the same."""

    def __init__(self, now: datetime, stage: Stage) -> None:
        self.now, self.stage = now, stage
        self.people: dict[str, UUID] = {}
        self.numbers: dict[str, str] = {}


class Writer:
    """Writes one family's referrals and lines."""

    def __init__(self, family: Family, reference: str) -> None:
        self.family, self.reference, self.now = family, reference, family.now

    def as_sent(self, given: dict[str, Any], me: Me, at: datetime) -> dict[str, Any]:
        """A referral in the shape in which another system would send it."""
        person = Practitioner.objects.get(pk=me.id)
        children = given["children"]
        names = [child.get("given_name") for child in children]
        sent: dict[str, Any] = {
            "reference": self.reference,
            "received_at": at.isoformat(),
            "referrer": {
                "name": me.name,
                "role": me.role.replace("_", " "),
                "agency": me.agency,
                "email": person.email,
                "phone": "01632 960100",
            },
            "children": [self._person(child, child=True) for child in children],
            "adults": [self._person(adult, child=False) for adult in given.get("adults") or []],
            "concerns": given["concerns"],
            "lines": [
                {"kind": line["kind"], "text": line["text"]}
                | ({"source": line["source"]} if line.get("source") else {})
                for line in given["lines"]
            ],
            "consent": given["consent"],
            "immediate_danger": given["immediate_danger"],
            "child_voice": [
                {
                    "child": names.index(voice["child"]) if voice["child"] in names else 0,
                    "words": voice["words"],
                    **{
                        k: voice[k]
                        for k in ("how", "asked_by", "alone", "response")
                        if voice.get(k) is not None
                    },
                    **({"when": w} if (w := times.when(voice.get("when"), self.now)) else {}),
                }
                for voice in given.get("child_voice") or []
            ],
            "other_agencies": given.get("other_agencies") or [],
        }
        for plain in (
            "daily_life", "working_well", "already_tried", "views_of_parents", "level", "level_reason", "hoped_for",
            "keep_from_family",
        ):  # fmt: skip
            if given.get(plain):
                sent[plain] = given[plain]
        return sent

    def _person(self, given: dict[str, Any], *, child: bool) -> dict[str, Any]:
        out = {k: v for k, v in given.items() if k not in ("born", "expected", "nhs") and v is not None}
        for unknown in ("parental_responsibility", "lives_with_children"):
            if unknown in given:
                out[unknown] = given[unknown]
        if "born" in given:
            out["date_of_birth"] = times.born(given["born"], self.now).isoformat()
        if "expected" in given:
            out["expected_date_of_birth"] = times.day(given["expected"], self.now).isoformat()
        if child and given.get("nhs") == "auto":
            out["nhs_number"] = self._number(f"{given.get('given_name')} {given['family_name']}")
        return out

    def _number(self, whose: str) -> str:
        """A number of the 999 test range with its check digit, the same for the same child."""
        if whose not in self.family.numbers:
            self.family.numbers[whose] = invented_nhs_number(f"{self.reference[:7]} {whose}")
        return self.family.numbers[whose]

    def lines(self, given: list[dict[str, Any]]) -> list[records.NewLine]:
        """The same lines with all that they say: which child, and which marks."""
        return [
            records.NewLine(
                kind=LineKind(line["kind"]),
                text=line["text"],
                when=times.when(line.get("when"), self.now),
                source=line.get("source") or "",
                about=line.get("about") or "",
                marks=tuple(line.get("marks") or ()),
            )
            for line in given
        ]


def invented_nhs_number(seed: str | int) -> str:
    """A number of the 999 test range with a valid check digit, always the same for the same words.

    Even numbers as seeds never share one: of two neighbours at most one has no check digit.
    """
    drawn = hashlib.sha256(str(seed).encode()).digest()
    number = seed if isinstance(seed, int) else int.from_bytes(drawn[:8], "big")
    while True:
        body = f"999{number % 1_000_000:06}"
        check = (
            11 - sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
        )
        if check != 10:
            return body + ("0" if check == 11 else str(check))
        number += 1
