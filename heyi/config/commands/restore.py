"""`heyi restore FILE`: bring a backup back, into an empty installation or with --replace. It must not be running."""

import argparse
from pathlib import Path

from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.words import _

HELP = "bring a backup back"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=_("the archive to read"))
    parser.add_argument("--replace", action="store_true", help=_("give up what this installation holds"))
    parser.add_argument("--verify", action="store_true", help=_("only check that the archive is whole"))


def run(options: argparse.Namespace) -> int:
    from heyi.config.runtime import archive, backup

    if options.verify:
        manifest = archive.verify(options.file)
        sentence = _("{file} is whole: version {version}, made {made_at}, {count} files.")
        count = len(manifest["sha256"]) - 1
        print(sentence.format(file=options.file, version=manifest["version"], made_at=manifest["made_at"], count=count))
    else:
        backup.restore(DataDir(), options.file, replace=options.replace)
    return 0
