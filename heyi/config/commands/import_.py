"""`heyi import`: bring in a folder of CSV and XLSX files by a mapping."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

HELP = "bring in a folder of CSV and XLSX files by a mapping (docs/guide/import.md)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help=_("the folder with the files"))
    parser.add_argument("--mapping", type=Path, required=True, help=_("the mapping, a YAML file"))
    parser.add_argument("--dry-run", action="store_true", help=_("do everything, then take it back"))
    parser.add_argument("--stop-on-error", action="store_true", help=_("stop at the first bad row"))
    parser.add_argument("--as", dest="person", default="", help=_("who imports (default: the administrator)"))
    parser.add_argument("--errors", type=Path, help=_("where to write what could not be imported"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """0: everything taken; 1: some rows were not, see the error file; 2: the mapping cannot be followed."""
    if not options.folder.is_dir():
        raise Refusal(_("There is no folder {path}.").format(path=options.folder))
    if not options.mapping.is_file():
        raise Refusal(_("There is no file {path}.").format(path=options.mapping))
    with installation.django(DataDir(), role="app"):
        from heyi.core.importing.command import import_folder
        from heyi.core.importing.document import MappingError

        try:
            report = import_folder(
                options.folder,
                options.mapping,
                username=options.person,
                dry_run=options.dry_run,
                stop_on_error=options.stop_on_error,
                progress=_silent if options.json else _bar,
            )
        except MappingError as error:
            raise Refusal(f"{options.mapping}: {error}") from error
        return _tell(report, options)


def _silent(name: str, done: int, total: int) -> None:
    """No progress between lines that a machine reads."""


def _bar(name: str, done: int, total: int) -> None:
    sys.stderr.write(f"\r  {name}: {done}/{total}" + ("\n" if done >= total else ""))
    sys.stderr.flush()


def _tell(report: Any, options: argparse.Namespace) -> int:
    from heyi.core.importing.report import write_errors

    if report.errors:
        path = options.errors or Path(f"{options.mapping.stem}-errors.csv")
        write_errors(report, path)
        print(_("What could not be imported is in {path}").format(path=path), file=sys.stderr)
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
        return 1 if report.errors or report.stopped else 0
    heads = (_("step"), _("read"), _("created"), _("changed"), _("unchanged"), _("skipped"), _("failed"), _("lines"))
    rows = [(s.name, s.read, s.created, s.updated, s.unchanged, s.skipped, s.failed, s.lines) for s in report.steps]
    for row in (heads, *rows):
        print("  " + str(row[0]).ljust(24) + "".join(str(cell).rjust(11) for cell in row[1:]))
    if options.dry_run:
        print(_("This was a dry run: nothing has been changed."))
    return 1 if report.errors or report.stopped else 0
