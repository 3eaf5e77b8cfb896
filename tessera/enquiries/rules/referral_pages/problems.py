"""What is wrong with the answers so far, by page and field, in words for the person who is writing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tessera.core.language import Phrases
from tessera.enquiries.rules import intake
from tessera.enquiries.rules.referral_pages.asked import PAGES


@dataclass(frozen=True, slots=True)
class PageProblem:
    """One thing to put right: on which page (`child-2`), at which question ("" is the page as a whole)."""

    page: str
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where each part of the composed referral came from: the page of each child, adult and voice in its place in
    the list, and the row of each line and agency."""

    children: Sequence[str]
    adults: Sequence[str]
    voices: Sequence[str]
    lines: Sequence[str]
    agencies: Sequence[str]


_FIELD = re.compile(r"([a-z_]+)(?:\[(\d+)\])?(?:\.([a-z_]+))?(?:\.([a-z_]+))?(?:\[\d+\])?")
_PAGES = {
    "concerns": ("concerns", "concerns"),
    "daily_life": ("daily-life", "daily_life"),
    "working_well": ("strengths", "working_well"),
    "already_tried": ("strengths", "already_tried"),
    "views_of_parents": ("family-views", "views_of_parents"),
    "level": ("level", "level"),
    "level_reason": ("level", "level_reason"),
    "hoped_for": ("hopes", "hoped_for"),
    "immediate_danger": ("before", "immediate_danger"),
    "children": ("children", ""),
    "adults": ("adults", ""),
    "child_voice": ("voices", ""),
    "lines": ("what-happened", ""),
    "other_agencies": ("agencies", ""),
}
_RENAMED = {
    "date_of_birth": "born",
    "expected_date_of_birth": "due",
    "age_years": "age_years",
    "lines": "address",
}
_MISSING = Phrases(
    {
        ("children", ""): "Add at least one child",
        ("lines", ""): "Write at least one thing that was seen, heard, told, recorded or thought",
        ("child", "family_name"): "Enter the child’s last name",
        ("child", "born"): "Say how old the child is, or that the child is not born yet",
        ("adult", "family_name"): "Enter the adult’s last name, or select Not known",
        ("adult", "relationship_to_children"): "Enter how they are related to the child",
        ("voice", "words"): "Enter the child’s words, or what they showed",
        ("voice", "child"): "Select whose words these are",
        ("line", "text"): "Write what this line says, or remove it",
        ("line", "source"): "Enter who told you",
        ("agency", "agency"): "Enter the agency or service, or remove this row",
        ("you", "name"): "Enter your name",
        ("you", "role"): "Enter your role",
        ("concerns", "concerns"): "Select at least one kind of worry",
        ("before", "immediate_danger"): "Select whether a child is in danger right now",
        ("consent", "position"): "Select whether the family knows",
        ("consent", "reason"): "Enter why",
        ("keep", "keep_text"): "Enter what they must not see",
        ("keep", "keep_reason"): "Enter why it must be kept from them",
    }
)
_OTHER = Phrases(
    {
        ("child", "born"): (
            "Date of birth must be in the past and less than 25 years ago. For an unborn baby select Not born yet"
        ),
        ("child", "due"): "The date the baby is due must be within 40 weeks from today, or up to 4 weeks ago",
        ("child", "age_years"): "Age must be a whole number from 0 to 25",
        ("child", "nhs_number"): "This is not an NHS number: check its 10 digits, or select Not known",
        ("child", "upn"): "This is not a unique pupil number: check it, or select Not known",
        ("adult", "born"): "Date of birth must be in the past, and less than 130 years ago",
        ("you", "email"): "Enter an email address like name@example.org",
        ("voice", "when"): "When this was must be today or in the past, and after 1900",
        ("line", "when"): "Check the date: it is too far ahead, or before 1900",
    }
)
_GONE = "This is missing. Give it."
_EMPTY = ("This is empty.", "This list is empty.", "This holds only spaces.", "Give a date of birth, or")


def missing(group: str, field: str) -> str:
    """What to say where an answer is needed and there is none; "" where it has no words of its own."""
    return _MISSING.get((group, field), "")


def placed(problem: intake.Problem, places: Places) -> PageProblem:
    """A problem of the composed referral, back where it was typed and in words for a person."""
    shape = _FIELD.fullmatch(problem.field)
    if shape is None:
        return PageProblem("check", "", problem.words)
    top, number, inner, deeper = shape[1], shape[2], shape[3] or "", shape[4] or ""
    index = int(number) if number is not None else -1
    group, page, field = _place(top, index, inner, deeper, places)
    told = _MISSING if problem.words == _GONE or problem.words.startswith(_EMPTY) else _OTHER
    too_long = problem.words.startswith(("This is longer", "This list has more"))
    words = problem.words if too_long else told.get((group, field.split("-")[-1]), problem.words)
    return PageProblem(page, field, words)


def _place(top: str, index: int, inner: str, deeper: str, places: Places) -> tuple[str, str, str]:
    named = _RENAMED.get(deeper or inner, deeper or inner)
    people = {"children": ("child", places.children), "adults": ("adult", places.adults)}
    if top in people and 0 <= index < len(people[top][1]):
        group, pages = people[top]
        return group, pages[index], "address" if inner == "address" and not deeper else named
    if top == "child_voice" and 0 <= index < len(places.voices):
        return "voice", places.voices[index], inner
    if top == "lines" and 0 <= index < len(places.lines):
        return "line", "what-happened", f"row-{places.lines[index]}-{inner}"
    if top == "other_agencies" and 0 <= index < len(places.agencies):
        return "agency", "agencies", f"row-{places.agencies[index]}-{inner}"
    if top == "referrer":
        return "you", "you", inner
    if top == "consent":
        return "consent", "consent", inner
    if top == "keep_from_family":
        return "keep", "keep", f"keep_{inner}"
    page, field = _PAGES.get(top, ("check", ""))
    return (top if not field else page), page, field


def each_once(found: list[PageProblem]) -> tuple[PageProblem, ...]:
    """The first problem of each question, in the order of the pages."""
    order = {page.slug: place for place, page in enumerate(PAGES)}
    homes = {"child": order["children"], "adult": order["adults"], "voice": order["voices"]}
    first = {(problem.page, problem.field): problem for problem in reversed(found)}
    ranked = sorted(first.values(), key=lambda p: found.index(p))
    return tuple(
        sorted(ranked, key=lambda p: order.get(p.page, homes.get(p.page.partition("-")[0], len(order))))
    )
