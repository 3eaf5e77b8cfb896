"""Asking agencies one specific question each, and what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.access import actions as access
from tessera.access.here import Me
from tessera.access.models import Agency
from tessera.access.rules import Audience, InvolvementKind
from tessera.audit import NotHere, action, note, without_case
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import _answered, _clocks, _drafts, _hub, _questions
from tessera.enquiries.actions._finishing import finish
from tessera.enquiries.models import Chase, Enquiry, NotShared, Request, Return
from tessera.enquiries.queries.who_will_see import CHOOSE_PEOPLE, people_to_name, runs_the_hub, shared_with
from tessera.enquiries.rules import drafts
from tessera.enquiries.rules.own_questions import Besides
from tessera.enquiries.rules.words import ANSWERED, WAITING, AskedFor, EnquiryState, RequestState
from tessera.partnership import queries as partnership
from tessera.records import actions as records
from tessera.records.rules.words import LineKind, NoteKind


@dataclass(frozen=True)
class Wider:
    """Why an answer goes to more than the hub: in words, what for and on which basis of the settings."""

    reason: str = ""
    purpose: str = ""
    basis: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The same by the names that the row has for them."""
        return {"share_reason": self.reason, "share_purpose": self.purpose, "share_basis": self.basis}


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer that was kept as it is typed: the question it is to, and whether it stands beside a colleague's."""

    pk: UUID
    case_id: UUID
    is_beside: bool


CHASED_ONCE_IN = timedelta(minutes=10)
BESIDE = gettext_lazy("A colleague has written an answer to this too. Choose what to keep, then send it.")
HUBS_OWN = gettext_lazy("The hub belongs to your agency and would read it. Answer for the hub.")


@action("ask", "request")
def ask(
    *,
    practitioner: Me,
    at: datetime,
    enquiry_id: UUID,
    to_agency_id: UUID,
    question: str,
    context: str = "",
    basis: str,
    purpose: str,
    necessity: str,
    told_family: bool,
    told_family_reason: str = "",
    asked_for: AskedFor = AskedFor.ANSWER,
    concern: str = "",
) -> Request:
    """Ask one agency one question, and involve it in the case. The share is recorded with the question.

    `concern`: the kind of concern whose template the question began with; its own questions are asked too.
    `basis` is a lawful basis of the settings (UK GDPR articles 6, 9 and 10; Data Protection Act 2018, schedule 1).
    Raises NotAllowed where the enquiry was decided, where the basis is unknown, where the family was not told and no
    reason is given, or where the agency has an open question already.
    """
    _hub.only(practitioner)
    enquiry = _enquiry(enquiry_id)
    in_force = partnership.in_force(practitioner.partnership_id, at)
    if enquiry.state != EnquiryState.OPEN:
        raise NotAllowed(_("This enquiry was decided already."), verb="ask", state=enquiry.state)
    if basis not in in_force.settings.lawful_bases:
        raise NotAllowed(_("Choose a lawful basis from the list."), verb="ask", state=enquiry.state)
    for words, missing in (
        (question, _("Write the question.")),
        (purpose, _("Say what the sharing is for.")),
        (necessity, _("Say why it is necessary and proportionate.")),
        (told_family or told_family_reason, _("Say why the family was not told.")),
    ):
        if not (words is True or str(words or "").strip()):
            raise NotAllowed(missing, verb="ask", state=enquiry.state)
    if Request.objects.filter(enquiry=enquiry, to_agency_id=to_agency_id, state__in=WAITING).exists():
        raise NotAllowed(
            _("This agency has been asked already and has not answered yet."), verb="ask", state="sent"
        )
    agency = Agency.objects.filter(pk=to_agency_id).first()
    if agency is None:
        raise NotHere("This agency is not here.")
    access.involve(
        practitioner=practitioner,
        at=at,
        case_id=enquiry.case_id,
        principal=agency.principal_id,
        kind=InvolvementKind.ASKED,
        reason=_("The hub asked them a question."),
    )
    request = Request(
        **_questions.hub_and_agency(practitioner, enquiry.case_id, agency),
        enquiry=enquiry,
        reference=enquiry.reference,
        to_agency=agency,
        state=RequestState.SENT,
        asked_for=asked_for,
        concern=concern if asked_for == AskedFor.ANSWER else "",
        question=question,
        context=context,
        rating=enquiry.rating,
        basis=basis,
        purpose=purpose,
        necessity=necessity,
        told_family=told_family,
        told_family_reason=told_family_reason,
        sent_at=at,
    )
    settings = _clocks.promised(practitioner, at, enquiry)
    _clocks.reckon_request(request, settings, _clocks.hub_ratings(enquiry, settings))
    request.save(force_insert=True)
    _questions.tell_agency(practitioner, at, request, "request_received")
    note(basis=basis, told_family=told_family)
    return request


