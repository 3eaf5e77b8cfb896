"""What a process needs before Django starts: its folder, its secret, its database and its role there.

A deployment may give every part its own address and never show it the administrator's:
`TESSERA_APP_DATABASE_URL`, `TESSERA_JOB_DATABASE_URL` and, to migrate, `TESSERA_OWNER_DATABASE_URL`. Where
one is missing it is made from `DATABASE_URL`, or from the embedded server.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict

from config import home as homes
from config import postgres
from config.home import Say

Role = Literal["owner", "app", "job", "none"]

GIVEN = {role: f"TESSERA_{role.upper()}_DATABASE_URL" for role in ("owner", "app", "job")}


@contextmanager
def ready(role: Role, *, data_dir: str | None = None, say: Say = lambda line: None) -> Iterator[Path]:
    """Prepare this process to be Django in that role, and keep its database running meanwhile.

    Sets `TESSERA_HOME`, `TESSERA_SECRET_KEY`, `TESSERA_DATABASE_URL` and `DJANGO_SETTINGS_MODULE` in this
    process's environment and answers with the folder. Does not set Django up. Raises Refused.
    """
    folder = homes.claim(homes.find(data_dir=data_dir))
    os.environ["TESSERA_HOME"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("TESSERA_SECRET_KEY", homes.secret(folder, "secret_key"))
    if is_demonstration(folder):
        os.environ.setdefault("TESSERA_DEMO", "1")
    if role == "none":
        # Django wants an address even where nothing is asked of the database.
        os.environ.setdefault("TESSERA_DATABASE_URL", "postgresql:///none")
        yield folder
        return
    with address(folder, role, say=say) as url:
        os.environ["TESSERA_DATABASE_URL"] = url
        yield folder


@contextmanager
def address(folder: Path, role: Role, *, say: Say = lambda line: None) -> Iterator[str]:
    """How that role connects, with the database kept running meanwhile: as given, or made."""
    given = os.environ.get(GIVEN[role])
    if given:
        yield given
        return
    with postgres.server(folder, say=say) as server:
        yield str(getattr(server.prepare(), role))


@contextmanager
def addresses(folder: Path, *, say: Say = lambda line: None) -> Iterator[dict[str, str]]:
    """Every role's address, as variables for another process's environment; the database is kept running."""
    if all(os.environ.get(name) for name in GIVEN.values()):
        yield {name: os.environ[name] for name in GIVEN.values()}
        return
    with postgres.server(folder, say=say) as server:
        made = server.prepare()
        yield {name: os.environ.get(name) or str(getattr(made, role)) for role, name in GIVEN.items()}


def target() -> str:
    """Which database this process's environment points at, in words that hold no secret."""
    url = os.environ.get("DATABASE_URL") or os.environ.get(GIVEN["app"])
    if not url:
        return "embedded"
    parts = conninfo_to_dict(url)
    return f"{parts.get('host', '')}:{parts.get('port', 5432)}/{parts.get('dbname') or postgres.DEFAULT_NAME}"


def is_empty(url: str) -> bool:
    """Whether the database at that address holds no tables yet."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p') "
            "AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')"
        )
        return found.fetchone() is None


def is_demonstration(folder: Path) -> bool:
    """Whether the database now pointed at was filled by the demonstration from this folder.

    The mark names the database: a folder once used for the demonstration says nothing about another one.
    """
    mark = folder / "demonstration.json"
    return mark.exists() and json.loads(mark.read_text()).get("database") == target()


def mark_demonstration(folder: Path) -> None:
    """Remember that this folder's database holds the demonstration."""
    (folder / "demonstration.json").write_text(json.dumps({"database": target()}) + "\n")
