"""The words that scripts say, in the reader's language, as the page hands them over.

A script says its words in English where it is given no others (frontend/scripts/words.mjs). A test holds these against
what the scripts say.
"""

import json
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext

from tessera.core.language import marked, marked_many

SAID = (
    marked("{hours}h {minutes}m"),
    marked("{minutes} min"),
    marked("under 1 min"),
    marked("Overdue {time}"),
    marked("{time} left"),
    marked("Hide"),
    marked("Show"),
    marked("Hide password"),
    marked("Show password"),
)
COUNTED = (
    marked_many("{number} day", "{number} days"),
    marked_many("You have {number} word remaining", "You have {number} words remaining"),
    marked_many("You have {number} character remaining", "You have {number} characters remaining"),
    marked_many("You have {number} word too many", "You have {number} words too many"),
    marked_many("You have {number} character too many", "You have {number} characters too many"),
)
# Every rule for plurals goes by the last two figures of a number, but for some of the small numbers.
NUMBERS = range(120)


def script_words() -> str:
    """As JSON, for `data-words` of the body; "" where scripts speak their own English."""
    language = get_language() or settings.LANGUAGE_CODE
    return "" if language.lower() in ("en", "en-gb") else _in(language)


@lru_cache(maxsize=8)
def _in(language: str) -> str:
    told: dict[str, str | list[str]] = {english: gettext(english) for english in SAID}
    pattern: list[int] = []
    for one, many in COUNTED:
        each = [ngettext(one, many, number) for number in NUMBERS]
        forms = list(dict.fromkeys(each))
        if len(forms) > len(set(pattern)):
            pattern = [forms.index(form) for form in each]
    firsts = [pattern.index(form) for form in range(max(pattern, default=0) + 1)]
    for one, many in COUNTED:
        told[one] = [ngettext(one, many, number) for number in firsts]
    return json.dumps({"words": told, "forms": "".join(map(str, pattern))}, ensure_ascii=False)
