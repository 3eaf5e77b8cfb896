"""What is done with a form: it is opened, written, signed off and closed, and words are added to it afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tessera.access.here import Me
from tessera.access.rules import Audience
from tessera.audit import NotHere, action, note, without_case
from tessera.core.steps import NotAllowed
from tessera.live_forms.actions import _tabs
from tessera.live_forms.models import Addendum, Form, Participant, Section, SignOff, Tab
from tessera.live_forms.queries.signing import last_words


@action("open", "live_form")
def open_form(
    *,
    practitioner: Me,
    at: datetime,
    case_id: UUID,
    about: UUID,
    title: str,
    definition: Mapping[str, Any],
    participants: Sequence[int],
) -> Form:
    """Open a form of a case for the principals who take part, and begin the sections that all of them write."""
    label = {"case_id": case_id, "agency_id": practitioner.agency_id, "author_id": practitioner.id}
    form = Form.objects.create(**label, about=about, title=title, definition=dict(definition), opened_at=at)
    for principal in dict.fromkeys((practitioner.hub, *participants)):
        _let_in(practitioner, at, form, principal)
    Section.objects.bulk_create(
        Section(**label, form=form, key=one["key"], written_by="participants")
        for one in definition["sections"]
        if one["written_by"] == "participants"
    )
    return form


@action("let_in", "participant")
def let_in(*, practitioner: Me, at: datetime, form_id: UUID, principal: int) -> Participant:
    """Let one more take part in a form that is open. Raises NotAllowed where they do already."""
    form = _open(form_id)
    if Participant.objects.filter(form=form, principal_id=principal, valid_to=None).exists():
        raise NotAllowed(_("They take part already."), verb="let_in", state="open")
    return _let_in(practitioner, at, form, principal)


@action("let_go", "participant")
def let_go(*, practitioner: Me, at: datetime, form_id: UUID, principal: int) -> Participant:
    """End somebody's part in a form. What they wrote stays; whoever has it open is out at once."""
    found = Participant.objects.filter(form_id=form_id, principal_id=principal, valid_to=None).first()
    if found is None:
        raise NotHere("This is not here.")
    found.valid_to = at
    found.save(update_fields=["valid_to"])
    return found


def _let_in(practitioner: Me, at: datetime, form: Form, principal: int) -> Participant:
    return Participant.objects.create(
        form=form, case_id=form.case_id, principal_id=principal, valid_from=at, made_by_id=practitioner.id
    )


@action("begin", "live_form")
def begin_own_sections(*, practitioner: Me, at: datetime, form_id: UUID) -> Form | None:
    """Begin the sections of whoever's agency opens the form first: the part it shares, and the part it holds back.

    None where they are begun already, and where the form is closed or not here.
    """
    form = Form.objects.filter(pk=form_id).first()
    if form is None or form.closed_at is not None:
        return None
    begun = set(
        Section.objects.filter(form=form, agency_id=practitioner.agency_id).values_list("key", flat=True)
    )
    own = [
        one
        for one in form.definition["sections"]
        if one["written_by"] == "agency" and one["key"] not in begun
    ]
    if not own:
        return None
    Section.objects.bulk_create(
        (
            Section(
                form=form,
                case_id=form.case_id,
                agency_id=practitioner.agency_id,
                author_id=practitioner.id,
                audience=Audience.OWN_AGENCY if one.get("held_back") else Audience.WHOLE_CASE,
                key=one["key"],
                written_by="agency",
            )
            for one in own
        ),
        ignore_conflicts=True,  # two of one agency may open it in the same instant
    )
    note(sections=len(own))
    return form


@action("join", "tab")
def join(*, practitioner: Me, at: datetime, form_id: UUID) -> Tab:
    """Come to a form with a page that writes in it. The tab's number is who its edits are by."""
    return _tabs.opened(practitioner, at, form_id)


@dataclass(frozen=True)
class Signed:
    """A sign-off. `sections`: those of the agency that say something else than at its last one; the first time, all."""

    pk: UUID
    case_id: UUID
    sections: frozenset[UUID]


@action("sign_off", "sign_off")
def sign_off(*, practitioner: Me, at: datetime, form_id: UUID) -> Signed:
    """Say that one's agency has finished with its sections, as they stand now.

    Raises NotAllowed where it has, and nothing was written in them since.
    """
    form = _open(form_id)
    # From here on nobody writes in the form until this ends, so that two who sign off at once do it once.
    made = SignOff.objects.create(
        form=form,
        case_id=form.case_id,
        agency_id=practitioner.agency_id,
        author_id=practitioner.id,
        signed_at=at,
    )
    before = SignOff.objects.filter(form=form, agency_id=practitioner.agency_id).exclude(pk=made.pk)
    last = before.order_by("-signed_at").first()
    own = Section.objects.filter(form=form, agency_id=practitioner.agency_id, written_by="agency")
    heads = dict(own.values_list("pk", "seq"))
    changed = set(heads) if last is None else set(last_words(heads, dict.fromkeys(heads, last.signed_at)))
    if last is not None and not changed:
        words = _("Your agency has signed this form off already, and has changed nothing since.")
        raise NotAllowed(words, verb="sign_off", state="open")
    return Signed(made.pk, made.case_id, frozenset(changed))


@action("close", "live_form")
def close(*, practitioner: Me, at: datetime, form_id: UUID) -> Form:
    """Freeze a form: nothing more is written in it, and what it says is kept word for word."""
    form = _open(form_id)
    form.closed_at, form.closed_by_id = at, practitioner.id
    form.save(update_fields=["closed_at", "closed_by_id"])
    note(signed_off=SignOff.objects.filter(form=form).values("agency_id").distinct().count())
    return form


@action("add", "addendum")
def add(*, practitioner: Me, at: datetime, section_id: UUID, words: str) -> Addendum:
    """Add words to a section after its form was closed. Raises NotAllowed where it is open still."""
    section = Section.objects.filter(pk=section_id).select_related("form").first()
    if section is None:
        raise NotHere("This is not here.")
    if section.form.closed_at is None:
        raise NotAllowed(_("This form is open. Write in it."), verb="add", state="open")
    if section.audience == Audience.OWN_AGENCY:
        without_case()
    return Addendum.objects.create(
        section=section,
        case_id=section.case_id,
        agency_id=practitioner.agency_id,
        author_id=practitioner.id,
        audience=section.audience,
        words=words,
        written_at=at,
    )


def _open(form_id: UUID) -> Form:
    form = Form.objects.filter(pk=form_id).first()
    if form is None:
        raise NotHere("This is not here.")
    if form.closed_at is not None:
        raise NotAllowed(_("This form is closed."), verb="write", state="closed")
    return form
