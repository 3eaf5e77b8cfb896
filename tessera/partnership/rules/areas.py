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
        ("clocks", "pause_reasons", "emergency_access"),
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
        ("screening", "outcomes", "closures"),
        marked("What a referral and an enquiry may end with, and why work ends."),
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
            "What agencies write together about an enquiry, and each by itself. A form keeps what it was opened with. "
            "In the title of what each writes by itself, {agency} stands for its name."
        ),
    ),
    Area(
        "challenges",
        marked("Challenges and escalation"),
        ("challenge",),
        marked(
            "How soon a challenge of a decision is answered, and who is asked next where it is not settled."
        ),
    ),
    Area(
        "meetings",
        marked("Meetings"),
        ("meetings",),
        marked(
            "Which kinds of meeting there are, who must come so that one may decide, and how soon each is held."
        ),
    ),
    Area(
        "patterns",
        marked("Patterns and prompts"),
        ("patterns", "prompts"),
        marked(
            "Which patterns across records are pointed out, and which questions are asked while somebody writes. "
            "Nothing here scores or ranks a child."
        ),
    ),
    Area(
        "reviews",
        marked("Reviews of records"),
        ("reviews",),
        marked("After how long somebody reads again the record of a child whose case is open."),
    ),
    Area(
        "features",
        marked("Features"),
        ("features",),
        marked("What is used here. Switching one off takes nothing away that is there already."),
    ),
    Area(
        "keeping",
        marked("How long things are kept"),
        ("retention",),
        marked("Never shorter than the law or the program says, and longer where you have agreed so."),
    ),
    Area(
        "look",
        marked("Colours"),
        ("theme",),
        marked(
            "The colours of pages here, each as # and six digits or letters from a to f, such as #12343b. What is left "
            "empty is the program’s own. The colours of ratings mean the same everywhere and cannot be changed."
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
        "only_if": "asked only after this earlier question of the page (its code)",
        "also_asked": "also asked of whoever answers",
        "line_kind": "what kind of line its answer becomes",
        "only_if_answer": "asked only where that is answered with (the word of the answer)",
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
        "on": "is switched on",
        "stages": "stages of escalation after the reply",
        "whom": "who is asked",
        "within": "time allowed",
        "within_if_at_risk_now": "time allowed, if a child is at risk now",
        "may_skip_if_at_risk_now": "a stage may be passed over if a child is at risk now",
        "meetings": "Kinds of meeting",
        "must_come": "who must come",
        "others": "how many other agencies must come",
        "expected": "whose absence needs a reason",
        "counted_from": "counted from",
        "again_if_not_quorate": "held again, without a quorum, within",
        "first_review_months": "months to the first review",
        "later_review_months": "months between later reviews",
        "features": "Features",
        "attachments": "documents may be sent with an answer or a note",
        "retention": "How long things are kept",
        "case_until_age": "a case is kept until its youngest child is so old, in years",
        "looked_after_until_age": "the same, where a child was looked after",
        "access_years": "years that access and looks are kept after they end",
        "message_years": "years that messages are kept",
        "theme": "Colours",
        "ink": "the header",
        "ink_text": "words on the header",
        "soft": "tinted boxes",
        "line": "thin lines",
        "brand": "the current page, and the line over the footer",
        "link": "links",
        "patterns": "Patterns",
        "low_notes": "Several low-level notes",
        "greens": "Several green ratings",
        "not_brought": "Not brought to appointments",
        "moves": "Several moves",
        "absence_with_illness": "Absence from school with illness at home",
        "sibling_concern": "A concern about a brother or sister",
        "silence": "Silence",
        "number": "how many",
        "days": "within how many days",
        "days_without_entry": "days without any entry",
        "days_without_voice": "days since anyone recorded what the child thinks",
        "prompts": "Prompts",
        "reviews": "Reviews of records",
        "days_by_rating": "days between reviews, by the latest rating",
        "days_by_plan": "days between reviews, by the kind of plan",
        "days_otherwise": "days between reviews where there is neither",
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
