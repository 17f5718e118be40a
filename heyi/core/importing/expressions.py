"""Expressions in mappings: FEEL over the cells of a row. Columns are names; cells of digits count as numbers.

Columns whose names are not plain words are reached through ``row``, which holds all cells: ``get value(row, "金额(元)")``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from heyi.core.importing.document import Node
from heyi.core.workflow.feel import Expression, FeelSyntaxError, compile_expression

ROW = "row"
_BY_TEXT = re.compile(r'get value\(\s*row\s*,\s*"([^"]*)"')
_NUMBER = re.compile(r"^-?(0|[1-9]\d{0,20})(\.\d{1,12})?$")


@dataclass(frozen=True)
class Formula:
    """A compiled expression and where it stands in the mapping."""

    compiled: Expression
    text: str
    node: Node

    @classmethod
    def read(cls, text: str, node: Node) -> "Formula":
        """Compile, or refuse with the place."""
        try:
            return cls(compile_expression(text.strip()), text.strip(), node)
        except FeelSyntaxError as error:
            raise node.error(_("the expression cannot be read: %s") % error) from error

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the expression takes from the row, by their names or by ``get value(row, "…")``."""
        named = self.compiled.free_names - {ROW}
        return named | set(_BY_TEXT.findall(self.text)) if ROW in self.compiled.free_names else named

    def value(self, cells: Mapping[str, Any]) -> Any:
        """Its value for one row; null where a cell is missing or of the wrong type, as FEEL has it. LimitExceeded when
        it costs too much.
        """
        context: dict[str, Any] = {name: typed(cells.get(name)) for name in self.compiled.free_names}
        if ROW in context and ROW not in cells:
            context[ROW] = {name: typed(value) for name, value in cells.items()}
        return self.compiled.evaluate(context)


def typed(value: Any) -> Any:
    """Text of the form of a plain number becomes one; ``007`` and ``1e5`` stay text."""
    if isinstance(value, str) and _NUMBER.match(value):
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    if isinstance(value, float):
        return Decimal(repr(value))
    return value
