"""Finds a Chromium for the real-browser tests, or installs one.

Standard library only but for Playwright, which is asked last.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from config.home import Say

# The first draws the same pages with half the work: it has no window to draw them for.
HEADLESS = "chromium-headless-shell"
NAMES = (
    HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge",
)  # fmt: skip
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/snap/bin/chromium",
)
SECONDS = 600


def find() -> Path | None:
    """A Chromium that is here and starts: named in `TESSERA_CHROMIUM` or `CHROMIUM`, or found."""
    named = [os.environ[name] for name in ("TESSERA_CHROMIUM", "CHROMIUM") if os.environ.get(name)]
    on_path = [found for name in NAMES if (found := shutil.which(name))]
    for candidate in (*named, *on_path, *ELSEWHERE, *_playwrights_own()):
        if Path(candidate).is_file() and _starts(candidate):
            return Path(candidate)
    return None


def find_or_install(say: Say) -> Path | None:
    """As `find`; where there is none, tries Debian's package (as root) and then Playwright's own download."""
    found = find()
    if found:
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        say("installing Chromium with apt-get")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        attempt(["apt-get", "update", "-q"], say, quiet)
        for package in (HEADLESS, "chromium"):
            attempt(["apt-get", "install", "-q", "-y", "--no-install-recommends", package], say, quiet)
            found = find()
            if found:
                break
    if not found:
        say("asking Playwright for its Chromium")
        attempt([sys.executable, "-m", "playwright", "install", "chromium"], say, dict(os.environ))
        found = find()
    if not found:
        say(
            "no Chromium could be found or installed. "
            "Install one (on Debian, as root: apt-get install chromium), or name one in TESSERA_CHROMIUM"
        )
    return found


def _playwrights_own() -> list[str]:
    kept = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    return [str(path) for path in sorted(Path(kept).glob("chromium-*/chrome-*/chrome"), reverse=True)]


def _starts(candidate: str) -> bool:
    """Whether the program says which version it is; a snap's stand-in without the snap does not."""
    try:
        done = subprocess.run([candidate, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def attempt(command: list[str], say: Say, environment: dict[str, str]) -> None:
    """Run an installer; say what went wrong, and raise nothing."""
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as problem:
        say(f"{command[0]} could not be run: {problem}")
        return
    if done.returncode:
        say(f"{' '.join(command)} failed: {(done.stderr or done.stdout).strip()[-500:]}")