@action("do_not_share", "not_shared")
def do_not_share(
    *, practitioner: Me, at: datetime, enquiry_id: UUID, to_agency_id: UUID, reason: str
) -> NotShared | None:
    """Record a decision not to share with an agency, and why. Recording the same twice changes nothing."""
    _hub.only(practitioner)
    enquiry = _enquiry(enquiry_id)
    if not reason.strip():
        raise NotAllowed(_("Say why you are not sharing."), verb="do_not_share", state=enquiry.state)
    if not Agency.objects.filter(pk=to_agency_id).exists():
        raise NotHere("This agency is not here.")
    if NotShared.objects.filter(enquiry=enquiry, to_agency_id=to_agency_id, reason=reason).exists():
        return None
    row = NotShared(
        **_clocks.hub_label(practitioner, enquiry.case_id, practitioner.hub),
        enquiry=enquiry,
        to_agency_id=to_agency_id,
        reason=reason,
        decided_at=at,
    )
    row.save(force_insert=True)
    return row


@action("chase", "chase")
def chase(*, practitioner: Me, at: datetime, request_id: UUID) -> Chase | None:
    """Remind an agency that its answer is waited for; twice within ten minutes is once.

    Raises NotAllowed once it has answered.
    """
    _hub.only(practitioner)
    request = _questions.to_change(request_id)
    if request.state not in WAITING:
        raise NotAllowed(
            _("This agency has answered, or is asked no more."), verb="chase", state=request.state
        )
    if Chase.objects.filter(request=request, chased_at__gt=at - CHASED_ONCE_IN, chased_at__lte=at).exists():
        return None
    agency = Agency.objects.get(pk=request.to_agency_id)
    row = Chase(
        **_questions.hub_and_agency(practitioner, request.case_id, agency), request=request, chased_at=at
    )
    row.save(force_insert=True)
    _questions.tell_agency(practitioner, at, request, "request_chased")
    return row


@action("see", "request")
def see(*, practitioner: Me, at: datetime, request_id: UUID) -> Request | None:
    """The agency asked has opened the question. The first time is kept; later ones change nothing.

    Raises NotHere for whoever may not answer it.
    """
    request = _questions.to_change(request_id, for_agency=practitioner)
    if request.state != RequestState.SENT:
        return None
    _hub.changed(Request.objects.filter(pk=request_id).update(state=RequestState.SEEN, seen_at=at))
    request.state, request.seen_at = RequestState.SEEN, at
    return request


@action("save_answer", "request")
def save_answer(
    *,
    practitioner: Me,
    at: datetime,
    request_id: UUID,
    answers: dict[str, Any],
    version: int = 0,
    tab: str = "",
) -> Saved | None:
    """Keep an answer as it is being typed. Raises NotAllowed once it was given; saving the same changes nothing.

    `version` is what the window `tab` was shown. Where a colleague has changed the answer since, theirs stands and this
    one is kept beside it (drafts.is_beside), until somebody has chosen.
    """
    request = _unanswered(practitioner, request_id, "save")
    saving = drafts.Saving(practitioner.name, at.isoformat(), version, tab)
    draft = drafts.saved(_drafts.begun(practitioner, request), answers, saving)
    if draft is None:
        return None
    _drafts.keep(practitioner, request, draft)
    note(beside=drafts.is_beside(draft, tab))
    return Saved(request.pk, request.case_id, drafts.is_beside(draft, tab))


