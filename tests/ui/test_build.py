"""The committed style sheet and scripts are what the sources build, and stay small enough for a slow line."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "tessera/ui/static/ui"
KIB = 1024


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    if not shutil.which("node"):
        pytest.skip("NODE IS NOT HERE: nobody checked that the built front end is what its sources build")
    subprocess.run([FRONTEND / "build.sh", tmp_path], check=True, capture_output=True)
    for name in (
        "app.css",
        "live.css",
        "story.css",
        "app.js",
        "boot.js",
        "live.js",
        "who.js",
        "body.js",
        "follow.js",
    ):
        same = (tmp_path / name).read_bytes() == (BUILT / name).read_bytes()
        assert same, f"{name} is not what its sources build: run frontend/build.sh and commit the result"


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("app.css", 13 * KIB),
        ("app.js", 6 * KIB),
        ("who.js", KIB),
        ("body.js", 600),
        ("follow.js", 500),
        ("boot.js", 200),
        ("icon.svg", 600),
        ("live.css", KIB),
        ("story.css", KIB),
        ("live.js", 38 * KIB),
    ],
)
def test_files_are_small(name: str, most: int) -> None:
    assert len(gzip.compress((BUILT / name).read_bytes(), 9)) <= most


def test_no_typeface_crest_or_foreign_address_is_shipped() -> None:
    for file in BUILT.iterdir():
        text = file.read_text()
        assert "@font-face" not in text
        assert not re.search(r"url\((?!#)", text), file.name
        assert not re.search(
            r"GDS Transport|crest|crown|https?://(?!www\.w3\.org/)\w", text, re.IGNORECASE
        ), file.name


def test_the_lock_file_names_no_registry() -> None:
    lock = (FRONTEND / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert "://" not in re.sub(r'"url": "[^"]*"', "", lock)
    wanted = json.loads((FRONTEND / "package.json").read_text())["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


COLOURS = {
    "--tessera-ink-text": ["--tessera-ink"],
    "--tessera-red": ["#fff", "--tessera-soft"],
    "--tessera-muted": ["#fff", "--tessera-soft"],
    "--tessera-amber-ink": ["#fff", "--tessera-soft"],
    "#0b0c0c": [
        "--tessera-amber",
        "--tessera-red-soft",
        "--tessera-green-soft",
        "--tessera-amber-soft",
        "--tessera-soft",
    ],
    "#ffffff": ["--tessera-red", "--tessera-green", "--tessera-blue", "#0b0c0c"],
    "#3d2375": ["--tessera-voice-soft", "#fff"],
    "#084f35": ["--tessera-green-soft"],
    "#8a1513": ["--tessera-red-soft"],
    "#383f43": ["#fff", "--tessera-soft"],
}


def luminance(colour: str) -> float:
    """Return relative luminance (WCAG 2.2, definition of relative luminance)."""
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_stand_out_from_what_is_behind_them() -> None:
    theme = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]+);", (FRONTEND / "styles/_theme.scss").read_text()))
    for ink, papers in COLOURS.items():
        for paper in papers:
            light, dark = sorted((luminance(theme.get(c, c)) for c in (ink, paper)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {paper}"
