"""`heyi worker`: runs jobs, timers and periodic tasks. Any number may run, on any machine that reaches the database."""

import argparse

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.words import _

HELP = "run jobs and timers (up and demo start one)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=4, help=_("jobs at the same time (default: 4)"))
    parser.add_argument("--queues", default="", help=_("only these queues, separated by commas"))
    parser.add_argument("--once", action="store_true", help=_("end when nothing is left to do"))


def run(options: argparse.Namespace) -> int:
    with installation.django(DataDir()):
        from django.core.management import call_command

        arguments = ["worker", f"--concurrency={options.concurrency}", "--shutdown-graceful-timeout=20"]
        arguments += ["--delete-jobs=never"]
        arguments += [f"--queues={options.queues}"] if options.queues else []
        arguments += ["--one-shot"] if options.once else []
        call_command("procrastinate", *arguments)
    return 0
