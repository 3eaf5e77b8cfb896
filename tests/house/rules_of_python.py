"""House rules about Python files. Each yields `path:line what` for one file."""

import ast
import re
from collections.abc import Iterator

from .source import Book, Source, python

BOOK = Book(python, [])
rule = BOOK.rule

VIEW_LINES, FUNCTION_LINES, FILE_LINES = 25, 70, 400
JUNK = {"utils", "util", "helpers", "helper", "services", "service", "signals", "managers", "common", "misc"}
INTERFACES = ("views", "jobs", "live", "middleware", "sessions", "context_processors")  # they meet a request
OUTSIDE = ("config", "tests", "bin")


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from `def` to its end, without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _imports(source: Source, *banned: str) -> Iterator[str]:
    for name, line in source.imports():
        if any(name == word or name.startswith(f"{word}.") for word in banned):
            yield f"{source.path}:{line} imports {name}"


@rule(
    "views-are-short",
    f"A view is at most {VIEW_LINES} lines: one query or one action between request and response. Move "
    "what decides "
    "into actions or rules, and what composes a page into queries.",
    breaks=[("tessera/plans/views.py", "def show(request):\n" + "    x = 1\n" * 25)],
    keeps=[
        ("tessera/plans/views.py", 'def show(request):\n    """' + "\n" * 30 + '"""\n' + "    x = 1\n" * 20),
        ("tessera/plans/actions.py", "def show(request):\n" + "    x = 1\n" * 25),
    ],
)
def views_are_short(source: Source) -> Iterator[str]:
    if source.module in INTERFACES:
        for node in source.functions():
            if _length(node) > VIEW_LINES:
                yield f"{source.path} {node.name}"


@rule(
    "functions-are-short",
    f"A function is at most {FUNCTION_LINES} lines, so that it can be read without scrolling. Name its "
    "parts.",
    breaks=[("config/demo.py", "def f():\n" + "    x = 1\n" * 70)],
    keeps=[("config/demo.py", "def f():\n" + "    x = 1\n" * 69)],
)
def functions_are_short(source: Source) -> Iterator[str]:
    for node in source.functions():
        if _length(node) > FUNCTION_LINES:
            yield f"{source.path} {node.name}"


@rule(
    "files-are-short",
    f"A file is at most {FILE_LINES} lines. Turn it into a package of the same name (actions/accept.py), "
    "not into a new kind of module.",
    breaks=[("tessera/plans/actions.py", "\n" * 401)],
    keeps=[("tessera/plans/actions.py", "\n" * 400)],
)
def files_are_short(source: Source) -> Iterator[str]:
    if source.text.count("\n") > FILE_LINES:
        yield source.path


@rule(
    "no-junk-modules",
    "A module called helpers or utils says nothing of what is in it, so everything ends up there. Name the "
    "subject.",
    breaks=[("config/utils.py", ""), ("tessera/ui/helpers/dates.py", "")],
    keeps=[("tessera/ui/dates.py", "")],
)
def no_junk_modules(source: Source) -> Iterator[str]:
    if JUNK & {part.removesuffix(".py") for part in source.parts}:
        yield source.path


@rule(
    "the-clock-is-an-argument",
    "Only views, jobs and commands read the clock; everything below is given `at`. Then a test can stand "
    "at any "
    "moment, and everything one request does happens at one time.",
    breaks=[
        ("tessera/plans/actions.py", "from django.utils import timezone\nx = timezone.now()\n"),
        ("tessera/plans/rules.py", "import datetime\nx = datetime.datetime.now(tz=None)\n"),
        ("tessera/plans/queries.py", "from datetime import date\nx = date.today()\n"),
        ("tessera/plans/models.py", "x = models.DateTimeField(auto_now_add=True)\n"),
        ("tessera/plans/models.py", "x = models.DateTimeField(default=timezone.now)\n"),
        ("tessera/plans/models.py", "from django.db.models.functions import Now\n"),
    ],
    keeps=[
        ("tessera/plans/views.py", "x = timezone.now()\n"),
        ("tessera/plans/actions.py", "x = at.date()\n"),
    ],
)
def the_clock_is_an_argument(source: Source) -> Iterator[str]:
    if source.module in INTERFACES or source.parts[0] in OUTSIDE:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and (
            (node.attr in ("now", "utcnow") and ast.unparse(node.value).endswith(("datetime", "timezone")))
            or (node.attr == "today" and ast.unparse(node.value).endswith(("date", "datetime")))
        ):
            yield f"{source.path} {ast.unparse(node)}"
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield f"{source.path}:{node.value.lineno} {node.arg}"
    yield from _imports(source, "django.db.models.functions.Now", "django.utils.timezone.now")


