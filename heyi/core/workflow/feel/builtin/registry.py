"""How built-in functions are declared: a name and its parameters as text, as the standard's tables write them."""

from collections.abc import Callable
from typing import TypeVar

from heyi.core.workflow.feel.calls import Overload, Parameter
from heyi.core.workflow.feel.values import Function, Value

Work = TypeVar("Work", bound=Callable[..., Value])
_overloads: dict[str, list[Overload]] = {}


def feel(name: str, parameters: str = "", *, run: bool = False) -> Callable[[Work], Work]:
    """Declare one form of a built-in: `feel("substring", "string:string, start position:number, length?:number")`.

    `?` may be left out; kinds are joined by `|`; `null` or `any` among them lets null in. With `run` the work also
    gets the Run, last.
    """

    def register(work: Work) -> Work:
        made = tuple(_parameter(text) for text in parameters.split(",") if text.strip())
        _overloads.setdefault(name, []).append(Overload(made, work, run, variadic=False))
        return work

    return register


def feel_list(name: str, *, run: bool = False) -> Callable[[Work], Work]:
    """Declare a built-in of one list that may also be written as several arguments: `min([1, 2])`, `min(1, 2)`."""

    def register(work: Work) -> Work:
        one = (_parameter("list:list"),)
        _overloads.setdefault(name, []).append(Overload(one, work, run, variadic=False))
        _overloads[name].append(Overload((), work, run, variadic=True))
        return work

    return register


def feel_rest(name: str) -> Callable[[Work], Work]:
    """Declare the form of a built-in that takes any number of arguments, given to the work as one list."""

    def register(work: Work) -> Work:
        _overloads.setdefault(name, []).append(Overload((), work, needs_run=False, variadic=True, opens=False))
        return work

    return register


def _parameter(text: str) -> Parameter:
    name, _, kinds = text.strip().partition(":")
    wanted = frozenset(part.strip() for part in kinds.split("|"))
    return Parameter(name.rstrip("?"), wanted, name.endswith("?"), bool(wanted & {"any", "null"}))


def functions() -> dict[str, Function]:
    """All built-ins that were declared."""
    return {
        name: Function(_names(overloads), _not_direct, (), tuple(overloads)) for name, overloads in _overloads.items()
    }


def _names(overloads: list[Overload]) -> tuple[str, ...]:
    return tuple(parameter.name for parameter in max((o.parameters for o in overloads), key=len))


def _not_direct(arguments: list[Value], run: object) -> Value:
    raise AssertionError("built-ins are called through their forms")
