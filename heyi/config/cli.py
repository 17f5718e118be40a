"""The `heyi` command. Each subcommand is one module in `heyi/config/commands`:

    HELP = "one sentence"
    def add_arguments(parser): ...
    def run(options) -> int: ...          # the exit status; raise Refusal for one clear sentence

Those modules import Django only inside `run`, so that help and refusals are instant. A module whose name ends in an
underscore loses it (`import_` is `heyi import`); underscores inside become hyphens.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

from heyi import __version__
from heyi.config import commands
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: done; 1: the command found something wrong; 2: refused; 130: interrupted."""
    options = parser().parse_args(arguments)
    if options.data:
        os.environ["HEYI_DATA"] = options.data
    try:
        return int(options.run(options) or 0)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader (`| head`) left
        sys.stderr.close()
        return 0


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="heyi", description=_("Heyi 合一: approvals, customers, goods and people in one.")
    )
    top.add_argument("--version", action="version", version=f"heyi {__version__}")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", metavar="DIR", help=_("data folder (default: HEYI_DATA, else .heyi)"))
    choices = top.add_subparsers(title=_("commands"), metavar="", required=True)
    for name in names():
        module = importlib.import_module(f"{commands.__name__}.{name}")
        summary = _(module.HELP)
        shown = name.rstrip("_").replace("_", "-")
        child = choices.add_parser(shown, help=summary, description=summary, parents=[shared])
        module.add_arguments(child)
        child.set_defaults(run=module.run)
    return top


def names() -> list[str]:
    """Module names of the commands, in alphabetical order."""
    return sorted(found.name for found in pkgutil.iter_modules(commands.__path__) if not found.name.startswith("_"))
