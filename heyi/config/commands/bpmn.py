"""`heyi bpmn`: check a process file, send it there and back, or run it by a small script; no database, no browser."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _, language

HELP = "check, round-trip or run a BPMN file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="", required=True)
    check = what.add_parser("check", help=_("what the file lacks to run"))
    trip = what.add_parser("roundtrip", help=_("read it, write it, and show what is different"))
    run = what.add_parser("run", help=_("drive a case by a script and show where it is after each line"))
    for one in (check, trip, run):
        one.add_argument("file", nargs="+" if one is not run else 1, type=Path, metavar="FILE")
    run.add_argument("--script", type=Path, metavar="FILE", help=_("the script (default: standard input)"))
    run.add_argument("--with", dest="more", action="append", type=Path, default=[], metavar="FILE",
                     help=_("a further file: processes that are called, or decisions (.dmn)"))  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """0: fine; 1: findings, differences or a line that could not be done."""
    os.environ.setdefault("SECRET_KEY", "no secrets are kept by this command")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heyi.config.settings")
    import django
    from django.utils import translation

    django.setup()
    with translation.override(language().replace("_", "-").lower()):
        if options.what == "run":
            return _run(options.file[0], options.script, options.more)
        return max([{"check": _check, "roundtrip": _roundtrip}[options.what](path) for path in options.file])


def _read(path: Path) -> Any:
    from heyi.core.workflow.parser.read import read
    from heyi.kit.errors import Problem

    try:
        return read(path.read_bytes())
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}") from error
    except Problem as problem:
        details = "; ".join(f"{error.field}: {error.message}" for error in getattr(problem, "errors", ()))
        raise Refusal(f"{path}: {problem} {details}".rstrip()) from problem


def _rules(path: Path) -> Any:
    from heyi.core.workflow.dmn import read_file

    return read_file(path)


def _check(path: Path) -> int:
    from heyi.core.workflow.parser.lint import lint

    findings = lint(_read(path))
    for finding in findings:
        kind = _("error") if finding.is_error else _("warning")
        print(f"{path.name}: {kind}: {finding.element or '-'}: {finding.message} [{finding.code}]")
    errors = sum(finding.is_error for finding in findings)
    print(_("{file}: {errors} errors, {warnings} warnings").format(
        file=path.name, errors=errors, warnings=len(findings) - errors))  # fmt: skip
    return 1 if errors else 0


def _roundtrip(path: Path) -> int:
    from heyi.core.workflow.parser.comparing import differences
    from heyi.core.workflow.parser.read import read, write
    from heyi.core.workflow.parser.xml import BPMNDI

    document = _read(path)
    again = read(write(document))
    found = list(differences(document.root, again.root))
    same = document.processes == again.processes
    shapes = sum(1 for _shape in again.root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"))
    for where, was, now in found[:20]:
        print(f"{path.name}: {where}: {was!r} -> {now!r}")
    elements = sum(len(process.elements) for process in document.processes)
    print(_("{file}: {elements} elements, {shapes} shapes and edges of the diagram kept, {count} differences").format(
        file=path.name, elements=elements, shapes=shapes, count=len(found) + (not same)))  # fmt: skip
    return 1 if found or not same else 0


def _run(path: Path, script: Path | None, more: list[Path]) -> int:
    from heyi.core.workflow.trying.script import BadLine, play
    from heyi.core.workflow.trying.trial import Trial
    from heyi.kit.errors import Problem

    try:
        trial = Trial(*(_read(one) for one in (path, *more) if one.suffix != ".dmn"))
        trial.store.models.update({one.stem: _rules(one) for one in more if one.suffix == ".dmn"})
    except Problem as problem:
        raise Refusal(f"{path}: {problem}") from problem
    lines = script.read_text("utf-8").splitlines() if script else sys.stdin
    try:
        for shown in play(trial, lines):
            where = ", ".join(shown.active) or "-"
            trouble = f"  [{', '.join(shown.incidents)}]" if shown.incidents else ""
            print(f"{shown.line}\n  {shown.state or '-'}: {where}{trouble}", flush=True)
    except BadLine as bad:
        print(_("line {number}: {line}: {reason}").format(number=bad.number, line=bad.line, reason=bad.reason))
        return 1
    return 0
