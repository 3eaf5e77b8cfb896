"""Every check of the project, fastest first; one failure does not hide the next.

    ./bin/test [--fast] [--postgres FOLDER] [pytest's own arguments...]

With arguments for pytest only the tests are run. The real-browser tests run beside the others, because a page that is
drawn and its server take turns and leave a processor idle; what they say is shown when the others have ended. Both
copy one database, which whichever comes first migrates. In CI (`CI=true`) a browser or a pooler that cannot be had is a
failure.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config import browser_finder, embedded, pooler_finder
from config.console import say
from config.home import ROOT
from config.scratch import HOME, shared_home

BIN = Path(sys.executable).parent
PROCESSES = str(max(1, min(4, os.cpu_count() or 1)))
NO_TESTS = 5  # pytest's exit code where it selected none
COUNTED = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed|deselected|warnings?)\b")


@dataclass(frozen=True)
class Result:
    """How one stage went."""

    name: str
    failed: bool
    seconds: float
    remark: str = ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the checks and print how they went; 1 where any failed."""
    parser = argparse.ArgumentParser(prog="test", description="Runs every check of the project.")
    parser.add_argument("--fast", action="store_true", help="without the real browser")
    parser.add_argument(
        "--postgres", type=Path, metavar="FOLDER", help="run on the PostgreSQL whose programs are in FOLDER"
    )
    args, rest = parser.parse_known_args(argv)
    os.chdir(ROOT)
    if args.postgres is not None:
        os.environ[embedded.NAMED] = str(args.postgres)
    counts: Counter[str] = Counter()
    pooler_finder.find_or_install(say)
    results = [] if rest else [_stage(name, partial(_run, command)) for name, command in _static()]
    with shared_home(), ThreadPoolExecutor(1) as beside:
        kept: list[str] = []
        theirs: Counter[str] = Counter()
        browser = None
        if args.fast:
            say("without the real-browser tests, as asked")
        else:
            browser = beside.submit(_stage, "browser tests", partial(_browser, rest, theirs, kept.append))
        # Whoever is through with their half takes from the other's: some tests last minutes, and they are neighbours.
        every = ["-n", PROCESSES, "--dist", "worksteal", "-m", "not browser", *rest]
        results.append(_stage("tests", partial(_pytest, every, counts)))
        if browser is not None:
            results.append(browser.result())
            counts.update(theirs)
            print("\nThe browser tests said:\n" + "".join(kept), flush=True)
    print("\n" + "\n".join(_line(result) for result in results))
    wrong = counts["failed"] + counts["error"] + counts["errors"]
    print(f"{counts['passed']} passed, {wrong} failed, {counts['skipped']} skipped", flush=True)
    return 1 if any(result.failed for result in results) or not counts["passed"] else 0


def _static() -> list[tuple[str, list[str]]]:
    """The checks that run nothing of ours."""
    return [
        ("style", [str(BIN / "ruff"), "check", "."]),
        ("format", [str(BIN / "ruff"), "format", "--check", "."]),
        ("contracts", [str(BIN / "lint-imports")]),
        ("types", [str(BIN / "mypy"), "config", "tessera", "bin"]),
    ]


def _stage(name: str, do: Callable[[], tuple[bool, str]]) -> Result:
    say(name)
    began = time.monotonic()
    failed, remark = do()
    return Result(name, failed, time.monotonic() - began, remark)


def _line(result: Result) -> str:
    word = "FAILED" if result.failed else "ok"
    return f"{result.name:<14} {word:<7} {result.seconds:6.1f} s  {result.remark}".rstrip()


def _environment() -> dict[str, str]:
    """Ours, so that a check finds the project from wherever it was started.

    Tests start programs by the hundred. Where Python may keep nothing that it compiled beside its sources, it keeps
    that in the run's own folder, so as not to compile it each time.
    """
    found = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "config.settings"}
    if HOME in found and found.pop("PYTHONDONTWRITEBYTECODE", ""):
        found["PYTHONPYCACHEPREFIX"] = str(Path(found[HOME]) / "compiled")
    return found


def _run(command: Sequence[str]) -> tuple[bool, str]:
    done = subprocess.run(command, env=_environment(), stdin=subprocess.DEVNULL, check=False)
    return done.returncode != 0, ""


def _show(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def _pytest(
    arguments: Sequence[str], counts: Counter[str], show: Callable[[str], object] = _show
) -> tuple[bool, str]:
    """Run pytest, give each line of what it says to `show` as it comes, and count what its closing line counts."""
    last = ""
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "--color=no", "--durations=20", *arguments],
        env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None  # noqa: S101  for the type checker
        for line in process.stdout:
            show(line)
            if COUNTED.search(line) and " in " in line:
                last = line.strip("= \n")
    for number, word in COUNTED.findall(last):
        counts[word] += int(number)
    return process.returncode not in {0, NO_TESTS}, last


def _browser(rest: Sequence[str], counts: Counter[str], show: Callable[[str], object]) -> tuple[bool, str]:
    found = browser_finder.find_or_install(say)
    if found is None:
        ci = os.environ.get("CI") == "true"
        return ci, "NO BROWSER: the real-browser tests did not run"
    os.environ["TESSERA_CHROMIUM"] = str(found)
    return _pytest(["-m", "browser", *rest], counts, show)


if __name__ == "__main__":
    sys.exit(main())
