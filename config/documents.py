"""The documents that are drawn from the code, so that they cannot disagree with it: docs/generated/*.

`generate()` makes them all; `tessera docs` writes them; a house test holds those in git to what it makes.
None of them needs the database.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

import tessera
from tessera.access import compile as policy
from tessera.access.third_party import TABLES
from tessera.core.steps import Steps
from tessera.notifications.rules import WORDS

ROOT = Path(__file__).resolve().parent.parent
FOLDER = "docs/generated"
CLASSES = ("personal", "special_category", "criminal", "plain")


def generate() -> dict[str, str]:
    """Every generated document: its path from the root of the project, and its text."""
    documents = {
        "policy.md": policy.table(),
        "states.md": states(),
        "routes.md": routes(),
        "fields.md": fields(),
        "notifications.md": notifications(),
    }
    return {f"{FOLDER}/{name}": text for name, text in documents.items()}


def differences() -> list[str]:
    """Paths whose file is missing, different from what the code says, or no longer made."""
    made = generate()
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / FOLDER).glob("*.md")}
    stale = [path for path, text in made.items() if path not in there or (ROOT / path).read_text() != text]
    return sorted({*stale, *(there - made.keys())})


def write() -> list[str]:
    """Bring the files up to date; answers with the paths that changed."""
    made, changed = generate(), differences()
    for path in changed:
        if path in made:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(made[path])
        else:
            (ROOT / path).unlink()
    return changed


def _page(title: str, source: str, *lines: str) -> str:
    return (
        "\n".join([f"# {title}", "", f"Made from {source}. Do not edit: run `make docs`.", "", *lines]) + "\n"
    )


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


# ---------------------------------------- states


def _rules() -> Iterator[ModuleType]:
    """Every module of rules there is, packages and their parts alike."""
    for found in pkgutil.walk_packages(tessera.__path__, "tessera."):
        parts = found.name.split(".")
        if len(parts) > 2 and parts[2] == "rules":
            yield importlib.import_module(found.name)


def steps() -> dict[str, Steps[Any]]:
    """Each table of steps by its name, "enquiries: request steps", where it was first written."""
    found: dict[int, tuple[str, Steps[Any]]] = {}
    for module in sorted(_rules(), key=lambda module: module.__name__.count("."), reverse=True):
        for name, value in vars(module).items():
            if isinstance(value, Steps):
                app = module.__name__.split(".")[1]
                found.setdefault(id(value), (f"{app}: {name.lower().replace('_', ' ')}", value))
    return dict(sorted(found.values()))


def states() -> str:
    """Each table of steps as a diagram and as a table."""
    lines = [
        "What may happen to what, by which verb, and whose job it is. PostgreSQL decides who may do it.",
        "",
    ]
    for name, table in steps().items():
        lines += [f"## {name[0].upper()}{name[1:]}", "", "```mermaid", table.as_mermaid().rstrip(), "```", ""]
        lines += [table.as_table().rstrip(), ""]
    return _page("States and steps", "the `Steps` in each app's `rules`", *lines[:-1])


# ---------------------------------------- routes


def _routes(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern).removeprefix("^").removesuffix("\\Z")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, here)
        else:
            yield here, pattern


def methods(view: Any) -> str:
    """The HTTP methods a view says it takes, or "any" where it says nothing."""
    if view_class := getattr(view, "view_class", None):
        return " ".join(name.upper() for name in view_class.http_method_names if hasattr(view_class, name))
    while view is not None:
        inside = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if listed := inside.get("request_method_list"):
            return " ".join(sorted(method for method in listed if method != "HEAD"))
        view = getattr(view, "__wrapped__", None)
    return "any"


def routes() -> str:
    """Every address, the view behind it and the methods it takes."""
    lines = ["| address | view | name | methods |", "|---|---|---|---|"]
    for address, pattern in sorted(
        _routes(get_resolver()), key=lambda found: (found[0], found[1].lookup_str)
    ):
        view = pattern.lookup_str.removeprefix("tessera.")
        lines.append(_row(f"`{address}`", f"`{view}`", pattern.name or "", methods(pattern.callback)))
    return _page("Every address", "the URL resolver", *lines)


# ---------------------------------------- fields


def _models() -> dict[str, list[type[Model]]]:
    found: dict[str, list[type[Model]]] = {}
    for model in apps.get_models():
        if model.__module__.startswith("tessera."):
            found.setdefault(model._meta.app_label, []).append(model)
    return dict(sorted(found.items()))


def fields() -> str:
    """What each table holds about people, by class, and how long it is kept."""
    lines = [
        "Special category: UK GDPR article 9. Criminal: article 10. Plain says nothing about a person.",
        "",
    ]
    for app, models in _models().items():
        lines += [f"## {app}", "", _row("table", "kept", *(word.replace("_", " ") for word in CLASSES))]
        lines += ["|" + "---|" * (2 + len(CLASSES))]
        for model in sorted(models, key=lambda model: model._meta.db_table):
            data = model.__dict__["Data"]
            classed = (", ".join(sorted(getattr(data, word, ()))) for word in CLASSES)
            lines.append(_row(f"`{model._meta.db_table}`", data.retention, *classed))
        lines.append("")
    lines += [
        "## Tables that libraries bring",
        "",
        "| table | personal | the application may |",
        "|---|---|---|",
    ]
    lines += [_row(f"`{table.name}`", ", ".join(table.personal), table.grants.lower()) for table in TABLES]
    return _page("What is held, how it is classed, how long it is kept", "each model's `class Data`", *lines)


# ---------------------------------------- notifications


def notifications() -> str:
    """Every message that can be sent, the whole of what it says, and to whom."""
    lines = [
        "A message is a reference and a link: never a name, never a concern. This is all that one can say.",
        "",
        "| message | says | to | by email |",
        "|---|---|---|---|",
    ]
    for word in WORDS.values():
        lines.append(_row(f"`{word.word}`", word.says, word.to, "yes" if word.email else "no"))
    return _page("Every message", "`tessera/notifications/rules.py`", *lines)
