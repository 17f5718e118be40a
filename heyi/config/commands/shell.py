"""`heyi shell`: a Python prompt with all models loaded, bound by row-level security unless asked otherwise."""

import argparse

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.words import _

HELP = "a Python prompt on this installation"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--owner", action="store_true", help=_("as the owner of the database"))
    parser.add_argument("-c", "--command", help=_("run this and end"))


def run(options: argparse.Namespace) -> int:
    with installation.django(DataDir(), role="owner" if options.owner else "app"):
        from django.core.management import call_command

        call_command("shell", **({"command": options.command} if options.command else {}))
    return 0
