"""A message cannot say anything about anybody, and there is none that the list leaves out."""

import ast
import string
from collections.abc import Iterator

from django.db import models

from tessera.notifications.models import Message
from tessera.notifications.rules import WORDS

from .source import Source, judge, python

TELLING = ("tell", "tell_hub", "tell_agency")


def words_told(source: Source) -> Iterator[tuple[str, str]]:
    """Each call that tells somebody: where, and the word (or the code that works it out)."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in TELLING and "notif" in ast.unparse(node.func.value):
            for given in node.keywords:
                if given.arg == "word":
                    for value in ast.walk(given.value):
                        if isinstance(value, ast.Constant) and isinstance(value.value, str):
                            yield f"{source.path}:{node.lineno}", value.value


def test_a_message_holds_a_reference_and_nothing_else() -> None:
    for word in WORDS.values():
        names = {name for _, name, _, _ in string.Formatter().parse(word.says) if name is not None}
        assert names <= {"reference"}, (
            f"{word.word} lets {names} into a message: a reference is all it may carry"
        )
        assert word.says.strip(), word
        assert word.to.strip(), f"say to whom {word.word} goes"


def test_a_message_has_no_room_for_words() -> None:
    allowed = {"id", "word", "reference", "link"}
    roomy = {
        field.name
        for field in Message._meta.concrete_fields
        if isinstance(field, models.TextField | models.JSONField | models.BinaryField)
        or (isinstance(field, models.CharField) and field.name not in allowed)
    }
    assert not roomy, f"A message is a word, a reference and a link. These could hold a name: {sorted(roomy)}"


def test_every_message_told_is_on_the_list() -> None:
    told = [found for source in python() if source.parts[0] == "tessera" for found in words_told(source)]
    judge(
        "messages-are-listed",
        {f"{where} tells {word}" for where, word in told if word not in WORDS},
        "Add the message to tessera/notifications/rules.py with the whole of what it says and to whom it goes, "
        "then run `make docs`. People must be able to read what their telephone may show.",
        {},
    )


def test_a_message_told_is_found() -> None:
    source = Source(
        "tessera/plans/actions.py", 'notifications.tell_hub(practitioner=p, at=at, word="gone")\n'
    )
    assert list(words_told(source)) == [("tessera/plans/actions.py:1", "gone")]
