"""Sets a Typst template as an accessible PDF (PDF/UA-1).

What a person wrote reaches the template as JSON and is set as text; it is never part of the template, so nothing in it
can be markup or code. Only the fonts that come with Typst are used, so the same data makes the same bytes everywhere.
"""

import contextlib
import dataclasses
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext

from tessera.ui.templatetags.ui.times import day, moment

ACCESSIBLE: Literal["ua-1"] = "ua-1"
ORDINARY = frozenset("\n" + "".join(map(chr, range(0x20, 0x7F))) + "".join(map(chr, range(0xA1, 0x17F))))
SPACES = str.maketrans(
    {"\r": None, "\t": " ", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)
SAID = re.compile(r'\bsay\(\s*"([^"\\]+)"')
# What every document of ours begins with; templates below this folder take it in by its path from here.
PRODUCT = Path(__file__).resolve().parent.parent
PAPER = PRODUCT / "ui" / "templates" / "ui" / "paper.typ"
ONE_LETTER = b'#set document(title: "A letter")\n#set text(lang: "en")\n#sys.inputs.data'


def typeset(template: Path, given: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Set a template as PDF. In it, `json(bytes(sys.inputs.data))` is what was given, with times in words, and

        made_at  when, in words        made  the same as numbers (year, month, day, hour, minute, second)
        lacking  whether a letter that no font can draw is written by its number: [U+674E]
        words    what the template says by `say("…")`, in the reader's language        language  its code, in parts

    Dataclasses become dictionaries. Raises typst.TypstError where the template itself is wrong.
    """
    local = timezone.localtime(made_at)
    made = {name: getattr(local, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    ours = {
        "words": {
            words: gettext(words)
            for source in (PAPER, template)
            for words in words_in(source.read_text(encoding="utf-8"))
        },
        "language": (get_language() or settings.LANGUAGE_CODE).split("-"),
        "made_at": moment(made_at),
        "made": made,
        "lacking": False,
    }
    data = {**plain(given), **ours}
    try:
        return _compile(template, data)
    except typst.TypstError:
        # An accessible document may hold no letter that cannot be drawn: a name in Chinese, say.
        strange = {letter for letter in _letters(data) if letter not in ORDINARY}
        if not strange:
            raise
    with contextlib.suppress(typst.TypstError):
        return _compile(template, _written_out(data, {letter for letter in strange if not is_drawn(letter)}))
    # Letters that can be drawn one by one, and not one upon the other.
    return _compile(template, _written_out(data, strange))


def words_in(source: str) -> list[str]:
    """What a template says itself, in the order of its lines."""
    return SAID.findall(source)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: a moment or a day in words, as pages write them; None as it is."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value).translate(SPACES)


@lru_cache(maxsize=8192)
def is_drawn(letter: str) -> bool:
    """Whether the fonts that come with Typst can draw a letter."""
    try:
        typst.compile(
            ONE_LETTER,
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=ACCESSIBLE,
            sys_inputs={"data": letter},
        )
    except typst.TypstError:
        return False
    return True


def _letters(value: Any) -> set[str]:
    if isinstance(value, str):
        return set(value)
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {letter for item in items for letter in _letters(item)}


def _written_out(data: dict[str, Any], letters: set[str]) -> dict[str, Any]:
    numbers = str.maketrans({letter: f"[U+{ord(letter):04X}]" for letter in letters})

    def write(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: write(item) for key, item in value.items()}
        if isinstance(value, list):
            return [write(item) for item in value]
        return value.translate(numbers) if isinstance(value, str) else value

    return {**write(data), "lacking": True}


def _compile(template: Path, data: Mapping[str, Any]) -> bytes:
    return typst.compile(
        str(template),
        root=str(PRODUCT if PRODUCT in template.parents else template.parent),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=ACCESSIBLE,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
