"""What a settings document may not say at once: each part may be well formed and the whole still not work."""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from itertools import pairwise

from tessera.core.language import gettext as _
from tessera.core.text import join_words
from tessera.core.working_time import Limit
from tessera.partnership.rules.document import Document
from tessera.partnership.rules.joint_form import joint_form_contradictions
from tessera.partnership.rules.looks import theme_contradictions
from tessera.partnership.rules.meeting import meeting_contradictions
from tessera.partnership.rules.own_questions import answer_contradictions
from tessera.partnership.rules.referral_form import referral_contradictions
from tessera.partnership.rules.watching import review_contradictions
from tessera.partnership.rules.words import (
    OUTCOMES_ALWAYS,
    ROLES_ALWAYS_ON,
    SCREENING_LATER,
    STARTS_ALLOWED,
    AgencyKind,
    BasisKind,
    ClockWord,
    Concern,
    ConsentPosition,
    Rating,
    RatingUse,
    RoleWord,
    ScreeningOutcome,
)

Found = tuple[tuple[str, ...], str]

# The labels that pages ask for; without one of them a page would have no word for a thing.
LABELS = ("family_help", "hub", "enquiry", "referral", "lead_practitioner")
STATUTORY_TEXTS = ("danger", "sharing", "family_told", "not_sharing")
# As long as the register holds them: the partnership’s own, and an agency’s or a team’s.
LONGEST_CODE, LONGEST_CODE_WITHIN = 40, 60
_ALWAYS_RATED = (Rating.RED, Rating.AMBER, Rating.GREEN)
_NEED_NO_REASON = frozenset({ConsentPosition.AGREED, ConsentPosition.NOT_APPLICABLE})


class Contradictions(ValueError):
    """Parts of a document that do not agree. `found` holds where (a path) and what to do, one by one."""

    def __init__(self, found: list[Found]) -> None:
        super().__init__("; ".join(f"{'.'.join(path)}: {words}" for path, words in found))
        self.found = found


def contradictions(document: Document) -> Iterator[Found]:
    """Every place where the document does not agree with itself, or leaves out what the work needs."""
    yield from _all_there(document)
    yield from _hours(document)
    yield from _agencies(document)
    yield from _roles_and_levels(document)
    yield from _clocks(document)
    yield from _order_of_limits(document)
    yield from _outcomes(document)
    yield from _sharing(document)
    yield from referral_contradictions(document.referral, document.levels)
    yield from answer_contradictions(
        {
            concern: {kind: template.questions or {} for kind, template in by_kind.items()}
            for concern, by_kind in document.request_templates.items()
        }
    )
    yield from joint_form_contradictions(document.joint_form)
    yield from review_contradictions(document.reviews, document.ratings)
    yield from meeting_contradictions(document.meetings)
    yield from theme_contradictions(document.theme)


def _missing(path: str, there: Collection[str], needed: Iterable[str]) -> Iterator[Found]:
    for code in needed:
        if code not in there:
            yield (path, str(code)), _("Add this: the work needs it.")


def _all_there(document: Document) -> Iterator[Found]:
    words: tuple[tuple[str, Collection[str], Iterable[StrEnum | str]], ...] = (
        ("roles", document.roles, RoleWord),
        ("ratings", document.ratings, _ALWAYS_RATED),
        ("clocks", document.clocks, ClockWord),
        ("concerns", document.concerns, Concern),
        ("screening", document.screening, [one for one in ScreeningOutcome if one not in SCREENING_LATER]),
        ("consent_positions", document.consent_positions, ConsentPosition),
        ("labels", document.labels, LABELS),
        ("statutory_texts", document.statutory_texts, STATUTORY_TEXTS),
        ("calendars", document.calendars, ("hub",)),
    )
    for path, there, needed in words:
        yield from _missing(path, there, needed)


def _hours(document: Document) -> Iterator[Found]:
    for code, hours in document.calendars.items():
        closes_at_midnight = hours.closes.hour == hours.closes.minute == 0
        if hours.closes <= hours.opens and not closes_at_midnight:
            yield (
                ("calendars", code, "closes"),
                _("Close after opening; 00:00 is midnight at the day's end."),
            )
        if len(set(hours.weekdays)) != len(hours.weekdays):
            yield ("calendars", code, "weekdays"), _("Write each day once.")


