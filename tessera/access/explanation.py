"""Why somebody may see a row or may not, and what they could see of a case on a day. The database is asked; it says.

Every answer is made by functions compiled from the policy (explaining.py, sql/explain.sql), and every question is
written in the ledger by the same functions. Nothing here decides.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tessera.access.identity import ROLES
from tessera.access.policy import SEE


@dataclass(frozen=True)
class Said:
    """One condition, or one exclusion, in words; `holds` of an exclusion: that it closes the row."""

    words: str
    holds: bool


@dataclass(frozen=True)
class Spoken:
    """One line of the policy that could let them do a thing. It speaks for them where every condition holds."""

    title: str
    holds: bool
    conditions: tuple[Said, ...]


@dataclass(frozen=True)
class Counted:
    """How many rows of one kind that one agency wrote, with the same marks, somebody could see of a case."""

    kind: str
    agency: str
    marks: str
    number: int


@dataclass(frozen=True)
class Explanation:
    """Why a practitioner may see a row at a moment, or may not. `wears` is its label, `knows` who they were then.

    `case_id`: the case that it is of. `counted`: of a case itself, how much of it they could see.
    """

    kind: str
    at: datetime
    practitioner: str
    visible: bool
    belongs: bool
    existed: bool
    permissions: tuple[Spoken, ...]
    exclusions: tuple[Said, ...]
    knows: tuple[tuple[str, str], ...]
    wears: tuple[tuple[str, str], ...]
    case_id: str
    is_case: bool
    counted: tuple[Counted, ...]


def explain(*, practitioner_id: UUID, written: str, at: datetime | None) -> Explanation | None:
    """For a Caldicott guardian; `written` is a reference or a row's identifier, and `at` None is now.

    None where there is nothing of that name, and where it is not the guardian's to know of.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.explain(%s, %s, %s)", (practitioner_id, written, at))
        found = _answer(cursor.fetchone())
    return read(found) if found else None


def explain_at_console(
    *, practitioner_id: UUID, partnership_id: UUID, written: str, kind: str | None, at: datetime | None
) -> dict[str, Any] | None:
    """For the administrator at the console, who is connected as the owner: what the database says, as it says it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.console_explain(%s, %s, %s, %s, %s)",
            (practitioner_id, partnership_id, written, kind, at),
        )
        return _answer(cursor.fetchone())


def replay_at_console(
    *, practitioner_id: UUID, partnership_id: UUID, case_id: UUID, at: datetime
) -> dict[str, Any] | None:
    """For the administrator: the rows of a case, by kind, that somebody could see at a moment. None: no such case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.console_replay(%s, %s, %s, %s)", (practitioner_id, partnership_id, case_id, at)
        )
        return _answer(cursor.fetchone())


def for_verb(found: Mapping[str, Any], verb: str) -> dict[str, Any]:
    """What was said of one verb. `visible`: whether they may see the row; `allowed`: whether the verb is theirs."""
    return {
        "visible": found["verbs"][SEE],
        "at": found["at"],
        "kind": found["kind"],
        "row": found["row"],
        "verb": verb,
        "allowed": found["verbs"].get(verb, False),
        "existed": found["existed"],
        "belongs": found["belongs"],
        "practitioner": found["practitioner"],
        "permissions": [line for line in found["permissions"] if line["verb"] == verb],
        "exclusions": [line for line in found["exclusions"] if line["verb"] in ("", verb)],
        "label": found["label"],
        "case": found["case"],
    }


def read(found: Mapping[str, Any]) -> Explanation:
    """What the database said about seeing, for people."""
    said = for_verb(found, SEE)
    who = said["practitioner"]
    return Explanation(
        kind=_(said["kind"].replace("_", " ")),
        at=datetime.fromisoformat(said["at"]),
        practitioner=who["name"],
        visible=said["visible"],
        belongs=said["belongs"],
        existed=said["existed"],
        permissions=tuple(_spoken(number, line) for number, line in enumerate(said["permissions"], start=1)),
        exclusions=tuple(Said(_(one["says"]), one["closes"]) for one in said["exclusions"]),
        knows=(
            (_("Agencies"), _listed(who["agencies"], _("None"))),
            (
                _("Roles"),
                _listed([ROLES.get(role, _(role.replace("_", " "))) for role in who["roles"]], _("None")),
            ),
            (_("Cleared for"), _listed(_plain(who["clearances"]), _("Nothing"))),
        ),
        wears=tuple(_wears(said["label"], said["case"])),
        case_id=said["case"]["id"] if said["case"] else "",
        is_case=said["kind"] == "case",
        counted=tuple(_counted(one) for one in found.get("counted", ())),
    )


def _counted(one: Mapping[str, Any]) -> Counted:
    kind = _(one["kind"].replace("_", " "))
    return Counted(
        kind[:1].upper() + kind[1:],
        one["agency"] or _("Not known"),
        _listed(_plain(one["marks"]), _("None")),
        one["number"],
    )


def _spoken(number: int, line: Mapping[str, Any]) -> Spoken:
    holds = _("Permission {number}: every condition holds")
    title = holds if line["holds"] else _("Permission {number}: does not hold")
    # The database says conditions in English; `./bin/tessera translations` finds them in the policy.
    said = tuple(Said(_(one["says"]), one["holds"]) for one in line["conditions"])
    return Spoken(title.format(number=number), line["holds"], said)


def _wears(label: Mapping[str, Any], case: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    found = []
    if "agency" in label:
        found.append((_("Agency that wrote it"), label["agency"] or _("Not known")))
    if "author" in label:
        found.append((_("Written by"), label["author"] or _("Not known")))
    if "audience" in label:
        found.append((_("Audience"), _plain([label["audience"]])[0]))
    if label.get("named"):
        found.append((_("Named in it"), _listed(label["named"], "")))
    if "marks" in label:
        found.append((_("Marks"), _listed(_plain(label["marks"]), _("None"))))
    if case is not None:
        found.append((_("The case was open to"), _listed(case["involved"], _("Nobody"))))
        found.append((_("The case was sealed"), _("Yes") if case["sealed"] else _("No")))
    return found


def _plain(words: list[str]) -> list[str]:
    return [_(word.replace("_", " ")) for word in words]


def _listed(words: list[str], nothing: str) -> str:
    whole = "; ".join(words)
    return whole[:1].upper() + whole[1:] if words else nothing


def _answer(row: tuple[Any, ...] | None) -> dict[str, Any] | None:
    """The one JSON value of a row. The connection hands it over as text or as what it holds."""
    value = row[0] if row else None
    return json.loads(value) if isinstance(value, str) else value
