"""Pages on which a note is written and corrected, and what is kept of it while it is typed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tessera.access.here import Asked
from tessera.partnership import queries as partnership
from tessera.records import actions, queries
from tessera.records.forms.body import BodyForm
from tessera.records.forms.notes import NoteForm, WhyForm
from tessera.records.queries import writing
from tessera.records.rules.noting import audience_of, narrower, share_of, typed_of
from tessera.records.rules.typed import (
    LINE_FIELDS,
    MARK_FIELDS,
    REVIEW,
    name_of,
    rows,
    with_a_row,
    without_row,
)
from tessera.records.rules.words import THOUGHTS, Figure, Nature, NoteKind
from tessera.records.views._outlines import outlines
from tessera.records.views._typing import draft_id, fields_typed, kept_as_note, readers, uuid_of

# Until then a body is drawn as a baby's.
WALKS = timedelta(days=550)


class _Page:
    """The page on which a note is written or, where there is an `old` one, put right.

    What was typed and not kept is there again.
    """

    def __init__(
        self, request: Asked, at: datetime, case_id: UUID, old: queries.NoteTold | None = None
    ) -> None:
        self.request, self.at, self.corrects = request, at, old.id if old else None
        self.case = writing.to_write(case_id, at)
        self.draft = writing.begun(practitioner=request.me, case_id=case_id, corrects=self.corrects)
        self.typed = self.draft.typed if self.draft else None
        begins = _typed_of_note(old) if old and self.draft is None else self.typed
        self.form, self.body = _forms(request, self.case, begins, corrects=old)

    def kept(self, write: Callable[[NoteForm, BodyForm], UUID], *others: Form) -> UUID | None:
        """The note that what was sent became. None where nothing was sent, or a form says what is missing."""
        form, body, right = self.form, self.body, False
        if self.request.method == "POST":
            right = all([_all_right(form, body), *(one.is_valid() for one in others)])
        kept = None
        if right:
            made = partial(write, form, body)
            kept = kept_as_note(self.request, self.at, self.case.case_id, made, form, self.corrects)
        if kept is None:
            _files_again(form)
        return kept

    def shown(self, template: str, **more: Any) -> HttpResponse:
        """The page, with what is on this one alone."""
        context = {
            "nav": "search",
            "case": self.case,
            "form": self.form,
            "body": self.body,
            "outlines": outlines(),
            "draft_id": draft_id(self.request, self.draft),
            **more,
        }
        return render(self.request, template, context)


@require_http_methods(["GET", "POST"])
def new(request: Asked, case_id: UUID, prompts: writing.Prompts) -> HttpResponse:
    """Write a note in a case."""
    at = timezone.now()
    page = _Page(request, at, case_id)
    if (kept := page.kept(partial(_write, request, at, case_id))) is not None:
        messages.success(request, _("The note is kept."))
        return redirect("note", kept)
    return page.shown(
        "records/note_new.html",
        kept_at=page.draft.saved_at if page.draft and request.method == "GET" else None,
        seen=readers(request, case_id, page.typed),
        prompts=prompts(practitioner=request.me, at=at, case_id=case_id),
    )


@require_POST
def save(request: Asked, case_id: UUID) -> HttpResponse:
    """Keep what is typed of a note, for a script or for coming back later."""
    case = writing.to_write(case_id, timezone.now())
    corrects = uuid_of(request.POST.get("corrects"))
    typed, place = _changed(fields_typed(request.POST), request.POST)
    draft = actions.save_note_draft(
        practitioner=request.me,
        at=timezone.now(),
        draft_id=draft_id(request),
        case_id=case.case_id,
        typed=typed,
        corrects=corrects,
    )
    if request.headers.get("X-Requested-With") == "autosave":
        return JsonResponse({"saved": draft is not None}, status=200 if draft else 409)
    new_page = "review_new" if REVIEW in typed else "note_new"
    page = reverse("note_correct", args=[corrects]) if corrects else reverse(new_page, args=[case_id])
    if not place:
        messages.success(request, _("What you typed is kept. Only you can see it."))
    return redirect(f"{page}{place}")


@require_POST
def who(request: Asked, case_id: UUID) -> HttpResponse:
    """Who will see the note as it stands on the page, for the script. It keeps nothing."""
    case = writing.to_write(case_id, timezone.now())
    return JsonResponse(readers(request, case.case_id).told())


@require_POST
def discard(request: Asked, case_id: UUID) -> HttpResponse:
    """Throw away what was typed of a note."""
    gone = actions.discard_note_draft(practitioner=request.me, at=timezone.now(), draft_id=draft_id(request))
    if gone:
        messages.info(request, _("What you typed is thrown away."))
    else:
        messages.info(request, _("There was nothing to throw away."))
    return redirect("case_chronology", case_id)


@require_http_methods(["GET", "POST"])
def correct(request: Asked, note_id: UUID) -> HttpResponse:
    """Put a note right: a new one that replaces it, for the same readers, with why."""
    at = timezone.now()
    old = queries.note_to_read(note_id)
    page, why = _Page(request, at, old.case_id, old), WhyForm(request.POST or None)
    if (kept := page.kept(partial(_write_again, request, at, old, why), why)) is not None:
        messages.success(request, _("The note is corrected. The old one can still be read."))
        return redirect("note", kept)
    return page.shown("records/note_correct.html", why=why, note=old)


def _files_again(form: NoteForm) -> None:
    """Where a form is shown again, a browser has let go of the files that were chosen."""
    if form.files and "documents" in form.fields and not form.has_error("documents"):
        form.add_error(
            "documents", _("Choose your files again: they are not kept while something else is missing")
        )


def _write(request: Asked, at: datetime, case_id: UUID, form: NoteForm, body: BodyForm) -> UUID:
    """The note as the form says it, on the chronology where it says so."""
    data = form.cleaned_data
    audience, named = audience_of(data["share"], request.me.hub)
    note = actions.write_note(
        practitioner=request.me,
        at=at,
        case_id=case_id,
        kind=NoteKind.ANALYSIS if data["kind"] in THOUGHTS else NoteKind.OBSERVATION,
        lines=_lines(form, data["share"], request.me.hub),
        audience=audience,
        named=named,
        happened=form.happened,
        about=form.about_whom(),
        body_marks=[actions.NewBodyMark(**mark) for mark in body.marks()],
        files=[actions.Upload(name, content) for name, content in form.chosen_files()],
    )
    if data["promote"]:
        nature = Nature(data["nature"])
        actions.promote_note(practitioner=request.me, at=at, note_id=note.pk, nature=nature, significance=2)
    return note.pk


def _write_again(
    request: Asked, at: datetime, old: queries.NoteTold, why: WhyForm, form: NoteForm, body: BodyForm
) -> UUID:
    """The note as the form says it now, in place of the old one."""
    return actions.correct_note(
        practitioner=request.me,
        at=at,
        note_id=old.id,
        reason=why.cleaned_data["reason"],
        lines=_lines(form, share_of(old.audience), request.me.hub),
        happened=form.happened or old.happened,
        about=form.about_whom(),
        body_marks=[actions.NewBodyMark(**mark) for mark in body.marks()],
        files=[actions.Upload(name, content) for name, content in form.chosen_files()],
        keeps=form.kept(),
    ).pk


def _forms(
    request: Asked,
    case: writing.CaseToWrite,
    typed: dict[str, Any] | None,
    corrects: queries.NoteTold | None = None,
) -> tuple[NoteForm, BodyForm]:
    """A note and its marks on a body, as they were sent or as they were kept."""
    return _note_form(request, case, typed, corrects=corrects), _body_form(request, case, typed or {})


def _body_form(request: Asked, case: writing.CaseToWrite, typed: dict[str, Any]) -> BodyForm:
    """Marks on a body; of a case about one baby, on a baby's."""
    babies = [one for one in case.children if one.born and case.today - one.born < WALKS]
    figure = Figure.BABY if babies and len(babies) == len(case.children) else Figure.CHILD
    return BodyForm(request.POST or None, initial={"figure": figure, **typed})