@action("choose_answer", "request")
def choose_answer(
    *, practitioner: Me, at: datetime, request_id: UUID, window: str, keep: str, version: int
) -> Request | None:
    """Settle which of two answers stands: "saved", "other" (what `window` typed) or "both", one after the other.

    None where the answer was changed again since `version` was shown, or where there is nothing to choose between.
    """
    request = _unanswered(practitioner, request_id, "choose")
    saving = drafts.Saving(practitioner.name, at.isoformat(), version)
    begun = _drafts.begun(practitioner, request)
    draft = drafts.chosen(begun, window, keep, saving, _answered.asked(request))
    if draft is None:
        return None
    _drafts.keep(practitioner, request, draft)
    note(keep=keep)
    return request


@action("mark_urgent", "request")
def mark_urgent(*, practitioner: Me, at: datetime, request_id: UUID, urgent: bool) -> Request:
    """The agency's own flag for its own inbox; the urgency the hub gave is left as it is."""
    request = _questions.to_change(request_id, for_agency=practitioner)
    _hub.changed(Request.objects.filter(pk=request_id).update(urgent_for_them=urgent))
    note(urgent=urgent)
    return request


@action("answer", "return")
def answer(
    *,
    practitioner: Me,
    at: datetime,
    request_id: UUID,
    lines: Sequence[records.NewLine],
    own: Sequence[Besides] = (),
    could_not_say: str = "",
    rating: str = "",
    rating_reason: str = "",
    share: str = "hub",
    named_agency_ids: Sequence[UUID] = (),
    named_people_ids: Sequence[UUID] = (),
    wider: Wider | None = None,
    attachments: Sequence[records.Upload] = (),
    settled: bool = True,
) -> Return:
    """An agency's answer: what it knows, line by line, what it could not say, and how far it may be shared.

    `share`: "own" (this agency: the question waits until it hands over, actions/handing.py), "people" (those named,
    one of the hub among them, and no colleague), "hub" (and the hub), "named" (and the agencies named), "whole_case"
    (everyone involved); for the last two `wider` says why. `own`: answers to what the partnership asks besides; each
    becomes a line, after the others.
    Answering is this agency's act and nothing but this act shares. Raises NotAllowed where it was answered already, and
    where a colleague's answer stands beside the draft and whoever sends this has not been shown it (`settled` False);
    FileRefused where a file is not taken; then nothing was done.
    """
    request = _unanswered(practitioner, request_id, "answer")
    for right, missing in (
        (settled or not drafts.others(_drafts.begun(practitioner, request)), BESIDE),
        (not rating or rating_reason.strip(), _("Say why you rate it so.")),
        (lines, _("Write what you know, or say that you know nothing.")),
        (not (wrong := _answered.refused(request, own)), wrong),
        (share != "own" or not runs_the_hub(practitioner.agency_id), HUBS_OWN),
        (share != "people" or _may_name(practitioner, at, named_people_ids), CHOOSE_PEOPLE),
    ):
        if not right:
            raise NotAllowed(str(missing), verb="answer", state=request.state)
    files = records.taken(practitioner, at, attachments, "answer")
    audience, named = shared_with(practitioner.hub, share, named_agency_ids, named_people_ids)
    why = _why_wider(practitioner, at, share, named, wider)
    written = records.write_note(
        practitioner=practitioner,
        at=at,
        case_id=request.case_id,
        kind=NoteKind.RETURN,
        lines=[*lines, *_answered.lines(request, own)],
        audience=audience,
        named=named,
    )
    label = {
        "case_id": request.case_id,
        "agency_id": practitioner.agency_id,
        "author_id": practitioner.id,
        "audience": audience,
        "named": named,
    }
    kept = {"request": request, "note": written, "could_not_say": could_not_say, "returned_at": at}
    returned = Return(**label, **why.fields, **kept)
    returned.save(force_insert=True)
    for file in files:
        records.attach(practitioner=practitioner, at=at, note=written, file=file)
    if rating:
        _answered.rate(label, request, practitioner.hub, share, rating, rating_reason, at)
    if share == "own":
        _drafts.keep(practitioner, request, {})
        # The hub reads the ledger of its cases: not that something is held.
        without_case()
    else:
        finish(practitioner, at, request, RequestState.RETURNED)
    note(share=share, purpose=why.purpose, basis=why.basis)
    return returned


