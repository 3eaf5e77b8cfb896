"""What the pages that write a note have in common: what is kept as it is typed, who will see it, keeping it once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.forms import Form
from django.http import QueryDict

from tessera.access.here import Asked
from tessera.core.steps import NotAllowed
from tessera.records import actions
from tessera.records.forms.notes import MOST_LETTERS
from tessera.records.queries import writing
from tessera.records.queries.who_will_see import WhoWillSee, who_will_see_note
from tessera.records.rules.noting import EVERYONE
from tessera.records.rules.typed import written

# What of a form is kept as it is typed: no more fields than the form has, none longer than it may be.
MOST_FIELDS = 400
SEVERAL = ("people", "marks", "keeps")
BUTTONS = ("csrfmiddlewaretoken", "draft", "corrects", "who", "add", "remove", "add_mark", "remove_mark")


def kept_as_note(
    request: Asked,
    at: datetime,
    case_id: UUID,
    write: Callable[[], UUID],
    form: Form,
    corrects: UUID | None = None,
) -> UUID | None:
    """The note that what was typed became, written now or when it was first sent. None: the form says why not."""
    try:
        kept = actions.keep(
            practitioner=request.me,
            at=at,
            draft_id=draft_id(request),
            case_id=case_id,
            write=write,
            corrects=corrects,
        )
    except actions.FileRefused as refusal:
        form.add_error("documents", str(refusal))
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
    else:
        return kept.became or kept.pk
    return None


def fields_typed(posted: QueryDict) -> dict[str, Any]:
    """What was typed, field by field, as the form takes it back."""
    kept: dict[str, Any] = {}
    for name in list(posted)[:MOST_FIELDS]:
        if name not in BUTTONS:
            values = [
                value.replace("\x00", "\N{REPLACEMENT CHARACTER}")[:MOST_LETTERS]
                for value in posted.getlist(name)[:MOST_FIELDS]
            ]
            kept[name[:40]] = values if name.partition("_")[0] in SEVERAL else values[0]
    return kept


def readers(request: Asked, case_id: UUID, typed: dict[str, Any] | None = None) -> WhoWillSee:
    """Who will see what was sent or, where nothing was, what was typed before."""
    if request.method == "POST":
        typed = {"share": "", **fields_typed(request.POST)}
    shown = {"share": EVERYONE, **(typed or {})}
    return who_will_see_note(
        practitioner=request.me, case_id=case_id, share=str(shown["share"]), lines=written(shown)
    )


def draft_id(request: Asked, begun: writing.DraftTold | None = None) -> UUID:
    """What was sent goes on under its own name; what was begun before under its; a new one under a new one."""
    if request.method != "POST" and begun is not None:
        return begun.id
    return uuid_of(request.POST.get("draft")) or uuid4()


def uuid_of(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
