"""What can go wrong with an expression: it cannot be read, it costs too much, or a part of it means nothing."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Malformed


class FeelError(Malformed, ValueError):
    """An expression that gives no value. `reason` is stable and says why."""

    code = "feel_error"
    reasons: ClassVar[dict[str, Promise]] = {}

    def __init__(self, reason: str, *, position: int | None = None, near: str = "") -> None:
        extra = {"reason": reason} if position is None else {"reason": reason, "position": position, "near": near}
        place: dict[str, Any] = {} if position is None else {"place": position + 1}
        super().__init__(self.reasons[reason], extra=extra, **place)
        self.reason = reason


class FeelSyntaxError(FeelError):
    """The text is not a FEEL expression. `position` counts characters from 0."""

    code, title = "feel_syntax", _("The expression cannot be read at character %(place)s.")
    reasons: ClassVar[dict[str, Promise]] = {
        "unexpected": _("This is not understood here."),
        "incomplete": _("The expression is not complete."),
        "bad_character": _("This character has no meaning here."),
        "open_string": _("The text in quotation marks has no end."),
        "too_long": _("The expression is too long."),
        "too_deep": _("The expression is nested too deeply."),
    }

    def __init__(self, reason: str, position: int, near: str = "") -> None:
        super().__init__(reason, position=position, near=near)
        self.position = position
        self.near = near


class LimitExceeded(FeelError):
    """The evaluation took more steps, depth or memory than it was given; `reason` names the limit."""

    code, title = "feel_limit", _("The expression takes too much to evaluate.")
    reasons: ClassVar[dict[str, Promise]] = {
        "too_many_steps": _("It has too many steps."),
        "too_deep": _("Its functions call each other too deeply."),
        "list_too_long": _("A list in it becomes too long."),
        "text_too_long": _("A text in it becomes too long."),
        "value_too_large": _("A value in it becomes too large."),
        "pattern_too_slow": _("A pattern in it takes too long to match."),
    }


class Budget:
    """How many parts of one value may be walked over: values that share parts can be exponentially large."""

    __slots__ = ("left",)

    def __init__(self, left: int = 200_000) -> None:
        self.left = left

    def spend(self) -> None:
        """One part more; LimitExceeded when none is left."""
        self.left -= 1
        if self.left < 0:
            raise LimitExceeded("value_too_large")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Why a part of an expression is null: what was asked, and of what kinds of values."""

    code: str
    detail: str
