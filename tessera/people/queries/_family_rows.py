"""The people of a case with their ties, addresses and names: from the rows that row security shows, read once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.access.models import Subject
from tessera.core.language import Phrases
from tessera.core.text import age_in_words, date_words, month_words
from tessera.people.models import Address, Name, Person, Relationship
from tessera.people.rules.family.telling import Family, Somebody, Told, family, latest
from tessera.people.rules.words import DATE_NOT_KNOWN, TieState

ADULT = 18
STATES = Phrases(
    {
        TieState.TOGETHER: "together",
        TieState.SEPARATED: "separated",
        TieState.DIVORCED: "divorced",
        TieState.ENDED: "ended",
        TieState.MISTAKEN: "told by mistake",
    }
)


@dataclass(frozen=True, slots=True)
class AddressShown:
    """An address as an agency told it. `marks` are empty for one that anybody who sees the case may read."""

    words: str
    told_on: date
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TieShown:
    """One telling: who said that somebody stands so to whom. `differs`: another agency tells it differently."""

    id: UUID
    by: str
    words: str
    other: str
    how: str
    differs: bool
    told_on: date


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A row of the table, and what stands beside the shape in the picture."""

    id: UUID
    key: str
    name: str
    age: str
    sex: str
    index: bool
    unborn: bool
    died: bool
    role: str
    responsible: str
    home: str
    other_names: tuple[str, ...]
    addresses: tuple[AddressShown, ...]
    ties: tuple[TieShown, ...]

    @property
    def beside(self) -> tuple[tuple[str, bool], ...]:
        """The words beside the shape, each with whether it is bold."""
        said = [(self.name, True), (self.age, False)]
        if self.responsible == "yes":
            said.append((_("has PR"), True))
        return (*said, (self.role, False)) if self.role else tuple(said)


