"""Turns the options of GOV.UK's fixtures into calls of our form controls."""

from dataclasses import replace
from typing import Any

from tessera.ui.components import choices, controls
from tessera.ui.components.controls import Naming
from tests.ui.govuk_options import Options


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
