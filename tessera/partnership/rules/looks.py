"""How pages look in one partnership: a few colours, each with words that can be read on it.

The colours of ratings mean the same everywhere and are not for changing.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from tessera.core.language import gettext as _
from tessera.partnership.rules.areas import called
from tessera.partnership.rules.kinds import Part

Found = tuple[tuple[str, ...], str]


def _written(value: object) -> object:
    """As people write it: with or without #, in either case."""
    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    return text if text.startswith("#") else f"#{text}"


Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$"), BeforeValidator(_written)]

# WCAG 2.2, success criteria 1.4.3 and 1.4.11: words stand out by 4.5 to 1, lines that mean something by 3 to 1.
WORDS_STAND_OUT, LINES_STAND_OUT = 4.5, 3.0
# What stands on a page whatever its colours: words, and the words of ratings and of links that were followed.
WHITE, TEXT, MUTED, RED, AMBER, VISITED = "#ffffff", "#0b0c0c", "#484949", "#b3201f", "#6b4700", "#54319f"


class Theme(Part):
    """The colours of the header and the words on it, of tinted boxes, thin lines, the current page, and links.

    One that is left out is the program's own.
    """

    ink: Colour | None = None
    ink_text: Colour | None = None
    soft: Colour | None = None
    line: Colour | None = None
    brand: Colour | None = None
    link: Colour | None = None

    def colours(self) -> dict[str, str]:
        """Those that are said."""
        return {name: value for name in OWN if (value := getattr(self, name)) is not None}

    def whole(self) -> tuple[str, ...]:
        """Every colour in its order, those that are not said as the program has them; nothing where none is said."""
        said = self.colours()
        return tuple((OWN | said).values()) if said else ()


OWN = {
    "ink": "#12343b",
    "ink_text": "#ffffff",
    "soft": "#f3f6f5",
    "line": "#cfd8d6",
    "brand": "#0f6b6b",
    "link": "#1a65a6",
}
# What stands on what: a name or a colour, on a name or a colour, and by how much.
_PAIRS = (
    ("ink_text", "ink", WORDS_STAND_OUT),
    ("ink", WHITE, WORDS_STAND_OUT),
    ("link", WHITE, WORDS_STAND_OUT),
    ("link", "soft", WORDS_STAND_OUT),
    ("brand", WHITE, LINES_STAND_OUT),
    ("brand", "soft", LINES_STAND_OUT),
    *((words, "soft", WORDS_STAND_OUT) for words in (TEXT, MUTED, RED, AMBER, VISITED)),
    (TEXT, "line", WORDS_STAND_OUT),
)


def theme_contradictions(theme: Theme) -> Iterator[Found]:
    """Colours on which words could not be read."""
    said = theme.colours()
    whole = OWN | said
    for front, back, least in _PAIRS:
        own = [name for name in (front, back) if name in said]
        if own and contrast(whole.get(front, front), whole.get(back, back)) < least:
            words = _(
                "Words or lines could not be read: ‘{front}’ on ‘{back}’ needs a contrast of {least} to 1."
            )
            yield ("theme", own[0]), words.format(front=_named(front), back=_named(back), least=f"{least:g}")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 (the same) to 21 (black on white)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _named(colour: str) -> str:
    fixed = {
        WHITE: _("white"),
        TEXT: _("the text"),
        MUTED: _("muted text"),
        RED: _("red words"),
        AMBER: _("amber words"),
        VISITED: _("a link that was followed"),
    }
    return fixed.get(colour) or called(colour)
