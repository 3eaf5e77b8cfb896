"""The job worker: reminders, acknowledgements, email. Beside its jobs it seals the ledger every few seconds."""

from __future__ import annotations

import argparse

from django.core.management import call_command

from config.commands.check import refuse_dangerous
from tessera.audit import sealing

HELP = "run the job worker until stopped"
ROLE = "job"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds how many jobs at once and whether to stop."""
    parser.add_argument("--concurrency", type=int, default=2, help="jobs at once (default 2)")
    parser.add_argument("--once", action="store_true", help="do the jobs that are due and leave")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; a job under way is finished first. Once: what the jobs wrote is sealed at the end."""
    refuse_dangerous()
    options = ["worker", "--concurrency", str(args.concurrency), "--delete-jobs", "successful"]
    if args.once:
        call_command("procrastinate", *options, "--one-shot")
        sealing.seal()
        sealing.publish()
        return 0
    with sealing.running():
        call_command("procrastinate", *options)
    return 0
