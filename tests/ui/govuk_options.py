"""Turns the options of GOV.UK's fixtures into calls of our components.

`Options` forgets what is read from it; whatever is left is an option we do not support.
"""

from typing import Any

from django.utils.safestring import mark_safe

from tessera.ui.components import choices, content, controls, listing
from tessera.ui.components.controls import Naming


class Options:
    """A fixture's options, emptied as they are read."""

    def __init__(self, values: dict[str, Any] | None) -> None:
        self.values = {
            name: Options(value)
            if isinstance(value, dict) and name not in ("attributes", "values")
            else value
            for name, value in (values or {}).items()
        }

    def take(self, name: str, otherwise: Any = "") -> Any:
        value = self.values.pop(name, otherwise)
        return otherwise if value is None else value

    def text(self, name: str = "") -> str:
        """Read `nameText` or `nameHtml` (or `text` and `html`): escaped unless it came as HTML."""
        plain, html = (f"{name}Text", f"{name}Html") if name else ("text", "html")
        written, marked = self.take(plain), self.take(html)
        return mark_safe(marked) if marked else str(written)  # noqa: S308 - GOV.UK's own fixtures

    def part(self, name: str) -> "Options":
        value = self.values.get(name)
        return value if isinstance(value, Options) else Options({})

    def parts(self, name: str) -> list["Options"]:
        raw = self.values.get(name) or []
        if any(not value for value in raw):
            self.values[f"{name} that are empty"] = True
        self.values[name] = made = [
            Options(value if isinstance(value, dict) else {}) for value in raw if value
        ]
        return made

    def left(self) -> list[str]:
        """Return the options nobody read."""
        found = []
        for name, value in self.values.items():
            if isinstance(value, Options):
                found += [f"{name}.{inner}" for inner in value.left()]
            elif isinstance(value, list) and value and isinstance(value[0], Options):
                found += [f"{name}[].{inner}" for one in value for inner in one.left()]
            elif value not in (None, "", [], {}):
                found.append(name)
        return found


def naming(o: Options) -> Naming:
    label, hint, error = o.part("label"), o.part("hint"), o.part("errorMessage")
    return Naming(
        label=label.text(), label_classes=label.take("classes"), page_heading=label.take("isPageHeading", False),
        hint=hint.text(), error=error.text(), described_by=o.take("describedBy"),
        group_classes=o.part("formGroup").take("classes"),
    )  # fmt: skip


def grouped_naming(o: Options) -> Naming:
    has = "fieldset" in o.values
    fieldset, hint, error = o.part("fieldset"), o.part("hint"), o.part("errorMessage")
    legend = fieldset.part("legend")
    return Naming(
        legend=has, label=legend.text(), label_classes=legend.take("classes"),
        page_heading=legend.take("isPageHeading", False), fieldset_classes=fieldset.take("classes"),
        hint=hint.text(), error=error.text(),
        described_by=fieldset.take("describedBy") or o.take("describedBy"),
        group_classes=o.part("formGroup").take("classes"),
    )  # fmt: skip


def options(o: Options, chosen: list[Any]) -> list[choices.Option]:
    made = []
    for item in o.parts("items"):
        value = item.take("value", None)
        checked = item.take("checked", item.take("selected", None))
        text = item.text()
        effective = text if value is None else value
        made.append(
            choices.Option(
                value=None if value is None else str(value).lower() if isinstance(value, bool) else str(value),
                text=text, hint=item.part("hint").text(),
                checked=bool(chosen and effective in chosen) if checked is None else checked,
                disabled=item.take("disabled", False), reveals=item.part("conditional").text(),
                divider=item.take("divider"), exclusive=item.take("behaviour") == "exclusive",
                id=item.take("id"), name=item.take("name"), attrs=item.take("attributes", {}),
            )
        )  # fmt: skip
    return made


def button(o: Options) -> str:
    return content.button(
        o.text(), href=o.take("href"), type=o.take("type") or "submit", name=o.take("name"), value=o.take("value"),
        disabled=o.take("disabled", False), prevent_double_click=o.take("preventDoubleClick", None),
        start=o.take("isStartButton", False), classes=o.take("classes"), id=o.take("id"),
        attrs=o.take("attributes", {}),
    )  # fmt: skip


