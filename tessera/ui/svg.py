"""Pictures drawn on the server. Presentation attributes only: a style attribute would break the
Content-Security-Policy. A picture never stands alone: the same figures are in a table beside it.
"""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tessera.ui.components.markup import NOTHING, element, join

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
    drawn = []
    for i, (name, value) in enumerate(values):
        y, length = i * row + 6, round(max(value, 0) / most * room, 1)
        drawn.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="end" fill="{}">{}</text><rect x="{}" y="{}" width="{}" height="18" '
                'fill="{}"/><text x="{}" y="{}" font-weight="700" fill="{}">{}{}</text>',
                left - 10, y + 14, INK, name, left, y, length, colour, left + length + 8, y + 14, INK,
                number(value), f" {unit}" if unit else "",
            )  # fmt: skip
        )
    height = len(values) * row + 6
    axis = format_html('<path d="M{} 0V{}" stroke="{}"/>', left, height, MUTED)
    return format_html(
        '<svg class="tessera-chart" role="img" viewBox="0 0 {} {}" font-family="{}" font-size="15"><title>{}</title>{}{}</svg>',
        width, height, FONT, title, axis, join(drawn),
    )  # fmt: skip


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
    return format_html(
        '{}<details class="govuk-details"><summary class="govuk-details__summary"><span '
        'class="govuk-details__summary-text">{} as a table</span></summary><div class="govuk-details__text">'
        '<table class="govuk-table tessera-table"><caption class="govuk-table__caption govuk-visually-hidden">{}{}</caption>'
        '<tbody class="govuk-table__body">{}</tbody></table></div></details>',
        bars(values, title=title, unit=unit), title, title, f" ({unit})" if unit else NOTHING, rows,
    )  # fmt: skip


def sparkline(values: Sequence[float], *, label: str, width: int = 120, height: int = 28) -> SafeString:
    """Return a small line of what came before, its last point marked. The figures must be in a table nearby."""
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
    words = f"{label}: {number(values[0])} to {number(values[-1])}, lowest {number(low)}, highest {number(high)}"
    return element(
        "svg",
        format_html(
            '<title>{}</title><polyline fill="none" stroke="{}" stroke-width="2" points="{}"/>'
            '<circle cx="{}" cy="{}" r="3.5" fill="{}"/>',
            words, MUTED, line, last[0], last[1], FILL,
        ),
        {"class": "tessera-spark", "role": "img", "viewBox": f"0 0 {width} {height}", "width": width, "height": height},
    )  # fmt: skip