@action("answer_nothing_known", "request")
def nothing_known(*, practitioner: Me, at: datetime, request_id: UUID, words: str = "") -> Request:
    """The agency looked and holds nothing. `words` says where it looked, and is kept as a line of its own."""
    request = _unanswered(practitioner, request_id, "answer_nothing_known")
    if words.strip():
        records.write_note(
            practitioner=practitioner,
            at=at,
            case_id=request.case_id,
            kind=NoteKind.RETURN,
            lines=[records.NewLine(kind=LineKind.RECORD, text=words)],
            audience=Audience.NAMED,
            named=[practitioner.hub],
        )
    return finish(practitioner, at, request, RequestState.NOTHING_KNOWN)


@action("refuse", "request")
def refuse(*, practitioner: Me, at: datetime, request_id: UUID, reason: str) -> Request:
    """The agency will not answer, and says why. Golden rule 7 (2024): record the reason whether or not you share."""
    request = _unanswered(practitioner, request_id, "refuse")
    if not reason.strip():
        raise NotAllowed(_("Say why you are not answering."), verb="refuse", state=request.state)
    return finish(practitioner, at, request, RequestState.REFUSED, refusal_reason=reason)


def _may_name(practitioner: Me, at: datetime, people: Sequence[UUID]) -> bool:
    """Whether an answer may be for these: people of the hub and of the agency, and at least one of the hub."""
    offered = {one.id: one.is_hub for one in people_to_name(practitioner, at)}
    return set(people) <= offered.keys() and any(offered[one] for one in people)


def _why_wider(practitioner: Me, at: datetime, share: str, named: list[int], wider: Wider | None) -> Wider:
    """Why it is shared with more than the hub; nothing where it is not. Raises NotAllowed where that is not said."""
    if share in ("own", "people", "hub"):
        return Wider()
    settings = partnership.in_force(practitioner.partnership_id, at).settings
    given = wider or Wider()
    for said, missing in (
        (share != "named" or len(named) > 1, _("Choose the agencies it may be shared with.")),
        (given.reason.strip(), _("Say why it is shared with more than the hub.")),
        (given.purpose in settings.purposes, _("Choose from the list what the sharing is for.")),
        (given.basis in settings.lawful_bases, _("Choose a lawful basis from the list.")),
    ):
        if not said:
            raise NotAllowed(str(missing), verb="answer", state="seen")
    return given


def _enquiry(enquiry_id: UUID) -> Enquiry:
    enquiry = Enquiry.objects.filter(pk=enquiry_id).first()
    if enquiry is None:
        raise NotHere("This enquiry is not here.")
    return enquiry


def _unanswered(practitioner: Me, request_id: UUID, verb: str) -> Request:
    request = _questions.to_change(request_id, for_agency=practitioner)
    if request.state == RequestState.WITHDRAWN:
        raise NotAllowed(_("The hub has withdrawn this question."), verb=verb, state=request.state)
    if request.state in ANSWERED:
        raise NotAllowed(_("Your agency has answered this already."), verb=verb, state=request.state)
    if Return.objects.filter(request=request).exists():
        kept = _("Your agency has written down what it holds. Hand over what the hub may have.")
        raise NotAllowed(kept, verb=verb, state=request.state)
    return request
