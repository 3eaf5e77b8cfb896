"""Runs one benchmark on data of its own.

    ./bin/bench NAME --json

A benchmark is a module in this folder with

    HELP       one line for the list
    DATABASE   True where it needs one: migrated, empty, with Django set up as the web process's role
    arguments  (parser) -> None: adds its own arguments
    run        (args) -> dict: measures, and answers with what is printed

`args.home` is a scratch folder that goes afterwards; where there is a database, `args.addresses` maps
`TESSERA_OWNER_DATABASE_URL`, `TESSERA_APP_DATABASE_URL` and `TESSERA_JOB_DATABASE_URL` to addresses.
Standard output carries the result and nothing else; whatever a benchmark prints goes to standard error.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from config import postgres
from config.console import fail, literals, say
from config.environment import GIVEN
from config.home import Refused, secret
from config.scratch import scratch_home

FOLDER = Path(__file__).parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark named; answers with the exit code."""
    known = {path.stem.replace("_", "-"): literals(path) for path in sorted(FOLDER.glob("[!_]*.py"))}
    parser = argparse.ArgumentParser(
        prog="bench",
        description="Runs one benchmark on data of its own.",
        epilog="\n".join(["benchmarks:", *(f"  {name:<12} {text['HELP']}" for name, text in known.items())]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", choices=known, help="one of those below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="--json prints one line; others are its own")
    args = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, _leave)
    try:
        with _only_the_result() as result, _scene(bool(known[args.name].get("DATABASE"))) as scene:
            module = importlib.import_module(f"config.bench.{args.name.replace('-', '_')}")
            own = argparse.ArgumentParser(prog=f"bench {args.name}", description=module.HELP)
            own.add_argument("--json", action="store_true", help="print the result as one line of JSON")
            module.arguments(own)
            parsed = own.parse_args(args.rest, namespace=argparse.Namespace(**scene))
            measured = module.run(parsed)
            json.dump(measured, result, indent=None if parsed.json else 2)
            result.write("\n")
    except Refused as problem:
        return fail(str(problem))
    except KeyboardInterrupt:
        return 130
    return 0


@contextmanager
def _only_the_result() -> Iterator[Any]:
    """The real standard output; meanwhile all else that is printed, by children too, goes to the other."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w") as result:
        os.dup2(2, 1)
        try:
            yield result
        finally:
            result.flush()
            sys.stdout.flush()
            os.dup2(result.fileno(), 1)


@contextmanager
def _scene(database: bool) -> Iterator[dict[str, Any]]:
    """The folder and, where wanted, the migrated database; both gone afterwards."""
    with scratch_home() as home:
        os.environ["TESSERA_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        os.environ["TESSERA_SECRET_KEY"] = secret(home, "secret_key")
        if not database:
            yield {"home": home}
            return
        # On the embedded server data are written as safely as in use, or the figures would flatter.
        with postgres.server(home, scratch=bool(os.environ.get("DATABASE_URL")), say=say) as server:
            name = f"tessera_bench_{os.getpid()}"
            made = server.prepare(name)
            addresses = {GIVEN[role]: str(getattr(made, role)) for role in GIVEN}
            os.environ.update(addresses, TESSERA_DATABASE_URL=made.app)
            try:
                say("preparing the tables and who may see what")
                subprocess.run(
                    [sys.executable, "-P", "-m", "config.console", "migrate", "--quiet"], check=True
                )
                import django

                django.setup()
                yield {"home": home, "addresses": addresses}
            except subprocess.CalledProcessError as problem:
                raise Refused(f"{problem.cmd[-2]} failed; what it said stands above.") from problem
            finally:
                server.drop(name)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
