"""`heyi feel`: evaluate an expression of FEEL, the language of conditions, formulas and decision tables."""

import argparse
import json
import sys
from typing import Any

from heyi.config.commands._documents import json_or_file
from heyi.config.runtime import offline
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

HELP = "evaluate a FEEL expression (docs/apps/dmn.md)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("expression", help=_("the expression, for example: if amount > 1000 then 1 else 2"))
    parser.add_argument("--context", default="{}", metavar="JSON", help=_("values by name; @FILE reads a file"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """0: evaluated; 1: the expression cannot be read or takes too much; 2: the context is no JSON object."""
    with offline.django():
        from heyi.core.workflow.dmn.data import plain, read_json, shown
        from heyi.core.workflow.feel import FeelError, FeelSyntaxError, compile_expression, nested_names
        from heyi.kit.errors import Problem

        try:
            context = read_json(json_or_file(options.context))
        except Problem as problem:
            raise Refusal(explained(problem)) from problem
        try:
            outcome = compile_expression(options.expression, names=nested_names(context)).run(context)
            text = json.dumps(plain(outcome.value), ensure_ascii=False) if options.json else shown(outcome.value)
        except FeelSyntaxError as error:
            return _tell_place(options.expression, error)
        except FeelError as error:
            print(error, file=sys.stderr)
            return 1
        notes = [{"code": note.code, "detail": note.detail} for note in outcome.diagnostics]
        if options.json:
            print(f'{{"value": {text}, "diagnostics": {json.dumps(notes, ensure_ascii=False)}}}')
            return 0
        print(text)
        for note in notes:
            print(f"{note['code']}: {note['detail']}", file=sys.stderr)
    return 0


def _tell_place(text: str, error: Any) -> int:
    before = text[: error.position]
    line, column = before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1
    reason = error.reasons[error.reason]
    print(_("line {line}, column {column}: {reason}").format(line=line, column=column, reason=reason), file=sys.stderr)
    return 1


def explained(problem: Any) -> str:
    """A problem with its places, in one line."""
    places = "; ".join(f"{error.path}: {error.message}" for error in problem.errors)
    return f"{problem} {places}".strip()
