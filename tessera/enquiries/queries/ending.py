"""The end-of-referral audit: who was asked, who gave what and when, who was late, who was told, who has looked.

It is worked out of the records and the ledger each time it is read, and nothing of it is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tessera.access.here import Me, only_reads
from tessera.access.models import Membership, Practitioner
from tessera.access.rules import Audience, Role
from tessera.audit import NotHere, query
from tessera.audit import queries as audit
from tessera.core.text import join_words, plural
from tessera.core.working_time import Limit
from tessera.enquiries.models import (
    Challenge,
    Chase,
    Clock,
    Danger,
    Decision,
    Enquiry,
    Feedback,
    HandOver,
    Pause,
    Request,
    Return,
    Screening,
)
from tessera.enquiries.queries._agencies_shown import not_shared_shown
from tessera.enquiries.queries._decided import about_words, decided_level, outcome_words, rests_on
from tessera.enquiries.queries._ending_shown import (
    STATES,
    Act,
    Asked,
    Decided,
    Disagreed,
    Ending,
    Kept,
    Looked,
    Stands,
    Told,
    stands,
)
from tessera.enquiries.queries._own_answers import OwnAnswers
from tessera.enquiries.queries._people_shown import names_of
from tessera.enquiries.queries._ratings_shown import rating_acts
from tessera.enquiries.queries.joining import printed
from tessera.enquiries.rules.words import ClockKind, EnquiryState, RequestState, TellKind
from tessera.partnership import queries as partnership
from tessera.partnership.rules.settings import Settings
from tessera.records.queries import LineRead, VoiceRead, lines_to_read, voices_to_read


@query("enquiry")
def ending(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> Ending:
    """The audit as a page. Raises NotHere for whoever neither runs the case in the hub nor reads it for quality
    assurance.
    """
    return _ending(practitioner, at, enquiry_id)


@query("enquiry", "export")
def ending_to_export(*, practitioner: Me, at: datetime, enquiry_id: UUID) -> Ending:
    """The same, to be taken out of the system: the ledger says who took it. Raises NotHere."""
    return _ending(practitioner, at, enquiry_id)


def _ending(practitioner: Me, at: datetime, enquiry_id: UUID) -> Ending:
    if not practitioner.has(Role.HUB_PRACTITIONER, Role.DECISION_MAKER, Role.QUALITY_ASSURER):
        raise NotHere("This enquiry is not here.")
    row = Enquiry.objects.filter(pk=enquiry_id).select_related("referral__from_agency").first()
    if row is None:
        raise NotHere("This enquiry is not here.")
    settings = partnership.of_record(row.settings_id, practitioner.partnership_id, at)
    referral, lines = row.referral, lines_to_read(row.case_id)
    referred_under = partnership.of_record(referral.settings_id, practitioner.partnership_id, at)
    consent = referred_under.consent_positions[referral.consent_position]  # type: ignore[index]
    asked = _asked(row, lines, settings, at)
    return Ending(
        id=row.pk,
        case_id=row.case_id,
        reads_only=only_reads(row.case_id),
        reference=row.reference,
        state=STATES[EnquiryState(row.state)],
        children=names_of(referral.pk),
        concerns=join_words([referred_under.concern(code).label for code in referral.concerns]),
        referrer=f"{referral.referrer_name}, {referral.referrer_role}",
        from_agency=referral.from_agency.name,
        received_at=referral.received_at,
        consent=": ".join(part for part in (consent.label, referral.consent_reason) if part),
        own=OwnAnswers(referral.pk, referred_under).in_one_list(),
        screening=_screening(referral.pk, settings),
        dangers=tuple(
            Act(_("Immediate danger called"), f"{by}, {agency}", called, reason)
            for by, agency, called, reason in Danger.objects.filter(referral_id=referral.pk)
            .order_by("called_at")
            .values_list("author__name", "agency__name", "called_at", "reason")
        ),
        ratings=rating_acts(row.pk, settings),
        asked=asked,
        not_shared=not_shared_shown(row.pk),
        decision=_decision(row.pk, lines, voices_to_read(row.case_id), practitioner.partnership_id),
        tellings=_tellings(referral.pk, at),
        challenges=_challenges(referral.pk, at),
        clocks=_clocks(referral.pk, asked, settings, at),
        looks=_looks(row.case_id),
        joint_form=printed(practitioner, at, row.pk),
        closed_at=row.closed_at,
    )


def _on(moment: datetime, settings: Settings) -> date:
    """The local day of a moment: things are called as they were called then."""
    return moment.astimezone(ZoneInfo(settings.calendar().time_zone)).date()


def _screening(referral_id: UUID, settings: Settings) -> Act | None:
    row = Screening.objects.filter(referral_id=referral_id).select_related("author", "agency").first()
    if row is None:
        return None
    label = settings.screening_outcome(row.outcome).label.on(_on(row.screened_at, settings))
    without = _("Why it went on without the family’s agreement: {why}").format(why=row.without_consent)
    words = "\n\n".join([row.reason, *([without] if row.without_consent else [])])
    return Act(label, f"{row.author.name}, {row.agency.name}", row.screened_at, words)


def _asked(
    enquiry: Enquiry, lines: Sequence[LineRead], settings: Settings, at: datetime
) -> tuple[Asked, ...]:
    rows = list(
        Request.objects.filter(enquiry_id=enquiry.pk)
        .select_related("to_agency", "author")
        .order_by("sent_at", "id")
    )
    answers = {
        answer.request_id: answer
        for answer in Return.objects.filter(request__in=rows).select_related("author")
    }
    chases: dict[UUID, list[datetime]] = defaultdict(list)
    for request, chased_at in (
        Chase.objects.filter(request__in=rows).order_by("chased_at").values_list("request_id", "chased_at")
    ):
        chases[request].append(chased_at)
    pauses: dict[UUID, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(request__in=rows).select_related("author").order_by("began_at"):
        if pause.request_id is not None:
            pauses[pause.request_id].append(pause)
    counts = Counter(line.note_id for line in lines)
    handed: dict[UUID, HandOver] = {}
    for made in (
        HandOver.objects.filter(request__in=rows).select_related("author").order_by("handed_at", "id")
    ):
        counts[made.request_id] += counts[made.note_id] if made.note_id else 0
        handed.setdefault(made.request_id, made)
    over = enquiry.state != EnquiryState.OPEN
    return tuple(
        _one_asked(
            row,
            answers.get(row.pk),
            handed.get(row.pk),
            tuple(chases[row.pk]),
            pauses[row.pk],
            counts,
            settings,
            at,
            over,
        )
        for row in rows
    )


def _one_asked(
    row: Request,
    answer: Return | None,
    handed: HandOver | None,
    chased_at: tuple[datetime, ...],
    pauses: Sequence[Pause],
    counts: Counter[UUID],
    settings: Settings,
    at: datetime,
    over: bool,
) -> Asked:
    agreed = partnership.in_force(row.to_agency.partnership_id, row.sent_at).settings
    basis = agreed.lawful_bases.get(row.basis)
    # What an agency keeps to itself is no answer, even to a reader of that agency: what it handed over is.
    kept = answer is not None and answer.audience == Audience.OWN_AGENCY
    given = None if kept else answer
    by = given or handed
    still = any(pause.ended_at is None for pause in pauses)
    # What came while the clock stood still came in time.
    due_at = row.answered_at if still and row.due_at is None and row.answered_at else row.due_at
    came = stands(due_at, row.answered_at, at, over=over, paused=still)
    own = {
        RequestState.REFUSED: Stands(_("Refused"), "red"),
        RequestState.WITHDRAWN: Stands(_("Withdrawn"), "grey"),
    }
    return Asked(
        request_id=row.pk,
        agency=row.to_agency.name,
        by=row.author.name,
        asked_at=row.sent_at,
        basis=basis.label if basis else row.basis,
        purpose=_sentence(row.purpose),
        told_family=_("The family was told.")
        if row.told_family
        else _sentence(_("The family was not told: {reason}").format(reason=row.told_family_reason)),
        due_at=row.due_at,
        seen_at=row.seen_at,
        chased_at=chased_at,
        answered_at=row.answered_at,
        answered_by=by.author.name if by else "",
        gave=_gave(row, (counts[given.note_id] if given else 0) + counts[row.pk]),
        shared=_shared(given, handed, kept=kept),
        pauses=tuple(_pause(pause, settings) for pause in pauses),
        withdrawn_at=row.withdrawn_at,
        stands=own.get(RequestState(row.state), came),
    )


def _sentence(words: str) -> str:
    """The words with a full stop, unless they end with a mark of their own."""
    words = words.strip()
    return words if words.endswith((".", "!", "?", "”")) else f"{words}."


def _gave(row: Request, number: int) -> str:
    """What came, without its words: how much, that nothing is known, or why it was refused."""
    match RequestState(row.state):
        case RequestState.RETURNED:
            return _("Gave {lines} that may be shown here.").format(lines=plural(number, "line"))
        case RequestState.NOTHING_KNOWN:
            return _("Looked, and knows nothing.")
        case RequestState.REFUSED:
            return _sentence(_("Refused: {reason}").format(reason=row.refusal_reason))
        case RequestState.WITHDRAWN:
            return _sentence(_("The hub withdrew the question: {reason}").format(reason=row.withdrawn_reason))
        case RequestState.SEEN:
            return _("Opened the question, and has not answered.")
        case _:
            return _("Has not opened the question.")


def _shared(answer: Return | None, handed: HandOver | None, *, kept: bool) -> str:
    """How far what came may be shared. `kept`: whoever reads this can see what the agency keeps to itself."""
    if kept:
        of_it = _("What was handed over is for the hub alone.") if handed else _("Nothing is handed over.")
        return _("Kept by the agency. {of_it}").format(of_it=of_it)
    if answer is None:
        return _("For the hub alone.") if handed else ""
    if answer.audience == Audience.WHOLE_CASE:
        return _("To be shared with everyone involved.")
    return _("For the hub and those named.") if len(answer.named) > 1 else _("For the hub alone.")


def _decision(
    enquiry_id: UUID, lines: Sequence[LineRead], voices: Sequence[VoiceRead], partnership_id: UUID
) -> Decided | None:
    row = Decision.objects.filter(enquiry_id=enquiry_id).select_related("author").first()
    if row is None:
        return None
    return Decided(
        outcome=outcome_words(partnership_id, row.outcome, row.decided_at, row.closure),
        level=decided_level(partnership_id, row.level, row.decided_at),
        reasons=row.reasons,
        would_change=row.would_change,
        safety_meanwhile=row.safety_meanwhile,
        by=row.author.name,
        at=row.decided_at,
        rests_on=rests_on(row.pk, lines, voices),
    )


def _tellings(referral_id: UUID, at: datetime) -> tuple[Told, ...]:
    rows = Feedback.objects.filter(referral_id=referral_id).order_by("kind", "to_agency__name", "id")
    return tuple(
        Told(
            agency=agency,
            kind=_("Referred") if kind == TellKind.REFERRER else _("Was asked"),
            due_at=due_at,
            told_at=told_at,
            told_by=told_by or "",
            seen_at=seen_at,
            stands=stands(due_at, told_at, at),
        )
        for agency, kind, due_at, told_at, told_by, seen_at in rows.values_list(
            "to_agency__name", "kind", "due_at", "told_at", "told_by__name", "seen_at"
        )
    )


def _challenges(referral_id: UUID, at: datetime) -> tuple[Disagreed, ...]:
    rows = Challenge.objects.filter(referral_id=referral_id).order_by("made_at", "id")
    return tuple(
        Disagreed(
            agency=row.agency.name,
            by=row.author.name,
            made_at=row.made_at,
            about=about_words(row.agency.partnership_id, row.about, row.made_at),
            reason=row.reason,
            reply_due_at=row.reply_due_at,
            reply=row.reply,
            replied_by=row.replied_by.name if row.replied_by else "",
            replied_at=row.replied_at,
            stands=stands(row.reply_due_at, row.replied_at, at),
        )
        for row in rows.select_related("agency", "author", "replied_by")
    )


def _clocks(referral_id: UUID, asked: Sequence[Asked], settings: Settings, at: datetime) -> tuple[Kept, ...]:
    """Each clock in the order it runs; every agency asked has one of its own for its return."""
    rows = {
        row.kind: row
        for row in Clock.objects.filter(referral_id=referral_id).exclude(kind=ClockKind.AGENCY_RETURN)
    }
    pauses: dict[UUID, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(clock__in=rows.values()).select_related("author").order_by("began_at"):
        if pause.clock_id is not None:
            pauses[pause.clock_id].append(pause)
    found: list[Kept] = []
    for kind in ClockKind:
        if kind is ClockKind.AGENCY_RETURN:
            found += [_return_clock(one, settings) for one in asked]
        elif kind in rows:
            found.append(_clock(rows[kind], pauses[rows[kind].pk], settings, at))
    return tuple(found)


def _return_clock(one: Asked, settings: Settings) -> Kept:
    label = f"{settings.clock(ClockKind.AGENCY_RETURN).label}: {one.agency}"
    over = one.answered_at or one.withdrawn_at
    return Kept(label, "", one.asked_at, one.due_at, over, one.pauses, one.stands)


def _clock(row: Clock, pauses: Sequence[Pause], settings: Settings, at: datetime) -> Kept:
    return Kept(
        label=settings.clock(row.kind).label,
        limit=Limit.parse(row.limit).words() if row.limit else "",
        started_at=row.started_at,
        due_at=row.due_at,
        stopped_at=row.stopped_at,
        pauses=tuple(_pause(pause, settings) for pause in pauses),
        stands=stands(row.due_at, row.stopped_at, at, paused=any(pause.ended_at is None for pause in pauses)),
    )


def _pause(pause: Pause, settings: Settings) -> str:
    known = settings.pause_reasons.get(pause.reason)
    return _("Paused by {name}. {reason}: {words}").format(
        name=pause.author.name, reason=known.label if known else pause.reason, words=pause.words
    )


def _looks(case_id: UUID) -> tuple[Looked, ...]:
    """Who has looked, agency by agency. An agency is the one they worked for when they first looked."""
    looks = audit.looks(case_id)
    people = [look.by for look in looks if look.by is not None]
    names = dict(Practitioner.objects.filter(pk__in=people).values_list("id", "name"))
    memberships = list(
        Membership.objects.filter(practitioner_id__in=people)
        .order_by("agency__name")
        .values_list("practitioner_id", "agency__name", "valid_from", "valid_to")
    )
    found = [
        Looked(
            agency=_agency_of(look, memberships),
            by=names.get(look.by, _("Not known")) if look.by else _("Not known"),
            first_at=look.first_at,
            last_at=look.last_at,
            times=look.times,
        )
        for look in looks
    ]
    return tuple(sorted(found, key=lambda look: (look.agency, look.first_at)))


def _agency_of(look: audit.Look, memberships: Sequence[tuple[UUID, str, datetime, datetime | None]]) -> str:
    agencies = dict.fromkeys(
        agency
        for practitioner, agency, begins, ends in memberships
        if practitioner == look.by and begins <= look.first_at and (ends is None or look.first_at < ends)
    )
    return join_words(list(agencies)) or _("Not known")
