"""The job worker: reminders, acknowledgements, email."""

from __future__ import annotations

import argparse

from django.core.management import call_command

from config.commands.check import refuse_dangerous

HELP = "run the job worker until stopped"
ROLE = "job"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds how many jobs at once and whether to stop."""
    parser.add_argument("--concurrency", type=int, default=2, help="jobs at once (default 2)")
    parser.add_argument("--once", action="store_true", help="do the jobs that are due and leave")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; a job under way is finished first."""
    refuse_dangerous()
    options = ["worker", "--concurrency", str(args.concurrency), "--delete-jobs", "successful"]
    call_command("procrastinate", *options, *(["--one-shot"] if args.once else []))
    return 0
