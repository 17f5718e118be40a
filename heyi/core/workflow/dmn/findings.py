"""One thing that was found in a model."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heyi.kit.errors import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (`is_error`) or doubtful about one element; `message` holds places for `params`."""

    place: str
    code: str
    message: Text
    params: Mapping[str, object] = field(default_factory=dict)
    is_error: bool = True

    def __str__(self) -> str:
        return str(self.message) % self.params