def _agencies(document: Document) -> Iterator[Found]:
    named: dict[str, str] = {}
    marks: dict[str, str] = {}
    hubs: list[tuple[str, str]] = []
    for path, code in _codes(document):
        longest = LONGEST_CODE if path[0] == "partnership" else LONGEST_CODE_WITHIN
        if len(code) > longest:
            yield path, _("Shorten this code to {longest} letters or fewer.").format(longest=longest)
    for code, agency in document.agencies.items():
        for name in agency.names:
            other = named.setdefault(name.casefold(), code)
            if other != code:
                yield (
                    ("agencies", code),
                    _("‘{name}’ is also a name of ‘{other}’. Give each agency its own.").format(
                        name=name, other=other
                    ),
                )
        other = marks.setdefault(agency.short, code)
        if other != code:
            yield (
                ("agencies", code, "short"),
                _("‘{short}’ is the mark of ‘{other}’. Choose another.").format(
                    short=agency.short, other=other
                ),
            )
        hubs += [(code, team.code) for team in agency.teams.values() if team.hub]
        social_care = agency.kind is AgencyKind.CHILDRENS_SOCIAL_CARE
        for team in agency.teams.values():
            if team.hub and not (team.code == "hub" and social_care):
                path = ("agencies", code, "teams", team.code, "hub")
                yield path, _("The hub is the team ‘hub’ of children's social care.")
    if len(hubs) != 1:
        yield ("agencies",), _("Mark one team with ‘hub: true’: the team ‘hub’ of children's social care.")


def _codes(document: Document) -> Iterator[tuple[tuple[str, ...], str]]:
    """Codes that stand in the register, each with its place."""
    yield ("partnership", "code"), document.partnership.code
    for code, agency in document.agencies.items():
        yield ("agencies", code), code
        yield from ((("agencies", code, "teams", team), team) for team in agency.teams)


def _roles_and_levels(document: Document) -> Iterator[Found]:
    for word, role in document.roles.items():
        if word in ROLES_ALWAYS_ON and not role.used:
            yield ("roles", word, "used"), _("This role cannot be switched off: the work needs it.")
    sought = document.process.consent_sought_at or ()
    for level in sought:
        if level not in document.levels:
            yield ("process", "consent_sought_at"), _("There is no level {level}.").format(level=level)
    if len(set(sought)) != len(sought):
        yield ("process", "consent_sought_at"), _("Write each level once.")
    numbers = list(document.levels)
    if numbers != list(range(1, len(numbers) + 1)):
        yield ("levels",), _("Number the levels 1, 2, 3 and so on, in that order.")


def _clocks(document: Document) -> Iterator[Found]:
    for word, clock in document.clocks.items():
        path = ("clocks", str(word))
        if clock.calendar not in document.calendars:
            yield (
                (*path, "calendar"),
                _("There is no calendar ‘{calendar}’. Add it under ‘calendars’.").format(
                    calendar=clock.calendar
                ),
            )
        if clock.starts not in STARTS_ALLOWED[word]:
            allowed = join_words(sorted(STARTS_ALLOWED[word]), "or")
            yield (*path, "starts"), _("This clock starts at {allowed}.").format(allowed=allowed)
        for reason in clock.pause_reasons:
            if reason not in document.pause_reasons:
                yield (
                    (*path, "pause_reasons"),
                    _("There is no pause reason ‘{reason}’: add it to ‘pause_reasons’.").format(
                        reason=reason
                    ),
                )
        shares = [reminder.at for reminder in clock.reminders]
        if any(a >= b for a, b in pairwise(shares)):
            yield (*path, "reminders"), _("Put the reminders in order, each later than the one before.")
        for rating in document.ratings:
            if rating not in clock.limits and "all" not in clock.limits:
                yield (*path, "limits", rating), _("Say how long this rating allows, or ‘none’.")
        if clock.limit(Rating.RED) is None:
            yield (*path, "limits", "red"), _("Red needs a limit.")
        for key in clock.limits:
            if key != "all" and key not in document.ratings:
                yield (*path, "limits", key), _("This rating is not used here. Remove the limit.")
    if document.emergency_access.usual_hours > document.emergency_access.longest_hours:
        yield ("emergency_access", "usual_hours"), _("Make this no more than the longest.")
    if document.challenge.calendar not in document.calendars:
        path = ("challenge", "calendar")
        yield (
            path,
            _("There is no calendar ‘{calendar}’. Add it under ‘calendars’.").format(
                calendar=document.challenge.calendar
            ),
        )