def breadcrumbs(o: Options) -> str:
    steps = [(item.text(), item.take("href")) for item in o.parts("items")]
    return content.breadcrumbs(
        steps, label=o.take("labelText") or "Breadcrumb", collapse_on_mobile=o.take("collapseOnMobile", False),
        classes=o.take("classes"), attrs=o.take("attributes", {}),
    )  # fmt: skip


def notification_banner(o: Options) -> str:
    off = o.take("disableAutoFocus", None)
    extra = {"title_id": o.take("titleId") or "govuk-notification-banner-title"}
    return content.notification_banner(
        o.text(), title=o.text("title"), type=o.take("type"), role=o.take("role"),
        heading_level=int(o.take("titleHeadingLevel") or 2), auto_focus=None if off is None else not off,
        classes=o.take("classes"), attrs=o.take("attributes", {}), **extra,
    )  # fmt: skip


def error_summary(o: Options) -> str:
    off = o.take("disableAutoFocus", None)
    return content.error_summary(
        [(item.text(), item.take("href")) for item in o.parts("errorList")], title=o.text("title"),
        description=o.text("description"), auto_focus=None if off is None else not off,
        classes=o.take("classes"), attrs=o.take("attributes", {}),
    )  # fmt: skip


def links(o: Options) -> list[content.Link]:
    return [
        content.Link(
            href=link.take("href"), text=link.text(), hidden=link.take("visuallyHiddenText"),
            classes=link.take("classes"), attrs=link.take("attributes", {}),
        )
        for link in o.parts("items")
    ]  # fmt: skip


def summary_list(o: Options) -> str:
    card = o.part("card")
    title = card.part("title")
    level, card_title = int(title.take("headingLevel") or 2), title.text()
    rows = [
        content.Row(key=row.part("key").text(), value=row.part("value").text(),
                    links=links(row.part("actions")), classes=row.take("classes"))
        for row in o.parts("rows")
    ]  # fmt: skip
    listed = content.summary_list(
        rows, classes=o.take("classes"), card_title=card_title, attrs=o.take("attributes", {})
    )
    if not isinstance(o.values.get("card"), Options):
        return listed
    return content.summary_card(
        card_title, listed, links=links(card.part("actions")), heading_level=level,
        classes=card.take("classes"), attrs=card.take("attributes", {}),
    )  # fmt: skip


def panel(o: Options) -> str:
    classes = o.take("classes")
    if "govuk-panel--interruption" in classes:
        o.values["interruption"] = True
    return content.panel(
        o.text("title"), o.text(), heading_level=int(o.take("headingLevel") or 1), classes=classes,
        attrs=o.take("attributes", {}),
    )  # fmt: skip


def pagination(o: Options) -> str:
    before, after = o.part("previous"), o.part("next")
    pages = [
        listing.PageLink(
            number="" if item.take("ellipsis", False) else str(item.take("number")), href=item.take("href"),
            current=item.take("current", False), spoken=item.take("visuallyHiddenText"),
        )
        for item in o.parts("items")
    ]  # fmt: skip
    return listing.pagination(
        pages, previous=before.take("href"), next=after.take("href"), previous_text=before.text(),
        next_text=after.text(), label=o.take("landmarkLabel") or "Pagination",
        classes=o.take("classes"), attrs=o.take("attributes", {}),
    )  # fmt: skip


def task_list(o: Options) -> str:
    tasks = []
    for item in o.parts("items"):
        status = item.part("status")
        tagged = status.part("tag")
        colour = tagged.take("classes")
        cannot = status.take("classes")
        if cannot and cannot != "govuk-task-list__status--cannot-start-yet":
            status.values["classes"] = cannot
        words = tagged.text() or status.text()
        tasks.append(
            listing.Task(
                title=item.part("title").text(), status=words, href=item.take("href"), hint=item.part("hint").text(),
                status_colour=colour.removeprefix("govuk-tag--") if "tag" in status.values else None,
                cannot_start=bool(cannot),
            )
        )  # fmt: skip
    return listing.task_list(tasks, prefix=o.take("idPrefix") or "task-list", classes=o.take("classes"))


