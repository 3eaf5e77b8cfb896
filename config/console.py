"""The `tessera` command: administration of one installation.

Each command is a module in `config/commands` of the same name (`load_demonstration.py`), with

    HELP       one line for the list of commands
    ROLE       whom it connects as: "owner", "app", "job", or "none" for no database
    arguments  (parser) -> None: adds its own arguments
    run        (args) -> int: does it and answers with the exit code

and, where some of what it does needs no database, WITHOUT_DATABASE: the words among its arguments that say so; where
some of it is a job's to do, AS_JOB in the same way.

They are plain strings, because they are read without importing the module: a command may import models at its top,
and those want Django set up, which wants to know the role first.

What a command prints is its result; progress and complaints go to standard error.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, cast

from config.environment import Role, ready
from config.home import Refused

COMMANDS = Path(__file__).parent / "commands"


@dataclass(frozen=True)
class Command:
    """What is known of a command before it is imported."""

    name: str
    help: str
    role: Role
    without_database: frozenset[str] = frozenset()
    as_job: frozenset[str] = frozenset()

    def role_for(self, argv: Sequence[str]) -> Role:
        """Whom it connects as, asked like this."""
        asks_help = {"-h", "--help"} & set(argv)
        written = {word.partition("=")[0] for word in argv}
        if asks_help or written & self.without_database:
            return "none"
        return "job" if written & self.as_job else self.role

    def run(self, argv: Sequence[str]) -> int:
        """Import the command, read its arguments and do it. Django must be set up."""
        module = importlib.import_module(f"config.commands.{self.name.replace('-', '_')}")
        parser = argparse.ArgumentParser(prog=f"tessera {self.name}", description=self.help)
        parser.add_argument("--data-dir", metavar="DIR", help="this installation's folder")
        module.arguments(parser)
        return int(module.run(parser.parse_args(argv)))


def discover() -> dict[str, Command]:
    """Every command by its name, in alphabetical order."""
    found = {}
    for path in sorted(COMMANDS.glob("[!_]*.py")):
        texts = literals(path)
        name = path.stem.replace("_", "-")
        alone = frozenset(texts.get("WITHOUT_DATABASE", "").split())
        job = frozenset(texts.get("AS_JOB", "").split())
        found[name] = Command(name, texts["HELP"], cast(Role, texts["ROLE"]), alone, job)
    return found


def literals(path: Path) -> dict[str, Any]:
    """The constants in capitals at the top of a module that are plain values, read without importing it."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id.isupper():
                    found[target.id] = node.value.value
    return found


def say(line: str) -> None:
    """Tell how things are going, to standard error."""
    print(f"{time.strftime('%H:%M:%S')}  {line}", file=sys.stderr, flush=True)


def fail(message: str) -> int:
    """Say what went wrong and what to do; answers with the exit code."""
    print(f"tessera: {message}", file=sys.stderr, flush=True)
    return 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answers with the exit code."""
    commands = discover()
    width = max(map(len, commands))
    whole = argparse.ArgumentParser(
        prog="tessera",
        description="Administration of a Tessera installation.",
        epilog="\n".join(["commands:", *(f"  {name:<{width}}  {c.help}" for name, c in commands.items())]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument(
        "--data-dir", metavar="DIR", help="the installation's folder (default: $TESSERA_HOME or var/)"
    )
    whole.add_argument("command", metavar="COMMAND", choices=commands, help="one of those below")
    whole.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    args = whole.parse_args(argv)
    command = commands[args.command]
    after = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    after.add_argument("--data-dir", default=args.data_dir)
    folder = after.parse_known_args(args.rest)[0].data_dir
    signal.signal(signal.SIGTERM, _leave)  # so that what was opened is closed again
    try:
        with ready(command.role_for(args.rest), data_dir=folder, say=say):
            import django

            django.setup()
            return command.run(args.rest)
    except Refused as problem:
        return fail(str(problem))
    except KeyboardInterrupt:
        return 130


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
