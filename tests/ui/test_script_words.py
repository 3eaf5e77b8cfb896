"""What scripts say goes through translation: the page hands the words over, and no script has others of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tessera.ui import script_words

SCRIPTS = Path(__file__).parents[2] / "frontend" / "scripts"
STRING = re.compile(r"'([^'\n]*)'|`([^`\n]*)`")
# Beginning with a capital letter, or with a place for a value: words for people.
FOR_PEOPLE = re.compile(r"^[A-Z][a-z]+( |$)|(?<!\$)\{\w+\}|^[a-z]+ [0-9a-z ]+$")
# Places for values, and what the program says to itself.
NO_WORDS = {"{number}", "{time}", "{minutes}", "{hours}", "signed out"}
UNIT, HOW = "${unit}", "${left < 0 ? 'too many' : 'remaining'}"


def said() -> set[str]:
    """Every string of a script (the live form's say theirs otherwise) that is words for people."""
    found = set()
    for path in SCRIPTS.glob("*.mjs"):
        code = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M)
        code = code.replace(HOW, "…")
        found |= {one or other for one, other in STRING.findall(code)}
    return {text for text in found if FOR_PEOPLE.search(text)} - NO_WORDS


def test_a_script_says_no_words_of_its_own() -> None:
    counted = {one for one, _ in script_words.COUNTED}
    made = {f"You have {{number}} {UNIT} …"}
    assert said() == set(script_words.SAID) | {one for one in counted if not one.startswith("You")} | made
    of_units = {f"You have {{number}} {unit} {how}" for unit in ("word", "character")
                for how in ("too many", "remaining")}  # fmt: skip
    assert {one for one in counted if one.startswith("You")} == of_units


def test_english_is_handed_over_to_nobody() -> None:
    with translation.override("en-gb"):
        assert script_words.script_words() == ""


@pytest.fixture
def four_forms(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Words of a language that counts as Irish does: one, two, some, many; and what a page hands over in it."""

    def counts(one: str, many: str, number: int) -> str:
        form = 0 if number == 1 else 1 if number == 2 else 2 if number < 7 else 3
        return f"{('one', 'two', 'some', 'many')[form]}: {many}"

    monkeypatch.setattr(script_words, "gettext", lambda text: f"«{text}»")
    monkeypatch.setattr(script_words, "ngettext", counts)
    script_words._in.cache_clear()
    told: dict[str, Any] = json.loads(script_words._in("ga"))
    script_words._in.cache_clear()
    return told


def run(told: dict[str, Any] | None, what: str) -> list[str]:
    """What the module of words answers on a page that hands these over."""
    if not shutil.which("node"):
        pytest.skip("NODE IS NOT HERE: nobody checked what the module of words answers")
    dataset = {} if told is None else {"words": json.dumps(told)}
    module = str(SCRIPTS / "words.mjs")
    page = f"{{ body: {{ dataset: {json.dumps(dataset)} }}, documentElement: {{ lang: 'en-GB' }} }}"
    program = (
        f"globalThis.document = {page}; const {{ _, plural }} = await import({json.dumps(module)}); "
        f"console.log(JSON.stringify({what}))"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program],
        check=True,
        capture_output=True,
        text=True,
    )
    found: list[str] = json.loads(done.stdout)
    return found


ASKED = "[_('Hide'), ...[1, 2, 5, 40, 1205].map(n => plural('{number} day', 'day', n))]"


def test_with_no_words_handed_over_a_script_speaks_english() -> None:
    assert run(None, ASKED) == ["Hide", "1 day", "2 days", "5 days", "40 days", "1,205 days"]


def test_each_number_goes_with_the_form_of_its_language(four_forms: dict[str, Any]) -> None:
    assert len(four_forms["words"]["{number} day"]) == 4
    assert run(four_forms, ASKED) == [
        "«Hide»", "one: 1 days", "two: 2 days", "some: 5 days", "many: 40 days", "many: 1,205 days",
    ]  # fmt: skip
