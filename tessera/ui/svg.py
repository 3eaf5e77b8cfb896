"""Pictures drawn on the server. Presentation attributes only: a style attribute would break the
Content-Security-Policy. A picture never stands alone: the same figures are in a table beside it.
"""

from collections.abc import Sequence
from textwrap import wrap

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tessera.ui.components.content import details
from tessera.ui.components.markup import NOTHING, Attributes, element, join

INK, MUTED, LINE, FILL = "#0b0c0c", "#484949", "#cfd8d6", "#0f6b6b"
FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"
Bars = Sequence[tuple[str, float]]


def number(value: float) -> str:
    """Return a figure as people write it: 1,234 or 1.5."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def bars(values: Bars, *, title: str, unit: str = "", colour: str = FILL) -> SafeString:
    """Return horizontal bars from zero, one row of 30 units each, each with its name and figure."""
    width, left, row = 640, 180, 30
    most = max((value for _, value in values), default=0) or 1
    room = width - left - 90
    drawn: list[SafeString] = []
    for i, (name, value) in enumerate(values):
        y, length = i * row + 6, round(max(value, 0) / most * room, 1)
        figure = f"{number(value)} {unit}".strip()
        drawn += [
            element("text", name, {"x": left - 10, "y": y + 14, "text-anchor": "end", "fill": INK}),
            element("rect", "", {"x": left, "y": y, "width": length, "height": 18, "fill": colour}),
            element("text", figure, {"x": left + length + 8, "y": y + 14, "font-weight": 700, "fill": INK}),
        ]
    height = len(values) * row + 6
    axis = format_html('<path d="M{} 0V{}" stroke="{}"/>', left, height, MUTED)
    return format_html(
        '<svg class="tessera-chart" role="img" viewBox="0 0 {} {}" font-family="{}" font-size="15">'
        "<title>{}</title>{}{}</svg>",
        width,
        height,
        FONT,
        title,
        axis,
        join(drawn),
    )


def bars_with_table(values: Bars, *, title: str, unit: str = "") -> SafeString:
    """Return the bars and, opened by a summary, their table."""
    rows = join(
        format_html(
            '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th>'
            '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td></tr>',
            name,
            number(value),
        )
        for name, value in values
    )
    caption = f"{title} ({unit})" if unit else title
    table = format_html(
        '<table class="govuk-table tessera-table"><caption class="govuk-visually-hidden">{}</caption>'
        '<tbody class="govuk-table__body">{}</tbody></table>',
        caption,
        rows,
    )
    return join(
        [bars(values, title=title, unit=unit), details(_("{title} as a table").format(title=title), table)]
    )


def sparkline(values: Sequence[float], *, label: str, width: int = 120, height: int = 28) -> SafeString:
    """Return a small line of what came before, its last point marked. Its figures must be in a table."""
    if not values:
        return NOTHING
    low, high = min(values), max(values)
    step = (width - 8) / max(len(values) - 1, 1)
    points = [
        (round(4 + i * step, 1), round(height - 4 - (v - low) / ((high - low) or 1) * (height - 8), 1))
        for i, v in enumerate(values)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    last = points[-1]
    words = _("{label}: {first} to {last}, lowest {low}, highest {high}").format(
        label=label,
        first=number(values[0]),
        last=number(values[-1]),
        low=number(low),
        high=number(high),
    )
    drawn = join(
        [
            element("title", words),
            element("polyline", "", {"fill": "none", "stroke": MUTED, "stroke-width": 2, "points": line}),
            element("circle", "", {"cx": last[0], "cy": last[1], "r": 3.5, "fill": FILL}),
        ]
    )
    box = f"0 0 {width} {height}"
    size: Attributes = {"class": "tessera-spark", "viewBox": box, "width": width, "height": height}
    return element("svg", drawn, {**size, "role": "img"})


Boxes = Sequence[tuple[str, Sequence[str], Sequence[str]]]


def flow(boxes: Boxes, *, title: str) -> SafeString:
    """Return steps from top to bottom: each a box with its name and lines, and beside it the ways that lead out."""
    width, box, gap, line = 720, 330, 26, 19
    drawn: list[SafeString] = []
    y = 2
    for place, (name, lines, ends) in enumerate(boxes):
        words = [row for text in lines for row in wrap(text, 44)]
        out = [row for text in ends for row in wrap(f"→ {text}", 42)]
        height = max(34 + line * len(words), line * len(out) + 14)
        drawn.append(
            element(
                "rect",
                "",
                {"x": 2, "y": y, "width": box, "height": height, "rx": 4, "fill": "#fff", "stroke": FILL},
            )
        )
        drawn.append(element("text", name, {"x": 14, "y": y + 22, "font-weight": 700, "fill": INK}))
        for number_of, row in enumerate(words):
            at: Attributes = {"x": 14, "y": y + 22 + line * (number_of + 1), "fill": MUTED}
            drawn.append(element("text", row, at))
        if out:
            middle = y + height / 2
            drawn.append(
                element("path", "", {"d": f"M{box + 2} {middle}h22", "stroke": FILL, "stroke-width": 2})
            )
        for number_of, row in enumerate(out):
            drawn.append(element("text", row, {"x": box + 32, "y": y + 18 + line * number_of, "fill": INK}))
        if place < len(boxes) - 1:
            foot = y + height
            down = f"M{box / 2} {foot}v{gap - 6}m-5 -5l5 6 5 -6"
            drawn.append(element("path", "", {"d": down, "stroke": FILL, "stroke-width": 2, "fill": "none"}))
        y += height + gap
    return format_html(
        '<svg class="tessera-chart" role="img" viewBox="0 0 {} {}" font-family="{}" font-size="15">'
        "<title>{}</title>{}</svg>",
        width,
        y - gap + 4,
        FONT,
        title,
        join(drawn),
    )