def table(o: Options) -> str:
    heads = [
        listing.Column(
            text=head.text(), numeric=head.take("format") == "numeric", classes=head.take("classes")
        )
        for head in o.parts("head")
    ]
    first = o.take("firstCellIsHeader", False)
    rows = []
    cells_left = []
    for raw in o.take("rows", []):
        if not raw:
            o.values["rows that are empty"] = True
            continue
        cells = [Options(cell) for cell in raw]
        rows.append(
            listing.row(
                mark_safe("".join(  # noqa: S308
                    listing.cell(cell.text(), header=first and i == 0, numeric=cell.take("format") == "numeric",
                                 classes=cell.take("classes"))
                    for i, cell in enumerate(cells)
                ))
            )
        )  # fmt: skip
        cells_left += [name for cell in cells for name in cell.left()]
    o.values["cells"] = cells_left
    caption = o.take("caption")
    return listing.table(
        mark_safe("".join(rows)), caption=caption, columns=heads, caption_classes=o.take("captionClasses"),  # noqa: S308
        classes=o.take("classes"),
    )  # fmt: skip


def attrs_for_input(o: Options, *names: str) -> dict[str, Any]:
    given = {name: o.take(name, None) for name in names}
    made = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in given.items()
        if value not in (None, "")
    }
    return {**made, **o.take("attributes", {})}


def text_input(o: Options) -> str:
    name = o.take("name")
    return controls.text_input(
        id=o.take("id") or name, name=name, naming=naming(o), type=o.take("type") or "text",
        value=o.take("value", None),
        classes=o.take("classes"), prefix=o.part("prefix").text(), suffix=o.part("suffix").text(),
        disabled=o.take("disabled", False),
        attrs=attrs_for_input(o, "inputmode", "autocomplete", "pattern", "spellcheck", "autocapitalize"),
    )  # fmt: skip


def textarea(o: Options) -> str:
    name = o.take("name")
    return controls.textarea(
        id=o.take("id") or name, name=name, naming=naming(o), value=o.take("value"), rows=o.take("rows", 5),
        classes=o.take("classes"), attrs=attrs_for_input(o, "autocomplete", "spellcheck"),
    )  # fmt: skip


def character_count(o: Options) -> str:
    name = o.take("name")
    words = o.take("maxwords", 0)
    count_type = o.take("countType")
    limit = words or o.take("maxlength", 0)
    if not limit:
        o.values["no limit"] = True
    return controls.character_count(
        id=o.take("id") or name, name=name, naming=naming(o), limit=limit, words=bool(words), count_type=count_type,
        threshold=o.take("threshold", None), value=o.take("value"), rows=o.take("rows", 5), classes=o.take("classes"),
        attrs=attrs_for_input(o, "spellcheck"),
    )  # fmt: skip


def select(o: Options) -> str:
    name, chosen = o.take("name"), o.take("value", None)
    return choices.select(
        id=o.take("id") or name, name=name, naming=naming(o), options=options(o, [chosen] if chosen else []),
        classes=o.take("classes"), disabled=o.take("disabled", False), attrs=o.take("attributes", {}),
    )  # fmt: skip


def several(kind: str) -> Any:
    def draw(o: Options) -> str:
        name = o.take("name")
        chosen = o.take("values", []) or [value for value in [o.take("value", None)] if value]
        return choices.choices(
            kind=kind, id=o.take("idPrefix") or name, name=name, naming=grouped_naming(o), options=options(o, chosen),
            classes=o.take("classes"), attrs=o.take("attributes", {}),
        )  # fmt: skip

    return draw


def date_input(o: Options) -> str:
    """GOV.UK's plain form: `items`, or the three boxes by themselves."""
    id_, prefix = o.take("id"), o.take("namePrefix")
    values, error = o.take("values", {}), bool(o.part("errorMessage").values)
    given = [part for part in ("day", "month", "year") if o.values.get(part) is not False]
    items = o.parts("items") or [Options({"name": part, "kind": part, **_box(o, part)}) for part in given]
    wrong = [item.take("error", None) for item in items]
    marked = any(wrong) or any("govuk-input--error" in item.values.get("classes", "") for item in items)
    parts = []
    for item, own in zip(items, wrong, strict=True):
        part = item.take("name")
        kind = item.take("kind") or part
        full = f"{prefix}-{part}" if prefix else part
        classes = item.take("classes").split()
        width = next((c for c in classes if c.startswith("govuk-input--width-")), "")
        more = [c for c in classes if c != width and c != "govuk-input--error"]
        if more:
            o.values["classes of a box"] = more
        parts.append(
            choices.DatePart(
                id=item.take("id") or f"{id_}-{part}", name=full, label=item.take("label") or part.capitalize(),
                value=str(item.take("value") or values.get(full) or values.get(part) or "") or None,
                width=int(width.rsplit("-", 1)[1]) if width else (4 if kind == "year" else 2),
                error="govuk-input--error" in classes or bool(own) or (error and own is not False and not marked),
                attrs=attrs_for_input(item, "autocomplete", "inputmode", "pattern"),
            )
        )  # fmt: skip
    return choices.date_input(
        id=id_, naming=_date_naming(o), parts=parts, classes=o.take("classes"), attrs=o.take("attributes", {})
    )


