"""Words for the screen in other languages: gather them, compile what translators wrote, or put accents on all."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings

from config import translations

HELP = "the words of the interface in other languages: gather, compile, or try with accents"
ROLE = "none"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what to do, and for which language."""
    what = parser.add_subparsers(dest="what", required=True)
    gather = what.add_parser("gather", help="write or bring up to date a language's file of words")
    gather.add_argument("language", help="its code, such as cy")
    gather.add_argument(
        "--folder", type=Path, help="where the languages are (default: locale/ of the program)"
    )
    what.add_parser("compile", help="make what the program loads of every language's file")
    what.add_parser(
        "pseudo", help=f"make {translations.PSEUDO}: every letter with an accent, to see what is left"
    )


def run(args: argparse.Namespace) -> int:
    """Do it; prints the files that were written."""
    folders = [Path(folder) for folder in settings.LOCALE_PATHS]
    if args.what == "gather":
        path = translations.write(args.language, args.folder or translations.LOCALE)
        print(path)
        print(f"{translations.missing(path)} still to translate", file=sys.stderr)
        return 0
    if args.what == "pseudo":
        print(translations.write(translations.PSEUDO, folders[0], translations.pseudo))
    for path in translations.compile_all(folders):
        print(path)
    return 0