@rule(
    "markup-is-made-in-ui",
    "Only tessera/ui may vouch for markup. Anywhere else use format_html or a template, which escape for "
    "you.",
    breaks=[("tessera/plans/queries.py", "from django.utils.safestring import mark_safe\n")],
    keeps=[
        ("tessera/ui/svg.py", "from django.utils.safestring import mark_safe\n"),
        ("tessera/plans/forms.py", "from django.utils.html import format_html\n"),
    ],
)
def markup_is_made_in_ui(source: Source) -> Iterator[str]:
    if source.app != "ui" and source.parts[0] != "tests":
        yield from _imports(source, "django.utils.safestring")


@rule(
    "views-hold-no-transaction",
    "A view does not touch the database: no transaction, no connection, no model. Call one query or one "
    "action.",
    breaks=[("tessera/plans/views.py", "from django.db import transaction\n")],
    keeps=[("tessera/plans/actions.py", "from django.db import transaction\n")],
)
def views_hold_no_transaction(source: Source) -> Iterator[str]:
    if source.module in ("views", "live", "forms", "urls"):
        yield from _imports(source, "django.db")


@rule(
    "the-inside-knows-no-http",
    "Actions, queries, models and rules know nothing of requests, forms or templates: they are also called "
    "by jobs, "
    "commands and tests.",
    breaks=[
        ("tessera/plans/actions.py", "from django.http import Http404\n"),
        ("tessera/plans/queries.py", "from django.shortcuts import get_object_or_404\n"),
        ("tessera/plans/queries.py", "from django import forms\n"),
    ],
    keeps=[("tessera/plans/views.py", "from django.http import Http404\n")],
)
def the_inside_knows_no_http(source: Source) -> Iterator[str]:
    if source.module in ("actions", "queries", "models", "rules"):
        yield from _imports(
            source,
            "django.http",
            "django.shortcuts",
            "django.forms",
            "django.template",
            "django.contrib.messages",
        )


@rule(
    "no-signals",
    "No signals: what happens must be readable where it happens. Call the action.",
    breaks=[("tessera/plans/apps.py", "from django.db.models.signals import post_save\n")],
    keeps=[("tessera/plans/apps.py", "from django.apps import AppConfig\n")],
)
def no_signals(source: Source) -> Iterator[str]:
    if source.parts[0] != "tests":
        yield from _imports(source, "django.db.models.signals", "django.dispatch")


