"""What can go wrong with an expression: it cannot be read, it costs too much, or a part of it means nothing."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FeelSyntaxError(ValueError):
    """The text is not a FEEL expression. `position` counts characters from 0; `code` is stable."""

    messages: ClassVar[dict[str, Promise]] = {
        "unexpected": _("This is not understood here."),
        "incomplete": _("The expression is not complete."),
        "bad_character": _("This character has no meaning here."),
        "open_string": _("The text in quotation marks has no end."),
        "too_long": _("The expression is too long."),
        "too_deep": _("The expression is nested too deeply."),
        "bad_literal": _("This is not a date, time or duration."),
    }

    def __init__(self, code: str, position: int, near: str = "") -> None:
        super().__init__(f"{code} at {position}: {near}" if near else f"{code} at {position}")
        self.code = code
        self.position = position
        self.near = near

    @property
    def message(self) -> str:
        """The sentence for a person, in the language that is active now."""
        return str(self.messages[self.code])


class LimitExceeded(RuntimeError):
    """The evaluation took more steps, depth or memory than it was given. `code` names the limit."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Why a part of an expression is null: what was asked, and of what kinds of values."""

    code: str
    detail: str
