"""`heyi manage …`: Django's own commands on this installation."""

import argparse

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.words import _

HELP = "pass a command to Django (heyi manage -- help)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--owner", action="store_true", help=_("as the owner of the database"))
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    with installation.django(DataDir(), role="owner" if options.owner else "app"):
        from django.core.management import execute_from_command_line

        arguments = [word for word in options.arguments if word != "--"]
        execute_from_command_line(["heyi manage", *arguments])
    return 0
