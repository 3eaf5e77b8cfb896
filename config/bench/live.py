"""The live form beside the two servers that are used most for the same: y-websocket and Hocuspocus.

Everyone types at once, sixteen characters at a time, with the same light pages against each server in turn. The peers
hold everything in memory here, and confirm or show words that nobody has stored; ours has committed, authorised and
attributed each of them before anybody is sent it. What a killed server loses is measured with the peers' usual
persistence.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from psycopg import sql

from config.bench._live_browser import browsers
from config.bench._live_kills import kills
from config.bench._live_scene import Scene, Written, scene
from config.bench._live_servers import Ours, Peer, Served, fetch
from config.bench._live_weight import SECTIONS, opening, weight
from config.console import say
from config.embedded import Embedded
from config.home import Refused

HELP = "several people in one form: keystroke to screen, memory, kills; beside y-websocket and Hocuspocus"
DATABASE = True
PEERS = ("y-websocket", "hocuspocus")
EACH = 4.0  # updates a second of one writer


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many, for how long, how often."""
    parser.add_argument("--writers", default="6,50,200", metavar="N,N", help="who type at once")
    parser.add_argument("--sections", default="1,6,50", metavar="N,N", help="over how many sections")
    parser.add_argument("--seconds", type=float, default=5, metavar="S", help="of each measurement")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="turns that each server takes")
    parser.add_argument(
        "--kills", type=int, default=100, metavar="N", help="of ours; of each peer, 10 at most"
    )
    parser.add_argument(
        "--edits", type=int, default=100_000, metavar="N", help="of the section that is opened"
    )
    parser.add_argument("--only", default="", metavar="NAME,NAME", help=f"some of it: {', '.join(PARTS)}")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure everything; answers with what was seen."""
    parts = [name for name in args.only.split(",") if name] or list(PARTS)
    unknown = set(parts) - set(PARTS)
    if unknown:
        raise Refused(f"There is no part {min(unknown)}. There are: {', '.join(PARTS)}.")
    writers = [int(n) for n in args.writers.split(",") if n]
    here = scene(args.addresses["TESSERA_OWNER_DATABASE_URL"], max([20, *writers]))
    folder = args.home / "peers"
    why = "They were not asked for." if args.no_peers else fetch(folder, say)
    if why:
        say(why)
    peers = None if why else folder
    others: dict[str, Any] = {"not_measured": why} if why else {name: {} for name in PEERS}
    result: dict[str, Any] = {"ours": {}, "peers": others}
    for part in parts:
        say(f"measuring: {part}")
        PARTS[part](args, here, peers, result)
    return result


def _screens(args: argparse.Namespace, here: Scene, peers: Path | None, result: dict[str, Any]) -> None:
    """From a keystroke to the other screens."""
    for name, seen in _cells(args, here, peers).items():
        _of(result, name)["keystroke_to_screen"] = seen
    result["p95_ratio_to_faster_peer"] = _ratios(result)


def _of(result: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = result["ours"] if name == "ours" else result["peers"][name]
    return found


def _cells(args: argparse.Namespace, here: Scene, peers: Path | None) -> dict[str, dict[str, Any]]:
    """Each number of writers over each number of sections, the servers taking turns."""
    writers, sections = ([int(n) for n in given.split(",") if n] for given in (args.writers, args.sections))
    seen: dict[str, dict[str, Any]] = {}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(server) for name, server in _servers(args, peers).items()}
        for many in writers:
            for over in sections:
                turns: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
                for _ in range(args.rounds):
                    for name, server in servers.items():
                        form = here.form(over)
                        turns[name].append(load(name, server, here, form, many, args.seconds, EACH))
                for name, found in turns.items():
                    middle = _middle(found)
                    say(f"{many} over {over}, {name}: {middle['to_the_other_screens']}")
                    seen.setdefault(name, {})[f"{many} over {over}"] = middle
    return seen


def load(
    name: str, server: Served, here: Scene, form: Written, writers: int, seconds: float, each: float
) -> dict[str, Any]:
    """What so many pages see that type at one server."""
    given = {
        "kind": name, "at": {"port": str(server.port), "form": str(form.form)}, "sections": form.sections,
        "writers": [{"cookie": here.cookies[who]} for who in range(writers)], "seconds": seconds, "each": each,
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-P", "-m", "config.bench._live_load"],
        input=json.dumps(given), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def _middle(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The turn in the middle, by its 95th percentile."""
    return sorted(found, key=_p95)[(len(found) - 1) // 2]


def _p95(seen: dict[str, Any]) -> float:
    return float(seen["to_the_other_screens"].get("p95_milliseconds", 1e9))


def _servers(args: argparse.Namespace, peers: Path | None, kept: Path | None = None) -> dict[str, Served]:
    """Ours, and the peers where they were fetched; with a folder to keep in, with their usual persistence."""
    servers: dict[str, Served] = {"ours": Ours(args.addresses["TESSERA_APP_DATABASE_URL"])}
    if peers is not None:
        servers |= {name: Peer(name, peers, kept and kept / name) for name in PEERS}
    return servers


def _ratios(result: dict[str, Any]) -> dict[str, float]:
    """How many times longer ours takes than the faster peer: 6 and 50 in one section, 200 over 50."""
    names = [name for name in ("ours", *PEERS) if name == "ours" or name in result["peers"]]
    ratios = {}
    for many, cell in (("6", "6 over 1"), ("50", "50 over 1"), ("200", "200 over 50")):
        seen = {name: _of(result, name).get("keystroke_to_screen", {}).get(cell) for name in names}
        known = {name: _p95(found) for name, found in seen.items() if found}
        if "ours" in known and len(known) > 1:
            ratios[many] = round(known.pop("ours") / min(known.values()), 2)
    return ratios


def _slow(args: argparse.Namespace, here: Scene, peers: Path | None, result: dict[str, Any]) -> None:
    """Every commit takes five milliseconds longer, as on a slower disk or with a second server."""
    owner = args.addresses["TESSERA_OWNER_DATABASE_URL"]
    seen: dict[str, Any] = {}
    try:
        with _commits_slowed(owner), Ours(args.addresses["TESSERA_APP_DATABASE_URL"]) as server:
            most = min(200, len(here.cookies))
            for writers, over, each in ((6, 1, EACH), (most, 50, EACH), (most, 50, 5 * EACH)):
                name = f"{writers} over {over}, {writers * each:.0f} a second"
                seen[name] = load("ours", server, here, here.form(over), writers, args.seconds, each)
    except psycopg.errors.InsufficientPrivilege:
        seen = {"not_measured": "Only a superuser of the database server can slow its commits."}
    result["ours"]["commits_slowed_by_5_milliseconds"] = seen


@contextmanager
def _commits_slowed(owner: str) -> Iterator[None]:
    with psycopg.connect(owner, autocommit=True) as admin:
        admin.execute("SET ROLE NONE")
        database = sql.Identifier(admin.info.dbname)
        for name, value in (("commit_delay", "5000"), ("commit_siblings", "0")):
            admin.execute(
                sql.SQL("ALTER DATABASE {} SET {} = {}").format(database, sql.SQL(name), sql.SQL(value))
            )
        try:
            yield
        finally:
            admin.execute(sql.SQL("ALTER DATABASE {} RESET commit_delay").format(database))
            admin.execute(sql.SQL("ALTER DATABASE {} RESET commit_siblings").format(database))


def _weights(args: argparse.Namespace, here: Scene, peers: Path | None, result: dict[str, Any]) -> None:
    """Memory of an open section."""
    for name, server in _servers(args, peers).items():
        with server:
            _of(result, name)["memory"] = weight(name, server, here, here.form(SECTIONS), here.form(SECTIONS))


def _opening(args: argparse.Namespace, here: Scene, peers: Path | None, result: dict[str, Any]) -> None:
    """Opening a section of very many edits."""
    with Ours(args.addresses["TESSERA_APP_DATABASE_URL"]) as server:
        result["ours"]["opening"] = opening(server, here, here.form(1), args.edits)


def _kills(args: argparse.Namespace, here: Scene, peers: Path | None, result: dict[str, Any]) -> None:
    """What is lost when the server is killed."""
    crash = None if os.environ.get("DATABASE_URL") else Embedded(args.home).crash
    for name, server in _servers(args, peers, args.home / "kept").items():
        form = here.form(3)
        with server:
            many = args.kills if name == "ours" else min(10, args.kills)
            seen = kills(name, server, here, form, many, crash if name == "ours" else None)
        say(f"{name}: {seen}")
        if name == "ours":
            result["kill"] = seen
        else:
            _of(result, name)["kill"] = seen
    if crash is None:
        result["kill"]["note"] = "PostgreSQL was not stopped: it is not the embedded one."


def _browsers(args: argparse.Namespace, here: Scene, peers: Path | None, result: dict[str, Any]) -> None:
    """From one browser to another."""
    call_command("collectstatic", interactive=False, verbosity=0)
    result["ours"]["browser_to_browser"] = browsers(here, args.addresses["TESSERA_APP_DATABASE_URL"])


PARTS = {
    "screens": _screens,
    "slow": _slow,
    "browsers": _browsers,
    "memory": _weights,
    "opening": _opening,
    "kills": _kills,
}
