"""The pages on which an agency adds its own chronology: choose a file, look at each row, keep those that are right."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tessera.access.here import Asked
from tessera.chronology import queries
from tessera.chronology.forms import FileForm
from tessera.chronology.rules.files import sheets_of
from tessera.chronology.rules.table import COLUMNS, NoTable, Table, TableRow, understood, when
from tessera.core.steps import NotAllowed
from tessera.records import actions as records
from tessera.records.queries import who_will_see as readers
from tessera.records.queries import writing
from tessera.records.rules.attachments import safe_name
from tessera.records.rules.noting import audience_of

# What was shown is what is kept: it goes to the browser and back sealed, and is kept nowhere else meanwhile.
AN_HOUR = 60 * 60


@require_http_methods(["GET", "POST"])
def add_file(request: Asked, case_id: UUID) -> HttpResponse:
    """Choose a file; then each row is shown as it was understood. Nothing is kept yet."""
    at = timezone.now()
    case = writing.to_write(case_id, at)
    people = [(str(one.id), one.name) for one in case.people]
    form = FileForm(request.POST or None, request.FILES or None, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            table = _table(chosen.name or "", chosen.read(), case)
        except NoTable as problem:
            form.add_error("file", str(problem))
        else:
            return _preview(request, case, form, safe_name(chosen.name or ""), table)
    context = {"nav": "search", "case": case, "form": form, "columns": list(COLUMNS.values())}
    return render(request, "chronology/add_file.html", context)


def _table(name: str, content: bytes, case: writing.CaseToWrite) -> Table:
    """The first sheet that is a chronology. Raises NoTable, as of the first sheet, where none is."""
    problem: NoTable | None = None
    for cells in sheets_of(name, content):
        try:
            return understood(cells, case.today)
        except NoTable as found:
            problem = problem or found
    raise problem or NoTable(_("It is empty."))


def _preview(
    request: Asked, case: writing.CaseToWrite, form: FileForm, name: str, table: Table
) -> HttpResponse:
    share, marks, about = form.cleaned_data["share"], form.cleaned_data["marks"], form.about_whom()
    at, me, taken = timezone.now(), request.me, table.taken
    beside = queries.rows_beside(practitioner=me, at=at, case_id=case.case_id, rows=taken, about=about)
    kept = {"name": name, "share": share, "marks": marks, "about": [str(one) for one in about]}
    kept |= {"rows": [_packed(row) for row in taken], "refused": len(table.rows) - len(taken)}
    context = {
        "nav": "search",
        "case": case,
        "name": name,
        "table": table,
        "columns": [(COLUMNS[column], called) for column, called in table.columns],
        "rows": [{"row": row, "beside": beside.get(row.number)} for row in table.rows],
        "taken": len(taken),
        "kept": signing.dumps(kept, salt=_salt(request, case.case_id), compress=True),
        "seen": _readers(request, case, share, marks),
    }
    return render(request, "chronology/add_rows.html", context)


def _readers(request: Asked, case: writing.CaseToWrite, share: str, marks: list[str]) -> readers.WhoWillSee:
    return readers.who_will_see_note(
        practitioner=request.me, case_id=case.case_id, share=share, lines=[(1, share, marks)]
    )


@require_POST
def keep_rows(request: Asked, case_id: UUID) -> HttpResponse:
    """Keep the rows that were accepted, all together, as they were shown."""
    case = writing.to_write(case_id, timezone.now())
    sealed = request.POST.get("kept", "")
    try:
        kept = signing.loads(sealed, salt=_salt(request, case.case_id), max_age=AN_HOUR)
    except signing.BadSignature:
        messages.info(request, _("That was too long ago, or was changed. Choose the file again."))
        return redirect("chronology_add_file", case_id)
    accepted = set(request.POST.getlist("take"))
    rows = [_unpacked(row, case) for row in kept["rows"] if str(row[0]) in accepted]
    try:
        _merge(request, case_id, kept, rows)
    except NotAllowed:
        messages.info(request, _("Choose at least one row to add."))
        return redirect("chronology_add_file", case_id)
    messages.success(request, _("The rows that you chose are on the chronology."))
    return redirect("case_chronology", case_id)


def _merge(request: Asked, case_id: UUID, kept: dict[str, Any], rows: list[records.NewRow]) -> None:
    audience, named = audience_of(kept["share"], request.me.hub)
    records.merge_chronology(
        practitioner=request.me,
        at=timezone.now(),
        case_id=case_id,
        file_name=kept["name"],
        rows=rows,
        refused=kept["refused"] + len(kept["rows"]) - len(rows),
        audience=audience,
        named=named,
        about=[UUID(one) for one in kept["about"]],
        marks=kept["marks"],
    )


def _salt(request: Asked, case_id: UUID) -> str:
    """For this practitioner, in this role, and this case alone."""
    return f"chronology:{request.me.membership_id}:{case_id}"


def _packed(row: TableRow) -> list[Any]:
    return [row.number, row.date, row.time, row.event, row.source, row.comment, row.impact, row.action]


def _unpacked(packed: Iterable[Any], case: writing.CaseToWrite) -> records.NewRow:
    number, date, at, event, source, comment, impact, action = packed
    happened, _refused = when(date, at, case.today)
    said = f"{date} {at}".strip()
    return records.NewRow(number, said, happened, event, source, comment, impact, action)
