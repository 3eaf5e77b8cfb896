"""Every word of the interface that goes through translation, and the files that translators write.

The words are read out of the sources: `{% translate %}`, `{% blocktranslate %}` and `_("…")` in templates; in Python
`_("…")`, `marked("…")`, `Phrases({…})`, `ngettext("…", "…")` and `plural(number, "noun")`; in what a PDF is set from,
`say("…")`. Some are said by what the program is made of (conditions of the policy, names of settings, verbs and
states), and are asked of it.

Needs neither a database nor gettext's own programs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import to_locale, trim_whitespace

from config.documents import steps
from tessera.access.policy import POLICY, Permission
from tessera.core.words import Word
from tessera.partnership.rules.document import Document
from tessera.ui.pdf import words_in

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
FILE = Path("LC_MESSAGES") / "django.po"
PSEUDO = "en-xa"  # the code that stands for English with accents
ONE = {"_", "gettext", "gettext_lazy", "marked"}
MANY = {"ngettext", "ngettext_lazy", "marked_many"}
IN_TAGS = re.compile(r"""\b_\((["'])(.+?)\1\)""")
# What must reach the page as it is: values, markup, characters by their name.
KEPT = re.compile(r"%\(\w+\)[a-z]|%%|\{[^{}]*\}|<[^<>]*>|&\w+;")
ACCENTED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÀƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽàƀçðéƒĝĥîĵķļṁñöþǫŕšţûṽŵẋýž",
)


@dataclass(frozen=True, slots=True, order=True)
class Words:
    """Words to translate: as they stand in the code and, where a number goes with them, for more than one."""

    one: str
    many: str = ""


def found() -> dict[Words, list[str]]:
    """All of them, each with the files that say it."""
    words: dict[Words, list[str]] = {}
    for path in sorted((ROOT / "tessera").rglob("*")):
        place = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and "migrations" not in path.parts:
            said = in_python(path.read_text(encoding="utf-8"))
        elif "templates" in path.parts and path.suffix in (".html", ".txt"):
            said = in_template(path.read_text(encoding="utf-8"))
        elif path.suffix == ".typ":
            said = map(Words, words_in(path.read_text(encoding="utf-8")))
        else:
            continue
        for one in said:
            words.setdefault(one, []).append(place)
    for text in _of_the_program():
        words.setdefault(Words(text), []).append("the program itself")
    return {one: sorted(set(places)) for one, places in sorted(words.items())}


def in_python(source: str) -> Iterator[Words]:
    """The words of one Python file."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [_text(one) for one in node.args]
        if name in ONE and texts and texts[0]:
            yield Words(texts[0])
        elif name in MANY and len(texts) > 1 and texts[0] and texts[1]:
            yield Words(texts[0], texts[1])
        elif name == "plural" and len(texts) > 1 and texts[1]:
            yield Words(
                f"{{number}} {texts[1]}", f"{{number}} {texts[2] if len(texts) > 2 else texts[1] + 's'}"
            )
        elif name == "Phrases":
            tables = (one for one in ast.walk(node) if isinstance(one, ast.Dict))
            yield from (Words(text) for table in tables for text in map(_text, table.values) if text)


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def in_template(source: str) -> Iterator[Words]:
    """The words of one template."""
    block: list[Token] | None = None
    for token in Lexer(source).tokenize():
        first = token.contents.split(" ", 1)[0] if token.token_type is TokenType.BLOCK else ""
        if block is not None:
            if first == "endblocktranslate":
                yield _block(block)
                block = None
            else:
                block.append(token)
        elif first == "blocktranslate":
            block = [token]
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield from (Words(text.replace("%", "%%")) for _quote, text in IN_TAGS.findall(token.contents))
        if first == "translate" and (text := token.split_contents()[1])[0] in "\"'":
            yield Words(text[1:-1].replace("%", "%%"))


def _block(tokens: list[Token]) -> Words:
    trimmed = "trimmed" in tokens[0].split_contents()
    forms = [""]
    for token in tokens[1:]:
        if token.token_type is TokenType.BLOCK:
            forms.append("")
        elif token.token_type is TokenType.VAR:
            forms[-1] += f"%({token.contents})s"
        else:
            forms[-1] += token.contents.replace("%", "%%")
    return Words(*(trim_whitespace(form) if trimmed else form for form in forms))


def _of_the_program() -> Iterator[str]:
    """Words that no file says in one piece: what each condition of the policy says, and plain names made of codes."""
    for line in POLICY:
        yield from (one.says for one in (line.when if isinstance(line, Permission) else (line.unless,)))
    schema = Document.model_json_schema()
    for part in (schema, *schema["$defs"].values()):
        yield from (name.replace("_", " ") for name in part.get("properties", ()))
        yield from (str(word).replace("_", " ") for word in part.get("enum", ()))
    for words in _all_of(Word):
        yield from (str(word).replace("_", " ") for word in words)
    for table in steps().values():
        yield from (str(word).replace("_", " ") for word in (*table.verbs, *table.states))


def _all_of(kind: type[Word]) -> Iterator[type[Word]]:
    for one in kind.__subclasses__():
        yield one
        yield from _all_of(one)


def pseudo(text: str) -> str:
    """The words with an accent on every letter; what is no word stays."""
    plain = KEPT.split(text)
    kept = [*KEPT.findall(text), ""]
    return "".join(part.translate(ACCENTED) + mark for part, mark in zip(plain, kept, strict=True))


def write(language: str, folder: Path = LOCALE, translate: Callable[[str], str] | None = None) -> Path:
    """Bring a language's file up to date: what is new is there to translate, what is translated stays.

    Words that nothing says any more are kept at the end, marked obsolete. Answers with the file.
    """
    path = folder / to_locale(language) / FILE
    old = polib.pofile(str(path), encoding="utf-8") if path.exists() else polib.POFile()
    file = polib.POFile(wrapwidth=110)
    file.metadata = old.metadata or {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    file.header = old.header
    known = {Words(entry.msgid, entry.msgid_plural): entry for entry in old}
    for words, places in found().items():
        entry = known.pop(words, None) or polib.POEntry(msgid=words.one, msgid_plural=words.many)
        entry.occurrences, entry.obsolete = [(place, "") for place in places], False
        if translate and words.many:
            entry.msgstr_plural = {0: translate(words.one), 1: translate(words.many)}
        elif translate:
            entry.msgstr = translate(words.one)
        file.append(entry)
    for entry in known.values():
        entry.obsolete = True
        if entry.translated() or entry.msgstr:
            file.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(str(path))
    return path


def compile_all(folders: Iterable[Path]) -> list[Path]:
    """Make of every translator's file what Django loads (django.mo beside it). Answers with what was made."""
    made = []
    for folder in folders:
        for path in sorted(folder.glob(f"*/{FILE}")):
            target = path.with_suffix(".mo")
            polib.pofile(str(path), encoding="utf-8").save_as_mofile(str(target))
            made.append(target)
    return made


def missing(path: Path) -> int:
    """How many words of a language's file have no translation, or one that lost a value."""
    return sum(
        1 for entry in polib.pofile(str(path), encoding="utf-8") if not entry.obsolete and not _whole(entry)
    )


def _whole(entry: polib.POEntry) -> bool:
    given = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    wanted = set(re.findall(r"%\(\w+\)s|\{\w*", entry.msgid_plural or entry.msgid))
    return all(text and set(re.findall(r"%\(\w+\)s|\{\w*", text)) <= wanted for text in given)
