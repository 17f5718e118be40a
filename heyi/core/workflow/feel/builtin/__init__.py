"""The built-in functions of FEEL, by subject."""

from functools import cache
from types import MappingProxyType

from heyi.core.workflow.feel.builtin import contexts, lists, moments, numbers, ranges, text
from heyi.core.workflow.feel.builtin.registry import functions
from heyi.core.workflow.feel.values import Function

__all__ = ["BUILTIN_MODULES", "builtins"]

BUILTIN_MODULES = (contexts, lists, moments, numbers, ranges, text)


@cache
def builtins() -> MappingProxyType[str, Function]:
    """Every built-in by name."""
    return MappingProxyType(functions())
