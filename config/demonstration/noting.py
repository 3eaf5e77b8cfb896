"""Writes the notes of a case, puts them on the chronology, and says what was done about what a child said."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from config.demonstration import times
from config.demonstration.written import Writer
from tessera.access.here import Me
from tessera.access.models import Agency, Practitioner
from tessera.access.rules import Audience
from tessera.records import actions as records
from tessera.records.queries import voices_to_read
from tessera.records.rules.happened import NOBODY_KNOWS, Happened, read
from tessera.records.rules.words import BodyColour, BodyView, Figure, Nature, NoteKind, Theme
from tessera.ui.body import place_of


def note(writer: Writer, me: Me, at: datetime, case_id: UUID, event: dict[str, Any]) -> None:
    """A note as the case has it; where it says of what nature, on the chronology too."""
    audience, named = Audience.NAMED, [me.hub]
    if event.get("share") == "whole_case":
        audience, named = Audience.WHOLE_CASE, []
    elif event.get("share") == "named":
        agencies = Agency.objects.filter(name__in=event.get("named") or []).order_by("name")
        named += agencies.values_list("members_id", flat=True)
    elif event.get("share") == "people":
        audience = Audience.NAMED_PEOPLE
        people = Practitioner.objects.filter(username__in=event["people"]).order_by("username")
        named = list(people.values_list("principal_id", flat=True))
    written = records.write_note(
        practitioner=me,
        at=at,
        case_id=case_id,
        kind=NoteKind(event["kind_of_note"]),
        lines=writer.lines(event["lines"]),
        audience=audience,
        named=named,
        happened=_happened(event, writer.now),
        about=[writer.family.people[name] for name in event.get("of") or []],
        body_marks=[_mark(mark) for mark in event.get("body") or []],
        files=[
            records.Upload(document["name"], document["text"].encode())
            for document in event.get("documents") or []
        ],
    )
    if event.get("nature"):
        records.promote_note(
            practitioner=me,
            at=at,
            note_id=written.pk,
            nature=Nature(event["nature"]),
            significance=event.get("significance", 2),
            themes=[Theme(theme) for theme in event.get("themes") or []],
        )


def _mark(told: dict[str, Any]) -> records.NewBodyMark:
    """A mark as the case has it, in the middle of the part that it names."""
    figure, view = Figure(told.get("figure", "child")), BodyView(told.get("view", "front"))
    x, y = place_of(figure, view, told["part"])
    colour = BodyColour(told["colour"]) if told.get("colour") else None
    return records.NewBodyMark(
        view, x, y, told["part"], told["words"], told.get("size") or "", colour, figure
    )


def _happened(event: dict[str, Any], now: datetime) -> Happened | None:
    """When the first of its lines was, where that is dated; else the day on which it was written."""
    known = read(times.when(event["lines"][0].get("when"), now))
    return None if known == NOBODY_KNOWS else known


def respond(me: Me, at: datetime, case_id: UUID, event: dict[str, Any]) -> None:
    """What was done about the child's words that begin so, and what the child was told."""
    [voice] = [one for one in voices_to_read(case_id) if one.words.startswith(event["to"])]
    records.respond(
        practitioner=me, at=at, voice_id=voice.id, done=event["done"], told_back=event.get("told_back") or ""
    )
