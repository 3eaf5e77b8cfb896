"""Who will see an answer before it is sent: agencies and roles, as the database foresees them from the same policy.

Of other agencies an agency that was asked learns nothing by this: docs/decisions/0016.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.access.foreseen import who_would_see
from tessera.access.here import Me
from tessera.access.identity import roles_in_words
from tessera.access.models import Agency, Membership, Practitioner, Team
from tessera.access.rules import NEEDS_CLEARANCE, Audience, Role
from tessera.enquiries.queries.answering import Asked
from tessera.enquiries.rules.own_questions import begun
from tessera.records.queries.who_will_see import ASSURED, PartShown, WhoWillSee, marks_in_words
from tessera.records.rules.marks import marks_of

OWN = gettext_lazy("Nothing leaves your agency until you hand it over, line by line.")
CHOOSE_PEOPLE = gettext_lazy("Choose the people who may read your answer, at least one of them of the hub.")
PEOPLE_ALONE = gettext_lazy(
    "Nobody else reads it, not their colleagues nor yours. Each reads it only while they may open this case."
)
CLEARED_AMONG = gettext_lazy("only those of them who are cleared for it")
ANSWERERS = (Role.AGENCY_OFFICER, Role.SAFEGUARDING_LEAD)
CHOOSE = gettext_lazy("Choose who may read your answer, and this says who that is.")


@dataclass(frozen=True, slots=True)
class PersonToName:
    """Somebody an answer may be for by name."""

    id: UUID
    words: str
    is_hub: bool


def people_to_name(practitioner: Me, at: datetime) -> tuple[PersonToName, ...]:
    """Whom an answer may be for by name: everybody of the hub, then who answers for the agency, but for the asker.

    Everybody, whether or not the case is kept from them: a name that is missing would tell that it is.
    """
    held = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        Q(team__is_hub=True) | Q(agency_id=practitioner.agency_id, role__in=ANSWERERS),
        partnership_id=practitioner.partnership_id,
        valid_from__lte=at,
        practitioner__is_active=True,
    ).exclude(practitioner_id=practitioner.id)
    found: dict[UUID, tuple[str, str, set[str], bool]] = {}
    for is_hub, pk, name, agency, role in held.values_list(
        "team__is_hub", "practitioner_id", "practitioner__name", "agency__name", "role"
    ):
        _, _, roles, of_hub = found.get(pk, (name, agency, set(), False))
        found[pk] = name, agency, roles | {role}, of_hub or bool(is_hub)
    return tuple(
        PersonToName(pk, f"{name}, {roles_in_words(tuple(sorted(roles))).lower()}, {agency}", is_hub)
        for pk, (name, agency, roles, is_hub) in sorted(
            found.items(), key=lambda one: (not one[1][3], one[1][0])
        )
    )


def shared_with(
    hub: int, share: str, named: Sequence[UUID], people: Sequence[UUID] = ()
) -> tuple[Audience, list[int]]:
    """The audience of an answer, and whom it names besides the agency that wrote it."""
    if share == "people":
        chosen = Practitioner.objects.filter(pk__in=people).order_by("name")
        return Audience.NAMED_PEOPLE, list(chosen.values_list("principal_id", flat=True))
    if share == "whole_case":
        return Audience.WHOLE_CASE, []
    if share == "own":
        return Audience.OWN_AGENCY, []
    members = Agency.objects.filter(pk__in=named).order_by("name").values_list("members_id", flat=True)
    return Audience.NAMED, [hub, *(members if share == "named" else ())]


def runs_the_hub(agency_id: UUID) -> bool:
    """Whether the hub is a team of this agency: what stays in the agency is then read by the hub too."""
    return Team.objects.filter(agency_id=agency_id, is_hub=True).exists()


def who_will_see(*, practitioner: Me, asked: Asked, typed: Mapping[str, Any], at: datetime) -> WhoWillSee:
    """Who will see what was typed, once it is sent. Nothing that was typed is kept."""
    share = str(typed.get("share") or "")
    if share == "people":
        return _for_people(practitioner, asked, typed, at)
    if share not in ("own", "hub", "named", "whole_case") or (
        share == "own" and runs_the_hub(practitioner.agency_id)
    ):
        return WhoWillSee((), (str(CHOOSE),))
    agencies = _chosen(typed, "named_agencies") if share == "named" else []
    audience, named = shared_with(practitioner.hub, share, agencies)
    also = set(agencies) | (_known(asked) if audience == Audience.WHOLE_CASE else set())
    parts = []
    for title, marks in _parts(asked, typed):
        seen = who_would_see(
            case_id=asked.case_id,
            agency_id=practitioner.agency_id,
            audience=audience,
            named=named,
            marks=marks,
            also=also,
        )
        parts.append(PartShown(title, seen))
    everyone = _(
        "And any other agency that the hub brings into this case, now or later: {hub_name} can tell "
        "you which, on {hub_telephone}."
    ).format(hub_name=asked.hub_name, hub_telephone=asked.hub_telephone)
    besides = [everyone] if audience == Audience.WHOLE_CASE else []
    if audience == Audience.OWN_AGENCY:
        return WhoWillSee(tuple(parts), (str(OWN),))
    besides.append(str(ASSURED))
    return WhoWillSee(tuple(parts), tuple(besides))


def _known(asked: Asked) -> set[UUID]:
    """Agencies whose part in the case this agency reads on the same page: whoever made the referral."""
    return {asked.referral.from_agency_id} if asked.referral else set()


def _for_people(practitioner: Me, asked: Asked, typed: Mapping[str, Any], at: datetime) -> WhoWillSee:
    """Those chosen, by name. Whether the case is kept from one of them is not looked up: it would be told by that."""
    chosen = set(_chosen(typed, "named_people"))
    names = [one.words for one in people_to_name(practitioner, at) if one.id in chosen]
    if not names:
        return WhoWillSee((), (str(CHOOSE_PEOPLE),))
    parts = tuple(
        PartShown(f"{title} ({CLEARED_AMONG})" if marks else title, (), (*names, _("You")))
        for title, marks in _parts(asked, typed)
    )
    return WhoWillSee(parts, (str(PEOPLE_ALONE),))


def _chosen(typed: Mapping[str, Any], field: str) -> list[UUID]:
    found = []
    for value in typed.get(field) or ():
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return found


def _parts(asked: Asked, typed: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The answer by the clearances that its lines need, as they will be kept: first all that needs none.

    An answer to a question of the partnership's own is a line too, and is called by its question.
    """
    lines: list[tuple[int | str, list[str]]] = [
        (number, str(line.get("marks", "")).split())
        for number, line in enumerate(typed.get("lines") or (), 1)
        if any(line.values())
    ]
    own = begun(asked.own_questions, typed.get("own") or {})
    lines += [(question.label, list(marks)) for question, _words, marks in own]
    _all, each = marks_of([marks for _name, marks in lines]) if lines else ([], [])
    by_marks: dict[tuple[str, ...], list[int | str]] = {}
    for (name, _marks), marks in zip(lines, each, strict=True):
        secret = tuple(mark for mark in marks if mark in NEEDS_CLEARANCE)
        if secret:
            by_marks.setdefault(secret, []).append(name)
    found = [(_("Your answer"), list[str]())]
    for secret, names in by_marks.items():
        found.append((f"{_which(names)}: {marks_in_words(secret)}", list(secret)))
    if len(found) > 1:
        found[0] = (_("Your answer, without the lines below"), [])
    return found


def _which(names: Sequence[int | str]) -> str:
    """Lines by their numbers, then answers by their questions."""
    numbers = [str(name) for name in names if isinstance(name, int)]
    lines = (
        _("Line {numbers}").format(numbers=numbers[0])
        if len(numbers) == 1
        else _("Lines {numbers}").format(numbers=", ".join(numbers))
    )
    labels = [f"“{name}”" for name in names if isinstance(name, str)]
    return ", ".join([*([lines] if numbers else []), *labels])
