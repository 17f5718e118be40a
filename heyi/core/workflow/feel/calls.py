"""Invocation: of functions that an expression defines and of built-ins, by position or by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from heyi.core.workflow.feel.runtime import Run
from heyi.core.workflow.feel.temporal import Date, DateTime, Time
from heyi.core.workflow.feel.values import Function, Value, kind

REFUSED = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a built-in: name, names of the types it takes, whether it may be left out or null."""

    name: str
    kinds: frozenset[str]
    optional: bool
    nullable: bool


@dataclass(frozen=True, slots=True)
class Overload:
    """One form of a built-in. A variadic one takes all arguments as a list; it `opens` a list that stands alone."""

    parameters: tuple[Parameter, ...]
    work: Callable[..., Value]
    needs_run: bool
    variadic: bool
    opens: bool = True


def invoke_positional(callee: Value, arguments: list[Value], run: Run, label: str) -> Value:
    """`callee(a, b)`; None with a note when it is no function or the arguments do not fit."""
    if not isinstance(callee, Function):
        return run.note("no_function", label)
    run.spend()
    if callee.builtin is not None:
        return _builtin(callee.builtin, arguments, run, label)
    if len(arguments) != len(callee.parameters):
        return run.note("wrong_arguments", label)
    return _enter(callee, arguments, run)


def invoke_named(callee: Value, arguments: Mapping[str, Value], count: int, run: Run, label: str) -> Value:
    """`callee(a: 1, b: 2)`, in any order."""
    if not isinstance(callee, Function) or len(arguments) != count:
        return run.note("no_function" if len(arguments) == count else "wrong_arguments", label)
    run.spend()
    if callee.builtin is not None:
        return _builtin_named(callee.builtin, arguments, run, label)
    if set(arguments) != set(callee.parameters):
        return run.note("wrong_arguments", label)
    return _enter(callee, [arguments[name] for name in callee.parameters], run)


def _enter(callee: Function, arguments: list[Value], run: Run) -> Value:
    run.depth += 1
    if run.depth > run.limits.depth:
        run.stop("too_deep")
    try:
        return callee.call(arguments, run)
    finally:
        run.depth -= 1


def _builtin(overloads: tuple[Overload, ...], arguments: list[Value], run: Run, label: str) -> Value:
    for overload in overloads:
        if overload.variadic:
            single = overload.opens and len(arguments) == 1 and isinstance(arguments[0], list)
            if arguments:
                return _work(overload, [arguments[0] if single else arguments], run, label)
            continue
        least = sum(not parameter.optional for parameter in overload.parameters)
        if not least <= len(arguments) <= len(overload.parameters):
            continue
        ready = [_argument(value, of) for value, of in zip(arguments, overload.parameters, strict=False)]
        if not any(value is REFUSED for value in ready):
            ready += [None] * (len(overload.parameters) - len(ready))
            return _work(overload, ready, run, label)
    return run.note("wrong_arguments", f"{label}({', '.join(kind(value) for value in arguments)})")


def _builtin_named(overloads: tuple[Overload, ...], arguments: Mapping[str, Value], run: Run, label: str) -> Value:
    for overload in overloads:
        names = {parameter.name for parameter in overload.parameters}
        needed = {parameter.name for parameter in overload.parameters if not parameter.optional}
        if not needed <= arguments.keys() <= names:
            continue
        ready: list[Value] = []
        for parameter in overload.parameters:
            if parameter.name in arguments:
                ready.append(_argument(arguments[parameter.name], parameter))
            else:
                ready.append(None)
        if not any(value is REFUSED for value in ready):
            return _work(overload, ready, run, label)
    return run.note("wrong_arguments", f"{label}({', '.join(arguments)})")


def _argument(value: Value, parameter: Parameter) -> Any:
    """The value by the implicit conversions, or REFUSED."""
    if value is None:
        return None if parameter.nullable else REFUSED
    kinds = parameter.kinds
    if "any" in kinds or kind(value) in kinds:
        return value
    if isinstance(value, list) and len(value) == 1 and kind(value[0]) in kinds:
        return value[0]
    if "list" in kinds:
        return [value]
    if "date and time" in kinds and isinstance(value, Date):
        return DateTime(value, Time(0, 0))
    return REFUSED


def _work(overload: Overload, arguments: list[Value], run: Run, label: str) -> Value:
    for argument in arguments:
        if isinstance(argument, list):
            run.spend(len(argument))
    try:
        result = overload.work(*arguments, run) if overload.needs_run else overload.work(*arguments)
    except (DecimalException, ArithmeticError):
        result = None
    if result is None:
        run.note("no_result", label)
    return result if isinstance(result, Decimal | bool) else run.sized(result)
