"""A page of a live form as the product draws one: two sections, every kind of field, GOV.UK markup."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "shared", "title": "What we know", "hint": "", "written_by": "participants",
            "fields": [
                {"name": "know", "kind": "long_text", "label": "What is known", "max": 100000},
                {"name": "heading", "kind": "short_text", "label": "Heading", "max": 200},
                {"name": "rating", "kind": "choice", "label": "Rating",
                 "options": [["red", "Red"], ["amber", "Amber"], ["green", "Green"]]},
                {"name": "seen", "kind": "date", "label": "Date last seen"},
                {"name": "place", "kind": "choice", "label": "Where",
                 "options": [["home", "At home"], ["school", "At school"]]},
            ],
        },
        {
            "key": "worries", "title": "What worries us", "hint": "", "written_by": "participants",
            "fields": [
                {"name": "worry", "kind": "long_text", "label": "Worries", "max": 20000},
                {"name": "list", "kind": "lines", "label": "One by one", "max": 500,
                 "kinds": [["seen", "Seen"], ["told", "Told"]]},
            ],
        },
    ]
}  # fmt: skip
TITLES = {one["key"]: one["title"] for one in FORM["sections"]}
RATINGS = {"red": "Red", "amber": "Amber", "green": "Green"}
PLACES = {"": "Choose one", "home": "At home", "school": "At school"}


def _around(name: str, label: str, box: str) -> str:
    return (
        f'<div class="govuk-form-group"><label class="govuk-label govuk-label--m" for="{name}">{label}</label>'
        f'<p data-live-at="{name}" hidden></p>{box}'
        f'<details class="govuk-details" data-live-authors="{name}"><summary class="govuk-details__summary">'
        f'<span class="govuk-details__summary-text">Who wrote {label.lower()}</span></summary></details></div>'
    )


def _text(name: str, label: str, value: str) -> str:
    if name == "heading":
        box = f'<input class="govuk-input" id="{name}" name="{name}" data-live-text="{name}" value="{escape(value)}">'
    else:
        box = (
            f'<textarea class="govuk-textarea" id="{name}" name="{name}" rows="5" '
            f'data-live-text="{name}">\n{escape(value)}</textarea>'
        )
    return _around(name, label, box)


def _rating(value: str) -> str:
    radios = "".join(
        f'<div class="govuk-radios__item"><input class="govuk-radios__input" type="radio" name="rating" '
        f'id="rating-{key}" value="{key}"{" checked" if key == value else ""}>'
        f'<label class="govuk-label govuk-radios__label" for="rating-{key}">{words}</label></div>'
        for key, words in RATINGS.items()
    )
    return (
        '<div class="govuk-form-group"><fieldset class="govuk-fieldset" data-live-value="rating">'
        '<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">Rating</legend>'
        '<p data-live-at="rating" hidden></p>'
        f'<div class="govuk-radios">{radios}</div></fieldset>'
        '<div data-live-conflict="rating" hidden></div></div>'
    )


def _seen(value: str) -> str:
    parts = dict(zip(("year", "month", "day"), value.split("-"), strict=True)) if value else {}
    boxes = "".join(
        f'<div class="govuk-date-input__item"><label class="govuk-label" for="seen_{part}">{part.title()}</label>'
        f'<input class="govuk-input govuk-date-input__input govuk-input--width-{width}" inputmode="numeric" '
        f'id="seen_{part}" name="seen_{part}" value="{parts.get(part, "").lstrip("0")}"></div>'
        for part, width in (("day", 2), ("month", 2), ("year", 4))
    )
    return (
        '<div class="govuk-form-group"><fieldset class="govuk-fieldset" data-live-value="seen">'
        '<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">Date last seen</legend>'
        f'<div class="govuk-date-input">{boxes}</div></fieldset>'
        '<div data-live-conflict="seen" hidden></div></div>'
    )


def _place(value: str) -> str:
    options = "".join(
        f'<option value="{key}"{" selected" if key == value else ""}>{words}</option>'
        for key, words in PLACES.items()
    )
    return (
        '<div class="govuk-form-group"><label class="govuk-label govuk-label--m" for="place">Where</label>'
        f'<select class="govuk-select" id="place" name="place" data-live-value="place">{options}</select>'
        '<div data-live-conflict="place" hidden></div></div>'
    )


def _line(name: str, value: str) -> str:
    root = f"list/{name}"
    return (
        f'<div data-live-line="{name}"><div class="govuk-form-group">'
        f'<label class="govuk-label" for="{root}">Line</label>'
        f'<p data-live-at="{root}" hidden></p><textarea class="govuk-textarea" id="{root}" name="{root}" rows="2" '
        f'data-live-text="{root}">\n{escape(value)}</textarea></div><div class="govuk-form-group">'
        f'<label class="govuk-label" for="{root}/kind">Kind</label>'
        f'<select class="govuk-select" id="{root}/kind" data-live-value="{root}/kind">'
        '<option value="">Choose one</option><option value="seen">Seen</option>'
        '<option value="told">Told</option></select>'
        f'<div data-live-conflict="{root}/kind" hidden></div></div>'
        '<button type="button" class="govuk-button govuk-button--secondary" data-live-remove hidden>Remove this line'
        "</button></div>"
    )


def _lines(texts: dict[str, str]) -> str:
    lines = sorted(
        root.removeprefix("list/") for root, words in texts.items() if root.startswith("list/") and words
    )
    return (
        '<div data-live-lines="list"><h3 class="govuk-heading-m">One by one</h3>'
        f"{''.join(_line(name, texts[f'list/{name}']) for name in lines)}<template>{_line('LINE', '')}</template>"
        '<button type="button" class="govuk-button govuk-button--secondary" data-live-add hidden>'
        "Add a line</button></div>"
    )


@dataclass(frozen=True)
class Drawn:
    """A section as its page shows it."""

    id: str
    key: str
    seq: int
    texts: dict[str, str]
    values: dict[str, str]


def _section(drawn: Drawn) -> str:
    fields = "".join(
        _text(field["name"], field["label"], drawn.texts.get(field["name"], ""))
        for section in FORM["sections"]
        if section["key"] == drawn.key
        for field in section["fields"]
        if field["kind"].endswith("_text")
    )
    if drawn.key == "shared":
        fields += "".join(make(drawn.values.get(name, "")) for name, make in SINGLES.items())
    else:
        fields += _lines(drawn.texts)
    return (
        f'<form method="post" autocomplete="off" data-live-section="{drawn.id}">'
        f'<input type="hidden" name="base" value="{drawn.seq}">'
        f'<h2 class="govuk-heading-l">{TITLES[drawn.key]}</h2><p data-live-here></p>{fields}'
        '<div class="tessera-title"><button class="govuk-button">Save</button>'
        '<p class="tessera-saved" role="status" data-live-state></p></div>'
        '<div class="govuk-inset-text" data-live-gone hidden></div></form>'
    )


SINGLES = {"rating": _rating, "seen": _seen, "place": _place}


def page(form: str, address: str, sections: list[Drawn]) -> str:
    """The page, with the sections that its reader may see."""
    return (
        '<!doctype html><html lang="en" class="govuk-template"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Joint form</title>'
        '<link rel="stylesheet" href="/static/app.css"><link rel="stylesheet" href="/static/live.css"></head>'
        '<body class="govuk-template__body"><div class="govuk-width-container">'
        '<main class="govuk-main-wrapper" id="main-content"><h1 class="govuk-heading-l">Joint form</h1>'
        f'<div data-live-form="{form}" data-live-address="{address}" data-live-key="/live-forms/key/" '
        'data-live-sign-in="/sign-in/?next=/"><p aria-live="polite" data-live-announce></p>'
        '<button type="button" class="govuk-button govuk-button--secondary" data-live-mute hidden>'
        f"Do not announce changes</button>{''.join(map(_section, sections))}</div></main></div>"
        '<script type="module" src="/static/live.js"></script></body></html>'
    )