@rule(
    "no-shortcuts-round-actions",
    "No ModelForm (a form does not save), no generic foreign key (the database cannot check it), no admin "
    "site (it "
    "goes round the actions and their record).",
    breaks=[
        ("tessera/plans/forms.py", "class PlanForm(forms.ModelForm):\n    pass\n"),
        ("tessera/plans/models.py", "target = GenericForeignKey()\n"),
        ("tessera/plans/apps.py", "from django.contrib import admin\n"),
    ],
    keeps=[("tessera/plans/forms.py", "class PlanForm(forms.Form):\n    pass\n")],
)
def no_shortcuts_round_actions(source: Source) -> Iterator[str]:
    if source.parts[0] == "tests":
        return
    for node in ast.walk(source.tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in ("ModelForm", "modelform_factory", "GenericForeignKey"):
            yield f"{source.path}:{node.lineno} {name}"
    yield from _imports(source, "django.contrib.admin")


@rule(
    "messages-name-nobody",
    "A message shown after a redirect may be seen by whoever uses the screen next. Its text is fixed: no "
    "name, no "
    "reference, nothing put in.",
    breaks=[
        ("tessera/plans/views.py", 'messages.success(request, f"Saved {child}")\n'),
        ("tessera/plans/views.py", 'messages.add_message(request, messages.INFO, "Saved %s" % child)\n'),
        ("tessera/plans/views.py", "messages.info(request, text)\n"),
        ("tessera/plans/views.py", "messages.info(request, _(text))\n"),
        ("tessera/plans/views.py", 'messages.info(request, _("Saved {child}").format(child=child))\n'),
    ],
    keeps=[
        ("tessera/plans/views.py", 'messages.success(request, "Saved.")\n'),
        ("tessera/plans/views.py", 'messages.success(request, _("Saved."))\n'),
    ],
)
def messages_name_nobody(source: Source) -> Iterator[str]:
    places = {"add_message": 2, "success": 1, "info": 1, "warning": 1, "error": 1, "debug": 1}
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        place = places.get(node.func.attr)
        if place is None or ast.unparse(node.func.value).split(".")[-1] != "messages":
            continue
        text = next((word.value for word in node.keywords if word.arg == "message"), None)
        text = text or (node.args[place] if len(node.args) > place else None)
        if isinstance(text, ast.Call) and ast.unparse(text.func) == "_" and len(text.args) == 1:
            text = text.args[0]  # fixed in every language
        if not isinstance(text, ast.Constant):
            yield f"{source.path}:{node.lineno} {ast.unparse(node)}"


@rule(
    "no-hidden-sql",
    "SQL is written out whole and given its values as parameters; it is never put together from pieces of "
    "text.",
    breaks=[
        ("tessera/plans/queries.py", 'cursor.execute(f"SELECT {x}")\n'),
        ("tessera/plans/queries.py", 'cursor.execute("SELECT " + x)\n'),
        ("tessera/plans/queries.py", 'Plan.objects.raw("SELECT %s" % x)\n'),
        ("tessera/plans/queries.py", "Plan.objects.extra(where=[x])\n"),
    ],
    keeps=[("tessera/plans/queries.py", 'cursor.execute("SELECT %s", [x])\ncursor.execute(QUESTION, [x])\n')],
)
def no_hidden_sql(source: Source) -> Iterator[str]:
    if source.parts[0] != "tessera" or source.app in ("access", "audit"):
        return
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        made_up = node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
        if node.func.attr == "extra" or (node.func.attr in ("execute", "executemany", "raw") and made_up):
            yield f"{source.path}:{node.lineno} {ast.unparse(node.func)}"


@rule(
    "tests-can-fail",
    "A test that asserts nothing passes whatever the code does. Say what must be true.",
    breaks=[("tests/rules/test_x.py", "def test_it():\n    do()\n")],
    keeps=[
        ("tests/rules/test_x.py", "def test_it():\n    assert do() == 1\n"),
        ("tests/rules/test_x.py", "def test_it():\n    with pytest.raises(ValueError):\n        do()\n"),
        ("tests/stories/test_x.py", "def test_it():\n    then_it_is_sent()\n"),
    ],
)
def tests_can_fail(source: Source) -> Iterator[str]:
    if source.parts[0] != "tests" or not source.parts[-1].startswith("test_"):
        return
    words = re.compile(r"assert|raises|expect|\bfail\b|then_|judge|_must_|must_|refuse|check|verify|same_as")
    for node in source.functions():
        if node.name.startswith("test_"):
            body = "\n".join(ast.unparse(line) for line in node.body)
            if not words.search(body):
                yield f"{source.path} {node.name}"
