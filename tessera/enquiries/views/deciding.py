"""Pages of the decision: deciding, telling, closing, challenging."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.enquiries.actions import deciding
from tessera.enquiries.forms.deciding import ChallengeForm, DecisionForm, ReplyForm, TellForm
from tessera.enquiries.queries import deciding as queries
from tessera.partnership import queries as partnership


def _form(request: Asked, enquiry: queries.ToDecide, at: datetime) -> DecisionForm:
    settings = partnership.in_force(request.me.partnership_id, at).settings
    today = timezone.localdate(at)
    return DecisionForm(
        request.POST if request.method == "POST" else None,
        outcomes=[(code, o.label.on(today), o.meaning) for code, o in settings.outcomes.items()],
        levels=[
            (n, _("Level {number}: {name}").format(number=n, name=level.name.on(today)), level.descriptor)
            for n, level in settings.levels.items()
        ],
        lines=[(of.agency, [(line.id, line.words) for line in of.lines]) for of in enquiry.lines],
        closures={code: settings.closures_of(code) for code, o in settings.outcomes.items() if o.closures},
    )


@require_http_methods(["GET", "POST"])
def decide(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """Record the decision."""
    at = timezone.now()
    enquiry = queries.to_decide(enquiry_id)
    form = _form(request, enquiry, at)
    if request.method == "POST" and form.is_valid():
        answers: dict[str, Any] = form.cleaned_data
        answers["level"] = int(answers["level"])
        answers["relied_on"] = [UUID(line) for line in answers["relied_on"]]
        try:
            deciding.decide(practitioner=request.me, at=at, enquiry_id=enquiry_id, **answers)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The decision is recorded. Now tell everyone who must be told."))
            return redirect("enquiry", enquiry_id)
    return render(
        request, "enquiries/decision/decide.html", {"form": form, "enquiry": enquiry, "nav": "worklist"}
    )


@require_http_methods(["GET", "POST"])
def tell(request: Asked, feedback_id: UUID) -> HttpResponse:
    """The hub tells one of those who must be told."""
    at = timezone.now()
    telling = queries.telling(feedback_id)
    settings = partnership.in_force(request.me.partnership_id, at).settings
    outcome = settings.outcomes.get(telling.decision_outcome)
    usual = outcome.told(telling.agency_kind).words if outcome and telling.kind == "agency" else ""
    usual = outcome.referrer.words if outcome and telling.kind == "referrer" else usual
    form = TellForm(request.POST or None, initial={"words": usual})
    label = outcome.label.on(timezone.localdate(at)) if outcome else ""
    if request.method == "POST" and form.is_valid():
        deciding.tell(
            practitioner=request.me, at=at, feedback_id=feedback_id, outcome=label, **form.cleaned_data
        )
        messages.success(request, _("They have been told."))
        where = ("enquiry", telling.enquiry_id) if telling.enquiry_id else ("referral", telling.referral_id)
        return redirect(*where)
    context = {"form": form, "telling": telling, "outcome": outcome, "label": label, "nav": "worklist"}
    return render(request, "enquiries/feedback/tell.html", context)


@require_http_methods(["GET"])
def feedback(request: Asked, feedback_id: UUID) -> HttpResponse:
    """What one was told. Opening it is recorded, so that the hub sees that it was read."""
    deciding.open_feedback(practitioner=request.me, at=timezone.now(), feedback_id=feedback_id)
    return render(request, "enquiries/feedback/told.html", {"telling": queries.telling(feedback_id)})


@require_http_methods(["GET", "POST"])
def close(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """Close an enquiry once everyone has been told."""
    enquiry, refusal = queries.to_decide(enquiry_id), ""
    if request.method == "POST":
        try:
            deciding.close(practitioner=request.me, at=timezone.now(), enquiry_id=enquiry_id)
        except NotAllowed as problem:
            refusal = str(problem)
        else:
            messages.success(request, _("The enquiry is closed."))
            return redirect("enquiry", enquiry_id)
    context = {"enquiry": enquiry, "owed": queries.owed(enquiry_id), "refusal": refusal, "nav": "worklist"}
    return render(request, "enquiries/decision/close.html", context)


@require_http_methods(["GET", "POST"])
def challenge(request: Asked, referral_id: UUID) -> HttpResponse:
    """Disagree with what was done about a referral."""
    at = timezone.now()
    referral = queries.to_challenge(practitioner=request.me, at=at, referral_id=referral_id)
    form = ChallengeForm(request.POST or None, referral.reasons)
    if request.method == "POST" and form.is_valid():
        made = deciding.challenge(
            practitioner=request.me, at=at, referral_id=referral_id, **form.cleaned_data
        )
        messages.success(request, _("Your challenge is recorded."))
        return redirect("challenge", made.pk)
    return render(request, "enquiries/challenge/make.html", {"form": form, "referral": referral})


@require_http_methods(["GET"])
def read_challenge(request: Asked, challenge_id: UUID) -> HttpResponse:
    """A challenge and its reply; the hub replies here."""
    context = {"challenge": queries.disagreement(challenge_id), "form": ReplyForm()}
    return render(request, "enquiries/challenge/read.html", context)


@require_POST
def answer_challenge(request: Asked, challenge_id: UUID) -> HttpResponse:
    """The hub replies to a challenge."""
    disagreement = queries.disagreement(challenge_id)
    form = ReplyForm(request.POST)
    if form.is_valid():
        deciding.answer_challenge(
            practitioner=request.me, at=timezone.now(), challenge_id=challenge_id, **form.cleaned_data
        )
        messages.success(request, _("Your reply is recorded and sent."))
        return redirect("challenge", challenge_id)
    return render(request, "enquiries/challenge/read.html", {"challenge": disagreement, "form": form})
