"""FEEL, the expression language of DMN: compiled once, evaluated within bounds, without any reach into Python.

>>> expression = compile_expression("if amount > 1000 then \\"manager\\" else \\"lead\\"", names=("amount",))
>>> expression.evaluate({"amount": 2500})
'manager'
"""

from heyi.core.workflow.feel.api import (
    Expression,
    Outcome,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    nested_names,
)
from heyi.core.workflow.feel.errors import Diagnostic, FeelError, FeelSyntaxError, LimitExceeded
from heyi.core.workflow.feel.runtime import DEFAULT_LIMITS, Limits
from heyi.core.workflow.feel.values import from_python, to_python

__all__ = [
    "DEFAULT_LIMITS",
    "Diagnostic",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "LimitExceeded",
    "Limits",
    "Outcome",
    "UnaryTests",
    "compile_expression",
    "compile_unary_tests",
    "from_python",
    "nested_names",
    "to_python",
]