def _all_right(form: NoteForm, body: BodyForm) -> bool:
    """Whether both can be kept. Marks on a body are of one child, whom the note is about."""
    right = all([form.is_valid(), body.is_valid()])
    if right and body.marks() and "people" in form.fields and len(form.about_whom()) != 1:
        form.add_error("people", _("Select the one child whose body it is"))
        return False
    return right


def _note_form(
    request: Asked,
    case: writing.CaseToWrite,
    typed: dict[str, Any] | None,
    *,
    corrects: queries.NoteTold | None = None,
) -> NoteForm:
    """A note to be written, or one to be put right: who may read that is settled."""
    people = [(str(one.id), one.name) for one in case.people]
    initial = dict(typed or {})
    if typed is None and len(case.children) == 1:
        initial["people"] = [str(case.children[0].id)]
    settings = partnership.in_force(request.me.partnership_id, timezone.now()).settings
    return NoteForm(
        request.POST or None,
        request.FILES if request.method == "POST" else None,
        people=people,
        today=case.today,
        documents=settings.features.attachments,
        corrects=corrects,
        initial=initial,
    )


def _lines(form: NoteForm, share: str, hub: int) -> list[actions.NewLine]:
    found = []
    for line in form.typed_lines():
        goes_to = narrower(share, line.readers)
        audience, named = (None, []) if goes_to == share else audience_of(goes_to, hub)
        found.append(
            actions.NewLine(
                line.kind,
                line.text,
                when=line.dated,
                source=line.source,
                about=line.whom,
                marks=line.marks,
                audience=audience,
                named=tuple(named),
            )
        )
    return found


