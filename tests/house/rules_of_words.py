"""House rules about the words of the interface: every one of them goes through translation."""

import ast
import re
from collections.abc import Iterator

from django.template.base import Lexer, Token, TokenType

from .source import Book, Source, python, templates

IN_TEMPLATES, IN_PYTHON = Book(templates, []), Book(python, [])
HTML_TAG = re.compile(r"<[^>]*>", re.S)
SPOKEN = re.compile(
    r"""\b(?:aria-label|alt|title|placeholder|data-label)\s*=\s*(["'])(?=[^"'{]*[A-Za-z])[^"'{]*\1"""
)
SAID = re.compile(r"""\b_\((["']).*?\1\)""")
QUOTED = re.compile(r"""\"([^"]*)\"|'([^']*)'""")
INCLUDED = re.compile(r"""^include\s+(["']).*?\1""")
# Tags whose literals are names of things and not words.
NAMES = {"extends", "load", "url", "static", "if", "elif", "for", "block", "translate", "blocktranslate"}
SAYING = {"_", "gettext", "gettext_lazy", "marked", "marked_many", "ngettext", "Phrases", "plural", "TypeVar"}
UNSEEN = {  # an error of these kinds is read by whoever runs or writes the program, or not at all
    "ValueError", "TypeError", "RuntimeError", "AssertionError", "KeyError", "LookupError", "TimeoutError",
    "ImproperlyConfigured", "NotHere", "BadZipFile", "ScannerDown", "NotPublished",
    "RequestDataTooBig", "BadDefinition", "Broken",
}  # fmt: skip
SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|CREATE|ALTER|DROP|USING|CHECK|NULL|AND|NOT|AS|POLICY|CASE)\b"
)
# Modules none of whose words are read on a screen: what the database, the console and other systems are told.
NOT_FOR_SCREENS = (
    "tessera/access/browsers.py", "tessera/access/callable.py", "tessera/access/checks.py",
    "tessera/access/compile.py", "tessera/access/rights.py", "tessera/access/conditions.py", "tessera/access/demo.py",
    "tessera/access/explaining.py", "tessera/access/foreseeing.py", "tessera/access/keys.py",
    "tessera/access/policy.py", "tessera/access/proving.py",
    "tessera/access/search.py", "tessera/audit/", "tessera/core/identifiers.py",
    "tessera/core/photographs.py",
    "tessera/live_forms/queries/hearing.py", "tessera/live_forms/rules/words.py",
    "tessera/enquiries/rules/intake/", "tessera/people/rules/names.py", "tessera/ui/patterns.py",
)  # fmt: skip


def _is_words(text: str) -> bool:
    if text == "Tessera":  # the program's own name
        return False
    if (
        SQL.search(text)
        or ("<" in text and ">" in text)
        or text.startswith(("/", "govuk-", "moj-", "tessera-"))
    ):
        return False
    return bool(re.search(r"[A-Za-z’,]{2,} [A-Za-z“{]", text) or re.match(r"[A-Z][a-z’]+([ ,?:]|$)", text))


def _line(source: Source, token: Token) -> str:
    return f"{source.path}:{token.lineno}"


