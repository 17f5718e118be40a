"""`heyi restore FILE`: bring a backup back, into an empty installation or with --replace. It must not be running.

`heyi restore --to MOMENT ARCHIVE` brings back the state of a moment from the archive (ARCHIVE_DIR) into a new data folder.
"""

import argparse
import os
import sys
from pathlib import Path

from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.words import _

SHOWN = 20
HELP = "bring a backup back"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help=_("the archive to read"))
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--replace", action="store_true", help=_("give up what this installation holds"))
    way.add_argument("--verify", action="store_true", help=_("only check that the archive is whole"))
    moment = _(
        "bring back the state of a moment (2026-11-23T14:05:00+08:00, or latest); FILE is the folder of ARCHIVE_DIR"
    )
    way.add_argument("--to", metavar="MOMENT", help=moment)


def run(options: argparse.Namespace) -> int:
    """1: the moment is there, but not all of its uploads."""
    from heyi.config.runtime import archive, backup, environment

    if options.to is not None:
        from heyi.config.runtime.journal import returning

        environment.check(os.environ)
        missing = returning.restore(DataDir(), options.file, options.to.strip())
        if missing:
            sentence = _("{count} uploads are missing in the archive, or not what was saved: {names}")
            print(sentence.format(count=len(missing), names=", ".join(missing[:SHOWN])), file=sys.stderr)
            return 1
    elif options.verify:
        manifest = archive.verify(options.file)
        sentence = _("{file} is whole: version {version}, made {made_at}, {count} files.")
        count = len(manifest["sha256"]) - 1
        print(sentence.format(file=options.file, version=manifest["version"], made_at=manifest["made_at"], count=count))
    else:
        backup.restore(DataDir(), options.file, replace=options.replace)
    return 0