def _typed_of_note(note: queries.NoteTold) -> dict[str, Any]:
    """What a form shows of a note that is to be corrected: every line that whoever corrects it may read."""
    typed: dict[str, Any] = {
        **typed_of(note.happened),
        "people": [str(pk) for pk in note.about],
        "keeps": [str(one.id) for one in note.attachments],
    }
    for number, line in enumerate(note.lines, 1):
        own = "" if line.audience == note.audience else share_of(line.audience)
        told = (line.text, line.kind, line.source, list(line.marks), own, line.when, line.about)
        typed |= {name_of(field, number): value for field, value in zip(LINE_FIELDS, told, strict=True)}
    for number, mark in enumerate(note.body_marks, 1):
        seen = (f"{mark.view}:{mark.part}", mark.size, mark.colour, mark.words, str(mark.x), str(mark.y))
        typed |= {name_of(field, number): value for field, value in zip(MARK_FIELDS, seen, strict=True)}
        typed["figure"] = mark.figure
    return typed


def _changed(typed: dict[str, Any], posted: QueryDict) -> tuple[dict[str, Any], str]:
    """What was typed, with the line more or less that a button asked for; and the place of the page to go to."""
    if "who" in posted:
        return typed, "#who-will-see"
    if "add_mark" in posted:
        pressed = str(posted["add_mark"])
        typed = with_a_row(typed, MARK_FIELDS, 1, pressed if ":" in pressed else "")
        return typed, f"#mark-{rows(typed, MARK_FIELDS)}"
    if "remove_mark" in posted:
        return without_row(typed, MARK_FIELDS, str(posted["remove_mark"])), "#marks"
    if "add" in posted:
        typed = with_a_row(typed, LINE_FIELDS)
        return typed, f"#line-{rows(typed, LINE_FIELDS)}"
    if "remove" in posted:
        return without_row(typed, LINE_FIELDS, str(posted["remove"])), "#lines"
    return typed, ""