@IN_TEMPLATES.rule(
    "words-of-templates-are-translated",
    'Write {% translate "…" %}, {% blocktranslate %}…{% endblocktranslate %} round a whole sentence, or _("…") inside '
    "a tag, so that another language is a file (docs/how-to/translate.md).",
    breaks=[
        ("tessera/plans/templates/plans/a.html", "<p>The plan</p>"),
        ("tessera/plans/templates/plans/a.html", "<p>{{ name }} wrote it</p>"),
        ("tessera/plans/templates/plans/a.html", '{% button "Save" %}'),
        ("tessera/plans/templates/plans/a.html", '{% clock c label="Answer due" %}'),
        ("tessera/plans/templates/plans/a.html", '{{ name|default:"Not known" }}'),
        ("tessera/plans/templates/plans/a.html", '<nav aria-label="Menu"></nav>'),
        ("tessera/plans/templates/plans/a.html", '{% include "plans/b.html" with caption="Now" %}'),
    ],
    keeps=[
        (
            "tessera/plans/templates/plans/a.html",
            '{% extends "ui/base.html" %}<p class="a b">{% translate "The plan" %}</p>',
        ),
        (
            "tessera/plans/templates/plans/a.html",
            "{% blocktranslate %}<b>{{ who }}</b> wrote it{% endblocktranslate %}",
        ),
        (
            "tessera/plans/templates/plans/a.html",
            '{% button _("Save") "secondary" name="go" %}{{ n|default:_("None") }}',
        ),
        (
            "tessera/plans/templates/plans/a.html",
            "{# why #}<nav aria-label=\"{% translate 'Menu' %}\">{{ a }}, {{ b }}</nav>",
        ),
    ],
)
def words_of_templates(source: Source) -> Iterator[str]:
    if source.path.endswith(
        "ui/patterns.html"
    ):  # examples for whoever builds pages; shown in a demonstration alone
        return
    inside, text = False, ""
    for token in Lexer(source.text).tokenize():
        first = token.contents.split(" ", 1)[0] if token.token_type is TokenType.BLOCK else ""
        inside = first == "blocktranslate" or (inside and first != "endblocktranslate")
        if token.token_type is TokenType.TEXT and not inside:
            text += token.contents
        elif token.token_type is not TokenType.COMMENT:
            text += "\n" * token.contents.count("\n") or " "
            if first not in NAMES and not inside:
                texts = QUOTED.findall(SAID.sub("", INCLUDED.sub("", token.contents)))
                yield from (
                    f"{_line(source, token)} {text}" for text in map("".join, texts) if _is_words(text)
                )
    for found in SPOKEN.finditer(text):
        yield f"{source.path}:{text.count(chr(10), 0, found.start()) + 1} {found.group()}"
    bare = re.sub(r"&\w+;", " ", HTML_TAG.sub(lambda tag: "\n" * tag.group().count("\n") or " ", text))
    for found in re.finditer(r"[A-Za-z][^\n]*", bare):
        yield f"{source.path}:{bare.count(chr(10), 0, found.start()) + 1} {' '.join(found.group().split())[:60]}"


@IN_PYTHON.rule(
    "words-of-python-are-translated",
    'Write _("…") for words that are said now, gettext_lazy for those a form is made with, Phrases({…}) for a table of '
    'them and _("… {value} …").format(value=…) where there are values (docs/how-to/translate.md).',
    breaks=[
        ("tessera/plans/views.py", 'messages.success(request, "The plan is saved.")'),
        ("tessera/plans/forms.py", 'name = forms.CharField(label="Name")'),
        ("tessera/plans/rules.py", 'STATES = {"open": "Open"}'),
        ("tessera/plans/actions.py", 'raise NotAllowed("Say why.")'),
        ("tessera/plans/queries.py", 'def f(a): return f"Written by {a.name}"'),
    ],
    keeps=[
        ("tessera/plans/views.py", 'messages.success(request, _("The plan is saved."))'),
        ("tessera/plans/rules.py", '"""A table of words."""\nSTATES = Phrases({"open": "Open"})'),
        ("tessera/plans/actions.py", 'raise NotHere("This plan is not here.")'),
        ("tessera/plans/models.py", 'kept = "seven years after it ends"'),
        ("tessera/plans/queries.py", "log.warning('It is tried again.')\nsql = 'SELECT a FROM b'"),
        ("config/demo.py", 'say("It is ready")'),
    ],
)
def words_of_python(source: Source) -> Iterator[str]:
    if not source.app or source.module in ("models", "apps") or source.path.startswith(NOT_FOR_SCREENS):
        return
    above: dict[ast.AST, ast.AST] = {
        child: node for node in ast.walk(source.tree) for child in ast.iter_child_nodes(node)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
        else:
            continue
        if _is_words(text) and not _may_stand(node, above):
            yield f"{source.path} {text[:60]}"


def _may_stand(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether a text is said through translation, or is no word of the interface: a docstring, a name, a log."""
    if isinstance(above[node], ast.Expr | ast.JoinedStr | ast.Subscript):
        return True
    below = node
    while below in above:
        node, below = below, above[below]
        if isinstance(below, ast.Call):
            name = getattr(below.func, "id", getattr(below.func, "attr", ""))
            on = getattr(getattr(below.func, "value", None), "id", "")
            if name in SAYING or name in UNSEEN or on in ("log", "logger"):
                return True
        if isinstance(below, ast.arg | ast.AnnAssign) and below.annotation is node:
            return True
        if isinstance(below, ast.FunctionDef | ast.AsyncFunctionDef) and below.returns is node:
            return True
        if isinstance(below, ast.Assign) and getattr(below.targets[0], "id", "") == "__all__":
            return True
        if isinstance(below, ast.Dict) and node in below.keys:
            return True
    return False
