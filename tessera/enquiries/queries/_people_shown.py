"""The children and adults of a referral as the hub reads them. Used by the queries of this app."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.access.rules import Mark
from tessera.core.language import Phrases
from tessera.core.text import date_words, sentence
from tessera.enquiries.models import ReferralAddress, ReferralAdult, ReferralChild
from tessera.enquiries.rules.who import FIELDS, SEX, Child, age_of, at_start, child_name, children_words
from tessera.partnership.rules import Silence
from tessera.records.queries import VoiceRead, silence, voice_words
from tessera.records.rules.marks import LABELS

Shown = tuple[str, tuple[str, ...], UUID | None]  # its words, words for its marks, the row
NOWHERE: Shown = ("", (), None)


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A child or adult of the referral. `facts` is one line: age, birth, school, or relationship.

    `address` is empty where none was given and where it is not for the reader. `marks`: words for what it wears.
    """

    id: UUID
    name: str
    facts: str
    address: str
    marks: tuple[str, ...]
    address_id: UUID | None
    identified: bool
    who: Child | None = None

    @property
    def called(self) -> str:
        """What to call a child inside a sentence."""
        return child_name(self.who) if self.who else self.name


def names_of(referral_id: UUID) -> str:
    """Every child of a referral by name: "Rowan, Jory and Perran Ashdown"."""
    rows = ReferralChild.objects.filter(referral_id=referral_id).order_by("position")
    return children_words([Child(*row) for row in rows.values_list(*FIELDS)])


def title(children: Sequence[PersonShown]) -> str:
    """The same for children who were asked for already."""
    return children_words([child.who for child in children if child.who])


def who_of(child: ReferralChild) -> Child:
    """What is known of who a child is."""
    return Child(
        child.given_name,
        child.family_name,
        child.sex,
        child.date_of_birth,
        child.expected_date_of_birth,
        child.age_years,
    )


def name_of(one: ReferralChild | ReferralAdult) -> str:
    """What somebody in a referral is called, inside a sentence."""
    if isinstance(one, ReferralChild):
        return child_name(who_of(one))
    return " ".join(part for part in (one.given_name, one.family_name) if part)


def facts_of(children: Sequence[PersonShown]) -> str:
    """One line for the top of a page: everything of an only child; of several, whether boy or girl and how old."""
    if len(children) == 1:
        return children[0].facts
    each = [child.facts.split(",")[0] for child in children if child.facts]
    words = ", ".join(fact[:1].lower() + fact[1:] for fact in each)
    return words[:1].upper() + words[1:]


def children_of(referral_id: UUID, on: date) -> tuple[PersonShown, ...]:
    places = _places(Q(child__referral_id=referral_id), "child_id")
    return tuple(
        PersonShown(
            id=child.pk,
            name=at_start(child_name(who_of(child))),
            facts=_child_facts(child, on),
            address=places.get(child.pk, NOWHERE)[0],
            marks=places.get(child.pk, NOWHERE)[1],
            address_id=places.get(child.pk, NOWHERE)[2],
            identified=child.person_id is not None,
            who=who_of(child),
        )
        for child in ReferralChild.objects.filter(referral_id=referral_id).order_by("position")
    )


def _child_facts(child: ReferralChild, on: date) -> str:
    age = age_of(who_of(child), on)
    born = _("born {day}").format(day=date_words(child.date_of_birth)) if child.date_of_birth else ""
    parts = [" ".join(part for part in (SEX.get(child.sex, ""), age) if part), born, child.school]
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def adults_of(referral_id: UUID) -> tuple[PersonShown, ...]:
    places = _places(Q(adult__referral_id=referral_id), "adult_id")
    return tuple(
        PersonShown(
            id=adult.pk,
            name=" ".join(part for part in (adult.given_name, adult.family_name) if part),
            facts=_adult_facts(adult),
            address=places.get(adult.pk, NOWHERE)[0],
            marks=places.get(adult.pk, NOWHERE)[1],
            address_id=places.get(adult.pk, NOWHERE)[2],
            identified=adult.person_id is not None,
        )
        for adult in ReferralAdult.objects.filter(referral_id=referral_id).order_by("position")
    )


def _adult_facts(adult: ReferralAdult) -> str:
    responsible = {True: _("parental responsibility"), False: _("no parental responsibility"), None: ""}
    lives = {True: _("lives with the children"), False: _("lives elsewhere"), None: ""}
    parts = [
        adult.relationship_to_children,
        _("born {day}").format(day=date_words(adult.date_of_birth)) if adult.date_of_birth else "",
        responsible[adult.parental_responsibility],
        lives[adult.lives_with_children],
    ]
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def not_known_responsible(referral_id: UUID) -> list[str]:
    rows = ReferralAdult.objects.filter(referral_id=referral_id, parental_responsibility__isnull=True)
    return [" ".join(filter(None, row)) for row in rows.values_list("given_name", "family_name")]


def marks_shown(marks: Iterable[str], protected: str) -> tuple[str, ...]:
    """What stands with an address, for whoever reads it. `protected`: the words for one that is kept from somebody."""
    kept = Mark.DOMESTIC_ABUSE_ADDRESS
    return tuple(protected if mark == kept else LABELS[Mark(mark)] for mark in marks)


def _places(whose: Q, key: str) -> dict[UUID, Shown]:
    rows = ReferralAddress.objects.filter(whose)
    return {
        person: (
            ", ".join([*lines, postcode] if postcode else lines),
            marks_shown(marks, _("Protected address")),
            pk,
        )
        for person, pk, lines, postcode, marks in rows.values_list(key, "pk", "lines", "postcode", "marks")
    }


HOW = Phrases(
    {
        "said": "What {child} said",
        "signed": "What {child} signed",
        "drawn": "What {child} drew",
        "written": "What {child} wrote",
        "shown": "What {child} showed",
        "played": "What {child} showed in play",
    }
)


@dataclass(frozen=True, slots=True)
class VoiceShown:
    """What a child said or showed, exactly, with who asked, where and when, and what was done about it."""

    title: str
    paragraphs: tuple[str, ...]
    by: str
    dom_id: str
    href: str


def voice_shown(voice: VoiceRead) -> VoiceShown:
    """The child's own words between quotation marks; what was drawn or shown stays as it was described."""
    words = [part.strip() for part in voice.words.splitlines() if part.strip()]
    done = _("What was done: {response}").format(response=voice.response) if voice.response else ""
    return VoiceShown(
        title=HOW.get(voice.how, HOW["said"]).format(child=voice.child),
        paragraphs=tuple(voice_words(part, voice.how) for part in words),
        by=f"{voice.circumstances} {sentence(done) if done else ''}".rstrip(),
        dom_id=f"voice-{voice.id}",
        href=f"/voices/{voice.id}/",
    )


def heard(
    voices: Sequence[VoiceRead], children: Sequence[PersonShown], on: date, agreed: Silence
) -> dict[str, Any]:
    """What the children said and what stands, and of whom nobody has recorded it for long.

    What was written down under a name that no child here has may be any child's. Of whom there is nothing is among
    what is not known.
    """
    stands = [voice for voice in voices if not voice.ended]
    names = [child.called.casefold() for child in children]
    told = []
    for child, name in zip(children, names, strict=True):
        theirs = [one for one in stands if one.child.casefold() == name or one.child.casefold() not in names]
        if theirs:
            told.append(silence(theirs, child.called, on, agreed))
    return {
        "voices": tuple(voice_shown(voice) for voice in stands),
        "silences": tuple(words for words in told if words),
    }
