"""What service tasks can call: operations that apps register, each with a name and a description."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from heyi.core.workflow.errors import NoOperation
from heyi.kit.errors import Text

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

Perform = Callable[[Mapping[str, Any], "Step"], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Operation:
    """``perform`` gets the values that the task may read and the step (for actor, case and moment), and runs in the
    transaction of the act. It returns variables; a BpmnError takes the model's error path, any other Problem becomes an
    incident of the case.
    """

    name: str
    label: Text
    perform: Perform


_operations: dict[str, Operation] = {}


def register_operation(name: str, label: Text, perform: Perform) -> Operation:
    """Make an operation known; twice is an error of programming."""
    if name in _operations:
        raise ImproperlyConfigured(f"The operation {name} is registered twice.")
    _operations[name] = Operation(name, label, perform)
    return _operations[name]


def operations() -> dict[str, Operation]:
    """Every operation by its name."""
    return dict(_operations)


def operation_of(name: str) -> Perform:
    """What to perform; NoOperation when no app offers it."""
    try:
        return _operations[name].perform
    except KeyError:
        raise NoOperation(name=name) from None