def _box(o: Options, part: str) -> dict[str, Any]:
    box = o.values.pop(part, None)
    return dict(box.values) if isinstance(box, Options) else {}


def _date_naming(o: Options) -> Naming:
    from dataclasses import replace

    named = grouped_naming(o)
    return replace(named, role="group" if named.legend else "")


def file_upload(o: Options) -> str:
    name = o.take("name")
    return controls.file_upload(
        id=o.take("id") or name, name=name, naming=naming(o), classes=o.take("classes"),
        disabled=o.take("disabled", False), multiple=o.take("multiple", False), attrs=o.take("attributes", {}),
    )  # fmt: skip


def password(o: Options) -> str:
    name = o.take("name")
    return controls.password(
        id=o.take("id") or name, name=name, naming=naming(o), autocomplete=o.take("autocomplete") or "current-password",
        classes=o.take("classes"), attrs=o.take("attributes", {}),
    )  # fmt: skip


def fieldset(o: Options) -> str:
    legend = o.part("legend")
    return controls.fieldset(
        o.text(), legend=legend.text(), legend_classes=legend.take("classes"),
        page_heading=legend.take("isPageHeading", False), described_by=o.take("describedBy"),
        classes=o.take("classes"), role=o.take("role"), attrs=o.take("attributes", {}),
    )  # fmt: skip


def plain(draw: Any, *names: str) -> Any:
    """An adapter for a component that takes one text, classes, attributes and the options named."""

    def adapted(o: Options) -> str:
        given = {name: o.take(name) for name in names if name in o.values}
        return draw(o.text(), classes=o.take("classes"), attrs=o.take("attributes", {}), **given)

    return adapted


COMPONENTS = {
    "back-link": lambda o: content.back_link(
        o.take("href") or "#", o.text() or "Back", classes=o.take("classes"), attrs=o.take("attributes", {})
    ),
    "breadcrumbs": breadcrumbs,
    "button": button,
    "character-count": character_count,
    "checkboxes": several("checkboxes"),
    "date-input": date_input,
    "details": lambda o: content.details(
        o.text("summary"), o.text(), open=o.take("open", False), id=o.take("id"), classes=o.take("classes"),
        attrs=o.take("attributes", {}),
    ),
    "error-message": lambda o: controls.error_message(
        o.text(), id=o.take("id"), prefix=o.take("visuallyHiddenText", "Error"), classes=o.take("classes")
    ),
    "error-summary": error_summary,
    "fieldset": fieldset,
    "file-upload": file_upload,
    "hint": lambda o: controls.hint(o.text(), id=o.take("id"), classes=o.take("classes")),
    "input": text_input,
    "inset-text": plain(content.inset_text, "id"),
    "label": lambda o: controls.label(
        o.text(), target=o.take("for"), classes=o.take("classes"), page_heading=o.take("isPageHeading", False)
    ),
    "notification-banner": notification_banner,
    "pagination": pagination,
    "panel": panel,
    "password-input": password,
    "radios": several("radios"),
    "select": select,
    "skip-link": lambda o: content.skip_link(
        o.text(), o.take("href") or "#content", classes=o.take("classes"), attrs=o.take("attributes", {})
    ),
    "summary-list": summary_list,
    "table": table,
    "tag": plain(content.tag),
    "task-list": task_list,
    "textarea": textarea,
    "warning-text": lambda o: content.warning_text(
        o.text(), spoken=o.take("iconFallbackText") or "Warning", classes=o.take("classes"),
        attrs=o.take("attributes", {}),
    ),
}  # fmt: skip