def _longer(one: Limit | None, other: Limit | None) -> bool:
    """Whether one limit is plainly longer than another: only limits of one measure can be told apart here."""
    if one is None or other is None or one.measure is not other.measure:
        return False
    return one.amount > other.amount


def _order_of_limits(document: Document) -> Iterator[Found]:
    enquiries = [
        rating
        for rating in Rating
        if rating in document.ratings and document.ratings[rating].use is RatingUse.ENQUIRY
    ]
    for word, clock in document.clocks.items():
        for sooner, later in pairwise(enquiries):
            if _longer(clock.limit(sooner), clock.limit(later)):
                words = _(
                    "‘{sooner}’ allows longer than ‘{later}’. Give the more urgent rating no more time."
                ).format(sooner=sooner, later=later)
                yield ("clocks", str(word), "limits", sooner), words
    returns = document.clocks.get(ClockWord.AGENCY_RETURN)
    decision = document.clocks.get(ClockWord.DECISION)
    if returns is None or decision is None:
        return
    for rating in enquiries:
        if _longer(returns.limit(rating), decision.limit(rating)):
            path = ("clocks", "agency_return", "limits", str(rating))
            yield path, _("Agencies would answer after the decision is due. Make this shorter.")


def _outcomes(document: Document) -> Iterator[Found]:
    kinds = {outcome.kind for outcome in document.outcomes.values()}
    for kind in sorted(OUTCOMES_ALWAYS - kinds):
        yield ("outcomes",), _("Add an outcome of the kind ‘{kind}’: the work needs it.").format(kind=kind)
    for code, outcome in document.outcomes.items():
        for closure in outcome.closures:
            if closure not in document.closures:
                words = _("There is no reason ‘{closure}’ why work ends: add it to ‘closures’.")
                yield ("outcomes", code, "closures"), words.format(closure=closure)
        if len(set(outcome.closures)) != len(outcome.closures):
            yield ("outcomes", code, "closures"), _("Write each reason once.")


def _sharing(document: Document) -> Iterator[Found]:
    bases = document.lawful_bases
    wanted = {
        "basis": (BasisKind.ARTICLE_6, BasisKind.LAW_ENFORCEMENT),
        "special_category": (BasisKind.ARTICLE_9, BasisKind.LAW_ENFORCEMENT),
        "criminal": (BasisKind.ARTICLE_10, BasisKind.LAW_ENFORCEMENT),
    }
    for kind, usual in document.usual_bases.items():
        for part, allowed in wanted.items():
            code = getattr(usual, part)
            path = ("usual_bases", str(kind), part)
            if code is None:
                continue
            if code not in bases:
                yield (
                    path,
                    _("There is no lawful basis ‘{code}’. Add it under ‘lawful_bases’.").format(code=code),
                )
            elif bases[code].kind not in allowed:
                yield (
                    path,
                    _("‘{code}’ is a basis of another kind. Choose one of {allowed}.").format(
                        code=code, allowed=join_words(allowed, "or")
                    ),
                )
    for kind in sorted({agency.kind for agency in document.agencies.values()} - set(document.usual_bases)):
        yield ("usual_bases", str(kind)), _("Say which basis an agency of this kind usually relies on.")
    for position, choice in document.consent_positions.items():
        if choice.needs_reason is (position in _NEED_NO_REASON):
            none = position in _NEED_NO_REASON
            words = _("This position needs no reason.") if none else _("This position needs a reason.")
            yield (
                ("consent_positions", position, "needs_reason"),
                words,
            )
