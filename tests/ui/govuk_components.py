"""Turns the options of GOV.UK's fixtures into calls of our components."""

from typing import Any

from django.utils.safestring import mark_safe

from tessera.ui.components import content, controls, listing
from tests.ui.govuk_controls import (
    character_count,
    date_input,
    fieldset,
    file_upload,
    password,
    select,
    several,
    text_input,
    textarea,
)
from tests.ui.govuk_options import Options


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
