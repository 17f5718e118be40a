"""`heyi dmn`: decide with a DMN file, check it, or run the cases of the DMN Technology Compatibility Kit."""

import argparse
import json
from pathlib import Path
from typing import Any

from heyi.config.commands._documents import json_or_file
from heyi.config.commands.feel import explained
from heyi.config.runtime import offline
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

HELP = "run or check a DMN decision model (docs/apps/dmn.md)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="")
    deciding = acts.add_parser("run", help=_("decide, and say which rules matched"))
    deciding.add_argument("file", type=Path, help=_("the DMN file"))
    deciding.add_argument("--input", default="{}", metavar="JSON", help=_("values by name; @FILE reads a file"))
    deciding.add_argument("--decision", metavar="NAME", help=_("only this decision (default: all)"))
    deciding.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    checking = acts.add_parser("check", help=_("find gaps, overlaps and mistakes"))
    checking.add_argument("file", type=Path, help=_("the DMN file"))
    checking.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    testing = acts.add_parser("tck", help=_("run the test cases of the DMN TCK below a folder"))
    testing.add_argument("folder", type=Path, help=_("the folder with the test cases"))


def run(options: argparse.Namespace) -> int:
    """0: done; 1: there are errors in the model, or cases failed; 2: the file or the input cannot be used."""
    with offline.django():
        from heyi.kit.errors import Problem

        try:
            return {"run": decide, "check": look, "tck": test}[options.act](options)
        except Problem as problem:
            raise Refusal(explained(problem)) from problem


def _model(path: Path) -> Any:
    from heyi.core.workflow.dmn import read_file

    if not path.is_file():
        raise Refusal(_("There is no file {path}.").format(path=path))
    return read_file(path)


def decide(options: argparse.Namespace) -> int:
    """Print the value of one decision or of all, the rules that matched, and why parts are null."""
    from heyi.core.workflow.dmn.data import plain, read_json, shown, typed_inputs

    model = _model(options.file)
    inputs = typed_inputs(model, read_json(json_or_file(options.input)))
    outcome = model.decide(options.decision, inputs) if options.decision else model.decide_all(inputs)
    if options.json:
        print(json.dumps(_as_json(outcome, plain), ensure_ascii=False))
        return 0
    values = {outcome.name: outcome.value} if options.decision else outcome.value
    for name, value in values.items():
        print(f"{name}: {shown(value)}")
    for match in outcome.matches:
        given = ", ".join(f"{text} = {shown(value)}" for text, value in match.inputs)
        rules = ", ".join(map(str, match.rules)) or _("none")
        print("  " + _("{owner}: rules {rules} for {inputs}").format(owner=match.owner, rules=rules, inputs=given))
    for note in outcome.diagnostics:
        print(f"  {note.code}: {note.detail}")
    return 0


def _as_json(outcome: Any, plain: Any) -> dict[str, Any]:
    return {
        "value": plain(outcome.value),
        "decisions": plain(dict(outcome.decisions)),
        "matches": [
            {
                "decision": match.owner,
                "table": match.table,
                "inputs": [{"expression": text, "value": plain(value)} for text, value in match.inputs],
                "rules": list(match.rules),
                "problem": match.problem,
            }
            for match in outcome.matches
        ],
        "diagnostics": [{"code": note.code, "detail": note.detail} for note in outcome.diagnostics],
    }


def look(options: argparse.Namespace) -> int:
    """Print every finding; 1 when one of them is an error."""
    from heyi.core.workflow.dmn.check import check

    findings = check(_model(options.file))
    if options.json:
        found = [{"place": one.place, "code": one.code, "error": one.is_error, "message": str(one)} for one in findings]
        print(json.dumps(found, ensure_ascii=False))
    else:
        words = {True: _("error"), False: _("warning")}
        for one in findings:
            print(f"{words[one.is_error]}  {one.place}: {one}")
        errors = sum(one.is_error for one in findings)
        print(_("{errors} errors, {warnings} warnings").format(errors=errors, warnings=len(findings) - errors))
    return 1 if any(one.is_error for one in findings) else 0


def test(options: argparse.Namespace) -> int:
    """Print the verdict of each case and the totals by case and by result; 1 when one failed."""
    from heyi.core.workflow.dmn.tck import Totals, by_case, run_folder

    if not options.folder.is_dir():
        raise Refusal(_("There is no folder {path}.").format(path=options.folder))
    results = list(run_folder(options.folder))
    reasons: dict[tuple[str, int], str] = {}
    names = {(result.file, result.number): result.case for result in results}
    for result in results:
        if result.detail:
            reasons.setdefault((result.file, result.number), f"  {result.node}: {result.detail}")
    cases = by_case(results)
    for key, verdict in cases.items():
        print(f"{verdict.value:<14}{key[0]} {names[key]}{reasons.get(key, '')}")
    by_kind = (
        (_("cases"), Totals.of(list(cases.values()))),
        (_("results"), Totals.of([result.verdict for result in results])),
    )
    for kind, totals in by_kind:
        line = _("{kind}: {passed} passed of {run} run, {others} not supported")
        print(line.format(kind=kind, passed=totals.passed, run=totals.run, others=totals.not_supported))
    return 1 if any(totals.failed for _kind, totals in by_kind) else 0
