"""What a random run decides, the same for everybody who runs it: conditions of flows, and which act comes next.

Texts of expressions: ``true``, ``false``, ``draw NAME`` (drawn anew each time that it is asked), ``NAME >= 2`` and
``[not ]waitingForStart`` over what is known, ``3``.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32


@dataclass
class Choices:
    """One run's answers. ``asked`` counts how often each expression was asked, so that two runs that ask alike get the
    same answers whatever else they do in between."""

    seed: int
    asked: Counter[str] = field(default_factory=Counter)

    def value(self, text: str, known: Mapping[str, Any] | None = None) -> Any:
        """The value of an expression now."""
        known = known or {}
        word, _, rest = text.partition(" ")
        if word == "draw":
            self.asked[text] += 1
            return crc32(f"{self.seed} {text} {self.asked[text]}".encode()) % 1024 < 512
        if text in ("true", "false"):
            return text == "true"
        if word == "not":
            return not known[rest]
        if rest.startswith(">= "):
            return known[word] >= int(rest[3:])
        return int(text) if text.isdigit() else known[text]

    def pick(self, act: int, count: int) -> int:
        """Which of so many, as the so-manieth act."""
        return crc32(f"{self.seed} act {act}".encode()) % count


@dataclass(frozen=True)
class Asked:
    """An expression as the engine takes it."""

    choices: Choices
    text: str

    def evaluate(self, context: Mapping[str, Any]) -> Any:
        """Its value; the names in it must be known."""
        return self.choices.value(self.text, context)
