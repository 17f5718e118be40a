"""Compares the browser's evaluator of FEEL (feelin) with the server's, expression by expression.

`FEELIN` names the folder of the package; else it is looked for in web/node_modules.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from heyi.core.workflow.feel import FeelError, compile_expression
from heyi.core.workflow.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from heyi.core.workflow.feel.values import Function, Range, Value, from_python, write

HERE = Path(__file__).parent
ROOT = HERE.parents[4]
CONTEXT: dict[str, Any] = {
    "amount": 1250.5,
    "quantity": 3,
    "unit price": 9.9,
    "name": "张伟 Wei",
    "start": "2026-01-31",
    "none": None,
    "empty": [],
    "flags": [True, None],
    "lines": [{"price": 10, "qty": 2}, {"price": 20, "qty": 1}, {"price": 5.5, "qty": 4}],
}
ERROR = "error"
_NAMES = {Date: "date", DateTime: "datetime", Time: "time", DaysTime: "duration", YearsMonths: "duration"}


@dataclass(frozen=True, slots=True)
class Difference:
    """An expression with what the server and the browser make of it."""

    expression: str
    server: Any
    browser: Any


def expressions() -> list[str]:
    """The expressions that are compared."""
    lines = (HERE / "expressions.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def feelin() -> Path | None:
    """The package's module, if it and Node are there."""
    folder = Path(os.environ.get("FEELIN") or ROOT / "web" / "node_modules" / "feelin")
    module = folder / "dist" / "index.js"
    return module if module.is_file() and shutil.which("node") else None


def browser(module: Path, texts: list[str]) -> list[Any]:
    """What feelin makes of the expressions."""
    asked = json.dumps({"module": str(module.resolve()), "expressions": texts, "context": CONTEXT})
    command = ["node", str(HERE / "feelin.mjs")]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, timeout=120)
    return [ERROR if "error" in result else result["value"] for result in json.loads(done.stdout)]


def server(text: str) -> Any:
    """What the server makes of an expression, in the same form."""
    context = from_python(CONTEXT)
    try:
        return _plain(compile_expression(text, names=tuple(CONTEXT)).run(context).value)
    except FeelError:
        return ERROR


def _plain(value: Value) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {"context": {key: _plain(item) for key, item in value.items()}}
    if isinstance(value, Range):
        return {"range": [_plain(value.low), _plain(value.high), value.low_closed, value.high_closed]}
    if isinstance(value, Function):
        return {"function": True}
    name = _NAMES.get(type(value))
    return {name: write(value)} if name else value


def same(one: Any, other: Any) -> bool:
    """Equal; numbers as far as a double of the browser holds them."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-12 * max(1.0, abs(one))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def differences(module: Path) -> list[Difference]:
    """Every expression of which the two make something else."""
    texts = expressions()
    pairs = zip(texts, browser(module, texts), strict=True)
    return [Difference(text, mine, found) for text, found in pairs if not same(mine := server(text), found)]
