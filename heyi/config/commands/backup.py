"""`heyi backup FILE`: database and files in one checked archive. `--base` makes a base in ARCHIVE_DIR instead, `--list` says
what can be brought back from there. The installation may be running.
"""

import argparse
import os
import sys
from pathlib import Path

from heyi.config.runtime import environment
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

HELP = "save database and files into one archive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", help=_("the archive to write; it must not exist"))
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--base", action="store_true", help=_("make a base in ARCHIVE_DIR, from which moments are brought back")
    )
    way.add_argument("--list", action="store_true", help=_("show what can be brought back from ARCHIVE_DIR"))


def run(options: argparse.Namespace) -> int:
    """1: `--list` found a gap, or something else that must not be."""
    if (options.file is None) != (options.base or options.list):
        raise Refusal(_("Name the archive to write, or one of --base and --list."))
    if options.list:
        return _list()
    if options.base:
        from heyi.config.runtime.journal import basing

        print(basing.make(DataDir()))
    else:
        from heyi.config.runtime import backup

        backup.backup(DataDir(), options.file)
    return 0


def _list() -> int:
    from heyi.config.runtime.journal import listing

    environment.check(os.environ)
    found = listing.look(DataDir())
    print("\n".join(found.lines))
    for sentence in found.wrong:
        print(sentence, file=sys.stderr)
    return 1 if found.wrong else 0
