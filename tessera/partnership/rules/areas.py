"""The areas of a settings document, as people change them: a page each, and what each part of it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tessera.core.language import Phrases, marked
from tessera.core.language import gettext as _

Path = tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """A page of settings: which groups of the document stand on it, in order. Whoever shows words translates them."""

    slug: str
    title: str
    groups: tuple[str, ...]
    intro: str


AREAS = (
    Area(
        "partnership",
        marked("Your partnership"),
        ("partnership",),
        marked("What you and your hub are called, and how you are reached."),
    ),
    Area(
        "agencies",
        marked("Agencies and teams"),
        ("agencies",),
        marked("Who works together, and the teams of each."),
    ),
    Area(
        "hours",
        marked("Working hours"),
        ("calendars",),
        marked("When the hub is open, and the days on which it is closed."),
    ),
    Area(
        "roles",
        marked("Roles"),
        ("roles",),
        marked("What each role is called here. What a role may see is not a setting."),
    ),
    Area(
        "ratings",
        marked("Ratings and levels"),
        ("ratings", "levels"),
        marked("How urgent an enquiry is, and how great a need."),
    ),
    Area(
        "clocks",
        marked("Clocks"),
        ("clocks", "pause_reasons", "challenge", "emergency_access"),
        marked("How long each step may take, who is reminded, and why a clock may stand still."),
    ),
    Area(
        "process",
        marked("Who does what"),
        ("process",),
        marked("Whose work each step is here, and when consent is sought."),
    ),
    Area(
        "screening",
        marked("Screening and outcomes"),
        ("screening", "outcomes"),
        marked("What a referral and an enquiry may end with."),
    ),
    Area(
        "requests",
        marked("Asking agencies"),
        ("request_templates", "refusal_reasons"),
        marked("What each kind of agency is asked about each kind of concern."),
    ),
    Area(
        "sharing",
        marked("Sharing and consent"),
        ("lawful_bases", "usual_bases", "purposes", "necessity_prompts", "consent_positions"),
        marked("On what basis in law information is shared, for what, and with what consent."),
    ),
    Area(
        "referral",
        marked("The referral form"),
        ("referral", "concerns", "repeat_contacts"),
        marked("What the referral asks, in which words and order."),
    ),
    Area(
        "joint-form",
        marked("The joint form"),
        ("joint_form",),
        marked(
            "What agencies write together about an enquiry, and each by itself. A form keeps what it was opened with."
        ),
    ),
    Area(
        "words",
        marked("Words and sources"),
        ("labels", "wording_hints", "statutory_texts", "national_defaults"),
        marked("What things are called here, and the law and guidance that words rest on."),
    ),
)
BY_SLUG = {area.slug: area for area in AREAS}
BY_GROUP = {group: area for area in AREAS for group in area.groups}

# What a name of the document is called where its own words would not be plain.
_CALLED = Phrases(
    {
        "partnership": "Partnership",
        "in_force_from": "in force from",
        "started_from": "started from the preset",
        "hub_name": "the hub's name",
        "hub_telephone": "the hub's telephone",
        "hub_email": "the hub's email address",
        "privacy_email": "email address for questions about personal data",
        "out_of_hours_telephone": "telephone out of hours",
        "calendars": "Working hours",
        "bank_holidays": "bank holidays are closed",
        "closed_days": "closed days",
        "limits": "time allowed",
        "all": "any rating",
        "on_rerating": "when it is rated again",
        "check_before_use": "check before use",
        "short": "mark on the worklist",
        "kind": "kind",
        "answers_requests": "answers requests",
        "hub": "is the hub",
        "used": "is used",
        "asked": "is asked",
        "required": "must be answered",
        "not_known": "“not known” is an answer",
        "may_know": "may know",
        "told_by_kind": "told, by kind of agency",
        "needs_worker_team": "needs a worker or team",
        "needs_receiving_authority": "needs the authority that takes over",
        "needs_reason": "needs a reason",
        "reply_within": "reply within",
        "reply_within_if_at_risk_now": "reply within, if a child is at risk now",
        "request_templates": "Questions to agencies",
        "usual_bases": "Usual lawful bases",
        "statutory_texts": "Statutory texts",
        "national_defaults": "National defaults",
        "wording_hints": "Wording hints",
        "repeat_contacts": "Repeat contacts",
        "process": "Who does what",
        "screened_by": "referrals are screened by",
        "rated_by": "the hub's rating is set by",
        "rating_confirmed_by": "a rating is confirmed by",
        "proposed_rating_counts": "the clocks run by a rating that is not confirmed yet",
        "answers_go_to": "an agency’s answer goes to, unless it chooses otherwise",
        "open_case_passed_on": "a referral about an open case goes to its worker",
        "consent_sought_at": "consent is sought at levels",
        "referral": "The referral",
        "joint_form": "The joint form",
        "written": "written by",
        "longest": "longest text, in characters",
        "line_kinds": "kinds of line",
        "line_sources": "sources of a line",
        "on": "are on",
        "at": "at per cent of the time",
    }
)
_NAMES = ("label", "name", "title", "question", "text", "phrase")


def called(step: str) -> str:
    """A name of the document in plain words."""
    return _CALLED[step] if step in _CALLED else _(step.replace("_", " "))


def named(value: object) -> str | None:
    """What a part calls itself: its label, name or title. None where it has none."""
    if not isinstance(value, Mapping):
        return None
    for name in _NAMES:
        found = value.get(name)
        if isinstance(found, str) and found.strip():
            return found.strip()
        if isinstance(found, Sequence) and found and isinstance(found[-1], Mapping):
            return str(found[-1].get("text", "")) or None
    return None


def where(path: Path, *documents: object) -> tuple[str, ...]:
    """A path in plain words, step by step: what parts call themselves in the first document that holds them."""
    words: list[str] = []
    standing = list(documents)
    for place, step in enumerate(path):
        standing = [_step(one, step) for one in standing]
        own = next((name for one in standing if (name := named(one))), None)
        word = own if own and place else called(step)
        words.append(str(int(step) + 1) if step.isdecimal() and not own and place > 1 else word)
    if words:
        words[0] = words[0][:1].upper() + words[0][1:]
    return tuple(words)


def _step(value: object, step: str) -> object:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None
