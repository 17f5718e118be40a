"""`heyi backup FILE`: database and files in one checked archive. The installation may be running."""

import argparse
from pathlib import Path

from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.words import _

HELP = "save database and files into one archive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=_("the archive to write; it must not exist"))


def run(options: argparse.Namespace) -> int:
    from heyi.config.runtime import backup

    backup.backup(DataDir(), options.file)
    return 0