class Rows:
    """Everything of the case that row security shows, read once."""

    def __init__(self, case_id: UUID, on: date) -> None:
        self.on = on
        ids = set(
            Subject.objects.filter(case_id=case_id, provisional=False).values_list("person_id", flat=True)
        )
        self.ties = list(
            Relationship.objects.filter(case_id=case_id).select_related("told_by").order_by("made_at", "id")
        )
        self.of_case = {str(key) for key in ids}
        around = ids | {key for tie in self.ties for key in (tie.person_id, tie.other_id)}
        self.people = {str(one.pk): one for one in Person.objects.filter(pk__in=around).order_by("id")}
        self.names: dict[str, list[str]] = {}
        for name in Name.objects.filter(person_id__in=around).order_by("made_at", "id"):
            self.names.setdefault(str(name.person_id), []).append(name.name)
        self.addresses: dict[str, list[AddressShown]] = {}
        self.elsewhere: dict[UUID, UUID] = {}  # of each other case of which an address is shown, one of them
        for place in Address.objects.filter(person_id__in=around).order_by("-made_at", "-id"):
            words = ", ".join(filter(None, [*place.lines, place.postcode]))
            marks = tuple(_(mark.replace("_", " ").capitalize()) for mark in place.marks)
            shown = AddressShown(words, timezone.localdate(place.made_at), marks)
            self.addresses.setdefault(str(place.person_id), []).append(shown)
            if place.case_id != case_id:
                self.elsewhere.setdefault(place.case_id, place.pk)
        self.of_case &= set(self.people)
        replaced = {tie.replaces_id for tie in self.ties}
        self.told = [tie for tie in self.ties if tie.pk not in replaced]
        self.index = self._index()

    def _index(self) -> list[str]:
        """The children whom the case is about, the oldest first: those whom others were told to be somebody's of.

        Whoever was only ever told to be somebody's kin (a young mother, a half-brother elsewhere) is none of them, but
        for one of whom a referral says who has parental responsibility for them.
        """
        kin = {str(tie.person_id) for tie in self.told if tie.state != TieState.MISTAKEN}
        cared_for = {str(tie.other_id) for tie in self.told if tie.parental_responsibility and not tie.kind}
        return [
            key
            for key in sorted(self.people, key=lambda key: (-self.years(key), key))
            if key in self.of_case and self.years(key) < ADULT and (key not in kin or key in cared_for)
        ]

    def name(self, key: str) -> str:
        one = self.people[key]
        return " ".join(filter(None, (one.given_name, one.family_name)))

    def years(self, key: str) -> float:
        """Age in years: less than nothing for the unborn, a grown person's where nobody knows it."""
        one = self.people[key]
        if one.date_of_birth:
            return (self.on - one.date_of_birth).days / 365.25
        if one.expected_date_of_birth:
            return -1.0
        return float(one.age_years_when_recorded or 40)

    def age(self, key: str) -> str:
        one = self.people[key]
        if one.died_on:
            return _died(one.died_on)
        if one.date_of_birth:
            return age_in_words(one.date_of_birth, self.on)
        if one.expected_date_of_birth:
            return _("unborn, due {day}").format(day=date_words(one.expected_date_of_birth))
        if one.age_years_when_recorded:
            return _("about {years} years").format(years=one.age_years_when_recorded)
        return _("age not known")

    def family(self) -> Family:
        somebody = [
            Somebody(
                key,
                one.given_name,
                one.sex,
                self.years(key),
                unborn=bool(one.expected_date_of_birth and not one.date_of_birth),
                died=bool(one.died_on),
                index=key in self.index,
            )
            for key, one in self.people.items()
        ]
        return family(somebody, self._told())

    def _told(self) -> list[Told]:
        return [
            Told(
                str(tie.person_id),
                str(tie.other_id),
                tie.relationship,
                str(tie.told_by_id),
                number,
                tie.kind,
                tie.state,
                tie.parental_responsibility,
                tie.lives_together,
            )
            for number, tie in enumerate(self.told)
        ]

    def shown(self, drawn: Family, homes: dict[str, tuple[str, ...]]) -> tuple[PersonShown, ...]:
        live = {(row.person, row.other, row.by, row.order) for row in latest(self._told())}
        of: dict[str, list[Relationship]] = {}
        for number, tie in enumerate(self.told):
            if (str(tie.person_id), str(tie.other_id), str(tie.told_by_id), number) in live:
                of.setdefault(str(tie.person_id), []).append(tie)
        members = {member.key: member for member in drawn.members}
        order = sorted(self.people, key=lambda key: (key not in self.index, -self.years(key), key))
        return tuple(
            PersonShown(
                id=self.people[key].pk,
                key=key,
                name=self.name(key),
                age=self.age(key),
                sex=members[key].sex,
                index=key in self.index,
                unborn=members[key].unborn,
                died=members[key].died,
                role=self._role(key, of.get(key, [])),
                responsible=_responsible(of.get(key, [])),
                home=next((name for name, who in homes.items() if key in who), ""),
                other_names=tuple(dict.fromkeys(self.names.get(key, []))),
                addresses=tuple(self.addresses.get(key, [])),
                ties=tuple(
                    self._tie(tie, drawn) for tie in of.get(key, []) if str(tie.other_id) in self.people
                ),
            )
            for key in order
        )

    def _role(self, key: str, ties: Iterable[Relationship]) -> str:
        """What they are to the child, in the first words in which it was told last."""
        if key in self.index:
            return ""
        told = [tie for tie in ties if str(tie.other_id) in self.index]
        return told[-1].relationship.split(",")[0].split("(")[0].strip() if told else ""

    def _tie(self, tie: Relationship, drawn: Family) -> TieShown:
        pair = tuple(sorted((str(tie.person_id), str(tie.other_id))))
        said = [STATES[TieState(tie.state)]] if tie.state else []
        said += [_("since {day}").format(day=_day(tie.since))] if tie.since else []
        said += [_("until {day}").format(day=_day(tie.until))] if tie.until else []
        return TieShown(
            id=tie.pk,
            by=tie.told_by.name if tie.told_by else _("Not known"),
            words=tie.relationship,
            other=self.name(str(tie.other_id)),
            how=", ".join(said),
            differs=pair in drawn.differ,
            told_on=timezone.localdate(tie.made_at),
        )


def _responsible(ties: Iterable[Relationship]) -> str:
    """Whether somebody has parental responsibility for the child: yes, no, differs, or nothing where nobody said."""
    said = {tie.parental_responsibility for tie in ties if tie.parental_responsibility is not None}
    if len(said) == 2:
        return "differs"
    return "" if not said else "yes" if said == {True} else "no"


def _day(text: str) -> str:
    """As much of a date as is kept, in words."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return str(parts[0])
    return month_words(date(parts[0], parts[1], 1)) if len(parts) == 2 else date_words(date(*parts))


def _died(text: str) -> str:
    return _("has died") if text == DATE_NOT_KNOWN else _("died {day}").format(day=_day(text))
