"""What a check says about one element."""

from collections.abc import Iterator
from dataclasses import dataclass

from heyi.kit.errors import Text

#: Codes of errors about what has not been filled in yet: a drawing that was not made to be run lacks it, but is not wrong.
LACKING = frozenset({
    "idle_loop", "no_approver", "no_called", "no_code", "no_condition", "no_event_condition", "no_instances",
    "no_link_name", "no_message", "no_script", "no_signal", "no_timer", "no_trigger",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one element. Errors refuse publication, warnings are shown."""

    element: str
    code: str
    message: Text
    is_error: bool = True

    @property
    def lacks(self) -> bool:
        """Whether something has not been said yet, rather than been said wrongly."""
        return self.is_error and self.code in LACKING


Findings = Iterator[Finding]


def warning(element: str, code: str, message: Text) -> Finding:
    """A finding that does not refuse publication."""
    return Finding(element, code, message, is_error=False)
